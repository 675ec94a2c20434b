"""The taps of grounds."""

from dataclasses import dataclass
from typing import ClassVar

from cards.taps import Tap


@dataclass(frozen=True, slots=True)
class Grounds(Tap):
    """The grounds of the ward's networks."""

    prefix: ClassVar[str] = "qga"


@dataclass(frozen=True, slots=True)
class NewGround(Tap):
    """A ground shall be recorded for this network; for which kind?"""

    prefix: ClassVar[str] = "qgb"
    channel: str


@dataclass(frozen=True, slots=True)
class GroundFor(Tap):
    """It is for this network and kind."""

    prefix: ClassVar[str] = "qgc"
    channel: str
    effect: str


@dataclass(frozen=True, slots=True)
class WithoutFile(Tap):
    """The decision is recorded without its document."""

    prefix: ClassVar[str] = "qgd"


@dataclass(frozen=True, slots=True)
class EndGround(Tap):
    """The ground is in force no more: 0 asks, 1 is certain."""

    prefix: ClassVar[str] = "qge"
    ground: int
    certain: int
