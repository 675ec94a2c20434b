"""Queries about what wards set for themselves."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from storage.database import Session
from storage.models import Ward, WardSetting


async def of(session: Session, ward_id: int) -> Mapping[str, str]:
    """Every setting of the ward by name."""
    found = await session.execute(select(WardSetting.name, WardSetting.value).where(WardSetting.ward_id == ward_id))
    return {row.name: row.value for row in found}


async def put(session: Session, ward_id: int, name: str, value: str, by: int | None, at: datetime) -> None:
    """The setting of the ward has this value."""
    await session.merge(WardSetting(ward_id=ward_id, name=name, value=value, set_by=by, set_at=at))


async def highest(session: Session, name: str, default: int) -> int:
    """The highest number that a ward of this database set, where one that set none counts as the default."""
    found = await session.execute(
        select(WardSetting.value)
        .select_from(Ward)
        .outerjoin(WardSetting, (WardSetting.ward_id == Ward.id) & (WardSetting.name == name))
    )
    return max((int(value) if value is not None else default for value in found.scalars()), default=default)
