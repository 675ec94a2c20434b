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
    """One number of the law."""

    value: int
    unit: str
    article: str
    verified: Verified


NORMS: dict[str, Norm] = {
    "disclosure.deadline": Norm(5, "ngày làm việc", "Luật 10/2022/QH15 Điều 12 khoản 3", Verified.OFFICIAL),
    "disclosure.posting": Norm(30, "ngày liên tục", "Luật 10/2022/QH15 Điều 13 khoản 2", Verified.OFFICIAL),
    "consultation.minimum": Norm(20, "ngày", "Luật 10/2022/QH15 Điều 28 khoản 2", Verified.OFFICIAL),
    "convention.minimum": Norm(30, "ngày", "Nghị định 61/2023/NĐ-CP Điều 9 khoản 1", Verified.OFFICIAL),
    "decision.sending": Norm(5, "ngày làm việc", "Luật 10/2022/QH15 Điều 20 khoản 3", Verified.OFFICIAL),
    "meeting.notice": Norm(2, "ngày", "Nghị định 59/2023/NĐ-CP Điều 3 khoản 3", Verified.OFFICIAL),
    "inspectorate.reply": Norm(15, "ngày", "Luật 10/2022/QH15 Điều 40 khoản 1 điểm c", Verified.OFFICIAL),
}


def days(key: str) -> int:
    """The number of days that this norm asks for, in its own unit."""
    return NORMS[key].value
