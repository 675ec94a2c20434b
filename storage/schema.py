"""The schema: created for tests, upgraded by migrations for everybody else."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import search
from storage.database import Database
from storage.models import Base, Ward

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaBehindError(Exception):
    """The database lacks migrations that this program needs, or is ahead of it."""


class DanglingReferenceError(Exception):
    """A migration left rows that refer to nothing; it was undone."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _head() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _create(connection: Connection) -> None:
    Base.metadata.create_all(connection)
    search.create(connection)
    if _head():
        command.stamp(_config(connection), "head")


async def create(db: Database) -> None:
    """Every table exists, as the models say."""
    async with db.writer.begin() as connection:
        await connection.run_sync(_create)


def _check(connection: Connection) -> None:
    exists = inspect(connection).has_table(Ward.__tablename__)
    if not exists or MigrationContext.configure(connection).get_current_revision() != _head():
        raise SchemaBehindError


async def check(db: Database) -> None:
    """The database is at the newest migration; SchemaBehindError when it is not."""
    async with db.writer.connect() as connection:
        await connection.run_sync(_check)


async def _foreign_keys(connection: AsyncConnection, *, on: bool) -> None:
    """SQLite changes tables by building them anew, which dangling references survive only while unchecked.

    It goes to the driver since the switch does nothing inside a transaction.
    """
    raw = await connection.get_raw_connection()
    assert raw.driver_connection is not None
    await raw.driver_connection.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


async def upgrade(db: Database, revision: str = "head") -> None:
    """The database is at this migration, with what it held; on any error it is as it was."""
    await _migrate(db, lambda connection: command.upgrade(_config(connection), revision))


async def downgrade(db: Database, revision: str) -> None:
    """The database is back at this migration ("base": empty); on any error it is as it was."""
    await _migrate(db, lambda connection: command.downgrade(_config(connection), revision))


async def _migrate(db: Database, work: Callable[[Connection], None]) -> None:
    async with db.writer.connect() as connection:
        if db.is_sqlite:
            await _foreign_keys(connection, on=False)
        try:
            async with connection.begin():
                await connection.run_sync(work)
                if db.is_sqlite and (await connection.exec_driver_sql("PRAGMA foreign_key_check")).first():
                    raise DanglingReferenceError
        finally:
            if db.is_sqlite:
                await _foreign_keys(connection, on=True)


async def autogenerate(db: Database, message: str) -> None:
    """A new file in migrations/versions takes a database that is at the newest migration to the models.

    For developers: `python -c "import asyncio; from storage import schema; from storage.database import Database;
    asyncio.run(schema.autogenerate(Database('sqlite+aiosqlite:///scratch.db'), 'what changes'))"`
    with a scratch database of its own, which is brought to the newest migration first.
    """
    await upgrade(db)
    async with db.writer.connect() as connection:
        await connection.run_sync(
            lambda it: command.revision(_config(it), message, autogenerate=True, rev_id=_next_number())
        )


def is_of_models(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a table of the database is one of the models: autogenerate leaves all others alone."""
    return kind != "table" or name in Base.metadata.tables


def _next_number() -> str:
    """Revisions are numbered, so that a folder listing shows their order."""
    return f"{len(list((MIGRATIONS / 'versions').glob('*.py'))) + 1:04}"
