"""The silent households of a group, as messages."""

from collections.abc import Sequence

from cards.card import Attachment, Button, Card, Row, column, row, safe
from cards.common import home
from cards.polls.entering import poll_button
from cards.polls.entering_taps import BeginEntry, DoorFile, DoorPage, Doors
from cards.polls.sayings import moment
from cards.words import _
from services.polls.entry_views import Door, DoorList, GroupView
from services.polls.views import PollView

# So much of a list stands in one message, HTML counted; a message holds 4,096.
PAGE_ROOM = 3_000


def which_poll(polls: Sequence[PollView]) -> Card:
    """Of which poll."""
    if not polls:
        return Card(_("<b>Hộ chưa trả lời</b>\n\nHiện không có việc nào đang lấy ý kiến."), (row(home()),))
    return Card(
        _("<b>Hộ chưa trả lời</b>\nDanh sách để đến từng nhà. Việc nào?"),
        column(*(Button(poll_button(poll), Doors(poll.id)) for poll in polls), home()),
    )


def which_group(poll: PollView, groups: Sequence[GroupView]) -> Card:
    """Of which group."""
    buttons = (Button(group.name, DoorPage(poll.id, group.id, 0)) for group in groups)
    return Card(
        _("<b>{code}</b> {title}\n\nDanh sách hộ chưa trả lời của tổ nào?").format(
            code=poll.code, title=safe(poll.title)
        ),
        (*column(*buttons), row(Button(_("⬅️ Quay lại"), Doors(0)))),
    )


def _line(door: Door) -> str:
    parts = [f"<b>{safe(door.code)}</b>", safe(door.address), safe(door.representative)]
    if door.phone:
        parts.append(f"📞 {door.phone}")
    if door.has_waiting_entry:
        parts.append(_("<i>phiếu chờ xác nhận</i>"))
    return " · ".join(parts)


def _pages(it: DoorList) -> list[list[str]]:
    """The lines of each page; the two lists under their own headings."""
    blocks = (
        (_("📵 <b>Chưa nhắn tin được</b> ({n} hộ)").format(n=len(it.unreached)), it.unreached),
        (_("💬 <b>Đã nhắn tin, chưa trả lời</b> ({n} hộ)").format(n=len(it.reached)), it.reached),
    )
    pages: list[list[str]] = [[]]
    for heading, doors in blocks:
        for line in (heading, *map(_line, doors)) if doors else ():
            if sum(map(len, pages[-1])) + len(line) > PAGE_ROOM:
                pages.append([])
            pages[-1].append(line)
    return pages


def listed(it: DoorList, page: int) -> Card:
    """A page of the list, and the ways to take it along."""
    poll, group = it.poll, it.group
    head = _("<b>Hộ chưa trả lời · {group}</b>\n{code} · hạn {closes}").format(
        group=safe(group.name), code=poll.code, closes=moment(poll.closes_at)
    )
    if not it.doors:
        return Card(_("{head}\n\n✅ Tất cả các hộ đã trả lời.").format(head=head), (row(_back(poll)),))
    pages = _pages(it)
    at = min(max(page, 0), len(pages) - 1)
    count = _("Chưa trả lời: {n}/{all} hộ").format(n=len(it.doors), all=it.households)
    place = _(" · trang {at}/{of}").format(at=at + 1, of=len(pages)) if len(pages) > 1 else ""
    turning: list[Button] = []
    if at > 0:
        turning.append(Button(_("◀️ Trang trước"), DoorPage(poll.id, group.id, at - 1)))
    if at + 1 < len(pages):
        turning.append(Button(_("Trang sau ▶️"), DoorPage(poll.id, group.id, at + 1)))
    rows: tuple[Row, ...] = (
        *((tuple(turning),) if turning else ()),
        row(
            Button(_("🖨 Bản in (PDF)"), DoorFile(poll.id, group.id, "pdf")),
            Button(_("📊 Tệp Excel"), DoorFile(poll.id, group.id, "xlsx")),
        ),
        row(Button(_("📝 Nhập phiếu giấy"), BeginEntry(poll.id))),
        row(_back(poll)),
    )
    return Card(f"{head}\n{count}{place}\n\n" + "\n".join(pages[at]), rows)


def _back(poll: PollView) -> Button:
    return Button(_("⬅️ Quay lại"), Doors(poll.id))


def file(it: DoorList, kind: str, content: bytes) -> Card:
    """The list as a file."""
    name = f"{it.poll.code}-{it.group.code}-chua-tra-loi.{kind}"
    words = _(
        "Danh sách hộ chưa trả lời, {group}. Đây là thông tin cá nhân của bà con: chỉ dùng để đến từng nhà, dùng xong "
        "xin hủy."
    )
    return Card(words.format(group=safe(it.group.name)), document=Attachment(name, content))
