"""The law as data: each number with its article, unit and how well it was verified.

A ward may set what the law leaves to it; it cannot set these.
"""

from dataclasses import dataclass
from enum import StrEnum

from rules.calendar import CalendarDays, WorkingDays


class Verified(StrEnum):
    """How the wording behind a number was checked."""

    OFFICIAL = "A"  # full text of the official codification
    QUOTED = "B"  # a secondary source quoting article and clause
    COPIED = "C"  # a machine-read copy of a 2026 decree
    INFERRED = "I"  # follows from verified text


@dataclass(frozen=True, slots=True)
class Share:
    """A part of all, in whole numbers: at least `parts`/`of`, or more than that when `above`."""

    parts: int
    of: int
    above: bool = False

    def reached(self, part: int, whole: int) -> bool:
        """Whether `part` of `whole` is that much; of nothing it never is."""
        if whole <= 0:
            return False
        have, asked = part * self.of, whole * self.parts
        return have > asked if self.above else have >= asked

    def needed(self, whole: int) -> int:
        """The smallest number of `whole` that reaches the share; one more than nothing."""
        asked = whole * self.parts
        return max(1, asked // self.of + 1 if self.above else -(-asked // self.of))

    def __str__(self) -> str:
        return f"{'>' if self.above else '≥'} {self.parts}/{self.of}"


@dataclass(frozen=True, slots=True)
class Norm:
    """One number of the law, and in words of Vietnamese what it is the number of."""

    value: int | Share
    unit: str
    article: str
    verified: Verified
    meaning: str


NORMS: dict[str, Norm] = {
    "disclosure.deadline": Norm(
        5,
        "ngày làm việc",
        "Luật 10/2022/QH15 Điều 12 khoản 3",
        Verified.OFFICIAL,
        "Hạn công khai, kể từ ngày có quyết định, văn bản",
    ),
    "disclosure.posting": Norm(
        30,
        "ngày liên tục",
        "Luật 10/2022/QH15 Điều 13 khoản 2",
        Verified.OFFICIAL,
        "Thời gian niêm yết văn bản công khai",
    ),
    "disclosure.loudspeaker": Norm(
        3,
        "ngày liên tục",
        "Luật 10/2022/QH15 Điều 13 khoản 3",
        Verified.OFFICIAL,
        "Thời gian phát trên loa truyền thanh, với nội dung ở Điều 11 khoản 7–12",
    ),
    "disclosure.register": Norm(
        1,
        "quý",
        "Luật 10/2022/QH15 Điều 13 khoản 2",
        Verified.OFFICIAL,
        "Kỳ cập nhật danh sách các nội dung đã công khai",
    ),
    "consultation.minimum": Norm(
        20,
        "ngày",
        "Luật 10/2022/QH15 Điều 28 khoản 2",
        Verified.OFFICIAL,
        "Thời gian ngắn nhất để lấy ý kiến Nhân dân",
    ),
    "initiative.share": Norm(
        Share(1, 10),
        "tổng số hộ",
        "Luật 10/2022/QH15 Điều 16 khoản 3",
        Verified.OFFICIAL,
        "Số hộ đồng ý để đưa sáng kiến của công dân ra bàn; ít hơn thì cần Ban công tác Mặt trận đồng ý",
    ),
    "initiative.validity": Norm(
        3,
        "tháng",
        "Luật 10/2022/QH15 Điều 16 khoản 3",
        Verified.OFFICIAL,
        "Giá trị của ý kiến đồng ý, kể từ khi hộ bày tỏ",
    ),
    "decision.contributions": Norm(
        Share(2, 3),
        "tổng số đại diện hộ",
        "Luật 10/2022/QH15 Điều 21 khoản 1",
        Verified.OFFICIAL,
        "Quyết định mức đóng góp, thu chi quỹ (Điều 15 khoản 1, 2)",
    ),
    "decision.groups": Norm(
        Share(2, 3),
        "tổng số thôn, tổ",
        "Luật 10/2022/QH15 Điều 21 khoản 1",
        Verified.OFFICIAL,
        "Số thôn, tổ tán thành khi việc ở khoản 1, 2 là của toàn xã, phường",
    ),
    "decision.matters": Norm(
        Share(1, 2, above=True),
        "tổng số đại diện hộ",
        "Luật 10/2022/QH15 Điều 21 khoản 1",
        Verified.OFFICIAL,
        "Quyết định các việc ở Điều 15 khoản 3, 4, 5, 6",
    ),
    "decision.sending": Norm(
        5,
        "ngày làm việc",
        "Luật 10/2022/QH15 Điều 20 khoản 3",
        Verified.OFFICIAL,
        "Gửi quyết định của cộng đồng dân cư đến Ủy ban và Mặt trận",
    ),
    "decision.recognition": Norm(
        5,
        "ngày làm việc",
        "Luật 10/2022/QH15 Điều 21 khoản 2",
        Verified.OFFICIAL,
        "Công nhận hoặc từ chối công nhận quyết định của cộng đồng dân cư",
    ),
    "meeting.clusters": Norm(
        200,
        "hộ",
        "Luật 10/2022/QH15 Điều 18 khoản 3",
        Verified.OFFICIAL,
        "Từ số hộ này thì được họp theo cụm dân cư",
    ),
    "meeting.notice": Norm(
        2,
        "ngày",
        "Nghị định 59/2023/NĐ-CP Điều 3 khoản 3",
        Verified.OFFICIAL,
        "Báo trước cho các hộ về cuộc họp",
    ),
    "meeting.documents": Norm(
        2,
        "ngày",
        "Nghị định 59/2023/NĐ-CP Điều 3 khoản 4",
        Verified.OFFICIAL,
        "Gửi trước tài liệu họp cho từng hộ (Điều 15 khoản 1, 2, 3)",
    ),
    "slips.notice": Norm(
        2,
        "ngày",
        "Nghị định 59/2023/NĐ-CP Điều 4 khoản 4",
        Verified.OFFICIAL,
        "Thông báo trước khi phát phiếu lấy ý kiến",
    ),
    "online.method": Norm(
        Share(1, 2, above=True),
        "tổng số đại diện hộ",
        "Nghị định 59/2023/NĐ-CP Điều 5 khoản 2 điểm c",
        Verified.OFFICIAL,
        "Số hộ đồng ý dùng biểu quyết trực tuyến",
    ),
    "online.team.least": Norm(
        3,
        "người",
        "Nghị định 59/2023/NĐ-CP Điều 5 khoản 2 điểm b",
        Verified.OFFICIAL,
        "Tổ lấy ý kiến biểu quyết trực tuyến, ít nhất",
    ),
    "online.team.most": Norm(
        5,
        "người",
        "Nghị định 59/2023/NĐ-CP Điều 5 khoản 2 điểm b",
        Verified.OFFICIAL,
        "Tổ lấy ý kiến biểu quyết trực tuyến, nhiều nhất",
    ),
    "conference.notice": Norm(
        5,
        "ngày",
        "Nghị định 59/2023/NĐ-CP Điều 11 khoản 1 điểm c",
        Verified.OFFICIAL,
        "Gửi giấy mời hội nghị định kỳ của cộng đồng dân cư",
    ),
    "convention.minimum": Norm(
        30,
        "ngày",
        "Nghị định 61/2023/NĐ-CP Điều 9 khoản 1",
        Verified.OFFICIAL,
        "Thời gian ngắn nhất để góp ý dự thảo hương ước, quy ước",
    ),
    "convention.quorum": Norm(
        Share(1, 2, above=True),
        "tổng số hộ",
        "Nghị định 61/2023/NĐ-CP Điều 10 khoản 1 điểm a",
        Verified.OFFICIAL,
        "Số hộ có đại diện dự họp bàn hương ước, quy ước",
    ),
    "convention.sending": Norm(
        5,
        "ngày làm việc",
        "Nghị định 61/2023/NĐ-CP Điều 11 khoản 3 điểm a",
        Verified.OFFICIAL,
        "Gửi hồ sơ đề nghị công nhận hương ước, quy ước",
    ),
    "convention.recognition": Norm(
        5,
        "ngày làm việc",
        "Nghị định 61/2023/NĐ-CP Điều 11 khoản 3 điểm b",
        Verified.OFFICIAL,
        "Công nhận hương ước, quy ước, kể từ khi nhận đủ hồ sơ",
    ),
    "convention.return": Norm(
        2,
        "ngày làm việc",
        "Nghị định 61/2023/NĐ-CP Điều 18 khoản 1 điểm a",
        Verified.OFFICIAL,
        "Gửi lại hương ước, quy ước đã công nhận cho Trưởng thôn, Tổ trưởng và Mặt trận",
    ),
    "inspectorate.least": Norm(
        5,
        "người",
        "Luật 10/2022/QH15 Điều 36 khoản 1",
        Verified.OFFICIAL,
        "Số thành viên Ban Thanh tra nhân dân, ít nhất; mỗi thôn, tổ một người",
    ),
    "inspectorate.most": Norm(
        5,
        "người",
        "Nghị định 59/2023/NĐ-CP Điều 13 khoản 2",
        Verified.OFFICIAL,
        "Số thành viên Ban Thanh tra nhân dân, nhiều nhất, khi có dưới 05 thôn, tổ",
    ),
    "board.least": Norm(
        5,
        "người",
        "Luật 10/2022/QH15 Điều 41",
        Verified.OFFICIAL,
        "Số thành viên Ban Giám sát đầu tư của cộng đồng của mỗi dự án, ít nhất",
    ),
    "inspectorate.reply": Norm(
        15,
        "ngày",
        "Luật 10/2022/QH15 Điều 40 khoản 1 điểm c",
        Verified.OFFICIAL,
        "Ủy ban báo kết quả giải quyết kiến nghị của Ban Thanh tra nhân dân",
    ),
    "inspectorate.notice": Norm(
        5,
        "ngày làm việc",
        "Nghị định 59/2023/NĐ-CP Điều 14 khoản 1 điểm b",
        Verified.OFFICIAL,
        "Gửi kế hoạch kiểm tra, giám sát trước khi tiến hành",
    ),
    "reception.reply": Norm(
        10,
        "ngày làm việc",
        "Luật 42/2013/QH13 Điều 28 khoản 1",
        Verified.OFFICIAL,
        "Trả lời người đến khiếu nại, tố cáo, kiến nghị, phản ánh (chưa đối chiếu với Luật 136/2025/QH15)",
    ),
    "complaint.acceptance": Norm(
        7,
        "ngày làm việc",
        "Nghị định 155/2026/NĐ-CP Điều 10",
        Verified.COPIED,
        "Thụ lý khiếu nại, từ ngày 01/7/2026",
    ),
    "complaint.acceptance.earlier": Norm(
        10,
        "ngày",
        "Luật 02/2011/QH13 Điều 27",
        Verified.OFFICIAL,
        "Thụ lý khiếu nại, trước ngày 01/7/2026",
    ),
    "denunciation.handling": Norm(
        7,
        "ngày làm việc",
        "Luật 25/2018/QH14 Điều 24 khoản 1",
        Verified.OFFICIAL,
        "Xử lý ban đầu thông tin tố cáo",
    ),
    "denunciation.forwarding": Norm(
        5,
        "ngày làm việc",
        "Luật 25/2018/QH14 Điều 24 khoản 2",
        Verified.OFFICIAL,
        "Chuyển tố cáo không thuộc thẩm quyền",
    ),
    "denunciation.resolution": Norm(
        30,
        "ngày",
        "Luật 25/2018/QH14 Điều 30",
        Verified.OFFICIAL,
        "Giải quyết tố cáo",
    ),
    "denunciation.extension": Norm(
        30,
        "ngày",
        "Luật 25/2018/QH14 Điều 30",
        Verified.OFFICIAL,
        "Mỗi lần gia hạn giải quyết tố cáo: một lần khi phức tạp, hai lần khi đặc biệt phức tạp",
    ),
    "data.acknowledgement": Norm(
        2,
        "ngày làm việc",
        "Nghị định 356/2025/NĐ-CP Điều 5",
        Verified.QUOTED,
        "Báo đã nhận yêu cầu về dữ liệu cá nhân",
    ),
    "data.access": Norm(
        10,
        "ngày",
        "Nghị định 356/2025/NĐ-CP Điều 5",
        Verified.QUOTED,
        "Cho xem, chỉnh sửa, cung cấp dữ liệu cá nhân",
    ),
    "data.withdrawal": Norm(
        15,
        "ngày",
        "Nghị định 356/2025/NĐ-CP Điều 5",
        Verified.QUOTED,
        "Rút lại sự đồng ý, hạn chế, phản đối xử lý dữ liệu cá nhân",
    ),
    "data.deletion": Norm(
        20,
        "ngày",
        "Nghị định 356/2025/NĐ-CP Điều 5",
        Verified.QUOTED,
        "Xóa dữ liệu cá nhân",
    ),
    "data.breach": Norm(
        72,
        "giờ",
        "Luật 91/2025/QH15 Điều 23 khoản 1",
        Verified.QUOTED,
        "Thông báo vi phạm về dữ liệu cá nhân, kể từ khi phát hiện",
    ),
}


def days(key: str) -> int:
    """The number of days that this norm asks for, in its own unit; KeyError for a norm that is a share."""
    value = NORMS[key].value
    if isinstance(value, Share):
        raise KeyError(key)
    return value


def share(key: str) -> Share:
    """The share that this norm asks for; KeyError for a norm that is a number."""
    value = NORMS[key].value
    if not isinstance(value, Share):
        raise KeyError(key)
    return value


def time(key: str) -> WorkingDays | CalendarDays:
    """The time that this norm sets, in days of its own kind; KeyError for what is no number of days."""
    units = {"ngày làm việc": True, "ngày": False, "ngày liên tục": False}
    return WorkingDays(days(key)) if units[NORMS[key].unit] else CalendarDays(days(key))


_MARKS = {
    Verified.OFFICIAL: "đã đối chiếu với toàn văn trong Bộ Pháp điển",
    Verified.QUOTED: "đã đối chiếu với nguồn khác trích dẫn đúng điều, khoản",
    Verified.COPIED: "chỉ mới đối chiếu với bản máy đọc của nghị định năm 2026; cần xem lại Công báo",
    Verified.INFERRED: "suy ra từ văn bản đã đối chiếu",
}


def table() -> str:
    """All norms as a document in Markdown, with the marks of verification explained."""
    lines = [
        "# Các con số của luật · The numbers of the law",
        "",
        "Bảng này do `make docs` viết ra từ `rules/law.py`; xin sửa ở đó, không sửa ở đây.",
        "Cán bộ tư pháp của xã, phường cần kiểm tra lại trước khi dùng thật.",
        "",
        "Written by `make docs` from `rules/law.py`: change it there, not here. "
        "The ward's legal officer must confirm it before real use.",
        "",
        "| Mã · key | Nội dung | Số | Đơn vị | Căn cứ | Mức đối chiếu |",
        "|---|---|---:|---|---|:-:|",
    ]
    lines += [
        f"| `{key}` | {norm.meaning} | {norm.value} | {norm.unit} | {norm.article} | {norm.verified} |"
        for key, norm in NORMS.items()
    ]
    lines += ["", "Mức đối chiếu cho biết câu chữ của luật đã được kiểm tra đến đâu:", ""]
    lines += [f"- **{mark}**: {words}." for mark, words in _MARKS.items()]
    return "\n".join(lines) + "\n"
