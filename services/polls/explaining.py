"""The official answer to a consultation: what was taken up and why the rest was not, told to everybody asked.

Luật 10/2022/QH15 Điều 28 khoản 3; for the draft of a hương ước, Nghị định 61/2023/NĐ-CP Điều 9.
"""

from dataclasses import dataclass
from datetime import date, datetime

from rules.calendar import local_date
from rules.obligations import ANSWERED, Kind
from rules.offices import Role
from rules.polls import State
from services.context import Actor, Env
from services.polls import access, drafting, duties, notices
from services.polls.views import PollView
from services.refusals import Refused, Why
from storage import audit, obligations, people
from storage.database import Conflict, Session
from storage.models import Explanation, Obligation
from storage.polls import explanations, terms

CARD = "poll_explained"
# Whose offices can owe an answer.
ANSWERERS = (Role.OFFICIAL, Role.FRONT, Role.GROUP_HEAD)


@dataclass(frozen=True, slots=True)
class Awaited:
    """A closed poll that awaits its answer until the end of due_on."""

    poll: PollView
    due_on: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """The official answer to a poll; who wrote it is a name, None when it is not kept."""

    poll: PollView
    text: str
    at: datetime
    author: str | None


async def awaited(env: Env, actor: Actor) -> list[Awaited]:
    """Closed polls whose answer the actor's offices owe, the first due first; NOT_ALLOWED without such an office."""
    _check(env, actor)
    async with env.db.read() as session:
        owed = await _owed(session, env, actor)
        polls = await explanations.polls(session, env.ward_id, [row.subject_id for row in owed])
        views = {view.id: view for view in await access.views(session, list(polls.values()))}
    now = env.clock.now()
    return [Awaited(views[row.subject_id], row.due_on, row.due_at <= now) for row in owed]


async def about_to(env: Env, actor: Actor, poll_id: int) -> PollView:
    """The poll, before its answer is written; refused as `publish` is."""
    async with env.db.read() as session:
        await _awaits(session, env, actor, poll_id)
        return await access.view(session, await access.find(session, env, poll_id))


def text(typed: str) -> str:
    """The answer as it will be kept; EMPTY, TOO_LONG (20,000)."""
    body = drafting.body(typed)
    if not any(letter.isalnum() for letter in body):
        raise Refused(Why.EMPTY)
    return body


async def publish(env: Env, actor: Actor, poll_id: int, typed: str) -> Answered:
    """The answer stands for good, what was owed is done, and the groups and representatives have it.

    After a consultation of Điều 25 it is owed as a disclosure too (Điều 11 khoản 11).  NOT_ALLOWED for another
    office, ALREADY_DONE when it was answered, EMPTY, TOO_LONG.
    """
    body = text(typed)
    now = env.clock.now()
    async with env.db.write() as session:
        owed = await _awaits(session, env, actor, poll_id)
        poll = await terms.hold(session, env.ward_id, poll_id, alone=True)
        assert poll is not None
        session.add(Explanation(poll_id=poll_id, ward_id=env.ward_id, text=body, written_by=actor.person_id, at=now))
        try:
            await session.flush()
        except Conflict as error:
            raise Refused(Why.ALREADY_DONE) from error
        await obligations.done(session, owed, now, actor.person_id, None, in_time=now < owed.due_at)
        if owed.kind == Kind.SYNTHESIS:
            about = duties.subject(poll)
            await obligations.owe(session, env.ward_id, now, Kind.ANSWER_DISCLOSURE, about, local_date(now))
        await notices.tell_everybody(session, poll, now, CARD, "explained", {})
        audit.note(session, env.ward_id, now, actor.person_id, "poll.explained", "poll", poll_id)
        answered = await _answered(session, env, poll_id)
    assert answered is not None
    return answered


async def read(env: Env, poll_id: int) -> Answered | None:
    """The answer to this poll, for anybody; None while there is none."""
    async with env.db.read() as session:
        return await _answered(session, env, poll_id)


async def _answered(session: Session, env: Env, poll_id: int) -> Answered | None:
    found = await explanations.get(session, env.ward_id, poll_id)
    if found is None:
        return None
    poll = await access.view(session, await access.find(session, env, poll_id))
    author = await people.person(session, env.ward_id, found.written_by)
    return Answered(poll, found.text, found.at, author.name if author else None)


def _check(env: Env, actor: Actor) -> None:
    if actor.ward_id != env.ward_id or not actor.holds(*ANSWERERS):
        raise Refused(Why.NOT_ALLOWED)


async def _owed(session: Session, env: Env, actor: Actor) -> list[Obligation]:
    offices = [(holding.role.value, holding.group_id) for holding in actor.offices]
    return list(await obligations.owed(session, env.ward_id, offices, tuple(ANSWERED)))


async def _awaits(session: Session, env: Env, actor: Actor, poll_id: int) -> Obligation:
    _check(env, actor)
    poll = await access.find(session, env, poll_id)
    found = next((row for row in await _owed(session, env, actor) if row.subject_id == poll_id), None)
    if found is not None:
        return found
    if poll.state != State.CLOSED:
        raise Refused(Why.NOT_FOUND)
    answered = await explanations.get(session, env.ward_id, poll_id)
    raise Refused(Why.ALREADY_DONE if answered else Why.NOT_ALLOWED)
