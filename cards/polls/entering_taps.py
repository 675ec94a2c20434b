"""The taps of entering slips, of confirming them, and of the list of silent households."""

from dataclasses import dataclass
from typing import ClassVar

from cards.taps import Tap

# --- entering -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BeginEntry(Tap):
    """To entering slips of this poll; 0 shows which polls there are."""

    prefix: ClassVar[str] = "ppa"
    poll: int


@dataclass(frozen=True, slots=True)
class EntryGroup(Tap):
    """The slips are of this group."""

    prefix: ClassVar[str] = "ppg"
    poll: int
    group: int


@dataclass(frozen=True, slots=True)
class EntryOrigin(Tap):
    """By which way they came."""

    prefix: ClassVar[str] = "ppo"
    origin: str


@dataclass(frozen=True, slots=True)
class EntryToday(Tap):
    """They bear today's date."""

    prefix: ClassVar[str] = "ppd"


@dataclass(frozen=True, slots=True)
class HelpedMyself(Tap):
    """Who enters also wrote for the households."""

    prefix: ClassVar[str] = "pps"


@dataclass(frozen=True, slots=True)
class EntryHousehold(Tap):
    """It is this household's."""

    prefix: ClassVar[str] = "pph"
    household: int


@dataclass(frozen=True, slots=True)
class EntryOption(Tap):
    """It says this."""

    prefix: ClassVar[str] = "ppv"
    household: int
    option: int


@dataclass(frozen=True, slots=True)
class ChangeDate(Tap):
    """It bears another date."""

    prefix: ClassVar[str] = "ppc"


@dataclass(frozen=True, slots=True)
class AddPhoto(Tap):
    """A photo of it shall be kept."""

    prefix: ClassVar[str] = "ppf"


@dataclass(frozen=True, slots=True)
class ReviewEntry(Tap):
    """Back to the summary."""

    prefix: ClassVar[str] = "ppl"


@dataclass(frozen=True, slots=True)
class SendEntry(Tap):
    """It goes to the second person."""

    prefix: ClassVar[str] = "ppz"


@dataclass(frozen=True, slots=True)
class NextHousehold(Tap):
    """The next slip of the stack."""

    prefix: ClassVar[str] = "ppx"


# --- confirming ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NextEntry(Tap):
    """The next entry after this one that waits."""

    prefix: ClassVar[str] = "ppw"
    after: int


@dataclass(frozen=True, slots=True)
class ShowEntry(Tap):
    """This entry as it stands."""

    prefix: ClassVar[str] = "ppe"
    entry: int


@dataclass(frozen=True, slots=True)
class ConfirmEntry(Tap):
    """It is as on the slip."""

    prefix: ClassVar[str] = "ppy"
    entry: int


@dataclass(frozen=True, slots=True)
class UsualReason(Tap):
    """Of two answers the later one counts: the reason that most collisions have."""

    prefix: ClassVar[str] = "ppu"
    entry: int


@dataclass(frozen=True, slots=True)
class RefuseEntry(Tap):
    """It is not as on the slip."""

    prefix: ClassVar[str] = "ppr"
    entry: int


@dataclass(frozen=True, slots=True)
class EntryPhoto(Tap):
    """The photo of the slip."""

    prefix: ClassVar[str] = "ppp"
    entry: int


# --- door to door -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Doors(Tap):
    """To the silent households of this poll; 0 shows which polls there are."""

    prefix: ClassVar[str] = "pda"
    poll: int


@dataclass(frozen=True, slots=True)
class DoorPage(Tap):
    """A page of the silent households of a group."""

    prefix: ClassVar[str] = "pdg"
    poll: int
    group: int
    page: int


@dataclass(frozen=True, slots=True)
class DoorFile(Tap):
    """The list as a file: xlsx or pdf."""

    prefix: ClassVar[str] = "pdf"
    poll: int
    group: int
    kind: str
