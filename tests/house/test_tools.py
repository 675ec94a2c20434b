"""The tools that read the code catch what they are there for, under this project's own settings."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _ruff(code: str, name: str = "services/planted.py") -> int:
    tool = [sys.executable, "-m", "ruff", "check", "--no-cache", "--stdin-filename", name, "-"]
    return subprocess.run(tool, input=code, text=True, cwd=ROOT, capture_output=True, check=False).returncode


def _mypy(code: str, cache: Path) -> int:
    tool = [sys.executable, "-m", "mypy", "--cache-dir", str(cache), "--strict", "-c", code]
    return subprocess.run(tool, cwd=cache, capture_output=True, check=False).returncode


@pytest.mark.parametrize(
    "code",
    [
        '"""Planted."""\n\nimport os\n',
        '"""Planted."""\n\nfrom datetime import datetime\n\nNOW = datetime.now()\n',
        '"""Planted."""\n\nprint("xin chào")\n',
    ],
)
def test_ruff_catches_a_planted_fault(code: str) -> None:
    assert _ruff(code) == 1


def test_ruff_lets_clean_code_pass() -> None:
    assert _ruff('"""Clean."""\n\nHOUSEHOLDS = 12\n') == 0


def test_mypy_catches_a_function_without_types_and_lets_a_typed_one_pass(tmp_path: Path) -> None:
    assert _mypy("def count(households): return households", tmp_path) == 1
    assert _mypy("def count(households: int) -> int: return households", tmp_path) == 0


def test_mypy_is_strict_for_the_whole_house() -> None:
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("[tool.mypy]")[2].partition("\n[")[0]
    assert "strict = true" in settings
