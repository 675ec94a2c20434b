"""The taps of what is owed."""

from dataclasses import dataclass
from typing import ClassVar

from cards.taps import Tap


@dataclass(frozen=True, slots=True)
class Owed(Tap):
    """What is owed; the page, from 0."""

    prefix: ClassVar[str] = "vl"
    page: int


@dataclass(frozen=True, slots=True)
class One(Tap):
    """One of it."""

    prefix: ClassVar[str] = "vo"
    obligation: int


@dataclass(frozen=True, slots=True)
class Begin(Tap):
    """What must last began today: 0 asks, 1 is certain."""

    prefix: ClassVar[str] = "vb"
    obligation: int
    certain: int


@dataclass(frozen=True, slots=True)
class Finish(Tap):
    """It is done; asks for a note."""

    prefix: ClassVar[str] = "vf"
    obligation: int


@dataclass(frozen=True, slots=True)
class FinishPlain(Tap):
    """It is done, without a note."""

    prefix: ClassVar[str] = "vp"
    obligation: int
