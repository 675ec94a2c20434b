"""Slips: fresh one-time codes on paper, by which households are confirmed."""

from collections.abc import Mapping, Sequence

from rules.calendar import local_date
from rules.codes import draw, plain
from rules.offices import Role
from rules.people import SLIP_LETTERS, SLIP_LIFE
from services.context import Actor, Env
from services.people.views import GroupView, PrintableView, SlipLine
from services.refusals import Refused, Why, require
from storage import audit, people, roll
from storage.database import Session
from storage.models import Group, Household

# Who hands out slips in a group.
PRINTERS = (Role.GROUP_HEAD, Role.FRONT)


def digest(env: Env, code: str) -> str:
    """What is kept of a slip's code, typed with or without hyphens and in small letters or capitals."""
    return env.vault.digest(f"slip:{plain(code)}")


async def issue(env: Env, group_code: str | None = None) -> tuple[SlipLine, ...]:
    """A fresh code for each household of the group, or of all groups, for which nobody speaks yet.

    Earlier unused codes of these households are void.  The codes are in the answer and nowhere else: the database
    keeps digests.  Refused when there is no such group.
    """
    async with env.db.write() as session:
        groups = {group.id: group for group in await people.groups(session, env.ward_id)}
        chosen = [group.id for group in groups.values() if group_code in (None, group.code)]
        if not chosen:
            raise Refused(Why.NOT_FOUND)
        lines = await _issue(session, env, groups, chosen)
        _note(session, env, None, "ward", env.ward_id, len(lines))
    return lines


async def groups(env: Env, actor: Actor) -> tuple[GroupView, ...]:
    """The groups in force for which the actor may print slips; refused when there is none."""
    require(actor, *PRINTERS)
    async with env.db.read() as session:
        found = [it for it in await people.groups(session, env.ward_id) if actor.covers(it.id, *PRINTERS)]
    if actor.ward_id != env.ward_id or not found:
        raise Refused(Why.NOT_ALLOWED)
    return tuple(GroupView(group.id, group.code, group.name) for group in found)


async def printable(env: Env, actor: Actor, group_id: int) -> PrintableView:
    """How many slips would be printed for this group; refused like `groups`."""
    group = _among(await groups(env, actor), group_id)
    async with env.db.read() as session:
        return PrintableView(group, len(await roll.unclaimed(session, env.ward_id, [group_id])))


async def issue_for(env: Env, actor: Actor, group_id: int) -> tuple[SlipLine, ...]:
    """The same as `issue` for a group of the actor, who stands in the audit."""
    _among(await groups(env, actor), group_id)
    async with env.db.write() as session:
        in_force = {group.id: group for group in await people.groups(session, env.ward_id)}
        lines = await _issue(session, env, in_force, [group_id])
        _note(session, env, actor, "group", group_id, len(lines))
    return lines


def _among(known: Sequence[GroupView], group_id: int) -> GroupView:
    found = next((group for group in known if group.id == group_id), None)
    if found is None:
        raise Refused(Why.NOT_ALLOWED)
    return found


def _note(session: Session, env: Env, actor: Actor | None, subject: str, subject_id: int, count: int) -> None:
    by = actor.person_id if actor else None
    audit.note(session, env.ward_id, env.clock.now(), by, "slips_issued", subject, subject_id, str(count))


async def _issue(
    session: Session, env: Env, groups: Mapping[int, Group], chosen: Sequence[int]
) -> tuple[SlipLine, ...]:
    now = env.clock.now()
    households = await roll.unclaimed(session, env.ward_id, chosen)
    codes = _different(len(households))
    await roll.void_slips(session, [household.id for household in households], now)
    await roll.add_slips(
        session,
        [
            {
                "ward_id": env.ward_id,
                "household_id": household.id,
                "digest": digest(env, code),
                "issued_at": now,
                "expires_at": now + SLIP_LIFE,
            }
            for household, code in zip(households, codes, strict=True)
        ],
    )

    def line(household: Household, code: str) -> SlipLine:
        group = groups[household.group_id]
        last_day = local_date(now + SLIP_LIFE)
        return SlipLine(
            group.code, group.name, household.code, household.address, household.representative, code, last_day
        )

    return tuple(line(household, code) for household, code in zip(households, codes, strict=True))


def _different(count: int) -> list[str]:
    codes: set[str] = set()
    while len(codes) < count:
        codes.add(draw(SLIP_LETTERS))
    return list(codes)
