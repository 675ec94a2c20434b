"""Files as they came."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import undefer

from storage.database import Session
from storage.models import File


async def keep(session: Session, ward_id: int, at: datetime, name: str, mime: str, content: bytes) -> File:
    """The file is kept byte for byte; its row has an id."""
    file = File(
        ward_id=ward_id,
        name=name,
        mime=mime,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        created_at=at,
    )
    session.add(file)
    await session.flush()
    return file


async def with_content(session: Session, ward_id: int, file_ids: Sequence[int]) -> Sequence[File]:
    """These files of the ward with their bytes, in order of id."""
    found = await session.execute(
        select(File)
        .where(File.ward_id == ward_id, File.id.in_(file_ids))
        .options(undefer(File.content))
        .order_by(File.id)
    )
    return found.scalars().all()


async def forget(session: Session, ward_id: int, file_ids: Sequence[int]) -> None:
    """These files of the ward are gone; for those that never became part of anything."""
    await session.execute(delete(File).where(File.ward_id == ward_id, File.id.in_(file_ids)))
