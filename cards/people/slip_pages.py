"""The slips of households as pages to print and cut: eight to an A4 page, each with its code and a QR of its link."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import segno
import typst

from cards.words import _
from rules.codes import grouped
from services.people.views import SlipLine, WardView

TEMPLATE = Path(__file__).with_suffix(".typ")
KIND = ".pdf"
# Letters of a name and an address together that still fit beside the QR at the usual size.
_ROOMY = 110


def link(bot_name: str, code: str) -> str:
    """What the QR of a slip says: it opens the assistant with the code of the slip."""
    return f"https://t.me/{bot_name}?start=h_{code}"


def write(lines: Sequence[SlipLine], ward: WardView, bot_name: str) -> bytes:
    """The slips as a PDF with its fonts in it; what the roll says stays text.  Call it off the event loop."""
    told = {
        "title": _("Phiếu xác nhận hộ"),
        "heading": _("PHIẾU XÁC NHẬN HỘ"),
        "how": _(
            "Quét hình vuông bằng máy ảnh điện thoại rồi bấm Bắt đầu. Hoặc nhắn mã trên cho @{bot} ở Telegram."
        ).format(bot=bot_name),
        "slips": [_slip(line, ward, bot_name) for line in lines],
    }
    return typst.compile(str(TEMPLATE), format="pdf", ignore_system_fonts=True, sys_inputs={"slips": json.dumps(told)})


def _slip(line: SlipLine, ward: WardView, bot_name: str) -> dict[str, Any]:
    qr = segno.make(link(bot_name, line.code), error="m", micro=False)
    return {
        "place": f"{line.group_name} · {ward.full_name}",
        "household": _("Hộ {code}").format(code=line.household_code),
        "representative": line.representative,
        "address": line.address,
        "size": 10.5 if len(line.representative) + len(line.address) <= _ROOMY else 7.5,
        "code": grouped(line.code),
        "qr": qr.svg_inline(border=1, scale=4),
        "until": _("Dùng một lần, trước ngày {day:%d/%m/%Y}. Xin giữ kín mã.").format(day=line.expires_on),
    }
