"""What a person sees of themselves: household, consents, what is stored."""

from cards.card import Button, Card, back, column, row, safe
from cards.common import home
from cards.people import names
from cards.people.data_taps import Stored
from cards.people.taps import Identify, Switch, Unlink, Withdraw
from cards.taps import Go
from cards.words import _
from rules.calendar import local
from rules.people import Purpose
from services.people.views import ConsentView, MeView


def me(view: MeView) -> Card:
    """The household, the offices, and a switch for each consent."""
    lines = [_("<b>Hộ của tôi</b>"), "", _household(view)]
    if view.offices:
        lines += ["", _("<b>Nhiệm vụ</b>")]
        lines += [
            f"• {safe(names.role(office.role, office.scope))}{names.term(office.ends_on)}" for office in view.offices
        ]
    lines += ["", _("<b>Điều ông/bà đã chọn</b>")]
    lines += [f"• {_purpose(consent.purpose)}: {_choice(consent)}" for consent in view.consents]
    rows = [row(_switch(consent)) for consent in view.consents]
    if view.household:
        rows.append(row(Button(_("🔓 Xóa liên kết hộ"), Unlink(0))))
    else:
        rows.insert(0, row(Button(_("📝 Đăng ký hộ của tôi"), Identify())))
    return Card("\n".join(lines), (*rows, row(Button(_("🗂 Thông tin lưu về tôi"), Stored())), row(home())))


def _household(view: MeView) -> str:
    if view.household:
        return _("Ông/bà đại diện cho hộ <b>{code}</b>\n{group}\n{address}").format(
            code=safe(view.household.code), group=safe(view.household.group), address=safe(view.household.address)
        )
    if view.waits_in:
        return _("Đang chờ xác nhận ở {group}.").format(group=safe(view.waits_in))
    return _("Ông/bà chưa đăng ký là đại diện của hộ nào.")


def _purpose(purpose: Purpose) -> str:
    return {
        Purpose.HOUSEHOLD: _("Ghi nhận tôi đại diện cho hộ"),
        Purpose.DISCLOSURES: _("Gửi tin công khai cho tôi"),
    }[purpose]


def _choice(consent: ConsentView) -> str:
    if consent.granted is None or consent.decided_at is None:
        return _("chưa chọn")
    words = _("đồng ý từ {at:%d/%m/%Y}") if consent.granted else _("không đồng ý từ {at:%d/%m/%Y}")
    return words.format(at=local(consent.decided_at))


def _switch(consent: ConsentView) -> Button:
    labels = {
        Purpose.HOUSEHOLD: (_("☐ Đồng ý ghi nhận hộ"), _("☑ Rút đồng ý ghi nhận hộ")),
        Purpose.DISCLOSURES: (_("☐ Nhận tin công khai"), _("☑ Thôi nhận tin công khai")),
    }
    off, on = labels[consent.purpose]
    granted = bool(consent.granted)
    return Button(on if granted else off, Switch(consent.purpose, int(not granted)))


def withdraw() -> Card:
    """Asks once more before the household is let go together with the consent."""
    return Card(
        _(
            "Rút đồng ý thì liên kết với hộ cũng bị xóa, và ý kiến sau này của ông/bà không được tính. "
            "Những câu hộ đã trả lời vẫn được giữ vì đã tính vào kết quả. Ông/bà chắc chắn chứ?"
        ),
        column(Button(_("Rút đồng ý"), Withdraw(), style="danger"), back(Go("toi"))),
    )


def unlink() -> Card:
    """Asks once more before the household is let go."""
    return Card(
        _(
            "Sau khi xóa, ông/bà không còn đại diện cho hộ này, người khác trong hộ có thể đăng ký thay. "
            "Những câu hộ đã trả lời vẫn được giữ vì đã tính vào kết quả. Ông/bà chắc chắn chứ?"
        ),
        column(Button(_("Xóa liên kết"), Unlink(1), style="danger"), back(Go("toi"))),
    )


def unlinked() -> Card:
    """The household was let go."""
    return Card(_("Đã xóa liên kết hộ."), column(home()))
