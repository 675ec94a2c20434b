"""The list for going door to door: which households of a group have not answered an open poll."""

from rules.phones import national
from services.context import Actor, Env
from services.polls import access, entering
from services.polls.entry_views import Door, DoorList, GroupView
from services.polls.views import PollView
from services.refusals import Refused, Why, require
from storage import audit, people
from storage.polls import counts, entries


async def polls(env: Env, actor: Actor) -> tuple[PollView, ...]:
    """The open polls of the actor's groups, votes online too; Refused NOT_ALLOWED without such an office."""
    require(actor, *access.ORGANISERS)
    async with env.db.read() as session:
        return await entering.open_polls(session, env, await entering.covered_groups(session, env, actor))


async def silent(env: Env, actor: Actor, poll_id: int, group_id: int, way: str) -> DoorList:
    """The silent households of the group, and the audit says who looked and how (`way`: message, xlsx, pdf).

    Refused NOT_ALLOWED outside the actor's groups, NOT_FOUND, and as answering is when the poll is not open.
    """
    access.require_runs(env, actor, [group_id])
    async with env.db.write() as session:
        poll = await access.find(session, env, poll_id)
        access.require_open(env, poll)
        turnout = [it for it in await counts.turnout(session, [poll_id]) if it.group_id == group_id]
        if not turnout:
            raise Refused(Why.NOT_FOUND)
        found = await entries.silent(session, poll_id, group_id)
        now = env.clock.now()
        detail = f"{way}, group {turnout[0].code}, {len(found)} households"
        audit.note(session, env.ward_id, now, actor.person_id, "poll.silent_households_read", "poll", poll_id, detail)
        ward = await people.ward(session, env.ward_id)
        view = await access.view(session, poll)
    doors = [(it.is_reachable, _door(env, it)) for it in found]
    return DoorList(
        poll=view,
        ward_name=f"{ward.kind_label} {ward.name}",
        group=GroupView(group_id, turnout[0].code, turnout[0].name),
        households=turnout[0].households,
        unreached=tuple(door for is_reachable, door in doors if not is_reachable),
        reached=tuple(door for is_reachable, door in doors if is_reachable),
        made_at=now,
    )


def _door(env: Env, it: entries.Silent) -> Door:
    phone = national(env.vault.unseal(it.phone_sealed)) if it.phone_sealed else None
    return Door(it.code, it.address, it.representative, phone, it.has_waiting_entry)
