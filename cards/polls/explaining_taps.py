"""The taps of the official answer to a consultation."""

from dataclasses import dataclass
from typing import ClassVar

from cards.taps import Tap


@dataclass(frozen=True, slots=True)
class Unanswered(Tap):
    """Closed consultations that await their answer."""

    prefix: ClassVar[str] = "gl"


@dataclass(frozen=True, slots=True)
class Explain(Tap):
    """The answer to this one is written."""

    prefix: ClassVar[str] = "gw"
    poll: int


@dataclass(frozen=True, slots=True)
class TextDone(Tap):
    """The text is whole; the writer sees it."""

    prefix: ClassVar[str] = "gd"


@dataclass(frozen=True, slots=True)
class Publish(Tap):
    """It goes to the residents."""

    prefix: ClassVar[str] = "gp"
    poll: int


@dataclass(frozen=True, slots=True)
class ReadAnswer(Tap):
    """A page of the answer, from 1."""

    prefix: ClassVar[str] = "gr"
    poll: int
    page: int
