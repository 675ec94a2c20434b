"""Queries about requests of people about their own data."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from storage.database import Session
from storage.models import DataRequest


async def request(session: Session, ward_id: int, request_id: int) -> DataRequest | None:
    """The request, when of this ward."""
    found = await session.execute(
        select(DataRequest).where(DataRequest.ward_id == ward_id, DataRequest.id == request_id)
    )
    return found.scalar_one_or_none()


async def of_person(session: Session, ward_id: int, person_id: int) -> Sequence[DataRequest]:
    """What this person asked, the newest first."""
    found = await session.execute(
        select(DataRequest)
        .where(DataRequest.ward_id == ward_id, DataRequest.person_id == person_id)
        .order_by(DataRequest.id.desc())
    )
    return found.scalars().all()


async def waiting(session: Session, ward_id: int, offset: int, limit: int) -> Sequence[DataRequest]:
    """Requests that wait for an answer, whatever is due first at the top."""
    found = await session.execute(
        select(DataRequest)
        .where(DataRequest.ward_id == ward_id, DataRequest.state == "open")
        .order_by(DataRequest.answer_by, DataRequest.id)
        .offset(offset)
        .limit(limit)
    )
    return found.scalars().all()


async def how_many_wait(session: Session, ward_id: int) -> int:
    """How many requests wait for an answer."""
    found = await session.execute(
        select(func.count()).select_from(DataRequest).where(DataRequest.ward_id == ward_id, DataRequest.state == "open")
    )
    return found.scalar_one()


async def settle(
    session: Session, ward_id: int, request_id: int, state: str, answer: str, by: int, now: datetime
) -> bool:
    """The open request is settled; False when it was settled before."""
    done = await session.execute(
        update(DataRequest)
        .where(DataRequest.ward_id == ward_id, DataRequest.id == request_id, DataRequest.state == "open")
        .values(state=state, answer=answer, handled_by=by, handled_at=now)
        .returning(DataRequest.id)
        .execution_options(synchronize_session=False)
    )
    return done.first() is not None


async def claim_warnings(session: Session, ward_id: int, now: datetime, horizon: datetime) -> Sequence[int]:
    """Open requests due before the horizon of which nobody was reminded; from now on they count as told."""
    done = await session.execute(
        update(DataRequest)
        .where(
            DataRequest.ward_id == ward_id,
            DataRequest.state == "open",
            DataRequest.warned_at.is_(None),
            DataRequest.answer_by <= horizon,
            DataRequest.answer_by > now,
        )
        .values(warned_at=now)
        .returning(DataRequest.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(done.scalars())


async def claim_overdue(session: Session, ward_id: int, now: datetime) -> Sequence[int]:
    """Open requests whose day has passed and of which nobody was told; from now on they count as told."""
    done = await session.execute(
        update(DataRequest)
        .where(
            DataRequest.ward_id == ward_id,
            DataRequest.state == "open",
            DataRequest.overdue_told_at.is_(None),
            DataRequest.answer_by <= now,
        )
        .values(overdue_told_at=now)
        .returning(DataRequest.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(done.scalars())
