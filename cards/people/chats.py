"""What is said in group chats about themselves."""

from cards.card import Card, safe
from cards.words import _
from services.people.views import GroupView


def linked(group: GroupView) -> Card:
    """The chat belongs to this group now."""
    return Card(
        _(
            "✅ Nhóm này đã liên kết với <b>{group}</b>. Bà con sẽ nhận tại đây các văn bản công khai "
            "và phiếu lấy ý kiến của tổ."
        ).format(group=safe(group.name))
    )


def code_missing() -> Card:
    """How the command is written."""
    return Card(_("Xin gửi kèm mã, ví dụ: <code>/lienket 7K3M-92QX</code>. Mã do người quản trị của phường, xã cấp."))
