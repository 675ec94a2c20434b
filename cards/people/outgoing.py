"""Messages about households and offices that reach people by the outbox."""

from collections.abc import Mapping
from typing import Any

from cards.card import Button, Card, column, safe
from cards.common import home
from cards.outgoing import Addressee, Writer
from cards.people import handover as handover_cards
from cards.people import names, welcome
from cards.people.taps import Identify, RequestAt
from cards.words import _
from services.context import Env
from services.people import confirmation, handover, me, offices, wards


async def request(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    """To the head of a group: somebody waits; nothing personal, since it may show on a locked screen."""
    if not await confirmation.is_waiting(env, values["request"]):
        return None
    return Card(
        _("Có người đang chờ ông/bà xác nhận hộ. Gõ /duyetho hoặc bấm nút dưới đây."),
        column(Button(_("👀 Xem"), RequestAt(1))),
    )


async def confirmed(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    """To who asked: they speak for the household now."""
    view = await me.of_person(env, to.person_id) if to.person_id is not None else None
    return welcome.confirmed(view.household) if view and view.household else None


async def refused(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    """To who asked: it was refused, and how to go on."""
    ward = await wards.line(env)
    return Card(
        _(
            "Tổ chưa xác nhận được hộ của ông/bà. Xin hỏi tổ trưởng xin phiếu có mã, "
            "hoặc gọi {hotline}, rồi đăng ký lại."
        ).format(hotline=safe(ward.hotline)),
        column(Button(_("📝 Đăng ký lại"), Identify()), home()),
    )


async def handover_asked(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    """To who speaks for a household: another asks to."""
    household = await handover.is_asked(env, values["request"], to.person_id)
    return handover_cards.question(values["request"], household) if household else None


async def handover_declined(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    """To the head of a group: the representative did not agree."""
    return handover_cards.declined() if await confirmation.is_waiting(env, values["request"]) else None


async def replaced(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    """To who spoke for a household: another does, and why."""
    reason = await handover.replaced_because(env, values["representative"], to.person_id)
    return handover_cards.replaced(reason, (await wards.line(env)).hotline) if reason else None


async def household_closed(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    """To who spoke for a household: it is on the roll no more."""
    ward = await wards.line(env)
    return Card(
        _(
            "Hộ của ông/bà không còn trong danh sách hộ mới của {ward}, nên ông/bà không còn là người đại diện của hộ "
            "trên trợ lý. Những ý kiến đã gửi vẫn được tính. Nếu có nhầm lẫn, xin gọi {hotline}."
        ).format(ward=safe(ward.full_name), hotline=safe(ward.hotline)),
        column(Button(_("📝 Đăng ký lại"), Identify()), home()),
    )


async def office_taken(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    """To who invited: the office was taken up, and under which name."""
    office = await offices.show(env, values["office"])
    if office is None:
        return None
    return Card(
        _("{holder} đã nhận nhiệm vụ <b>{office}</b>.").format(
            holder=safe(office.holder or ""), office=safe(names.role(office.role, office.scope))
        )
    )


async def office_ended(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    """To who held it: the office ended."""
    office = await offices.show(env, values["office"])
    if office is None:
        return None
    ward = await wards.line(env)
    return Card(
        _("Nhiệm vụ <b>{office}</b> của ông/bà trên trợ lý đã kết thúc. Có điều chưa rõ, xin gọi {hotline}.").format(
            office=safe(names.role(office.role, office.scope)), hotline=safe(ward.hotline)
        )
    )


async def office_ending(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    """To administrators: a term is running out."""
    office = await offices.show(env, values["office"])
    if office is None or office.until is not None or office.ends_on is None:
        return None
    return Card(
        _(
            "⏳ Nhiệm kỳ của {holder} (<b>{office}</b>) hết ngày {day:%d/%m/%Y}. "
            "Sau ngày đó nhiệm vụ tự kết thúc. Cần người tiếp tục, xin gõ /caidat để mời."
        ).format(
            holder=safe(office.holder or ""), office=safe(names.role(office.role, office.scope)), day=office.ends_on
        )
    )


async def office_over(env: Env, to: Addressee, values: Mapping[str, Any]) -> Card | None:
    """To administrators: a term is over, and the office with it."""
    office = await offices.show(env, values["office"])
    if office is None:
        return None
    return Card(
        _("Nhiệm vụ <b>{office}</b> của {holder} đã kết thúc vì hết nhiệm kỳ.").format(
            holder=safe(office.holder or ""), office=safe(names.role(office.role, office.scope))
        )
    )


OUTGOING: dict[str, Writer] = {
    "people.request": request,
    "people.confirmed": confirmed,
    "people.refused": refused,
    "people.handover": handover_asked,
    "people.handover_declined": handover_declined,
    "people.replaced": replaced,
    "people.household_closed": household_closed,
    "people.office_taken": office_taken,
    "people.office_ended": office_ended,
    "people.office_ending": office_ending,
    "people.office_over": office_over,
}
