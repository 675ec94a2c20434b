"""Queries about a ward's working days."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select

from rules.calendar import Calendar
from storage.database import Session
from storage.models import DayCorrection


async def calendar(session: Session, ward_id: int) -> Calendar:
    """The working days of the ward."""
    found = await session.execute(
        select(DayCorrection.day, DayCorrection.works).where(DayCorrection.ward_id == ward_id)
    )
    return Calendar(dict(found.all()))


async def corrections(session: Session, ward_id: int, first: date) -> Sequence[DayCorrection]:
    """The days set right from this day on, in order."""
    found = await session.execute(
        select(DayCorrection)
        .where(DayCorrection.ward_id == ward_id, DayCorrection.day >= first)
        .order_by(DayCorrection.day)
    )
    return found.scalars().all()


async def forget(session: Session, ward_id: int, day: date) -> bool:
    """The day is again what the law says; False when nobody had set it right."""
    gone = await session.execute(
        delete(DayCorrection)
        .where(DayCorrection.ward_id == ward_id, DayCorrection.day == day)
        .returning(DayCorrection.day)
    )
    return gone.first() is not None
