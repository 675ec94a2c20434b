"""Consultations and surveys: kinds, states, and what the law asks of each before it may open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules import law
from rules.calendar import after_quiet_hours
from rules.codes import plain
from rules.texts import fold


class Kind(StrEnum):
    """The kind of matter put to the households."""

    CONSULTATION = "consultation_d25"
    CONVENTION_CONSULTATION = "convention_consultation"
    SURVEY = "informal_survey"


class State(StrEnum):
    """Where a poll stands; closed and void are final."""

    SCHEDULED = "scheduled"
    OPEN = "open"
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

# No kind here binds: a hương ước is adopted at a meeting (Luật 10/2022/QH15 Điều 17 khoản 2).
OPTION_LIMIT = 8
OPTION_LENGTH = 60
TITLE_LENGTH = 200
BODY_LENGTH = 20_000
OPINION_LENGTH = 4_000
REASON_LENGTH = 500
FREE_OPTION = "Ý kiến khác"  # the answer that asks for the household's own words
STANDARD_OPTIONS = ("Đồng ý", "Không đồng ý", FREE_OPTION)
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


def period_refusal(kind: Kind, opens_at: datetime, closes_at: datetime) -> TooShort | None:
    """Why this period is not allowed for the kind, or None.

    Days are counted as 24 hours from opening, the reading that never gives residents less than the law.
    """
    key = MINIMUM_PERIOD.get(kind)
    if key is None or closes_at - opens_at >= timedelta(days=law.days(key)):
        return None
    return TooShort(law.NORMS[key])


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
