"""What those in office do, as buttons of the main menu: nobody has to remember a command."""

from cards.card import Button, Row
from cards.taps import Go
from cards.words import _
from rules.offices import Role
from services.context import Actor

ORGANISERS = (Role.FRONT, Role.GROUP_HEAD)
OFFICIALS = (Role.OFFICIAL, Role.APPROVER)


def _duties() -> tuple[tuple[tuple[Role, ...], str, str], ...]:
    """Roles, label and screen of every duty, in the order of the menu."""
    return (
        (ORGANISERS, _("📝 Soạn, gửi bà con"), "soan"),
        (ORGANISERS, _("🗂 Việc đang làm"), "quanly"),
        (ORGANISERS, _("🧾 Nhập phiếu giấy"), "nhapphieu"),
        (ORGANISERS, _("🚪 Hộ chưa trả lời"), "chuatraloi"),
        (ORGANISERS, _("👥 Duyệt hộ"), "duyetho"),
        ((Role.INSPECTOR,), _("📬 Hộp thư phản ánh"), "hopthu"),
        (OFFICIALS, _("📢 Soạn, duyệt công khai"), "congbo"),
        (OFFICIALS, _("💬 Giải trình"), "giaitrinh"),
        ((*ORGANISERS, *OFFICIALS), _("📊 Tổng hợp"), "tonghop"),
        ((Role.ADMINISTRATOR,), _("⚙️ Cài đặt"), "caidat"),
    )


def rows(actor: Actor) -> tuple[Row, ...]:
    """The duties of this person, two to a row; none for somebody without an office."""
    buttons = [Button(label, Go(place)) for roles, label, place in _duties() if actor.holds(*roles)]
    return tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
