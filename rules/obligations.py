"""What follows from an event: what is owed, by which office, until when, on which article.

Each kind is data.  Where the law sets no number of days, the ward does, and cards say that it is the ward's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules import law
from rules.calendar import CalendarDays, WorkingDays
from rules.offices import Role

NOTE_LENGTH = 500
TITLE_LENGTH = 200

# What the law leaves to the ward, until the ward says otherwise.
ANSWER_DAYS = 15
ANSWER_DAYS_CHOICES = (5, 10, 15, 20, 30)
REGISTER_TIME = WorkingDays(5)  # after the quarter

REVIEW_DAY = (11, 18)  # Ngày hội Đại đoàn kết, Nghị định 61/2023/NĐ-CP Điều 15 khoản 4
REVIEW_AHEAD = CalendarDays(30)  # so long before, the review stands among what is due


class Kind(StrEnum):
    """What can be owed."""

    SYNTHESIS = "synthesis"  # tổng hợp, tiếp thu, giải trình after a consultation
    CONVENTION_SYNTHESIS = "convention_synthesis"
    ANSWER_DISCLOSURE = "answer_disclosure"  # the official answer as a disclosure of clause 11
    DECISION_SENDING = "decision_sending"
    DECISION_RECOGNITION = "decision_recognition"
    BOARD_RECOGNITION = "board_recognition"  # of a people's board, by the Mặt trận
    CONVENTION_RECOGNITION = "convention_recognition"
    POSTING = "posting"  # niêm yết
    LOUDSPEAKER = "loudspeaker"
    CONVENTION_REVIEW = "convention_review"
    REGISTER = "register"  # danh mục quý


class State(StrEnum):
    """Where an obligation stands; all but owed are final."""

    OWED = "owed"
    DONE = "done"
    LATE = "late"  # done after its day
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who owes a kind, on which article, and the norms of its time: until it is done, and how long it lasts once begun.

    norm is None where the law sets no number of days.
    """

    role: Role
    article: str
    norm: str | None = None
    lasts: str | None = None


RULES: Mapping[Kind, Rule] = {
    Kind.SYNTHESIS: Rule(Role.OFFICIAL, "Luật 10/2022/QH15 Điều 28 khoản 3"),
    Kind.CONVENTION_SYNTHESIS: Rule(Role.GROUP_HEAD, "Nghị định 61/2023/NĐ-CP Điều 9"),
    Kind.ANSWER_DISCLOSURE: Rule(
        Role.OFFICIAL, "Luật 10/2022/QH15 Điều 11 khoản 11, Điều 12 khoản 3", "disclosure.deadline"
    ),
    Kind.DECISION_SENDING: Rule(Role.GROUP_HEAD, "Luật 10/2022/QH15 Điều 20 khoản 3", "decision.sending"),
    Kind.DECISION_RECOGNITION: Rule(Role.OFFICIAL, "Luật 10/2022/QH15 Điều 21 khoản 2", "decision.recognition"),
    Kind.BOARD_RECOGNITION: Rule(Role.FRONT, "Luật 10/2022/QH15 Điều 21 khoản 2", "decision.recognition"),
    Kind.CONVENTION_RECOGNITION: Rule(
        Role.OFFICIAL, "Nghị định 61/2023/NĐ-CP Điều 11 khoản 3 điểm b", "convention.recognition"
    ),
    Kind.POSTING: Rule(Role.OFFICIAL, "Luật 10/2022/QH15 Điều 13 khoản 2", "disclosure.deadline", "disclosure.posting"),
    Kind.LOUDSPEAKER: Rule(
        Role.OFFICIAL, "Luật 10/2022/QH15 Điều 13 khoản 3", "disclosure.deadline", "disclosure.loudspeaker"
    ),
    Kind.CONVENTION_REVIEW: Rule(Role.OFFICIAL, "Nghị định 61/2023/NĐ-CP Điều 15 khoản 4, Điều 18 khoản 1 điểm g"),
    Kind.REGISTER: Rule(Role.OFFICIAL, "Luật 10/2022/QH15 Điều 13 khoản 2"),
}

# What is done by writing the official answer, and by nothing else.
ANSWERED = frozenset({Kind.SYNTHESIS, Kind.CONVENTION_SYNTHESIS})
# What falls on a day of the year or the quarter, whatever the calendar of working days says.
ON_A_DAY = frozenset({Kind.CONVENTION_REVIEW})

# What follows from closing a poll, by the value of its kind.
AFTER_CLOSING: Mapping[str, Kind] = {
    "consultation_d25": Kind.SYNTHESIS,
    "convention_consultation": Kind.CONVENTION_SYNTHESIS,
    "online_vote_k6": Kind.DECISION_SENDING,
    "meeting_vote": Kind.DECISION_SENDING,
    "slip_vote": Kind.DECISION_SENDING,
}

# What follows from sending a decision that passed, by the clause of Điều 15: who must recognise it before it takes
# effect (Điều 21 khoản 2).  Other matters take effect by themselves.
AFTER_SENDING: Mapping[int, Kind] = {
    3: Kind.CONVENTION_RECOGNITION,
    4: Kind.DECISION_RECOGNITION,
    5: Kind.BOARD_RECOGNITION,
}

# Clauses of Điều 11 that are posted for 30 days, and those that are also read out (Điều 13 khoản 2, 3).
POSTED = frozenset({1, 2, 3, *range(5, 13)})
READ_OUT = frozenset(range(7, 13))


def after_publishing(category: int) -> tuple[Kind, ...]:
    """What follows from publishing a disclosure of this clause of Điều 11."""
    kinds = (Kind.POSTING if category in POSTED else None, Kind.LOUDSPEAKER if category in READ_OUT else None)
    return tuple(kind for kind in kinds if kind is not None)


def responsible(kind: Kind, group_id: int | None) -> Role:
    """The office that owes it; what concerns several groups is the Mặt trận's where a group's head would owe it."""
    role = RULES[kind].role
    return Role.FRONT if role is Role.GROUP_HEAD and group_id is None else role


def is_local(kind: Kind) -> bool:
    """Whether the ward, and not the law, says how much time there is."""
    return RULES[kind].norm is None and kind not in ON_A_DAY


def time(kind: Kind, answer_days: int) -> WorkingDays | CalendarDays:
    """How much time there is; answer_days is what the ward gives itself for an official answer.

    Nothing for what falls on a day of the year.
    """
    norm = RULES[kind].norm
    if norm is not None:
        return law.time(norm)
    if kind in ANSWERED:
        return WorkingDays(answer_days)
    return REGISTER_TIME if kind is Kind.REGISTER else CalendarDays(0)


def lasting(kind: Kind) -> WorkingDays | CalendarDays | None:
    """How long it must last once it has begun; None for what is done at once."""
    norm = RULES[kind].lasts
    return law.time(norm) if norm else None


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a year, 1 to 4."""

    year: int
    number: int

    @property
    def code(self) -> int:
        """The quarter as one number: 20264."""
        return self.year * 10 + self.number

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def next(self) -> "Quarter":
        """The one after it."""
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def before(self) -> "Quarter":
        """The one before it."""
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)


def quarter_of(day: date) -> Quarter:
    """The quarter in which this day lies."""
    return Quarter(day.year, (day.month - 1) // 3 + 1)


def quarter_coded(code: int) -> Quarter | None:
    """The quarter with this code, None for any other number."""
    year, number = divmod(code, 10)
    return Quarter(year, number) if 2000 <= year <= 2999 and 1 <= number <= 4 else None


def review_day(year: int) -> date:
    """The day on which hương ước and quy ước are reviewed."""
    return date(year, *REVIEW_DAY)
