"""Queries about the grounds of networks."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from storage.database import Session
from storage.models import Ground


async def in_force(session: Session, ward_id: int, channel: str, effect: str) -> Ground | None:
    """The decision by which answers on this network count for this kind of matter now."""
    found = await session.execute(
        select(Ground).where(
            Ground.ward_id == ward_id, Ground.channel == channel, Ground.effect == effect, Ground.ended_at.is_(None)
        )
    )
    return found.scalar_one_or_none()


async def all_in_force(session: Session, ward_id: int) -> Sequence[Ground]:
    """Every decision in force, by network and kind."""
    found = await session.execute(
        select(Ground)
        .where(Ground.ward_id == ward_id, Ground.ended_at.is_(None))
        .order_by(Ground.channel, Ground.effect)
    )
    return found.scalars().all()


async def get(session: Session, ward_id: int, ground_id: int) -> Ground | None:
    """The decision, when of this ward."""
    found = await session.execute(select(Ground).where(Ground.ward_id == ward_id, Ground.id == ground_id))
    return found.scalar_one_or_none()


async def end(session: Session, ground_id: int, person_id: int, at: datetime) -> bool:
    """The decision is in force no more, and it was this transaction that ended it."""
    ended = await session.execute(
        update(Ground)
        .where(Ground.id == ground_id, Ground.ended_at.is_(None))
        .values(ended_by=person_id, ended_at=at)
        .returning(Ground.id)
        .execution_options(synchronize_session=False)
    )
    return ended.first() is not None
