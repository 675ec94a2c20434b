"""What buttons about personal data say when they are tapped."""

from dataclasses import dataclass
from typing import ClassVar

from cards.taps import Tap


@dataclass(frozen=True, slots=True)
class Stored(Tap):
    """What is stored about me."""

    prefix: ClassVar[str] = "hms"


@dataclass(frozen=True, slots=True)
class Export(Tap):
    """All of it, as files."""

    prefix: ClassVar[str] = "hme"


@dataclass(frozen=True, slots=True)
class AskData(Tap):
    """A request of this kind that a person of the ward handles."""

    prefix: ClassVar[str] = "hmr"
    kind: str


@dataclass(frozen=True, slots=True)
class WithdrawAll(Tap):
    """Every consent is taken back: 0 asks, 1 is certain."""

    prefix: ClassVar[str] = "hma"
    certain: int


@dataclass(frozen=True, slots=True)
class Erase(Tap):
    """My data are deleted: 0 asks, 1 is certain."""

    prefix: ClassVar[str] = "hmd"
    certain: int


@dataclass(frozen=True, slots=True)
class DataRequests(Tap):
    """Requests that wait, for administrators; the page, from 0."""

    prefix: ClassVar[str] = "hdr"
    page: int


@dataclass(frozen=True, slots=True)
class DataRequestAt(Tap):
    """This request."""

    prefix: ClassVar[str] = "hdv"
    request: int


@dataclass(frozen=True, slots=True)
class DataAnswer(Tap):
    """The request is done (1) or refused (0); the words for whoever asked follow."""

    prefix: ClassVar[str] = "hda"
    request: int
    granted: int


@dataclass(frozen=True, slots=True)
class Retention(Tap):
    """How long what is kept."""

    prefix: ClassVar[str] = "hdt"


@dataclass(frozen=True, slots=True)
class RetentionOf(Tap):
    """How long this kind is to be kept?"""

    prefix: ClassVar[str] = "hdp"
    period: str


@dataclass(frozen=True, slots=True)
class RetentionSet(Tap):
    """This kind for so many days."""

    prefix: ClassVar[str] = "hds"
    period: str
    days: int
