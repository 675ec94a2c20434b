"""What time does to a poll: it opens, reminds, closes, and its cards follow.

Each sweep may run as often as one likes, late, and in several processes at once: rows are the queue, and a
conditional update decides who does the work.  Each returns how much it did.  A poll that fails keeps no other
from its turn; what failed is raised together at the end.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from rules.polls import CARD_REFRESH, REMINDERS, next_reminder
from services.context import Actor, Env
from services.polls import access, duties, entering, notices, opening, verdicts
from services.refusals import Refused, Why
from storage.models import LedgerLine, Poll
from storage.polls import ballots, cards, due, terms

_Due = TypeVar("_Due")


async def _each(work: Iterable[_Due], step: Callable[[Env, _Due], Awaitable[int]], env: Env) -> int:
    done, failed = 0, []
    for it in work:
        try:
            done += await step(env, it)
        except Exception as error:
            failed.append(error)
    if failed:
        raise ExceptionGroup("polls failed", failed)
    return done


async def open_due(env: Env) -> int:
    """Scheduled polls whose time has come are open."""
    async with env.db.read() as session:
        waiting = await due.due_to_open(session, env.ward_id, env.clock.now())
    return await _each(waiting, _open, env)


async def _open(env: Env, poll_id: int) -> bool:
    async with env.db.write() as session:
        return await opening.open_poll(session, env.ward_id, poll_id, env.clock.now())


async def close_due(env: Env) -> int:
    """Open polls whose end has passed are closed as of that end, and the groups and the organiser hear the result."""
    async with env.db.read() as session:
        ended = await due.due_to_close(session, env.ward_id, env.clock.now())
    return await _each(ended, _close, env)


async def _close(env: Env, poll_id: int) -> bool:
    now = env.clock.now()
    async with env.db.write() as session:
        if not await due.claim_closing(session, poll_id, now):
            return False
        poll = await terms.hold(session, env.ward_id, poll_id, alone=True)
        assert poll is not None
        await ballots.write(session, LedgerLine(ward_id=env.ward_id, poll_id=poll_id, entry="closed", at=now))
        await verdicts.freeze(session, poll)
        await entering.expire(session, poll)
        await duties.after_closing(session, poll, now)
        await notices.redraw_cards(session, poll, now, "closed")
        await notices.tell_result(session, poll, now)
        return True


async def remind_due(env: Env) -> int:
    """Households without an answer are reminded where a reminder has fallen due; at night they hear it at 7:00."""
    async with env.db.read() as session:
        waiting = await due.due_to_remind(session, env.ward_id, env.clock.now())
    return await _each(waiting, _remind, env)


async def _remind(env: Env, poll: Poll) -> int:
    now = env.clock.now()
    number = poll.reminders_sent + 1
    following = next_reminder(poll.opens_at, poll.closes_at, number, now)
    async with env.db.write() as session:
        if not await due.claim_reminder(session, poll.id, poll.reminders_sent, poll.remind_at, now, following):
            return 0
        return await notices.remind(session, poll, number, now)


async def remind_now(env: Env, actor: Actor, poll_id: int) -> int:
    """Households without an answer are reminded once more, in the morning when it is night; returns how many.

    It counts towards the three.  Refused NOT_ALLOWED, REMINDERS_USED_UP, and as answering is when not open.
    Nobody to remind uses nothing up.
    """
    async with env.db.write() as session:
        await access.find(session, env, poll_id)
        access.require_runs(env, actor, await terms.groups_of(session, poll_id))
        poll = await terms.hold(session, env.ward_id, poll_id, alone=True)
        assert poll is not None
        access.require_open(env, poll)
        if poll.reminders_sent >= REMINDERS:
            raise Refused(Why.REMINDERS_USED_UP)
        now = env.clock.now()
        reminded = await notices.remind(session, poll, poll.reminders_sent + 1, now)
        if reminded:
            poll.reminders_sent += 1
            poll.remind_at = next_reminder(poll.opens_at, poll.closes_at, poll.reminders_sent, now)
        return reminded


async def refresh_cards(env: Env) -> int:
    """Cards in group chats say how many answered, changed at most once a minute; newly linked chats get theirs."""
    now = env.clock.now()
    before = now - CARD_REFRESH
    async with env.db.read() as session:
        outdated = await cards.outdated_cards(session, env.ward_id, now, before)
        missing = await cards.chats_without_card(session, env.ward_id, now)
    if not outdated and not missing:
        return 0
    async with env.db.write() as session:
        changed = await notices.post_missing_cards(session, env.ward_id, now)
        for card in outdated:
            changed += await notices.refresh(session, env.ward_id, card, now, before)
        return changed
