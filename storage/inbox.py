"""Once: an update of a channel has its effect one time, whatever is delivered again.

The update being handled is a context variable.  The first transaction that commits while it is handled
writes its row too, and with it where the conversation stands; a second delivery finds the row, or collides
with it and is rolled back whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Conversation, Inbox


class AlreadyAppliedError(Exception):
    """Another delivery of the same update was committed first; this one left nothing behind."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one conversation stands: the name of its state and what was said so far."""

    state: str | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Update:
    """An update on its way: channel names the bot, update_id is unique within it.

    `standings` are conversations as this update leaves them, not yet committed.
    """

    channel: str
    update_id: str
    at: datetime
    applied: bool = False
    lost_a_race: bool = False
    standings: dict[str, Standing] = field(default_factory=dict)

    @property
    def leaves_something(self) -> bool:
        """Whether a transaction is still needed to keep where conversations stand."""
        return bool(self.standings)


_handled: ContextVar[Update | None] = ContextVar("update", default=None)


def current() -> Update | None:
    """The update being handled, None outside of one."""
    return _handled.get()


@contextmanager
def handling(update: Update) -> Iterator[Update]:
    """Transactions inside belong to this update."""
    token = _handled.set(update)
    try:
        yield update
    finally:
        _handled.reset(token)


async def was_applied(session: AsyncSession, update: Update) -> bool:
    """Whether a transaction of this update was committed."""
    found = await session.execute(
        select(Inbox.at).where(Inbox.channel == update.channel, Inbox.update_id == update.update_id)
    )
    return found.first() is not None


async def apply(session: AsyncSession) -> None:
    """Write the row of the update being handled, unless an earlier transaction of it did, and its standings."""
    update = _handled.get()
    if update is None:
        return
    if not update.applied:
        await session.flush()  # so that a conflict below can only be the update's own
        session.add(Inbox(channel=update.channel, update_id=update.update_id, at=update.at))
        try:
            await session.flush()
        except IntegrityError as error:
            raise AlreadyAppliedError from error
    for key, standing in update.standings.items():
        await _leave(session, key, standing, update.at)


async def _leave(session: AsyncSession, key: str, standing: Standing, at: datetime) -> None:
    """A conversation that stands nowhere leaves no row: its key names a person, its time would tell on them."""
    if standing == Standing():
        await session.execute(delete(Conversation).where(Conversation.key == key))
    else:
        await session.merge(Conversation(key=key, state=standing.state, data=standing.data, changed_at=at))


def committed() -> None:
    """The transaction that carried the rows is durable."""
    update = _handled.get()
    if update is not None:
        update.applied = True
        update.standings.clear()


async def standing(session: AsyncSession, key: str) -> Standing:
    """Where this conversation stands in the database."""
    row = await session.get(Conversation, key)
    return Standing(row.state, dict(row.data)) if row else Standing()


# Classes of SQLSTATE after which the same work may well succeed: connection lost, rolled back for another's sake,
# no room, locked, stopped by the operator, trouble of the system (PostgreSQL, appendix A).
_TEMPORARY_STATES = frozenset({"08", "40", "53", "55", "57", "58"})


def is_temporary(error: Exception) -> bool:
    """Whether the database may accept the same work a moment later: it is busy, full or away."""
    if isinstance(error, ConnectionError | PoolTimeoutError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(state, str):
        return state[:2] in _TEMPORARY_STATES
    return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)


def may_be_tried_again(error: Exception) -> bool:
    """Whether handling the same update anew makes sense: the database was away, or somebody was a hair faster.

    Who lost a race meets the winner's rows at the second try, and is refused in words; a second collision is ours.
    """
    update = _handled.get()
    if isinstance(error, IntegrityError) and update is not None and not update.lost_a_race:
        return True
    return is_temporary(error)
