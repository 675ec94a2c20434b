"""The ward's working days: an administrator sets one right, and what is due follows in the same moment."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from rules.calendar import end_of_day
from rules.holidays import Name
from rules.obligations import Kind
from rules.offices import Role
from services import calendar
from services.context import Actor, Env
from services.disclosures import composing
from services.disclosures.views import Draft
from services.refusals import Refused, Why
from storage import obligations
from storage.models import Audit, DisclosureVersion, Obligation
from tests.fixtures import FrozenClock, group_id, make_person
from tests.services.polling import refusal_of

FRIDAY = date(2026, 11, 20)  # five working days later is Friday 27/11
TUESDAY = date(2026, 11, 24)
SATURDAY = date(2026, 11, 21)


async def administrator(env: Env) -> Actor:
    return await make_person(env, (Role.ADMINISTRATOR, None), name="Cô Mẫu Quản trị")


async def _waiting(env: Env) -> None:
    official = await make_person(env, (Role.OFFICIAL, None), name="Chị Mẫu Soạn")
    draft = Draft(
        title="Thu chi quỹ", body="Thu 10 đồng.", category=5, group_ids=(await group_id(env, "01"),), decided_on=FRIDAY
    )
    await composing.submit(env, official, draft)


async def _owed(env: Env) -> None:
    subject = obligations.Subject("decision", 1, "Quyết định mẫu")
    async with env.db.write() as session:
        await obligations.owe(session, env.ward_id, env.clock.now(), Kind.DECISION_SENDING, subject, FRIDAY)


async def _due(env: Env) -> set[date]:
    """The last days of what waits and of what is owed."""
    async with env.db.read() as session:
        versions = (await session.execute(select(DisclosureVersion.due_at))).scalars()
        owed = (await session.execute(select(Obligation.due_at))).scalars()
        moments = [*versions, *owed]
    return {day for day in (FRIDAY + timedelta(days=n) for n in range(30)) if end_of_day(day) in moments}


async def test_a_day_off_moves_what_waits_and_what_is_owed(env: Env) -> None:
    admin = await administrator(env)
    await _waiting(env)
    await _owed(env)
    assert await _due(env) == {date(2026, 11, 27)}

    await calendar.correct(env, admin, TUESDAY, works=False, reason="Mất điện toàn phường")
    assert await _due(env) == {date(2026, 11, 30)}
    assert await composing.last_moment(env, FRIDAY) == end_of_day(date(2026, 11, 30))
    await calendar.correct(env, admin, SATURDAY, works=True, reason="Làm bù")
    assert await _due(env) == {date(2026, 11, 27)}
    await calendar.restore(env, admin, TUESDAY)
    await calendar.restore(env, admin, SATURDAY)
    assert await _due(env) == {date(2026, 11, 27)}

    async with env.db.read() as session:
        lines = (await session.execute(select(Audit.action).where(Audit.subject == "calendar"))).scalars().all()
    assert list(lines) == ["day_off", "day_worked", "day_restored", "day_restored"]


async def test_what_comes_is_listed_with_its_reasons(env: Env) -> None:
    admin = await administrator(env)
    await calendar.correct(env, admin, date(2027, 2, 11), works=False, reason="Theo thông báo mới")
    coming = await calendar.coming(env, admin)
    listed = {view.day: view for view in coming.days}
    assert listed[date(2027, 2, 6)].name is Name.TET
    assert (listed[date(2027, 2, 11)].works, listed[date(2027, 2, 11)].reason) == (False, "Theo thông báo mới")
    assert min(listed) >= FRIDAY
    assert coming.answer_days == 15


async def test_corrections_stay_in_their_ward(env: Env, other_ward: Env) -> None:
    await calendar.correct(env, await administrator(env), TUESDAY, works=False, reason="Lý do mẫu")
    assert await composing.last_moment(other_ward, FRIDAY) == end_of_day(date(2026, 11, 27))


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMINISTRATOR, Role.GROUP_HEAD)])
async def test_only_an_administrator_sets_days_right(env: Env, role: Role) -> None:
    somebody = await make_person(env, (role, None))
    for work in (
        calendar.correct(env, somebody, TUESDAY, works=False, reason="Lý do"),
        calendar.restore(env, somebody, TUESDAY),
        calendar.set_answer_days(env, somebody, 10),
        calendar.coming(env, somebody),
    ):
        assert await refusal_of(work) is Why.NOT_ALLOWED


async def test_what_has_passed_or_has_no_reason_is_refused(env: Env, clock: FrozenClock) -> None:
    admin = await administrator(env)
    wrong = {
        Why.PAST_DATE: calendar.correct(env, admin, FRIDAY - timedelta(days=1), works=False, reason="Lý do"),
        Why.EMPTY: calendar.correct(env, admin, TUESDAY, works=False, reason=" "),
        Why.TOO_LONG: calendar.correct(env, admin, TUESDAY, works=False, reason="a" * 201),
        Why.NOT_FOUND: calendar.restore(env, admin, TUESDAY),
    }
    for why, work in wrong.items():
        assert await refusal_of(work) is why
    with pytest.raises(Refused):
        await calendar.set_answer_days(env, admin, 7)
