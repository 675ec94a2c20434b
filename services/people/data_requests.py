"""Requests of people about their own data: acknowledged when they come, answered in time, none forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rules import texts
from rules.calendar import Calendar, end_of_day, local_date
from rules.offices import Role
from rules.personal import BY_HAND, TEXT_LENGTH, WARNING, Kind, State, acknowledge_by, answer_by
from services.context import Actor, Env
from services.refusals import Refused, Why, require
from storage import audit, calendar, outbox, people, requests
from storage.database import Session
from storage.models import DataRequest


@dataclass(frozen=True, slots=True)
class DataRequestView:
    """A request; who is the name in office or the code of the household, None for somebody of whom neither is known."""

    id: int
    kind: Kind
    state: State
    text: str | None
    asked_at: datetime
    acknowledge_by: datetime
    answer_by: datetime
    answer: str | None
    handled_at: datetime | None
    overdue: bool
    who: str | None = None


def shape(row: DataRequest, now: datetime, who: str | None = None) -> DataRequestView:
    """The row as it is told at this moment."""
    return DataRequestView(
        id=row.id,
        kind=Kind(row.kind),
        state=State(row.state),
        text=row.text,
        asked_at=row.asked_at,
        acknowledge_by=row.acknowledge_by,
        answer_by=row.answer_by,
        answer=row.answer,
        handled_at=row.handled_at,
        overdue=row.state == State.OPEN and row.answer_by <= now,
        who=who,
    )


async def note(session: Session, env: Env, person_id: int, kind: Kind, text: str | None = None) -> DataRequest:
    """The request is in the book with its deadlines, within a transaction; one not done by hand is done at once."""
    now = env.clock.now()
    days = await calendar.calendar(session, env.ward_id)
    by_hand = kind in BY_HAND
    row = DataRequest(
        ward_id=env.ward_id,
        person_id=person_id,
        kind=kind,
        text=text,
        asked_at=now,
        acknowledge_by=acknowledge_by(now, days),
        acknowledged_at=now,
        answer_by=answer_by(kind, now, days),
        state=State.OPEN if by_hand else State.DONE,
        handled_at=None if by_hand else now,
    )
    session.add(row)
    await session.flush()
    audit.note(session, env.ward_id, now, person_id, "data_requested", "data_request", row.id, kind)
    return row


def _words(typed: str) -> str:
    words = texts.normalise(typed).strip()
    if not words:
        raise Refused(Why.EMPTY)
    if len(words) > TEXT_LENGTH:
        raise Refused(Why.TOO_LONG, limit=TEXT_LENGTH)
    return words


async def ask(env: Env, actor: Actor, kind: Kind, typed: str) -> DataRequestView:
    """The request waits for an administrator, who is told; what it says of its dates is the acknowledgement.

    EMPTY or TOO_LONG for its words, NOT_FOUND for a kind that is done at once and waits for nobody.
    """
    words = _words(typed)
    if kind not in BY_HAND:
        raise Refused(Why.NOT_FOUND)
    async with env.db.write() as session:
        row = await note(session, env, actor.person_id, kind, words)
        administrators = await people.holders(session, env.ward_id, [Role.ADMINISTRATOR])
        await _tell(session, env, administrators, "people.data_asked", row.id)
    return shape(row, env.clock.now())


async def _tell(session: Session, env: Env, person_ids: Sequence[int], card: str, request_id: int) -> None:
    await outbox.put(
        session,
        [
            outbox.message(
                ward_id=env.ward_id,
                at=env.clock.now(),
                card=card,
                key=f"{card}:{request_id}",
                subject=f"data_request:{request_id}",
                account_id=account.id,
                values={"request": request_id},
            )
            for account in await people.accounts_of(session, person_ids)
        ],
    )


async def _who(session: Session, env: Env, person_id: int) -> str | None:
    person = await people.person(session, env.ward_id, person_id)
    if person is not None and person.name:
        return person.name
    household = await people.household_of(session, person_id)
    return f"{household.code}, {household.address}" if household else None


async def waiting(env: Env, actor: Actor, offset: int, limit: int) -> tuple[tuple[DataRequestView, ...], int]:
    """Requests that wait, whatever is due first at the top, and how many wait; for an administrator."""
    require(actor, Role.ADMINISTRATOR)
    now = env.clock.now()
    async with env.db.read() as session:
        found = await requests.waiting(session, env.ward_id, offset, limit)
        views = tuple([shape(row, now, await _who(session, env, row.person_id)) for row in found])
        return views, await requests.how_many_wait(session, env.ward_id)


async def view(env: Env, actor: Actor, request_id: int) -> DataRequestView:
    """The request, for an administrator; NOT_FOUND when it is not of this ward."""
    require(actor, Role.ADMINISTRATOR)
    found = await show(env, request_id)
    if found is None:
        raise Refused(Why.NOT_FOUND)
    return found


async def show(env: Env, request_id: int) -> DataRequestView | None:
    """The request as a message tells it; None when it is not of this ward."""
    async with env.db.read() as session:
        row = await requests.request(session, env.ward_id, request_id)
        return shape(row, env.clock.now(), await _who(session, env, row.person_id)) if row else None


async def settle(env: Env, actor: Actor, request_id: int, typed: str, *, granted: bool) -> None:
    """The request is done or refused with these words, which go to whoever asked; ALREADY_DONE when it was settled."""
    require(actor, Role.ADMINISTRATOR)
    words, now = _words(typed), env.clock.now()
    async with env.db.write() as session:
        row = await requests.request(session, env.ward_id, request_id)
        if row is None:
            raise Refused(Why.NOT_FOUND)
        state = State.DONE if granted else State.REFUSED
        if not await requests.settle(session, env.ward_id, request_id, state, words, actor.person_id, now):
            raise Refused(Why.ALREADY_DONE)
        audit.note(
            session, env.ward_id, now, actor.person_id, f"data_request_{state}", "data_request", request_id, row.kind
        )
        await _tell(session, env, [row.person_id], "people.data_answered", request_id)


async def remind_due(env: Env) -> None:
    """Administrators were told once of each request three days before it is due, and once more when it is overdue."""
    now = env.clock.now()
    horizon = end_of_day(Calendar().after(local_date(now), WARNING))
    async with env.db.write() as session:
        soon = await requests.claim_warnings(session, env.ward_id, now, horizon)
        late = await requests.claim_overdue(session, env.ward_id, now)
        if soon or late:
            administrators = await people.holders(session, env.ward_id, [Role.ADMINISTRATOR])
            for request_id in soon:
                await _tell(session, env, administrators, "people.data_due", request_id)
            for request_id in late:
                await _tell(session, env, administrators, "people.data_overdue", request_id)
