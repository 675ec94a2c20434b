"""Messages to send, written in the transaction that caused them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, exists, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import aliased

from storage.database import Session
from storage.models import Account, Chat, Outbox, Person

# Lower is sooner: an answer to a person never waits behind a broadcast.
ANSWER, NOTICE, BROADCAST = 0, 5, 9


def insert_ignoring(session: Session, table: type[Any]) -> Any:
    """An INSERT of this table that leaves rows with a known unique key as they are."""
    insert = postgres_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    return insert(table).on_conflict_do_nothing()


def message(
    *,
    ward_id: int,
    at: datetime,
    card: str,
    key: str,
    subject: str,
    account_id: int | None = None,
    chat_id: int | None = None,
    values: dict[str, Any] | None = None,
    priority: int = NOTICE,
    repeatable: bool = True,
    edits_id: int | None = None,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> dict[str, Any]:
    """One row for `put`: the named card with these values, to one account or one group chat.

    The same key in the same ward is kept once.  A message that is not repeatable is shown to a person
    when its outcome is unknown, instead of being sent again.
    """
    recipient = f"a{account_id}" if account_id is not None else f"c{chat_id}"
    return {
        "ward_id": ward_id,
        "dedupe_key": f"{key}:{recipient}",
        "account_id": account_id,
        "chat_id": chat_id,
        "card": card,
        "values": values or {},
        "subject": subject,
        "priority": priority,
        "repeatable": repeatable,
        "edits_id": edits_id,
        "not_before": not_before or at,
        "expires_at": expires_at,
        "state": "waiting",
        "attempts": 0,
        "created_at": at,
    }


async def id_of(session: Session, ward_id: int, dedupe_key: str) -> int | None:
    """The row with this key."""
    found = await session.execute(select(Outbox.id).where(Outbox.ward_id == ward_id, Outbox.dedupe_key == dedupe_key))
    return found.scalar_one_or_none()


async def put(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """The rows are in the outbox once, and the delivery worker is told after the commit."""
    for start in range(0, len(rows), 500):
        await session.execute(insert_ignoring(session, Outbox), list(rows[start : start + 500]))
    if rows:
        session.info["outbox"] = True


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that was taken for sending, with what is needed to write and address it.

    Exactly one of account_id and chat_id is set; edits is the message to change, None for a new one.
    """

    id: int
    account_id: int | None
    chat_id: int | None
    network: str
    external_id: str
    person_id: int | None
    group_id: int | None
    language: str
    card: str
    values: dict[str, Any]
    repeatable: bool
    attempts: int
    expires_at: datetime | None
    is_edit: bool
    edits: str | None


# Spelt out in the SQL, since an index over some rows only is not used for a value that is bound later.
_WAITING = literal("waiting", literal_execute=True)
_SENDING = literal("sending", literal_execute=True)
_OPEN = (_WAITING, _SENDING)


def _awaits_original(edit: type[Outbox]) -> ColumnElement[bool]:
    """Whether it changes a message that has no end yet."""
    original = aliased(Outbox)
    return exists().where(original.id == edit.edits_id, original.state.in_(_OPEN))


def _ahead_by(recipient: str) -> ColumnElement[bool]:
    """Whether another row to the same recipient has to end first: one being sent, or an earlier one, tried or due.

    An edit whose message has not left is behind that message, however urgent it is.
    """
    other = aliased(Outbox)
    earlier = and_(
        tuple_(other.priority, other.id) < tuple_(Outbox.priority, Outbox.id),
        or_(other.not_before <= bindparam("now"), other.attempts > 0),
        ~_awaits_original(other),
    )
    return exists().where(
        getattr(other, recipient) == getattr(Outbox, recipient),
        other.state.in_(_OPEN),
        or_(other.state == _SENDING, earlier),
        other.id != Outbox.id,
    )


# Messages that may be sent at the moment `now`. Built once, since building takes longer than asking; and with a
# question for each kind of recipient, since one with OR in it is answered from no index.
_READY = select(Outbox.id).where(
    Outbox.ward_id == bindparam("ward_id"),
    Outbox.state == _WAITING,
    Outbox.not_before <= bindparam("now"),
    ~_ahead_by("account_id"),
    ~_ahead_by("chat_id"),
    ~_awaits_original(Outbox),
)
_IS_READY = _READY.limit(1)
_FIRST_READY = (
    _READY.where(or_(Outbox.chat_id.is_(None), Outbox.chat_id.not_in(bindparam("resting", expanding=True))))
    .order_by(Outbox.priority, Outbox.id)
    .limit(bindparam("limit", type_=Integer))
)
_FIRST_READY_UNLOCKED = _FIRST_READY.with_for_update(skip_locked=True)


async def is_due(session: Session, ward_id: int, now: datetime) -> bool:
    """Whether a message may be sent now."""
    found = await session.execute(_IS_READY, {"ward_id": ward_id, "now": now})
    return found.first() is not None


async def is_under_way(session: Session, ward_id: int) -> bool:
    """Whether a message was taken for sending and has no outcome yet."""
    found = await session.execute(
        select(Outbox.id).where(Outbox.ward_id == ward_id, Outbox.state == "sending").limit(1)
    )
    return found.first() is not None


async def claim(
    session: Session, ward_id: int, now: datetime, limit: int, resting: Sequence[int] = ()
) -> list[Claimed]:
    """At most `limit` due messages are being sent now: the most urgent first, one for each recipient.

    Group chats named in `resting` get none.
    """
    ready = _FIRST_READY_UNLOCKED if session.get_bind().dialect.name == "postgresql" else _FIRST_READY
    values = {"ward_id": ward_id, "now": now, "resting": list(resting), "limit": limit}
    ids = list((await session.execute(ready, values)).scalars())
    if not ids:
        return []
    taken = await session.execute(
        update(Outbox)
        .where(Outbox.id.in_(ids), Outbox.state == "waiting")
        .values(state="sending")
        .returning(Outbox.id)
        .execution_options(synchronize_session=False)
    )
    return await _claimed(session, list(taken.scalars()))


async def _claimed(session: Session, ids: Sequence[int]) -> list[Claimed]:
    original = aliased(Outbox)
    found = await session.execute(
        select(Outbox, Account, Person.language, Chat, original.message_id)
        .outerjoin(Account, Account.id == Outbox.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .outerjoin(Chat, Chat.id == Outbox.chat_id)
        .outerjoin(original, original.id == Outbox.edits_id)
        .where(Outbox.id.in_(ids))
        .order_by(Outbox.priority, Outbox.id)
    )
    return [_row(*row) for row in found]


def _row(row: Outbox, account: Account | None, language: str | None, chat: Chat | None, edits: str | None) -> Claimed:
    to = account or chat
    assert to is not None
    return Claimed(
        id=row.id,
        account_id=row.account_id,
        chat_id=row.chat_id,
        network=to.network,
        external_id=to.external_id,
        person_id=account.person_id if account else None,
        group_id=chat.group_id if chat else None,
        language=language or "vi",
        card=row.card,
        values=dict(row.values),
        repeatable=row.repeatable,
        attempts=row.attempts,
        expires_at=row.expires_at,
        is_edit=row.edits_id is not None,
        edits=edits,
    )


async def finish(
    session: Session, row: Claimed, state: str, at: datetime, reason: str | None = None, message_id: str | None = None
) -> None:
    """The message being sent has this final state; one that has a final state keeps it."""
    await session.execute(
        update(Outbox)
        .where(Outbox.id == row.id, Outbox.state == "sending")
        .values(state=state, finished_at=at, reason=reason, message_id=message_id, attempts=row.attempts + 1)
    )


async def put_back(session: Session, row: Claimed, not_before: datetime | None = None) -> None:
    """The message waits again; with `not_before` this counted as an attempt and the next one is then."""
    change: dict[str, Any] = {"state": "waiting"}
    if not_before is not None:
        change |= {"not_before": not_before, "attempts": row.attempts + 1}
    await session.execute(update(Outbox).where(Outbox.id == row.id, Outbox.state == "sending").values(**change))


async def mark_unreachable(session: Session, row: Claimed, at: datetime) -> None:
    """Whoever this message was for cannot be reached since this moment, or since an earlier one."""
    table: type[Account | Chat] = Account if row.account_id is not None else Chat
    await session.execute(
        update(table)
        .where(table.id == (row.account_id or row.chat_id), table.unreachable_since.is_(None))
        .values(unreachable_since=at)
    )


async def move_chat(session: Session, row: Claimed, external_id: str, at: datetime) -> None:
    """The group chat of this message has another id on its network, and all that waits for it goes there.

    Where the new chat was tied by itself already, it takes over and the old one counts as unreachable.
    """
    found = await session.execute(select(Chat).where(Chat.id == row.chat_id))
    old = found.scalar_one()
    taken = await session.execute(
        select(Chat.id).where(Chat.ward_id == old.ward_id, Chat.network == old.network, Chat.external_id == external_id)
    )
    heir = taken.scalar_one_or_none()
    if heir is None:
        old.external_id = external_id
        old.unreachable_since = None
    elif heir != old.id:
        await mark_unreachable(session, row, at)
        await session.execute(
            update(Outbox).where(Outbox.chat_id == old.id, Outbox.state.in_(_OPEN)).values(chat_id=heir)
        )


async def release(session: Session, ward_id: int, now: datetime, most_attempts: int) -> None:
    """Messages left in the middle by a process that died wait again where they may be repeated, else are unknown.

    It counts as an attempt: a message that kills the process is given up in the end.
    """
    left = and_(Outbox.ward_id == ward_id, Outbox.state == "sending")
    await session.execute(
        update(Outbox)
        .where(left, or_(~Outbox.repeatable, Outbox.attempts + 1 >= most_attempts))
        .values(state="unknown", reason="no_answer", finished_at=now, attempts=Outbox.attempts + 1)
    )
    await session.execute(update(Outbox).where(left).values(state="waiting", attempts=Outbox.attempts + 1))
