"""Entering slips one after the other, and what the second person sees of each."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cards.card import Button, Card, Row, column, row, safe
from cards.common import cancel, home
from cards.outgoing import Addressee, Writer
from cards.polls.entering_taps import (
    AddPhoto,
    BeginEntry,
    ChangeDate,
    ConfirmEntry,
    EntryGroup,
    EntryHousehold,
    EntryOption,
    EntryOrigin,
    EntryPhoto,
    EntryToday,
    HelpedMyself,
    NextEntry,
    NextHousehold,
    RefuseEntry,
    ReviewEntry,
    SendEntry,
    ShowEntry,
    UsualReason,
)
from cards.polls.sayings import moment, origin_name, shortened
from cards.polls.taps import ShowPoll
from cards.words import _
from rules.calendar import local_date
from rules.entries import ENTERED, Outcome
from rules.entries import State as EntryState
from rules.polls import Origin, State
from services.context import Actor, Env
from services.polls import entering, reading
from services.polls.entry_views import (
    Collision,
    Decision,
    Entered,
    EntryDesk,
    EntryView,
    GroupView,
    HouseholdView,
    Slip,
)
from services.polls.views import PollView
from services.refusals import Refused

BUTTON_SHOWN = 40


def _day(on: date) -> str:
    return f"{on:%d/%m/%Y}"


def poll_button(poll: PollView) -> str:
    """The poll in as many letters as a button holds."""
    return f"🗳 {poll.code} · {shortened(poll.title, BUTTON_SHOWN)}"


# --- the stack ----------------------------------------------------------------------------------------


def desk(it: EntryDesk) -> Card:
    """What may be entered, and what waits to be confirmed."""
    rows: list[Row] = []
    parts = [_("<b>Nhập phiếu giấy</b>")]
    if it.waiting:
        parts.append(_("Có <b>{n}</b> phiếu người khác đã nhập, chờ ông/bà xác nhận.").format(n=it.waiting))
        rows.append(row(Button(_("✅ Xem phiếu chờ xác nhận"), NextEntry(0), style="primary")))
    if it.polls:
        parts.append(
            _(
                "Phiếu giấy, câu trả lời tại cuộc họp hoặc ghi giúp tại nhà được nhập ở đây. Một người nhập, người thứ "
                "hai xác nhận thì mới được tính.\n\nPhiếu của việc nào?"
            )
        )
        rows += column(*(Button(poll_button(poll), BeginEntry(poll.id)) for poll in it.polls))
    else:
        parts.append(_("Hiện không có việc nào đang lấy ý kiến, nên chưa nhập được phiếu."))
    return Card("\n\n".join(parts), (*rows, row(home())))


def which_group(poll: PollView, groups: Sequence[GroupView]) -> Card:
    """Of which group the stack is."""
    buttons = (Button(group.name, EntryGroup(poll.id, group.id)) for group in groups)
    return Card(
        _("<b>{code}</b> {title}\n\nPhiếu của tổ nào?").format(code=poll.code, title=safe(poll.title)),
        (*column(*buttons), row(Button(_("⬅️ Quay lại"), BeginEntry(0)), cancel())),
    )


def which_way(poll: PollView, group: GroupView) -> Card:
    """By which way the answers came."""
    return Card(
        _("<b>{code}</b> · {group}\n\nBà con trả lời bằng cách nào?").format(code=poll.code, group=safe(group.name)),
        (
            *column(*(Button(origin_name(origin), EntryOrigin(origin.value)) for origin in ENTERED)),
            row(Button(_("⬅️ Quay lại"), BeginEntry(poll.id)), cancel()),
        ),
    )


def ask_date(origin: Origin, poll: PollView) -> Card:
    """Which day is written on the slips."""
    what = {
        Origin.PAPER: _("Trên phiếu ghi ngày nào?"),
        Origin.MEETING: _("Cuộc họp vào ngày nào?"),
        Origin.ASSISTED: _("Ghi giúp vào ngày nào?"),
    }[origin]
    return Card(
        _(
            "{what} Bấm <b>Hôm nay</b>, hoặc viết ngày, ví dụ: <code>{example}</code>.\n\n"
            "<i>Hộ có hai câu trả lời khác nhau thì câu trả lời sau được tính. Phiếu ghi ngày trước hôm nay thì tính "
            "đến hết ngày ấy.</i>"
        ).format(what=what, example=_day(local_date(poll.opens_at))),
        (row(Button(_("📅 Hôm nay"), EntryToday(), style="primary")), row(cancel())),
    )


def ask_helper() -> Card:
    """Who wrote for the households."""
    return Card(
        _(
            "Ai đã ghi giúp bà con? Xin viết họ tên, hoặc bấm nút nếu chính ông/bà giúp.\n\n"
            "<i>Chỉ ghi giúp khi người trong hộ đồng ý và nói rõ lựa chọn của hộ.</i>"
        ),
        (row(Button(_("🙋 Tôi ghi giúp"), HelpedMyself())), row(cancel())),
    )


def ask_household(group_name: str, news: str = "") -> Card:
    """Whose slip is next."""
    words = _("Phiếu của hộ nào ở {group}? Xin viết <b>mã hộ</b>, số cuối của mã, tên hoặc địa chỉ.").format(
        group=safe(group_name)
    )
    return Card("\n\n".join(filter(None, [news, words])), (row(cancel()),))


def which_household(found: Sequence[HouseholdView]) -> Card:
    """Which of these was meant; none fits when it is empty."""
    if not found:
        return Card(
            _("Không tìm thấy hộ nào như vậy trong danh sách được hỏi của tổ. Xin viết lại mã hộ, tên hoặc địa chỉ."),
            (row(cancel()),),
        )
    lines = "\n\n".join(_home(it) for it in found)
    buttons = (Button(f"🏠 {it.code} · {shortened(it.address, BUTTON_SHOWN)}", EntryHousehold(it.id)) for it in found)
    return Card(
        _("Hộ nào đúng với phiếu? Không thấy thì xin viết lại.\n\n{homes}").format(homes=lines),
        (*column(*buttons), row(cancel())),
    )


def _home(it: HouseholdView) -> str:
    return _("🏠 <b>Hộ {code}</b> · {name}\n{address}").format(
        code=safe(it.code), name=safe(it.representative), address=safe(it.address)
    )


def ask_option(poll: PollView, home_view: HouseholdView) -> Card:
    """What the slip of this household says."""
    buttons = (Button(option.label, EntryOption(home_view.id, option.position)) for option in poll.options)
    return Card(
        _("{home}\n\nXin so lại địa chỉ. <b>Phiếu chọn gì?</b>").format(home=_home(home_view)),
        (*column(*buttons), row(Button(_("↩️ Không phải hộ này"), NextHousehold()), cancel())),
    )


def summary(poll: PollView, home_view: HouseholdView, slip: Slip, *, has_photo: bool) -> Card:
    """All of it before it is sent."""
    label = next(option.label for option in poll.options if option.position == slip.option)
    lines = [
        f"<b>{poll.code}</b> {safe(shortened(poll.title, 120))}",
        _home(home_view),
        _("Phiếu chọn: <b>{option}</b>").format(option=safe(label)),
        _("{way}, ngày {day}").format(way=origin_name(slip.origin), day=_day(slip.dated_on)),
    ]
    if slip.helper:
        lines.append(_("Người ghi giúp: {name}").format(name=safe(slip.helper)))
    if has_photo:
        lines.append(_("📷 Có ảnh phiếu"))
    photo = _("📷 Đổi ảnh phiếu") if has_photo else _("📷 Thêm ảnh phiếu")
    return Card(
        "\n\n".join(lines),
        (
            row(Button(_("📨 Gửi"), SendEntry(), style="primary")),
            row(Button(_("📅 Đổi ngày"), ChangeDate()), Button(photo, AddPhoto())),
            row(Button(_("↩️ Chọn lại"), EntryHousehold(home_view.id)), cancel()),
        ),
    )


def ask_photo() -> Card:
    """A photo of the slip may be sent now."""
    return Card(
        _(
            "Xin chụp rõ mặt phiếu rồi gửi vào đây. Chỉ chụp phiếu, không chụp người và giấy tờ tùy thân. Ảnh chỉ "
            "người xác nhận xem được."
        ),
        (row(Button(_("⬅️ Bỏ qua, không gửi ảnh"), ReviewEntry())),),
    )


def entered(it: Entered, group_name: str) -> Card:
    """It waits for a second person; the next one may be typed at once."""
    news = [
        _("✅ Đã nhập phiếu của hộ <b>{code}</b>: {option}. Người thứ hai xác nhận thì phiếu mới được tính.").format(
            code=safe(it.household.code), option=safe(it.option_label)
        )
    ]
    if not it.others:
        news.append(
            _(
                "⚠️ Tổ này <b>chưa có người thứ hai</b> để xác nhận. Xin báo người quản trị mời thêm Tổ trưởng hoặc "
                "người của Mặt trận, trước khi hết hạn."
            )
        )
    card = ask_household(group_name, "\n\n".join(news))
    return Card(card.html, (row(Button(_("➡️ Hộ tiếp theo"), NextHousehold(), style="primary")), row(home())))


# --- the second person --------------------------------------------------------------------------------


def nothing_waits() -> Card:
    """No entry waits for this person."""
    return Card(_("Không có phiếu nào chờ ông/bà xác nhận."), (row(home()),))


def _facts(it: EntryView) -> list[str]:
    lines = [
        _("{home}\n{group}").format(home=_home(it.household), group=safe(it.group_name)),
        _("Phiếu chọn: <b>{option}</b>\n{way}, ngày {day}").format(
            option=safe(it.option_label), way=origin_name(it.origin), day=_day(it.dated_on)
        ),
    ]
    if it.helper:
        lines.append(_("Người ghi giúp: {name}").format(name=safe(it.helper)))
    lines.append(
        _("Người nhập: {name}, {at}").format(name=safe(it.entered_name or _("không rõ")), at=moment(it.entered_at))
    )
    return lines


def _counted_from(it: EntryView) -> str:
    if it.given_at == it.entered_at:
        return moment(it.entered_at)
    return _("hết ngày {day}").format(day=_day(it.dated_on))


def _collision(it: EntryView, other: Collision) -> str:
    way, at = origin_name(other.origin), moment(other.at)
    if other.outcome is Outcome.SAME:
        return _(
            "ℹ️ Hộ này đã trả lời <b>giống như phiếu</b> ({way}, {at}). Xác nhận thì sổ ghi thêm là có phiếu; hộ vẫn "
            "được tính một lần."
        ).format(way=way, at=at)
    both = _("⚠️ Hộ này đã có câu trả lời <b>khác với phiếu</b>:\n• {way}: {at}\n• Phiếu: {slip}").format(
        way=way, at=at, slip=_counted_from(it)
    )
    rule = (
        _("Câu trả lời sau được tính, nên xác nhận thì <b>tính theo phiếu</b>. Đại diện hộ được báo nếu nhắn tin được.")
        if other.outcome is Outcome.COUNTED
        else _("Câu trả lời sau được tính, nên <b>phiếu không thay</b> câu trả lời ấy; sổ ghi lại là có phiếu này.")
    )
    return f"{both}\n{rule}"


def _ended(it: EntryView) -> str:
    return {
        EntryState.WAITING: _("Phiếu này đang chờ người thứ hai xác nhận."),
        EntryState.CONFIRMED: _("✅ Phiếu này đã được xác nhận."),
        EntryState.REFUSED: _("✖️ Phiếu này đã bị từ chối."),
        EntryState.LATE: _("⌛ Phiếu này chưa kịp xác nhận trước khi hết hạn nên không được tính."),
    }[it.state]


def one(it: EntryView, waiting: int | None = None) -> Card:
    """An entry with what else is known of the household, and what can be done."""
    count = _(" · còn {n} phiếu").format(n=waiting) if waiting else ""
    head = _("<b>Phiếu chờ xác nhận</b>{count}\n<b>{code}</b> {title}").format(
        count=count, code=it.poll.code, title=safe(shortened(it.poll.title, 120))
    )
    parts = [head, *_facts(it)]
    photo = (row(Button(_("🖼 Xem ảnh phiếu"), EntryPhoto(it.id))),) if it.has_photo else ()
    if it.state is not EntryState.WAITING or it.is_own or it.poll.state is not State.OPEN:
        return Card("\n\n".join([*parts, _ended(it)]), (*photo, row(Button(_("⬅️ Quay lại"), BeginEntry(0)))))
    if it.collision:
        parts.append(_collision(it, it.collision))
    parts.append(_("Xin so với phiếu hoặc hỏi lại hộ. Thông tin có đúng không?"))
    return Card(
        "\n\n".join(parts),
        (
            *photo,
            row(Button(_("✅ Xác nhận"), ConfirmEntry(it.id), style="success")),
            row(Button(_("✖️ Từ chối"), RefuseEntry(it.id), style="danger")),
            row(Button(_("⏭ Để sau"), NextEntry(it.id)), Button(_("⬅️ Quay lại"), BeginEntry(0))),
        ),
    )


def photo(it: EntryView, content: bytes) -> Card:
    """The photo of the slip."""
    return Card(_("Ảnh phiếu của hộ <b>{code}</b>").format(code=safe(it.household.code)), photo=content)


def usual_reason() -> str:
    """The reason that most collisions have, as it stands in the book."""
    return _("Tính câu trả lời sau, theo ngày ghi trên phiếu")


def ask_reason(it: EntryView) -> Card:
    """Why two answers are resolved so."""
    parts = [_home(it.household), *([_collision(it, it.collision)] if it.collision else [])]
    parts.append(_("Xin bấm nút dưới đây nếu ngày trên phiếu đúng, hoặc viết lý do khác. Lý do được ghi vào sổ."))
    return Card(
        "\n\n".join(parts),
        (
            row(Button(usual_reason(), UsualReason(it.id), style="primary")),
            row(Button(_("⬅️ Quay lại"), ShowEntry(it.id)), cancel()),
        ),
    )


def ask_refusal(it: EntryView) -> Card:
    """Why the entry is refused."""
    return Card(
        _("{home}\n\nVì sao từ chối phiếu này? Xin viết lý do, người nhập sẽ đọc được.").format(
            home=_home(it.household)
        ),
        (row(Button(_("⬅️ Quay lại"), ShowEntry(it.id)), cancel()),),
    )


def decided(it: Decision, entry: int) -> Card:
    """What confirming did."""
    words = {
        Outcome.COUNTED: _(
            "✅ Đã tính phiếu của hộ <b>{code}</b>: <b>{option}</b>.\nMã biên nhận: <code>{receipt}</code>"
        ),
        Outcome.SAME: _("✅ Đã ghi thêm phiếu của hộ <b>{code}</b>. Câu trả lời vẫn như cũ và được tính một lần."),
        Outcome.OLDER: _("📒 Đã ghi phiếu của hộ <b>{code}</b> vào sổ. Câu trả lời sau của hộ vẫn được tính."),
    }[it.outcome]
    text = words.format(code=safe(it.household.code), option=safe(it.option_label), receipt=it.receipt)
    return Card(text, _onward(entry))


def refused(it: HouseholdView, entry: int) -> Card:
    """The entry counts for nothing."""
    return Card(
        _("✖️ Đã từ chối phiếu của hộ <b>{code}</b>. Người nhập được báo lý do.").format(code=safe(it.code)),
        _onward(entry),
    )


def _onward(entry: int) -> tuple[Row, ...]:
    return (row(Button(_("➡️ Phiếu tiếp theo"), NextEntry(entry), style="primary")), row(home()))


# --- messages that are sent later ---------------------------------------------------------------------


async def _poll_entry_waiting(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    poll = await reading.poll(env, int(values["poll"]))
    if poll.state != State.OPEN:
        return None
    return Card(
        _("📝 Có phiếu giấy chờ ông/bà xác nhận.\n<b>{code}</b> {title}\nHạn: {closes}").format(
            code=poll.code, title=safe(poll.title), closes=moment(poll.closes_at)
        ),
        (row(Button(_("✅ Xem phiếu"), NextEntry(0), style="primary")),),
    )


async def _poll_entered(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    poll = await reading.poll(env, int(values["poll"]))
    label = next(option.label for option in poll.options if option.position == values["option"])
    head = (
        _("🔁 Câu trả lời của hộ ông/bà <b>được thay</b> bằng: <b>{option}</b>")
        if values["changed"]
        else _("📝 Đã ghi câu trả lời của hộ ông/bà: <b>{option}</b>")
    )
    lines = [
        head.format(option=safe(label)),
        f"<b>{poll.code}</b> {safe(poll.title)}",
        _("Cách trả lời: {way}. Một người nhập, một người khác đã xác nhận.").format(
            way=origin_name(Origin(values["origin"]))
        ),
        _("Mã biên nhận: <code>{code}</code>").format(code=values["receipt"]),
    ]
    if poll.state != State.OPEN:
        return Card("\n".join(lines))
    lines.append(
        _(
            "\n<b>Không đúng?</b> Ông/bà bấm nút dưới đây để trả lời lại, đến {closes}. Câu trả lời sau được tính."
        ).format(closes=moment(poll.closes_at))
    )
    return Card("\n".join(lines), (row(Button(_("🗳 Xem và đổi câu trả lời"), ShowPoll(poll.id))),))


async def _poll_entry_refused(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    if to.person_id is None:
        return None
    try:
        it = await entering.told_to_enterer(env, Actor(env.ward_id, to.person_id), int(values["entry"]))
    except Refused:
        return None
    return Card(
        _("✖️ Phiếu của hộ <b>{code}</b> ({poll}) bị từ chối.\nLý do: {reason}\n\nXin xem lại rồi nhập lại.").format(
            code=safe(it.household.code), poll=it.poll.code, reason=safe(it.reason or "")
        ),
        (row(Button(_("📝 Nhập phiếu"), BeginEntry(it.poll.id))),),
    )


async def _poll_entries_late(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    poll = await reading.poll(env, int(values["poll"]))
    return Card(
        _(
            "⌛ <b>{n} phiếu chưa kịp xác nhận</b> trước khi hết hạn, nên không được tính.\n<b>{code}</b> {title}\n\n"
            "Xin giữ các phiếu ấy và ghi vào biên bản."
        ).format(n=int(values["count"]), code=poll.code, title=safe(poll.title))
    )


OUTGOING: dict[str, Writer] = {
    "poll_entry_waiting": _poll_entry_waiting,
    "poll_entered": _poll_entered,
    "poll_entry_refused": _poll_entry_refused,
    "poll_entries_late": _poll_entries_late,
}
