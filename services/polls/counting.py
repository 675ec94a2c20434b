"""Votes that were cast at a meeting or on paper: one officer enters the numbers, a second confirms them."""

from collections.abc import Sequence
from datetime import date, timedelta

from rules.calendar import at_local, local_date
from rules.polls import (
    AFTER_A_MEETING,
    COUNTED,
    MEETING_FIRST,
    OF_THE_COMMUNE,
    STANDARD_OPTIONS,
    WHOLE_COMMUNE,
    Kind,
    Matter,
    State,
    is_free,
)
from services.context import Actor, Env
from services.polls import access, drafting, duties, notices, verdicts
from services.polls.views import CountingView, GroupNumbers, Numbers, PollView, ResultView
from services.refusals import Refused, Why
from storage import audit, people
from storage.database import Session
from storage.models import EnteredCount, LedgerLine, Poll
from storage.polls import ballots, due, terms, votes


async def _examine(
    session: Session, env: Env, actor: Actor, kind: Kind, matter: Matter, group_ids: Sequence[int]
) -> int | None:
    """The meeting that slips follow, where one must be; refused where the law forbids counting this so."""
    if not group_ids:
        raise Refused(Why.NO_GROUPS)
    in_force = {group.id for group in await people.groups(session, env.ward_id)}
    if kind not in COUNTED or not in_force.issuperset(group_ids):
        raise Refused(Why.NOT_FOUND)
    access.require_runs(env, actor, group_ids)
    if len(group_ids) > 1 and matter not in OF_THE_COMMUNE:
        raise Refused(Why.ONE_GROUP)
    if len(group_ids) > 1 and set(group_ids) != in_force:
        raise Refused(Why.ONE_GROUP_OR_ALL, article=WHOLE_COMMUNE)
    if not await terms.open_households(session, group_ids):
        raise Refused(Why.NO_HOUSEHOLDS)
    if kind is Kind.MEETING_VOTE or matter not in MEETING_FIRST:
        return None
    meeting = await votes.meeting_without_quorum(session, env.ward_id, group_ids[0], matter)
    if meeting is None:
        raise Refused(Why.NOT_BY_SLIPS, article=AFTER_A_MEETING)
    return meeting


async def check(env: Env, actor: Actor, kind: Kind, matter: Matter, group_ids: Sequence[int]) -> dict[int, int]:
    """The households on the roll of each group, when such a vote may be counted; else Refused.

    NOT_BY_SLIPS for what a meeting decides unless too few came to it (Luật 10/2022/QH15 Điều 19 khoản 1 điểm b),
    ONE_GROUP, ONE_GROUP_OR_ALL (Điều 21 khoản 1), NO_GROUPS, NO_HOUSEHOLDS, NOT_ALLOWED, NOT_FOUND.
    """
    async with env.db.read() as session:
        await _examine(session, env, actor, kind, matter, group_ids)
        return {group_id: await terms.open_households(session, [group_id]) for group_id in group_ids}


def fit(numbers: Numbers, households: int) -> None:
    """The numbers of a group agree with each other; else Refused COUNTS_WRONG (households)."""
    parts = (numbers.agree, numbers.disagree, numbers.other)
    if min(parts) < 0 or sum(parts) > numbers.present or numbers.present > households:
        raise Refused(Why.COUNTS_WRONG, households=households)


async def enter(
    env: Env, actor: Actor, kind: Kind, matter: Matter, title: str, held_on: date, numbers: Sequence[Numbers]
) -> PollView:
    """The numbers wait for a second person, on the roll as it is now; nothing is decided yet.

    Refused as `check`, COUNTS_WRONG (households) when they do not fit, FUTURE_DATE, EMPTY or TOO_LONG for the title.
    """
    words, now = drafting.title(title), env.clock.now()
    if held_on > local_date(now):
        raise Refused(Why.FUTURE_DATE)
    group_ids = [it.group_id for it in numbers]
    if len(set(group_ids)) < len(group_ids):
        raise Refused(Why.NOT_FOUND)
    begins = at_local(held_on, 0)
    async with env.db.write() as session:
        number = await terms.next_number(session, env.ward_id)
        poll = Poll(
            ward_id=env.ward_id,
            number=number,
            kind=kind.value,
            title=words,
            body="",
            state=State.COUNTING.value,
            organiser_id=actor.person_id,
            opens_at=begins,
            closes_at=begins + timedelta(days=1),
            matter=matter.value,
            parent_id=await _examine(session, env, actor, kind, matter, group_ids),
            reminders_sent=0,
            created_at=now,
        )
        await terms.add(session, poll, [(option, is_free(option)) for option in STANDARD_OPTIONS], group_ids)
        await due.freeze(session, poll.id)
        await _keep(session, actor, poll, numbers)
        await _enter(session, env, actor, poll, "composed")
        return await access.view(session, poll)


async def _keep(session: Session, actor: Actor, poll: Poll, numbers: Sequence[Numbers]) -> None:
    frozen = await votes.frozen_households(session, poll.id)
    for it in numbers:
        fit(it, frozen[it.group_id])
        session.add(
            EnteredCount(
                poll_id=poll.id,
                group_id=it.group_id,
                ward_id=poll.ward_id,
                households=frozen[it.group_id],
                present=it.present,
                agree=it.agree,
                disagree=it.disagree,
                other=it.other,
                entered_by=actor.person_id,
                entered_at=poll.created_at,
            )
        )
    await session.flush()


async def _enter(session: Session, env: Env, actor: Actor, poll: Poll, entry: str, reason: str | None = None) -> None:
    """What was done stands in the poll's book and in the audit."""
    now = env.clock.now()
    line = LedgerLine(
        ward_id=env.ward_id, poll_id=poll.id, entry=entry, person_id=actor.person_id, reason=reason, at=now
    )
    await ballots.write(session, line)
    audit.note(session, env.ward_id, now, actor.person_id, f"poll.{entry}", "poll", poll.id)


async def _view(session: Session, actor: Actor, poll: Poll) -> CountingView:
    rows = await votes.entered(session, poll.id)
    names = await terms.group_names(session, [row.group_id for row in rows])
    groups = tuple(
        GroupNumbers(
            names[row.group_id],
            row.households,
            Numbers(row.group_id, row.present, row.agree, row.disagree, row.other),
        )
        for row in rows
    )
    mine = any(row.entered_by == actor.person_id for row in rows)
    return CountingView(await access.view(session, poll), groups, may_confirm=not mine)


async def waiting(env: Env, actor: Actor) -> list[CountingView]:
    """Votes of the actor's groups whose numbers wait for a second person."""
    async with env.db.read() as session:
        return [
            await _view(session, actor, poll)
            for poll in await votes.counting(session, env.ward_id)
            if access.runs(env, actor, await terms.groups_of(session, poll.id))
        ]


async def shown(env: Env, actor: Actor, poll_id: int) -> CountingView:
    """The numbers that wait; Refused NOT_FOUND, NOT_ALLOWED, NOT_COUNTING."""
    async with env.db.read() as session:
        poll = await access.find(session, env, poll_id)
        access.require_runs(env, actor, await terms.groups_of(session, poll_id))
        if poll.state != State.COUNTING:
            raise Refused(Why.NOT_COUNTING)
        return await _view(session, actor, poll)


async def _held(session: Session, env: Env, actor: Actor, poll_id: int) -> Poll:
    poll = await terms.hold(session, env.ward_id, poll_id, alone=True)
    if poll is None:
        raise Refused(Why.NOT_FOUND)
    access.require_runs(env, actor, await terms.groups_of(session, poll_id))
    if poll.state != State.COUNTING:
        raise Refused(Why.NOT_COUNTING)
    return poll


async def confirm(env: Env, actor: Actor, poll_id: int) -> ResultView:
    """The numbers stand, what they decide is frozen, and the groups hear it.

    Refused OWN_NUMBERS to whoever entered them, NOT_COUNTING, NOT_ALLOWED, NOT_FOUND.
    """
    async with env.db.write() as session:
        poll = await _held(session, env, actor, poll_id)
        if any(row.entered_by == actor.person_id for row in await votes.entered(session, poll_id)):
            raise Refused(Why.OWN_NUMBERS)
        now = env.clock.now()
        await votes.confirm(session, poll_id, actor.person_id, now)
        poll.state, poll.closed_at = State.CLOSED.value, now
        await session.flush()
        await verdicts.freeze(session, poll)
        await _enter(session, env, actor, poll, "closed")
        await duties.after_closing(session, poll, now)
        await notices.tell_result(session, poll, now)
        return (await access.results(session, [poll]))[0]


async def send_back(env: Env, actor: Actor, poll_id: int, reason: str) -> None:
    """The numbers are void for a reason that stands in the book; they can be entered anew.

    Refused EMPTY or TOO_LONG for the reason, NOT_COUNTING, NOT_ALLOWED, NOT_FOUND.
    """
    why = drafting.reason(reason)
    async with env.db.write() as session:
        poll = await _held(session, env, actor, poll_id)
        poll.state, poll.closed_at = State.VOID.value, env.clock.now()
        await session.flush()
        await _enter(session, env, actor, poll, "voided", why)
