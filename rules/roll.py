"""The roll: what a row of a list of households must be, and how each row ends."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from rules import phones
from rules.texts import fold, normalise

CODE_LENGTH = 32
NAME_LENGTH = 120
ADDRESS_LENGTH = 200

# Columns and the folded headings by which they are known.
COLUMNS: dict[str, tuple[str, ...]] = {
    "group_code": ("group code", "ma to", "ma to dan pho", "ma thon", "ma khu vuc"),
    "group_name": ("group name", "ten to", "ten to dan pho", "ten thon", "ten khu vuc"),
    "household_code": ("household code", "ma ho", "ma ho gia dinh", "ma so ho"),
    "address": ("address", "dia chi"),
    "representative": ("representative", "nguoi dai dien", "dai dien ho", "chu ho"),
    "phone": ("phone", "so dien thoai", "dien thoai", "sdt"),
}
REQUIRED = ("group_code", "household_code", "address", "representative")

_SEPARATORS = re.compile(r"[\W_]+")
_CODE = re.compile(r"\w[\w./-]*")
# A spreadsheet takes text that begins so for a formula, and would run it on somebody's computer.
_FORMULA = ("=", "+", "-", "@")


class Outcome(StrEnum):
    """How a row ends."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


class Reason(StrEnum):
    """Why a row was rejected, or for BAD_PHONE what was left out of it."""

    NO_HOUSEHOLD_CODE = "no_household_code"
    NO_GROUP_CODE = "no_group_code"
    BAD_CODE = "bad_code"
    UNKNOWN_GROUP = "unknown_group"
    DUPLICATE = "duplicate"
    TOO_LONG = "too_long"
    FORMULA = "formula"
    EXTRA_CELLS = "extra_cells"
    MERGED = "merged"
    BAD_PHONE = "bad_phone"


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it stands in the file: its number there, its cells by column, and a fault of its form."""

    number: int
    cells: Mapping[str, str]
    fault: Reason | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A household as a good row tells it; remark is BAD_PHONE when the phone could not be kept."""

    number: int
    group_code: str
    household_code: str
    address: str
    representative: str
    phone: str | None
    remark: Reason | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that is not taken, and why; first is the row that has the same code, column the one at fault."""

    number: int
    reason: Reason
    column: str = ""
    first: int = 0


def _line(text: str) -> str:
    return " ".join(normalise(text).split())


def column_of(heading: str) -> str | None:
    """The column that a heading names, in English or Vietnamese, with or without accents; None for others."""
    spread = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", normalise(heading))
    words = " ".join(_SEPARATORS.sub(" ", fold(spread)).split())
    known = {name: column for column, names in COLUMNS.items() for name in names}
    return known.get(words) or known.get(" ".join(_SEPARATORS.sub(" ", fold(heading)).split()))


def group_for(written: str, codes: Collection[str]) -> str | None:
    """The code of the ward that is meant; a spreadsheet may have made 1 of 01."""
    if written in codes:
        return written
    meant = [code for code in codes if code.lstrip("0") == written.lstrip("0")]
    return meant[0] if len(meant) == 1 else None


def written_code(row: RawRow) -> str:
    """The household code as it is kept, whatever else is wrong with the row; empty when none is written."""
    return _line(row.cells.get("household_code", "")).upper().replace(" ", "")


def judge(row: RawRow) -> Entry | Rejection:
    """The household that this row tells of, or why it tells of none; looks at this row alone."""
    if row.fault:
        return Rejection(row.number, row.fault)
    cells = {column: _line(row.cells.get(column, "")) for column in COLUMNS}
    code, group = cells["household_code"].upper().replace(" ", ""), cells["group_code"].replace(" ", "")
    if not code:
        return Rejection(row.number, Reason.NO_HOUSEHOLD_CODE)
    if not group:
        return Rejection(row.number, Reason.NO_GROUP_CODE)
    for column in ("household_code", "group_code", "address", "representative"):
        if cells[column].startswith(_FORMULA):
            return Rejection(row.number, Reason.FORMULA, column)
    limits = {"household_code": CODE_LENGTH, "address": ADDRESS_LENGTH, "representative": NAME_LENGTH}
    for column, limit in limits.items():
        if len(cells[column]) > limit:
            return Rejection(row.number, Reason.TOO_LONG, column)
    if not _CODE.fullmatch(code):
        return Rejection(row.number, Reason.BAD_CODE)
    phone = phones.canonical(cells["phone"]) if cells["phone"] else None
    remark = Reason.BAD_PHONE if cells["phone"] and phone is None else None
    return Entry(row.number, group, code, cells["address"], cells["representative"], phone, remark)


def judge_all(rows: Iterable[RawRow], groups: Collection[str]) -> tuple[list[Entry], list[Rejection]]:
    """Every row in one of the two lists; of rows with one code the first counts, groups are those of the ward."""
    entries: list[Entry] = []
    rejections: list[Rejection] = []
    first: dict[str, int] = {}
    meant: dict[str, str | None] = {}
    for row in rows:
        judged = judge(row)
        if isinstance(judged, Rejection):
            rejections.append(judged)
            continue
        if judged.group_code not in meant:
            meant[judged.group_code] = group_for(judged.group_code, groups)
        group = meant[judged.group_code]
        if group is None:
            rejections.append(Rejection(judged.number, Reason.UNKNOWN_GROUP))
        elif judged.household_code in first:
            rejections.append(Rejection(judged.number, Reason.DUPLICATE, first=first[judged.household_code]))
        else:
            first[judged.household_code] = judged.number
            entries.append(judged if group == judged.group_code else replace(judged, group_code=group))
    return entries, rejections
