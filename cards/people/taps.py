"""What buttons about people say when they are tapped."""

from dataclasses import dataclass
from typing import ClassVar

from cards.taps import Tap

# --- first contact ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decide(Tap):
    """Agreed (1) or not (0) to this purpose, when asked at first contact."""

    prefix: ClassVar[str] = "hc"
    purpose: str
    granted: int


@dataclass(frozen=True, slots=True)
class Explain(Tap):
    """More about this purpose, before deciding."""

    prefix: ClassVar[str] = "hd"
    purpose: str


@dataclass(frozen=True, slots=True)
class Ask(Tap):
    """Back to the question about this purpose."""

    prefix: ClassVar[str] = "hq"
    purpose: str


@dataclass(frozen=True, slots=True)
class Identify(Tap):
    """The ways to show which household one belongs to."""

    prefix: ClassVar[str] = "hi"


@dataclass(frozen=True, slots=True)
class EnterCode(Tap):
    """By the code on the slip."""

    prefix: ClassVar[str] = "hk"


@dataclass(frozen=True, slots=True)
class SharePhone(Tap):
    """By one's own phone number."""

    prefix: ClassVar[str] = "hp"


@dataclass(frozen=True, slots=True)
class ChooseGroup(Tap):
    """By the head of the group; the page of groups, from 0."""

    prefix: ClassVar[str] = "hg"
    page: int


@dataclass(frozen=True, slots=True)
class PickGroup(Tap):
    """This group is mine."""

    prefix: ClassVar[str] = "hgp"
    group: int


# --- requests, for the head of a group ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RequestAt(Tap):
    """The request at this place, from 1."""

    prefix: ClassVar[str] = "hr"
    place: int


@dataclass(frozen=True, slots=True)
class RequestAccept(Tap):
    """Which household is it?"""

    prefix: ClassVar[str] = "hra"
    request: int


@dataclass(frozen=True, slots=True)
class RequestRefuse(Tap):
    """Not somebody of this group."""

    prefix: ClassVar[str] = "hrx"
    request: int


@dataclass(frozen=True, slots=True)
class RequestPick(Tap):
    """It is this household; shown once more before it counts."""

    prefix: ClassVar[str] = "hrp"
    request: int
    household: int


@dataclass(frozen=True, slots=True)
class RequestConfirm(Tap):
    """It is this household, for certain."""

    prefix: ClassVar[str] = "hrc"
    request: int
    household: int


# --- me --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Switch(Tap):
    """Consent to this purpose on (1) or off (0)."""

    prefix: ClassVar[str] = "hm"
    purpose: str
    granted: int


@dataclass(frozen=True, slots=True)
class Withdraw(Tap):
    """Consent to be known as a household's representative is taken back, for certain."""

    prefix: ClassVar[str] = "hmw"


@dataclass(frozen=True, slots=True)
class Unlink(Tap):
    """No longer the representative: 0 asks, 1 is certain."""

    prefix: ClassVar[str] = "hmu"
    certain: int


# --- the ward, for administrators --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Settings(Tap):
    """The ward and its groups; the page of groups, from 0."""

    prefix: ClassVar[str] = "hs"
    page: int


@dataclass(frozen=True, slots=True)
class Invite(Tap):
    """Which office?"""

    prefix: ClassVar[str] = "hv"


@dataclass(frozen=True, slots=True)
class InviteRole(Tap):
    """This office; the page of groups follows, or the question for the project."""

    prefix: ClassVar[str] = "hvr"
    role: str
    page: int


@dataclass(frozen=True, slots=True)
class InviteGroup(Tap):
    """This office of this group; 0 for the whole ward."""

    prefix: ClassVar[str] = "hvg"
    role: str
    group: int


@dataclass(frozen=True, slots=True)
class OfferTerm(Tap):
    """The office on offer is for so many years; 0 sets no day."""

    prefix: ClassVar[str] = "hvt"
    years: int


@dataclass(frozen=True, slots=True)
class LinkGroups(Tap):
    """For which group is the code; the page of groups, from 0."""

    prefix: ClassVar[str] = "hl"
    page: int


@dataclass(frozen=True, slots=True)
class LinkGroup(Tap):
    """A code for this group."""

    prefix: ClassVar[str] = "hlg"
    group: int


@dataclass(frozen=True, slots=True)
class Offices(Tap):
    """Who holds which office; the page, from 0."""

    prefix: ClassVar[str] = "hf"
    page: int


@dataclass(frozen=True, slots=True)
class Register(Tap):
    """The book of offices; the page, from 0."""

    prefix: ClassVar[str] = "hfb"
    page: int


@dataclass(frozen=True, slots=True)
class EndOffice(Tap):
    """End this office: 0 asks, 1 is certain."""

    prefix: ClassVar[str] = "hfe"
    office: int
    certain: int


# --- an office on offer ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TakeOffice(Tap):
    """The office on offer is taken up."""

    prefix: ClassVar[str] = "ho"


@dataclass(frozen=True, slots=True)
class KeepName(Tap):
    """Under the name that is known already."""

    prefix: ClassVar[str] = "hon"
