"""Messages of polls that are sent later."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cards.card import Button, Card, row, safe
from cards.outgoing import Addressee, Writer
from cards.polls import answers, explaining, paper
from cards.polls.sayings import moment
from cards.polls.taps import ShowPoll
from cards.words import _
from rules.polls import State
from services.context import Actor, Env
from services.polls import answering, reading
from services.polls.views import CardView, PollView
from services.refusals import Refused


async def _poll_card(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    return paper.group_card(await answering.card_for(env, None, int(values["poll"]), int(values["group"])))


async def _own(env: Env, to: Addressee, values: Mapping[str, Any]) -> CardView | None:
    """The poll as the household of the message sees it; None when it is not asked any more."""
    if to.person_id is None:
        return None
    household = Actor(
        ward_id=env.ward_id,
        person_id=to.person_id,
        household_id=int(values["household"]),
        group_id=int(values["group"]),
    )
    try:
        return await answering.private_card(env, household, int(values["poll"]))
    except Refused:
        return None


async def _poll_card_private(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    view = await _own(env, to, values)
    return paper.private_card(view) if view and view.poll.state == State.OPEN else None


async def _poll_reminder(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    if not await answering.still_silent(env, int(values["poll"]), int(values["household"])):
        return None
    view = await _own(env, to, values)
    if view is None:
        return None
    card = paper.private_card(view)
    head = _("⏰ <b>Xin nhắc ông/bà</b>: hộ chưa trả lời việc dưới đây, hạn đến {closes}.").format(
        closes=moment(view.poll.closes_at)
    )
    return Card(f"{head}\n\n{card.html}", card.rows)


async def _poll_receipt(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    poll = await reading.poll(env, int(values["poll"]))
    label = str(values["option"])
    free = poll.state == State.OPEN and any(option.is_free and option.label == label for option in poll.options)
    return answers.receipt_card(
        poll, str(values["receipt"]), label, changed=bool(values["changed"]), asks_for_words=free
    )


def _to_poll(to: Addressee, poll: PollView) -> Button:
    if to.person_id is None:
        return Button(_("🗳 Mở để trả lời"), url=to.link(f"p_{poll.id}"))
    return Button(_("🗳 Mở để trả lời"), ShowPoll(poll.id))


async def _poll_extended(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    poll = await reading.poll(env, int(values["poll"]))
    if poll.state != State.OPEN:
        return None
    reason = (
        _("Lý do: {reason}").format(reason=safe(values["reason"]))
        if values["reason"]
        else _("Lý do: đợt lấy ý kiến bắt đầu muộn hơn dự kiến, nên hạn được lùi để đủ thời gian theo luật.")
    )
    text = _("📅 <b>Gia hạn lấy ý kiến {code}</b>\n{title}\n\nHạn mới: <b>{closes}</b>\n{reason}").format(
        code=poll.code,
        title=safe(poll.title),
        closes=moment(datetime.fromisoformat(str(values["closes_at"]))),
        reason=reason,
    )
    return Card(text, (row(_to_poll(to, poll)),))


async def _poll_voided(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    poll = await reading.poll(env, int(values["poll"]))
    return Card(
        _(
            "⛔ <b>Dừng lấy ý kiến {code}</b>\n{title}\n\nLý do: {reason}\n"
            "Những câu trả lời đã gửi không được tính và không có kết quả."
        ).format(code=poll.code, title=safe(poll.title), reason=safe(values["reason"]))
    )


OUTGOING: dict[str, Writer] = {
    "poll_card": _poll_card,
    "poll_card_private": _poll_card_private,
    "poll_reminder": _poll_reminder,
    "poll_receipt": _poll_receipt,
    "poll_extended": _poll_extended,
    "poll_voided": _poll_voided,
    **explaining.OUTGOING,
}
