"""Another representative for a household: the one in office agrees, or the head of the group decides with a reason.

Who spoke for the household before stays in its history; at no moment there are two.
"""

from rules.people import CLAIM_LENGTH, Ending, Way
from services.context import Actor, Env
from services.people.confirmation import (
    CONFIRMERS,
    household_view,
    note,
    of_group,
    one_each,
    open_request,
    tell_asker,
    without_household,
)
from services.people.views import HouseholdView
from services.refusals import Refused, Why, line
from storage import outbox, people, representatives, roll
from storage.database import Session
from storage.models import Representative


async def ask(env: Env, actor: Actor, request_id: int, household_id: int) -> HouseholdView:
    """Whoever speaks for the household is asked to hand it over to the one who waits; nothing else changes yet."""
    async with env.db.write() as session:
        request = await open_request(session, env, actor, request_id)
        household = await of_group(session, env, request, household_id)
        current = await _current(session, household.id)
        if not await representatives.propose(session, request.id, household.id):
            raise Refused(Why.ALREADY_DONE)
        note(session, env, actor, "handover_asked", request.id)
        await _tell(session, env, [current.person_id], "people.handover", request.id, {"request": request.id})
        return await household_view(session, env, household, is_taken=True)


async def is_asked(env: Env, request_id: int, person_id: int | None) -> HouseholdView | None:
    """The household that this person is asked to hand over, None when that is answered or no longer theirs."""
    async with env.db.read() as session:
        request = await representatives.request(session, env.ward_id, request_id)
        if request is None or request.state != "waiting" or request.household_id is None:
            return None
        current = await representatives.representative_of(session, request.household_id)
        household = await roll.household(session, env.ward_id, request.household_id)
        if current is None or current.person_id != person_id or household is None:
            return None
        return await household_view(session, env, household)


async def agree(env: Env, actor: Actor, request_id: int) -> HouseholdView:
    """The actor speaks for the household no more, whoever asked does, and is told."""
    async with env.db.read() as session:
        person_id = (await _asked(session, env, actor, request_id))[0].person_id
    async with one_each(env, person_id), env.db.write() as session:
        request, current = await _asked(session, env, actor, request_id)
        return await _change(session, env, actor, request, current, Ending.HANDED_OVER)


async def decline(env: Env, actor: Actor, request_id: int) -> None:
    """The actor goes on speaking for the household; the request waits, and the head of the group is told."""
    async with env.db.write() as session:
        request, _ = await _asked(session, env, actor, request_id)
        await representatives.propose(session, request.id, None)
        note(session, env, actor, "handover_declined", request.id)
        heads = await people.holders(session, env.ward_id, CONFIRMERS, request.group_id)
        await _tell(session, env, heads, "people.handover_declined", request.id, {"request": request.id})


async def replace(env: Env, actor: Actor, request_id: int, household_id: int, reason: str) -> HouseholdView:
    """Whoever waits speaks for the household, by decision of the head of the group; both are told.

    The reason is kept with the representation that ended, and told to who held it.
    """
    words = line(reason, CLAIM_LENGTH)
    async with env.db.read() as session:
        person_id = (await open_request(session, env, actor, request_id)).person_id
    async with one_each(env, person_id), env.db.write() as session:
        request = await open_request(session, env, actor, request_id)
        household = await of_group(session, env, request, household_id)
        current = await _current(session, household.id)
        values = {"representative": current.id}
        await _tell(session, env, [current.person_id], "people.replaced", current.id, values)
        return await _change(session, env, actor, request, current, Ending.REPLACED, words)


async def replaced_because(env: Env, representative_id: int, person_id: int | None) -> str | None:
    """The reason for which this person speaks for a household no more, None when it is not theirs to know."""
    async with env.db.read() as session:
        found = await representatives.request(session, env.ward_id, representative_id)
    return found.end_words if found and found.person_id == person_id else None


async def _current(session: Session, household_id: int) -> Representative:
    current = await representatives.representative_of(session, household_id)
    if current is None:
        raise Refused(Why.ALREADY_DONE)
    return current


async def _asked(session: Session, env: Env, actor: Actor, request_id: int) -> tuple[Representative, Representative]:
    request = await representatives.request(session, env.ward_id, request_id)
    if request is None:
        raise Refused(Why.NOT_FOUND)
    if request.state != "waiting" or request.household_id is None:
        raise Refused(Why.ALREADY_DONE)
    current = await _current(session, request.household_id)
    if current.person_id != actor.person_id:
        raise Refused(Why.NOT_ALLOWED)
    return request, current


async def _change(
    session: Session,
    env: Env,
    actor: Actor,
    request: Representative,
    current: Representative,
    why: Ending,
    words: str | None = None,
) -> HouseholdView:
    """One ends and the other begins, in this order: the database allows one at a time."""
    now, household_id = env.clock.now(), current.household_id
    assert household_id is not None
    # Whoever changes this household holds the request first, so that two who do it at once wait for each other.
    if not await representatives.propose(session, request.id, household_id):
        raise Refused(Why.ALREADY_DONE)
    await without_household(session, request.person_id)
    done = await representatives.give_way(session, current.id, now, actor.person_id, why, words)
    if not done or not await representatives.decide(session, request.id, "active", now, actor.person_id, household_id):
        raise Refused(Why.ALREADY_DONE)
    note(session, env, actor, "representative_ended", current.id, why)
    note(session, env, actor, "representative_confirmed", request.id, Way.GROUP_HEAD)
    await tell_asker(session, env, request, "people.confirmed")
    household = await roll.household(session, env.ward_id, household_id)
    assert household is not None
    return await household_view(session, env, household)


async def _tell(
    session: Session, env: Env, person_ids: list[int], card: str, about: int, values: dict[str, int]
) -> None:
    at = env.clock.now()
    await outbox.put(
        session,
        [
            outbox.message(
                ward_id=env.ward_id,
                at=at,
                card=card,
                key=f"{card}:{about}:{at.timestamp():.0f}",
                subject=f"representative:{about}",
                account_id=account.id,
                values=values,
            )
            for account in await people.accounts_of(session, person_ids)
        ],
    )
