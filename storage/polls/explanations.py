"""Queries about official answers to consultations."""

from collections.abc import Sequence

from sqlalchemy import select

from storage.database import Session
from storage.models import Explanation, Poll


async def get(session: Session, ward_id: int, poll_id: int) -> Explanation | None:
    """The answer to this poll of the ward, None while there is none."""
    found = await session.execute(
        select(Explanation).where(Explanation.ward_id == ward_id, Explanation.poll_id == poll_id)
    )
    return found.scalar_one_or_none()


async def polls(session: Session, ward_id: int, poll_ids: Sequence[int]) -> dict[int, Poll]:
    """These polls of the ward, by id."""
    found = await session.execute(select(Poll).where(Poll.ward_id == ward_id, Poll.id.in_(poll_ids)))
    return {poll.id: poll for poll in found.scalars()}
