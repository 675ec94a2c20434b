"""Grounds: the decisions by which answers on a network count for the law; without one they are an opinion."""

from dataclasses import dataclass
from datetime import date

from rules.calendar import local_date
from rules.offices import Role
from rules.polls import GROUND_FOR, Kind
from services.context import Actor, Env
from services.refusals import Refused, Why, line, require
from storage import audit, files, grounds
from storage.models import Ground

CHANNELS = ("telegram", "zalo")
NUMBER_LENGTH = 100


@dataclass(frozen=True, slots=True)
class GroundView:
    """A decision in force."""

    id: int
    channel: str
    effect: Kind
    number: str
    decided_on: date
    has_file: bool


def _view(row: Ground) -> GroundView:
    return GroundView(row.id, row.channel, Kind(row.effect), row.number, row.decided_on, row.file_id is not None)


async def in_force(env: Env, actor: Actor) -> list[GroundView]:
    """Every decision in force, for an administrator; Refused NOT_ALLOWED."""
    require(actor, Role.ADMINISTRATOR)
    async with env.db.read() as session:
        return [_view(row) for row in await grounds.all_in_force(session, env.ward_id)]


def number(typed: str) -> str:
    """The number of a decision as it will be kept; Refused EMPTY, TOO_LONG."""
    return line(typed, NUMBER_LENGTH)


async def record(
    env: Env,
    actor: Actor,
    channel: str,
    effect: Kind,
    typed: str,
    decided_on: date,
    file: tuple[str, str, bytes] | None = None,
) -> GroundView:
    """From now on what is asked on the network counts for this kind, by the decision of this number and day.

    `file` is the decision itself (name, mime, bytes).  Refused NOT_ALLOWED, NOT_FOUND for an unknown network or
    kind, EMPTY, TOO_LONG, FUTURE_DATE, GROUND_EXISTS.
    """
    require(actor, Role.ADMINISTRATOR)
    if channel not in CHANNELS or effect not in GROUND_FOR:
        raise Refused(Why.NOT_FOUND)
    words, now = number(typed), env.clock.now()
    if decided_on > local_date(now):
        raise Refused(Why.FUTURE_DATE)
    async with env.db.write() as session:
        if await grounds.in_force(session, env.ward_id, channel, effect.value):
            raise Refused(Why.GROUND_EXISTS)
        row = Ground(
            ward_id=env.ward_id,
            channel=channel,
            effect=effect.value,
            number=words,
            decided_on=decided_on,
            file_id=(await files.keep(session, env.ward_id, now, *file)).id if file else None,
            recorded_by=actor.person_id,
            recorded_at=now,
        )
        session.add(row)
        await session.flush()
        audit.note(session, env.ward_id, now, actor.person_id, "ground.recorded", "ground", row.id)
        return _view(row)


async def end(env: Env, actor: Actor, ground_id: int) -> None:
    """The decision is in force no more; what was opened under it keeps it.  Refused NOT_ALLOWED, NOT_FOUND."""
    require(actor, Role.ADMINISTRATOR)
    async with env.db.write() as session:
        now = env.clock.now()
        found = await grounds.get(session, env.ward_id, ground_id)
        if found is None or not await grounds.end(session, ground_id, actor.person_id, now):
            raise Refused(Why.NOT_FOUND)
        audit.note(session, env.ward_id, now, actor.person_id, "ground.ended", "ground", ground_id)
