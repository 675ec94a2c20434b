"""What the buttons of disclosures say back."""

from dataclasses import dataclass
from typing import ClassVar

from cards.taps import Tap

# --- everybody -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Browse(Tap):
    """A page of what is public; category 0 is everything."""

    prefix: ClassVar[str] = "dl"
    category: int
    offset: int


@dataclass(frozen=True, slots=True)
class Shelves(Tap):
    """The list again, as a new message below what was read."""

    prefix: ClassVar[str] = "db"


@dataclass(frozen=True, slots=True)
class Categories(Tap):
    """The 14 categories."""

    prefix: ClassVar[str] = "dc"


@dataclass(frozen=True, slots=True)
class Seek(Tap):
    """Asks for words to search."""

    prefix: ClassVar[str] = "ds"


@dataclass(frozen=True, slots=True)
class Found(Tap):
    """A page of what the last search found."""

    prefix: ClassVar[str] = "df"
    offset: int


@dataclass(frozen=True, slots=True)
class Open(Tap):
    """Opens a version."""

    prefix: ClassVar[str] = "do"
    version: int


@dataclass(frozen=True, slots=True)
class ReadOn(Tap):
    """The next page of a version, from 2."""

    prefix: ClassVar[str] = "dr"
    version: int
    page: int


@dataclass(frozen=True, slots=True)
class Original(Tap):
    """The file that the version was made from."""

    prefix: ClassVar[str] = "dt"
    version: int


@dataclass(frozen=True, slots=True)
class Versions(Tap):
    """The versions of the same disclosure."""

    prefix: ClassVar[str] = "dv"
    version: int


@dataclass(frozen=True, slots=True)
class Subscribe(Tap):
    """1: send me what is published; 0: no more."""

    prefix: ClassVar[str] = "dn"
    wanted: int


# --- composing -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Desk(Tap):
    """The officials' first screen."""

    prefix: ClassVar[str] = "dk"


@dataclass(frozen=True, slots=True)
class Registers(Tap):
    """Of which quarter is the register?"""

    prefix: ClassVar[str] = "dgl"


@dataclass(frozen=True, slots=True)
class TakeRegister(Tap):
    """The register of the quarter with this code, as a file."""

    prefix: ClassVar[str] = "dgx"
    quarter: int


@dataclass(frozen=True, slots=True)
class Compose(Tap):
    """Begins a new disclosure."""

    prefix: ClassVar[str] = "dkn"


@dataclass(frozen=True, slots=True)
class Rework(Tap):
    """Begins a correction of a public version, or a returned one anew."""

    prefix: ClassVar[str] = "dkr"
    version: int


@dataclass(frozen=True, slots=True)
class Step(Tap):
    """Asks again for one thing of the draft; `preview` shows all."""

    prefix: ClassVar[str] = "dp"
    name: str


@dataclass(frozen=True, slots=True)
class Edit(Tap):
    """What of the draft is to be changed?"""

    prefix: ClassVar[str] = "dpe"


@dataclass(frozen=True, slots=True)
class TextDone(Tap):
    """The text has been typed."""

    prefix: ClassVar[str] = "dpx"


@dataclass(frozen=True, slots=True)
class Rewrite(Tap):
    """The text given so far is thrown away."""

    prefix: ClassVar[str] = "dpw"


@dataclass(frozen=True, slots=True)
class CategoryPage(Tap):
    """A page of the categories to choose from."""

    prefix: ClassVar[str] = "dpc"
    page: int


@dataclass(frozen=True, slots=True)
class PickCategory(Tap):
    """The draft is of this category."""

    prefix: ClassVar[str] = "dpk"
    category: int


@dataclass(frozen=True, slots=True)
class ToggleGroup(Tap):
    """The draft concerns this group, or no more; 0 is all of them."""

    prefix: ClassVar[str] = "dpg"
    group: int


@dataclass(frozen=True, slots=True)
class GroupsDone(Tap):
    """The groups are chosen."""

    prefix: ClassVar[str] = "dph"


@dataclass(frozen=True, slots=True)
class SignedToday(Tap):
    """The document was signed today."""

    prefix: ClassVar[str] = "dpd"


@dataclass(frozen=True, slots=True)
class ReadDraft(Tap):
    """The next page of the draft, from 2."""

    prefix: ClassVar[str] = "dpr"
    page: int


@dataclass(frozen=True, slots=True)
class Submit(Tap):
    """The draft goes to the approvers."""

    prefix: ClassVar[str] = "dps"


@dataclass(frozen=True, slots=True)
class Discard(Tap):
    """The draft and its file are thrown away."""

    prefix: ClassVar[str] = "dpq"


# --- approving -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choose(Tap):
    """A page of what is public, to `correct` or to `withdraw`."""

    prefix: ClassVar[str] = "dkc"
    purpose: str
    offset: int


@dataclass(frozen=True, slots=True)
class Waiting(Tap):
    """A page of what waits; overdue is 1 for only that."""

    prefix: ClassVar[str] = "dkw"
    overdue: int
    offset: int


@dataclass(frozen=True, slots=True)
class Review(Tap):
    """Opens a version that waits."""

    prefix: ClassVar[str] = "da"
    version: int


@dataclass(frozen=True, slots=True)
class ReviewOn(Tap):
    """The next page of a version that waits, from 2."""

    prefix: ClassVar[str] = "dar"
    version: int
    page: int


@dataclass(frozen=True, slots=True)
class ReviewOriginal(Tap):
    """The file of a version that waits."""

    prefix: ClassVar[str] = "dat"
    version: int


@dataclass(frozen=True, slots=True)
class Approve(Tap):
    """The version becomes public."""

    prefix: ClassVar[str] = "day"
    version: int


@dataclass(frozen=True, slots=True)
class Return(Tap):
    """Asks why the version goes back."""

    prefix: ClassVar[str] = "dan"
    version: int


@dataclass(frozen=True, slots=True)
class Withdraw(Tap):
    """Asks why the disclosure of this version is withdrawn."""

    prefix: ClassVar[str] = "daw"
    version: int
