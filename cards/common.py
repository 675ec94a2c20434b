"""Screens that every conversation shares: the main menu, help, trouble."""

from cards.card import Button, Card, column, row, safe
from cards.taps import Cancel, Go
from cards.words import _
from services.people.views import WardView


def cancel() -> Button:
    """The way out of what is being written."""
    return Button(_("✖️ Hủy"), Cancel())


def home() -> Button:
    """The way back to the main menu."""
    return Button(_("⬅️ Quay lại"), Go("menu"))


def menu(ward: WardView) -> Card:
    """The main menu."""
    return Card(
        _("<b>{ward}</b>\nÔng/bà muốn làm gì? Xin bấm một nút dưới đây.").format(ward=safe(_title(ward))),
        (
            row(Button(_("📢 Công khai"), Go("congkhai")), Button(_("🗳 Lấy ý kiến"), Go("ykien"))),
            row(Button(_("✍️ Phản ánh"), Go("phananh")), Button(_("🔎 Tra cứu"), Go("tracuu"))),
            row(Button(_("📜 Hương ước"), Go("huonguoc")), Button(_("📅 Lịch họp"), Go("lich"))),
            row(Button(_("🏠 Hộ của tôi"), Go("toi")), Button(_("❓ Trợ giúp"), Go("trogiup"))),
        ),
    )


def _title(ward: WardView) -> str:
    name = ward.full_name
    return name[:1].upper() + name[1:]


def help_card(ward: WardView) -> Card:
    """What can be done here, and how without a phone."""
    return Card(
        _(
            "<b>Trợ giúp</b>\n\n"
            "/congkhai – xem những việc phải công khai\n"
            "/ykien – trả lời khi được lấy ý kiến\n"
            "/phananh – gửi phản ánh, kiến nghị\n"
            "/tracuu – xem phản ánh đã gửi đến đâu\n"
            "/huonguoc – đọc và góp ý hương ước của tổ\n"
            "/toi – hộ của tôi, thông tin của tôi\n"
            "/menu – về trang đầu\n\n"
            "📞 Điện thoại: <b>{hotline}</b>\n"
            "🕘 Giờ làm việc: {hours}\n\n"
            "Không dùng điện thoại cũng được: ông/bà có thể nói trực tiếp với tổ trưởng, "
            "hoặc đến trụ sở Ủy ban trong giờ làm việc. Việc khẩn cấp xin gọi 113, 114, 115."
        ).format(hotline=safe(ward.hotline), hours=safe(ward.office_hours)),
        column(home()),
    )


def cancelled() -> Card:
    """Nothing was kept of what was being written."""
    return Card(_("Đã hủy. Chưa có gì được gửi đi."), column(home()))


def not_understood() -> Card:
    """An answer to words that no conversation waited for."""
    return Card(_("Tôi chưa hiểu ý ông/bà. Xin bấm nút dưới đây để chọn việc cần làm."), column(home()))


def trouble() -> str:
    """Something of ours broke."""
    return _("Máy đang có trục trặc, việc vừa rồi chưa làm được. Xin ông/bà thử lại sau ít phút.")
