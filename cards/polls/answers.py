"""What is said to people who answer, who may not answer, and who write."""

from collections.abc import Sequence

from cards.card import Button, Card, Row, column, row, safe
from cards.common import cancel, home
from cards.outgoing import Addressee
from cards.polls.sayings import moment, shortened, taking_part
from cards.polls.taps import ShowPoll, Words
from cards.results_taps import ShowResult
from cards.taps import Go
from cards.words import _
from rules.polls import OPINION_LENGTH
from services.polls.views import CardView, PollView, Receipt, ResultView

TITLE_SHOWN = 120
BUTTON_SHOWN = 40


# --- after a tap ----------------------------------------------------------------------------------------


def _recorded(receipt: Receipt) -> str:
    if receipt.same:
        return _("✅ Hộ ông/bà đã trả lời như vậy rồi: <b>{option}</b>")
    if receipt.changed:
        return _("🔁 Đã đổi câu trả lời của hộ thành: <b>{option}</b>")
    return _("✅ Đã ghi nhận câu trả lời của hộ: <b>{option}</b>")


def whispered(receipt: Receipt, to: Addressee) -> Card:
    """The receipt for one member of a group chat."""
    lines = [
        _recorded(receipt).format(option=safe(receipt.option_label)),
        _("Mã biên nhận: <code>{code}</code>").format(code=receipt.code),
        _("Có thể đổi cho đến {closes}.").format(closes=moment(receipt.poll.closes_at)),
    ]
    rows: list[Row] = [row(Button(_("📋 Chép mã"), copy=receipt.code))]
    if receipt.asks_for_words:
        lines.append(_("Xin bấm <b>Viết ý kiến</b> để viết trong trò chuyện riêng."))
        rows.insert(0, row(Button(_("✍️ Viết ý kiến"), url=to.link(f"pw_{receipt.poll.id}"), style="primary")))
    return Card("\n".join(lines), tuple(rows))


def brief(receipt: Receipt) -> str:
    """The same in at most 200 plain letters."""
    words = (_("Đã trả lời rồi: {option}") if receipt.same else _("Đã ghi nhận: {option}")).format(
        option=receipt.option_label
    )
    code = _("Mã biên nhận: {code}").format(code=receipt.code)
    more = (
        _("Xin viết ý kiến trong trò chuyện riêng với tôi.")
        if receipt.asks_for_words
        else _("Đổi được đến {closes}.").format(closes=moment(receipt.poll.closes_at))
    )
    return f"{words}\n{code}\n{more}"


def receipt_card(poll: PollView, code: str, option: str, *, changed: bool, asks_for_words: bool) -> Card:
    """The receipt for the private chat."""
    words = (
        _("🔁 Đã đổi câu trả lời của hộ ông/bà thành: <b>{option}</b>")
        if changed
        else _("✅ Đã ghi nhận câu trả lời của hộ ông/bà: <b>{option}</b>")
    )
    lines = [
        words.format(option=safe(option)),
        safe(poll.title),
        _("Mã biên nhận: <code>{code}</code>").format(code=code),
        _("Có thể đổi cho đến {closes}.").format(closes=moment(poll.closes_at)),
    ]
    rows: list[Row] = [row(Button(_("📋 Chép mã"), copy=code), Button(_("🔎 Xem lại"), ShowPoll(poll.id)))]
    if asks_for_words:
        lines.append(_("\nXin ông/bà cho biết ý kiến: bấm <b>Viết ý kiến</b> rồi viết."))
        rows.insert(0, row(Button(_("✍️ Viết ý kiến"), Words(poll.id), style="primary")))
    return Card("\n".join(lines), tuple(rows))


# --- who may not answer ------------------------------------------------------------------------------------


def not_registered(poll_id: int, to: Addressee) -> Card:
    """Why the tap was not counted, and how to be counted, for one member of a group chat."""
    return Card(
        _(
            "Câu trả lời <b>chưa được tính</b>: tôi chưa biết ông/bà là đại diện của hộ nào.\n"
            "Xin bấm nút dưới đây để mở trò chuyện riêng, rồi xác nhận hộ bằng mã trên phiếu, bằng số điện thoại "
            "hoặc nhờ tổ trưởng."
        ),
        (row(Button(_("👉 Xác nhận hộ của tôi"), url=to.link(f"p_{poll_id}"), style="primary")),),
    )


def not_registered_brief() -> str:
    """The same in at most 200 plain letters."""
    return _(
        "Chưa được tính: tôi chưa biết ông/bà là đại diện của hộ nào. "
        "Xin mở trò chuyện riêng với tôi, bấm Bắt đầu và xác nhận hộ bằng mã trên phiếu."
    )


def anonymous() -> str:
    """To an administrator of a group who hides behind its name."""
    return _(
        "Chưa được tính: ông/bà đang ẩn danh trong nhóm nên tôi không biết là ai. "
        "Xin tắt chế độ ẩn danh, hoặc mở trò chuyện riêng với tôi và gõ /ykien để trả lời."
    )


def only_preview() -> str:
    """To the organiser who tries the buttons of a draft."""
    return _("Đây là bản xem trước, nên nút này chưa có tác dụng.")


# --- words ------------------------------------------------------------------------------------------------


def ask_words(poll: PollView) -> Card:
    """The household may write now."""
    return Card(
        _(
            "✍️ <b>{title}</b>\n\nXin ông/bà viết ý kiến vào đây, dài nhất {limit} chữ cái. "
            "Người tổ chức đọc ý kiến sau khi hết hạn, không thấy tên hộ."
        ).format(title=safe(poll.title), limit=OPINION_LENGTH),
        (row(Button(_("⬅️ Quay lại"), ShowPoll(poll.id)), cancel()),),
    )


def only_words(poll_id: int) -> Card:
    """Something came that cannot be read."""
    return Card(
        _("Ý kiến cần viết bằng chữ, tôi chưa nghe hoặc xem được. Xin ông/bà viết vài dòng."),
        (row(Button(_("⬅️ Quay lại"), ShowPoll(poll_id)), cancel()),),
    )


def too_many_words(poll_id: int) -> Card:
    """The opinion was longer than what is kept, and nothing of it was."""
    return Card(
        _(
            "Ý kiến dài quá {limit} chữ cái nên <b>chưa được ghi nhận</b>. "
            "Bài viết vẫn còn ở trên: xin chia thành nhiều phần ngắn hơn rồi gửi từng phần."
        ).format(limit=OPINION_LENGTH),
        (row(Button(_("✍️ Viết lại"), Words(poll_id), style="primary")), row(home())),
    )


def thanks(poll_id: int) -> Card:
    """The words are kept."""
    return Card(
        _("✅ Đã ghi nhận ý kiến. Cảm ơn ông/bà. Còn điều gì nữa, ông/bà cứ viết thêm."),
        (
            row(Button(_("✍️ Viết thêm"), Words(poll_id))),
            row(Button(_("⬅️ Quay lại"), Go("ykien"))),
        ),
    )


def not_kept(words: str) -> Card:
    """The words were not kept, for this reason."""
    return Card(safe(words), column(home()))


# --- /ykien ------------------------------------------------------------------------------------------------


def overview(opened: Sequence[CardView], closed: Sequence[ResultView], *, registered: bool, shown: int) -> Card:
    """What is open for the household, of which the first `shown` follow as cards, and what came out earlier."""
    parts = [_("<b>Lấy ý kiến</b>")]
    rows: list[Row] = []
    if not registered:
        parts.append(
            _(
                "Tôi chưa biết ông/bà là đại diện của hộ nào, nên chưa hỏi ý kiến ông/bà được. "
                "Xin bấm <b>Hộ của tôi</b> để xác nhận."
            )
        )
        rows.append(row(Button(_("🏠 Hộ của tôi"), Go("toi"), style="primary")))
    elif not opened:
        parts.append(_("Hiện không có việc nào đang hỏi hộ của ông/bà."))
    else:
        parts.append(_("Đang hỏi hộ của ông/bà:"))
        parts += [_line(view) for view in opened]
        rows += column(
            *(Button(f"{_state(view)} {_button(view.poll)}", ShowPoll(view.poll.id)) for view in opened[shown:])
        )
    if closed:
        parts.append(_("Đã hết hạn, bấm để xem kết quả:"))
        rows += column(*(Button(f"📊 {_button(it.poll)}", ShowResult(it.poll.id)) for it in closed))
    return Card("\n\n".join(parts), (*rows, row(home())))


def _button(poll: PollView) -> str:
    return f"{poll.code} · {shortened(poll.title, BUTTON_SHOWN)}"


def _state(view: CardView) -> str:
    return "✔️" if view.own_answer is not None else "❗"


def _line(view: CardView) -> str:
    own = next((option.label for option in view.poll.options if option.position == view.own_answer), None)
    answer = _("đã trả lời: {own}").format(own=safe(own)) if own else _("<b>chưa trả lời</b>")
    return _("{mark} <b>{code}</b> {title}\n{answer}, hạn {closes}").format(
        mark=_state(view),
        code=view.poll.code,
        title=safe(shortened(view.poll.title, TITLE_SHOWN)),
        answer=answer,
        closes=moment(view.poll.closes_at),
    )


def in_group(opened: Sequence[CardView], to: Addressee) -> Card:
    """What this group is asked, in a few lines, and the way to the private chat."""
    if not opened:
        return Card(
            _("Hiện không có việc nào đang lấy ý kiến bà con trong nhóm này."),
            (row(Button(_("🗳 Xem các việc đã hỏi"), url=to.link("p"))),),
        )
    lines = [
        _("<b>{code}</b> {title}\n{part}, hạn {closes}").format(
            code=view.poll.code,
            title=safe(shortened(view.poll.title, TITLE_SHOWN)),
            part=taking_part(view.participation),
            closes=moment(view.poll.closes_at),
        )
        for view in opened
    ]
    buttons = [Button(f"🗳 {_button(view.poll)}", url=to.link(f"p_{view.poll.id}")) for view in opened]
    return Card("\n\n".join([_("<b>Đang lấy ý kiến bà con</b>"), *lines]), column(*buttons))


def group_not_linked() -> Card:
    """The chat belongs to no residential group."""
    return Card(_("Nhóm này chưa được liên kết với tổ, thôn nào. Quản trị viên của nhóm xin dùng /lienket kèm mã."))
