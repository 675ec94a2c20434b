"""Residents who wait to be confirmed, as the head of their group sees them."""

from collections.abc import Sequence

from cards.card import Button, Card, back, column, row, safe
from cards.common import cancel, home
from cards.people import slips
from cards.people.taps import RequestAccept, RequestAt, RequestConfirm, RequestPick, RequestRefuse
from cards.words import _
from rules.calendar import local
from services.people.views import HouseholdView, RequestView


def none() -> Card:
    """Nobody waits."""
    return Card(_("Không có ai đang chờ xác nhận hộ."), column(slips.button(), home()))


def request(view: RequestView) -> Card:
    """One who waits, with the words they wrote."""
    turning = []
    if view.place > 1:
        turning.append(Button(_("◀️ Người trước"), RequestAt(view.place - 1)))
    if view.place < view.count:
        turning.append(Button(_("Người sau ▶️"), RequestAt(view.place + 1)))
    return Card(
        _(
            "<b>Chờ xác nhận hộ ({place}/{count})</b>\n{group}\n\n"
            "Người gửi viết:\n<blockquote>{claim}</blockquote>\nGửi lúc {at:%H:%M %d/%m/%Y}"
        ).format(
            place=view.place,
            count=view.count,
            group=safe(view.group.name),
            claim=safe(view.claim),
            at=local(view.asked_at),
        ),
        (
            row(Button(_("✅ Xác nhận"), RequestAccept(view.id), style="success")),
            row(Button(_("🚫 Từ chối"), RequestRefuse(view.id), style="danger")),
            *((row(*turning),) if turning else ()),
            row(slips.button()),
            row(home()),
        ),
    )


def which_household(request_id: int, found: Sequence[HouseholdView], *, searched: bool) -> Card:
    """Households that may be meant; the head taps one or writes its code."""
    if found:
        words = _("Đây là hộ nào? Xin bấm đúng hộ, hoặc gửi mã hộ trong danh sách của tổ (ví dụ 01-015).")
    elif searched:
        words = _("Không thấy hộ nào còn trống khớp với chữ vừa gửi. Xin gửi mã hộ, tên chủ hộ hoặc địa chỉ.")
    else:
        words = _("Đây là hộ nào? Xin gửi mã hộ trong danh sách của tổ (ví dụ 01-015), tên chủ hộ hoặc địa chỉ.")
    buttons = [
        Button(
            f"{_('🔁 ') if home.is_taken else ''}{home.code} · {home.representative} · {home.address}"[:60],
            RequestPick(request_id, home.id),
        )
        for home in found
    ]
    if any(home.is_taken for home in found):
        words += _("\nHộ có dấu 🔁 đã có người đại diện.")
    return Card(words, (*column(*buttons), row(back(RequestAt(1))), row(cancel())))


def certain(request_id: int, claim: str, household: HouseholdView) -> Card:
    """Both side by side, before it counts."""
    return Card(
        _(
            "<b>Xin xem lại trước khi xác nhận</b>\n\n"
            "Người gửi viết:\n<blockquote>{claim}</blockquote>\n"
            "Hộ trong danh sách: <b>{code}</b>\n{representative}\n{address}"
        ).format(
            claim=safe(claim),
            code=safe(household.code),
            representative=safe(household.representative),
            address=safe(household.address),
        ),
        column(
            Button(_("✅ Xác nhận đúng hộ này"), RequestConfirm(request_id, household.id), style="success"),
            back(RequestAccept(request_id)),
            cancel(),
        ),
    )


def done(household: HouseholdView) -> Card:
    """Confirmed; the person is told."""
    return Card(
        _("✅ Đã xác nhận hộ {code}. Tôi báo cho người gửi biết.").format(code=safe(household.code)),
        column(Button(_("Xem người tiếp theo"), RequestAt(1)), home()),
    )


def turned_down() -> Card:
    """Refused; the person is told."""
    return Card(
        _("Đã từ chối. Tôi báo cho người gửi biết và hướng dẫn cách khác."),
        column(Button(_("Xem người tiếp theo"), RequestAt(1)), home()),
    )
