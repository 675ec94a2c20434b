"""Slips to print, as the head of a group asks for them in chat."""

import asyncio
from collections.abc import Sequence

from cards.card import Attachment, Button, Card, back, column, row, safe
from cards.common import home
from cards.people import pages, slip_pages
from cards.people.roll_taps import PrintGroup, PrintSlips
from cards.people.taps import RequestAt
from cards.words import _
from services.people.views import GroupView, PrintableView, SlipLine, WardView


def button() -> Button:
    """The way to the slips."""
    return Button(_("🖨 In phiếu mã hộ"), PrintSlips(0))


def which_group(groups: Sequence[GroupView], page: int) -> Card:
    """For somebody with several groups."""
    return Card(
        _("In phiếu mã hộ của tổ nào?"),
        (*pages.groups(groups, page, lambda one: PrintGroup(one.id, 0), PrintSlips), row(back(RequestAt(1)))),
    )


def certain(view: PrintableView) -> Card:
    """What printing does, before it is done."""
    if not view.households:
        return Card(
            _("<b>In phiếu mã hộ – {group}</b>\n\nHộ nào cũng đã có người đại diện, nên không cần in phiếu.").format(
                group=safe(view.group.name)
            ),
            column(back(RequestAt(1)), home()),
        )
    return Card(
        _(
            "<b>In phiếu mã hộ – {group}</b>\n\n"
            "Tôi cấp mã mới cho {count} hộ chưa có người đại diện và gửi một tệp PDF: mỗi tờ A4 có 8 phiếu để cắt.\n"
            "Mã trên các phiếu đã in trước mà chưa dùng sẽ <b>hết hiệu lực</b>."
        ).format(group=safe(view.group.name), count=view.households),
        column(
            Button(_("🖨 In {count} phiếu").format(count=view.households), PrintGroup(view.group.id, 1)),
            back(RequestAt(1)),
        ),
    )


async def printed(lines: Sequence[SlipLine], ward: WardView, bot_name: str) -> Card:
    """The pages, drawn in a thread."""
    content = await asyncio.to_thread(slip_pages.write, lines, ward, bot_name)
    return Card(
        _(
            "{count} phiếu của {group}. Xin in, cắt và đưa tận tay từng hộ. "
            "Ai có phiếu đều xác nhận được hộ ấy, nên in xong xin xóa tệp này."
        ).format(count=len(lines), group=safe(lines[0].group_name)),
        document=Attachment(f"phieu-ho-{lines[0].group_code}.pdf", content),
    )
