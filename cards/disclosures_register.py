"""The quarterly register as a file, .xlsx, ready to be printed and posted."""

import asyncio
from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from cards.card import Attachment, Button, Card, back, column
from cards.disclosures import category_line, day
from cards.disclosures_taps import Desk, TakeRegister
from cards.words import _
from rules.calendar import local
from rules.obligations import Quarter
from services.disclosures.register import Register, RegisterLine, Span

WIDTHS = (5, 34, 60, 12, 18, 10, 24, 24, 34)


def choose(quarters: Sequence[Quarter]) -> Card:
    """Of which quarter?"""
    buttons = [
        Button(_("📋 Quý {n} năm {year}").format(n=quarter.number, year=quarter.year), TakeRegister(quarter.code))
        for quarter in quarters
    ]
    return Card(
        _(
            "<b>Danh mục quý</b>\nDanh sách nội dung đã công khai, hình thức và thời gian "
            "(Luật 10/2022/QH15, Điều 13 khoản 2). Ngày niêm yết và phát loa lấy từ Việc đến hạn ở /quanly. "
            "Tải về, xem lại rồi in để niêm yết. Chọn quý:"
        ),
        column(*buttons, back(Desk())),
    )


async def file(register: Register) -> Card:
    """The file, written in a thread."""
    quarter = register.quarter
    name = f"danh-muc-cong-khai-quy-{quarter.number}-{quarter.year}.xlsx"
    return Card(
        _("Danh mục công khai quý {n} năm {year}: {lines} nội dung.").format(
            n=quarter.number, year=quarter.year, lines=len(register.lines)
        ),
        document=Attachment(name, await asyncio.to_thread(workbook, register)),
    )


def _headings() -> list[str]:
    return [
        _("STT"),
        _("Khoản, Điều 11"),
        _("Nội dung công khai"),
        _("Ngày ký"),
        _("Công khai lúc"),
        _("Đúng hạn"),
        _("Niêm yết"),
        _("Loa truyền thanh"),
        _("Ghi chú"),
    ]


def _when(span: Span | None) -> str:
    if span is None:
        return _("chưa ghi")
    return _("{first} – {last}").format(first=day(span.first), last=day(span.last))


def _note(line: RegisterLine) -> str:
    if line.withdrawn_at is not None:
        return _("Đã thu hồi ngày {day}").format(day=day(line.withdrawn_at))
    return _("Bản đính chính, bản thứ {number}").format(number=line.number) if line.number > 1 else ""


def row_of(place: int, line: RegisterLine) -> list[str]:
    """One line of the register, in the order of its columns."""
    return [
        str(place),
        category_line(line.category),
        line.title,
        day(line.decided_on),
        f"{local(line.published_at):%H:%M %d/%m/%Y}",
        _("đúng hạn") if line.in_time else _("trễ hạn"),
        _when(line.posted),
        _when(line.read_out),
        _note(line),
    ]


def workbook(register: Register) -> bytes:
    """The whole file; call it off the event loop."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        sheet = book.add_worksheet(_("Danh mục quý"))
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        quarter = register.quarter
        title = _("Danh sách nội dung đã công khai quý {n} năm {year}").format(n=quarter.number, year=quarter.year)
        sheet.write_string(0, 0, register.ward[:1].upper() + register.ward[1:])
        sheet.write_string(1, 0, title, book.add_format({"bold": True}))
        sheet.write_string(2, 0, _("Hình thức chung: nhóm chat của tổ và tin nhắn của trợ lý Dân Bàn."))
        for place, width in enumerate(WIDTHS):
            sheet.set_column(place, place, width)
        for place, heading in enumerate(_headings()):
            sheet.write_string(4, place, heading, bold)
        for number, line in enumerate(register.lines, 1):
            for place, cell in enumerate(row_of(number, line)):
                sheet.write_string(4 + number, place, cell, wrap)
        sheet.freeze_panes(5, 0)
    return buffer.getvalue()
