"""What is put to the households: kinds, states, and what the law asks of each before it may open."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum

from rules import law
from rules.calendar import after_quiet_hours, at_local, local_date
from rules.codes import plain
from rules.texts import fold


class Kind(StrEnum):
    """The kind of matter put to the households."""

    CONSULTATION = "consultation_d25"
    CONVENTION_PROPOSAL = "convention_proposal"
    CONVENTION_CONSULTATION = "convention_consultation"
    ONLINE_VOTE = "online_vote_k6"
    MEETING_VOTE = "meeting_vote"
    SLIP_VOTE = "slip_vote"
    SURVEY = "informal_survey"


class Matter(IntEnum):
    """What the people decide, by the clause of Luật 10/2022/QH15 Điều 15."""

    CONTRIBUTION = 1
    FUND = 2
    CONVENTION = 3
    HEAD = 4
    BOARDS = 5
    OTHER = 6


class Step(StrEnum):
    """The two questions of a vote online (Nghị định 59/2023/NĐ-CP Điều 5): how to decide, then what."""

    METHOD = "method"
    MATTER = "matter"


class Duty(IntEnum):
    """What is done and recorded before a vote online may begin (Nghị định 59/2023/NĐ-CP Điều 5)."""

    AGREED = 1  # a clause 6 matter; the head and the Front agree that no meeting is needed
    DEVICES = 2  # representatives have devices and the internet
    REPORTED = 3  # the commune and the Front were told beforehand
    TEAM = 4  # three to five persons, headed by the Front
    GATHERED = 5  # representatives are in a group on a lawful network
    METHOD = 6  # more than half of all households agree to vote so: the first step itself


# What an officer records; the last duty is the outcome of the first step.
RECORDED_DUTIES = tuple(duty for duty in Duty if duty is not Duty.METHOD)


class State(StrEnum):
    """Where a poll stands; closed and void are final.

    Counting is for votes that were cast on paper or at a meeting, until a second person confirms the numbers.
    """

    SCHEDULED = "scheduled"
    OPEN = "open"
    COUNTING = "counting"
    CLOSED = "closed"
    VOID = "void"


class Origin(StrEnum):
    """The way by which an answer came."""

    TELEGRAM = "telegram"
    ZALO = "zalo"
    PAPER = "paper"
    MEETING = "meeting"
    ASSISTED = "assisted"


# Which norm holds the shortest period of a kind; a survey has none.
MINIMUM_PERIOD = {
    Kind.CONSULTATION: "consultation.minimum",
    Kind.CONVENTION_CONSULTATION: "convention.minimum",
}

# What decides; all else is an opinion. None of it may concern a hương ước online (Luật 10/2022/QH15 Điều 17 khoản 2).
BINDING = frozenset({Kind.ONLINE_VOTE, Kind.MEETING_VOTE, Kind.SLIP_VOTE})
# Cast at a meeting or on paper, counted here.
COUNTED = frozenset({Kind.MEETING_VOTE, Kind.SLIP_VOTE})
# What one community decides or proposes by itself.
OF_ONE_GROUP = frozenset({Kind.CONVENTION_PROPOSAL, Kind.ONLINE_VOTE})
# What may concern the whole commune at once.
OF_THE_COMMUNE = frozenset({Matter.CONTRIBUTION, Matter.FUND})
# What is decided at a meeting, and on paper only after a meeting to which too few came (Điều 19 khoản 1 điểm b).
MEETING_FIRST = frozenset({Matter.CONVENTION, Matter.HEAD, Matter.BOARDS})

WHERE_TO_DECIDE = "Luật 10/2022/QH15 Điều 17 khoản 2"
AFTER_A_MEETING = "Luật 10/2022/QH15 Điều 19 khoản 1 điểm b"
WHOLE_COMMUNE = "Luật 10/2022/QH15 Điều 21 khoản 1"
FIXED_OPTIONS = "Nghị định 59/2023/NĐ-CP Điều 5 khoản 2 điểm d"
DUTIES = "Nghị định 59/2023/NĐ-CP Điều 5"
# What makes answers on a network count for the law.
GROUND_FOR = {
    Kind.CONSULTATION: "Luật 10/2022/QH15 Điều 26 khoản 1 điểm g",
    Kind.CONVENTION_PROPOSAL: "Nghị định 61/2023/NĐ-CP Điều 7",
    Kind.CONVENTION_CONSULTATION: "Nghị định 61/2023/NĐ-CP Điều 9 khoản 2 điểm b",
    Kind.ONLINE_VOTE: "Nghị định 59/2023/NĐ-CP Điều 5 khoản 2 điểm c",
}
OPTION_LIMIT = 8
OPTION_LENGTH = 60
TITLE_LENGTH = 200
BODY_LENGTH = 20_000
OPINION_LENGTH = 4_000
REASON_LENGTH = 500
FREE_OPTION = "Ý kiến khác"  # the answer that asks for the household's own words
STANDARD_OPTIONS = ("Đồng ý", "Không đồng ý", FREE_OPTION)
# Kinds whose answers are always these three.
FIXED_ANSWERS = frozenset({Kind.CONVENTION_PROPOSAL, *BINDING})
AGREE, DISAGREE, OTHER = range(3)  # their places
RECEIPT_LENGTH = 6
CODE_PREFIX = "BC"

REMINDERS = 3
# Reminders fall due at these parts of the period, so that a short survey is reminded as a long one is.
REMINDER_PARTS = (0.5, 0.8, 0.95)
LONGEST_PERIOD = timedelta(days=180)
CARD_REFRESH = timedelta(seconds=60)  # a group's card follows its participation at most this often
RESULT_NEWS = timedelta(days=7)  # a result that could not be delivered for so long is no news any more


def code(number: int) -> str:
    """How people call the poll of this number: BC12."""
    return f"{CODE_PREFIX}{number}"


def number_of(typed: str) -> int | None:
    """The number in a typed code (bc 12, BC12, 12), or None when it is no code."""
    digits = plain(typed).removeprefix(CODE_PREFIX)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def is_free(label: str) -> bool:
    """Whether an option asks for words, however it was typed."""
    return fold(label) == fold(FREE_OPTION)


@dataclass(frozen=True, slots=True)
class TooShort:
    """The period is shorter than the norm asks."""

    norm: law.Norm


def period_refusal(
    kind: Kind, opens_at: datetime, closes_at: datetime, posted_on: date | None = None
) -> TooShort | None:
    """Why this period is not allowed for the kind, or None.

    Days are counted as 24 hours from opening, the reading that never gives residents less than the law; for a
    draft that was posted on paper they are whole days after the day of posting.
    """
    key = MINIMUM_PERIOD.get(kind)
    if key is None:
        return None
    if kind is Kind.CONVENTION_CONSULTATION and posted_on is not None:
        least = earliest_end_after_posting(posted_on)
    else:
        least = opens_at + timedelta(days=law.days(key))
    if closes_at >= least:
        return None
    return TooShort(law.NORMS[key])


def earliest_end_after_posting(posted_on: date) -> datetime:
    """When the consultation on a posted draft may close: after 30 whole days, the day of posting not counted.

    Nghị định 61/2023/NĐ-CP Điều 9 khoản 1; Bộ luật Dân sự 91/2015/QH13 Điều 147.
    """
    return at_local(posted_on + timedelta(days=law.days("convention.minimum") + 1), 0)


def consent_ends(expressed_at: datetime) -> date:
    """The last day on which a household's consent to a proposal counts (Luật 10/2022/QH15 Điều 16 khoản 3).

    The same day three months later, or the last of that month where it has no such day.
    """
    day = local_date(expressed_at)
    months = day.year * 12 + day.month - 1 + law.days("initiative.validity")
    year, month = months // 12, months % 12 + 1
    after = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day.day - 1), after - timedelta(days=1))


def refusal_of_way(kind: Kind, matter: Matter | None) -> str | None:
    """The article that forbids deciding this matter in this way, or None.

    On paper a matter of `MEETING_FIRST` is allowed here; that a meeting was held first is another question.
    """
    if kind not in BINDING:
        return None
    if matter is None or (kind is Kind.ONLINE_VOTE and matter is not Matter.OTHER):
        return WHERE_TO_DECIDE
    return None


def closing_after_delay(kind: Kind, opens_at: datetime, closes_at: datetime, opened_at: datetime) -> datetime:
    """When a poll closes that opened later than planned: as planned, or later by the delay.

    Later, in whole minutes, when what is left would be shorter than the norm asks; for a kind without a norm,
    when it would be shorter than half of what was planned.
    """
    key = MINIMUM_PERIOD.get(kind)
    least = timedelta(days=law.days(key)) if key else (closes_at - opens_at) / 2
    if closes_at - opened_at >= least:
        return closes_at
    minutes = -(-(opened_at - opens_at) // timedelta(minutes=1))
    return closes_at + timedelta(minutes=minutes)


def reminder_times(opens_at: datetime, closes_at: datetime) -> tuple[datetime, ...]:
    """When the reminders of a period fall due, quiet hours not yet considered."""
    return tuple(opens_at + (closes_at - opens_at) * part for part in REMINDER_PARTS)


def next_reminder(opens_at: datetime, closes_at: datetime, sent: int, after: datetime) -> datetime | None:
    """When the next reminder falls due, outside quiet hours and before closing; None when there is none.

    Times that passed while nobody was there to send are left out, so that reminders never come in a row.
    """
    if sent >= REMINDERS:
        return None
    for moment in reminder_times(opens_at, closes_at):
        waking = after_quiet_hours(moment)
        if after < waking < closes_at:
            return waking
    return None
