"""How long what is no longer needed is kept, as administrators see and set it."""

from collections.abc import Mapping

from cards.card import Button, Card, back, column, row
from cards.people.data_taps import Retention, RetentionOf, RetentionSet
from cards.people.taps import Settings
from cards.words import _
from rules.retention import LIMITS, Period


def _name(period: Period) -> str:
    return {
        Period.CODES: _("Thư mời, mã nhóm, phiếu mã chưa dùng, sau khi hết hạn"),
        Period.INBOX: _("Dấu đã nhận của tin nhắn đến"),
        Period.CONVERSATIONS: _("Câu chuyện đang dở, từ lời cuối"),
        Period.OUTBOX: _("Dấu của tin đã gửi xong"),
        Period.CLAIMS: _("Yêu cầu xác nhận hộ không ai trả lời"),
        Period.DRAFT_FILES: _("Tệp của bản nháp bị bỏ"),
        Period.IDENTITIES: _("Ai gửi phản ánh, sau khi giải quyết xong"),
    }[period]


def _short(period: Period) -> str:
    return {
        Period.CODES: _("Mã hết hạn"),
        Period.INBOX: _("Tin đến"),
        Period.CONVERSATIONS: _("Câu chuyện dở"),
        Period.OUTBOX: _("Tin đã gửi"),
        Period.CLAIMS: _("Chờ xác nhận"),
        Period.DRAFT_FILES: _("Tệp nháp"),
        Period.IDENTITIES: _("Người phản ánh"),
    }[period]


def periods(days: Mapping[Period, int]) -> Card:
    """What is kept for how many days; one is tapped to change it."""
    lines = [
        _("<b>Thời hạn lưu</b>"),
        _("Mỗi ngày một lần, tôi xóa những gì đã quá hạn dưới đây. Sổ phiếu, kết quả, biên bản không bao giờ bị xóa."),
        "",
    ]
    lines += [_("• {name}: <b>{days} ngày</b>").format(name=_name(period), days=days[period]) for period in Period]
    buttons = [Button(_short(period), RetentionOf(period)) for period in Period]
    pairs = tuple(tuple(buttons[place : place + 2]) for place in range(0, len(buttons), 2))
    return Card("\n".join(lines), (*pairs, row(back(Settings(0)))))


def choices(period: Period, days: int) -> Card:
    """The numbers of days on offer, and the limits."""
    limits = LIMITS[period]
    text = _("<b>{name}</b>\n\nHiện nay: {days} ngày. Chọn thời hạn mới, hoặc gửi số ngày, từ {least} đến {most}.")
    return Card(
        text.format(name=_name(period), days=days, least=limits.least, most=limits.most),
        (
            row(*(Button(_("{days} ngày").format(days=one), RetentionSet(period, one)) for one in limits.choices)),
            *column(back(Retention())),
        ),
    )
