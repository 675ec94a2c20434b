"""The ward as its administrators see and change it: groups, offices, codes for group chats."""

from collections.abc import Sequence

from cards.calendar import WorkCalendar
from cards.card import Button, Card, back, column, row, safe
from cards.common import home
from cards.grounds_taps import Grounds
from cards.people import offices as offices_cards
from cards.people import pages
from cards.people.data_taps import DataRequests, Retention
from cards.people.taps import (
    Invite,
    LinkGroup,
    LinkGroups,
    Offices,
    Register,
    Settings,
)
from cards.words import _
from rules.calendar import local
from rules.codes import grouped
from rules.offices import Gaps
from services.people.views import GroupStanding, GroupView, LinkCodeView, Overview


def overview(seen: Overview, gaps: Gaps, page: int) -> Card:
    """The ward's facts, and for each group its households, representatives and chats."""
    ward = seen.ward
    shown = seen.groups[page * pages.PAGE : (page + 1) * pages.PAGE]
    households = sum(one.households for one in seen.groups)
    registered = sum(one.registered for one in seen.groups)
    lines = [
        _("<b>Cài đặt – {ward}</b>").format(ward=safe(ward.full_name)),
        _("📞 {hotline}").format(hotline=safe(ward.hotline)),
        _("🕘 {hours}").format(hours=safe(ward.office_hours)),
        _("Tổng cộng: {groups} {label}, {households} hộ, {registered} hộ có người đại diện.").format(
            groups=len(seen.groups), label=safe(ward.group_label), households=households, registered=registered
        ),
        "",
        *(_standing(one) for one in shown),
        *(["", *offices_cards.gaps(gaps, ward.group_label)] if gaps else []),
    ]
    return Card(
        "\n".join(lines),
        (
            *pages.turning(page, len(seen.groups), pages.PAGE, Settings),
            *column(
                Button(_("👤 Mời vào nhiệm vụ"), Invite()),
                Button(_("📋 Người giữ nhiệm vụ"), Offices(0)),
                Button(_("📖 Sổ nhiệm vụ"), Register(0)),
                Button(_("🔗 Mã liên kết nhóm"), LinkGroups(0)),
                Button(_("🛡 Yêu cầu về dữ liệu cá nhân"), DataRequests(0)),
                Button(_("🗄 Thời hạn lưu"), Retention()),
                Button(_("📅 Lịch làm việc"), WorkCalendar()),
                Button(_("⚖️ Căn cứ pháp lý của kênh"), Grounds()),
                home(),
            ),
        ),
    )


def _standing(one: GroupStanding) -> str:
    chat = _("có nhóm chat") if one.chats else _("chưa có nhóm chat")
    words = _("• {group}: {households} hộ, {registered} có người đại diện, {chat}")
    if one.households != one.declared:
        words = _("• {group}: {households} hộ (khai {declared}), {registered} có người đại diện, {chat}")
    return words.format(
        group=safe(one.group.name),
        households=one.households,
        declared=one.declared,
        registered=one.registered,
        chat=chat,
    )


def link_which_group(groups: Sequence[GroupView], page: int) -> Card:
    """The groups for which a code can be made."""
    return Card(
        _("Tạo mã liên kết cho nhóm chat của tổ nào?"),
        (*pages.groups(groups, page, lambda one: LinkGroup(one.id), LinkGroups), row(back(Settings(0)))),
    )


def link_code(made: LinkCodeView) -> Card:
    """The command for the group chat."""
    command = f"/lienket {grouped(made.code)}"
    return Card(
        _(
            "<b>Mã liên kết – {group}</b>\n\n"
            "1. Thêm tôi vào nhóm chat của tổ.\n"
            "2. Quản trị viên của nhóm gửi trong nhóm dòng này:\n<code>{command}</code>\n\n"
            "Mã dùng một lần, hết hạn lúc {until:%H:%M %d/%m/%Y}."
        ).format(group=safe(made.group), command=command, until=local(made.expires_at)),
        column(Button(_("📋 Chép dòng lệnh"), copy=command), back(Settings(0))),
    )
