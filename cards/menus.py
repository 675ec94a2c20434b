"""The command menus that a chat offers: what can be typed, in words of a line each."""

from cards.words import _

Menu = dict[str, str]


def private() -> Menu:
    """For one person with the assistant."""
    return {
        "menu": _("Trang đầu"),
        "congkhai": _("Xem việc phải công khai"),
        "ykien": _("Trả lời lấy ý kiến"),
        "phananh": _("Gửi phản ánh, kiến nghị"),
        "tracuu": _("Tra cứu phản ánh đã gửi"),
        "huonguoc": _("Hương ước của tổ, thôn"),
        "lich": _("Lịch họp, đối thoại"),
        "toi": _("Hộ của tôi, thông tin của tôi"),
        "trogiup": _("Trợ giúp, số điện thoại"),
    }


def group() -> Menu:
    """For everybody in a group chat."""
    return {
        "congkhai": _("Xem việc phải công khai"),
        "ykien": _("Việc đang lấy ý kiến"),
        "ketqua": _("Kết quả mới nhất của tổ"),
    }


def group_administrators() -> Menu:
    """For those who look after a group chat."""
    return {**group(), "lienket": _("Liên kết nhóm này với tổ dân phố, thôn")}
