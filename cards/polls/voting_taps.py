"""The taps of votes that bind: what is decided, what is prepared, what was counted."""

from dataclasses import dataclass
from typing import ClassVar

from cards.taps import Tap


@dataclass(frozen=True, slots=True)
class ChooseMatter(Tap):
    """What is to be decided, by its clause."""

    prefix: ClassVar[str] = "pva"
    matter: int


@dataclass(frozen=True, slots=True)
class StartDossier(Tap):
    """A vote online shall be prepared."""

    prefix: ClassVar[str] = "pvb"


@dataclass(frozen=True, slots=True)
class DossierGroup(Tap):
    """Whose vote it is."""

    prefix: ClassVar[str] = "pvc"
    group: int


@dataclass(frozen=True, slots=True)
class ShowDossier(Tap):
    """What is prepared, and what is missing."""

    prefix: ClassVar[str] = "pvd"
    dossier: int


@dataclass(frozen=True, slots=True)
class DoDuty(Tap):
    """This duty is done; its evidence follows."""

    prefix: ClassVar[str] = "pve"
    dossier: int
    duty: int


@dataclass(frozen=True, slots=True)
class AskEnd(Tap):
    """The step shall open; when does it close?"""

    prefix: ClassVar[str] = "pvf"
    dossier: int
    step: str


@dataclass(frozen=True, slots=True)
class OpenStep(Tap):
    """The step opens now, for so many days."""

    prefix: ClassVar[str] = "pvg"
    dossier: int
    step: str
    days: int


@dataclass(frozen=True, slots=True)
class EnterCounts(Tap):
    """What was counted in this way, about a matter of this clause."""

    prefix: ClassVar[str] = "pvh"
    kind: str
    matter: int


@dataclass(frozen=True, slots=True)
class CountGroup(Tap):
    """It was counted in this group; 0 is all of them."""

    prefix: ClassVar[str] = "pvi"
    group: int


@dataclass(frozen=True, slots=True)
class HeldToday(Tap):
    """It was counted today."""

    prefix: ClassVar[str] = "pvj"


@dataclass(frozen=True, slots=True)
class SendCounts(Tap):
    """The numbers go to a second person."""

    prefix: ClassVar[str] = "pvk"


@dataclass(frozen=True, slots=True)
class ShowCounts(Tap):
    """The numbers that wait."""

    prefix: ClassVar[str] = "pvl"
    poll: int


@dataclass(frozen=True, slots=True)
class ConfirmCounts(Tap):
    """The numbers are right."""

    prefix: ClassVar[str] = "pvm"
    poll: int


@dataclass(frozen=True, slots=True)
class SendBack(Tap):
    """The numbers are wrong; the reason follows."""

    prefix: ClassVar[str] = "pvn"
    poll: int


@dataclass(frozen=True, slots=True)
class VoteDesk(Tap):
    """Votes that are prepared or wait for a second person."""

    prefix: ClassVar[str] = "pvo"


@dataclass(frozen=True, slots=True)
class Endorse(Tap):
    """The Front supports this proposal."""

    prefix: ClassVar[str] = "pvp"
    poll: int
