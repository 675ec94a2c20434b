"""The written conversation that ships with the project is played against the real program."""

import pytest

from bot.sandbox_mode import SAMPLES
from sandbox.__main__ import main


def test_the_sample_conversation_goes_as_it_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--script", str(SAMPLES / "kich-ban.txt")]) == 0, capsys.readouterr().out
    printed = capsys.readouterr().out
    assert "✓ as written" in printed
    assert "Bà Mẫu An ← Kính chào ông/bà" in printed
