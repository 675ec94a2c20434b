"""Looking after open and planned polls: taking part, reminding, extending, stopping."""

from collections.abc import Sequence
from datetime import datetime

from cards.card import Button, Card, Row, back, column, row, safe
from cards.common import cancel, home
from cards.polls.entering_taps import BeginEntry, Doors
from cards.polls.sayings import kind_name, moment, shortened, taking_part
from cards.polls.taps import Compose, Desk, Extend, ExtendBy, Manage, Remind, Stop, StopNow
from cards.polls.voting_taps import Endorse
from cards.sections import Section
from cards.words import _
from rules.polls import REASON_LENGTH, REMINDERS, Kind, State
from services.polls.views import PollView, RunningView

TITLE_SHOWN = 120
BUTTON_SHOWN = 40
GROUPS_ROOM = 2_500
DESK_SHOWN = 12


def sections(found: Sequence[Section]) -> Card:
    """What is there for an office that asks nothing of the households."""
    return Card(
        "\n\n".join([_("<b>Việc đang quản lý</b>"), *(one.html for one in found)]),
        column(*(one.button for one in found), home()),
    )


def desk(running: Sequence[RunningView], more: Sequence[Section] = ()) -> Card:
    """Open and planned matters with how many answered; above them what other nouns have."""
    if not running:
        return Card(
            "\n\n".join(
                [
                    _("<b>Việc đang quản lý</b>"),
                    *(one.html for one in more),
                    _("Hiện không có việc nào đang lấy ý kiến hoặc đã hẹn giờ."),
                ]
            ),
            column(*(one.button for one in more), Button(_("✍️ Soạn việc mới"), Compose()), home()),
        )
    lines = [_line(view) for view in running[:DESK_SHOWN]]
    if len(running) > DESK_SHOWN:
        lines.append(_("… và {n} việc khác, bấm nút dưới đây.").format(n=len(running) - DESK_SHOWN))
    buttons = [
        Button(
            f"{_mark(view.poll)} {view.poll.code} · {shortened(view.poll.title, BUTTON_SHOWN)}", Manage(view.poll.id)
        )
        for view in running
    ]
    html = "\n\n".join([_("<b>Việc đang quản lý</b>"), *(one.html for one in more), *lines])
    return Card(html, column(*(one.button for one in more), *buttons, Button(_("✍️ Soạn việc mới"), Compose()), home()))


def _mark(poll: PollView) -> str:
    return "⏰" if poll.state is State.SCHEDULED else "🗳"


def _line(view: RunningView) -> str:
    poll = view.poll
    if poll.state is State.SCHEDULED:
        when = _("Đã hẹn, bắt đầu {opens}").format(opens=moment(poll.opens_at))
    else:
        when = _("{part}, hạn {closes}").format(part=taking_part(view.participation), closes=moment(poll.closes_at))
    return f"{_mark(poll)} <b>{poll.code}</b> {safe(shortened(poll.title, TITLE_SHOWN))}\n{when}"


def _by_group(view: RunningView) -> str:
    lines: list[str] = []
    room = GROUPS_ROOM
    for place, group in enumerate(view.groups):
        line = f"• {group.name}: {group.answered}/{group.households}"
        room -= len(line)
        if room < 0:
            lines.append(_("… và {n} tổ khác.").format(n=len(view.groups) - place))
            break
        lines.append(safe(line))
    return "\n".join(lines)


def one(view: RunningView, *, may_act: bool, news: str = "") -> Card:
    """A matter with its groups, and what can be done with it."""
    poll = view.poll
    parts = [f"<b>{kind_name(poll.kind, poll.step)} {poll.code}</b>\n<b>{safe(poll.title)}</b>"]
    if poll.state is State.SCHEDULED:
        times = _("⏰ Bắt đầu: {opens}\n⏳ Hết hạn: {closes}").format(
            opens=moment(poll.opens_at), closes=moment(poll.closes_at)
        )
        parts.append(times)
    else:
        parts.append(
            _("⏳ Hết hạn: {closes}\n🏠 {part}\n⏰ Đã nhắc {sent}/{most} lần").format(
                closes=moment(poll.closes_at),
                part=taking_part(view.participation),
                sent=poll.reminders_sent,
                most=REMINDERS,
            )
        )
        parts.append(_by_group(view))
        parts.append(_("<i>Không ai xem được câu trả lời trước khi hết hạn.</i>"))
    parts += [f"<b>{news}</b>"] if news else []
    return Card("\n\n".join(parts), (*_paper(poll), *(_acts(poll) if may_act else ()), row(back(Desk()))))


def _paper(poll: PollView) -> tuple[Row, ...]:
    if poll.state is not State.OPEN:
        return ()
    return column(
        Button(_("📝 Nhập phiếu giấy"), BeginEntry(poll.id)), Button(_("🚪 Danh sách chưa trả lời"), Doors(poll.id))
    )


def _acts(poll: PollView) -> tuple[Row, ...]:
    acts: list[Button] = []
    if poll.state is State.OPEN and poll.reminders_sent < REMINDERS:
        acts.append(Button(_("⏰ Nhắc hộ chưa trả lời"), Remind(poll.id)))
    if poll.state is State.OPEN and poll.kind is Kind.CONVENTION_PROPOSAL and not poll.endorsed:
        acts.append(Button(_("👍 Mặt trận tán thành"), Endorse(poll.id)))
    acts.append(Button(_("📅 Gia hạn"), Extend(poll.id)))
    acts.append(Button(_("⛔ Dừng, không lấy ý kiến nữa"), Stop(poll.id), style="danger"))
    return column(*acts)


def reminded(households: int) -> str:
    """How many households are reminded."""
    if not households:
        return _("Không có hộ nào cần nhắc, hoặc các hộ còn lại chưa nối với tôi. Chưa tính là một lần nhắc.")
    return _("Đã nhắc {n} hộ chưa trả lời. Ban đêm thì tin nhắc đi lúc 7 giờ sáng.").format(n=households)


# --- extending ------------------------------------------------------------------------------------------


def ask_new_end(poll: PollView) -> Card:
    """When it shall close instead."""
    return Card(
        _(
            "<b>Gia hạn {code}</b>\nHạn hiện nay: {closes}.\n\nHạn mới là khi nào? Bấm một nút, hoặc viết ngày giờ, "
            "ví dụ: <code>17:00 25/12/2026</code>."
        ).format(code=poll.code, closes=moment(poll.closes_at)),
        (
            row(*(Button(_("Thêm {days} ngày").format(days=days), ExtendBy(poll.id, days)) for days in (3, 7, 14))),
            row(back(Manage(poll.id)), cancel()),
        ),
    )


def ask_extension_reason(poll_id: int, closes_at: datetime) -> Card:
    """Why it closes later."""
    return Card(
        _("Hạn mới: <b>{closes}</b>.\nVì sao gia hạn? Xin viết lý do, bà con sẽ đọc được.").format(
            closes=moment(closes_at)
        ),
        (row(back(Extend(poll_id)), cancel()),),
    )


def extended(poll: PollView) -> Card:
    """It closes later."""
    return Card(
        _("✅ Đã gia hạn <b>{code}</b> đến {closes}. Bà con được báo.").format(
            code=poll.code, closes=moment(poll.closes_at)
        )
        if poll.state is State.OPEN
        else _("✅ Đã đổi hạn của <b>{code}</b> thành {closes}.").format(code=poll.code, closes=moment(poll.closes_at)),
        (row(back(Manage(poll.id))),),
    )


# --- stopping -------------------------------------------------------------------------------------------


def ask_stop_reason(poll: PollView) -> Card:
    """Why it shall end without a result."""
    return Card(
        _(
            "<b>Dừng {code}</b>\n{title}\n\nDừng rồi thì không mở lại được, các câu trả lời không được tính và không "
            "có kết quả. Vì sao dừng? Xin viết lý do, dài nhất {limit} chữ cái."
        ).format(code=poll.code, title=safe(poll.title), limit=REASON_LENGTH),
        (row(back(Manage(poll.id)), cancel()),),
    )


def confirm_stop(poll: PollView, reason: str) -> Card:
    """Once more, before it cannot be taken back."""
    return Card(
        _("Dừng hẳn <b>{code}</b> ({title})?\n\nLý do: {reason}").format(
            code=poll.code, title=safe(poll.title), reason=safe(reason)
        ),
        (
            row(Button(_("⛔ Dừng hẳn"), StopNow(poll.id), style="danger")),
            row(back(Manage(poll.id)), cancel()),
        ),
    )


def stopped(poll: PollView) -> Card:
    """It ended without a result."""
    return Card(
        _("⛔ Đã dừng <b>{code}</b>. Nếu đã gửi cho bà con thì bà con được báo lý do.").format(code=poll.code),
        (row(back(Desk())),),
    )
