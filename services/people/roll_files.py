"""Reading a list of households: .csv and .xlsx into rows, whatever an office makes of them."""

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from rules.roll import REQUIRED, RawRow, Reason, column_of

# 100,000 households take half of it; what a workbook unpacks to is measured before anything is unpacked.
FILE_SIZE = 20 * 1024 * 1024
UNPACKED_SIZE = 400 * 1024 * 1024
# openpyxl lets through what its parts find: a broken archive, a broken part (SyntaxError is any XML parser's),
# a value that is none.
_DAMAGED = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    RuntimeError,
    EOFError,
    OSError,
)
# A list may begin with a title, a date, an empty line.
HEADING_ROWS = 10
DELIMITERS = ";,\t"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z]+\d+:[A-Z]+\d+)"')


class Fault(StrEnum):
    """Why a file is no list of households."""

    MISSING = "missing"
    EMPTY = "empty"
    TOO_BIG = "too_big"
    NO_ROWS = "no_rows"
    UNKNOWN_KIND = "unknown_kind"
    UNREADABLE = "unreadable"
    ENCODING = "encoding"
    QUOTES = "quotes"
    LONG_CELL = "long_cell"
    NO_HEADINGS = "no_headings"
    MISSING_COLUMNS = "missing_columns"
    DOUBLE_COLUMN = "double_column"


class UnreadableRollError(Exception):
    """The file is no list of households; columns are those that are missing or double, line is where it breaks."""

    def __init__(self, fault: Fault, *, columns: Sequence[str] = (), line: int = 0) -> None:
        super().__init__(fault)
        self.fault = fault
        self.columns = tuple(columns)
        self.line = line


@dataclass(frozen=True, slots=True)
class RollFile:
    """The rows of a list, and whether it has a column for phones."""

    rows: tuple[RawRow, ...]
    phones_listed: bool


Cells = Sequence[str]


def read(path: Path) -> RollFile:
    """The rows below the headings, numbered as a spreadsheet shows them, empty ones left out.

    Headings may be English or Vietnamese.  Raises UnreadableRollError; a fault of one row stays with that row.
    """
    try:
        if path.stat().st_size > FILE_SIZE:
            raise UnreadableRollError(Fault.TOO_BIG)
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableRollError(Fault.MISSING) from error
    if not content.strip():
        raise UnreadableRollError(Fault.EMPTY)
    kind = path.suffix.lower()
    if kind in (".csv", ".txt", ".tsv"):
        return _listed(_csv_rows(content), frozenset(), exact=True)
    if kind in (".xlsx", ".xlsm"):
        with warnings.catch_warnings():
            # openpyxl warns, in English, of looks that it does not keep; a list has none.
            warnings.simplefilter("ignore", UserWarning)
            return _from_workbook(content)
    raise UnreadableRollError(Fault.UNKNOWN_KIND)


def _listed(rows: Iterable[Cells], merged: frozenset[int], *, exact: bool) -> RollFile:
    numbered = ((number, cells) for number, cells in enumerate(rows, 1) if any(cell.strip() for cell in cells))
    columns: dict[int, str] = {}
    for number, cells in numbered:
        if columns := _columns(cells):
            break
        if number >= HEADING_ROWS:
            break
    if not columns:
        raise UnreadableRollError(Fault.NO_HEADINGS)
    found = tuple(_row(number, cells, columns, merged, exact) for number, cells in numbered)
    if not found:
        raise UnreadableRollError(Fault.NO_ROWS)
    return RollFile(found, "phone" in columns.values())


def _columns(cells: Cells) -> dict[int, str]:
    """Which column stands where; empty for a row that holds no headings."""
    found = {place: column for place, cell in enumerate(cells) if (column := column_of(cell))}
    named = list(found.values())
    if len(found) < 2:
        return {}
    if missing := [column for column in REQUIRED if column not in named]:
        raise UnreadableRollError(Fault.MISSING_COLUMNS, columns=missing)
    if double := sorted({column for column in named if named.count(column) > 1}):
        raise UnreadableRollError(Fault.DOUBLE_COLUMN, columns=double)
    return {place: found.get(place, "") for place in range(len(cells))}


def _row(number: int, cells: Cells, columns: dict[int, str], merged: frozenset[int], exact: bool) -> RawRow:
    fault = Reason.MERGED if number in merged else None
    # One comma too many, as in an address without quotes, moves every later cell; a sheet may have wide empty rows.
    if fault is None and any(exact or cell.strip() for cell in cells[len(columns) :]):
        fault = Reason.EXTRA_CELLS
    named = {column: cells[place] for place, column in columns.items() if column and place < len(cells)}
    return RawRow(number, named, fault)


def _csv_rows(content: bytes) -> Iterator[Cells]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableRollError(Fault.ENCODING, line=content.count(b"\n", 0, error.start) + 1) from error
    heads = text.splitlines()[:HEADING_ROWS]
    delimiter = max(DELIMITERS, key=lambda mark: max((head.count(mark) for head in heads), default=0))
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        # The csv module has one class for both and tells them apart in words only.
        fault = Fault.LONG_CELL if "field larger" in str(error) else Fault.QUOTES
        raise UnreadableRollError(fault, line=reader.line_num) from error


def _from_workbook(content: bytes) -> RollFile:
    """The first sheet that has headings; formulas count by the value that was last computed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_SIZE:
                raise UnreadableRollError(Fault.TOO_BIG)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except _DAMAGED as error:
        raise UnreadableRollError(Fault.UNREADABLE) from error
    try:
        for sheet in book.worksheets:
            # Some programs write a wrong extent, and reading would stop there.
            sheet.reset_dimensions()
            try:
                rows = ([_text(cell) for cell in row] for row in sheet.values)
                return _listed(rows, _merged_rows(content, sheet), exact=False)
            except UnreadableRollError as error:
                if error.fault is not Fault.NO_HEADINGS:
                    raise
        raise UnreadableRollError(Fault.NO_HEADINGS)
    except _DAMAGED as error:
        raise UnreadableRollError(Fault.UNREADABLE) from error
    finally:
        book.close()


def _text(value: object) -> str:
    """A cell as it is read aloud: 101.0 is 101."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value)


def _merged_rows(content: bytes, sheet: Any) -> frozenset[int]:
    """The rows that a merged cell touches; openpyxl does not tell when it reads only."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        ranges = _MERGED.findall(archive.read(sheet._worksheet_path))
    found: set[int] = set()
    for cells in ranges:
        _left, top, _right, bottom = range_boundaries(cells.decode())
        found.update(range(int(top or 0), int(bottom or 0) + 1))
    return frozenset(found)
