"""People: purposes of consent, how long codes live, how a household is found by what somebody wrote."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from rules.codes import plain
from rules.texts import fold

SLIP_LETTERS = 8
SLIP_LIFE = timedelta(days=60)
# Wrong codes that a person may type in a day; the database holds to it too.
WRONG_CODES_A_DAY = 10
INVITATION_LETTERS = 20
INVITATION_LIFE = timedelta(days=7)
LINK_LETTERS = 8
LINK_LIFE = timedelta(days=7)

NAME_LENGTH = 80
CLAIM_LENGTH = 300


class Purpose(StrEnum):
    """What a person may agree to, each on its own (Luật 91/2025/QH15 Điều 9)."""

    HOUSEHOLD = "household"  # to be known as the representative of a household, so that its answers count
    DISCLOSURES = "disclosures"  # to be sent disclosures in private


class Way(StrEnum):
    """How somebody showed to belong to a household."""

    SLIP = "slip"
    PHONE = "phone"
    GROUP_HEAD = "group_head"


class Ending(StrEnum):
    """Why somebody speaks for a household no more."""

    HOUSEHOLD_CLOSED = "household_closed"
    HANDED_OVER = "handed_over"  # the representative agreed to another
    REPLACED = "replaced"  # the head of the group approved another, with a reason


class Change(StrEnum):
    """What became of a household of the roll."""

    MOVED = "moved"
    CLOSED = "closed"
    REOPENED = "reopened"


class Cause(StrEnum):
    """What a household changed by."""

    ROLL = "roll"
    REGROUPING = "regrouping"


class Listed(Protocol):
    """A household as the roll describes it."""

    @property
    def code(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def representative(self) -> str: ...


Found = TypeVar("Found", bound=Listed)
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class _Query:
    words: frozenset[str]
    text: str
    codes: frozenset[str]


def _likeness(query: _Query, household: Listed) -> int:
    """How well a household fits: its code outweighs its whole name, which outweighs single words."""
    name, address = fold(household.representative), fold(household.address)
    score = 100 * (plain(household.code) in query.codes)
    score += 20 * (bool(name) and f" {name} " in query.text)
    score += 10 * (bool(address) and address in query.text)
    return score + len(query.words & set(_WORD.findall(f"{name} {address}")))


def likely(written: str, households: Iterable[Found], limit: int) -> list[Found]:
    """The households that fit what somebody wrote (a code, a name, an address), the best first, at most `limit`."""
    folded = fold(written)
    words = folded.split()
    query = _Query(
        frozenset(_WORD.findall(folded)),
        f" {' '.join(words)} ".replace(",", " "),
        frozenset({plain(written), *(plain(word) for word in words)}),
    )
    scored = [(score, found) for found in households if (score := _likeness(query, found)) > 0]
    scored.sort(key=lambda pair: (-pair[0], pair[1].code))
    return [found for _, found in scored[:limit]]
