"""Taps of reports: the reporter's way and the inspectorate's desk."""

from dataclasses import dataclass
from typing import ClassVar

from cards.taps import Tap


@dataclass(frozen=True, slots=True)
class Recipient(Tap):
    """To whom the report goes."""

    prefix: ClassVar[str] = "rt"
    body: str


@dataclass(frozen=True, slots=True)
class ChooseKind(Tap):
    """What the reporter says it is."""

    prefix: ClassVar[str] = "rk"
    kind: str


@dataclass(frozen=True, slots=True)
class ChooseNaming(Tap):
    """How the reporter wants to be known."""

    prefix: ClassVar[str] = "rn"
    naming: str


@dataclass(frozen=True, slots=True)
class ChooseGroup(Tap):
    """Where it happened; 0 is not known."""

    prefix: ClassVar[str] = "rg"
    group: int


@dataclass(frozen=True, slots=True)
class Written(Tap):
    """The reporter has written everything."""

    prefix: ClassVar[str] = "rw"


@dataclass(frozen=True, slots=True)
class More(Tap):
    """The reporter goes on writing; what came so far stays."""

    prefix: ClassVar[str] = "re"


@dataclass(frozen=True, slots=True)
class Rewrite(Tap):
    """The reporter begins the text anew; what came so far is dropped."""

    prefix: ClassVar[str] = "ru"


@dataclass(frozen=True, slots=True)
class Send(Tap):
    """The reporter sends it."""

    prefix: ClassVar[str] = "rs"


@dataclass(frozen=True, slots=True)
class Follow(Tap):
    """The reporter looks at a case by its code."""

    prefix: ClassVar[str] = "rf"
    code: str


@dataclass(frozen=True, slots=True)
class Add(Tap):
    """The reporter wants to add to a case, or to open it again."""

    prefix: ClassVar[str] = "ra"
    move: str
    code: str


@dataclass(frozen=True, slots=True)
class Desk(Tap):
    """A page of the inspectorate's inbox; closed is 1 for the finished ones."""

    prefix: ClassVar[str] = "rd"
    closed: int
    page: int


@dataclass(frozen=True, slots=True)
class Open(Tap):
    """An inspector opens a case."""

    prefix: ClassVar[str] = "ro"
    case: int


@dataclass(frozen=True, slots=True)
class Act(Tap):
    """An inspector makes a move."""

    prefix: ClassVar[str] = "rm"
    move: str
    case: int


@dataclass(frozen=True, slots=True)
class Files(Tap):
    """An inspector wants the files of a case."""

    prefix: ClassVar[str] = "rl"
    case: int
