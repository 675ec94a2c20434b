"""Another representative for a household: as the head of the group, the one in office and the one who asks see it."""

from cards.card import Button, Card, back, column, safe
from cards.common import cancel, home
from cards.people.roll_taps import AskHandover, HandOver, Replace
from cards.people.taps import RequestAccept, RequestAt
from cards.words import _
from services.people.views import HouseholdView


def which_way(request_id: int, claim: str, household: HouseholdView) -> Card:
    """To the head: somebody speaks for this household already; how is it to change?"""
    return Card(
        _(
            "<b>Hộ {code} đã có người đại diện</b>\n\n"
            "Người xin viết:\n<blockquote>{claim}</blockquote>\n"
            "Hộ trong danh sách: {representative}\n{address}\n\n"
            "Hỏi người đang đại diện trước thì tốt hơn. Chỉ đổi ngay khi có lý do rõ, ví dụ người cũ đã chuyển đi."
        ).format(
            code=safe(household.code),
            claim=safe(claim),
            representative=safe(household.representative),
            address=safe(household.address),
        ),
        column(
            Button(_("✉️ Hỏi người đang đại diện"), AskHandover(request_id, household.id)),
            Button(_("🔁 Đổi ngay, ghi lý do"), Replace(request_id, household.id), style="danger"),
            back(RequestAccept(request_id)),
            cancel(),
        ),
    )


def asked(household: HouseholdView) -> Card:
    """To the head: the representative was asked."""
    return Card(
        _(
            "Đã hỏi người đang đại diện hộ {code}. Họ đồng ý thì việc chuyển xong ngay; không đồng ý thì tôi báo lại."
        ).format(code=safe(household.code)),
        column(Button(_("Xem người tiếp theo"), RequestAt(1)), home()),
    )


def write_reason(request_id: int) -> Card:
    """To the head: why is it to change without asking?"""
    return Card(
        _("Xin gửi <b>lý do</b> đổi người đại diện trong một tin. Lý do được lưu và gửi cho người đại diện cũ."),
        column(back(RequestAccept(request_id)), cancel()),
    )


def changed(household: HouseholdView) -> Card:
    """To the head: done, and both are told."""
    return Card(
        _("✅ Đã đổi người đại diện của hộ {code}. Tôi báo cho cả hai người.").format(code=safe(household.code)),
        column(Button(_("Xem người tiếp theo"), RequestAt(1)), home()),
    )


def question(request_id: int, household: HouseholdView) -> Card:
    """To the representative: may another speak for the household?"""
    return Card(
        _(
            "Có người xin làm người đại diện của hộ <b>{code}</b> thay ông/bà, qua {group}.\n\n"
            "Nếu trong nhà đã thống nhất, xin bấm Đồng ý chuyển. Từ lúc đó người ấy trả lời cho hộ; những ý kiến "
            "ông/bà đã gửi vẫn được tính. Nếu không biết việc này, xin bấm Không đồng ý và hỏi tổ trưởng."
        ).format(code=safe(household.code), group=safe(household.group)),
        column(
            Button(_("✅ Đồng ý chuyển"), HandOver(request_id, 1)),
            Button(_("🚫 Không đồng ý"), HandOver(request_id, 0)),
        ),
    )


def handed_over(household: HouseholdView) -> Card:
    """To who agreed: done."""
    return Card(
        _("Đã chuyển. Ông/bà không còn là người đại diện của hộ {code}. Cảm ơn ông/bà.").format(
            code=safe(household.code)
        ),
        column(home()),
    )


def kept() -> Card:
    """To who did not agree: nothing changes."""
    return Card(_("Ông/bà vẫn là người đại diện của hộ. Tôi báo lại cho tổ trưởng."), column(home()))


def declined() -> Card:
    """To the head: the representative did not agree."""
    return Card(
        _("Người đang đại diện của hộ không đồng ý chuyển. Người xin vẫn đang chờ, xin gõ /duyetho để xem."),
        column(Button(_("👀 Xem"), RequestAt(1))),
    )


def replaced(reason: str, hotline: str) -> Card:
    """To who spoke for the household: another does now, and why."""
    return Card(
        _(
            "Tổ trưởng đã đổi người đại diện của hộ. Lý do:\n<blockquote>{reason}</blockquote>\n"
            "Những ý kiến ông/bà đã gửi vẫn được tính. Nếu không đúng, xin gọi {hotline}."
        ).format(reason=safe(reason), hotline=safe(hotline)),
        column(home()),
    )
