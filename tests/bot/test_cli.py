"""The command line stays light: only who serves pays for serving."""

import subprocess
import sys

from tests.conftest import ROOT

LIGHT = "import sys, bot.cli, scheduler.ticks; print([name for name in HEAVY if name in sys.modules])"


def test_a_command_that_does_not_serve_imports_no_chat_library() -> None:
    heavy = ["aiogram", "telegram", "matplotlib", "apscheduler"]
    code = f"HEAVY = {heavy}\n{LIGHT}"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"


def test_announcing_imports_no_aiogram() -> None:
    code = "import sys, channels.telegram, scheduler.delivery; print('aiogram' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "False"
