"""The card of a poll, in a group chat and in private; the same view always gives the same card."""

from cards.card import Button, Card, Row, column, row, safe
from cards.common import home
from cards.outgoing import Addressee
from cards.polls.sayings import asked_by, kind_name, legal_basis, moment, taking_part
from cards.polls.taps import Details, ShowPoll, Vote, Words
from cards.results_taps import ShowResult
from cards.taps import Go
from cards.verdicts import standing
from cards.words import _
from rules.pages import PAGE_LENGTH, to_pages
from rules.polls import State
from services.polls.views import CardView, PollView

# A text up to here stands open; a longer one is folded, and the longest is told in pages by its own button.
OPEN_LENGTH = 400
FOLDED_LENGTH = 2_000


def _text(poll: PollView) -> str:
    """As much of the text as a card holds."""
    pages = to_pages(poll.body, FOLDED_LENGTH)
    if not pages:
        return ""
    if len(pages) == 1:
        short = len(pages[0].text) <= OPEN_LENGTH
        return pages[0].html if short else f"<blockquote expandable>{pages[0].html}</blockquote>"
    more = _("<i>Còn nữa: xin bấm Chi tiết để đọc đầy đủ.</i>")
    return f"<blockquote expandable>{pages[0].html} …</blockquote>\n{more}"


def _head(view: CardView) -> str:
    code = f" · {view.poll.code}" if view.poll.code else ""
    return (
        f"🗳 {kind_name(view.poll.kind, view.poll.step)}{code} · {safe(view.group_name)}\n<b>{safe(view.poll.title)}</b>"
    )


def _terms(poll: PollView) -> str:
    return _("👤 Người hỏi: {who}\n⚖️ Căn cứ: {basis}.\nℹ️ <i>{reference}</i>").format(
        who=asked_by(poll), basis=legal_basis(poll.kind), reference=safe(standing(poll))
    )


def _end(view: CardView) -> str:
    poll = view.poll
    if poll.state == State.VOID:
        return _("⛔ Đã dừng, không lấy ý kiến nữa. Việc này không có kết quả.")
    if poll.state == State.CLOSED:
        return _("🔒 Đã hết hạn lúc {closed}. {part}.").format(
            closed=moment(poll.closed_at or poll.closes_at), part=taking_part(view.participation)
        )
    return _("⏳ Trả lời đến <b>{closes}</b>\n🏠 Mỗi hộ một ý kiến. {part}.").format(
        closes=moment(poll.closes_at), part=taking_part(view.participation)
    )


def _html(view: CardView, *more: str) -> str:
    return "\n\n".join(filter(None, [_head(view), _text(view.poll), _terms(view.poll), _end(view), *more]))


def _answers(view: CardView, group: int) -> tuple[Row, ...]:
    def label(text: str, position: int) -> str:
        return f"✔️ {text}" if position == view.own_answer else text

    poll = view.poll
    return column(
        *(
            Button(label(option.label, option.position), Vote(poll.id, group, option.position))
            for option in poll.options
        )
    )


def _details(poll: PollView) -> Button:
    return Button(_("📄 Chi tiết"), Details(poll.id, 0))


def group_card(view: CardView) -> Card:
    """The card for the chat of the group."""
    if view.poll.state != State.OPEN:
        return Card(_html(view))
    return Card(_html(view), (*_answers(view, view.group_id), row(_details(view.poll))))


def private_card(view: CardView) -> Card:
    """The card for the representative of a household, with its own answer."""
    poll = view.poll
    own = next((option for option in poll.options if option.position == view.own_answer), None)
    if poll.state != State.OPEN:
        said = _("Hộ ông/bà đã trả lời: <b>{own}</b>.").format(own=safe(own.label)) if own else ""
        return Card(_html(view, said))
    if own is None:
        said = _("👉 Hộ ông/bà <b>chưa trả lời</b>. Xin bấm một nút dưới đây.")
        return Card(_html(view, said), (*_answers(view, 0), row(_details(poll))))
    said = _("✔️ Hộ ông/bà đã trả lời: <b>{own}</b>. Muốn đổi, xin bấm nút khác.").format(own=safe(own.label))
    return Card(_html(view, said), (*_answers(view, 0), row(_write(poll.id), _details(poll))))


def _write(poll: int) -> Button:
    return Button(_("✍️ Viết ý kiến"), Words(poll))


def with_ways_out(card: Card, poll: PollView) -> Card:
    """The private card as it stands in a conversation: on to the result, and back."""
    rows = [row(Button(_("📊 Xem kết quả"), ShowResult(poll.id)))] if poll.state == State.CLOSED else []
    return card.with_rows(*rows, row(Button(_("⬅️ Quay lại"), Go("ykien"))))


def read_only(view: CardView, *, registered: bool) -> Card:
    """The card for somebody who may read it but not answer it, and why."""
    poll = view.poll
    if poll.state != State.OPEN:
        return with_ways_out(Card(_html(view)), poll)
    if registered:
        why = _("Việc này không hỏi hộ của ông/bà, nên ông/bà chỉ đọc được, không trả lời.")
        return Card(_html(view, why), (row(_details(poll)), row(Button(_("⬅️ Quay lại"), Go("ykien")))))
    why = _(
        "Ông/bà đọc được, nhưng <b>chưa trả lời được</b>: tôi chưa biết ông/bà là đại diện của hộ nào. "
        "Xin bấm <b>Hộ của tôi</b> để xác nhận bằng mã trên phiếu của hộ."
    )
    return Card(
        _html(view, why),
        (row(Button(_("🏠 Hộ của tôi"), Go("toi"), style="primary")), row(_details(poll)), row(home())),
    )


# --- the whole text ------------------------------------------------------------------------------------


def _page(poll: PollView, number: int) -> tuple[str, int, int]:
    """The page of the whole text, its number from 0, and how many there are."""
    title = f"📄 <b>{safe(poll.title)}</b>"
    pages = to_pages(poll.body, PAGE_LENGTH)
    if not pages:
        return f"{title}\n\n" + _("Không có nội dung nào khác."), 0, 1
    at = min(max(number, 0), len(pages) - 1)
    place = f" ({at + 1}/{len(pages)})" if len(pages) > 1 else ""
    return f"{title}{place}\n\n{pages[at].html}", at, len(pages)


def details(poll: PollView, number: int) -> Card:
    """A page of the whole text, in private."""
    html, at, count = _page(poll, number)
    turning = []
    if at > 0:
        turning.append(Button(_("◀️ Trang trước"), Details(poll.id, at - 1)))
    if at + 1 < count:
        turning.append(Button(_("Đọc tiếp ▶️"), Details(poll.id, at + 1)))
    rows = ((tuple(turning),) if turning else ()) + (row(Button(_("⬅️ Quay lại"), ShowPoll(poll.id))),)
    return Card(html, rows)


def details_in_group(poll: PollView, to: Addressee) -> Card:
    """The beginning of the text for one member of a group chat, and the way to all of it."""
    html, _at, _count = _page(poll, 0)
    return Card(html, (row(Button(_("📄 Đọc đầy đủ"), url=to.link(f"p_{poll.id}"))),))


def details_brief(poll: PollView) -> str:
    """The same where only a few words can be said."""
    return _("{title}\n\nXin mở trò chuyện riêng với tôi và gõ /ykien để đọc đầy đủ.").format(title=poll.title[:110])
