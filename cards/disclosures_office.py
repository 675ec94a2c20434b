"""Disclosures on the desk: what waits, what is approved, returned, corrected and withdrawn."""

from collections.abc import Mapping
from typing import Any

from cards.card import Button, Card, Row, back, column, row, safe
from cards.common import home
from cards.disclosures import header, last_day, listing, pages, read_on, shorten, turning
from cards.disclosures_taps import (
    Approve,
    Choose,
    Compose,
    Desk,
    Open,
    Registers,
    Return,
    Review,
    ReviewOn,
    ReviewOriginal,
    Rework,
    Waiting,
    Withdraw,
)
from cards.outgoing import Addressee, Writer
from cards.words import _
from rules.disclosures import State
from services.context import Env
from services.disclosures import announcing
from services.disclosures.views import (
    CARD_APPROVED,
    CARD_OVERDUE,
    CARD_PENDING,
    CARD_RETURNED,
    Released,
    Shelf,
    VersionView,
)

_COMPOSER_LENGTH = 60


# --- the desk --------------------------------------------------------------------------------------


def desk(waiting: int, overdue: int, *, approves: bool) -> Card:
    """The first screen of /congbo."""
    buttons = [
        Button(_("✍️ Soạn công khai mới"), Compose(), style="primary"),
        Button(_("✏️ Đính chính"), Choose("correct", 0)),
        Button(_("🕘 Chờ duyệt ({count})").format(count=waiting), Waiting(0, 0)),
        Button(_("⏰ Quá hạn ({count})").format(count=overdue), Waiting(1, 0)),
        Button(_("📋 Danh mục quý"), Registers()),
    ]
    if approves:
        buttons.append(Button(_("🗑 Thu hồi"), Choose("withdraw", 0)))
    return Card(
        _(
            "<b>Công khai văn bản</b>\n"
            "Một người soạn, người khác duyệt, rồi mới gửi đến bà con.\n"
            "Hạn công khai: 05 ngày làm việc từ ngày ký (Luật 10/2022/QH15, Điều 12)."
        ),
        column(*buttons, home()),
    )


def choose(shelf: Shelf, purpose: str) -> Card:
    """What is public, to correct or to withdraw one of it."""
    title = _("✏️ Đính chính văn bản nào?") if purpose == "correct" else _("🗑 Thu hồi văn bản nào?")
    if not shelf.lines:
        return Card(_("Chưa có văn bản nào được công khai."), column(back(Desk())))
    buttons = [
        Button(
            f"{number}. {shorten(line.title)}",
            Rework(line.version_id) if purpose == "correct" else Withdraw(line.version_id),
        )
        for number, line in enumerate(shelf.lines, shelf.offset + 1)
    ]
    return Card(
        f"<b>{title}</b>\n\n{listing(shelf)}",
        (*column(*buttons), *turning(shelf, lambda offset: Choose(purpose, offset)), row(back(Desk()))),
    )


def waiting(shelf: Shelf, *, overdue: bool) -> Card:
    """What waits for approval, the most urgent first."""
    if not shelf.lines:
        words = _("Không có văn bản nào quá hạn.") if overdue else _("Không có văn bản nào chờ duyệt.")
        return Card(words, column(back(Desk())))
    title = _("⏰ <b>Chờ duyệt quá hạn</b>") if overdue else _("🕘 <b>Chờ duyệt</b>")
    lines = [
        _("{number}. <b>{title}</b>\nCông khai chậm nhất hết ngày {day}").format(
            number=number, title=safe(line.title), day=last_day(line.at)
        )
        for number, line in enumerate(shelf.lines, shelf.offset + 1)
    ]
    buttons = [
        Button(f"{number}. {shorten(line.title)}", Review(line.version_id))
        for number, line in enumerate(shelf.lines, shelf.offset + 1)
    ]
    turns = turning(shelf, lambda offset: Waiting(int(overdue), offset))
    return Card("\n\n".join((title, *lines)), (*column(*buttons), *turns, row(back(Desk()))))


# --- approving -------------------------------------------------------------------------------------


async def review(version: VersionView, *, approves: bool) -> Card:
    """A version that waits: who composed it, what readers would see, and what can be done."""
    laid_out = await pages(version.text.body)
    rows: list[Row] = []
    if len(laid_out) > 1:
        rows.append(row(read_on(2, len(laid_out), ReviewOn(version.id, 2))))
    if version.text.file_name:
        rows.append(row(Button(_("📎 Tải tệp gốc"), ReviewOriginal(version.id))))
    if approves and version.state is State.PENDING:
        rows += _decide(version.id)
    rows.append(row(back(Desk())))
    return Card(f"{_standing(version)}\n\n{header(version.text)}\n\n{laid_out[0].html}", tuple(rows))


def _standing(version: VersionView) -> str:
    if version.state is State.REFUSED:
        return _("↩️ <b>Đã trả lại.</b> Lý do: {reason}").format(reason=safe(version.ended_because))
    if version.state is not State.PENDING:
        return _("✅ <b>Không còn chờ duyệt.</b>")
    return _("🕘 <b>Chờ duyệt.</b> Người soạn: {composer}. Hạn: hết ngày {day}.").format(
        composer=safe(shorten(version.composer, _COMPOSER_LENGTH)), day=last_day(version.due_at)
    )


def _decide(version_id: int) -> tuple[Row, ...]:
    return column(
        Button(_("✅ Duyệt và công khai"), Approve(version_id), style="success"),
        Button(_("↩️ Trả lại"), Return(version_id), style="danger"),
    )


async def review_page(version: VersionView, page: int, *, approves: bool) -> Card | None:
    """A later page of a version that waits; below the last one it can be decided."""
    laid_out = await pages(version.text.body)
    if not 2 <= page <= len(laid_out):
        return None
    rows: list[Row] = []
    if page < len(laid_out):
        rows.append(row(read_on(page + 1, len(laid_out), ReviewOn(version.id, page + 1))))
    elif approves and version.state is State.PENDING:
        rows += _decide(version.id)
    return Card(laid_out[page - 1].html, tuple(rows))


def released(done: Released) -> Card:
    """The version is public."""
    return Card(
        _(
            "✅ <b>Đã duyệt và công khai.</b>\n"
            "Đang gửi đến {chats} nhóm chat và {persons} người đã đăng ký nhận tin. Bà con xem lại bằng /congkhai."
        ).format(chats=done.chats, persons=done.persons),
        column(Button(_("📢 Xem bản công khai"), Open(done.version_id)), back(Desk())),
    )


def ask_return(title: str) -> Card:
    """Asks why the version goes back."""
    return Card(
        _("↩️ <b>Trả lại</b> “{title}”\nXin gõ lý do, để người soạn biết cần sửa gì.").format(title=safe(title)),
        column(back(Desk())),
    )


def returned() -> Card:
    """The composer is told."""
    return Card(_("Đã trả lại và báo người soạn. Văn bản chưa được công khai."), column(back(Desk())))


def ask_withdraw(title: str) -> Card:
    """Asks why the disclosure is withdrawn."""
    return Card(
        _(
            "🗑 <b>Thu hồi</b> “{title}”\n"
            "Văn bản sẽ không còn xem được, và những nơi đã nhận sẽ được báo kèm lý do. "
            "Xin gõ lý do; không thu hồi nữa thì bấm Quay lại."
        ).format(title=safe(title)),
        column(back(Desk())),
    )


def withdrawn() -> Card:
    """Whoever had it is told."""
    return Card(_("Đã thu hồi và báo những nơi đã nhận."), column(back(Desk())))


# --- messages that are sent later ------------------------------------------------------------------


async def _pending(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    version = await announcing.version(env, int(values["version"]))
    return await review(version, approves=True) if version and version.state is State.PENDING else None


async def _approved(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    version = await announcing.version(env, int(values["version"]))
    if version is None or version.text.published_at is None:
        return None
    return Card(
        _("✅ Văn bản ông/bà soạn đã được duyệt và công khai:\n<b>{title}</b>").format(title=safe(version.text.title)),
        column(Button(_("📢 Xem bản công khai"), Open(version.id)), back(Desk())),
    )


async def _returned(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    version = await announcing.version(env, int(values["version"]))
    if version is None:
        return None
    return Card(
        _("↩️ Văn bản ông/bà soạn bị trả lại:\n<b>{title}</b>\nLý do: {reason}").format(
            title=safe(version.text.title), reason=safe(version.ended_because)
        ),
        column(Button(_("✏️ Soạn lại"), Rework(version.id)), back(Desk())),
    )


async def _overdue(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    version = await announcing.version(env, int(values["version"]))
    if version is None or version.state is not State.PENDING:
        return None
    return Card(
        _(
            "⏰ <b>Quá hạn công khai.</b>\n“{title}” phải công khai chậm nhất hết ngày {day} "
            "(05 ngày làm việc, Luật 10/2022/QH15, Điều 12), nhưng vẫn đang chờ duyệt."
        ).format(title=safe(version.text.title), day=last_day(version.due_at)),
        column(Button(_("👀 Xem văn bản"), Review(version.id)), back(Desk())),
    )


OUTGOING: dict[str, Writer] = {
    CARD_PENDING: _pending,
    CARD_APPROVED: _approved,
    CARD_RETURNED: _returned,
    CARD_OVERDUE: _overdue,
}
