"""What is taken out of the tables when its time is over: a batch at a time, and never what a result stands on."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, delete, exists, func, literal, or_, select, tuple_, update
from sqlalchemy.orm import aliased

from rules.calendar import local_date
from storage.database import Session
from storage.models import (
    Base,
    Case,
    CaseIdentity,
    Conversation,
    File,
    Inbox,
    Invitation,
    LinkCode,
    Outbox,
    Person,
    Poll,
    PollCard,
    Representative,
    Slip,
    WrongCode,
)

# Messages about these decide what is sent later: who had read a disclosure is told of its correction.
_STILL_ASKED_ABOUT = ("disclosure:%", "obligation:%")


async def _ids(session: Session, query: Any) -> list[int]:
    return list((await session.execute(query)).scalars())


async def _delete_expired(
    session: Session, table: type[Invitation | LinkCode | Slip], ward_id: int, before: datetime, limit: int
) -> int:
    ids = await _ids(
        session,
        select(table.id)
        .where(table.ward_id == ward_id, table.used_at.is_(None), table.expires_at < before)
        .order_by(table.id)
        .limit(limit),
    )
    await session.execute(delete(table).where(table.id.in_(ids)))
    return len(ids)


async def invitations(session: Session, ward_id: int, before: datetime, limit: int) -> int:
    """At most `limit` unused invitations that expired before this moment are gone; how many."""
    return await _delete_expired(session, Invitation, ward_id, before, limit)


async def link_codes(session: Session, ward_id: int, before: datetime, limit: int) -> int:
    """At most `limit` unused codes for group chats that expired before this moment are gone; how many."""
    return await _delete_expired(session, LinkCode, ward_id, before, limit)


async def slips(session: Session, ward_id: int, before: datetime, limit: int) -> int:
    """At most `limit` unused slips that expired before this moment are gone; how many."""
    return await _delete_expired(session, Slip, ward_id, before, limit)


async def wrong_codes(session: Session, ward_id: int, before: datetime, limit: int) -> int:
    """At most `limit` notes of days before this moment that somebody typed a wrong code are gone; how many."""
    ids = await _ids(
        session,
        select(WrongCode.id)
        .where(WrongCode.ward_id == ward_id, WrongCode.day < local_date(before))
        .order_by(WrongCode.id)
        .limit(limit),
    )
    await session.execute(delete(WrongCode).where(WrongCode.id.in_(ids)))
    return len(ids)


async def inbox(session: Session, ward_id: int, before: datetime, limit: int) -> int:
    """At most `limit` handled updates from before this moment are forgotten, of whatever ward; how many."""
    key = tuple_(Inbox.channel, Inbox.update_id)
    found = await session.execute(
        select(Inbox.channel, Inbox.update_id).where(Inbox.at < before).order_by(Inbox.at).limit(limit)
    )
    keys = [(row[0], row[1]) for row in found]
    await session.execute(delete(Inbox).where(key.in_(keys)))
    return len(keys)


async def conversations(session: Session, ward_id: int, before: datetime, limit: int) -> int:
    """At most `limit` conversations that stand still since before this moment are forgotten, of any ward; how many."""
    found = await session.execute(
        select(Conversation.key).where(Conversation.changed_at < before).order_by(Conversation.key).limit(limit)
    )
    keys = list(found.scalars())
    # Asked again: somebody may go on with one meanwhile.
    await session.execute(delete(Conversation).where(Conversation.key.in_(keys), Conversation.changed_at < before))
    return len(keys)


async def messages(session: Session, ward_id: int, before: datetime, limit: int) -> int:
    """At most `limit` messages that ended before this moment are gone; how many.

    Kept are those that a card of a poll or another message refers to, those of polls that are not over, and those
    that decide who is told of a later one.
    """
    edit = aliased(Outbox)
    running = exists().where(
        Poll.ward_id == ward_id,
        Outbox.subject == literal("poll:") + cast(Poll.id, String),
        Poll.state.not_in(("closed", "void")),
    )
    ids = await _ids(
        session,
        select(Outbox.id)
        .where(
            Outbox.ward_id == ward_id,
            Outbox.finished_at < before,
            ~or_(*(Outbox.subject.like(subject) for subject in _STILL_ASKED_ABOUT)),
            ~exists().where(PollCard.outbox_id == Outbox.id),
            ~exists().where(edit.edits_id == Outbox.id),
            ~running,
        )
        .order_by(Outbox.id)
        .limit(limit),
    )
    await session.execute(delete(Outbox).where(Outbox.id.in_(ids)))
    return len(ids)


async def claims(
    session: Session, ward_id: int, before: datetime, now: datetime, limit: int
) -> Sequence[tuple[int, int]]:
    """At most `limit` requests that wait since before this moment have ended, without what was written for them.

    Tells (request, person) of each.
    """
    ids = await _ids(
        session,
        select(Representative.id)
        .where(Representative.ward_id == ward_id, Representative.state == "waiting", Representative.asked_at < before)
        .order_by(Representative.id)
        .limit(limit),
    )
    done = await session.execute(
        update(Representative)
        .where(Representative.id.in_(ids), Representative.state == "waiting")
        .values(state="ended", decided_at=now, claim=None)
        .returning(Representative.id, Representative.person_id)
        .execution_options(synchronize_session=False)
    )
    return sorted((row[0], row[1]) for row in done)


async def identities(session: Session, ward_id: int, before: datetime, limit: int) -> int:
    """Nobody can tell any more who sent at most `limit` reports closed before this moment; how many.

    Nor, once closed, a report of somebody who deleted their data.
    """
    ids = await _ids(
        session,
        select(CaseIdentity.case_id)
        .join(Case, Case.id == CaseIdentity.case_id)
        .join(Person, Person.id == CaseIdentity.person_id)
        .where(
            Case.ward_id == ward_id,
            Case.state == "closed",
            or_(Case.closed_at < before, Person.erased_at.is_not(None)),
        )
        .order_by(CaseIdentity.case_id)
        .limit(limit),
    )
    await session.execute(delete(CaseIdentity).where(CaseIdentity.case_id.in_(ids)))
    return len(ids)


def _named_in_tables() -> Iterator[ColumnElement[bool]]:
    """For every column of every table that leads to a file, whether it names this one."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table is File.__table__ for key in column.foreign_keys):
                yield exists().where(column == File.id)


def _numbers(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _numbers(one)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield value


async def _named_in_conversations(session: Session) -> set[int]:
    """Every number that somebody's conversation holds: a file that is part of a draft is among them."""
    found = await session.stream_scalars(
        select(Conversation.data).where(func.length(cast(Conversation.data, String)) > len("{}"))
    )
    return {number async for data in found for number in _numbers(data)}


async def draft_files(session: Session, ward_id: int, before: datetime, limit: int) -> int:
    """At most `limit` files from before this moment are gone that nothing names, no row and no draft; how many."""
    candidates = await _ids(
        session,
        select(File.id)
        .where(and_(File.ward_id == ward_id, File.created_at < before, *(~named for named in _named_in_tables())))
        .order_by(File.id),
    )
    if not candidates:
        return 0
    named = await _named_in_conversations(session)
    ids = [file_id for file_id in candidates if file_id not in named][:limit]
    await session.execute(delete(File).where(File.id.in_(ids)))
    return len(ids)
