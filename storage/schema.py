"""The schema: created for tests, upgraded by migrations for everybody else."""

from storage.database import Database
from storage.models import Base


async def create(db: Database) -> None:
    """Every table exists, as the models say."""
    async with db.writer.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
