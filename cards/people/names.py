"""What offices and groups are called."""

from datetime import date

from cards.words import _
from rules.offices import Role


def role(role: Role, scope: str | None = None) -> str:
    """The office as people say it, with the group or project for which it is held."""
    names = {
        Role.ADMINISTRATOR: _("Quản trị"),
        Role.OFFICIAL: _("Công chức"),
        Role.APPROVER: _("Người duyệt công khai"),
        Role.FRONT: _("Mặt trận"),
        Role.GROUP_HEAD: _("Tổ trưởng"),
        Role.INSPECTOR: _("Ban Thanh tra nhân dân"),
        Role.SUPERVISOR: _("Ban Giám sát đầu tư"),
    }
    return f"{names[role]} – {scope}" if scope else names[role]


def term(ends_on: date | None) -> str:
    """Until when an office is held; nothing where no end is set."""
    return _(", nhiệm kỳ đến hết {day:%d/%m/%Y}").format(day=ends_on) if ends_on else ""
