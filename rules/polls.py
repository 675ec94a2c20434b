"""Consultations and surveys: kinds, states, and what the law asks of each before it may open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules import law


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
STANDARD_OPTIONS = ("Đồng ý", "Không đồng ý", "Ý kiến khác")

REMINDERS = 3
# Reminders fall due at these parts of the period, so that a short survey is reminded as a long one is.
REMINDER_PARTS = (0.5, 0.8, 0.95)
LONGEST_PERIOD = timedelta(days=180)


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


def reminder_times(opens_at: datetime, closes_at: datetime) -> tuple[datetime, ...]:
    """When the reminders of a period fall due, quiet hours not yet considered."""
    return tuple(opens_at + (closes_at - opens_at) * part for part in REMINDER_PARTS)
