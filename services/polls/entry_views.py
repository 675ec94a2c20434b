"""What is told about answers that did not come by chat, and about households that are still silent."""

from dataclasses import dataclass
from datetime import date, datetime

from rules.entries import Outcome, State
from rules.polls import Origin
from services.polls.views import PollView


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """A household of the electorate, as the roll describes it."""

    id: int
    code: str
    address: str
    representative: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """A residential group for which the actor may enter."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class EntryDesk:
    """Open polls for which the actor may enter, and how many entries of others wait for the actor."""

    polls: tuple[PollView, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class Slip:
    """What a slip says: dated_on is the day written on it, helper is who wrote for the household."""

    poll_id: int
    household_id: int
    option: int
    origin: Origin
    dated_on: date
    helper: str | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of a slip, as it came."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Entered:
    """An entry that waits; `told` is how many second persons were told, `others` how many may confirm it."""

    entry_id: int
    household: HouseholdView
    option_label: str
    others: int
    told: int


@dataclass(frozen=True, slots=True)
class Collision:
    """The household has an answer already: by which way, given when, and what confirming the entry would do."""

    origin: Origin
    at: datetime
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as a second person sees it; given_at is the time that counts for it.

    collision never says what the other answer is, only whether it is the same.
    """

    id: int
    poll: PollView
    group_name: str
    household: HouseholdView
    option_label: str
    origin: Origin
    dated_on: date
    given_at: datetime
    helper: str | None
    has_photo: bool
    entered_name: str | None
    entered_at: datetime
    is_own: bool
    state: State
    reason: str | None
    collision: Collision | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What confirming did; receipt is that of the answer that stands."""

    household: HouseholdView
    option_label: str
    outcome: Outcome
    receipt: str


@dataclass(frozen=True, slots=True)
class Door:
    """A silent household; phone as people write it (0912345678) where one is kept."""

    code: str
    address: str
    representative: str
    phone: str | None
    has_waiting_entry: bool


@dataclass(frozen=True, slots=True)
class DoorList:
    """The silent households of a group: those nobody reaches by chat, and those that were reached."""

    poll: PollView
    ward_name: str
    group: GroupView
    households: int
    unreached: tuple[Door, ...]
    reached: tuple[Door, ...]
    made_at: datetime

    @property
    def doors(self) -> tuple[Door, ...]:
        """All of them, the unreached first."""
        return (*self.unreached, *self.reached)
