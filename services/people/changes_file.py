"""Reading a CHANGES.toml: by which decision groups are merged, split and renamed, and how."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rules.regrouping import BadChangesError, Fault, Kind, Part, Step
from rules.texts import UnusableTextError, clean_line
from services.people.ward_file import CODE, MOST_HOUSEHOLDS

NAME_LENGTH = 100
DECISION_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Changes:
    """A decision, the day it was taken, the day it is in force, and what it does."""

    decision: str
    decided_on: date
    in_force: date
    steps: tuple[Step, ...]


def read(path: Path) -> Changes:
    """What the file says; BadChangesError when it is missing, no TOML, or says something impossible."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise BadChangesError(Fault.MISSING) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadChangesError(Fault.UNREADABLE) from error
    readers = {Kind.MERGE: _merge, Kind.SPLIT: _split, Kind.RENAME: _rename}
    steps = [
        readers[kind](one, f"{kind}[{place}]")
        for kind in Kind
        for place, one in enumerate(_tables(table, kind, kind), 1)
    ]
    return Changes(
        _line(table, "decision", "decision", DECISION_LENGTH),
        _day(table, "decided_on"),
        _day(table, "in_force"),
        tuple(steps),
    )


def _tables(table: dict[str, Any], key: str, where: str) -> list[dict[str, Any]]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise BadChangesError(Fault.BAD_VALUE, where)
    return found


def _merge(table: dict[str, Any], where: str) -> Step:
    old = _codes(table, "groups", where)
    return Step(Kind.MERGE, old, (_part(table, where, takes_rest=True, offices_of=_codes(table, "offices", where)),))


def _split(table: dict[str, Any], where: str) -> Step:
    old = _code(table, "group", where)
    parts = [
        _part(
            one,
            f"{where}.into[{place}]",
            households=tuple(code.upper() for code in _codes(one, "households", f"{where}.into[{place}]")),
            takes_rest=_flag(one, "rest", where),
            takes_chats=_flag(one, "chats", where),
            offices_of=(old,) if _flag(one, "offices", where) else (),
        )
        for place, one in enumerate(_tables(table, "into", f"{where}.into"), 1)
    ]
    if not parts:
        raise BadChangesError(Fault.TOO_FEW, old)
    return Step(Kind.SPLIT, (old,), tuple(parts))


def _rename(table: dict[str, Any], where: str) -> Step:
    old = _code(table, "group", where)
    part = _part({"code": old, **table}, where, takes_rest=True, offices_of=(old,))
    return Step(Kind.RENAME, (old,), (part,))


def _part(table: dict[str, Any], where: str, **rest: Any) -> Part:
    declared = table.get("declared")
    if declared is not None and (type(declared) is not int or not 0 <= declared <= MOST_HOUSEHOLDS):
        raise BadChangesError(Fault.BAD_VALUE, f"{where}.declared")
    name = _line(table, "name", f"{where}.name", NAME_LENGTH)
    return Part(_code(table, "code", where), name, declared, **rest)


def _code(table: dict[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not CODE.fullmatch(value):
        raise BadChangesError(Fault.BAD_VALUE, f"{where}.{key}")
    return value


def _codes(table: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, str) and one.strip() for one in found):
        raise BadChangesError(Fault.BAD_VALUE, f"{where}.{key}")
    return tuple(one.strip() for one in found)


def _flag(table: dict[str, Any], key: str, where: str) -> bool:
    value = table.get(key, False)
    if type(value) is not bool:
        raise BadChangesError(Fault.BAD_VALUE, f"{where}.{key}")
    return value


def _line(table: dict[str, Any], key: str, where: str, limit: int) -> str:
    value = table.get(key)
    try:
        return clean_line(value if isinstance(value, str) else "", limit)
    except UnusableTextError as error:
        raise BadChangesError(Fault.BAD_VALUE, where) from error


def _day(table: dict[str, Any], key: str) -> date:
    value = table.get(key)
    if type(value) is not date:
        raise BadChangesError(Fault.BAD_VALUE, key)
    return value
