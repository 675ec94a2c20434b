"""The file of a tally: .xlsx, one sheet for the ward and one for each group.

What residents wrote stays text: nothing in a cell is ever taken for a formula or a link.
"""

import asyncio
from collections.abc import Iterable, Sequence
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cards import verdicts
from cards.polls.sayings import origin_name
from cards.reports import when
from cards.words import _
from rules.polls import Origin
from rules.tallies import GroupTally, Tally, percent
from services.polls.views import OpinionView, ResultView

SHEET_NAME_LETTERS = 31  # Excel's own limit
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def sheet_names(groups: Sequence[GroupTally]) -> list[str]:
    """One name for each group, as Excel allows: at most 31 letters, none of []:*?/\\', no two alike."""
    names: list[str] = []
    for group in groups:
        base = " ".join(f"{group.code} {group.name}".translate(_NOT_IN_SHEET_NAMES).split())[:SHEET_NAME_LETTERS]
        name, number = base, 2
        while name.lower() in {other.lower() for other in names}:
            name = f"{base[: SHEET_NAME_LETTERS - 4]} ({number})"
            number += 1
        names.append(name)
    return names


def workbook(result: ResultView, opinions: Sequence[OpinionView]) -> bytes:
    """The whole file; call it off the event loop."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        _summary(book.add_worksheet(_("Tổng hợp")), result, bold, wrap)
        for group, name in zip(result.tally.groups, sheet_names(result.tally.groups), strict=True):
            written = [opinion for opinion in opinions if opinion.group_name == group.name]
            _group(book.add_worksheet(name), result, group, written, bold, wrap)
    return buffer.getvalue()


def _head(sheet: Worksheet, result: ResultView, bold: Format) -> int:
    poll = result.poll
    lines = [
        f"{poll.code}. {poll.title}",
        _("Lấy ý kiến từ {opens} đến {closes}").format(opens=when(poll.opens_at), closes=when(poll.closes_at)),
        *(verdicts.lines(poll, result.outcome) if result.outcome else ()),
        verdicts.standing(poll),
    ]
    for place, line in enumerate(lines):
        sheet.write_string(place, 0, line, bold if place == 0 else None)
    return len(lines) + 1


def headings(tally: Tally) -> list[str]:
    """The columns of the table by group."""
    return [_("Mã"), _("Tổ"), _("Số hộ"), _("Đã trả lời"), *tally.options, _("Chưa trả lời")]


def rows(tally: Tally) -> list[tuple[str, str, int, int, tuple[int, ...], int]]:
    """Code, name, households, answered, counts and silent households of each group, then of the ward."""
    table = [
        (group.code, group.name, group.households, group.answered, group.counts, group.households - group.answered)
        for group in tally.groups
    ]
    whole = ("", _("Toàn địa bàn"), tally.households, tally.answered, tally.counts, tally.households - tally.answered)
    return [*table, whole]


def _summary(sheet: Worksheet, result: ResultView, bold: Format, wrap: Format) -> None:
    line = _head(sheet, result, bold)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, 4 + len(result.tally.options), 14)
    for place, heading in enumerate(headings(result.tally)):
        sheet.write_string(line, place, heading, bold)
    table = rows(result.tally)
    for offset, (code, name, households, answered, counts, silent) in enumerate(table, start=1):
        style = bold if offset == len(table) else wrap
        sheet.write_string(line + offset, 0, code, style)
        sheet.write_string(line + offset, 1, name, style)
        _numbers(sheet, line + offset, 2, (households, answered, *counts, silent), style)
    _ways(sheet, line + len(table) + 2, result, bold, wrap)
    sheet.freeze_panes(line + 1, 2)


def _ways(sheet: Worksheet, line: int, result: ResultView, bold: Format, wrap: Format) -> None:
    """By which way the answers came, for each group; they add up to its answers."""
    ways = [origin for origin in Origin if any(way.origin is origin for way in result.ways)]
    if not ways:
        return
    sheet.write_string(line, 1, _("Theo cách trả lời"), bold)
    for place, origin in enumerate(ways, start=2):
        sheet.write_string(line, place, origin_name(origin), bold)
    found = {(way.group_id, way.origin): way.households for way in result.ways}
    for offset, group in enumerate(result.tally.groups, start=1):
        sheet.write_string(line + offset, 0, group.code, wrap)
        sheet.write_string(line + offset, 1, group.name, wrap)
        _numbers(sheet, line + offset, 2, (found.get((group.group_id, origin), 0) for origin in ways), wrap)


def _numbers(sheet: Worksheet, line: int, first: int, numbers: Iterable[int], style: Format) -> None:
    for place, number in enumerate(numbers, start=first):
        sheet.write_number(line, place, number, style)


def _group(
    sheet: Worksheet,
    result: ResultView,
    group: GroupTally,
    opinions: Sequence[OpinionView],
    bold: Format,
    wrap: Format,
) -> None:
    line = _head(sheet, result, bold)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 16)
    sheet.set_column(3, 3, 80)
    sheet.write_string(line, 0, f"{group.code} {group.name}", bold)
    facts = [
        (_("Số hộ"), group.households),
        (_("Đã trả lời"), group.answered),
        *zip(result.tally.options, group.counts, strict=True),
        (_("Chưa trả lời"), group.households - group.answered),
    ]
    for offset, (label, number) in enumerate(facts, start=1):
        sheet.write_string(line + offset, 0, label, wrap)
        sheet.write_number(line + offset, 1, number, wrap)
        sheet.write_string(line + offset, 2, f"{percent(number, group.households)} %", wrap)
    line += len(facts) + 2
    sheet.write_string(line, 0, _("Ý kiến bà con viết thêm ({n})").format(n=len(opinions)), bold)
    for offset, opinion in enumerate(opinions, start=1):
        sheet.write_string(line + offset, 0, opinion.option_label or "", wrap)
        sheet.write_string(line + offset, 1, when(opinion.at), wrap)
        sheet.write_string(line + offset, 3, opinion.text, wrap)


async def file(result: ResultView, opinions: Sequence[OpinionView]) -> bytes:
    """The whole file, written in a thread."""
    return await asyncio.to_thread(workbook, result, opinions)
