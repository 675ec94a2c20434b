"""Disclosures as everybody reads them: lists, the text page by page, its versions and its file."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from cards.card import Attachment, Button, Card, Row, back, column, row, safe
from cards.common import home
from cards.disclosures_taps import (
    Browse,
    Categories,
    Found,
    Open,
    Original,
    ReadOn,
    Seek,
    Shelves,
    Subscribe,
    Versions,
)
from cards.outgoing import Addressee, Writer
from cards.taps import Tap
from cards.words import _
from rules.calendar import local
from rules.disclosures import CATEGORIES, FIRST_PAGE, State
from rules.pages import PAGE_LENGTH, Page, to_pages
from services.context import Env
from services.disclosures import reading
from services.disclosures.views import (
    CARD_PUBLISHED,
    CARD_WITHDRAWN,
    FileView,
    Listed,
    Shelf,
    Text,
    VersionView,
)
from services.refusals import Refused

# The address that opens the private chat with this payload; None for a message in the private chat itself.
Link = Callable[[str], str] | None

BUTTON_LENGTH = 48
FILE_SUFFIX, VERSIONS_SUFFIX = "_f", "_v"
_NAMED_GROUPS = 4
_NAMES_LENGTH = 120
# Shorter texts are laid out faster than a thread starts.
_LONG_TEXT = 40_000


def day(moment: datetime | date) -> str:
    """A day as people in Viet Nam write it."""
    shown = local(moment) if isinstance(moment, datetime) else moment
    return f"{shown:%d/%m/%Y}"


def last_day(due_at: datetime) -> str:
    """The day at whose end the time is over."""
    return day(due_at - timedelta(seconds=1))


def category_line(category: int) -> str:
    """The category by its number, as the law counts them."""
    return f"{category}. {_(CATEGORIES[category])}"


def shorten(text: str, length: int = BUTTON_LENGTH) -> str:
    """The text as it fits a button, cut between words."""
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + "…"


# --- the text --------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _laid_out(body: str) -> tuple[Page, ...]:
    return tuple(to_pages(body, PAGE_LENGTH, FIRST_PAGE)) or (Page("", ""),)


async def pages(body: str) -> tuple[Page, ...]:
    """The text as pages, at least one; the same ones whenever they are asked for."""
    return await asyncio.to_thread(_laid_out, body) if len(body) > _LONG_TEXT else _laid_out(body)


def header(text: Text) -> str:
    """What stands above the first page."""
    lines = [
        f"📢 <b>{safe(text.title)}</b>",
        _("Lĩnh vực: {category}").format(category=_(CATEGORIES[text.category])),
        _dates(text),
    ]
    if text.groups and not text.whole_ward:
        lines.append(_("Dành cho: {groups}").format(groups=safe(_scope(text))))
    if text.correction:
        lines.append(_("✏️ <b>Bản đính chính.</b> Lý do: {reason}").format(reason=safe(text.correction)))
    if text.newer_at:
        lines.append(_("⚠️ <b>Bản này đã được thay bằng bản mới ngày {day}.</b>").format(day=day(text.newer_at)))
    return "\n".join(lines)


def _dates(text: Text) -> str:
    signed = _("Ký ngày {day}").format(day=day(text.decided_on))
    if text.published_at is None:
        return _("{signed} · Công khai ngay khi được duyệt").format(signed=signed)
    return _("{signed} · Công khai ngày {day}").format(signed=signed, day=day(text.published_at))


def _scope(text: Text) -> str:
    names = ", ".join(text.groups)
    if len(text.groups) <= _NAMED_GROUPS and len(names) <= _NAMES_LENGTH:
        return names
    return _("{count} nơi: {names}…").format(count=len(text.groups), names=shorten(names, _NAMES_LENGTH))


def read_on(page: int, count: int, tap: Tap) -> Button:
    """The way to the next page, which says its number."""
    return Button(_("📖 Đọc tiếp ({page}/{count})").format(page=page, count=count), tap, style="primary")


async def first(version: VersionView, link: Link) -> Card:
    """A public version: the header and the first page; of a withdrawn one only why it is gone."""
    if version.state is State.WITHDRAWN:
        return withdrawn(version, link)
    laid_out = await pages(version.text.body)
    rows: list[Row] = []
    if len(laid_out) > 1:
        rows.append(row(read_on(2, len(laid_out), ReadOn(version.id, 2))))
    rows += _beside(version, link)
    if link is None:
        rows.append(row(back(Shelves())))
    return Card(f"{header(version.text)}\n\n{laid_out[0].html}", tuple(rows))


def _beside(version: VersionView, link: Link) -> list[Row]:
    """The original, and the way to other versions; in a group both are read in the private chat."""
    text, rows = version.text, []
    if text.file_name:
        rows.append(row(_going(_("📎 Tải tệp gốc"), Original(version.id), link, f"d_{version.id}{FILE_SUFFIX}")))
    if text.newer:
        rows.append(row(_going(_("🆕 Xem bản mới nhất"), Open(text.newer), link, f"d_{text.newer}")))
    if text.earlier:
        rows.append(row(_going(_("🕘 Bản trước"), Versions(version.id), link, f"d_{version.id}{VERSIONS_SUFFIX}")))
    return rows


def _going(words: str, tap: Open | Original | Versions, link: Link, payload: str) -> Button:
    return Button(words, url=link(payload)) if link else Button(words, tap)


async def following(version: VersionView, page: int, link: Link) -> Card | None:
    """A later page, from 2: the text and nothing else; None for a page that does not exist."""
    laid_out = await pages(version.text.body)
    if not 2 <= page <= len(laid_out):
        return None
    rows: tuple[Row, ...] = ()
    if page < len(laid_out):
        rows = (row(read_on(page + 1, len(laid_out), ReadOn(version.id, page + 1))),)
    elif link is None:
        rows = (row(back(Shelves())),)
    return Card(laid_out[page - 1].html, rows)


def original(file: FileView) -> Card:
    """The file as it was given."""
    return Card(_("Tệp gốc của văn bản."), column(back(Shelves())), document=Attachment(file.name, file.content))


def not_turned() -> str:
    """A passing word when Telegram does not take the next page now; the button stays."""
    return _("Đang có nhiều tin quá. Xin ông/bà chờ một phút rồi bấm lại.")


def versions(shelf: Shelf) -> Card:
    """Every version that can be read."""
    newest = shelf.lines[0]
    lines = [_("<b>Các bản của văn bản này</b>\n{title}").format(title=safe(newest.title))]
    buttons = []
    for line in shelf.lines:
        words = _("Bản {number}, ngày {day}").format(number=line.number, day=day(line.at))
        state = _("đang có hiệu lực") if line is newest else _("đã được thay")
        lines.append(f"• {words}: {state}")
        buttons.append(Button(words, Open(line.version_id)))
    return Card("\n".join(lines), column(*buttons, back(Shelves())))


def withdrawn(version: VersionView, link: Link) -> Card:
    """The text is gone, and why."""
    assert version.ended_at is not None
    return Card(
        _("Văn bản “{title}” đã được thu hồi ngày {day}.\nLý do: {reason}").format(
            title=safe(version.text.title), day=day(version.ended_at), reason=safe(version.ended_because)
        ),
        column(back(Shelves())) if link is None else (),
    )


# --- lists -----------------------------------------------------------------------------------------


def _entry(number: int, line: Listed) -> str:
    return f"{number}. <b>{safe(line.title)}</b>\n{safe(_(CATEGORIES[line.category]))} · {day(line.at)}"


def listing(shelf: Shelf) -> str:
    """The lines of a list, numbered through its pages."""
    return "\n\n".join(_entry(number, line) for number, line in enumerate(shelf.lines, shelf.offset + 1))


def openers(shelf: Shelf) -> list[Row]:
    """A button for each line of a list."""
    return [
        row(Button(f"{number}. {shorten(line.title)}", Open(line.version_id)))
        for number, line in enumerate(shelf.lines, shelf.offset + 1)
    ]


def turning(shelf: Shelf, to: Callable[[int], Tap]) -> list[Row]:
    """The way to the pages before and after, where there are any."""
    buttons = []
    if shelf.offset:
        buttons.append(Button(_("⬅️ Trang trước"), to(max(0, shelf.offset - reading.PAGE))))
    if shelf.offset + len(shelf.lines) < shelf.total:
        buttons.append(Button(_("Trang sau ➡️"), to(shelf.offset + len(shelf.lines))))
    return [tuple(buttons)] if buttons else []


def browse(shelf: Shelf, category: int, *, subscribed: bool) -> Card:
    """What is public, the newest first; of one category where it is not 0."""
    title = safe(category_line(category)) if category else _("Công khai")
    intro = _("Có {count} văn bản, mới nhất ở trên. Bấm để đọc.").format(count=shelf.total)
    html = f"📢 <b>{title}</b>\n{intro}\n\n{listing(shelf)}" if shelf.lines else _nothing(title)
    rows = [
        *openers(shelf),
        *turning(shelf, lambda offset: Browse(category, offset)),
        row(Button(_("🗂 Theo lĩnh vực"), Categories()), Button(_("🔎 Tìm kiếm"), Seek())),
    ]
    if category:
        return Card(html, (*rows, row(back(Browse(0, 0)))))
    asked = Button(_("🔕 Thôi nhận tin công khai"), Subscribe(0))
    if not subscribed:
        asked = Button(_("🔔 Nhận tin công khai mới"), Subscribe(1))
    return Card(html, (*rows, row(asked), row(home())))


def _nothing(title: str) -> str:
    return _("📢 <b>{title}</b>\nChưa có văn bản nào được công khai ở đây.").format(title=title)


def subscribed(wanted: bool) -> str:
    """A passing word after asking for disclosures, or for no more."""
    if wanted:
        return _("Từ nay có văn bản mới, tôi sẽ gửi cho ông/bà.")
    return _("Từ nay tôi không gửi văn bản mới nữa. Ông/bà vẫn xem được ở đây.")


def categories(counts: Mapping[int, int]) -> Card:
    """The 14 categories of Điều 11 and how much each has."""
    buttons = [
        Button(f"{shorten(category_line(number))} ({counts.get(number, 0)})", Browse(number, 0))
        for number in CATEGORIES
    ]
    return Card(
        _(
            "🗂 <b>Theo lĩnh vực</b>\n"
            "Luật Thực hiện dân chủ ở cơ sở, Điều 11, nêu 14 nội dung phải công khai. "
            "Số trong ngoặc là số văn bản."
        ),
        column(*buttons, back(Browse(0, 0))),
    )


def ask_query() -> Card:
    """Asks for words."""
    return Card(
        _("🔎 Xin gõ từ cần tìm rồi gửi. Gõ có dấu hay không dấu đều được.\nVí dụ: quỹ khuyến học"),
        column(back(Browse(0, 0))),
    )


def found(shelf: Shelf, query: str) -> Card:
    """What was found, the best first."""
    asked = safe(shorten(query, 100))
    if not shelf.lines:
        html = _(
            "🔎 Không thấy văn bản nào có đủ các từ “{query}”.\n"
            "Ông/bà thử gõ ít từ hơn, hoặc từ khác. Gõ luôn ở đây cũng được."
        ).format(query=asked)
    else:
        html = _("🔎 Văn bản có “{query}”:\n\n{lines}").format(query=asked, lines=listing(shelf))
    rows = [*openers(shelf), *turning(shelf, Found)]
    return Card(html, (*rows, row(Button(_("🔎 Tìm từ khác"), Seek())), row(back(Browse(0, 0)))))


def in_group(shelf: Shelf, link: Callable[[str], str]) -> Card:
    """The newest for a group chat; they are read in the private chat, so that the group stays quiet."""
    every = row(Button(_("📢 Xem tất cả"), url=link("d")))
    if not shelf.lines:
        return Card(_("📢 Chưa có văn bản nào được công khai cho bà con ở đây."), (every,))
    buttons = [
        row(Button(_("Đọc: {title}").format(title=shorten(line.title)), url=link(f"d_{line.version_id}")))
        for line in shelf.lines
    ]
    return Card(
        _("📢 <b>Mới công khai cho bà con</b>\n\n{lines}\n\nBấm để đọc trong trò chuyện riêng.").format(
            lines=listing(shelf)
        ),
        (*buttons, every),
    )


# --- messages that are sent later ------------------------------------------------------------------


def link_of(to: Addressee) -> Link:
    """How this addressee comes to the private chat; None when the message is in it."""
    return to.link if to.person_id is None else None


async def _published(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    version = await _still_public(env, values)
    return await first(version, link_of(to)) if version and version.state is State.PUBLISHED else None


async def _withdrawn(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    version = await _still_public(env, values)
    return withdrawn(version, link_of(to)) if version and version.state is State.WITHDRAWN else None


async def _still_public(env: Env, values: Mapping[str, Any]) -> VersionView | None:
    try:
        return await reading.open_version(env, int(values["version"]))
    except Refused:
        return None


OUTGOING: dict[str, Writer] = {CARD_PUBLISHED: _published, CARD_WITHDRAWN: _withdrawn}
