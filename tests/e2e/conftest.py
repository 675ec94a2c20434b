"""A town in the sandbox, with the real program behind it: polling, dispatcher, database, delivery."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import telegram
from aiogram import types
from pydantic import SecretStr

from bot.app import App
from bot.settings import Settings
from rules.offices import Role
from sandbox.clock import SandboxClock
from sandbox.driver import Person
from sandbox.server import Sandbox
from sandbox.world import World
from services.context import Env
from services.people import actors
from storage import people
from storage.database import Database
from storage.models import Chat, Household, Office, Representative
from tests.fixtures import KEY, MORNING, group_id, make_ward

GROUP_1, GROUP_2 = -1001000000001, -1001000000002
SMALL_GROUP = -77  # a basic group that was not linked yet

# Who lives here: user id, name, office and its group, household.
PEOPLE: dict[str, tuple[int, str, tuple[Role, str | None] | None, str | None]] = {
    "front": (1001, "Cô Mẫu Mặt trận", (Role.FRONT, None), None),
    "head": (1002, "Bác Mẫu Tổ trưởng", (Role.GROUP_HEAD, "01"), None),
    "inspector": (1003, "Ông Mẫu Thanh tra", (Role.INSPECTOR, None), None),
    "official": (1004, "Chị Mẫu Công chức", (Role.OFFICIAL, None), None),
    "approver": (1005, "Anh Mẫu Duyệt", (Role.APPROVER, None), None),
    "admin": (1006, "Cô Mẫu Quản trị", (Role.ADMINISTRATOR, None), None),
    "an": (1011, "Bà Mẫu An", None, "01-001"),
    "binh": (1012, "Ông Mẫu Bình", None, "01-002"),
    "cuc": (1013, "Cô Mẫu Cúc", None, "02-001"),
    "stranger": (1014, "Khách Mẫu", None, None),
}
HOUSEHOLDS_PER_GROUP = 4


@dataclass
class Town:
    """The program and the sandbox; people are called by the names of PEOPLE."""

    app: App
    sandbox: Sandbox

    @property
    def env(self) -> Env:
        return self.app.env

    def person(self, name: str) -> Person:
        return self.sandbox.person(PEOPLE[name][0])

    async def settle(self) -> None:
        """Every update was handled and every message that is due has left."""
        await self.sandbox.settled()
        await self.app.settle()
        await self.sandbox.settled()

    async def later(self, **delta: float) -> None:
        """Time passes, what fell due was done, and its messages have left."""
        await self.sandbox.advance(seconds=timedelta(**delta).total_seconds())
        await self.app.tick()
        await self.settle()


def _world() -> World:
    everybody = [number for number, *_ in PEOPLE.values()]
    return World.from_dict(
        {
            "title": "Thị trấn mẫu",
            "users": [
                {"id": number, "name": name, "started": key != "stranger", "phone": f"+8499900{number}"}
                for key, (number, name, *_) in PEOPLE.items()
            ],
            "groups": [
                {"id": GROUP_1, "title": "Tổ dân phố 1", "members": everybody, "admins": [1002]},
                {"id": GROUP_2, "title": "Tổ dân phố 2", "members": everybody, "admins": [1001]},
                {"id": SMALL_GROUP, "title": "Tổ dân phố 3", "members": everybody, "admins": [1002]},
            ],
        }
    )


async def _households(env: Env) -> None:
    for code in ("01", "02", "03"):
        group = await group_id(env, code)
        async with env.db.write() as session:
            for number in range(1, HOUSEHOLDS_PER_GROUP + 1):
                session.add(
                    Household(
                        ward_id=env.ward_id,
                        group_id=group,
                        code=f"{code}-{number:03}",
                        address=f"Số {number} đường Mẫu",
                        representative=f"Nguyễn Văn Mẫu {number}",
                    )
                )


async def _settle_in(
    env: Env, number: int, name: str, office: tuple[Role, str | None] | None, home: str | None
) -> None:
    actor = await actors.arrive(env, "telegram", str(number))
    group = await group_id(env, office[1]) if office and office[1] else None
    async with env.db.write() as session:
        if office:
            person = await people.person(session, env.ward_id, actor.person_id)
            assert person is not None
            person.name = name
            session.add(
                Office(
                    ward_id=env.ward_id,
                    person_id=actor.person_id,
                    role=office[0].value,
                    group_id=group,
                    since=env.clock.now(),
                )
            )
        if home:
            household = await people.household_by_code(session, env.ward_id, home)
            assert household is not None
            session.add(
                Representative(
                    ward_id=env.ward_id,
                    household_id=household.id,
                    group_id=household.group_id,
                    person_id=actor.person_id,
                    state="active",
                    way="slip",
                    asked_at=env.clock.now(),
                    decided_at=env.clock.now(),
                )
            )


async def _link(env: Env, external_id: int, code: str) -> None:
    group = await group_id(env, code)
    async with env.db.write() as session:
        session.add(
            Chat(
                ward_id=env.ward_id,
                network="telegram",
                external_id=str(external_id),
                title=f"Tổ dân phố {int(code)}",
                group_id=group,
                linked_at=env.clock.now(),
            )
        )


# What Telegram refuses for what people do and not for how a message was made: they blocked or removed the bot,
# forwarded a card, tapped at the same instant, or had to wait long for a database that was locked.
EXPECTED_REFUSALS = (
    "Forbidden: ",
    "Bad Request: message can't be edited",
    "Bad Request: message is not modified",
    "Bad Request: query is too old",
)


def check_the_wire(sandbox: Sandbox) -> None:
    """Both libraries read every update, and Telegram took every message as it was made.

    A message that cannot be parsed is delivered plain, so that only this look at the refusals sees it.
    """
    announcer = telegram.Bot(sandbox.token)
    for raw in sandbox.updates_emitted:
        heard = types.Update.model_validate(raw)
        assert heard.event.model_extra in ({}, None), raw
        read = telegram.Update.de_json(raw, announcer)
        assert (read.update_id, read.api_kwargs) == (raw["update_id"], {}), raw
    faulty = [call for call in sandbox.rejected if not (call.error or "").startswith(EXPECTED_REFUSALS)]
    assert faulty == []


@pytest.fixture
async def town(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[Town]:
    """A morning in the ward: offices taken, three households confirmed, two group chats linked."""
    sandbox = Sandbox(_world(), clock=SandboxClock(MORNING, frozen=True), enforce_limits=False)
    await sandbox.start()
    url = f"sqlite+aiosqlite:///{tmp_path / 'town.db'}"
    shutil.copy(sqlite_template, tmp_path / "town.db")
    db = Database(url)
    env = await make_ward(db, sandbox.clock)
    await _households(env)
    for key, (number, name, office, home) in PEOPLE.items():
        if key != "stranger":
            await _settle_in(env, number, name, office, home)
    await _link(env, GROUP_1, "01")
    await _link(env, GROUP_2, "02")
    await db.close()
    settings = Settings.model_construct(
        database_url=url,
        telegram_api_url=sandbox.url,
        telegram_bot_token=SecretStr(sandbox.token),
        encryption_keys=SecretStr(KEY),
    )
    app = await App.build(settings, clock=sandbox.clock, pace=None)
    await app.start()
    town = Town(app, sandbox)
    yield town
    await town.app.stop()  # a test may have put another program in its place
    await sandbox.stop()
    check_the_wire(sandbox)
