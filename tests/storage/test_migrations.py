"""Migrations lead from an empty database to the models, and back."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect

from storage import schema, search
from storage.database import Database
from storage.models import Base
from tests.fixtures import _postgres_database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database without any table, of each kind."""
    if request.param == "sqlite":
        db = Database(f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}")
        yield db
        await db.close()
        return
    async for url in _postgres_database(request.getfixturevalue("postgres_server"), "template0"):
        db = Database(url)
        yield db
        await db.close()


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations without any revision."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder, ignore=shutil.ignore_patterns("*.pyc", "0*.py"))
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    return folder


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "include_name": schema.is_of_models, "target_metadata": Base.metadata}
    )
    return list(compare_metadata(context, Base.metadata))


async def _is_as_the_models_say(db: Database) -> bool:
    async with db.writer.connect() as connection:
        has_index = await connection.run_sync(lambda it: inspect(it).has_table(search.TABLE))
        return has_index and await connection.run_sync(_differences) == []


async def _tables(db: Database) -> list[str]:
    async with db.writer.connect() as connection:
        names: list[str] = await connection.run_sync(lambda it: inspect(it).get_table_names())
    return [name for name in names if name != "alembic_version"]


async def test_the_migrations_lead_to_the_models_and_back(empty: Database) -> None:
    await schema.upgrade(empty)
    await schema.check(empty)
    assert await _is_as_the_models_say(empty)
    await schema.downgrade(empty, "base")
    assert await _tables(empty) == []


async def test_a_generated_migration_leads_to_the_models_and_back(
    empty: Database, scratch: Path, tmp_path: Path
) -> None:
    draft = Database(f"sqlite+aiosqlite:///{tmp_path / 'draft.db'}")
    await schema.autogenerate(draft, "everything")
    await draft.close()
    assert [path.name for path in (scratch / "versions").glob("*.py")] == ["0001_everything.py"]
    with pytest.raises(schema.SchemaBehindError):
        await schema.check(empty)
    await schema.upgrade(empty)
    await schema.check(empty)
    assert await _is_as_the_models_say(empty)
    await schema.downgrade(empty, "base")
    assert await _tables(empty) == []


async def test_a_database_made_for_a_test_counts_as_migrated(empty: Database) -> None:
    await schema.create(empty)
    await schema.check(empty)
    assert await _is_as_the_models_say(empty)


async def test_a_database_ahead_of_the_program_is_not_used(empty: Database, scratch: Path, tmp_path: Path) -> None:
    draft = Database(f"sqlite+aiosqlite:///{tmp_path / 'draft.db'}")
    await schema.autogenerate(draft, "everything")
    await draft.close()
    await schema.upgrade(empty)
    next((scratch / "versions").glob("*.py")).unlink()
    with pytest.raises(schema.SchemaBehindError):
        await schema.check(empty)
