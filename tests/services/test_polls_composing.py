"""Composing: what the law and the house ask before a matter may be put to the households."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rules.calendar import at_local, local_date
from rules.offices import Role
from rules.polls import BODY_LENGTH, OPTION_LENGTH, TITLE_LENGTH, Kind, State
from services.context import Env
from services.polls import compose, results
from services.polls.views import Draft
from services.refusals import Refused, Why
from tests.fixtures import FrozenClock, group_id, make_household, make_person
from tests.services.polling import book, front, open_survey, survey


@pytest.fixture(autouse=True)
async def household(env: Env) -> int:
    return await make_household(env)


async def refused(env: Env, draft: Draft) -> Refused:
    """Why the draft is refused, by the check and by creating alike; nothing is left."""
    officer = await front(env)
    with pytest.raises(Refused) as checked:
        await compose.check(env, officer, draft)
    with pytest.raises(Refused) as created:
        await compose.create(env, officer, draft)
    assert (created.value.why, created.value.values) == (checked.value.why, checked.value.values)
    assert await results.open_polls(env, officer) == []
    return checked.value


@pytest.mark.parametrize(
    ("kind", "days", "article"),
    [
        (Kind.CONSULTATION, 20, "Luật 10/2022/QH15 Điều 28 khoản 2"),
        (Kind.CONVENTION_CONSULTATION, 30, "Nghị định 61/2023/NĐ-CP Điều 9 khoản 1"),
    ],
)
async def test_a_period_shorter_than_the_law_asks_is_refused_with_the_article(
    env: Env, clock: FrozenClock, kind: Kind, days: int, article: str
) -> None:
    today = local_date(clock.now())
    posted = today if kind is Kind.CONVENTION_CONSULTATION else None
    whole = at_local(today + timedelta(days=days + 1), 0) if posted else clock.now() + timedelta(days=days)
    draft = await survey(env, kind=kind, posted_on=posted, closes_at=whole - timedelta(seconds=1))

    why = await refused(env, draft)

    assert (why.why, why.values) == (Why.PERIOD_TOO_SHORT, {"days": days, "unit": "ngày", "article": article})
    poll = await compose.create(env, await front(env), replace(draft, closes_at=whole))
    assert poll.state == State.OPEN


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"title": " \n"}, Why.EMPTY),
        ({"title": "\u200b\u202e"}, Why.EMPTY),
        ({"title": "a" * (TITLE_LENGTH + 1)}, Why.TOO_LONG),
        ({"body": "a" * (BODY_LENGTH + 1)}, Why.TOO_LONG),
        ({"options": ("Đồng ý",)}, Why.OPTIONS_WRONG),
        ({"options": tuple(f"Cách {number}" for number in range(9))}, Why.OPTIONS_WRONG),
        ({"options": ("Đồng ý", "đồng  Ý")}, Why.OPTIONS_WRONG),
        ({"options": ("Đồng ý", " ")}, Why.OPTIONS_WRONG),
        ({"options": ("Đồng ý", "a" * (OPTION_LENGTH + 1))}, Why.OPTIONS_WRONG),
        ({"group_ids": ()}, Why.NO_GROUPS),
        ({"group_ids": (999_999,)}, Why.NOT_FOUND),
    ],
)
async def test_a_draft_that_cannot_be_asked_is_refused(env: Env, changes: dict[str, Any], why: Why) -> None:
    assert (await refused(env, await survey(env, **changes))).why == why


@pytest.mark.parametrize(
    ("opens", "closes", "why"),
    [
        (timedelta(minutes=-1), timedelta(days=1), Why.PAST_DATE),
        (None, timedelta(0), Why.ENDS_BEFORE_IT_BEGINS),
        (timedelta(days=2), timedelta(days=1), Why.ENDS_BEFORE_IT_BEGINS),
        (timedelta(days=2), timedelta(days=2), Why.ENDS_BEFORE_IT_BEGINS),
        (None, timedelta(days=181), Why.PERIOD_TOO_LONG),
    ],
)
async def test_a_broken_period_is_refused(
    env: Env, clock: FrozenClock, opens: timedelta | None, closes: timedelta, why: Why
) -> None:
    now = clock.now()
    draft = await survey(env, opens_at=None if opens is None else now + opens, closes_at=now + closes)

    assert (await refused(env, draft)).why == why


async def test_groups_without_a_roll_cannot_be_asked(env: Env) -> None:
    assert (await refused(env, await survey(env, ("02", "03")))).why == Why.NO_HOUSEHOLDS


async def test_a_group_of_another_ward_cannot_be_asked(env: Env, other_ward: Env) -> None:
    await make_household(other_ward, "01")
    draft = await survey(env, group_ids=(await group_id(other_ward, "01"),))

    assert (await refused(env, draft)).why == Why.NOT_FOUND


@pytest.mark.parametrize(
    ("role", "scope", "codes", "allowed"),
    [
        (Role.FRONT, None, ("01", "02"), True),
        (Role.FRONT, "01", ("01",), True),
        (Role.FRONT, "01", ("01", "02"), False),
        (Role.GROUP_HEAD, "01", ("01",), True),
        (Role.GROUP_HEAD, "01", ("02",), False),
        (Role.GROUP_HEAD, "01", ("01", "02"), False),
        (Role.OFFICIAL, None, ("01",), False),
        (Role.APPROVER, None, ("01",), False),
        (Role.INSPECTOR, None, ("01",), False),
        (Role.ADMINISTRATOR, None, ("01",), False),
    ],
)
async def test_only_the_front_and_group_heads_ask_and_only_their_own_groups(
    env: Env, role: Role, scope: str | None, codes: tuple[str, ...], allowed: bool
) -> None:
    actor = await make_person(env, (role, scope))
    draft = await survey(env, codes)

    if allowed:
        assert (await compose.create(env, actor, draft)).state == State.OPEN
    else:
        with pytest.raises(Refused) as why:
            await compose.create(env, actor, draft)
        assert why.value.why == Why.NOT_ALLOWED


async def test_the_front_of_another_ward_may_not_ask_here(env: Env, other_ward: Env) -> None:
    stranger = await front(other_ward)

    with pytest.raises(Refused) as why:
        await compose.create(env, stranger, await survey(env))
    assert why.value.why == Why.NOT_ALLOWED


async def test_polls_are_numbered_in_each_ward_and_texts_kept_in_one_form(env: Env, other_ward: Env) -> None:
    await make_household(other_ward)
    changes: dict[str, Any] = {"title": " Giờ\u00a0mở  cửa ", "options": ("Có", "Không", "y kien khac")}
    officer = await front(env)

    first = await open_survey(env, by=officer, **changes)
    second = await open_survey(env, by=officer)
    elsewhere = await open_survey(other_ward)

    assert [poll.code for poll in (first, second, elsewhere)] == ["BC1", "BC2", "BC1"]
    assert (first.title, first.organiser_name) == ("Giờ mở cửa", "Bà Mẫu")
    assert [option.is_free for option in first.options] == [False, False, True]
    assert [line.person_id for line in await book(env, first.id, "composed")] == [officer.person_id]
