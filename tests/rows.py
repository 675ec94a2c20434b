"""What a test finds in the tables, read through a session of its own."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import select

from services.context import Env
from storage.models import Base

Row = TypeVar("Row", bound=Base)


async def rows(env: Env, table: type[Row], **values: Any) -> Sequence[Row]:
    """The rows of this ward that have these values, in order of their id."""
    async with env.db.read() as session:
        found = await session.execute(
            select(table).filter_by(ward_id=env.ward_id, **values).order_by(*table.__table__.primary_key)
        )
        return found.scalars().all()
