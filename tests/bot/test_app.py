"""The program starts only when it is safe, serves by polling and by webhook, and stops cleanly."""

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot import cli, logs
from bot.app import App
from bot.refusals import CannotStartError
from bot.settings import Settings
from sandbox.clock import SandboxClock
from sandbox.server import Sandbox
from sandbox.world import World
from storage import schema
from storage.database import Database
from tests.fixtures import KEY, MORNING, FrozenClock, make_ward

AN = 1011


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    world = World.from_dict({"users": [{"id": AN, "name": "Bà Mẫu An"}]})
    async with Sandbox(world, clock=SandboxClock(MORNING, frozen=True), enforce_limits=False) as sandbox:
        yield sandbox


@pytest.fixture
async def url(tmp_path: Path) -> str:
    """The address of a database with one ward."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'ward.db'}"
    db = Database(url)
    await schema.create(db)
    await make_ward(db, FrozenClock())
    await db.close()
    return url


def _settings(sandbox: Sandbox, url: str, **more: Any) -> Settings:
    values: dict[str, Any] = {
        "database_url": url,
        "telegram_api_url": sandbox.url,
        "telegram_bot_token": SecretStr(sandbox.token),
        "encryption_keys": SecretStr(KEY),
    }
    return Settings(_env_file=None, **(values | more))  # type: ignore[call-arg]


async def _refusal(settings: Settings) -> str:
    with pytest.raises(CannotStartError) as refused:
        await App.build(settings, FrozenClock(), pace=None)
    return str(refused.value)


@pytest.mark.parametrize("keys", ["", "ngan", f"{KEY},ngan"])
async def test_without_good_keys_nothing_starts(sandbox: Sandbox, url: str, keys: str) -> None:
    assert "ENCRYPTION_KEYS" in await _refusal(_settings(sandbox, url, encryption_keys=SecretStr(keys)))


async def test_a_webhook_without_a_secret_does_not_start(sandbox: Sandbox, url: str) -> None:
    settings = _settings(sandbox, url, telegram_webhook_url="https://phuong.example/hook")
    assert "TELEGRAM_WEBHOOK_SECRET" in await _refusal(settings)


async def test_a_database_without_the_schema_does_not_start(sandbox: Sandbox, tmp_path: Path) -> None:
    settings = _settings(sandbox, f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}")
    assert "python -m bot migrate" in await _refusal(settings)


async def test_a_database_without_a_ward_does_not_start(sandbox: Sandbox, tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'no-ward.db'}"
    db = Database(url)
    await schema.create(db)
    await db.close()
    assert "python -m bot init" in await _refusal(_settings(sandbox, url))


async def test_of_two_wards_one_is_named(sandbox: Sandbox, url: str) -> None:
    db = Database(url)
    second = await make_ward(db, FrozenClock(), code="ban-mai", name="Ban Mai")
    await db.close()
    for ward in (None, "khong-co"):
        assert "sao-mai, ban-mai" in await _refusal(_settings(sandbox, url, ward=ward))
    app = await App.build(_settings(sandbox, url, ward="ban-mai"), FrozenClock(), pace=None)
    assert app.env.ward_id == second.ward_id
    await app.stop()


async def test_a_token_that_telegram_does_not_know_does_not_start(sandbox: Sandbox, url: str) -> None:
    said = await _refusal(_settings(sandbox, url, telegram_bot_token=SecretStr("424242:OTHER")))
    assert "TELEGRAM_BOT_TOKEN" in said
    assert "OTHER" not in said


async def test_a_port_of_another_program_does_not_start(sandbox: Sandbox, url: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        app = await App.build(
            _settings(sandbox, url, listen=f"127.0.0.1:{other.getsockname()[1]}"), FrozenClock(), pace=None
        )
        with pytest.raises(CannotStartError, match=str(other.getsockname()[1])):
            await app.start()
        await app.stop()


async def test_people_are_answered_when_the_program_asks_for_updates(sandbox: Sandbox, url: str) -> None:
    app = await App.build(_settings(sandbox, url), sandbox.clock, pace=None)
    await app.start()
    await sandbox.person(AN).says("/trogiup")
    assert "0999 000 000" in sandbox.person(AN).last().text
    await app.stop()
    assert sandbox.updates.pending() == []
    assert sandbox.rejected == []


async def test_people_are_answered_when_telegram_calls(sandbox: Sandbox, url: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    settings = _settings(
        sandbox,
        url,
        listen=address,
        telegram_webhook_url=f"http://{address}/hook",
        telegram_webhook_secret=SecretStr("bi-mat-mau"),
    )
    app = await App.build(settings, sandbox.clock, pace=None)
    await app.start()
    await sandbox.person(AN).says("/trogiup")
    assert "0999 000 000" in sandbox.person(AN).last().text
    await app.stop()
    assert sandbox.rejected == []


async def test_a_part_that_breaks_ends_the_program_and_is_named(
    sandbox: Sandbox, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def poll(_stopping: asyncio.Event) -> None:
        raise RuntimeError("deaf")

    app = await App.build(_settings(sandbox, url), sandbox.clock, pace=None)
    monkeypatch.setattr(app.intake, "poll", poll)
    await app.start()
    async with asyncio.timeout(10):
        await app.broken()
    with pytest.raises(RuntimeError, match="deaf"):
        await app.stop()


async def test_command_menus_are_set_for_each_kind_of_chat(sandbox: Sandbox, url: str) -> None:
    app = await App.build(_settings(sandbox, url), sandbox.clock, pace=None)
    await app.start()
    await app.stop()
    scopes = [json.loads(call.params["scope"])["type"] for call in sandbox.calls if call.method == "setMyCommands"]
    assert sorted(scopes) == ["all_chat_administrators", "all_group_chats", "all_private_chats"]


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"TELEGRAM_BOT_TOKEN": "424242:NOBODY"}, "python -m bot migrate"),
        ({"TELEGRAM_BOT_TOKEN": "424242:NOBODY", "TELEGRAM_WEBHOOK_URL": "https://x.example/h"}, "WEBHOOK_SECRET"),
    ],
)
def test_the_command_line_says_why_in_one_sentence_and_ends_with_two(
    environment: dict[str, str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["bot", "run"])
    monkeypatch.setattr(logs, "configure", lambda: None)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == cli.CANNOT_START
    shown = capsys.readouterr().err
    assert said in shown
    assert len(shown.splitlines()) == 1
