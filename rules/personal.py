"""Requests about personal data: their kinds, and the time that the law gives for each."""

from datetime import datetime
from enum import StrEnum

from rules import law
from rules.calendar import Calendar, CalendarDays, local_date

TEXT_LENGTH = 1000
# So long before an answer is due, administrators are reminded of it.
WARNING = CalendarDays(3)


class Kind(StrEnum):
    """What a person may ask about their data (Luật 91/2025/QH15 Điều 4 khoản 1)."""

    VIEW = "view"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    RESTRICT = "restrict"
    DELETE = "delete"


class State(StrEnum):
    """Where a request stands; all but open are final."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    DROPPED = "dropped"  # whoever asked deleted their data


# Requests that wait for a person of the ward; the others are done at once.
BY_HAND = frozenset({Kind.CORRECT, Kind.RESTRICT})

NORM = {
    Kind.VIEW: "data.access",
    Kind.CORRECT: "data.access",
    Kind.WITHDRAW: "data.withdrawal",
    Kind.RESTRICT: "data.withdrawal",
    Kind.DELETE: "data.deletion",
}


def acknowledge_by(asked_at: datetime, calendar: Calendar) -> datetime:
    """When it must be said that the request came: 02 working days (Nghị định 356/2025/NĐ-CP Điều 5)."""
    return calendar.end_of(local_date(asked_at), law.time("data.acknowledgement"))


def answer_by(kind: Kind, asked_at: datetime, calendar: Calendar) -> datetime:
    """When it must be done or refused: 10, 15 or 20 days of the calendar (Nghị định 356/2025/NĐ-CP Điều 5)."""
    return calendar.end_of(local_date(asked_at), law.time(NORM[kind]))
