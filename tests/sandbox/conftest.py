"""A small ward in the sandbox, with a bot in each library to drive it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram.ext import ExtBot

from sandbox.clock import SandboxClock
from sandbox.methods.params import Params, Upload
from sandbox.server import Sandbox
from sandbox.world import World

HOA, BINH, LAN, CHIEN = 101, 102, 103, 104
GROUP, BASIC, ADMINISTERED = -1001001, -2002, -1003003
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000002000000020802000000fdd49a73"
    "0000000c4944415478da63f8ffff3f0005fe02fe0ddcd0a10000000049454e44ae426082"
)


def made_up_ward() -> dict[str, Any]:
    return {
        "title": "Phường thử",
        "bot": {"username": "thu_bot", "name": "Trợ lý thử"},
        "users": [
            {"id": HOA, "name": "Bà Hoa", "note": "đại diện hộ", "phone": "+84900000101", "started": True},
            {"id": BINH, "name": "Ông Bình", "username": "ong_binh", "note": "hàng xóm", "started": True},
            {"id": LAN, "name": "Cô Lan", "note": "Mặt trận"},
            {"id": CHIEN, "name": "Anh Chiến", "note": "quản trị ẩn danh", "started": True},
        ],
        "groups": [
            {"id": GROUP, "title": "Tổ 1", "members": [HOA, BINH], "admins": [CHIEN], "anonymous": [CHIEN]},
            {"id": BASIC, "title": "Tổ 2", "members": [HOA], "admins": [LAN]},
            {"id": ADMINISTERED, "title": "Tổ 3", "members": [HOA, BINH], "admins": [LAN], "bot_is_admin": True},
        ],
    }


@pytest.fixture
def clock() -> SandboxClock:
    return SandboxClock()


@pytest.fixture
async def sandbox(clock: SandboxClock) -> AsyncIterator[Sandbox]:
    """Limits are off here; the tests of limits switch them on."""
    sandbox = Sandbox(World.from_dict(made_up_ward()), clock, enforce_limits=False)
    sandbox.waits = False
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    bot = Bot(sandbox.token, session=session)
    yield bot
    await session.close()


@pytest.fixture
async def announcer(sandbox: Sandbox) -> AsyncIterator[ExtBot[None]]:
    bot: ExtBot[None] = ExtBot(sandbox.token, base_url=f"{sandbox.url}/bot", base_file_url=f"{sandbox.url}/file/bot")
    await bot.initialize()
    yield bot
    await bot.shutdown()


async def call(sandbox: Sandbox, method: str, /, uploads: dict[str, Upload] | None = None, **params: Any) -> Any:
    """The result of a call that Telegram accepts."""
    status, body = await sandbox.execute(method, Params(params, uploads))
    assert status == 200, body
    return body["result"]


async def refusal(
    sandbox: Sandbox, method: str, /, uploads: dict[str, Upload] | None = None, **params: Any
) -> tuple[int, str]:
    """Code and description of a call that Telegram refuses."""
    status, body = await sandbox.execute(method, Params(params, uploads))
    assert not body["ok"], body
    assert body["error_code"] == status
    return status, body["description"]
