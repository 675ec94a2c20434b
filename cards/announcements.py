"""Notices and invitations as people meet them: composing, and what arrives."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from cards.announcements_taps import (
    BeginAnnouncement,
    BodyDone,
    EditAnnouncement,
    ReadAnnouncement,
    ReviewAnnouncement,
    SendAnnouncement,
    TickedAll,
    TickGroup,
    ToQuestion,
    TryAnnouncement,
)
from cards.card import Button, Card, Row, back, column, row, safe
from cards.choices import group_rows
from cards.common import cancel, home
from cards.outgoing import Addressee, Writer
from cards.polls.sayings import moment
from cards.taps import Tap
from cards.words import _
from rules.announcements import PLACE_LENGTH, TITLE_LENGTH, Kind
from rules.law import NORMS, Norm
from rules.pages import PAGE_LENGTH, to_pages
from services import announcements
from services.announcements import AnnouncementView, GroupChoice, Sent
from services.context import Env

FIRST_PAGE = 2_200
GROUPS_ROOM = 600
STEPS: dict[Kind, tuple[str, ...]] = {
    Kind.NOTICE: ("title", "text", "groups"),
    Kind.INVITATION: ("title", "text", "time", "place", "groups"),
}


def kind_name(kind: Kind) -> str:
    """What it is called."""
    return {Kind.NOTICE: _("📢 Thông báo"), Kind.INVITATION: _("📨 Thư mời họp")}[kind]


# --- what arrives -----------------------------------------------------------------------------------------


def _listed(names: Sequence[str]) -> str:
    text = ", ".join(names)
    return safe(text if len(text) <= GROUPS_ROOM else text[:GROUPS_ROOM].rsplit(",", 1)[0] + ", …")


def _html(view: AnnouncementView) -> tuple[str, int]:
    """The message and how many pages the text has."""
    parts = [f"<b>{kind_name(view.kind)}</b>\n<b>{safe(view.title)}</b>"]
    if view.meets_at and view.place:
        parts.append(
            _("Kính mời đại diện hộ gia đình ông/bà đến họp.\n🕘 <b>{when}</b>\n📍 {place}").format(
                when=moment(view.meets_at), place=safe(view.place)
            )
        )
    pages = to_pages(view.body, PAGE_LENGTH, FIRST_PAGE)
    parts += [pages[0].html] if pages else []
    sender = safe(view.sender_name) if view.sender_name else _("Ban công tác Mặt trận")
    parts.append(_("👤 Người gửi: {sender}\n🏘 Gửi đến: {groups}").format(sender=sender, groups=_listed(view.groups)))
    return "\n\n".join(parts), len(pages)


def message(view: AnnouncementView, to: Addressee) -> Card:
    """What arrives in a chat; a text of several pages is read on in private."""
    html, pages = _html(view)
    if pages < 2:
        return Card(html)
    if to.person_id is None:
        return Card(html, (row(Button(_("📄 Đọc tiếp"), url=to.link(f"a_{view.id}"))),))
    return Card(html, (row(Button(_("📄 Đọc tiếp"), ReadAnnouncement(view.id, 1))),))


def page(view: AnnouncementView, number: int) -> Card:
    """A page of the text, in private."""
    pages = to_pages(view.body, PAGE_LENGTH, FIRST_PAGE)
    at = min(max(number, 0), max(len(pages) - 1, 0))
    turning = []
    if at > 0:
        turning.append(Button(_("◀️ Trang trước"), ReadAnnouncement(view.id, at - 1)))
    if at + 1 < len(pages):
        turning.append(Button(_("Đọc tiếp ▶️"), ReadAnnouncement(view.id, at + 1)))
    rows: tuple[Row, ...] = (*((tuple(turning),) if turning else ()), row(home()))
    if at == 0:
        return Card(_html(view)[0], rows)
    return Card(f"<b>{safe(view.title)}</b> ({at + 1}/{len(pages)})\n\n{pages[at].html}", rows)


# --- composing --------------------------------------------------------------------------------------------


def ask_title(kind: Kind, previous: Tap) -> Card:
    """What it is about, in one line."""
    if kind is Kind.INVITATION:
        norm = NORMS["meeting.notice"]
        words = _(
            "<b>Thư mời họp</b>\nThư mời phải đến bà con trước cuộc họp ít nhất {days} {unit} ({article}), và vẫn phải "
            "niêm yết ở nhà văn hóa.\n\nHọp về việc gì? Xin viết trong một dòng, dài nhất {limit} chữ cái."
        ).format(days=norm.value, unit=norm.unit, article=norm.article, limit=TITLE_LENGTH)
    else:
        words = _("<b>Thông báo</b>\nXin viết <b>tiêu đề</b> trong một dòng, dài nhất {limit} chữ cái.").format(
            limit=TITLE_LENGTH
        )
    return Card(words, (_ways(previous),))


def _ways(previous: Tap) -> Row:
    return row(back(previous), cancel())


def ask_text(previous: Tap) -> Card:
    """The text."""
    return Card(
        _(
            "Xin gửi <b>nội dung</b>: viết một hoặc nhiều tin, chuyển tiếp tin có sẵn, hoặc gửi tệp .docx, .txt, .pdf. "
            "Gửi đủ rồi thì bấm <b>Xong</b>."
        ),
        (_ways(previous),),
    )


def got_text(length: int, previous: Tap) -> Card:
    """What came so far."""
    return Card(
        _("Đã nhận {n} chữ cái. Gửi tiếp, hoặc bấm <b>Xong</b>.").format(n=length),
        (row(Button(_("✅ Xong"), BodyDone(), style="primary")), _ways(previous)),
    )


def ask_time(previous: Tap) -> Card:
    """When they meet."""
    return Card(_("Họp lúc nào? Xin viết ngày giờ, ví dụ: <code>19:30 25/12/2026</code>."), (_ways(previous),))


def ask_place(previous: Tap) -> Card:
    """Where they meet."""
    return Card(
        _("Họp ở đâu? Xin viết địa điểm, dài nhất {limit} chữ cái.").format(limit=PLACE_LENGTH), (_ways(previous),)
    )


def ask_groups(groups: Sequence[GroupChoice], chosen: Collection[int], label: str, previous: Tap) -> Card:
    """To whom it goes."""
    return Card(
        _("Gửi đến những {label} nào? Bấm để chọn hoặc bỏ chọn, rồi bấm <b>Xong</b>.").format(label=safe(label)),
        (
            *group_rows(((it.id, it.name) for it in groups), chosen, TickGroup),
            row(Button(_("✅ Xong"), TickedAll(), style="primary")),
            _ways(previous),
        ),
    )


def review(late: Norm | None, *, tried: bool = False) -> Card:
    """What can be done with the draft that stands above as readers will see it."""
    lines = [
        _("⬆️ Đã gửi thử: ở trên là tin bà con sẽ nhận.") if tried else _("⬆️ Bà con sẽ thấy đúng như trên."),
        _("Tin sẽ đến nhóm chat của các tổ đã chọn và đại diện các hộ đã xác nhận."),
    ]
    if late:
        lines.append(
            _(
                "\n⚠️ Cuộc họp còn chưa đến {days} {unit} nữa. Luật yêu cầu báo trước ít nhất {days} {unit} "
                "({article}). Ông/bà vẫn gửi được, nhưng nên cân nhắc lùi ngày họp."
            ).format(days=late.value, unit=late.unit, article=late.article)
        )
    return Card(
        "\n".join(lines),
        (
            row(Button(_("📨 Gửi ngay"), SendAnnouncement(), style="success")),
            row(Button(_("👁 Gửi thử cho tôi"), TryAnnouncement())),
            row(Button(_("✏️ Sửa"), EditAnnouncement()), cancel()),
        ),
    )


def what_to_edit(kind: Kind) -> Card:
    """Which question to answer anew."""
    labels = {
        "title": _("Tiêu đề"),
        "text": _("Nội dung"),
        "time": _("Ngày giờ họp"),
        "place": _("Địa điểm"),
        "groups": _("Gửi đến ai"),
    }
    buttons = [Button(labels[step], ToQuestion(step)) for step in STEPS[kind]]
    return Card(_("Ông/bà muốn sửa phần nào?"), (*column(*buttons), row(back(ReviewAnnouncement()), cancel())))


def sent(kind: Kind, result: Sent) -> Card:
    """It is on its way."""
    return Card(
        _(
            "✅ Đã gửi đến {chats} nhóm chat và {persons} đại diện hộ. Xin báo cả những hộ không dùng điện thoại."
        ).format(chats=result.chats, persons=result.persons),
        column(Button(_("✍️ Soạn tin khác"), BeginAnnouncement(kind.value)), home()),
    )


def gone() -> str:
    """To the tap of a button whose draft is not there any more."""
    return _("Bản soạn này không còn nữa: đã gửi hoặc đã hủy. Gõ /soan để soạn mới.")


def only_preview() -> str:
    """To the sender who tries the buttons of a draft."""
    return _("Đây là bản xem trước, nên nút này chưa có tác dụng.")


# --- messages that are sent later -------------------------------------------------------------------------


async def _announcement(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    return message(await announcements.read(env, int(values["announcement"])), to)


OUTGOING: dict[str, Writer] = {announcements.CARD: _announcement}
