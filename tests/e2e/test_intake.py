"""What was sent while the database was away has its effect when it is back, once and in order."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from handlers import intake
from sandbox import people
from storage import database
from tests.e2e.conftest import GROUP_1, Town
from tests.e2e.consulting import open_consultation


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program waits for a busy database for a moment only, and asks again soon."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    monkeypatch.setattr(intake, "RETRY_SECONDS", 0.05)


async def _lock(other: sqlite3.Connection) -> None:
    """The database is held; what the program was just writing is waited for."""
    while True:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            await asyncio.sleep(0.01)
        else:
            return


async def test_an_answer_given_while_the_database_is_locked_is_kept(impatient: None, town: Town) -> None:
    await open_consultation(town)
    an = town.person("an")
    card = next(message for message in reversed(an.screen(GROUP_1)) if "Đồng ý" in message.buttons)
    path = town.env.db.url.removeprefix("sqlite+aiosqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as other:
        await _lock(other)
        people.tap(town.sandbox, an.user, card, (card.keyboard or [])[0][0])
        with pytest.raises(AssertionError, match="has not confirmed"):
            await town.sandbox.settled(timeout=0.5)
        other.execute("ROLLBACK")
    await town.sandbox.settled()
    await town.settle()
    assert "Đã ghi nhận" in an.last().text
    await an.says("/ykien")
    assert "✔️ Đồng ý" in " ".join(label for message in an.screen()[-2:] for label in message.buttons)


async def test_an_update_that_was_never_kept_is_not_confirmed_at_the_end(impatient: None, town: Town) -> None:
    """Stopping while the database is away leaves the update to the next start."""
    an = town.person("an")
    path = town.env.db.url.removeprefix("sqlite+aiosqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as other:
        await _lock(other)
        people.say(town.sandbox, an.user, an.chat(), "/tracuu")
        with pytest.raises(AssertionError, match="has not confirmed"):
            await town.sandbox.settled(timeout=0.3)
        await town.app.stop()
        with pytest.raises(AssertionError, match="has not confirmed"):
            await town.sandbox.settled(timeout=0.1)
