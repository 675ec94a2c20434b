"""Queries about what time does to polls: opening, closing, reminding; who gets True does it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, literal, select, update

from storage.database import Session
from storage.models import (
    Elector,
    Household,
    Poll,
    PollCount,
    PollGroup,
    PollOption,
)


async def due_to_open(session: Session, ward_id: int, now: datetime) -> list[int]:
    """Scheduled polls whose opening has come."""
    found = await session.execute(
        select(Poll.id)
        .where(Poll.ward_id == ward_id, Poll.state == "scheduled", Poll.opens_at <= now)
        .order_by(Poll.opens_at, Poll.id)
    )
    return list(found.scalars())


async def claim_opening(session: Session, poll_id: int, now: datetime) -> bool:
    """The poll is open, and it was this transaction that opened it."""
    claimed = await session.execute(
        update(Poll)
        .where(Poll.id == poll_id, Poll.state == "scheduled", Poll.opens_at <= now)
        .values(state="open")
        .returning(Poll.id)
        .execution_options(synchronize_session=False)
    )
    return claimed.first() is not None


async def set_dates(session: Session, poll_id: int, closes_at: datetime, remind_at: datetime | None) -> None:
    """The poll closes then and reminds next then."""
    await session.execute(
        update(Poll)
        .where(Poll.id == poll_id)
        .values(closes_at=closes_at, remind_at=remind_at)
        .execution_options(synchronize_session=False)
    )


async def freeze(session: Session, poll_id: int) -> None:
    """The households on the roll now are the electorate, each group's count is theirs, and counters stand at zero."""
    asked = select(PollGroup.group_id).where(PollGroup.poll_id == poll_id)
    roll = (
        select(literal(poll_id), Household.id, Household.ward_id, Household.group_id)
        .where(Household.group_id.in_(asked), Household.closed_on.is_(None))
        .order_by(Household.id)
    )
    await session.execute(insert(Elector).from_select(["poll_id", "household_id", "ward_id", "group_id"], roll))
    counted = (
        select(func.count()).where(Elector.poll_id == poll_id, Elector.group_id == PollGroup.group_id).scalar_subquery()
    )
    await session.execute(
        update(PollGroup)
        .where(PollGroup.poll_id == poll_id)
        .values(households=counted)
        .execution_options(synchronize_session=False)
    )
    cells = (
        select(PollGroup.poll_id, PollGroup.group_id, PollOption.position, PollGroup.ward_id, literal(0))
        .join(PollOption, PollOption.poll_id == PollGroup.poll_id)
        .where(PollGroup.poll_id == poll_id)
    )
    await session.execute(
        insert(PollCount).from_select(["poll_id", "group_id", "option", "ward_id", "households"], cells)
    )


async def due_to_close(session: Session, ward_id: int, now: datetime) -> list[int]:
    """Open polls whose end has come."""
    found = await session.execute(
        select(Poll.id)
        .where(Poll.ward_id == ward_id, Poll.state == "open", Poll.closes_at <= now)
        .order_by(Poll.closes_at, Poll.id)
    )
    return list(found.scalars())


async def claim_closing(session: Session, poll_id: int, now: datetime) -> bool:
    """The poll closed at its end, however late this is said, and it was this transaction that closed it."""
    claimed = await session.execute(
        update(Poll)
        .where(Poll.id == poll_id, Poll.state == "open", Poll.closes_at <= now)
        .values(state="closed", closed_at=Poll.closes_at, remind_at=None)
        .returning(Poll.id)
        .execution_options(synchronize_session=False)
    )
    return claimed.first() is not None


async def void(session: Session, poll_id: int, now: datetime) -> None:
    """The poll is void from now on."""
    await session.execute(
        update(Poll)
        .where(Poll.id == poll_id)
        .values(state="void", closed_at=now, remind_at=None)
        .execution_options(synchronize_session=False)
    )


async def due_to_remind(session: Session, ward_id: int, now: datetime) -> Sequence[Poll]:
    """Open polls whose next reminder has come."""
    found = await session.execute(
        select(Poll)
        .where(Poll.ward_id == ward_id, Poll.state == "open", Poll.remind_at <= now, Poll.closes_at > now)
        .order_by(Poll.remind_at, Poll.id)
    )
    return found.scalars().all()


async def claim_reminder(
    session: Session, poll_id: int, sent: int, due: datetime | None, now: datetime, following: datetime | None
) -> bool:
    """Reminder number sent + 1 counts as sent, and it was this transaction that sends it.

    `due` is when it was planned; None for one that somebody asked for.
    """
    claimed = await session.execute(
        update(Poll)
        .where(Poll.id == poll_id, Poll.state == "open", Poll.reminders_sent == sent, Poll.closes_at > now)
        .where(Poll.remind_at == due if due else literal(True))
        .values(reminders_sent=sent + 1, remind_at=following)
        .returning(Poll.id)
        .execution_options(synchronize_session=False)
    )
    return claimed.first() is not None
