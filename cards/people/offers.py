"""An office on offer, as the person invited sees it."""

from cards.card import Button, Card, column, safe
from cards.common import cancel, home
from cards.people import names
from cards.people.taps import KeepName, TakeOffice
from cards.words import _
from services.people.views import InvitationView, OfficeView, WardView


def offer(made: InvitationView, ward: WardView) -> Card:
    """Which office, and of which ward."""
    return Card(
        _("Kính mời ông/bà nhận nhiệm vụ:\n<b>{office}</b>{term}\n{ward}").format(
            office=safe(names.role(made.role, made.scope)), term=names.term(made.ends_on), ward=safe(ward.full_name)
        ),
        column(Button(_("✅ Nhận nhiệm vụ"), TakeOffice(), style="success"), cancel()),
    )


def your_name(known: str | None) -> Card:
    """Asks for the name that others will see."""
    words = _("Xin gửi <b>họ tên</b> của ông/bà, đúng như muốn hiện trên thông báo và biên bản.\nVí dụ: Nguyễn Mẫu An")
    keep = [Button(_("Giữ tên: {name}").format(name=known)[:60], KeepName())] if known else []
    return Card(words, column(*keep, cancel()))


def taken(office: OfficeView) -> Card:
    """The office is theirs."""
    return Card(
        _("✅ {holder} đã nhận nhiệm vụ <b>{office}</b>. Gõ /menu để bắt đầu, /toi để xem nhiệm vụ.").format(
            holder=safe(office.holder or ""), office=safe(names.role(office.role, office.scope))
        ),
        column(home()),
    )
