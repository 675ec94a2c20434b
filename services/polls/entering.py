"""Answers on paper, at a meeting, or given with help: one person enters, another confirms, then they count.

Of two answers of a household the later one counts while the poll is open, whichever way it came.
"""

from datetime import date

from rules.calendar import local_date, written
from rules.entries import ENTERED, HELPER_LENGTH, Outcome, State, find, given_at, outcome
from rules.polls import Kind, Origin
from services.context import Actor, Env
from services.polls import access, drafting, entry_notices
from services.polls.entry_views import (
    Collision,
    Decision,
    Entered,
    EntryDesk,
    EntryView,
    GroupView,
    HouseholdView,
    Photo,
    Slip,
)
from services.polls.views import PollView
from services.refusals import Refused, Why, line, require
from storage import audit, files, people
from storage.database import Conflict, Session
from storage.models import Answer, Household, LedgerLine, Poll, PollEntry
from storage.polls import ballots, entries, terms


def home(household: Household) -> HouseholdView:
    """The household as it is told."""
    return HouseholdView(household.id, household.code, household.address, household.representative)


def require_group(env: Env, actor: Actor, group_id: int) -> None:
    """Refuse NOT_ALLOWED unless the actor looks after the answers of this group."""
    access.require_runs(env, actor, [group_id])


async def covered_groups(session: Session, env: Env, actor: Actor) -> list[int]:
    return [group.id for group in await people.groups(session, env.ward_id) if access.runs(env, actor, [group.id])]


# --- what can be entered ------------------------------------------------------------------------------


async def open_polls(session: Session, env: Env, groups: list[int]) -> tuple[PollView, ...]:
    """The polls that households of these groups may answer now."""
    now = env.clock.now()
    polls = await access.views(session, await terms.unfinished(session, env.ward_id))
    opened = (poll for poll in polls if poll.state == "open" and poll.opens_at <= now < poll.closes_at)
    return tuple(poll for poll in opened if set(groups) & {*poll.group_ids})


async def desk(env: Env, actor: Actor) -> EntryDesk:
    """Where the actor may enter, and what waits for the actor; Refused NOT_ALLOWED without such an office."""
    require(actor, *access.ORGANISERS)
    async with env.db.read() as session:
        groups = await covered_groups(session, env, actor)
        polls = await open_polls(session, env, groups)
        waiting = await entries.waiting_for(session, env.ward_id, actor.person_id, groups, env.clock.now())
    return EntryDesk(tuple(poll for poll in polls if poll.kind is not Kind.ONLINE_VOTE), len(waiting))


async def place(env: Env, actor: Actor, poll_id: int) -> tuple[PollView, tuple[GroupView, ...]]:
    """The open poll and those of its groups for which the actor may enter.

    Refused NOT_FOUND, NOT_ALLOWED, POLL_NOT_OPEN, POLL_CLOSED, POLL_VOID.
    """
    async with env.db.read() as session:
        poll = await access.find(session, env, poll_id)
        access.require_open(env, poll)
        view = await access.view(session, poll)
        found = [await people.group(session, env.ward_id, group_id) for group_id in view.group_ids]
    groups = tuple(
        GroupView(group.id, group.code, group.name) for group in found if group and access.runs(env, actor, [group.id])
    )
    if not groups:
        raise Refused(Why.NOT_ALLOWED)
    return view, groups


def day(env: Env, poll: PollView, dated_on: date) -> date:
    """The day written on a slip; Refused FUTURE_DATE, or ENTRY_BEFORE_OPENING (opens) for one before the poll."""
    if dated_on > local_date(env.clock.now()):
        raise Refused(Why.FUTURE_DATE)
    if dated_on < local_date(poll.opens_at):
        raise Refused(Why.ENTRY_BEFORE_OPENING, opens=written(poll.opens_at))
    return dated_on


def helper(typed: str) -> str:
    """Who wrote for a household, as it is kept; Refused EMPTY, TOO_LONG."""
    return line(typed, HELPER_LENGTH)


async def own_name(env: Env, actor: Actor) -> str:
    """The name under which the actor holds an office; Refused NOT_FOUND when none is kept."""
    async with env.db.read() as session:
        person = await people.person(session, env.ward_id, actor.person_id)
    if person is None or person.name is None:
        raise Refused(Why.NOT_FOUND)
    return person.name


async def search(
    env: Env, actor: Actor, poll_id: int, group_id: int, typed: str
) -> tuple[HouseholdView | None, tuple[HouseholdView, ...]]:
    """The one household of the group's electorate that was meant, else those that fit; Refused NOT_ALLOWED."""
    require_group(env, actor, group_id)
    async with env.db.read() as session:
        await access.find(session, env, poll_id)
        one, several = find(typed, await entries.electors(session, poll_id, group_id))
    return home(one) if one else None, tuple(home(it) for it in several)


async def household(env: Env, actor: Actor, poll_id: int, household_id: int) -> HouseholdView:
    """A household of the electorate; Refused NOT_FOUND, NOT_ALLOWED, ENTRY_WAITING while an entry of it waits."""
    async with env.db.read() as session:
        await access.find(session, env, poll_id)
        found, group_id = await _elector(session, env, poll_id, household_id)
        require_group(env, actor, group_id)
        if await entries.is_waiting(session, poll_id, household_id):
            raise Refused(Why.ENTRY_WAITING, code=found.code)
        return home(found)


async def _elector(session: Session, env: Env, poll_id: int, household_id: int) -> tuple[Household, int]:
    found = await entries.household(session, env.ward_id, household_id)
    group_id = await ballots.elector_group(session, poll_id, household_id, alone=False)
    if found is None or group_id is None:
        raise Refused(Why.NOT_FOUND)
    return found, group_id


# --- entering ----------------------------------------------------------------------------------------


async def enter(env: Env, actor: Actor, slip: Slip, photo: Photo | None = None) -> Entered:
    """What the slip says waits for a second person of the group, who is told; nothing is counted yet.

    Refused NOT_ALLOWED outside the actor's groups, NOT_FOUND, ENTRY_WAITING (code) while another one of the household
    waits, FUTURE_DATE, ENTRY_BEFORE_OPENING (opens), EMPTY or TOO_LONG for who helped, ONLINE_ONLY for an online vote
    (Nghị định 59/2023 Điều 5), and as answering is when the poll is not open.
    """
    if slip.origin not in ENTERED:
        raise Refused(Why.NOT_FOUND)
    helped = helper(slip.helper or "") if slip.origin is Origin.ASSISTED else None
    try:
        async with env.db.write() as session:
            return await _enter(session, env, actor, slip, helped, photo)
    except Conflict as conflict:
        raise Refused(Why.ENTRY_WAITING, code="") from conflict


async def _enter(
    session: Session, env: Env, actor: Actor, slip: Slip, helped: str | None, photo: Photo | None
) -> Entered:
    poll = await _open_poll(session, env, slip.poll_id)
    if poll.kind == Kind.ONLINE_VOTE:
        raise Refused(Why.ONLINE_ONLY)
    found, group_id = await _elector(session, env, poll.id, slip.household_id)
    require_group(env, actor, group_id)
    view = await access.view(session, poll)
    chosen = next((it for it in view.options if it.position == slip.option), None)
    if chosen is None:
        raise Refused(Why.NOT_FOUND)
    if await entries.is_waiting(session, poll.id, found.id):
        raise Refused(Why.ENTRY_WAITING, code=found.code)
    now = env.clock.now()
    kept = await files.keep(session, env.ward_id, now, photo.name, photo.mime, photo.content) if photo else None
    is_first = not await entries.how_many_wait(session, poll.id, group_id, actor.person_id)
    entry = PollEntry(
        ward_id=env.ward_id,
        poll_id=poll.id,
        group_id=group_id,
        household_id=found.id,
        option=slip.option,
        origin=slip.origin.value,
        dated_on=day(env, view, slip.dated_on),
        helper=helped,
        file_id=kept.id if kept else None,
        state=State.WAITING.value,
        entered_by=actor.person_id,
        entered_at=now,
    )
    session.add(entry)
    await session.flush()
    audit.note(session, env.ward_id, now, actor.person_id, "poll.entry_made", "poll_entry", entry.id)
    others = await _second_persons(session, env, actor, group_id)
    told = await entry_notices.ask_second_persons(session, poll, entry, others) if is_first else 0
    return Entered(entry.id, home(found), chosen.label, len(others), told)


async def _second_persons(session: Session, env: Env, actor: Actor, group_id: int) -> list[int]:
    holders = await people.holders(session, env.ward_id, [role.value for role in access.ORGANISERS], group_id)
    return [person_id for person_id in holders if person_id != actor.person_id]


async def _open_poll(session: Session, env: Env, poll_id: int) -> Poll:
    """The poll, which stays open until the transaction ends."""
    poll = await terms.hold(session, env.ward_id, poll_id, alone=False)
    if poll is None:
        raise Refused(Why.NOT_FOUND)
    access.require_open(env, poll)
    return poll


# --- the second person --------------------------------------------------------------------------------


async def _entry(session: Session, env: Env, actor: Actor, entry_id: int) -> PollEntry:
    entry = await entries.get(session, env.ward_id, entry_id)
    if entry is None:
        raise Refused(Why.NOT_FOUND)
    require_group(env, actor, entry.group_id)
    return entry


async def next_waiting(env: Env, actor: Actor, after: int = 0) -> tuple[EntryView | None, int]:
    """The oldest entry after this one that waits for the actor, from the beginning at the end, and how many wait."""
    require(actor, *access.ORGANISERS)
    async with env.db.read() as session:
        groups = await covered_groups(session, env, actor)
        waiting = await entries.waiting_for(session, env.ward_id, actor.person_id, groups, env.clock.now())
        if not waiting:
            return None, 0
        chosen = next((entry_id for entry_id, _ in waiting if entry_id > after), waiting[0][0])
        return await _view(session, env, actor, chosen), len(waiting)


async def show(env: Env, actor: Actor, entry_id: int) -> EntryView:
    """The entry as it stands now; Refused NOT_FOUND, NOT_ALLOWED."""
    async with env.db.read() as session:
        await _entry(session, env, actor, entry_id)
        return await _view(session, env, actor, entry_id)


async def told_to_enterer(env: Env, enterer: Actor, entry_id: int) -> EntryView:
    """The entry for whoever entered it; Refused NOT_FOUND for anybody else."""
    async with env.db.read() as session:
        entry = await entries.get(session, env.ward_id, entry_id)
        if entry is None or entry.entered_by != enterer.person_id:
            raise Refused(Why.NOT_FOUND)
        return await _view(session, env, enterer, entry_id)


async def _view(session: Session, env: Env, actor: Actor, entry_id: int) -> EntryView:
    found = await entries.shown(session, env.ward_id, entry_id)
    assert found is not None
    entry = found.entry
    at = given_at(entry.dated_on, entry.entered_at)
    collision = None
    if entry.state == State.WAITING and (stands := await entries.standing(session, entry.poll_id, entry.household_id)):
        what = outcome(entry.option, at, stands.option, stands.answered_at)
        collision = Collision(Origin(stands.origin), stands.answered_at, what)
    return EntryView(
        id=entry.id,
        poll=await access.view(session, await access.find(session, env, entry.poll_id)),
        group_name=found.group_name,
        household=home(found.household),
        option_label=found.option_label,
        origin=Origin(entry.origin),
        dated_on=entry.dated_on,
        given_at=at,
        helper=entry.helper,
        has_photo=entry.file_id is not None,
        entered_name=found.entered_name,
        entered_at=entry.entered_at,
        is_own=entry.entered_by == actor.person_id,
        state=State(entry.state),
        reason=entry.reason,
        collision=collision,
    )


async def picture(env: Env, actor: Actor, entry_id: int) -> bytes:
    """The photo of the slip, and the audit says who looked; Refused NOT_FOUND, NOT_ALLOWED."""
    async with env.db.write() as session:
        entry = await _entry(session, env, actor, entry_id)
        kept = await files.with_content(session, env.ward_id, [entry.file_id]) if entry.file_id else []
        if not kept:
            raise Refused(Why.NOT_FOUND)
        now = env.clock.now()
        audit.note(session, env.ward_id, now, actor.person_id, "poll.entry_photo_read", "poll_entry", entry.id)
        return kept[0].content


def _require_second(actor: Actor, entry: PollEntry) -> None:
    if entry.entered_by == actor.person_id:
        raise Refused(Why.ENTRY_OWN)
    if entry.state != State.WAITING:
        raise Refused(Why.ALREADY_DONE)


async def confirm(env: Env, actor: Actor, entry_id: int, reason: str | None = None) -> Decision:
    """The entry is confirmed: it counts as a tap would, or what stood is the same or later and stays.

    Where the household has another answer, the later one counts, and the reason stands in the book: without one it is
    Refused ENTRY_COLLIDES.  Refused ENTRY_OWN for who entered it, ALREADY_DONE, NOT_ALLOWED, NOT_FOUND, EMPTY or
    TOO_LONG for the reason, and as answering is when the poll is not open.
    """
    why = drafting.reason(reason) if reason is not None else None
    async with env.db.write() as session:
        entry = await _entry(session, env, actor, entry_id)
        poll = await _open_poll(session, env, entry.poll_id)
        # Nobody else answers for the household from here on, so that what stands is what was compared.
        await ballots.elector_group(session, poll.id, entry.household_id, alone=True)
        entry = await _entry(session, env, actor, entry_id)
        _require_second(actor, entry)
        stands = await entries.standing(session, poll.id, entry.household_id)
        at = given_at(entry.dated_on, entry.entered_at)
        what = outcome(entry.option, at, stands.option if stands else None, stands.answered_at if stands else None)
        if stands and what is not Outcome.SAME and why is None:
            raise Refused(Why.ENTRY_COLLIDES)
        now = env.clock.now()
        done = await entries.decide(
            session,
            entry_id,
            state=State.CONFIRMED.value,
            outcome=what.value,
            decided_by=actor.person_id,
            decided_at=now,
            reason=why if stands else None,
        )
        if not done:
            raise Refused(Why.ALREADY_DONE)
        witnesses = ballots.Witnesses(entry.entered_by, actor.person_id, now, why if stands else None)
        receipt = await _record(session, poll, entry, what, stands, witnesses)
        audit.note(session, env.ward_id, now, actor.person_id, "poll.entry_confirmed", "poll_entry", entry_id, what)
        return await _decision(session, env, entry_id, what, receipt)


async def _decision(session: Session, env: Env, entry_id: int, what: Outcome, receipt: str) -> Decision:
    found = await entries.shown(session, env.ward_id, entry_id)
    assert found is not None
    return Decision(home(found.household), found.option_label, what, receipt)


async def _record(
    session: Session,
    poll: Poll,
    entry: PollEntry,
    what: Outcome,
    stands: entries.Standing | None,
    witnesses: ballots.Witnesses,
) -> str:
    """The book says what the slip did, and the receipt of the answer that stands is returned."""
    at = given_at(entry.dated_on, entry.entered_at)
    if what is Outcome.COUNTED:
        receipt = await ballots.fresh_receipt(session, poll.id)
        ballot = Answer(
            poll_id=poll.id,
            household_id=entry.household_id,
            ward_id=entry.ward_id,
            group_id=entry.group_id,
            option=entry.option,
            person_id=None,
            origin=entry.origin,
            receipt=receipt,
            answered_at=at,
        )
        await ballots.record_answer(session, ballot, stands.option if stands else None, witnesses)
        await entry_notices.tell_household(session, poll, entry, receipt, changed=stands is not None, at=witnesses.at)
        return receipt
    assert stands is not None
    if what is Outcome.SAME:
        await entries.affirm(session, poll.id, entry.household_id, at)
    line = LedgerLine(
        ward_id=entry.ward_id,
        poll_id=poll.id,
        entry="slip",
        household_id=entry.household_id,
        group_id=entry.group_id,
        option=entry.option,
        origin=entry.origin,
        reason=witnesses.reason,
        entered_by=witnesses.entered_by,
        confirmed_by=witnesses.confirmed_by,
        at=witnesses.at,
    )
    await ballots.write(session, line)
    return stands.receipt


async def refuse(env: Env, actor: Actor, entry_id: int, reason: str) -> HouseholdView:
    """The entry counts for nothing, and who entered it reads why.

    Refused EMPTY or TOO_LONG for the reason, ENTRY_OWN, ALREADY_DONE, NOT_ALLOWED, NOT_FOUND.
    """
    why = drafting.reason(reason)
    async with env.db.write() as session:
        entry = await _entry(session, env, actor, entry_id)
        _require_second(actor, entry)
        now = env.clock.now()
        values = {"decided_by": actor.person_id, "decided_at": now, "reason": why}
        if not await entries.decide(session, entry_id, state=State.REFUSED.value, **values):
            raise Refused(Why.ALREADY_DONE)
        audit.note(session, env.ward_id, now, actor.person_id, "poll.entry_refused", "poll_entry", entry_id)
        await entry_notices.tell_enterer(session, entry, now)
        found = await entries.household(session, env.ward_id, entry.household_id)
        assert found is not None
        return home(found)


# --- at the end ---------------------------------------------------------------------------------------


async def expire(session: Session, poll: Poll) -> None:
    """Entries of the ended poll that still wait count for nothing, and the organiser reads how many those are."""
    assert poll.closed_at is not None
    count = await entries.expire(session, poll.id, poll.closed_at)
    if count:
        await entry_notices.tell_late(session, poll, count, poll.closed_at)
