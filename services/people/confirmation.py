"""Who speaks for a household: shown by a slip or a phone on the roll, or confirmed by the head of the group.

A household has one representative and a person one household; the database sees to it.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from rules import phones
from rules.calendar import local_date
from rules.offices import Role
from rules.people import CLAIM_LENGTH, WRONG_CODES_A_DAY, Purpose, Way, likely
from services.context import Actor, Env
from services.people import consents, slips
from services.people.views import GroupView, HouseholdView, RequestView
from services.refusals import Refused, Why, line, require
from storage import audit, outbox, people, representatives, roll
from storage.database import Conflict, Session
from storage.models import Household, Representative, Slip

# Who may confirm the people of a group (the head, or Ban công tác Mặt trận where there is none).
CONFIRMERS = (Role.GROUP_HEAD, Role.FRONT)
SUGGESTIONS = 6


async def household_view(session: Session, env: Env, household: Household, *, is_taken: bool = False) -> HouseholdView:
    """The household as it may be shown; is_taken when somebody speaks for it."""
    group = await people.group(session, env.ward_id, household.group_id)
    assert group is not None
    return HouseholdView(
        household.id, household.code, group.name, household.address, household.representative, is_taken
    )


@asynccontextmanager
async def one_each(env: Env, person_id: int) -> AsyncIterator[None]:
    """Words for whoever comes second when two are confirmed at the same instant."""
    try:
        yield
    except Conflict as conflict:
        async with env.db.read() as session:
            held = await people.household_of(session, person_id)
        taken = Why.PERSON_HAS_HOUSEHOLD if held else Why.HOUSEHOLD_HAS_REPRESENTATIVE
        raise Refused(taken) from conflict


async def without_household(session: Session, person_id: int) -> None:
    """Refused when the person speaks for a household."""
    if await people.household_of(session, person_id) is not None:
        raise Refused(Why.PERSON_HAS_HOUSEHOLD)


async def _free(session: Session, env: Env, household_id: int) -> Household:
    household = await roll.household(session, env.ward_id, household_id)
    if household is None or household.closed_on is not None:
        raise Refused(Why.NOT_FOUND)
    if await representatives.representative_of(session, household.id) is not None:
        raise Refused(Why.HOUSEHOLD_HAS_REPRESENTATIVE)
    return household


def _usable(env: Env, slip: Slip | None) -> Slip:
    if slip is None:
        raise Refused(Why.CODE_UNKNOWN)
    if slip.used_at is not None:
        raise Refused(Why.CODE_USED)
    if slip.expires_at <= env.clock.now():
        raise Refused(Why.CODE_EXPIRED)
    return slip


async def check_slip(env: Env, actor: Actor, code: str) -> str:
    """What names the slip without telling its code; refused when it is unknown, used or expired.

    After ten unknown codes in a day (TOO_MANY_CODES) even a right one waits for the next day.
    """
    reference, today = slips.digest(env, code), local_date(env.clock.now())
    async with env.db.read() as session:
        await without_household(session, actor.person_id)
        if await roll.wrong_codes(session, actor.person_id, today) >= WRONG_CODES_A_DAY:
            raise Refused(Why.TOO_MANY_CODES)
        slip = await roll.slip(session, env.ward_id, reference)
    if slip is None:
        async with env.db.write() as session:
            counted = await roll.add_wrong_code(session, env.ward_id, actor.person_id, today, WRONG_CODES_A_DAY)
        raise Refused(Why.CODE_UNKNOWN if counted else Why.TOO_MANY_CODES)
    _usable(env, slip)
    return reference


async def by_slip(env: Env, actor: Actor, reference: str, *, consenting: bool = False) -> HouseholdView:
    """The person speaks for the household of this slip, which is used up; `consenting` records that they just agreed.

    Of two persons with one slip the first is confirmed and the other refused.
    """
    async with one_each(env, actor.person_id), env.db.write() as session:
        if consenting:
            await consents.record(session, env, actor, Purpose.HOUSEHOLD, granted=True)
        await consents.require_household(session, actor)
        await without_household(session, actor.person_id)
        slip = _usable(env, await roll.slip(session, env.ward_id, reference))
        household = await _free(session, env, slip.household_id)
        if not await roll.use_slip(session, slip.id, env.clock.now()):
            raise Refused(Why.CODE_USED)
        return await _confirmed(session, env, actor, household, Way.SLIP)


async def by_phone(env: Env, actor: Actor, phone: str) -> HouseholdView:
    """The person speaks for the one household that the roll lists with this number, which must be their own.

    The number itself is not kept.
    """
    number = phones.canonical(phone)
    if number is None:
        raise Refused(Why.PHONE_UNKNOWN)
    async with one_each(env, actor.person_id), env.db.write() as session:
        await consents.require_household(session, actor)
        await without_household(session, actor.person_id)
        found = await roll.households_with_phone(session, env.ward_id, env.vault.digest(f"phone:{number}"))
        if not found:
            raise Refused(Why.PHONE_UNKNOWN)
        if len(found) > 1:
            raise Refused(Why.PHONE_AMBIGUOUS)
        household = await _free(session, env, found[0].id)
        return await _confirmed(session, env, actor, household, Way.PHONE)


async def _confirmed(session: Session, env: Env, actor: Actor, household: Household, way: Way) -> HouseholdView:
    now = env.clock.now()
    await representatives.drop_requests(session, actor.person_id, now)
    representative = Representative(
        ward_id=env.ward_id,
        household_id=household.id,
        group_id=household.group_id,
        person_id=actor.person_id,
        state="active",
        way=way,
        asked_at=now,
        decided_at=now,
    )
    session.add(representative)
    await session.flush()
    note(session, env, actor, "representative_confirmed", representative.id, way)
    return await household_view(session, env, household)


def note(session: Session, env: Env, actor: Actor, action: str, subject_id: int, detail: str | None = None) -> None:
    """A line about a representative in the audit."""
    now = env.clock.now()
    audit.note(session, env.ward_id, now, actor.person_id, action, "representative", subject_id, detail)


async def ask_group_head(env: Env, actor: Actor, group_id: int, claim: str) -> bool:
    """The person waits to be confirmed in this group, with the name and address they wrote; an earlier request is gone.

    True when somebody in office was told, who is the head of the group or else the Mặt trận.
    """
    written, now = line(claim, CLAIM_LENGTH), env.clock.now()
    async with env.db.write() as session:
        await consents.require_household(session, actor)
        await without_household(session, actor.person_id)
        group = await people.group(session, env.ward_id, group_id)
        if group is None or group.valid_to is not None:
            raise Refused(Why.NOT_FOUND)
        await representatives.drop_requests(session, actor.person_id, now)
        request = Representative(
            ward_id=env.ward_id,
            household_id=None,
            group_id=group.id,
            person_id=actor.person_id,
            state="waiting",
            way=Way.GROUP_HEAD,
            claim=written,
            asked_at=now,
        )
        session.add(request)
        await session.flush()
        note(session, env, actor, "representative_asked", request.id)
        return await _tell_confirmers(session, env, request)


async def _tell_confirmers(session: Session, env: Env, request: Representative) -> bool:
    for role in CONFIRMERS:
        holders = await people.holders(session, env.ward_id, [role], request.group_id)
        accounts = await people.accounts_of(session, [holder for holder in holders if holder != request.person_id])
        if accounts:
            await outbox.put(
                session,
                [
                    outbox.message(
                        ward_id=env.ward_id,
                        at=env.clock.now(),
                        card="people.request",
                        key=f"request:{request.id}",
                        subject=f"request:{request.id}",
                        account_id=account.id,
                        values={"request": request.id},
                    )
                    for account in accounts
                ],
            )
            return True
    return False


async def is_waiting(env: Env, request_id: int) -> bool:
    """Whether this request still waits for an answer."""
    async with env.db.read() as session:
        request = await representatives.request(session, env.ward_id, request_id)
    return request is not None and request.state == "waiting"


async def waiting_for(env: Env, actor: Actor, place: int = 1) -> RequestView | None:
    """The request at this place of those that the actor may answer, the last when there are fewer, None without any."""
    require(actor, *CONFIRMERS)
    async with env.db.read() as session:
        groups = [group.id for group in await people.groups(session, env.ward_id) if _may(actor, group.id)]
        found = await representatives.waiting(session, env.ward_id, groups)
    if not found:
        return None
    place = max(1, min(place, len(found)))
    request, group = found[place - 1]
    return RequestView(
        request.id,
        GroupView(group.id, group.code, group.name),
        request.claim or "",
        request.asked_at,
        place,
        len(found),
    )


def _may(actor: Actor, group_id: int) -> bool:
    return actor.covers(group_id, *CONFIRMERS)


async def open_request(session: Session, env: Env, actor: Actor, request_id: int) -> Representative:
    """The request that waits for this confirmer; refused when it is another's, their own, or answered."""
    request = await representatives.request(session, env.ward_id, request_id)
    if request is None:
        raise Refused(Why.NOT_FOUND)
    require(actor, *CONFIRMERS, group_id=request.group_id)
    if request.person_id == actor.person_id:
        raise Refused(Why.OWN_REQUEST)
    if request.state != "waiting":
        raise Refused(Why.ALREADY_DONE)
    return request


async def candidates(env: Env, actor: Actor, request_id: int, written: str = "") -> Sequence[HouseholdView]:
    """Households of the request's group that fit what was written, the best first.

    Those without a representative come before the others.  Without words it is what the person wrote who asks.
    """
    async with env.db.read() as session:
        request = await open_request(session, env, actor, request_id)
        free = await roll.unclaimed(session, env.ward_id, [request.group_id])
        others = await roll.spoken_for(session, env.ward_id, request.group_id)
        words = written or request.claim or ""
        fitting = [(it, False) for it in likely(words, free, SUGGESTIONS)]
        fitting += [(it, True) for it in likely(words, others, SUGGESTIONS - len(fitting))]
        return [await household_view(session, env, it, is_taken=taken) for it, taken in fitting]


async def candidate(env: Env, actor: Actor, request_id: int, household_id: int) -> tuple[str, HouseholdView]:
    """What the person wrote, and the household that would become theirs, if need be after another."""
    async with env.db.read() as session:
        request = await open_request(session, env, actor, request_id)
        household = await of_group(session, env, request, household_id)
        taken = await representatives.representative_of(session, household.id) is not None
        return request.claim or "", await household_view(session, env, household, is_taken=taken)


async def of_group(session: Session, env: Env, request: Representative, household_id: int) -> Household:
    """The open household, refused when it is not of the group in which the person asks."""
    household = await roll.household(session, env.ward_id, household_id)
    if household is None or household.closed_on is not None or household.group_id != request.group_id:
        raise Refused(Why.NOT_FOUND)
    return household


async def confirm(env: Env, actor: Actor, request_id: int, household_id: int) -> HouseholdView:
    """Whoever asked speaks for this household of their group and is told; what they wrote is gone."""
    async with env.db.read() as session:
        person_id = (await open_request(session, env, actor, request_id)).person_id
    async with one_each(env, person_id), env.db.write() as session:
        request = await open_request(session, env, actor, request_id)
        household = await of_group(session, env, request, household_id)
        await _free(session, env, household.id)
        await without_household(session, request.person_id)
        done = await representatives.decide(
            session, request.id, "active", env.clock.now(), actor.person_id, household.id
        )
        if not done:
            raise Refused(Why.ALREADY_DONE)
        note(session, env, actor, "representative_confirmed", request.id, Way.GROUP_HEAD)
        await tell_asker(session, env, request, "people.confirmed")
        return await household_view(session, env, household)


async def refuse(env: Env, actor: Actor, request_id: int) -> None:
    """Whoever asked is told that it was refused and how to go on; what they wrote is gone."""
    async with env.db.write() as session:
        request = await open_request(session, env, actor, request_id)
        if not await representatives.decide(session, request.id, "refused", env.clock.now(), actor.person_id):
            raise Refused(Why.ALREADY_DONE)
        note(session, env, actor, "representative_refused", request.id)
        await tell_asker(session, env, request, "people.refused")


async def tell_asker(session: Session, env: Env, request: Representative, card: str) -> None:
    """Whoever asked hears what became of it."""
    accounts = await people.accounts_of(session, [request.person_id])
    await outbox.put(
        session,
        [
            outbox.message(
                ward_id=env.ward_id,
                at=env.clock.now(),
                card=card,
                key=f"answer:{request.id}",
                subject=f"request:{request.id}",
                account_id=account.id,
                priority=outbox.ANSWER,
            )
            for account in accounts
        ],
    )


async def end(env: Env, actor: Actor) -> None:
    """The actor speaks for no household any more; answers given so far stay counted.

    Refused when there was nothing to end.
    """
    async with env.db.write() as session:
        ended = await representatives.end(session, actor.person_id, env.clock.now(), actor.person_id)
        if ended is None:
            raise Refused(Why.ALREADY_DONE)
        note(session, env, actor, "representative_ended", ended)
