"""With no token: the real program behind a page on this machine, over a made-up ward that is gone afterwards."""

import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import typer
from pydantic import SecretStr

from bot import refusals, sample_day
from bot.app import App
from bot.serving import running, until_stopped
from bot.settings import Settings
from rules.calendar import at_local, local_date
from sandbox.clock import SandboxClock
from sandbox.server import Sandbox
from sandbox.world import World
from services.context import Env, SystemClock
from services.people import roll, roll_files, ward_file, wards
from storage import schema
from storage.database import Database
from storage.vault import Vault

SAMPLES = Path(__file__).parent.parent / "samples"
SECONDS_BETWEEN_TICKS = 1


def _settings(settings: Settings, sandbox: Sandbox, folder: Path) -> Settings:
    """Nothing of the real ward is touched, whatever else is set on this machine."""
    return settings.model_copy(
        update={
            "database_url": f"sqlite+aiosqlite:///{folder / 'danban.db'}",
            "telegram_api_url": sandbox.url,
            "telegram_bot_token": SecretStr(sandbox.token),
            "telegram_webhook_url": None,
            "telegram_webhook_secret": None,
            "encryption_keys": SecretStr(secrets.token_urlsafe(32)),
            "ward": None,
            "tick_seconds": SECONDS_BETWEEN_TICKS,
        }
    )


def _a_week_ago() -> datetime:
    """Such that the week ends at eight o'clock this morning: the newcomer comes in at the start of a day."""
    today = local_date(SystemClock().now())
    return at_local(today, 8) - sample_day.LENGTH


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


async def _settle_ward(settings: Settings, clock: SandboxClock) -> str:
    """The sample ward has its groups and households; returns the first administrator's token."""
    db, vault = Database(settings.database_url), Vault(settings.keys)
    try:
        await schema.create(db)
        ward = await wards.establish(db, clock, vault, ward_file.read(SAMPLES / "ward.toml"))
        listed = roll_files.read(SAMPLES / "roll.csv")
        env = Env(db=db, clock=clock, vault=vault, ward_id=ward.ward_id)
        await roll.load(env, listed.rows, phones_listed=listed.phones_listed)
        assert ward.token is not None  # the ward is new
        return ward.token
    finally:
        await db.close()


@asynccontextmanager
async def open_town(settings: Settings, folder: Path, *, lived_in: bool = False) -> AsyncIterator[tuple[App, Sandbox]]:
    """The program runs in front of the sandbox and follows its clock; what the folder held before is gone.

    A town that is lived in has a week behind it and the present time; else it is as new.  Raises
    CannotStartError when another program has the page's port.
    """
    clock = SandboxClock(_a_week_ago() if lived_in else None)
    # Nothing is sent in bulk here, and a newcomer should not wait as Telegram's limits would make them.
    sandbox = Sandbox(World.from_toml(SAMPLES / "sandbox.toml"), clock=clock, enforce_limits=False)
    try:
        # Before anything is deleted: a sandbox that runs already holds the port.
        await sandbox.start(port=settings.sandbox_port)
    except OSError:
        raise refusals.address_taken(f"127.0.0.1:{settings.sandbox_port} (SANDBOX_PORT)") from None
    try:
        _empty(folder)
        made_up = _settings(settings, sandbox, folder)
        invitation = await _settle_ward(made_up, clock)
        app = await App.build(made_up, clock, pace=None)
        async with running(app):
            sandbox.on_advance.append(app.tick)
            if lived_in:
                await sample_day.prepare(app, sandbox, invitation)
            yield app, sandbox
    finally:
        await sandbox.stop()


@asynccontextmanager
async def town() -> AsyncIterator[Sandbox]:
    """A made-up ward of its own on a free port: where `python -m sandbox --script` plays."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_town(Settings(sandbox_port=0), Path(folder)) as (_app, sandbox):
            yield sandbox


async def serve(settings: Settings) -> None:
    """The page can be opened until the process is asked to end."""
    typer.echo("Đang dựng một tuần của phường mẫu, xin đợi vài giây…")
    async with open_town(settings, Path(".sandbox"), lived_in=True) as (app, sandbox):
        typer.echo(f"Trang chạy thử (không phải Telegram thật): {sandbox.url}")
        typer.echo("Mở địa chỉ trên bằng trình duyệt. Dừng lại: Ctrl+C.")
        await until_stopped(app)
