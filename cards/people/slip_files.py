"""The slips of households as a file to print from: .xlsx or .csv."""

import csv
import io
from collections.abc import Sequence

import xlsxwriter

from cards.words import _
from rules.codes import grouped
from services.people.views import SlipLine

KINDS = (".xlsx", ".csv")


def write(kind: str, lines: Sequence[SlipLine], bot_name: str | None) -> bytes:
    """The slips as bytes of this kind (".xlsx" or ".csv"), each code in groups of four; links when a bot is named."""
    table = [_headings(bot_name), *(_cells(line, bot_name) for line in lines)]
    return _xlsx(table) if kind == ".xlsx" else _csv(table)


def _headings(bot_name: str | None) -> list[str]:
    headings = [
        _("Mã tổ"),
        _("Tên tổ"),
        _("Mã hộ"),
        _("Địa chỉ"),
        _("Người đại diện"),
        _("Mã xác nhận"),
        _("Dùng trước ngày"),
    ]
    return [*headings, _("Đường dẫn")] if bot_name else headings


def _cells(line: SlipLine, bot_name: str | None) -> list[str]:
    cells = [
        line.group_code,
        line.group_name,
        line.household_code,
        line.address,
        line.representative,
        grouped(line.code),
        f"{line.expires_on:%d/%m/%Y}",
    ]
    return [*cells, f"https://t.me/{bot_name}?start=h_{line.code}"] if bot_name else cells


def _csv(table: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(table)
    # Spreadsheets take a file without this mark for another encoding.
    return text.getvalue().encode("utf-8-sig")


def _xlsx(table: Sequence[Sequence[str]]) -> bytes:
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(content, options)
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    for number, cells in enumerate(table):
        for place, cell in enumerate(cells):
            sheet.write_string(number, place, cell, bold if number == 0 else None)
    for place, width in enumerate((8, 18, 12, 40, 28, 14, 16, 44)):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 0)
    book.close()
    return content.getvalue()
