"""What people services tell the rooms above them."""

from dataclasses import dataclass
from datetime import date, datetime

from rules.offices import Role
from rules.people import Purpose
from rules.regrouping import Kind
from rules.roll import Outcome, Reason


@dataclass(frozen=True, slots=True)
class WardView:
    """The ward: kind label (phường), name, what it calls its groups (tổ dân phố), hotline, office hours."""

    kind: str
    name: str
    group_label: str
    hotline: str
    office_hours: str

    @property
    def full_name(self) -> str:
        """The ward as people call it: phường Sao Mai."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class GroupView:
    """A residential group in force."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class GroupStanding:
    """A group with its declared households, those on the roll, those with a representative, and linked chats."""

    group: GroupView
    declared: int
    households: int
    registered: int
    chats: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What an administrator sees of the ward."""

    ward: WardView
    groups: tuple[GroupStanding, ...]


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """A household as it may be shown to its representative and to the head of its group.

    is_taken is told to the head only: somebody speaks for it.
    """

    id: int
    code: str
    group: str
    address: str
    representative: str
    is_taken: bool = False


@dataclass(frozen=True, slots=True)
class RequestView:
    """Somebody who waits to be confirmed; claim is what they wrote, place counts from 1."""

    id: int
    group: GroupView
    claim: str
    asked_at: datetime
    place: int
    count: int


@dataclass(frozen=True, slots=True)
class OfficeView:
    """An office; group and project are None when it is for the whole ward.

    ends_on is the last day of its term, until when it ended: withdrawn by a person, or with its term or its group.
    """

    id: int
    role: Role
    group: str | None
    holder: str | None
    since: datetime
    project: str | None = None
    ends_on: date | None = None
    until: datetime | None = None
    withdrawn: bool = False

    @property
    def scope(self) -> str | None:
        """The group or project for which it is held."""
        return self.group or self.project


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An office on offer; token is there only when the invitation was just made."""

    role: Role
    group: str | None
    expires_at: datetime
    token: str = ""
    project: str | None = None
    ends_on: date | None = None

    @property
    def scope(self) -> str | None:
        """The group or project for which it is held."""
        return self.group or self.project


@dataclass(frozen=True, slots=True)
class LinkCodeView:
    """A code that ties a group chat to this group."""

    code: str
    group: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ConsentView:
    """What a person decided for a purpose; granted is None while they have not."""

    purpose: Purpose
    granted: bool | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class MeView:
    """What is stored about a person; waits_in is the group whose head is to confirm them."""

    name: str | None
    since: datetime
    household: HouseholdView | None
    waits_in: str | None
    consents: tuple[ConsentView, ...]
    offices: tuple[OfficeView, ...]

    def consent(self, purpose: Purpose) -> bool | None:
        """What the person decided for this purpose, None while they have not."""
        return next(consent.granted for consent in self.consents if consent.purpose == purpose)


@dataclass(frozen=True, slots=True)
class RowEnd:
    """How a row of a roll ended; first is the row that already had its code, column the one at fault."""

    number: int
    outcome: Outcome
    reason: Reason | None = None
    column: str = ""
    first: int = 0


@dataclass(frozen=True, slots=True)
class CountDifference:
    """A group whose roll has another number of households than the ward declared."""

    group: str
    declared: int
    households: int


@dataclass(frozen=True, slots=True)
class Gone:
    """A household of the roll that a new list leaves out: its code and the name of its group."""

    code: str
    group: str


@dataclass(frozen=True, slots=True)
class RollReport:
    """How every row ended, in order, and where the roll differs from what the ward declared.

    Of the updated households so many moved to another group and so many came back; `missing` are in no row,
    `closed` of them were closed; left_open when they stay only because a row was rejected.
    """

    rows: tuple[RowEnd, ...]
    differences: tuple[CountDifference, ...]
    other_names: tuple[tuple[str, str], ...]  # (name in the file, name of the group) where they differ
    moved: int = 0
    reopened: int = 0
    missing: tuple[Gone, ...] = ()
    closed: int = 0
    left_open: bool = False

    def count(self, outcome: Outcome) -> int:
        """How many rows ended so."""
        return sum(row.outcome == outcome for row in self.rows)


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A printed slip: the only place where its code is ever shown."""

    group_code: str
    group_name: str
    household_code: str
    address: str
    representative: str
    code: str
    expires_on: date


@dataclass(frozen=True, slots=True)
class GroupMoves:
    """Old groups by name, and the new ones with how many households each has."""

    kind: Kind
    old: tuple[str, ...]
    new: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class RegroupReport:
    """What became of groups from this day on, and how many offices went along or ended."""

    moves: tuple[GroupMoves, ...]
    in_force: date
    offices_moved: int
    offices_ended: int


@dataclass(frozen=True, slots=True)
class PrintableView:
    """A group, and how many of its households have no representative yet."""

    group: GroupView
    households: int


@dataclass(frozen=True, slots=True)
class Established:
    """What became of a ward file: the ward's id, which groups are new or changed, which the file leaves out.

    token takes up the office of administrator; it is None when somebody holds that office.
    """

    ward_id: int
    is_new: bool
    added: tuple[str, ...]
    changed: tuple[str, ...]
    left_out: tuple[str, ...]
    token: str | None
