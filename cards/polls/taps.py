"""The taps of polls: answering, composing, looking after."""

from dataclasses import dataclass
from typing import ClassVar

from cards.taps import Tap

# --- answering ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Vote(Tap):
    """An answer; group is that of the card, 0 on a private one. Poll 0 is a preview."""

    prefix: ClassVar[str] = "pv"
    poll: int
    group: int
    option: int


@dataclass(frozen=True, slots=True)
class Details(Tap):
    """A page of the whole text."""

    prefix: ClassVar[str] = "pi"
    poll: int
    page: int


@dataclass(frozen=True, slots=True)
class Words(Tap):
    """The household wants to write."""

    prefix: ClassVar[str] = "pw"
    poll: int


@dataclass(frozen=True, slots=True)
class ShowPoll(Tap):
    """The private card of a poll."""

    prefix: ClassVar[str] = "po"
    poll: int


# --- composing ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compose(Tap):
    """To the kinds of matters."""

    prefix: ClassVar[str] = "pb"


@dataclass(frozen=True, slots=True)
class ChooseKind(Tap):
    """What kind of matter it is."""

    prefix: ClassVar[str] = "pk"
    kind: str


@dataclass(frozen=True, slots=True)
class ChooseVote(Tap):
    """Something is to be decided: what?"""

    prefix: ClassVar[str] = "pkv"


@dataclass(frozen=True, slots=True)
class PostedToday(Tap):
    """The draft was posted on paper today."""

    prefix: ClassVar[str] = "pp"


@dataclass(frozen=True, slots=True)
class ToStep(Tap):
    """To a question of the draft, by its name."""

    prefix: ClassVar[str] = "ps"
    step: str


@dataclass(frozen=True, slots=True)
class TextDone(Tap):
    """The text is whole."""

    prefix: ClassVar[str] = "pd"


@dataclass(frozen=True, slots=True)
class UseStandardOptions(Tap):
    """The usual three answers."""

    prefix: ClassVar[str] = "pt"


@dataclass(frozen=True, slots=True)
class ToggleGroup(Tap):
    """A group is asked or not; 0 is all of them."""

    prefix: ClassVar[str] = "pg"
    group: int


@dataclass(frozen=True, slots=True)
class GroupsDone(Tap):
    """These groups are asked."""

    prefix: ClassVar[str] = "pf"


@dataclass(frozen=True, slots=True)
class OpenNow(Tap):
    """It opens as soon as it is sent."""

    prefix: ClassVar[str] = "pn"


@dataclass(frozen=True, slots=True)
class CloseAfter(Tap):
    """It closes so many days after it opens."""

    prefix: ClassVar[str] = "pc"
    days: int


@dataclass(frozen=True, slots=True)
class TryOut(Tap):
    """The organiser receives the draft as residents would."""

    prefix: ClassVar[str] = "pa"


@dataclass(frozen=True, slots=True)
class Send(Tap):
    """The draft becomes a poll."""

    prefix: ClassVar[str] = "pz"


@dataclass(frozen=True, slots=True)
class EditDraft(Tap):
    """Which question to answer anew."""

    prefix: ClassVar[str] = "pe"


@dataclass(frozen=True, slots=True)
class Review(Tap):
    """Back to the preview."""

    prefix: ClassVar[str] = "pl"


# --- looking after ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Desk(Tap):
    """My open and planned matters."""

    prefix: ClassVar[str] = "pm"


@dataclass(frozen=True, slots=True)
class Manage(Tap):
    """One of them."""

    prefix: ClassVar[str] = "pq"
    poll: int


@dataclass(frozen=True, slots=True)
class Remind(Tap):
    """Households without an answer are reminded."""

    prefix: ClassVar[str] = "pr"
    poll: int


@dataclass(frozen=True, slots=True)
class Extend(Tap):
    """It shall close later."""

    prefix: ClassVar[str] = "px"
    poll: int


@dataclass(frozen=True, slots=True)
class ExtendBy(Tap):
    """So many days later."""

    prefix: ClassVar[str] = "py"
    poll: int
    days: int


@dataclass(frozen=True, slots=True)
class Stop(Tap):
    """It shall end without a result."""

    prefix: ClassVar[str] = "pu"
    poll: int


@dataclass(frozen=True, slots=True)
class StopNow(Tap):
    """It ends without a result, for the reason that was given."""

    prefix: ClassVar[str] = "pj"
    poll: int
