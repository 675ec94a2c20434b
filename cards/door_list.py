"""The list for going door to door as a file: .xlsx, and a page to print.

What stands on the roll stays text: nothing in a cell is ever taken for a formula, nothing on a page for markup.
"""

import asyncio
import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import typst
import xlsxwriter

from cards.polls.sayings import moment
from cards.words import _
from services.polls.entry_views import Door, DoorList

TEMPLATE = Path(__file__).with_suffix(".typ")
WIDTHS = (10, 12, 42, 30, 16, 26, 22)


def workbook(it: DoorList) -> bytes:
    """The whole sheet, phones included; call it off the event loop."""
    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    headings = (
        _("Đã gặp"),
        _("Mã hộ"),
        _("Địa chỉ"),
        _("Người đại diện"),
        _("Số điện thoại"),
        _("Tình trạng"),
        _("Ghi chú"),
    )
    with xlsxwriter.Workbook(content, options) as book:
        bold = book.add_format({"bold": True, "border": 1})
        plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        sheet = book.add_worksheet(_("Hộ chưa trả lời"))
        sheet.write_string(0, 0, _title(it), book.add_format({"bold": True, "font_size": 14}))
        sheet.write_string(1, 0, f"{it.poll.code}. {it.poll.title}")
        sheet.write_string(2, 0, _closes(it))
        for place, (heading, width) in enumerate(zip(headings, WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(4, place, heading, bold)
        states = ((_("Chưa nhắn tin được"), it.unreached), (_("Đã nhắn tin, chưa trả lời"), it.reached))
        rows = [(state, door) for state, doors in states for door in doors]
        for number, (state, door) in enumerate(rows, start=5):
            cells = ("", door.code, door.address, door.representative, door.phone or "", state, _waiting(door))
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, cell, plain)
        sheet.freeze_panes(5, 0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
    return content.getvalue()


def _title(it: DoorList) -> str:
    return _("Hộ chưa trả lời · {group} · {ward}").format(group=it.group.name, ward=it.ward_name)


def _closes(it: DoorList) -> str:
    return _("Hạn trả lời: {closes}. Danh sách lúc {made}: {n}/{all} hộ chưa trả lời.").format(
        closes=moment(it.poll.closes_at), made=moment(it.made_at), n=len(it.doors), all=it.households
    )


def _waiting(door: Door) -> str:
    return _("phiếu chờ xác nhận") if door.has_waiting_entry else ""


def page(it: DoorList) -> bytes:
    """The list as a PDF of A4 pages, without phones, since paper is lost more easily; call it off the event loop."""
    blocks = (
        (_("Chưa nhắn tin được: {n} hộ").format(n=len(it.unreached)), it.unreached),
        (_("Đã nhắn tin, chưa trả lời: {n} hộ").format(n=len(it.reached)), it.reached),
    )
    ward = it.ward_name[:1].upper() + it.ward_name[1:]
    told = {
        "title": _("DANH SÁCH HỘ CHƯA TRẢ LỜI"),
        "group": f"{it.group.name}, {ward}",
        "poll": f"{it.poll.code}. {it.poll.title}",
        "closes": _closes(it),
        "headings": ["✓", _("Mã hộ"), _("Địa chỉ"), _("Người đại diện"), _("Chữ ký, ghi chú")],
        "parts": [
            {
                "heading": heading,
                "rows": [[door.code, door.address, door.representative, _waiting(door)] for door in doors],
            }
            for heading, doors in blocks
            if doors
        ],
        "footer": _("{code} · thông tin cá nhân, dùng xong xin hủy").format(code=it.poll.code),
        "signature": _("Người đi lấy ý kiến (ký, ghi rõ họ tên): …………………………………………  Ngày ……/……/………"),
    }
    return typst.compile(str(TEMPLATE), format="pdf", ignore_system_fonts=True, sys_inputs={"list": json.dumps(told)})


WRITERS: dict[str, Callable[[DoorList], bytes]] = {"xlsx": workbook, "pdf": page}


async def file(it: DoorList, kind: str) -> bytes:
    """The list as a file of this kind (xlsx or pdf), written in a thread."""
    return await asyncio.to_thread(WRITERS[kind], it)
