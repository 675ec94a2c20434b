"""What buttons about slips and representatives say when they are tapped."""

from dataclasses import dataclass
from typing import ClassVar

from cards.taps import Tap


@dataclass(frozen=True, slots=True)
class PrintSlips(Tap):
    """Slips to print: for which group?"""

    prefix: ClassVar[str] = "hz"
    page: int


@dataclass(frozen=True, slots=True)
class PrintGroup(Tap):
    """The slips of this group: 0 asks, 1 is certain."""

    prefix: ClassVar[str] = "hzg"
    group: int
    certain: int
