"""The floors hold in the real tree, and each contract catches a bad import planted in a copy of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

LINTER: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
ROOMS: list[str] = LINTER["root_packages"]
CONTRACTS: dict[str, dict[str, Any]] = {contract["id"]: contract for contract in LINTER["contracts"]}
CHECK = "from importlinter.cli import lint_imports_command as check; check()"
NOT_ROOMS = {"tests", "bench", "docs", "locales", "var"}

# contract, module that gets a bad import, the bad import, and what the report must say
PLANTS = [
    ("floors", "rules/planted.py", "import storage", "rules.planted -> storage"),
    ("floors", "storage/planted.py", "import services", "storage.planted -> services"),
    ("floors", "cards/planted.py", "import channels", "cards.planted -> channels"),
    ("floors", "channels/planted.py", "import handlers", "channels.planted -> handlers"),
    ("floors", "handlers/planted.py", "import scheduler", "handlers.planted -> scheduler"),
    ("floors", "scheduler/planted.py", "import handlers", "scheduler.planted -> handlers"),
    ("floors", "handlers/planted.py", "import bot", "handlers.planted -> bot"),
    ("channels", "channels/planted.py", "import services", "channels.planted -> services"),
    ("channels", "channels/planted.py", "import storage", "channels.planted -> storage"),
    ("cards", "cards/planted.py", "import storage", "cards.planted -> storage"),
    ("nouns", "services/planted.py", "import services.noun", "services.planted -> services.noun"),
    ("nouns", "services/outbox.py", "import services.noun", "services.outbox -> services.noun"),
    ("sandbox-alone", "sandbox/planted.py", "import rules", "sandbox.planted -> rules"),
    ("sandbox", "handlers/planted.py", "import sandbox", "handlers.planted -> sandbox"),
    ("sql", "services/planted.py", "import sqlalchemy.orm", "services.planted -> sqlalchemy"),
    ("sql", "bot/planted.py", "import sqlite3", "bot.planted -> sqlite3"),
    ("aiogram", "cards/planted.py", "import aiogram.types", "cards.planted -> aiogram"),
    ("telegram", "handlers/planted.py", "import telegram", "handlers.planted -> telegram"),
    ("telegram", "channels/planted.py", "import telegram.ext", "channels.planted -> telegram"),
    ("apscheduler", "services/planted.py", "import apscheduler.job", "services.planted -> apscheduler"),
]


def lint(tree: Path, *options: str) -> tuple[int, str]:
    """The exit code and the report of import-linter in `tree`."""
    outcome = subprocess.run(
        [sys.executable, "-c", CHECK, "--no-cache", "--no-logo", *options],
        cwd=tree,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return outcome.returncode, outcome.stdout + outcome.stderr


def copy_of_the_house(folder: Path) -> Path:
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_real_tree_keeps_every_contract() -> None:
    code, report = lint(ROOT)
    assert code == 0, report
    assert f"{len(CONTRACTS)} kept, 0 broken" in report


@pytest.mark.parametrize(("contract", "module", "line", "finding"), PLANTS)
def test_a_planted_import_is_caught(tmp_path: Path, contract: str, module: str, line: str, finding: str) -> None:
    house = copy_of_the_house(tmp_path)
    (house / "services" / "noun.py").write_text('"""A noun of its own."""\n', encoding="utf-8")
    with (house / module).open("a", encoding="utf-8") as planted:
        planted.write(f"\n{line}\n")
    code, report = lint(house, "--contract", contract)
    assert code == 1
    assert finding in report


def test_every_contract_has_a_planted_import() -> None:
    assert {plant[0] for plant in PLANTS} == set(CONTRACTS)


def test_every_room_stands_under_the_contracts() -> None:
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - NOT_ROOMS
    assert rooms == set(ROOMS)


@pytest.mark.parametrize(
    ("contract", "allowed"),
    [
        ("sandbox", {"bot", "sandbox"}),
        ("sql", {"storage"}),
        ("aiogram", {"bot", "handlers", "channels"}),
        ("telegram", set()),
        ("apscheduler", {"scheduler"}),
    ],
)
def test_a_library_is_closed_to_every_room_but_its_own(contract: str, allowed: set[str]) -> None:
    assert set(ROOMS) - set(CONTRACTS[contract]["source_modules"]) == allowed
