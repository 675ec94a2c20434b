"""Grounds of networks, as administrators record them."""

from collections.abc import Sequence

from cards.card import Button, Card, back, column, row, safe
from cards.common import cancel, home
from cards.grounds_taps import EndGround, GroundFor, Grounds, NewGround, WithoutFile
from cards.words import _
from rules.polls import GROUND_FOR, Kind
from services.grounds import CHANNELS, NUMBER_LENGTH, GroundView


def channel_name(channel: str) -> str:
    """What people call the network."""
    return {"telegram": "Telegram", "zalo": "Zalo"}[channel]


def effect_name(effect: Kind) -> str:
    """What the ground is for."""
    return {
        Kind.CONSULTATION: _("lấy ý kiến Nhân dân"),
        Kind.CONVENTION_PROPOSAL: _("đề nghị về hương ước"),
        Kind.CONVENTION_CONSULTATION: _("góp ý dự thảo hương ước"),
        Kind.ONLINE_VOTE: _("biểu quyết trực tuyến"),
    }[effect]


def _said(it: GroundView) -> str:
    words = _("• <b>{channel}</b>, {effect}: {number}, ngày {day:%d/%m/%Y}").format(
        channel=channel_name(it.channel), effect=effect_name(it.effect), number=safe(it.number), day=it.decided_on
    )
    return f"{words} 📎" if it.has_file else words


def overview(found: Sequence[GroundView]) -> Card:
    """The decisions in force, and what it means when there is none."""
    lines = [
        _("<b>Căn cứ pháp lý của kênh</b>"),
        _(
            "Luật chỉ tính ý kiến trên mạng xã hội hoạt động hợp pháp, được cộng đồng thống nhất chọn. Chưa ghi quyết "
            "định thì lấy ý kiến trên kênh đó chỉ là không chính thức, và không biểu quyết trực tuyến được."
        ),
        "\n".join(map(_said, found)) if found else _("Hiện <b>chưa có</b> căn cứ nào được ghi."),
    ]
    buttons = [
        Button(_("➕ Ghi căn cứ cho {channel}").format(channel=channel_name(channel)), NewGround(channel))
        for channel in CHANNELS
    ]
    buttons += [
        Button(
            _("🗑 Bỏ: {channel}, {effect}").format(channel=channel_name(it.channel), effect=effect_name(it.effect)),
            EndGround(it.id, 0),
        )
        for it in found
    ]
    return Card("\n\n".join(lines), column(*buttons, home()))


def which_effect(channel: str) -> Card:
    """What the decision allows."""
    return Card(
        _("Quyết định cho phép dùng <b>{channel}</b> để làm gì?").format(channel=channel_name(channel)),
        (*column(*(Button(effect_name(kind), GroundFor(channel, kind.value)) for kind in GROUND_FOR)),
         row(back(Grounds()), cancel())),
    )  # fmt: skip


def ask_number(channel: str, effect: Kind) -> Card:
    """The number of the decision."""
    return Card(
        _(
            "<b>{channel}</b>, {effect}.\nCăn cứ: {article}.\n\nXin viết <b>số, ký hiệu</b> của văn bản "
            "(dài nhất {limit} chữ cái), ví dụ: <code>12/QĐ-UBND</code>."
        ).format(
            channel=channel_name(channel), effect=effect_name(effect), article=GROUND_FOR[effect], limit=NUMBER_LENGTH
        ),
        (row(back(NewGround(channel)), cancel()),),
    )


def ask_day() -> Card:
    """The day of the decision."""
    words = _("Văn bản ký <b>ngày</b> nào? Ví dụ: <code>20/11/2026</code>.")
    return Card(words, (row(back(Grounds()), cancel()),))


def ask_file() -> Card:
    """The decision itself, where there is one at hand."""
    return Card(
        _("Xin gửi ảnh hoặc tệp của văn bản, hoặc bấm <b>Không kèm tệp</b>."),
        (row(Button(_("Không kèm tệp"), WithoutFile())), row(back(Grounds()), cancel())),
    )


def recorded(it: GroundView) -> Card:
    """The decision is in force here."""
    return Card(
        _("✅ Đã ghi căn cứ.\n{ground}\n\nTừ nay các việc mới mở trên kênh này có giá trị theo luật.").format(
            ground=_said(it)
        ),
        column(back(Grounds()), home()),
    )


def end(it: GroundView) -> Card:
    """Asks once more."""
    return Card(
        _("Bỏ căn cứ này?\n{ground}\n\nViệc đã mở trước đó vẫn giữ căn cứ cũ.").format(ground=_said(it)),
        column(Button(_("🗑 Bỏ căn cứ"), EndGround(it.id, 1), style="danger"), back(Grounds())),
    )
