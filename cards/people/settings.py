"""The ward as its administrators see and change it: groups, offices, codes for group chats."""

from collections.abc import Sequence

from cards.calendar import WorkCalendar
from cards.card import Button, Card, back, column, row, safe
from cards.common import home
from cards.people import names, pages
from cards.people.taps import (
    EndOffice,
    Invite,
    InviteGroup,
    InviteRole,
    LinkGroup,
    LinkGroups,
    Offices,
    Settings,
)
from cards.words import _
from rules.calendar import local
from rules.codes import grouped
from rules.offices import Role
from services.people.views import (
    GroupStanding,
    GroupView,
    InvitationView,
    LinkCodeView,
    OfficeView,
    Overview,
)

OFFICES_PAGE = 8


def overview(seen: Overview, page: int) -> Card:
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
    ]
    return Card(
        "\n".join(lines),
        (
            *pages.turning(page, len(seen.groups), pages.PAGE, Settings),
            *column(
                Button(_("👤 Mời vào nhiệm vụ"), Invite()),
                Button(_("📋 Người giữ nhiệm vụ"), Offices(0)),
                Button(_("🔗 Mã liên kết nhóm"), LinkGroups(0)),
                Button(_("📅 Lịch làm việc"), WorkCalendar()),
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


def which_office() -> Card:
    """The offices to which somebody can be invited."""
    return Card(
        _("Mời vào nhiệm vụ nào?"),
        column(*(Button(names.role(role), InviteRole(role, 0)) for role in Role), back(Settings(0))),
    )


def office_of_which_group(role: Role, groups: Sequence[GroupView], page: int) -> Card:
    """The group of an office that is held for one."""
    return Card(
        _("{office} của tổ nào?").format(office=names.role(role)),
        (
            *pages.groups(groups, page, lambda one: InviteGroup(role, one.id), lambda to: InviteRole(role, to)),
            row(back(Invite())),
        ),
    )


def invitation(made: InvitationView, bot_name: str) -> Card:
    """The one-time link, to be handed to the person meant and to nobody else."""
    link = f"https://t.me/{bot_name}?start=o_{made.token}"
    return Card(
        _(
            "<b>Thư mời: {office}</b>\n\n{link}\n\n"
            "Đường dẫn dùng một lần, hết hạn lúc {until:%H:%M %d/%m/%Y}. Ai mở trước thì người đó nhận nhiệm vụ, "
            "nên chỉ gửi riêng cho đúng người."
        ).format(office=safe(names.role(made.role, made.group)), link=safe(link), until=local(made.expires_at)),
        column(Button(_("📋 Chép đường dẫn"), copy=link), back(Settings(0))),
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


def offices(held: Sequence[OfficeView], page: int) -> Card:
    """Who holds which office; one is tapped to end it."""
    shown = held[page * OFFICES_PAGE : (page + 1) * OFFICES_PAGE]
    lines = [_("<b>Người giữ nhiệm vụ</b>"), _("Bấm vào một người để thu hồi."), ""]
    lines += [f"• {safe(names.role(one.role, one.group))}: {safe(_holder(one))}" for one in shown]
    buttons = [
        Button(
            _("Thu hồi: {holder}, {office}").format(holder=_holder(one), office=names.role(one.role, one.group))[:60],
            EndOffice(one.id, 0),
        )
        for one in shown
    ]
    return Card(
        "\n".join(lines),
        (*column(*buttons), *pages.turning(page, len(held), OFFICES_PAGE, Offices), row(back(Settings(0)))),
    )


def _holder(office: OfficeView) -> str:
    return office.holder or _("chưa ghi tên")


def end_office(office: OfficeView) -> Card:
    """Asks once more before an office ends."""
    return Card(
        _("Thu hồi nhiệm vụ <b>{office}</b> của {holder}? Người này sẽ được báo.").format(
            office=safe(names.role(office.role, office.group)), holder=safe(_holder(office))
        ),
        column(Button(_("Thu hồi"), EndOffice(office.id, 1), style="danger"), back(Offices(0))),
    )


def office_ended(office: OfficeView) -> Card:
    """The office ended."""
    return Card(
        _("Đã thu hồi nhiệm vụ {office} của {holder}.").format(
            office=safe(names.role(office.role, office.group)), holder=safe(_holder(office))
        ),
        column(back(Offices(0)), home()),
    )
