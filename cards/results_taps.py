"""Taps that lead to results."""

from dataclasses import dataclass
from typing import ClassVar

from cards.taps import Tap


@dataclass(frozen=True, slots=True)
class ShowResult(Tap):
    """The result of a closed poll."""

    prefix: ClassVar[str] = "tr"
    poll: int


@dataclass(frozen=True, slots=True)
class ShowOpinions(Tap):
    """A page of what households wrote beside their answers."""

    prefix: ClassVar[str] = "to"
    poll: int
    page: int


@dataclass(frozen=True, slots=True)
class TakeAway(Tap):
    """The file of a closed poll."""

    prefix: ClassVar[str] = "tx"
    poll: int


@dataclass(frozen=True, slots=True)
class TakeMinutes(Tap):
    """The minutes of a vote online."""

    prefix: ClassVar[str] = "tm"
    poll: int


@dataclass(frozen=True, slots=True)
class ListResults(Tap):
    """The list of closed and running polls."""

    prefix: ClassVar[str] = "tl"
