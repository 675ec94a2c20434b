"""House rules that no tool checks: each guard counts what it inspected and has a fault planted against it."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.settings import Settings
from tests.conftest import ROOT

ROOMS = ("bot", "handlers", "scheduler", "channels", "cards", "services", "storage", "rules", "sandbox")
FOLDERS = (*ROOMS, "bench", "docs", "locales", "samples", "tests", ".ci")
LONGEST = 500
CLOCKS = {"services/context.py", "sandbox/clock.py"}
TEXT = {
    ".py",
    ".js",
    ".css",
    ".html",
    ".md",
    ".toml",
    ".cfg",
    ".ini",
    ".lock",
    ".csv",
    ".txt",
    ".mako",
    ".po",
    ".sh",
    ".example",
    "",
}
# Written in pieces, so that this file passes its own guard.
HOSTS = re.compile("|".join(["pypi" + r"\.", "python" + "hosted", "artifact" + "ory", "--index" + "-url"]))
MACHINE_PATHS = re.compile(r"(?<![\w./:-])/(?:" + "|".join(["ro" + "ot", "wo" + "rk", "ho" + "me"]) + r")/\w")
UNFINISHED = re.compile(r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "NotImplemented" + "Error"]) + r")\b")
LETTER_CLASS = re.compile(r"\[[^\]]+\]")  # the letters that a pattern looks for say nothing
VIETNAMESE = re.compile(r"[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")


# --- what is inspected ---------------------------------------------------------------------------


def ours() -> list[str]:
    """Every file of the project, relative to its root, without what runs and tools leave behind."""
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    found += [path for path in ROOT.iterdir() if path.name != ".env"]
    return sorted(
        path.relative_to(ROOT).as_posix() for path in found if path.is_file() and "__pycache__" not in path.parts
    )


def texts() -> list[str]:
    return [name for name in ours() if Path(name).suffix in TEXT]


def room_of(name: str) -> str:
    return name.split("/", 1)[0]


def modules() -> list[str]:
    """Every Python module of the rooms, migrations included."""
    return [name for name in ours() if name.endswith(".py") and room_of(name) in ROOMS]


def source() -> list[str]:
    """What people write and read: code of any language, without tests, migrations and locks."""
    return [
        name
        for name in texts()
        if Path(name).suffix in {".py", ".js", ".css", ".html"}
        and room_of(name) != "tests"
        and not name.startswith("storage/migrations/versions/")
    ]


def speechless() -> list[str]:
    """The modules that say nothing to anybody: sentences belong to cards, names of law to rules."""
    return [name for name in modules() if room_of(name) in {"services", "storage", "scheduler", "handlers", "channels"}]


# --- the guards: what is wrong with a file, line by line -------------------------------------------


def too_long(name: str, text: str) -> Iterator[str]:
    if len(text.splitlines()) > LONGEST:
        yield f"{name} has {len(text.splitlines())} lines; a folder of the same name reads better"


def of_this_machine(name: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if HOSTS.search(line) or MACHINE_PATHS.search(line):
            yield f"{name}:{number} names a package host or a path of one machine"


def not_composed(name: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if not unicodedata.is_normalized("NFC", line):
            yield f"{name}:{number} is not NFC"


def unfinished(name: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if UNFINISHED.search(line):
            yield f"{name}:{number} is unfinished"


def without_docstring(name: str, text: str) -> Iterator[str]:
    if ast.get_docstring(ast.parse(text)) is None:
        yield f"{name} does not say what it holds"


def reads_the_computer_clock(name: str, text: str) -> Iterator[str]:
    """Time comes from the injected clock; only the clocks themselves may ask the computer."""
    calls = {
        ("datetime", "now"),
        ("datetime", "utcnow"),
        ("datetime", "today"),
        ("date", "today"),
        ("time", "time"),
    }
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and name not in CLOCKS:
            owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if (owner, node.attr) in calls:
                yield f"{name}:{node.lineno} asks the computer for the time"


def speaks_vietnamese(name: str, text: str) -> Iterator[str]:
    """A sentence outside docstrings, in a room that has nothing to say."""
    tree = ast.parse(text)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    prose = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield from (
                f"{name}:{node.lineno} says something: sentences live in cards"
                for _ in VIETNAMESE.findall(LETTER_CLASS.sub("", node.value))[:1]
            )


Guard = Callable[[str, str], Iterator[str]]

# guard, the files it inspects, and how many there are at the least
GUARDS: list[tuple[Guard, Callable[[], list[str]], int]] = [
    (too_long, source, 60),
    (of_this_machine, texts, 100),
    (not_composed, texts, 100),
    (unfinished, texts, 100),
    (without_docstring, modules, 60),
    (reads_the_computer_clock, modules, 60),
    (speaks_vietnamese, speechless, 30),
]
FAULTS: list[tuple[Guard, str]] = [
    (too_long, "line\n" * (LONGEST + 1)),
    (of_this_machine, "see /" + "home/nguyen/notes"),
    (of_this_machine, "from https://" + "pypi" + ".example.invalid/simple"),
    (not_composed, unicodedata.normalize("NFD", "Mặt trận")),
    (unfinished, "# TO" + "DO: later"),
    (unfinished, "raise NotImplemented" + "Error"),
    (without_docstring, "import ast\n"),
    (reads_the_computer_clock, "import datetime\nnow = datetime.datetime.now(datetime.UTC)\n"),
    (reads_the_computer_clock, "from datetime import date\ntoday = date.today()\n"),
    (reads_the_computer_clock, "import time\nnow = time.time()\n"),
    (speaks_vietnamese, 'raise ValueError("Cuộc lấy ý kiến đã đóng")\n'),
]


@pytest.mark.parametrize(("guard", "files", "at_least"), GUARDS, ids=[guard.__name__ for guard, *_ in GUARDS])
def test_the_house_keeps_its_rule(guard: Guard, files: Callable[[], list[str]], at_least: int) -> None:
    inspected = files()
    faults = [found for name in inspected for found in guard(name, (ROOT / name).read_text(encoding="utf-8"))]
    assert not faults, "\n".join(faults)
    assert len(inspected) >= at_least, "the guard has lost sight of the code"


@pytest.mark.parametrize(("guard", "fault"), FAULTS)
def test_a_planted_fault_is_found(guard: Guard, fault: str) -> None:
    assert list(guard("services/planted.py", fault))


def test_every_guard_has_a_planted_fault() -> None:
    assert {guard for guard, *_ in GUARDS} == {guard for guard, _ in FAULTS}


def test_a_docstring_may_be_vietnamese() -> None:
    assert not list(speaks_vietnamese("services/people.py", '"""Hộ gia đình và người đại diện."""\n'))


def test_the_clock_itself_may_ask_the_computer() -> None:
    assert not list(reads_the_computer_clock("services/context.py", "datetime.now(UTC)"))


# --- locks and settings --------------------------------------------------------------------------


def pins(lock: str) -> dict[str, str]:
    """Package and marker, with the version each lock file pins."""
    found = re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+) ?(;[^\\\n]*)?", lock, re.MULTILINE)
    return {f"{name} {marker.strip()}": version for name, version, marker in found}


def unhashed(lock: str) -> list[str]:
    """The pinned packages whose next line is not a hash."""
    lines = lock.splitlines()
    return [
        line
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
        if "==" in line and "--hash" not in line and "--hash=sha256:" not in following
    ]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_development_installs_what_production_runs() -> None:
    production, development = pins(read("requirements.lock")), pins(read("requirements-dev.lock"))
    assert len(production) > 40
    assert {name: development.get(name) for name in production} == production


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-uv.lock"])
def test_every_pinned_package_has_its_hashes(name: str) -> None:
    assert pins(read(name))
    assert unhashed(read(name)) == []


def test_a_missing_hash_is_found() -> None:
    assert unhashed("aiogram==3.31.0\nattrs==26.1.0 \\\n    --hash=sha256:00\n") == ["aiogram==3.31.0"]


def names_in(example: str) -> set[str]:
    return set(re.findall(r"^#?([A-Z][A-Z_]+)=", example, re.MULTILINE))


def test_the_example_settings_hold_every_setting_that_is_read() -> None:
    read_by_the_program = {name.upper() for name in Settings.model_fields}
    assert len(read_by_the_program) >= 8
    assert read_by_the_program - names_in(read(".env.example")) == set()


def test_a_setting_missing_from_the_example_is_found() -> None:
    assert names_in("# A NOTE\n#LISTEN=\nPUBLIC_URL=x\n#listen=\n") == {"LISTEN", "PUBLIC_URL"}
