"""The documents say what is there: commands, settings, labels, links and tests that they name exist."""

from __future__ import annotations

import ast
import html
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer
from aiogram import Router
from aiogram.filters import Command
from typer.core import TyperGroup

from bot.cli import cli
from bot.settings import Settings
from handlers.dispatcher import DOORS
from rules.delivery import Reason
from rules.polls import STANDARD_OPTIONS
from tests.conftest import ROOT
from tests.house.test_guards import names_in

GUIDES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "huong-dan").glob("*.md"))
DOCUMENTS = sorted(
    ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "sandbox/README.md"]
    + [path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")]
)
OURS = ("bot", "handlers", "scheduler", "channels", "cards", "services", "storage", "rules", "sandbox", "tests", ".ci")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def spans(text: str) -> list[str]:
    """What stands between backticks, in blocks of code line by line."""
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    inline = [" ".join(found.split()) for found in re.findall(r"`([^`]+)`", prose)]
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()] + inline


# --- commands ------------------------------------------------------------------------------------


@cache
def program() -> TyperGroup:
    found = typer.main.get_command(cli)
    assert isinstance(found, TyperGroup)
    return found


def wrong_program_commands(text: str) -> Iterator[str]:
    """`python -m bot NAME --option`: names and options that the command line does not have."""
    for span in spans(text):
        for name, rest in re.findall(r"-m bot ([a-z-]+)([^`#]*)", span):
            command = program().commands.get(name)
            if command is None:
                yield f"python -m bot {name}"
                continue
            known = {option for parameter in command.params for option in parameter.opts}
            yield from (f"{name} {option}" for option in re.findall(r"--[a-z-]+", rest) if option not in known)


def options() -> set[str]:
    """Every option of every command."""
    return {name for command in program().commands.values() for known in command.params for name in known.opts}


@cache
def makefile_targets() -> frozenset[str]:
    phony = re.search(r"^\.PHONY: (.*)$", read("Makefile"), re.MULTILINE)
    assert phony
    return frozenset(phony[1].split())


def wrong_targets(text: str) -> Iterator[str]:
    for span in spans(text):
        yield from (f"make {name}" for name in re.findall(r"^make ([a-z]+)", span) if name not in makefile_targets())


def _routers(router: Router) -> Iterator[Router]:
    yield router
    for inner in router.sub_routers:
        yield from _routers(inner)


@cache
def chat_commands() -> tuple[frozenset[str], ...]:
    """The commands that a chat understands, each with its other names."""
    filters = [
        known.callback
        for door in DOORS
        for router in _routers(door.router)
        for handler in router.message.handlers
        for known in handler.filters or []
    ]
    return tuple(frozenset(map(str, known.commands)) for known in filters if isinstance(known, Command))


def slashed(text: str) -> set[str]:
    """Words in backticks that begin with a slash, as one types them into a chat."""
    return {word for span in spans(text) for word in re.findall(r"^/([a-z]+)(?= |$)", span)}


def wrong_chat_commands(text: str) -> Iterator[str]:
    known = frozenset().union(*chat_commands())
    health = set(re.findall(r'add_get\("/(\w+)"', read("bot/webhook.py")))
    yield from (f"/{word}" for word in slashed(text) - known - health)


# --- settings ------------------------------------------------------------------------------------


def settings() -> set[str]:
    return {name.upper() for name in Settings.model_fields}


# What people set that is no setting of the program.
OF_TESTS = {"REQUIRE", "HYPOTHESIS_PROFILE", "FILE", "DOORS", "SWEEPS", "OUTGOING", "VACUUM"}


def wrong_settings(text: str) -> Iterator[str]:
    named = {word for span in spans(text) for word in re.findall(r"^([A-Z][A-Z_]{3,})(?==|$)", span)}
    yield from named - settings() - OF_TESTS


# --- labels --------------------------------------------------------------------------------------


def _plain(words: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", words)).split())


@cache
def sayings() -> tuple[str, ...]:
    """Every text in the code of the cards, without markup, and the answers that every consultation offers."""
    return STANDARD_OPTIONS + tuple(
        _plain(node.value)
        for path in (ROOT / "cards").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@cache
def templates() -> tuple[re.Pattern[str], ...]:
    """Short texts with a value in them, which may be any words; an emoji may stand before them."""
    found = [re.sub(r"^[^\w{]+", "", saying) for saying in sayings() if "{" in saying and len(saying) < 60]
    return tuple(
        re.compile(".{1,40}".join(map(re.escape, re.split(r"\{[^}]*\}", saying))))
        for saying in found
        if re.match(r"\w{3}", saying)
    )


def is_said(words: str) -> bool:
    """Whether a card says these words: a label, or a sentence up to where it pauses."""
    said = re.compile(rf"(?<!\w){re.escape(words)}(?=$|\n| ?[.,:;!?(){{»\"]| [–—/])", re.MULTILINE)
    return bool(said.search("\n".join(sayings()))) or any(template.fullmatch(words) for template in templates())


def labels(text: str) -> list[str]:
    return [" ".join(found.split()) for found in re.findall(r"“([^”]+)”", text)]


def wrong_labels(text: str) -> Iterator[str]:
    yield from (words for words in labels(text) if not is_said(words))


def wrong_examples(text: str) -> Iterator[str]:
    """In guides, backticks hold a command, a path, or an example that a card gives as well."""
    for span in spans(text):
        known = span.startswith(("/", ".venv/")) or (ROOT / span).exists() or span in settings() | options()
        if not known and not is_said(span):
            yield span


# --- links and names -------------------------------------------------------------------------------


def _anchors(text: str) -> set[str]:
    """The anchors of headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def wrong_links(name: str, text: str) -> Iterator[str]:
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (ROOT / name).parent / path if path else ROOT / name
        if not found.exists() or (anchor and anchor not in _anchors(found.read_text(encoding="utf-8"))):
            yield target


@cache
def source() -> str:
    files = [path for room in OURS for path in (ROOT / room).rglob("*") if path.suffix in {".py", "", ".js"}]
    return "\n".join(path.read_text(encoding="utf-8") for path in files if path.is_file() and path != Path(__file__))


def wrong_names(text: str) -> Iterator[str]:
    """Names of tests, constraints, tables, functions and files in backticks that nothing in the code has."""
    for span in spans(text):
        if re.fullmatch(r"test_\w+", span):
            known = bool(re.search(rf"def {span}\b", source()))
        elif re.fullmatch(r"[a-z]+(_[a-z]+)+", span):
            known = span in TOOLS or bool(re.search(rf"\b{span}\b", source()))
        elif re.fullmatch(r"(?=.*[a-z])([\w.-]+/)+[\w.-]*|[\w-]+\.(py|toml|md)", span):
            places = (ROOT, *(ROOT / room for room in OURS))
            known = span in ILLUSTRATIONS or any((place / span).exists() for place in places)
        else:
            continue
        if not known:
            yield span


# What a contributor would add, and what a run leaves behind.
ILLUSTRATIONS = {
    *(f"{room}/meetings.py" for room in ("rules", "storage/models", "storage", "services", "cards", "handlers")),
    ".venv/bin/python",
    ".sandbox/",
}
# Programs of others.
TOOLS = {"pg_dump", "pg_restore"}


# --- the guards ------------------------------------------------------------------------------------


GUARDS = (wrong_program_commands, wrong_targets, wrong_chat_commands, wrong_settings, wrong_names)


@pytest.mark.parametrize("guard", GUARDS, ids=[guard.__name__ for guard in GUARDS])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_a_document_names_exists(name: str, guard: object) -> None:
    assert callable(guard)
    assert list(guard(read(name))) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_leads_somewhere(name: str) -> None:
    assert list(wrong_links(name, read(name))) == []


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_quotes_what_the_assistant_really_says(name: str) -> None:
    text = read(name)
    assert list(wrong_labels(text)) == []
    assert list(wrong_examples(text)) == []


def test_the_first_page_quotes_buttons_of_the_assistant_or_of_the_sandbox() -> None:
    page = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "sandbox" / "page").glob("*.js"))
    assert [words for words in wrong_labels(read("README.md")) if f'"{words}"' not in page] == []


def test_the_people_of_the_first_page_live_in_the_sample_ward() -> None:
    world = read("samples/sandbox.toml")
    named = re.findall(r"\*\*((?:Bà|Ông|Cô|Chị|Anh|Bác) Mẫu \w+|Tổ dân phố \d)\*\*", read("README.md"))
    assert len(named) >= 5
    assert [name for name in named if f'"{name}' not in world] == []


def test_every_chat_command_is_in_a_guide() -> None:
    told = set().union(*(slashed(read(name)) for name in GUIDES)) | {"start"}
    assert len(chat_commands()) >= 15
    assert [sorted(names) for names in chat_commands() if not names & told] == []


def test_every_command_of_the_program_is_in_operations() -> None:
    text = read("docs/operations.md")
    assert [name for name in program().commands if f"-m bot {name}" not in text] == []


def test_every_setting_is_explained_and_the_example_holds_no_other() -> None:
    explained = set(re.findall(r"^\| `([A-Z_]+)`", read("docs/operations.md"), re.MULTILINE))
    assert explained == settings()
    assert names_in(read(".env.example")) == settings()


def test_every_reason_and_state_of_a_message_is_explained() -> None:
    assert set(re.findall(r"^\| `([a-z_]+)` \|", _part(read("docs/operations.md"), "When messages"), re.MULTILINE)) == {
        reason.value for reason in Reason
    }
    known = re.search(r"state IN \(('waiting'[^)]*)\)", read("storage/models/plumbing.py"))
    assert known
    told = re.findall(r"^\| `([a-z]+)` \|", _part(read("docs/architecture.md"), "The outbox"), re.MULTILINE)
    assert set(told) == set(re.findall(r"'(\w+)'", known[1]))


def test_every_event_of_the_log_is_explained() -> None:
    logged = set()
    for room in ("bot", "handlers", "scheduler", "services", "channels", "storage"):
        for path in (ROOT / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            logged |= set(re.findall(r"log\.(?:info|warning|error|critical)\(\s*\"([a-z_]+)\"", text))
    told = set(re.findall(r"`([a-z_]+)`", _part(read("docs/operations.md"), "What the logs say")))
    assert len(logged) >= 12
    assert logged - told == set()


def _part(text: str, heading: str) -> str:
    return text.split(f"## {heading}", 1)[1].split("\n## ", 1)[0]


def test_the_guards_see_the_documents() -> None:
    assert len(GUIDES) == 6
    assert len(DOCUMENTS) >= 14
    assert sum(len(labels(read(name))) for name in GUIDES) >= 150
    assert sum(len(re.findall(r"`test_", read(name))) for name in DOCUMENTS) >= 40


@pytest.mark.parametrize(
    ("guard", "fault"),
    [
        (wrong_program_commands, "run `.venv/bin/python -m bot fly`"),
        (wrong_program_commands, "```\npython -m bot import-roll x.csv --wet-run\n```"),
        (wrong_targets, "type `make coffee`"),
        (wrong_chat_commands, "gõ `/bay`"),
        (wrong_settings, "set `TELEGRAM_COLOUR`"),
        (wrong_names, "see `test_nothing_of_the_kind`"),
        (wrong_names, "see `no_such_constraint`"),
        (wrong_names, "see `rules/magic.py`"),
        (wrong_labels, "bấm “Bay lên trời”"),
        (wrong_labels, "bấm “Đồng”"),
        (wrong_examples, "ví dụ `chim bay`"),
    ],
)
def test_a_planted_fault_is_found(guard: object, fault: str) -> None:
    assert callable(guard)
    assert list(guard(fault))


def test_a_dead_link_is_found() -> None:
    assert list(wrong_links("docs/law.md", "[x](nowhere.md) [y](operations.md#no-such-part)")) == [
        "nowhere.md",
        "operations.md#no-such-part",
    ]


def test_documents_are_written_in_composed_letters() -> None:
    assert [name for name in DOCUMENTS if not unicodedata.is_normalized("NFC", read(name))] == []
