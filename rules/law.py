"""The law as data: each number with its article, unit and how well it was verified.

A ward may set what the law leaves to it; it cannot set these.
"""

from dataclasses import dataclass
from enum import StrEnum


class Verified(StrEnum):
    """How the wording behind a number was checked."""

    OFFICIAL = "A"  # full text of the official codification
    QUOTED = "B"  # a secondary source quoting article and clause
    COPIED = "C"  # a machine-read copy of a 2026 decree
    INFERRED = "I"  # follows from verified text


@dataclass(frozen=True, slots=True)
class Norm:
    """One number of the law, and in words of Vietnamese what it is the number of."""

    value: int
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
    "consultation.minimum": Norm(
        20,
        "ngày",
        "Luật 10/2022/QH15 Điều 28 khoản 2",
        Verified.OFFICIAL,
        "Thời gian ngắn nhất để lấy ý kiến Nhân dân",
    ),
    "convention.minimum": Norm(
        30,
        "ngày",
        "Nghị định 61/2023/NĐ-CP Điều 9 khoản 1",
        Verified.OFFICIAL,
        "Thời gian ngắn nhất để góp ý dự thảo hương ước, quy ước",
    ),
    "decision.sending": Norm(
        5,
        "ngày làm việc",
        "Luật 10/2022/QH15 Điều 20 khoản 3",
        Verified.OFFICIAL,
        "Gửi quyết định của cộng đồng dân cư đến Ủy ban và Mặt trận",
    ),
    "meeting.notice": Norm(
        2,
        "ngày",
        "Nghị định 59/2023/NĐ-CP Điều 3 khoản 3",
        Verified.OFFICIAL,
        "Báo trước cho các hộ về cuộc họp",
    ),
    "inspectorate.reply": Norm(
        15,
        "ngày",
        "Luật 10/2022/QH15 Điều 40 khoản 1 điểm c",
        Verified.OFFICIAL,
        "Ủy ban báo kết quả giải quyết kiến nghị của Ban Thanh tra nhân dân",
    ),
}


def days(key: str) -> int:
    """The number of days that this norm asks for, in its own unit."""
    return NORMS[key].value


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
