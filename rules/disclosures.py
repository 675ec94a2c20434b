"""Disclosures: the 14 categories of Điều 11, states, and when one is overdue."""

from datetime import date, datetime
from enum import StrEnum

from rules import law
from rules.calendar import Calendar

# Luật 10/2022/QH15 Điều 11 khoản 1–14, shortened for a phone; the key is the number of the clause.
CATEGORIES: dict[int, str] = {
    1: "Kế hoạch phát triển kinh tế - xã hội",
    2: "Ngân sách",
    3: "Dự án, đất đai, quy hoạch, bồi thường",
    4: "Quy chế dân chủ, nhiệm vụ cán bộ",
    5: "Quỹ, đầu tư, tài trợ, đóng góp của Nhân dân",
    6: "Tài sản công",
    7: "Chính sách hỗ trợ, trợ cấp, bảo hiểm",
    8: "Cứu trợ thiên tai, dịch bệnh",
    9: "Nghĩa vụ quân sự, công an",
    10: "Kết quả thanh tra, kiểm tra, lấy phiếu tín nhiệm",
    11: "Lấy ý kiến Nhân dân và kết quả tiếp thu",
    12: "Phí, lệ phí và nghĩa vụ tài chính",
    13: "Thủ tục hành chính",
    14: "Nội dung khác theo quy định",
}

TITLE_LENGTH = 200
BODY_LENGTH = 400_000
REASON_LENGTH = 300

# The text on the first message.  What stands above it (title, dates, reasons) never moves the page breaks, so
# a reader who taps after a correction was published goes on where the first message ended.
FIRST_PAGE = 2_600


class State(StrEnum):
    """Where a version stands; refused and withdrawn are final, published can only become withdrawn."""

    PENDING = "pending"
    PUBLISHED = "published"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


def due_at(decided_on: date, calendar: Calendar) -> datetime:
    """When the text must be public at the latest: the end of the 5th working day (Điều 12 khoản 3)."""
    return calendar.end_of(decided_on, law.time("disclosure.deadline"))
