"""What is told about conventions."""

from dataclasses import dataclass
from datetime import date, datetime

from rules.clauses import Clause
from rules.compare import Change
from rules.conventions import Act, Choice, ClauseTally, Outcome, Owed, Reply, State


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version and where it stands; kind is huong_uoc or quy_uoc, the two names that the decree knows."""

    id: int
    number: int
    kind: str
    group_id: int
    group_name: str
    state: State
    since: date
    edition: int
    asked_edition: int | None
    posted_on: date | None
    closes_at: datetime | None
    households: int | None
    network_agreed_on: date | None
    adopted_on: date | None
    decision: str | None
    recognised_on: date | None
    owed: Owed | None


@dataclass(frozen=True, slots=True)
class HomeView:
    """What a group has: the version in force, the one under way as far as the reader may know of it, the one before.

    works_here: the reader's office has to do with it; may_begin: it may put a new version on its way.
    """

    group_id: int
    group_name: str
    current: VersionView | None
    under_way: VersionView | None
    previous: VersionView | None
    works_here: bool
    may_begin: bool


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A version with its text."""

    version: VersionView
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """Two texts clause by clause; the old one is an earlier version, or the draft that people were asked about."""

    old: VersionView
    new: VersionView
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class MinutesFile:
    """A file that proves a step."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class StepView:
    """One step as recorded."""

    id: int
    act: Act
    state: State
    on_day: date
    outcome: Outcome | None
    households: int | None
    present: int | None
    agree: int | None
    note: str | None
    has_file: bool


@dataclass(frozen=True, slots=True)
class LifeView:
    """A version, what happened to it, and what the reader may do now.

    participants: how many households said something so far, None where nobody was asked.
    """

    version: VersionView
    steps: tuple[StepView, ...]
    acts: tuple[Act, ...]
    participants: int | None


@dataclass(frozen=True, slots=True)
class WalkView:
    """One clause of the draft that is asked about, as a reader meets it.

    `place` of `count` clauses, from 0; own is what the reader's household says now, answered to how many clauses.
    """

    version: VersionView
    clause: Clause
    place: int
    count: int
    own: Choice | None
    own_words: str | None
    answered: int
    may_answer: bool


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """What a household suggests about a clause; it is known by the line of the book."""

    line_id: int
    clause: str
    words: str
    theme_id: int | None


@dataclass(frozen=True, slots=True)
class ThemeView:
    """What several suggestions ask for, and the answer."""

    id: int
    name: str
    reply: Reply | None
    words: str | None
    suggestions: int


@dataclass(frozen=True, slots=True)
class ResultsView:
    """What came out of a consultation: clauses with the most disputed first, how many households took part."""

    version: VersionView
    tallies: tuple[ClauseTally, ...]
    participants: int
    themes: tuple[ThemeView, ...]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The answer to one suggestion."""

    version: VersionView
    suggestion: SuggestionView
    theme: ThemeView
