"""Queries about disclosures, their versions and who is told of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import aliased

from rules.calendar import Calendar
from rules.disclosures import State, due_at
from storage.database import Session
from storage.models import (
    Account,
    Disclosure,
    DisclosureGroup,
    DisclosureVersion,
    File,
    Group,
    Household,
    Outbox,
    Person,
    Representative,
)

# Outcomes after which a message was, or may have been, read.
_ARRIVED = ("sending", "sent", "unknown")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Some versions with their disclosures, and how many there are in all."""

    rows: Sequence[tuple[DisclosureVersion, Disclosure]]
    total: int


def _newest_published() -> ColumnElement[bool]:
    later = aliased(DisclosureVersion)
    replaced = (
        select(later.id)
        .where(
            later.disclosure_id == DisclosureVersion.disclosure_id,
            later.state == State.PUBLISHED,
            later.number > DisclosureVersion.number,
        )
        .exists()
    )
    return and_(DisclosureVersion.state == State.PUBLISHED, ~replaced)


def _concerns(group_id: int) -> ColumnElement[bool]:
    return Disclosure.id.in_(select(DisclosureGroup.disclosure_id).where(DisclosureGroup.group_id == group_id))


def _of_ward(ward_id: int) -> Select[DisclosureVersion, Disclosure]:
    return (
        select(DisclosureVersion, Disclosure)
        .join(Disclosure, Disclosure.id == DisclosureVersion.disclosure_id)
        .where(DisclosureVersion.ward_id == ward_id)
    )


async def _shelf(session: Session, found: Select[DisclosureVersion, Disclosure], limit: int, offset: int) -> Shelf:
    total = await session.execute(select(func.count()).select_from(found.order_by(None).subquery()))
    rows = await session.execute(found.limit(limit).offset(offset))
    return Shelf([(row[0], row[1]) for row in rows], total.scalar_one())


async def published(
    session: Session, ward_id: int, limit: int, offset: int, category: int | None = None, group_id: int | None = None
) -> Shelf:
    """The newest published version of each disclosure, the latest first; of one category or group where named."""
    found = _of_ward(ward_id).where(_newest_published())
    if category is not None:
        found = found.where(Disclosure.category == category)
    if group_id is not None:
        found = found.where(_concerns(group_id))
    return await _shelf(
        session, found.order_by(DisclosureVersion.published_at.desc(), DisclosureVersion.id.desc()), limit, offset
    )


async def published_between(
    session: Session, ward_id: int, since: datetime, before: datetime
) -> list[tuple[DisclosureVersion, Disclosure]]:
    """Versions published in this time, withdrawn ones too, by clause and moment."""
    found = await session.execute(
        _of_ward(ward_id)
        .where(
            DisclosureVersion.state.in_((State.PUBLISHED, State.WITHDRAWN)),
            DisclosureVersion.published_at >= since,
            DisclosureVersion.published_at < before,
        )
        .order_by(Disclosure.category, DisclosureVersion.published_at, DisclosureVersion.id)
    )
    return [(row[0], row[1]) for row in found]


async def waiting(session: Session, ward_id: int, limit: int, offset: int, due_before: datetime | None = None) -> Shelf:
    """Pending versions, the most urgent first; only those due before a moment where one is named."""
    found = _of_ward(ward_id).where(DisclosureVersion.state == State.PENDING)
    if due_before is not None:
        found = found.where(DisclosureVersion.due_at <= due_before)
    return await _shelf(session, found.order_by(DisclosureVersion.due_at, DisclosureVersion.id), limit, offset)


async def counts(session: Session, ward_id: int) -> dict[int, int]:
    """How many disclosures of each category are published; categories without one are absent."""
    found = await session.execute(
        select(Disclosure.category, func.count())
        .join(DisclosureVersion, DisclosureVersion.disclosure_id == Disclosure.id)
        .where(Disclosure.ward_id == ward_id, _newest_published())
        .group_by(Disclosure.category)
    )
    return {row[0]: row[1] for row in found}


async def of_ids(
    session: Session, ward_id: int, version_ids: Sequence[int]
) -> list[tuple[DisclosureVersion, Disclosure]]:
    """These versions of the ward, in the order asked for."""
    found = await session.execute(_of_ward(ward_id).where(DisclosureVersion.id.in_(version_ids)))
    rows = {row[0].id: (row[0], row[1]) for row in found}
    return [rows[version_id] for version_id in version_ids if version_id in rows]


async def version(session: Session, ward_id: int, version_id: int) -> tuple[DisclosureVersion, Disclosure] | None:
    """The version and its disclosure, when of this ward."""
    return next(iter(await of_ids(session, ward_id, [version_id])), None)


async def versions(session: Session, ward_id: int, disclosure_id: int, *states: State) -> Sequence[DisclosureVersion]:
    """The versions of a disclosure that are in one of these states, the newest first."""
    found = await session.execute(
        select(DisclosureVersion)
        .where(
            DisclosureVersion.ward_id == ward_id,
            DisclosureVersion.disclosure_id == disclosure_id,
            DisclosureVersion.state.in_(states),
        )
        .order_by(DisclosureVersion.number.desc())
    )
    return found.scalars().all()


async def next_number(session: Session, disclosure_id: int) -> int:
    """The number of the next version, from 1."""
    found = await session.execute(
        select(func.max(DisclosureVersion.number)).where(DisclosureVersion.disclosure_id == disclosure_id)
    )
    return (found.scalar_one() or 0) + 1


async def groups(session: Session, disclosure_id: int) -> Sequence[Group]:
    """The groups that a disclosure concerns, in order of their code."""
    found = await session.execute(
        select(Group)
        .join(DisclosureGroup, DisclosureGroup.group_id == Group.id)
        .where(DisclosureGroup.disclosure_id == disclosure_id)
        .order_by(Group.code)
    )
    return found.scalars().all()


async def file_line(session: Session, ward_id: int, file_id: int) -> tuple[str, int] | None:
    """The name and size of a file of the ward, without its bytes."""
    found = await session.execute(select(File.name, File.size).where(File.ward_id == ward_id, File.id == file_id))
    row = found.first()
    return (row[0], row[1]) if row else None


async def is_file_used(session: Session, ward_id: int, file_id: int) -> bool:
    """Whether a version of the ward was made from this file."""
    found = await session.execute(
        select(DisclosureVersion.id)
        .where(DisclosureVersion.ward_id == ward_id, DisclosureVersion.file_id == file_id)
        .limit(1)
    )
    return found.first() is not None


async def release(session: Session, version_id: int, at: datetime, by: int) -> bool:
    """The version was pending and is published now; False when another was faster."""
    return await _leave_pending(session, version_id, state=State.PUBLISHED, approved_by=by, published_at=at)


async def refuse(session: Session, version_id: int, at: datetime, because: str) -> bool:
    """The version was pending and is refused now; False when another was faster."""
    return await _leave_pending(session, version_id, state=State.REFUSED, ended_at=at, ended_because=because)


async def _leave_pending(session: Session, version_id: int, **change: Any) -> bool:
    changed = await session.execute(
        update(DisclosureVersion)
        .where(DisclosureVersion.id == version_id, DisclosureVersion.state == State.PENDING)
        .values(**change)
        .returning(DisclosureVersion.id)
    )
    return changed.first() is not None


async def withdraw(session: Session, ward_id: int, disclosure_id: int, at: datetime, because: str) -> list[int]:
    """Every published version of the disclosure is withdrawn; returns their ids."""
    changed = await session.execute(
        update(DisclosureVersion)
        .where(
            DisclosureVersion.ward_id == ward_id,
            DisclosureVersion.disclosure_id == disclosure_id,
            DisclosureVersion.state == State.PUBLISHED,
        )
        .values(state=State.WITHDRAWN, ended_at=at, ended_because=because)
        .returning(DisclosureVersion.id)
    )
    return sorted(changed.scalars())


async def claim_overdue(session: Session, ward_id: int, now: datetime) -> list[int]:
    """Pending versions whose time is over and of which nobody was told: from now on somebody was."""
    claimed = await session.execute(
        update(DisclosureVersion)
        .where(
            DisclosureVersion.ward_id == ward_id,
            DisclosureVersion.state == State.PENDING,
            DisclosureVersion.due_at <= now,
            DisclosureVersion.overdue_told_at.is_(None),
        )
        .values(overdue_told_at=now)
        .returning(DisclosureVersion.id)
    )
    return sorted(claimed.scalars())


async def reckon_anew(session: Session, ward_id: int, calendar: Calendar) -> None:
    """What waits is due by these working days."""
    found = await session.execute(
        select(DisclosureVersion).where(DisclosureVersion.ward_id == ward_id, DisclosureVersion.state == State.PENDING)
    )
    for version in found.scalars():
        version.due_at = due_at(version.decided_on, calendar)


async def subscribers(session: Session, ward_id: int, group_ids: Sequence[int]) -> list[int]:
    """One reachable account for each person who asked for disclosures and lives in these groups, or nowhere known."""
    found = await session.execute(
        select(func.max(Account.id))
        .join(Person, Person.id == Account.person_id)
        .outerjoin(Representative, and_(Representative.person_id == Person.id, Representative.state == "active"))
        .outerjoin(Household, Household.id == Representative.household_id)
        .where(
            Person.ward_id == ward_id,
            Person.wants_disclosures.is_(True),
            Account.unreachable_since.is_(None),
            or_(Household.id.is_(None), Household.group_id.in_(group_ids)),
        )
        .group_by(Person.id)
        .order_by(func.max(Account.id))
    )
    return list(found.scalars())


async def readers(
    session: Session, ward_id: int, subjects: Sequence[str], card: str
) -> list[tuple[int | None, int | None]]:
    """Who was sent this card about one of these subjects, as (account_id, chat_id)."""
    found = await session.execute(
        select(Outbox.account_id, Outbox.chat_id)
        .where(
            Outbox.ward_id == ward_id,
            Outbox.subject.in_(subjects),
            Outbox.card == card,
            Outbox.state.in_(_ARRIVED),
        )
        .distinct()
    )
    return [(row[0], row[1]) for row in found]
