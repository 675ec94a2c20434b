"""The taps of notices and invitations."""

from dataclasses import dataclass
from typing import ClassVar

from cards.taps import Tap


@dataclass(frozen=True, slots=True)
class BeginAnnouncement(Tap):
    """A notice or an invitation is composed."""

    prefix: ClassVar[str] = "ab"
    kind: str


@dataclass(frozen=True, slots=True)
class ToQuestion(Tap):
    """To a question of the draft, by its name."""

    prefix: ClassVar[str] = "as"
    step: str


@dataclass(frozen=True, slots=True)
class BodyDone(Tap):
    """The text is whole."""

    prefix: ClassVar[str] = "ad"


@dataclass(frozen=True, slots=True)
class TickGroup(Tap):
    """A group is written to or not; 0 is all of them."""

    prefix: ClassVar[str] = "ag"
    group: int


@dataclass(frozen=True, slots=True)
class TickedAll(Tap):
    """These groups are written to."""

    prefix: ClassVar[str] = "af"


@dataclass(frozen=True, slots=True)
class TryAnnouncement(Tap):
    """The sender receives the draft as readers would."""

    prefix: ClassVar[str] = "at"


@dataclass(frozen=True, slots=True)
class SendAnnouncement(Tap):
    """The draft is sent."""

    prefix: ClassVar[str] = "az"


@dataclass(frozen=True, slots=True)
class EditAnnouncement(Tap):
    """Which question to answer anew."""

    prefix: ClassVar[str] = "ae"


@dataclass(frozen=True, slots=True)
class ReviewAnnouncement(Tap):
    """Back to the preview."""

    prefix: ClassVar[str] = "al"


@dataclass(frozen=True, slots=True)
class ReadAnnouncement(Tap):
    """A page of the whole text."""

    prefix: ClassVar[str] = "ai"
    announcement: int
    page: int
