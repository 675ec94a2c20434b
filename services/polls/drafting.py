"""A poll on its way: whom its organiser may ask, each part as it will be kept, the whole as it will look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.calendar import written
from rules.polls import BODY_LENGTH, OPTION_LENGTH, OPTION_LIMIT, REASON_LENGTH, TITLE_LENGTH, State, is_free
from rules.texts import UnusableTextError, clean_line, fold, normalise
from services.context import Actor, Env
from services.polls import access
from services.polls.views import CardView, Draft, OptionView, Participation, PollView
from services.refusals import Refused, Why, line, require
from storage import people
from storage.polls import terms


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """A residential group that may be asked."""

    id: int
    name: str


async def groups(env: Env, actor: Actor) -> tuple[GroupChoice, ...]:
    """The groups that the actor may ask, in order of their code; Refused NOT_ALLOWED when there is none."""
    require(actor, *access.ORGANISERS)
    async with env.db.read() as session:
        found = await people.groups(session, env.ward_id)
    covered = tuple(GroupChoice(group.id, group.name) for group in found if access.runs(env, actor, [group.id]))
    if not covered:
        raise Refused(Why.NOT_ALLOWED)
    return covered


def title(typed: str) -> str:
    """The title as it will be kept; Refused EMPTY, TOO_LONG."""
    return line(typed, TITLE_LENGTH)


def reason(typed: str) -> str:
    """Why a poll is extended or void; Refused EMPTY, TOO_LONG."""
    return line(typed, REASON_LENGTH)


def body(typed: str) -> str:
    """The text as it will be kept; Refused TOO_LONG."""
    text = normalise(typed).strip()
    if len(text) > BODY_LENGTH:
        raise Refused(Why.TOO_LONG, limit=BODY_LENGTH)
    return text


def options(typed: Sequence[str]) -> tuple[str, ...]:
    """The options as they will be kept; Refused OPTIONS_WRONG unless there are 2 to 8 different short ones."""
    wrong = Refused(Why.OPTIONS_WRONG, limit=OPTION_LIMIT, length=OPTION_LENGTH)
    try:
        clean = tuple(clean_line(option, OPTION_LENGTH) for option in typed)
    except UnusableTextError as error:
        raise wrong from error
    if not 2 <= len(clean) <= OPTION_LIMIT or len({fold(option) for option in clean}) < len(clean):
        raise wrong
    return clean


def later(closes_at: datetime, than: datetime) -> datetime:
    """The new end of a poll; Refused NOT_LATER (closes) unless it comes after this moment."""
    if closes_at <= than:
        raise Refused(Why.NOT_LATER, closes=written(than))
    return closes_at


async def preview(env: Env, actor: Actor, draft: Draft) -> CardView:
    """The draft as the first of its groups will see it, under no number yet; Refused NOT_ALLOWED, NO_GROUPS."""
    asked = [group for group in await groups(env, actor) if group.id in draft.group_ids]
    if not asked:
        raise Refused(Why.NO_GROUPS)
    first = asked[0]
    async with env.db.read() as session:
        ward = await people.ward(session, env.ward_id)
        organiser = await people.person(session, env.ward_id, actor.person_id)
        households = await terms.open_households(session, [first.id])
    poll = PollView(
        id=0,
        number=0,
        code="",
        kind=draft.kind,
        title=draft.title,
        body=draft.body,
        state=State.OPEN,
        opens_at=draft.opens_at or env.clock.now(),
        closes_at=draft.closes_at,
        closed_at=None,
        options=tuple(OptionView(place, label, is_free(label)) for place, label in enumerate(draft.options)),
        group_ids=tuple(group.id for group in asked),
        organiser_id=actor.person_id,
        organiser_name=organiser.name if organiser else None,
        reminders_sent=0,
    )
    return CardView(poll, first.id, first.name, ward.group_label, Participation(0, households), own_answer=None)
