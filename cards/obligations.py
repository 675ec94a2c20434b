"""What is owed, as those who owe it see it: overdue first, with the article and the day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cards.card import Button, Card, Row, back, column, row, safe
from cards.common import cancel, home
from cards.obligations_taps import Begin, Finish, FinishPlain, One, Owed
from cards.outgoing import Addressee, Writer
from cards.people import names, pages
from cards.polls.explaining_taps import Explain
from cards.polls.sayings import shortened
from cards.polls.taps import Desk
from cards.sections import Section
from cards.words import _
from rules.obligations import ANSWERED, NOTE_LENGTH, Kind, State, quarter_coded
from services import obligations
from services.context import Env
from services.obligations import CARD_DUE, CARD_OVERDUE, ObligationView

PAGE = 8
TITLE_SHOWN = 100
BUTTON_SHOWN = 48


def _kind(view: ObligationView) -> str:
    quarter = quarter_coded(view.subject_id) if view.kind is Kind.REGISTER else None
    return {
        Kind.SYNTHESIS: _("Tổng hợp, tiếp thu, giải trình ý kiến bà con"),
        Kind.CONVENTION_SYNTHESIS: _("Tổng hợp, trả lời góp ý dự thảo hương ước, quy ước"),
        Kind.ANSWER_DISCLOSURE: _("Công khai phần tiếp thu, giải trình"),
        Kind.DECISION_SENDING: _("Gửi quyết định của cộng đồng đến Ủy ban và Mặt trận"),
        Kind.DECISION_RECOGNITION: _("Công nhận quyết định của cộng đồng"),
        Kind.BOARD_RECOGNITION: _("Công nhận kết quả bầu Ban Thanh tra, Ban Giám sát"),
        Kind.CONVENTION_RECOGNITION: _("Công nhận hương ước, quy ước"),
        Kind.POSTING: _("Niêm yết 30 ngày liên tục"),
        Kind.LOUDSPEAKER: _("Phát loa truyền thanh 03 ngày liên tục"),
        Kind.CONVENTION_REVIEW: _("Rà soát hương ước, quy ước năm {year}").format(year=view.subject_id),
        Kind.REGISTER: _("Lập và niêm yết danh mục công khai quý {quarter}").format(
            quarter=f"{quarter.number}/{quarter.year}" if quarter else ""
        ),
    }[view.kind]


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _when(view: ObligationView) -> str:
    if view.is_over:
        return _("☑️ đã đủ thời gian từ hết ngày {day}").format(day=_day(view.due_on))
    if view.begun_on:
        return _("▶️ từ {begun}, giữ đến hết ngày {day}").format(begun=_day(view.begun_on), day=_day(view.due_on))
    if view.overdue:
        return _("⛔ quá hạn, hạn là hết ngày {day}").format(day=_day(view.due_on))
    return _("⏳ hạn hết ngày {day}").format(day=_day(view.due_on))


def _about(view: ObligationView) -> str:
    words = _kind(view)
    return f"{words}: {shortened(view.title, TITLE_SHOWN)}" if view.title else words


def _late(owed: Sequence[ObligationView]) -> int:
    return sum(view.overdue and view.begun_on is None for view in owed)


def section(owed: Sequence[ObligationView]) -> Section:
    """How much is owed, for the first screen of those in office."""
    late = _late(owed)
    words = (
        _("📌 <b>Việc đến hạn</b>: {n} việc, <b>{late} việc quá hạn</b>")
        if late
        else _("📌 <b>Việc đến hạn</b>: {n} việc")
    )
    return Section(
        words.format(n=len(owed), late=late), Button(_("📌 Việc đến hạn ({n})").format(n=len(owed)), Owed(0))
    )


def listing(owed: Sequence[ObligationView], page: int) -> Card:
    """What is owed, overdue first."""
    if not owed:
        return Card(_("<b>Việc đến hạn</b>\n\nKhông có việc nào đang chờ. Xin cảm ơn."), column(back(Desk())))
    shown = owed[page * PAGE : (page + 1) * PAGE]
    lines = [f"{_about_safe(view)}\n{_when(view)}{_whose(view)}" for view in shown]
    buttons = [Button(shortened(_about(view), BUTTON_SHOWN), One(view.id)) for view in shown]
    head = _("<b>Việc đến hạn</b> ({n})").format(n=len(owed))
    return Card(
        "\n\n".join([head, *lines]),
        (*column(*buttons), *pages.turning(page, len(owed), PAGE, Owed), row(back(Desk()))),
    )


def _about_safe(view: ObligationView) -> str:
    title = f"\n{safe(shortened(view.title, TITLE_SHOWN))}" if view.title else ""
    return f"<b>{_kind(view)}</b>{title}"


def _whose(view: ObligationView) -> str:
    return "" if view.mine else "\n👤 " + safe(names.role(view.role, view.group))


def one(view: ObligationView, news: str = "") -> Card:
    """What is owed, why, until when, and what can be done."""
    parts = [
        _about_safe(view),
        _when(view) if view.state is State.OWED else _ended(view),
        "👤 " + safe(names.role(view.role, view.group)),
        _("⚖️ {article}").format(article=view.article),
    ]
    if view.is_local:
        parts.append(_("<i>Luật không ghi số ngày; đây là thời hạn phường tự đặt.</i>"))
    if view.lasts and view.begun_on is None and view.state is State.OWED:
        parts.append(
            _("Khi bắt đầu, xin bấm nút dưới đây: ngày bắt đầu và ngày đủ thời gian được ghi vào danh mục quý.")
        )
    parts += [f"<b>{news}</b>"] if news else []
    return Card("\n".join(parts), (*_acts(view), row(back(Owed(0)))))


def _ended(view: ObligationView) -> str:
    return {
        State.DONE: _("✅ Đã làm, đúng hạn."),
        State.LATE: _("✅ Đã làm, trễ hạn."),
        State.CANCELLED: _("Không còn phải làm."),
    }[view.state]


def _acts(view: ObligationView) -> tuple[Row, ...]:
    if not view.mine or view.state is not State.OWED:
        return ()
    if view.kind in ANSWERED:
        return column(Button(_("✍️ Viết tiếp thu, giải trình"), Explain(view.subject_id), style="primary"))
    if view.lasts and view.begun_on is None:
        return column(Button(_("▶️ Bắt đầu từ hôm nay"), Begin(view.id, 0), style="primary"))
    if view.lasts and not view.is_over:
        return ()
    return column(Button(_("✅ Đã làm"), Finish(view.id), style="success"))


def ask_begin(view: ObligationView, today: date) -> Card:
    """Once more, before the day is written down."""
    return Card(
        _("{what}\n\nGhi ngày bắt đầu là hôm nay, {today}?").format(what=_about_safe(view), today=_day(today)),
        (row(Button(_("✅ Đúng, bắt đầu hôm nay"), Begin(view.id, 1), style="success")), row(back(One(view.id)))),
    )


def begun(view: ObligationView) -> str:
    """The day is written down."""
    return _("Đã ghi. Xin giữ liên tục đến hết ngày {day}; hết thời gian tôi sẽ nhắc.").format(day=_day(view.due_on))


def ask_note(view: ObligationView) -> Card:
    """How was it done?"""
    return Card(
        _(
            "{what}\n\nXin ghi ngắn việc đã làm, ví dụ số văn bản, ngày gửi (dài nhất {limit} chữ cái). "
            "Không cần ghi thì bấm nút dưới đây."
        ).format(what=_about_safe(view), limit=NOTE_LENGTH),
        (row(Button(_("✅ Đã làm, không ghi thêm"), FinishPlain(view.id))), row(back(One(view.id)), cancel())),
    )


def finished() -> str:
    """It is done."""
    return _("Đã ghi là làm xong.")


# --- messages that are sent later -------------------------------------------------------------------


async def _due(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    view = await obligations.told(env, int(values["obligation"]))
    if view is None or view.overdue:
        return None
    words = _("⏰ <b>Sắp hết thời gian</b>") if view.begun_on else _("⏰ <b>Xin nhắc: việc sắp đến hạn</b>")
    return _told(view, words)


async def _overdue(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    view = await obligations.told(env, int(values["obligation"]))
    if view is None or not view.overdue:
        return None
    words = _("☑️ <b>Đã đủ thời gian, xin ghi là đã làm</b>") if view.begun_on else _("⛔ <b>Việc đã quá hạn</b>")
    return _told(view, words)


def _told(view: ObligationView, words: str) -> Card:
    card = one(view)
    return Card(f"{words}\n\n{card.html}", (*_acts(view), row(home())))


OUTGOING: dict[str, Writer] = {CARD_DUE: _due, CARD_OVERDUE: _overdue}
