"""The life of a hương ước or quy ước: its states, who may take which step, what the law asks, who owes the next one.

Nghị định 61/2023/NĐ-CP. Nothing is adopted in chat: a meeting adopts, and what it decided is recorded here.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules import law
from rules.calendar import Calendar, WorkingDays, at_local
from rules.offices import Role

BODY_LENGTH = 100_000
NOTE_LENGTH = 2_000
SUGGESTION_LENGTH = 2_000
THEME_LENGTH = 120
REPLY_LENGTH = 2_000
NUMBER_LENGTH = 60
LONGEST_CONSULTATION = 180  # days
REVIEW_DAY = (11, 18)  # Ngày hội Đại đoàn kết toàn dân tộc, Nghị định 61/2023/NĐ-CP Điều 15 khoản 4

PROPOSAL_ARTICLE = "Nghị định 61/2023/NĐ-CP Điều 7"
ADOPTION_ARTICLE = "Nghị định 61/2023/NĐ-CP Điều 10 khoản 1"
SLIPS_ARTICLE = "Nghị định 61/2023/NĐ-CP Điều 10 khoản 2"
CHANNEL_ARTICLE = "Nghị định 61/2023/NĐ-CP Điều 9 khoản 2 điểm b"
CONSULTATION_ARTICLE = "Nghị định 61/2023/NĐ-CP Điều 9"
DISSEMINATION_ARTICLE = "Nghị định 61/2023/NĐ-CP Điều 15 khoản 1"
STEPS_ARTICLE = "Nghị định 61/2023/NĐ-CP Điều 7 đến Điều 15"


class State(StrEnum):
    """Where a version stands; replaced and abolished are final."""

    PROPOSED = "proposed"
    DRAFTING = "drafting"
    CONSULTATION = "consultation"
    CONSULTED = "consulted"  # the period is over, the synthesis is owed
    SYNTHESISED = "synthesised"
    ADOPTED = "adopted"
    SENT = "sent"
    RETURNED = "returned"
    RECOGNISED = "recognised"  # in force, not yet disseminated
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    REPLACED = "replaced"
    ABOLISHED = "abolished"


class Act(StrEnum):
    """A step in the life of a version."""

    PROPOSE = "propose"
    ENTER = "enter"  # one that was adopted before is written here, for the official to confirm
    DRAFT = "draft"
    WRITE = "write"
    CONSULT = "consult"
    CLOSE = "close"
    SYNTHESISE = "synthesise"
    MEET = "meet"
    COUNT_SLIPS = "count_slips"
    REVISE = "revise"
    SEND = "send"
    RECOGNISE = "recognise"
    RETURN = "return"
    DISSEMINATE = "disseminate"
    REVIEW = "review"
    SUSPEND = "suspend"
    RESUME = "resume"
    ABOLISH = "abolish"
    REPLACE = "replace"


COMPOSERS = (Role.FRONT, Role.GROUP_HEAD)
RECOGNISERS = (Role.OFFICIAL,)
CURRENT = frozenset({State.RECOGNISED, State.IN_FORCE, State.SUSPENDED})
FINAL = frozenset({State.REPLACED, State.ABOLISHED})
UNDER_WAY = frozenset(State) - CURRENT - FINAL

# (state, act) -> the state after it. A meeting or a count of slips that does not adopt leaves the state.
TRANSITIONS: dict[tuple[State, Act], State] = {
    (State.PROPOSED, Act.DRAFT): State.DRAFTING,
    (State.DRAFTING, Act.WRITE): State.DRAFTING,
    (State.DRAFTING, Act.CONSULT): State.CONSULTATION,
    (State.CONSULTATION, Act.CLOSE): State.CONSULTED,
    (State.CONSULTED, Act.WRITE): State.CONSULTED,
    (State.CONSULTED, Act.SYNTHESISE): State.SYNTHESISED,
    (State.SYNTHESISED, Act.MEET): State.ADOPTED,
    (State.SYNTHESISED, Act.COUNT_SLIPS): State.ADOPTED,
    (State.SYNTHESISED, Act.REVISE): State.DRAFTING,
    (State.ADOPTED, Act.SEND): State.SENT,
    (State.SENT, Act.RECOGNISE): State.RECOGNISED,
    (State.SENT, Act.RETURN): State.RETURNED,
    (State.RETURNED, Act.REVISE): State.DRAFTING,
    (State.RETURNED, Act.SEND): State.SENT,
    (State.RECOGNISED, Act.DISSEMINATE): State.IN_FORCE,
    (State.IN_FORCE, Act.REVIEW): State.IN_FORCE,
    (State.RECOGNISED, Act.SUSPEND): State.SUSPENDED,
    (State.IN_FORCE, Act.SUSPEND): State.SUSPENDED,
    (State.SUSPENDED, Act.RESUME): State.IN_FORCE,
    **{(state, Act.ABOLISH): State.ABOLISHED for state in CURRENT},
    **{(state, Act.REPLACE): State.REPLACED for state in CURRENT},
}

# Steps recorded with a day and perhaps some words; the others need more, and have a service of their own.
PLAIN = frozenset(
    {
        Act.DRAFT,
        Act.REVISE,
        Act.SEND,
        Act.RETURN,
        Act.DISSEMINATE,
        Act.REVIEW,
        Act.SUSPEND,
        Act.RESUME,
        Act.ABOLISH,
    }
)

# Steps that a person takes; closing and replacing follow from time and from a recognition.
_OF_OFFICIALS = frozenset({Act.RECOGNISE, Act.RETURN, Act.SUSPEND, Act.RESUME, Act.ABOLISH})
_OF_NOBODY = frozenset({Act.CLOSE, Act.REPLACE})


def offices(act: Act) -> tuple[Role, ...]:
    """Who takes or records this step; nobody takes one that follows by itself."""
    if act in _OF_NOBODY:
        return ()
    return RECOGNISERS if act in _OF_OFFICIALS else COMPOSERS


def after(state: State, act: Act) -> State | None:
    """The state after this act, None where the law knows no such step from here."""
    return TRANSITIONS.get((state, act))


def possible(state: State) -> tuple[Act, ...]:
    """The acts from this state, in the order in which they are usually taken."""
    return tuple(act for act in Act if (state, act) in TRANSITIONS and offices(act))


class Basis(StrEnum):
    """From where a proposal comes (Nghị định 61/2023/NĐ-CP Điều 7)."""

    AGREED = "agreed"  # the group head and the Ban công tác Mặt trận agreed
    CITIZENS = "citizens"  # households proposed it
    ENDORSED = "endorsed"  # fewer households, endorsed by the Ban công tác Mặt trận


def supporters_needed(basis: Basis, households: int) -> int:
    """How many households must stand behind a proposal: a tenth of all; one when it is endorsed."""
    if basis is Basis.AGREED:
        return 0
    return 1 if basis is Basis.ENDORSED else law.share("initiative.share").needed(households)


class Outcome(StrEnum):
    """What a meeting, or a count of slips, came to."""

    ADOPTED = "adopted"
    TOO_FEW_PRESENT = "too_few_present"
    BELOW_THRESHOLD = "below_threshold"


def meeting_outcome(households: int, present: int, agree: int) -> Outcome:
    """Whether a meeting adopted: more than half of all households present, and more than half agreeing (Đ.10 k.1)."""
    if not law.share("convention.quorum").reached(present, households):
        return Outcome.TOO_FEW_PRESENT
    return slips_outcome(households, agree)


def slips_outcome(households: int, agree: int) -> Outcome:
    """Whether slips adopted: more than half of all households, not of those who answered (Đ.10 k.2)."""
    return Outcome.ADOPTED if law.share("decision.matters").reached(agree, households) else Outcome.BELOW_THRESHOLD


def numbers_fit(households: int, present: int, agree: int) -> bool:
    """Whether these numbers can be of one meeting."""
    return 0 <= agree <= present <= households and households > 0


def consultation_end(posted_on: date, days: int) -> datetime:
    """When a consultation of so many days ends: at midnight after the last; the day of posting is not counted."""
    return at_local(posted_on + timedelta(days=days + 1), 0)


def consultation_refusal(days: int) -> law.Norm | None:
    """The norm that a period of so many days from posting does not keep (Đ.9 k.1)."""
    return law.NORMS["convention.minimum"] if days < law.days("convention.minimum") else None


@dataclass(frozen=True, slots=True)
class Owed:
    """The next step: which act, of whom (nobody for what time does), due on which day; None without a limit."""

    act: Act
    roles: tuple[Role, ...]
    due: date | None
    norm: law.Norm | None = None


def next_review(after_day: date) -> date:
    """The next 18/11 after this day."""
    this_year = date(after_day.year, *REVIEW_DAY)
    return this_year if after_day < this_year else date(after_day.year + 1, *REVIEW_DAY)


_NEXT = {
    State.PROPOSED: Act.DRAFT,
    State.DRAFTING: Act.CONSULT,
    State.CONSULTED: Act.SYNTHESISE,
    State.SYNTHESISED: Act.MEET,
    State.ADOPTED: Act.SEND,
    State.SENT: Act.RECOGNISE,
    State.RETURNED: Act.REVISE,
    State.RECOGNISED: Act.DISSEMINATE,
    State.IN_FORCE: Act.REVIEW,
    State.SUSPENDED: Act.RESUME,
}
_LIMITS = {Act.SEND: "convention.sending", Act.RECOGNISE: "convention.recognition"}


def who_owes(state: State, since: date, calendar: Calendar, closes_on: date | None = None) -> Owed | None:
    """Who owes the next step of a version that came into this state on this day; None when its life is over.

    `calendar` has the working days of the ward; `closes_on` is the last day of a consultation, which ends by itself.
    """
    if state is State.CONSULTATION:
        return Owed(Act.CLOSE, (), closes_on)
    act = _NEXT.get(state)
    if act is None:
        return None
    if act is Act.REVIEW:
        return Owed(act, offices(act), next_review(since))
    key = _LIMITS.get(act)
    due = calendar.after(since, WorkingDays(law.days(key))) if key else None
    return Owed(act, offices(act), due, law.NORMS[key] if key else None)


class Choice(StrEnum):
    """What a household says about a clause of a draft."""

    AGREE = "agree"
    DISAGREE = "disagree"
    SUGGEST = "suggest"


class Reply(StrEnum):
    """How a theme of suggestions is answered."""

    TAKEN = "taken"  # tiếp thu
    EXPLAINED = "explained"  # giải trình


@dataclass(frozen=True, slots=True)
class ClauseTally:
    """How many households said what about one clause."""

    position: int
    name: str
    heading: str
    agree: int
    disagree: int
    suggest: int

    @property
    def answered(self) -> int:
        """All that answered this clause."""
        return self.agree + self.disagree + self.suggest


def disputed_first(tallies: list[ClauseTally]) -> list[ClauseTally]:
    """The most disputed first: by the share that did not simply agree, then by how many, then by place."""

    def order(it: ClauseTally) -> tuple[float, int, int]:
        others = it.disagree + it.suggest
        return (-(others / it.answered if it.answered else 0), -others, it.position)

    return sorted(tallies, key=order)
