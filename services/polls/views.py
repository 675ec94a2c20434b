"""What poll services tell the rooms above them."""

from dataclasses import dataclass
from datetime import date, datetime

from rules.outcomes import Outcome
from rules.polls import BINDING, RECORDED_DUTIES, Duty, Kind, Matter, Origin, State, Step
from rules.tallies import Tally


@dataclass(frozen=True, slots=True)
class Draft:
    """What an organiser wants to ask; opens_at None means at once.  Option texts are in their order.

    matter, dossier_id and step are of a vote online; posted_on is when the draft of a hương ước was posted on paper.
    """

    kind: Kind
    title: str
    body: str
    options: tuple[str, ...]
    group_ids: tuple[int, ...]
    opens_at: datetime | None
    closes_at: datetime
    matter: Matter | None = None
    dossier_id: int | None = None
    step: Step | None = None
    posted_on: date | None = None


@dataclass(frozen=True, slots=True)
class OptionView:
    """An answer that can be chosen; a free one asks for words as well."""

    position: int
    label: str
    is_free: bool


@dataclass(frozen=True, slots=True)
class PollView:
    """The terms of a poll and where it stands; `code` is how people call it (BC12).

    group_ids are in order of the groups' codes; organiser_name is None when the holder's name is not kept.
    `formal` says that answers on the network count for the law, by a recorded ground.
    """

    id: int
    number: int
    code: str
    kind: Kind
    title: str
    body: str
    state: State
    opens_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    options: tuple[OptionView, ...]
    group_ids: tuple[int, ...]
    organiser_name: str | None
    reminders_sent: int
    matter: Matter | None = None
    step: Step | None = None
    dossier_id: int | None = None
    posted_on: date | None = None
    formal: bool = False
    endorsed: bool = False
    organiser_id: int = 0

    @property
    def binds(self) -> bool:
        """Whether what comes out decides; anything else is an opinion."""
        return self.kind in BINDING


@dataclass(frozen=True, slots=True)
class Participation:
    """How many households answered of how many that may."""

    answered: int
    households: int


@dataclass(frozen=True, slots=True)
class GroupParticipation:
    """How many households of one group answered of how many that may."""

    group_id: int
    code: str
    name: str
    answered: int
    households: int


@dataclass(frozen=True, slots=True)
class CardView:
    """A poll as one group sees it; own_answer is the option position of the reader's household."""

    poll: PollView
    group_id: int
    group_name: str
    group_label: str
    participation: Participation
    own_answer: int | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was recorded: `changed` when it replaced another answer, `same` when it was already the answer.

    asks_for_words is true for an option that wants an opinion in the household's own words.
    """

    code: str
    option_label: str
    changed: bool
    same: bool
    poll: PollView
    asks_for_words: bool


@dataclass(frozen=True, slots=True)
class WayCount:
    """How many households of a group answered by one way."""

    group_id: int
    origin: Origin
    households: int


@dataclass(frozen=True, slots=True)
class ResultView:
    """The count of a closed poll, how many opinions were written, and what it decides where it decides something.

    ways is empty when no household answered.
    """

    poll: PollView
    tally: Tally
    opinions: int
    outcome: Outcome | None = None
    ways: tuple[WayCount, ...] = ()


@dataclass(frozen=True, slots=True)
class RunningView:
    """A poll that is scheduled or open: how many households answered, in all and by group, never what."""

    poll: PollView
    participation: Participation
    groups: tuple[GroupParticipation, ...]


@dataclass(frozen=True, slots=True)
class OpinionView:
    """What a household wrote, without its name; option_label is its current answer, None when it gave none."""

    group_name: str
    option_label: str | None
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DutyView:
    """A duty that is done, with what shows it."""

    duty: Duty
    note: str
    has_file: bool


@dataclass(frozen=True, slots=True)
class DossierView:
    """What is prepared for a vote online; `method` and `vote` are the latest polls of its two steps.

    method_agreed is true when the first step passed.
    """

    id: int
    group_id: int
    group_name: str
    title: str
    body: str
    done: tuple[DutyView, ...]
    method: PollView | None
    vote: PollView | None
    method_agreed: bool

    @property
    def missing(self) -> tuple[Duty, ...]:
        """What is still to be done before the first step."""
        done = {it.duty for it in self.done}
        return tuple(duty for duty in RECORDED_DUTIES if duty not in done)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was counted in one group; present is how many came, or how many slips came back."""

    group_id: int
    present: int
    agree: int
    disagree: int
    other: int


@dataclass(frozen=True, slots=True)
class GroupNumbers:
    """The same, as it is shown, with the households of the frozen roll."""

    name: str
    households: int
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class CountingView:
    """A vote whose numbers wait for a second person; may_confirm is false for whoever entered them."""

    poll: PollView
    groups: tuple[GroupNumbers, ...]
    may_confirm: bool


@dataclass(frozen=True, slots=True)
class VoterView:
    """A household that took part, as the roll names it."""

    code: str
    representative: str
    address: str


@dataclass(frozen=True, slots=True)
class MinutesView:
    """All that the minutes of a vote online say (Nghị định 59/2023/NĐ-CP Điều 5 khoản 4 điểm a)."""

    ward: str
    group: str
    result: ResultView
    method: ResultView
    voters: tuple[VoterView, ...]
