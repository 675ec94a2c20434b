"""Answers that did not come by chat: which of two answers of a household counts."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from rules.calendar import at_local
from rules.codes import plain
from rules.people import Listed, likely
from rules.polls import Origin
from rules.texts import fold

# Ways that need somebody who enters and somebody who confirms.
ENTERED = (Origin.PAPER, Origin.MEETING, Origin.ASSISTED)
HELPER_LENGTH = 80
SUGGESTIONS = 6

Found = TypeVar("Found", bound=Listed)
_DAY = re.compile(r"(\d{1,2})\s?[/.-]\s?(\d{1,2})(?:\s?[/.-]\s?(\d{4}|\d{2}))?")
_LAST_NUMBER = re.compile(r"(\d+)\D*$")


class State(StrEnum):
    """Where an entry stands; only waiting is not final."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    LATE = "late"


class Outcome(StrEnum):
    """What a confirmed entry did: it counts, it says what stood already, or what stood is later."""

    COUNTED = "counted"
    SAME = "same"
    OLDER = "older"


def given_at(dated_on: date, entered_at: datetime) -> datetime:
    """When the household gave the answer of this slip: the end of the day written on it, or its entry on that day."""
    return min(entered_at, at_local(dated_on + timedelta(days=1), 0))


def outcome(option: int, at: datetime, standing_option: int | None, standing_at: datetime | None) -> Outcome:
    """Of two answers of a household the later one counts; of two at one moment the one that stands."""
    if standing_option is None or standing_at is None:
        return Outcome.COUNTED
    if standing_option == option:
        return Outcome.SAME
    return Outcome.COUNTED if at > standing_at else Outcome.OLDER


def read_day(typed: str, today: date) -> date | None:
    """The day that was typed (18/11/2026, 18/11, hôm qua), the last such day without a year; None when unreadable."""
    near = {"hom nay": 0, "hom qua": 1, "hom kia": 2}
    if (ago := near.get(fold(typed))) is not None:
        return today - timedelta(days=ago)
    found = _DAY.fullmatch(typed.strip())
    if found is None:
        return None
    day, month, year = found.groups()
    years = [int(year) + (2000 if len(year) == 2 else 0)] if year else range(today.year, today.year - 9, -1)
    for each in years:
        try:
            written = date(each, int(month), int(day))
        except ValueError:
            continue
        if year or written <= today:
            return written
    return None


def find(typed: str, households: Sequence[Found]) -> tuple[Found | None, list[Found]]:
    """The one household that was meant, else those that fit: by its code, the number in it, a name, an address."""
    code = plain(typed)
    exact = [it for it in households if plain(it.code) == code]
    if not exact and code.isascii() and code.isdigit():
        exact = [it for it in households if _number(it.code) == int(code)]
    if len(exact) == 1:
        return exact[0], []
    return None, exact[:SUGGESTIONS] or likely(typed, households, SUGGESTIONS)


def _number(code: str) -> int | None:
    found = _LAST_NUMBER.search(code)
    return int(found[1]) if found else None
