"""Nothing that a person or a secret brought along ever stands in a log."""

import logging
import warnings
from collections.abc import Iterator

import pytest
import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError
from sqlalchemy.exc import IntegrityError

from bot import logs
from cards.card import Card
from channels.telegram import Telegram
from services.context import Env
from storage.models import Account

CANARY = "canary7531"
TOKEN = f"424242:{CANARY}"
NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody answers


@pytest.fixture
def spoken(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """Logs as the program writes them, at their most talkative; afterwards as the tests had them."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.configure(logging.DEBUG)
    capsys.readouterr()
    yield capsys
    structlog.reset_defaults()
    logging.captureWarnings(False)
    root.handlers[:] = before
    root.setLevel(level)


def test_an_event_keeps_its_listed_fields(spoken: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().info("sweep_failed", error="ValueError", attempt=3, sweep="close_due")
    said = spoken.readouterr().err
    for part in ("event=sweep_failed", "error=ValueError", "attempt=3", "sweep=close_due", "level=info"):
        assert part in said


@pytest.mark.parametrize(
    "values",
    [
        {"name": CANARY},
        {"chat_id": 7531},
        {"error": f"Nguyễn {CANARY}"},
        {"card": f"{CANARY}:{CANARY}"},
        {"place": f"/bot{TOKEN}/getMe"},
        {"trace": f"https://x/bot{TOKEN}"},
    ],
)
def test_a_field_that_is_not_listed_or_not_a_name_is_left_out(
    spoken: pytest.CaptureFixture[str], values: dict[str, object]
) -> None:
    structlog.get_logger().error("update_failed", **values)
    assert "update_failed" in (said := spoken.readouterr().err)
    assert "7531" not in said


def test_words_in_place_of_an_event_are_withheld(spoken: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().error(f"Bà {CANARY} phản ánh")
    assert "event=withheld" in (said := spoken.readouterr().err)
    assert CANARY not in said


def test_an_error_says_its_class_and_place_but_not_its_words(spoken: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        structlog.get_logger().error("update_failed", error=type(error).__name__, exc_info=True)
    said = spoken.readouterr().err
    assert "error=ValueError" in said
    assert "tests/bot/test_logs.py:" in said
    assert CANARY not in said


@pytest.mark.parametrize("library", ["httpx", "aiogram.event", "telegram.ext", "aiohttp.access", "asyncio", "anything"])
def test_a_library_is_named_but_not_quoted(spoken: pytest.CaptureFixture[str], library: str) -> None:
    logger = logging.getLogger(library)
    for level in (logging.DEBUG, logging.INFO):
        logger.log(level, "POST https://api.telegram.org/bot%s/getMe", TOKEN)
    assert spoken.readouterr().err == ""
    try:
        raise RuntimeError(CANARY)
    except RuntimeError:
        logger.exception("POST https://api.telegram.org/bot%s/getMe", TOKEN)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(CANARY, stacklevel=1)
    said = spoken.readouterr()
    assert f"library={library}" in said.err
    assert CANARY not in said.err + said.out


async def test_a_token_in_the_address_of_a_call_is_never_printed(spoken: pytest.CaptureFixture[str]) -> None:
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(NOWHERE)))
    channel = Telegram(TOKEN, NOWHERE, None)
    try:
        await bot.get_me()
    except TelegramNetworkError as error:
        structlog.get_logger().error("polling_failed", error=type(error).__name__, exc_info=True)
    await channel.send("1", Card(CANARY), None)
    await bot.session.close()
    await channel.close()
    assert "polling_failed" in (said := spoken.readouterr().err)
    assert CANARY not in said


async def test_what_a_statement_carried_is_never_printed(env: Env, spoken: pytest.CaptureFixture[str]) -> None:
    try:
        async with env.db.write() as session:
            session.add(Account(ward_id=env.ward_id, person_id=999, network="telegram", external_id=CANARY))
    except IntegrityError as error:
        structlog.get_logger().error("update_failed", error=type(error).__name__, exc_info=True)
    assert "error=IntegrityError" in (said := spoken.readouterr().err)
    assert CANARY not in said


def test_a_crash_says_only_where(spoken: pytest.CaptureFixture[str]) -> None:
    logs.crashed(RuntimeError(CANARY))
    assert "event=crashed" in (said := spoken.readouterr().err)
    assert CANARY not in said
