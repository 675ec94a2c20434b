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
class AskHandover(Tap):
    """The representative is asked whether this request may have the household."""

    prefix: ClassVar[str] = "hzh"
    request: int
    household: int


@dataclass(frozen=True, slots=True)
class Replace(Tap):
    """The household gets another representative, with a reason to be written."""

    prefix: ClassVar[str] = "hzr"
    request: int
    household: int


@dataclass(frozen=True, slots=True)
class HandOver(Tap):
    """The representative agrees (1) or not (0) that another speaks for the household."""

    prefix: ClassVar[str] = "hzo"
    request: int
    agreed: int


@dataclass(frozen=True, slots=True)
class PrintGroup(Tap):
    """The slips of this group: 0 asks, 1 is certain."""

    prefix: ClassVar[str] = "hzg"
    group: int
    certain: int
