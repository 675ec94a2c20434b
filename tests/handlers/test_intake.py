"""Who loses a race is tried once more; a collision of our own making is not tried for ever."""

from datetime import UTC, datetime

import pytest
from aiogram import Bot, Dispatcher
from aiogram.types import Chat, Message, Update, User
from sqlalchemy import func, select

from handlers.intake import Intake
from services.context import Env
from storage.database import Conflict
from storage.models import Inbox, Ward
from tests.fixtures import MORNING

TOKEN = "42:made-up"


def _update() -> Update:
    message = Message(
        message_id=1,
        date=datetime(2026, 11, 20, tzinfo=UTC),
        chat=Chat(id=7, type="private"),
        from_user=User(id=7, is_bot=False, first_name="Mẫu"),
        text="xin chào",
    )
    return Update(update_id=99, message=message)


async def _take_ward_code(env: Env, code: str) -> None:
    async with env.db.write() as session:
        session.add(
            Ward(
                code=code,
                name="Mẫu",
                kind_label="phường",
                group_label="tổ dân phố",
                hotline="",
                office_hours="",
                created_at=MORNING,
            )
        )


async def _run(env: Env, codes: list[str]) -> int:
    """An update whose handler takes the next of these codes at each try; returns how many tries there were."""
    dispatcher, tries = Dispatcher(), 0

    @dispatcher.message()
    async def handle(message: Message) -> None:
        nonlocal tries
        tries += 1
        await _take_ward_code(env, codes[tries - 1])

    bot = Bot(TOKEN)
    try:
        await Intake(env, bot, dispatcher).take(_update())
    finally:
        await bot.session.close()
    return tries


async def _applied(env: Env) -> int:
    async with env.db.read() as session:
        return int((await session.execute(select(func.count()).select_from(Inbox))).scalar_one())


async def test_a_collision_is_tried_once_more_and_has_its_effect_once(env: Env) -> None:
    assert await _run(env, ["sao-mai", "binh-minh"]) == 2  # the first code belongs to the ward of the fixture
    assert await _applied(env) == 1


async def test_a_second_collision_is_not_tried_again(env: Env) -> None:
    with pytest.raises(Conflict):
        await _run(env, ["sao-mai", "sao-mai"])
    assert await _applied(env) == 0


async def test_without_a_collision_there_is_one_try(env: Env) -> None:
    assert await _run(env, ["binh-minh"]) == 1
