"""A poll on its way: whom its organiser may ask, and that the preview is what will be seen."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.offices import Role
from services.context import Env
from services.polls import answering, compose, drafting, reading
from services.polls.views import Participation
from services.refusals import Refused, Why
from tests.fixtures import group_id, make_household, make_person, make_representative
from tests.services.polling import front, open_survey, survey


async def test_an_organiser_asks_the_groups_of_the_office_and_no_others(env: Env, other_ward: Env) -> None:
    head = await make_person(env, (Role.GROUP_HEAD, "02"))
    assert [group.name for group in await drafting.groups(env, head)] == ["Tổ dân phố 2"]
    assert len(await drafting.groups(env, await front(env))) == 3
    outsider, resident = await front(other_ward), await make_representative(env)
    for actor in (outsider, resident, await make_person(env, (Role.OFFICIAL, None))):
        with pytest.raises(Refused) as refusal:
            await drafting.groups(env, actor)
        assert refusal.value.why is Why.NOT_ALLOWED


async def test_the_preview_is_the_card_that_the_first_group_will_see(env: Env) -> None:
    await make_household(env, "01")
    await make_household(env, "02")
    await make_household(env, "02")
    organiser = await front(env)
    draft = await survey(env, ("02", "01"))
    before = await drafting.preview(env, organiser, draft)
    poll = await compose.create(env, organiser, draft)
    after = await answering.card_for(env, None, poll.id, await group_id(env, "01"))
    assert before.participation == Participation(0, 1)
    unnumbered = replace(after.poll, id=0, number=0, code="")
    assert replace(after, poll=unnumbered) == before


async def test_a_preview_shows_no_group_outside_the_office(env: Env) -> None:
    head = await make_person(env, (Role.GROUP_HEAD, "02"))
    with pytest.raises(Refused) as refusal:
        await drafting.preview(env, head, await survey(env, ("01",)))
    assert refusal.value.why is Why.NO_GROUPS


async def test_a_planned_poll_is_read_by_nobody_and_an_open_one_by_everybody(env: Env, other_ward: Env) -> None:
    await make_household(env)
    opened = await open_survey(env)
    assert (await reading.poll(env, opened.id)).title == opened.title
    tomorrow = env.clock.now() + timedelta(days=1)
    planned = await open_survey(env, opens_at=tomorrow)
    with pytest.raises(Refused) as refusal:
        await reading.poll(env, planned.id)
    assert refusal.value.why is Why.POLL_NOT_OPEN
    with pytest.raises(Refused) as refusal:
        await reading.poll(other_ward, opened.id)
    assert refusal.value.why is Why.NOT_FOUND


@pytest.mark.parametrize(
    "typed", [("Một",), ("Một", "MỘT"), tuple(f"Lựa chọn {n}" for n in range(9)), ("Ữ" * 61, "Hai"), ("Một", " ")]
)
def test_options_that_cannot_be_told_apart_or_read_are_refused(typed: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as refusal:
        drafting.options(typed)
    assert refusal.value.why is Why.OPTIONS_WRONG
