"""The official answer to a consultation: written by those who owe it, read by everybody."""

from collections.abc import Mapping, Sequence
from typing import Any

from cards.card import Button, Card, Row, back, column, row, safe
from cards.common import cancel, home
from cards.outgoing import Addressee, Writer
from cards.polls.explaining_taps import Explain, Publish, ReadAnswer, TextDone, Unanswered
from cards.polls.sayings import moment, shortened
from cards.results_taps import ShowResult
from cards.words import _
from rules.pages import PAGE_LENGTH, to_pages
from rules.polls import BODY_LENGTH, Kind
from services.context import Env
from services.polls import explaining
from services.polls.explaining import CARD, Answered, Awaited
from services.polls.views import PollView

TITLE_SHOWN = 120
BUTTON_SHOWN = 40
FIRST_PAGE = 2_800
SHOWN = 20


def awaited(found: Sequence[Awaited]) -> Card:
    """Closed consultations that await their answer."""
    if not found:
        return Card(_("<b>Tiếp thu, giải trình</b>\n\nKhông có việc nào đang chờ trả lời."), column(home()))
    lines = [_line(one) for one in found[:SHOWN]]
    buttons = [
        Button(f"✍️ {one.poll.code} · {shortened(one.poll.title, BUTTON_SHOWN)}", Explain(one.poll.id))
        for one in found[:SHOWN]
    ]
    html = "\n\n".join([_("<b>Tiếp thu, giải trình</b>\nBà con đã góp ý, đang chờ trả lời:"), *lines])
    return Card(html, column(*buttons, home()))


def _line(one: Awaited) -> str:
    words = (
        _("⛔ <b>{code}</b> {title}\nQuá hạn: hạn là hết ngày {day}")
        if one.overdue
        else _("⏳ <b>{code}</b> {title}\nHạn: hết ngày {day}")
    )
    return words.format(
        code=one.poll.code, title=safe(shortened(one.poll.title, TITLE_SHOWN)), day=f"{one.due_on:%d/%m/%Y}"
    )


def ask_text(poll: PollView) -> Card:
    """What is answered?"""
    return Card(
        _(
            "<b>Tiếp thu, giải trình {code}</b>\n{title}\n\n"
            "Xin viết: tiếp thu những ý kiến nào, những ý kiến nào chưa tiếp thu được và vì sao. Viết một hoặc nhiều "
            "tin, hoặc gửi tệp .docx, .txt, .pdf; dài nhất {limit} chữ cái. Xem lại ý kiến bà con ở nút dưới đây."
        ).format(code=poll.code, title=safe(shortened(poll.title, TITLE_SHOWN)), limit=BODY_LENGTH),
        (row(Button(_("📊 Kết quả và ý kiến"), ShowResult(poll.id))), row(back(Unanswered()), cancel())),
    )


def got_text(letters: int) -> Card:
    """What came so far."""
    return Card(
        _("Đã nhận {n} chữ cái. Gửi tiếp, hoặc bấm <b>Xong</b> để xem lại.").format(n=letters),
        (row(Button(_("✅ Xong"), TextDone(), style="primary")), row(back(Unanswered()), cancel())),
    )


def preview(poll: PollView, text: str) -> list[Card]:
    """The text as it will be read, and below it the way to send it."""
    pages = [Card(page.html) for page in to_pages(text, PAGE_LENGTH)]
    ask = Card(
        _(
            "Gửi phần trả lời trên đây cho <b>{code}</b>? Các nhóm chat và các hộ được hỏi đều nhận. "
            "Gửi rồi thì không sửa được."
        ).format(code=poll.code),
        (
            row(Button(_("📨 Gửi bà con"), Publish(poll.id), style="success")),
            row(Button(_("✏️ Viết lại"), Explain(poll.id)), cancel()),
        ),
    )
    return [*pages, ask]


def published(answered: Answered) -> Card:
    """Everybody who was asked has it."""
    more = (
        _("\nXin công khai văn bản này bằng /congbo (khoản 11): việc đó đã ghi vào Việc đến hạn, /quanly.")
        if answered.poll.kind is Kind.CONSULTATION
        else ""
    )
    return Card(
        _("✅ Đã gửi phần tiếp thu, giải trình <b>{code}</b> đến các nhóm và các hộ được hỏi.").format(
            code=answered.poll.code
        )
        + more,
        column(Button(_("📝 Xem lại"), ReadAnswer(answered.poll.id, 1)), back(Unanswered())),
    )


def _head(answered: Answered) -> str:
    who = safe(answered.author) if answered.author else _("Ủy ban")
    return _("📝 <b>Tiếp thu, giải trình ý kiến {code}</b>\n{title}\n<i>{who}, {at}</i>").format(
        code=answered.poll.code,
        title=safe(shortened(answered.poll.title, TITLE_SHOWN)),
        who=who,
        at=moment(answered.at),
    )


def page(answered: Answered, number: int, to: Addressee | None = None) -> Card | None:
    """A page of the answer, from 1; None when there is none of this number.

    `to` is given for a chat of a group, from where its reader goes on in private.
    """
    pages = to_pages(answered.text, PAGE_LENGTH, FIRST_PAGE)
    if not 1 <= number <= len(pages):
        return None
    poll = answered.poll.id
    html = pages[number - 1].html
    rows: list[Row] = []
    if number < len(pages):
        words = _("📖 Đọc tiếp ({page}/{pages})").format(page=number + 1, pages=len(pages))
        rows.append(row(Button(words, url=to.link(f"g_{poll}")) if to else Button(words, ReadAnswer(poll, number + 1))))
    result = Button(_("📊 Kết quả"), url=to.link(f"t_{poll}")) if to else Button(_("📊 Kết quả"), ShowResult(poll))
    rows.append(row(result))
    return Card(f"{_head(answered)}\n\n{html}" if number == 1 else html, tuple(rows))


async def _explained(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    answered = await explaining.read(env, int(values["poll"]))
    return page(answered, 1, None if to.person_id is not None else to) if answered else None


OUTGOING: dict[str, Writer] = {CARD: _explained}
