"""What offices and groups are called."""

from cards.words import _
from rules.offices import Role


def role(role: Role, group: str | None = None) -> str:
    """The office as people say it, with its group where it has one."""
    names = {
        Role.ADMINISTRATOR: _("Quản trị"),
        Role.OFFICIAL: _("Công chức"),
        Role.APPROVER: _("Người duyệt công khai"),
        Role.FRONT: _("Mặt trận"),
        Role.GROUP_HEAD: _("Tổ trưởng"),
        Role.INSPECTOR: _("Ban Thanh tra nhân dân"),
    }
    return f"{names[role]} – {group}" if group else names[role]
