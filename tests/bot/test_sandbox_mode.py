"""With no token the real program runs in front of the stand-in, over a ward that is gone afterwards."""

import socket
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import sandbox_mode
from bot.refusals import CannotStartError
from bot.settings import Settings
from scheduler import ticks
from services.context import Env
from services.people import wards


def _settings(tmp_path: Path, port: int = 0) -> Settings:
    """As on a machine that also holds the settings of a real ward."""
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        sandbox_port=port,
        database_url=f"sqlite+aiosqlite:///{tmp_path / 'real.db'}",
        encryption_keys=SecretStr("khoa-that-cua-phuong-khong-duoc-dung-o-day"),
        ward="khac",
    )


async def test_the_sample_ward_answers_and_time_follows_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept = []

    async def sweep(env: Env) -> None:
        swept.append(env.clock.now())

    monkeypatch.setattr(ticks, "SWEEPS", (sweep,))
    folder = tmp_path / "sandbox"
    folder.mkdir()
    (folder / "danban.db").write_text("left by an earlier run")
    async with sandbox_mode.open_town(_settings(tmp_path), folder) as (app, sandbox):
        assert len(await wards.groups(app.env)) == 12
        person = sandbox.person(next(iter(sandbox.world.users)))
        await person.says("/trogiup")
        assert "0999 000 000" in person.last().text
        before = sandbox.clock.now()
        await sandbox.advance(timedelta(days=3))
        assert any(at - before >= timedelta(days=3) for at in swept)
        assert sandbox.rejected == []
    assert not (tmp_path / "real.db").exists()


async def test_a_sandbox_that_already_runs_keeps_its_data(tmp_path: Path) -> None:
    folder = tmp_path / "sandbox"
    folder.mkdir()
    (folder / "danban.db").write_text("in use")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(CannotStartError, match="SANDBOX_PORT"):
            async with sandbox_mode.open_town(_settings(tmp_path, other.getsockname()[1]), folder):
                pass
    assert (folder / "danban.db").read_text() == "in use"
