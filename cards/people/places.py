"""Places of the main menu that this version does not fill yet: what will be there and where to ask now."""

from cards.card import Card, column, safe
from cards.common import home
from cards.words import _
from services.people.views import WardView


def meetings(ward: WardView) -> Card:
    """Meetings and dialogues."""
    return Card(
        _(
            "<b>Lịch họp</b>\n\n"
            "Lịch họp tổ và lịch đối thoại sẽ có ở đây. Phần này chưa dùng được trong bản này.\n\n"
            "Hiện nay xin xem thông báo trong nhóm chat của tổ, hỏi tổ trưởng, hoặc gọi {hotline} ({hours})."
        ).format(hotline=safe(ward.hotline), hours=safe(ward.office_hours)),
        column(home()),
    )
