"""What every service of conventions asks first: which version, who may, and how a step is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rules.calendar import Calendar, local_date
from rules.conventions import COMPOSERS, RECOGNISERS, STEPS_ARTICLE, Act, Outcome, State, after, offices, who_owes
from rules.texts import normalise
from services.context import Actor, Env
from services.conventions.views import MinutesFile, VersionView
from services.refusals import Refused, Why
from storage import audit, calendar, conventions, files, outbox, people
from storage.conventions import Found
from storage.database import Session
from storage.models import Convention, ConventionStep, ConventionVersion, Group

WORKERS = (*COMPOSERS, *RECOGNISERS)
# A step that could not be delivered for so long is no news any more.
NEWS = timedelta(days=7)
NEWS_CARD = "convention_news"


async def views(session: Session, env: Env, rows: Sequence[Found]) -> list[VersionView]:
    """These versions as they are told, in the same order."""
    days = await calendar.calendar(session, env.ward_id)
    return [_view(*row, days) for row in rows]


async def view(session: Session, env: Env, found: Found) -> VersionView:
    """The version as it is told."""
    return (await views(session, env, [found]))[0]


def _view(row: ConventionVersion, convention: Convention, group: Group, days: Calendar) -> VersionView:
    state = State(row.state)
    closes_on = local_date(row.closes_at) - timedelta(days=1) if row.closes_at else None
    return VersionView(
        id=row.id,
        number=row.number,
        kind=convention.kind,
        group_id=group.id,
        group_name=group.name,
        state=state,
        since=row.since,
        edition=row.edition,
        asked_edition=row.asked_edition,
        posted_on=row.posted_on,
        closes_at=row.closes_at,
        households=row.households,
        network_agreed_on=row.network_agreed_on,
        adopted_on=row.adopted_on,
        decision=row.decision,
        recognised_on=row.recognised_on,
        owed=who_owes(state, row.since, days, closes_on),
    )


def works_in(env: Env, actor: Actor, group_id: int) -> bool:
    """Whether the actor's office has to do with the convention of this group."""
    return actor.ward_id == env.ward_id and actor.covers(group_id, *WORKERS)


def hidden(env: Env, actor: Actor, state: State, group_id: int) -> bool:
    """Whether the actor may not read the text yet: until it is posted, only offices do."""
    return state in (State.PROPOSED, State.DRAFTING) and not works_in(env, actor, group_id)


async def find(session: Session, env: Env, actor: Actor, version_id: int) -> Found:
    """The version, as far as the actor may know of it; Refused NOT_FOUND."""
    found = await conventions.version(session, env.ward_id, version_id)
    if found is None or hidden(env, actor, State(found[0].state), found[2].id):
        raise Refused(Why.NOT_FOUND)
    return found


def words(typed: str, limit: int) -> str:
    """The text as it will be kept; Refused EMPTY, TOO_LONG."""
    text = normalise(typed).strip()
    if not text:
        raise Refused(Why.EMPTY)
    if len(text) > limit:
        raise Refused(Why.TOO_LONG, limit=limit)
    return text


@dataclass(frozen=True, slots=True)
class Record:
    """What is written down of a step."""

    on_day: date
    note: str | None = None
    outcome: Outcome | None = None
    households: int | None = None
    present: int | None = None
    agree: int | None = None
    file: MinutesFile | None = None


def require_day(env: Env, on_day: date, not_before: date | None) -> None:
    """Refuse FUTURE_DATE, or BEFORE_LAST_STEP (day), unless the step can have been taken on this day."""
    if on_day > local_date(env.clock.now()):
        raise Refused(Why.FUTURE_DATE)
    if not_before is not None and on_day < not_before:
        raise Refused(Why.BEFORE_LAST_STEP, day=f"{not_before:%d/%m/%Y}")


async def held(session: Session, env: Env, actor: Actor, version_id: int, act: Act) -> tuple[Found, State]:
    """The version, held alone, when the actor may take this step from its state, and the state after it.

    Refused NOT_FOUND, NOT_ALLOWED, or STEP_IMPOSSIBLE with the article of the law's order of steps.
    """
    found = await conventions.hold(session, env.ward_id, version_id, alone=True)
    if found is None or actor.ward_id != env.ward_id:
        raise Refused(Why.NOT_FOUND)
    if not actor.covers(found[2].id, *offices(act)):
        raise Refused(Why.NOT_ALLOWED)
    following = after(State(found[0].state), act)
    if following is None:
        raise Refused(Why.STEP_IMPOSSIBLE, article=STEPS_ARTICLE)
    return found, following


async def write_step(
    session: Session, env: Env, actor: Actor | None, found: Found, act: Act, state: State, record: Record
) -> ConventionStep:
    """The version is in this state since the day of the record; the step is in its book and in the audit."""
    row, now = found[0], env.clock.now()
    file_id = None
    if record.file is not None:
        it = record.file
        file_id = (await files.keep(session, env.ward_id, now, it.name, it.mime, it.content)).id
    if row.state != state or act in (Act.REVIEW, Act.PROPOSE, Act.ENTER):
        row.since = record.on_day
    row.state = state.value
    step = ConventionStep(
        ward_id=env.ward_id,
        version_id=row.id,
        act=act.value,
        state=state.value,
        on_day=record.on_day,
        outcome=record.outcome.value if record.outcome else None,
        households=record.households,
        present=record.present,
        agree=record.agree,
        note=record.note,
        file_id=file_id,
        person_id=actor.person_id if actor else None,
        at=now,
    )
    session.add(step)
    await session.flush()
    person = actor.person_id if actor else None
    audit.note(session, env.ward_id, now, person, f"convention_{act.value}", "convention", row.id)
    return step


def message(env: Env, row: ConventionVersion, card: str, key: str, **more: Any) -> dict[str, Any]:
    """A row of the outbox about the version; `key` is what happens once in its life."""
    return outbox.message(
        ward_id=env.ward_id,
        at=env.clock.now(),
        card=card,
        key=f"convention:{row.id}:{key}",
        subject=f"convention:{row.id}",
        **more,
    )


async def tell(session: Session, env: Env, found: Found, step: ConventionStep, *, group: bool) -> None:
    """Those whose office has to do with the next step hear of this one; with `group` the group's chats too."""
    row, _, of = found
    owed = (await view(session, env, found)).owed
    persons = set(await people.holders(session, env.ward_id, COMPOSERS, of.id))
    if owed is not None and set(owed.roles) & set(RECOGNISERS):
        persons |= set(await people.holders(session, env.ward_id, RECOGNISERS, of.id))
    persons.discard(step.person_id or 0)
    common: dict[str, Any] = {
        "card": NEWS_CARD,
        "key": f"step:{step.id}",
        "values": {"version": row.id, "step": step.id},
        "expires_at": env.clock.now() + NEWS,
    }
    rows = [message(env, row, account_id=it.id, **common) for it in await people.accounts_of(session, sorted(persons))]
    if group:
        chats = await people.chats_of(session, env.ward_id, [of.id])
        rows += [message(env, row, chat_id=chat.id, **common) for chat in chats]
    await outbox.put(session, rows)
