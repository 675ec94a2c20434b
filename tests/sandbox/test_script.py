"""Written conversations, played against a small bot in a process of its own."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sandbox.__main__ import main
from sandbox.clock import SandboxClock
from sandbox.server import Sandbox
from sandbox.world import World
from tests.sandbox.conftest import made_up_ward

ECHO_BOT = """
import json, os, urllib.request
BASE = f"{os.environ['TELEGRAM_API_URL']}/bot{os.environ['TELEGRAM_BOT_TOKEN']}/"
def call(method, **params):
    request = urllib.request.Request(BASE + method, json.dumps(params).encode(), {"Content-Type": "application/json"})
    return json.load(urllib.request.urlopen(request))["result"]
offset = 0
while True:
    for update in call("getUpdates", offset=offset, timeout=20):
        offset = update["update_id"] + 1
        if "message" in update and "text" in update["message"]:
            keyboard = {"inline_keyboard": [[{"text": "Đồng ý", "callback_data": "yes"}]]}
            call("sendMessage", chat_id=update["message"]["chat"]["id"], text="Nghe: " + update["message"]["text"],
                 reply_markup=keyboard)
        if "callback_query" in update:
            query = update["callback_query"]
            call("answerCallbackQuery", callback_query_id=query["id"], text="Đã ghi")
            call("editMessageText", chat_id=query["message"]["chat"]["id"],
                 message_id=query["message"]["message_id"], text="Cảm ơn")
"""


def play(folder: Path, script: str) -> int:
    (folder / "bot.py").write_text(ECHO_BOT, encoding="utf-8")
    path = folder / "chuyen.txt"
    path.write_text(f"# thử\nbot: {sys.executable} {folder / 'bot.py'}\n{script}", encoding="utf-8")
    return main(["--script", str(path)])


def test_a_conversation_is_played_and_its_transcript_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = "Bà Hoa: /start\nBà Hoa < Nghe: /start\nBà Hoa > Đồng ý\nBà Hoa < Cảm ơn\n* advance 2h\n"
    assert play(tmp_path, script) == 0, capsys.readouterr().out
    printed = capsys.readouterr().out
    wanted = [
        "Bà Hoa: /start",
        "Bà Hoa ← Nghe: /start",
        "[Đồng ý]",
        "→ Bà Hoa: Đã ghi",
        "✎ Bà Hoa ← Cảm ơn",
        "✓ as written",
    ]
    places = [printed.find(words) for words in wanted]
    assert -1 not in places, printed
    assert places == sorted(places)


def test_a_conversation_that_goes_otherwise_fails_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert play(tmp_path, "Bà Hoa: /start\nBà Hoa > Không có\n") == 1
    assert "✗ line 4: Bà Hoa sees no button 'Không có'" in capsys.readouterr().out


@pytest.mark.parametrize("line", ["Ông Không Ai: a", "Bà Hoa @ Tổ 99: a", "Bà Hoa ! bay", "* advance mãi", "???"])
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str) -> None:
    assert play(tmp_path, f"{line}\n") == 2
    assert "line 3" in capsys.readouterr().err


def test_a_bot_that_does_not_start_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "a.txt"
    script.write_text(f"bot: {sys.executable} -c pass\nBà Hoa: a\n", encoding="utf-8")
    assert main(["--script", str(script)]) == 2
    assert "before it asked for updates" in capsys.readouterr().err


def test_a_real_token_or_an_open_host_ends_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--token", "123456789:" + "A" * 35]) == 2
    assert "looks like one of a real Telegram bot" in capsys.readouterr().err
    assert main(["--host", "0.0.0.0"]) == 2  # noqa: S104
    assert "loopback only" in capsys.readouterr().err


def test_a_script_that_names_a_world_needs_a_bot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "a.txt"
    script.write_text("world: khong-co.toml\nBà Hoa: a\n", encoding="utf-8")
    assert main(["--script", str(script)]) == 2
    assert "no bot" in capsys.readouterr().err
    assert main(["--script", str(script), "--town", "no_such_module:town"]) == 2
    assert "there is no bot to play with" in capsys.readouterr().err


@asynccontextmanager
async def quiet_town() -> AsyncIterator[Sandbox]:
    """A town whose bot never speaks; it lets the script run in this process."""
    async with Sandbox(World.from_dict(made_up_ward()), SandboxClock(frozen=True)) as sandbox:
        sandbox.waits = False
        yield sandbox


def test_a_script_can_be_played_in_a_town_that_shares_its_clock(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "a.txt"
    script.write_text("Bà Hoa @ Tổ 1: xin chào\n* advance 3h\nÔng Bình @ Tổ 1 < xin chào\n", encoding="utf-8")
    assert main(["--script", str(script), "--town", f"{__name__}:quiet_town"]) == 0
    assert "✓ as written" in capsys.readouterr().out
