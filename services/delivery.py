"""The outbox on its way: messages are taken, handed to a network by the worker, and end in one final state."""

from collections.abc import Sequence

from rules.delivery import (
    GONE,
    MOST_ATTEMPTS,
    MOST_REPEATS,
    Failed,
    Migrated,
    Outcome,
    Paused,
    Reason,
    RefusedByNetwork,
    Sent,
    Unknown,
    pause_after,
)
from services.context import Env
from storage import outbox
from storage.database import Session
from storage.outbox import Claimed


async def resume(env: Env) -> None:
    """What a former process left in the middle waits again, or is unknown where it may not be repeated."""
    async with env.db.write() as session:
        await outbox.release(session, env.ward_id, env.clock.now(), MOST_ATTEMPTS)


async def is_due(env: Env) -> bool:
    """Whether a message may be sent now."""
    async with env.db.read() as session:
        return await outbox.is_due(session, env.ward_id, env.clock.now())


async def is_settled(env: Env) -> bool:
    """Whether nothing is being sent and nothing may be sent now."""
    async with env.db.read() as session:
        under_way = await outbox.is_under_way(session, env.ward_id)
        return not under_way and not await outbox.is_due(session, env.ward_id, env.clock.now())


async def claim(env: Env, limit: int, resting: Sequence[int] = ()) -> list[Claimed]:
    """Due messages that are now being sent, at most one to each recipient; none to the chats that rest.

    Those whose time is over are not sent any more.
    """
    now = env.clock.now()
    async with env.db.write() as session:
        claimed = await outbox.claim(session, env.ward_id, now, limit, resting)
        late = [row for row in claimed if row.expires_at is not None and row.expires_at <= now]
        for row in late:
            await outbox.finish(session, row, "expired", now, Reason.TOO_LATE)
    return [row for row in claimed if row not in late]


async def drop(env: Env, row: Claimed) -> None:
    """The message no longer makes sense: expired."""
    async with env.db.write() as session:
        await outbox.finish(session, row, "expired", env.clock.now(), Reason.POINTLESS)


async def finish(env: Env, row: Claimed, outcome: Outcome) -> None:
    """What became of the message is kept, with what it says about the recipient, in one transaction."""
    async with env.db.write() as session:
        await _finish(env, session, row, outcome)


async def _finish(env: Env, session: Session, row: Claimed, outcome: Outcome) -> None:
    now = env.clock.now()
    match outcome:
        case Sent(message_id):
            await outbox.finish(session, row, "sent", now, message_id=message_id)
        case RefusedByNetwork(reason):
            if reason in GONE:
                await outbox.mark_unreachable(session, row, now)
            await outbox.finish(session, row, "refused", now, reason)
        case Failed(reason, retry) if not retry or row.attempts + 1 >= MOST_ATTEMPTS:
            await outbox.finish(session, row, "failed", now, reason)
        case Unknown(reason) if not row.repeatable or row.attempts + 1 >= MOST_REPEATS:
            await outbox.finish(session, row, "unknown", now, reason)
        case Failed() | Unknown():
            await outbox.put_back(session, row, now + pause_after(row.attempts + 1))
        case Paused():
            await outbox.put_back(session, row)
        case Migrated(external_id):
            await outbox.move_chat(session, row, external_id, now)
            await outbox.put_back(session, row)
