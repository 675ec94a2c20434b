"""Requests about personal data as administrators see and answer them."""

from collections.abc import Mapping, Sequence
from typing import Any

from cards.card import Button, Card, back, column, row, safe
from cards.common import cancel, home
from cards.outgoing import Addressee, Writer
from cards.people import pages
from cards.people.data_taps import DataAnswer, DataRequestAt, DataRequests
from cards.people.personal import kind, last_day
from cards.people.taps import Settings
from cards.words import _
from rules.calendar import written
from rules.law import NORMS
from rules.personal import NORM, State
from services.context import Env
from services.people import data_requests
from services.people.data_requests import DataRequestView

PAGE = 8


def waiting(found: Sequence[DataRequestView], count: int, page: int) -> Card:
    """Requests that wait, overdue ones first."""
    if not count:
        return Card(_("Không có yêu cầu nào về dữ liệu cá nhân đang chờ."), column(back(Settings(0))))
    lines = [_("<b>Yêu cầu về dữ liệu cá nhân</b>"), _("Đang chờ: {count}.").format(count=count), ""]
    lines += [f"{_mark(one)} {_line(one)}" for one in found]
    buttons = [Button(f"{_mark(one)} {_line(one)}"[:60], DataRequestAt(one.id)) for one in found]
    return Card(
        "\n".join(lines),
        (*column(*buttons), *pages.turning(page, count, PAGE, DataRequests), row(back(Settings(0)))),
    )


def _mark(one: DataRequestView) -> str:
    return "⚠️" if one.overdue else "•"


def _line(one: DataRequestView) -> str:
    words = (
        _("Số {number}, {kind}: quá hạn {due:%d/%m/%Y}")
        if one.overdue
        else _("Số {number}, {kind}: hạn {due:%d/%m/%Y}")
    )
    return words.format(number=one.id, kind=kind(one.kind), due=last_day(one))


def request(one: DataRequestView) -> Card:
    """One request, in the words of whoever asked."""
    text = _(
        "<b>{line}</b>\n\nNgười yêu cầu: {who}\nGửi lúc {at}, đã báo nhận ngay.\n"
        "<blockquote>{text}</blockquote>\nCăn cứ: {article}."
    ).format(
        line=_line(one),
        who=safe(one.who or _("chưa xác nhận hộ")),
        at=written(one.asked_at),
        text=safe(one.text or "–"),
        article=NORMS[NORM[one.kind]].article,
    )
    rows = column(back(DataRequests(0)))
    if one.state is State.OPEN:
        rows = (
            *column(
                Button(_("✅ Đã làm, trả lời"), DataAnswer(one.id, 1), style="success"),
                Button(_("🚫 Không làm được, nêu lý do"), DataAnswer(one.id, 0), style="danger"),
            ),
            *rows,
        )
    return Card(text, rows)


def ask_words(request_id: int, *, granted: bool) -> Card:
    """Asks for the answer."""
    words = (
        _("Xin viết cho người yêu cầu biết đã làm gì.")
        if granted
        else _("Xin viết lý do không làm được và căn cứ; người yêu cầu sẽ đọc câu này.")
    )
    return Card(words, column(back(DataRequestAt(request_id)), cancel()))


def settled() -> Card:
    """The answer is on its way."""
    return Card(_("Đã ghi và gửi trả lời."), column(back(DataRequests(0)), home()))


async def _found(env: Env, values: Mapping[str, Any]) -> DataRequestView | None:
    return await data_requests.show(env, values["request"])


async def asked(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    """To administrators: somebody asked; none of their words, since it may show on a locked screen."""
    return await _told(env, values, _("Có yêu cầu mới về dữ liệu cá nhân."))


async def due(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    """To administrators: an answer is due soon."""
    return await _told(env, values, _("⏳ Một yêu cầu về dữ liệu cá nhân sắp đến hạn trả lời."))


async def overdue(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    """To administrators: an answer is overdue."""
    return await _told(env, values, _("⚠️ Một yêu cầu về dữ liệu cá nhân đã quá hạn trả lời."))


async def _told(env: Env, values: Mapping[str, Any], words: str) -> Card | None:
    one = await _found(env, values)
    if one is None or one.state is not State.OPEN:
        return None
    return Card(f"{words}\n{_line(one)}.", column(Button(_("👀 Xem"), DataRequestAt(one.id))))


async def answered(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    """To who asked: what was done, or why not."""
    one = await _found(env, values)
    if one is None or one.answer is None:
        return None
    words = (
        _("✅ Yêu cầu số {number} ({kind}) đã được thực hiện.\n<blockquote>{answer}</blockquote>")
        if one.state is State.DONE
        else _(
            "Yêu cầu số {number} ({kind}) không thực hiện được.\n<blockquote>{answer}</blockquote>\n"
            "Không đồng ý, ông/bà có quyền khiếu nại (Luật 91/2025/QH15 Điều 4)."
        )
    )
    return Card(words.format(number=one.id, kind=kind(one.kind), answer=safe(one.answer)), column(home()))


OUTGOING: dict[str, Writer] = {
    "people.data_asked": asked,
    "people.data_due": due,
    "people.data_overdue": overdue,
    "people.data_answered": answered,
}
