"""What poll services tell the rooms above them."""

from dataclasses import dataclass
from datetime import datetime

from rules.polls import Kind, State
from rules.tallies import Tally


@dataclass(frozen=True, slots=True)
class Draft:
    """What an organiser wants to ask; opens_at None means at once.  Option texts are in their order."""

    kind: Kind
    title: str
    body: str
    options: tuple[str, ...]
    group_ids: tuple[int, ...]
    opens_at: datetime | None
    closes_at: datetime


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
class ResultView:
    """The count of a closed poll, and how many opinions were written."""

    poll: PollView
    tally: Tally
    opinions: int


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
