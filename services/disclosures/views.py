"""What disclosure services tell the rooms above them."""

from dataclasses import dataclass
from datetime import date, datetime

from rules.disclosures import State


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a list; at is when it was published, or is due while it waits."""

    version_id: int
    title: str
    category: int
    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of a list: lines from `offset`, and how many there are in all."""

    lines: tuple[Listed, ...]
    offset: int
    total: int


@dataclass(frozen=True, slots=True)
class Text:
    """What readers see of a version, or will see of a draft.

    published_at is None until it is public. groups are names, whole_ward says that they are all.
    newer is the version that replaced this one; earlier tells whether this one replaced another.
    """

    title: str
    body: str
    category: int
    decided_on: date
    groups: tuple[str, ...]
    whole_ward: bool
    correction: str | None = None
    published_at: datetime | None = None
    file_name: str | None = None
    newer: int | None = None
    newer_at: datetime | None = None
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version with its text and where it stands; composer is a name, for officials only."""

    id: int
    disclosure_id: int
    number: int
    text: Text
    state: State
    composer: str
    due_at: datetime
    ended_at: datetime | None
    ended_because: str | None


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as it was given, byte for byte."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """What an official has given so far; None and empty are what is still asked for.

    disclosure_id is set for a correction of what is public already: its category and groups stay as they are,
    and readers are told why.
    """

    title: str | None = None
    body: str | None = None
    file_id: int | None = None
    category: int | None = None
    group_ids: tuple[int, ...] = ()
    decided_on: date | None = None
    disclosure_id: int | None = None
    correction: str | None = None


CARD_PENDING = "disclosure_pending"
CARD_PUBLISHED = "disclosure_published"
CARD_APPROVED = "disclosure_approved"
CARD_RETURNED = "disclosure_returned"
CARD_OVERDUE = "disclosure_overdue"
CARD_WITHDRAWN = "disclosure_withdrawn"


@dataclass(frozen=True, slots=True)
class Submitted:
    """A version that waits, when it must be public, and how many approvers were told."""

    version_id: int
    due_at: datetime
    approvers: int


@dataclass(frozen=True, slots=True)
class Released:
    """A version that is public now, and to how many group chats and persons it goes."""

    version_id: int
    chats: int
    persons: int
