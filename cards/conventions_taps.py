"""The taps of conventions."""

from dataclasses import dataclass
from typing import ClassVar

from cards.taps import Tap

# --- reading ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Groups(Tap):
    """Which group's convention?"""

    prefix: ClassVar[str] = "cl"


@dataclass(frozen=True, slots=True)
class Home(Tap):
    """What a group has."""

    prefix: ClassVar[str] = "ch"
    group: int


@dataclass(frozen=True, slots=True)
class Contents(Tap):
    """The list of clauses."""

    prefix: ClassVar[str] = "cd"
    version: int
    page: int


@dataclass(frozen=True, slots=True)
class ShowClause(Tap):
    """A page of a clause, by its place in the document."""

    prefix: ClassVar[str] = "cc"
    version: int
    position: int
    page: int


@dataclass(frozen=True, slots=True)
class Seek(Tap):
    """Words are looked for in this version."""

    prefix: ClassVar[str] = "cs"
    version: int


@dataclass(frozen=True, slots=True)
class Compare(Tap):
    """A page of what changed: since the version before (0), or since the draft that people were asked about (1)."""

    prefix: ClassVar[str] = "cp"
    version: int
    since_asked: int
    page: int


# --- the consultation ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Walk(Tap):
    """A clause of the draft that is asked about, by its place among those asked, and a page of it."""

    prefix: ClassVar[str] = "cw"
    version: int
    place: int
    page: int


@dataclass(frozen=True, slots=True)
class Say(Tap):
    """The household agrees, or does not."""

    prefix: ClassVar[str] = "ca"
    version: int
    place: int
    choice: str


@dataclass(frozen=True, slots=True)
class Suggest(Tap):
    """The household will write a suggestion."""

    prefix: ClassVar[str] = "cu"
    version: int
    place: int


@dataclass(frozen=True, slots=True)
class Results(Tap):
    """A page of what came out."""

    prefix: ClassVar[str] = "cr"
    version: int
    page: int


# --- for offices --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Desk(Tap):
    """A page of the groups with who owes what."""

    prefix: ClassVar[str] = "cm"
    page: int


@dataclass(frozen=True, slots=True)
class Life(Tap):
    """A version, its steps and what may be done."""

    prefix: ClassVar[str] = "cv"
    version: int


@dataclass(frozen=True, slots=True)
class Begin(Tap):
    """A new version of a group's convention: proposed, or entered because it was adopted before."""

    prefix: ClassVar[str] = "cb"
    group: int
    act: str


@dataclass(frozen=True, slots=True)
class Take(Tap):
    """A step of this version."""

    prefix: ClassVar[str] = "ck"
    version: int
    act: str


@dataclass(frozen=True, slots=True)
class Minutes(Tap):
    """The newest file that proves a step."""

    prefix: ClassVar[str] = "co"
    version: int


@dataclass(frozen=True, slots=True)
class Pick(Tap):
    """One of the answers offered to a question of a form."""

    prefix: ClassVar[str] = "cx"
    question: str
    value: str


@dataclass(frozen=True, slots=True)
class TextDone(Tap):
    """The text is whole."""

    prefix: ClassVar[str] = "ce"


@dataclass(frozen=True, slots=True)
class KeepText(Tap):
    """The text was divided rightly."""

    prefix: ClassVar[str] = "cz"


# --- the synthesis -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Synthesis(Tap):
    """How far the synthesis is."""

    prefix: ClassVar[str] = "cy"
    version: int


@dataclass(frozen=True, slots=True)
class Suggestion(Tap):
    """A suggestion, by its number in order, and the themes that it may belong to."""

    prefix: ClassVar[str] = "ct"
    version: int
    number: int


@dataclass(frozen=True, slots=True)
class Assign(Tap):
    """The suggestion belongs to this theme."""

    prefix: ClassVar[str] = "ci"
    version: int
    number: int
    line: int
    theme: int


@dataclass(frozen=True, slots=True)
class NewTheme(Tap):
    """The suggestion begins a theme that is named now."""

    prefix: ClassVar[str] = "cj"
    version: int
    number: int
    line: int


@dataclass(frozen=True, slots=True)
class AnswerTheme(Tap):
    """A theme is answered."""

    prefix: ClassVar[str] = "cn"
    version: int
    theme: int


@dataclass(frozen=True, slots=True)
class ReplyAs(Tap):
    """It is taken up, or explained."""

    prefix: ClassVar[str] = "cq"
    version: int
    theme: int
    reply: str


@dataclass(frozen=True, slots=True)
class SendSynthesis(Tap):
    """The synthesis goes out."""

    prefix: ClassVar[str] = "cg"
    version: int
