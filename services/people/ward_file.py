"""Reading a WARD.toml: what a ward is called, how it is reached, and its groups."""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from rules.texts import UnusableTextError, clean_line

CODE = re.compile(r"\w[\w.-]{0,31}")
_LENGTHS = {"name": 100, "kind": 40, "group_label": 40, "hotline": 60, "office_hours": 120}
MOST_HOUSEHOLDS = 100_000


class Fault(StrEnum):
    """What is wrong with a ward file."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    BAD_VALUE = "bad_value"
    NO_GROUPS = "no_groups"
    DUPLICATE = "duplicate"


class BadWardFileError(Exception):
    """The file tells of no ward: what is wrong, and where in it."""

    def __init__(self, fault: Fault, where: str = "") -> None:
        super().__init__(fault, where)
        self.fault = fault
        self.where = where


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A group and how many households the ward declares for it."""

    code: str
    name: str
    households: int


@dataclass(frozen=True, slots=True)
class WardFacts:
    """A ward as its file describes it."""

    code: str
    name: str
    kind: str
    group_label: str
    hotline: str
    office_hours: str
    groups: tuple[GroupFacts, ...]


def _code(table: dict[str, Any], where: str) -> str:
    value = table.get("code")
    if not isinstance(value, str) or not CODE.fullmatch(value):
        raise BadWardFileError(Fault.BAD_VALUE, where)
    return value


def _line(table: dict[str, Any], key: str, where: str, limit: int) -> str:
    value = table.get(key)
    try:
        return clean_line(value if isinstance(value, str) else "", limit)
    except UnusableTextError as error:
        raise BadWardFileError(Fault.BAD_VALUE, where) from error


def _group(table: Any, place: int) -> GroupFacts:
    where = f"groups[{place}]"
    if not isinstance(table, dict):
        raise BadWardFileError(Fault.BAD_VALUE, where)
    households = table.get("households")
    if type(households) is not int or not 0 <= households <= MOST_HOUSEHOLDS:
        raise BadWardFileError(Fault.BAD_VALUE, f"{where}.households")
    return GroupFacts(_code(table, f"{where}.code"), _line(table, "name", f"{where}.name", 100), households)


def read(path: Path) -> WardFacts:
    """The ward that the file describes; BadWardFileError when it is missing, no TOML, or says something impossible."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise BadWardFileError(Fault.MISSING) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadWardFileError(Fault.UNREADABLE) from error
    groups = table.get("groups")
    if not isinstance(groups, list) or not groups:
        raise BadWardFileError(Fault.NO_GROUPS)
    facts = WardFacts(
        code=_code(table, "code"),
        **{key: _line(table, key, key, limit) for key, limit in _LENGTHS.items()},
        groups=tuple(_group(group, place) for place, group in enumerate(groups, 1)),
    )
    codes = [group.code for group in facts.groups]
    for code in codes:
        if codes.count(code) > 1:
            raise BadWardFileError(Fault.DUPLICATE, code)
    return facts
