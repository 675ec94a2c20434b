"""Offices as administrators grant, see and end them."""

from collections.abc import Iterator, Sequence

from cards.card import Button, Card, back, column, row, safe
from cards.common import cancel, home
from cards.people import names, pages
from cards.people.taps import (
    EndOffice,
    Invite,
    InviteGroup,
    InviteRole,
    OfferTerm,
    Offices,
    Register,
    Settings,
)
from cards.words import _
from rules.calendar import local, local_date
from rules.law import NORMS
from rules.offices import EITHER_ROLES, TERM_YEARS, Gaps, Role
from services.people.views import GroupView, InvitationView, OfficeView

OFFICES_PAGE = 8
REGISTER_PAGE = 10


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
            *((row(Button(_("Cho cả phường, xã"), InviteGroup(role, 0))),) if role in EITHER_ROLES else ()),
            *pages.groups(groups, page, lambda one: InviteGroup(role, one.id), lambda to: InviteRole(role, to)),
            row(back(Invite())),
        ),
    )


def which_project() -> Card:
    """Asks for the project that the board watches."""
    return Card(
        _("Ban Giám sát đầu tư của dự án, công trình nào? Xin gửi tên.\nVí dụ: Đường Sao Mai, đoạn qua tổ 2"),
        column(back(Invite()), cancel()),
    )


def which_term(*, as_head: bool) -> Card:
    """Asks for the last day of the term."""
    words = _(
        "<b>Nhiệm kỳ đến hết ngày nào?</b>\n"
        "Xin bấm một nút, hoặc gửi ngày, ví dụ: 31/12/2028. Hết ngày đó, nhiệm vụ tự kết thúc; "
        "trước 30 ngày tôi nhắc người quản trị."
    )
    if as_head:
        words += "\n\n" + _(
            "Nhiệm kỳ Ban Thanh tra nhân dân theo nhiệm kỳ tổ trưởng (Luật 10/2022/QH15 Điều 36 khoản 2), "
            "nên không đặt ngày thì lấy ngày của tổ trưởng, nếu có."
        )
    years = (Button(_("{years} năm").format(years=years), OfferTerm(years)) for years in TERM_YEARS)
    return Card(words, (row(*years), row(Button(_("Không đặt ngày"), OfferTerm(0))), row(cancel())))


def invitation(made: InvitationView, bot_name: str) -> Card:
    """The one-time link, to be handed to the person meant and to nobody else."""
    link = f"https://t.me/{bot_name}?start=o_{made.token}"
    return Card(
        _(
            "<b>Thư mời: {office}</b>{term}\n\n{link}\n\n"
            "Đường dẫn dùng một lần, hết hạn lúc {until:%H:%M %d/%m/%Y}. Ai mở trước thì người đó nhận nhiệm vụ, "
            "nên chỉ gửi riêng cho đúng người."
        ).format(
            office=safe(names.role(made.role, made.scope)),
            term=names.term(made.ends_on),
            link=safe(link),
            until=local(made.expires_at),
        ),
        column(Button(_("📋 Chép đường dẫn"), copy=link), back(Settings(0))),
    )


def offices(held: Sequence[OfficeView], page: int) -> Card:
    """Who holds which office; one is tapped to end it."""
    shown = held[page * OFFICES_PAGE : (page + 1) * OFFICES_PAGE]
    lines = [_("<b>Người giữ nhiệm vụ</b>"), _("Bấm vào một người để thu hồi."), ""]
    lines += [
        f"• {safe(names.role(one.role, one.scope))}: {safe(_holder(one))}{names.term(one.ends_on)}" for one in shown
    ]
    buttons = [
        Button(
            _("Thu hồi: {holder}, {office}").format(holder=_holder(one), office=names.role(one.role, one.scope))[:60],
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
            office=safe(names.role(office.role, office.scope)), holder=safe(_holder(office))
        ),
        column(Button(_("Thu hồi"), EndOffice(office.id, 1), style="danger"), back(Offices(0))),
    )


def office_ended(office: OfficeView) -> Card:
    """The office ended."""
    return Card(
        _("Đã thu hồi nhiệm vụ {office} của {holder}.").format(
            office=safe(names.role(office.role, office.scope)), holder=safe(_holder(office))
        ),
        column(back(Offices(0)), home()),
    )


def gaps(lacking: Gaps, group_label: str) -> Iterator[str]:
    """What the inspectorate and the boards lack by the law, one line each, with the article."""
    inspectorate, board = NORMS["inspectorate.least"].article, NORMS["board.least"].article
    if lacking.too_few:
        yield _("⚠️ Ban Thanh tra nhân dân có {members}/{least} thành viên ({article}).").format(
            members=lacking.members, least=lacking.least, article=inspectorate
        )
    if lacking.groups:
        yield _("⚠️ Chưa có người trong Ban Thanh tra nhân dân: {groups} ({article}).").format(
            groups=safe(_few(lacking.groups, group_label)), article=inspectorate
        )
    for project, members in lacking.boards[:3]:
        yield _("⚠️ Ban Giám sát đầu tư «{project}» có {members}/{least} thành viên ({article}).").format(
            project=safe(project[:60]), members=members, least=lacking.least_of_board, article=board
        )


def _few(groups: Sequence[str], group_label: str) -> str:
    shown = ", ".join(group[:40] for group in groups[:3])
    if len(groups) <= 3:
        return shown
    return _("{groups} và {more} {label} khác").format(groups=shown, more=len(groups) - 3, label=group_label)


def register(found: Sequence[OfficeView], count: int, page: int) -> Card:
    """The book of offices: who held which, from when to when, and how it ended."""
    lines = [_("<b>Sổ nhiệm vụ</b>"), _("Mới nhất ở trên. Tất cả: {count}.").format(count=count), ""]
    lines += [_entry(one) for one in found]
    return Card("\n".join(lines), (*pages.turning(page, count, REGISTER_PAGE, Register), row(back(Settings(0)))))


def _entry(office: OfficeView) -> str:
    return _("• {office}: {holder}, từ {since:%d/%m/%Y}{end}").format(
        office=safe(names.role(office.role, office.scope)),
        holder=safe(_holder(office)),
        since=local(office.since),
        end=_end(office),
    )


def _end(office: OfficeView) -> str:
    if office.until is None:
        return names.term(office.ends_on)
    day = local_date(office.until)
    if office.withdrawn:
        words = _(" đến {day:%d/%m/%Y} (thu hồi)")
    elif office.ends_on and day > office.ends_on:
        words = _(" đến {day:%d/%m/%Y} (hết nhiệm kỳ)")
    else:
        words = _(" đến {day:%d/%m/%Y} (tổ đã gộp hoặc chia)")
    return words.format(day=day)
