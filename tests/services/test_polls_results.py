"""Results: nobody before closing, everybody after, words only to those who answer for them, and the book recounts."""

from datetime import timedelta

import pytest
from sqlalchemy import Executable, delete, update

from rules.offices import Role
from services.context import Env
from services.polls import answering, results, running
from services.polls.views import PollView
from services.refusals import Refused, Why
from storage.models import Answer, LedgerLine, PollCount
from tests.fixtures import FrozenClock, group_id, make_household, make_person, make_representative
from tests.services.polling import AGREE, DISAGREE, OTHER, front, open_survey


async def closed_survey(env: Env, clock: FrozenClock) -> PollView:
    """Two groups: in the first one yes and one other with words, in the second one no and one silent household."""
    first, second = [await make_representative(env, group_code="01") for _ in range(2)]
    third = await make_representative(env, group_code="02")
    await make_household(env, "02")
    poll = await open_survey(env, ("01", "02"))
    await answering.cast(env, first, poll.id, AGREE, card_group_id=None)
    await answering.cast(env, second, poll.id, OTHER, card_group_id=None)
    await answering.write_opinion(env, second, poll.id, "Đến 20 giờ")
    await answering.cast(env, third, poll.id, DISAGREE, card_group_id=None)
    await answering.write_opinion(env, third, poll.id, "Ồn lắm")
    clock.advance(days=3)
    await running.close_due(env)
    return poll


async def test_the_result_counts_each_group_and_the_ward(env: Env, clock: FrozenClock) -> None:
    poll = await closed_survey(env, clock)

    found = await results.result(env, None, poll.id)

    assert found.tally.options == ("Đồng ý", "Không đồng ý", "Ý kiến khác")
    assert [(group.code, group.households, group.counts) for group in found.tally.groups] == [
        ("01", 2, (1, 0, 1)),
        ("02", 2, (0, 1, 0)),
    ]
    assert (found.tally.counts, found.tally.answered, found.tally.households, found.opinions) == ((1, 1, 1), 3, 4, 2)


async def test_nobody_reads_a_result_or_words_before_closing_officials_included(env: Env, clock: FrozenClock) -> None:
    resident = await make_representative(env)
    officer = await front(env)
    poll = await open_survey(env, by=officer, closes_at=clock.now() + timedelta(hours=8))
    await answering.cast(env, resident, poll.id, AGREE, card_group_id=None)
    everybody = [officer, resident, await make_person(env, *((role, None) for role in Role if role != "group_head"))]

    for actor in (None, *everybody):
        with pytest.raises(Refused) as refused:
            await results.result(env, actor, poll.id)
        assert (refused.value.why, refused.value.values) == (Why.NOT_CLOSED_YET, {"closes": "17:00 20/11/2026"})
    for actor in (officer, everybody[2]):
        with pytest.raises(Refused) as refused:
            await results.opinions(env, actor, poll.id)
        assert refused.value.why == Why.NOT_CLOSED_YET
    assert await results.last_result_of_group(env, await group_id(env, "01")) is None
    assert await results.closed_polls(env, officer) == []
    assert await answering.closed_for(env, resident) == []


async def test_who_takes_part_is_visible_while_it_is_open(env: Env) -> None:
    resident = await make_representative(env, group_code="01")
    await make_household(env, "02")
    poll = await open_survey(env, ("01", "02"))
    await answering.cast(env, resident, poll.id, AGREE, card_group_id=None)

    (running_poll,) = await results.open_polls(env, await make_person(env, (Role.OFFICIAL, None)))

    assert running_poll.poll.id == poll.id
    assert (running_poll.participation.answered, running_poll.participation.households) == (1, 2)
    assert [(it.code, it.answered, it.households) for it in running_poll.groups] == [("01", 1, 1), ("02", 0, 1)]


@pytest.mark.parametrize(
    ("role", "scope", "words"),
    [
        (Role.FRONT, None, ["Đến 20 giờ", "Ồn lắm"]),
        (Role.FRONT, "02", ["Ồn lắm"]),
        (Role.OFFICIAL, None, ["Đến 20 giờ", "Ồn lắm"]),
        (Role.APPROVER, None, ["Đến 20 giờ", "Ồn lắm"]),
        (Role.ADMINISTRATOR, None, ["Đến 20 giờ", "Ồn lắm"]),
        (Role.GROUP_HEAD, "01", ["Đến 20 giờ"]),
        (Role.GROUP_HEAD, "03", []),
    ],
)
async def test_words_are_read_by_those_whose_office_covers_the_group(
    env: Env, clock: FrozenClock, role: Role, scope: str | None, words: list[str]
) -> None:
    poll = await closed_survey(env, clock)
    reader = await make_person(env, (role, scope))

    assert [opinion.text for opinion in await results.opinions(env, reader, poll.id)] == words


async def test_words_are_not_for_residents_inspectors_or_another_ward(
    env: Env, other_ward: Env, clock: FrozenClock
) -> None:
    poll = await closed_survey(env, clock)
    stranger = await front(other_ward)

    for actor in (await make_representative(env), await make_person(env, (Role.INSPECTOR, None)), stranger):
        with pytest.raises(Refused) as refused:
            await results.opinions(env, actor, poll.id)
        assert refused.value.why == Why.NOT_ALLOWED
    for read in (results.opinions, results.result):
        with pytest.raises(Refused) as refused:
            await read(other_ward, stranger, poll.id)
        assert refused.value.why == Why.NOT_FOUND


async def test_lists_show_only_what_asked_a_group_of_the_reader(env: Env, other_ward: Env, clock: FrozenClock) -> None:
    poll = await closed_survey(env, clock)
    await open_survey(env, ("01",))
    near = await make_person(env, (Role.GROUP_HEAD, "01"))
    far = await make_person(env, (Role.GROUP_HEAD, "03"))

    assert [it.id for it in await results.closed_polls(env, near)] == [poll.id]
    assert len(await results.open_polls(env, near)) == 1
    assert await results.closed_polls(env, far) == []
    assert await results.open_polls(env, far) == []
    assert await results.closed_polls(other_ward, await front(other_ward)) == []
    for actor in (await make_representative(env), await front(other_ward)):
        for read in (results.closed_polls, results.open_polls):
            with pytest.raises(Refused) as refused:
                await read(env, actor)
            assert refused.value.why == Why.NOT_ALLOWED


async def test_a_household_sees_the_ten_latest_results_that_asked_its_group(env: Env, clock: FrozenClock) -> None:
    resident = await make_representative(env, group_code="01")
    await make_household(env, "02")
    polls = [await open_survey(env, ("01",), closes_at=clock.now() + timedelta(hours=1 + it)) for it in range(11)]
    await open_survey(env, ("02",), closes_at=clock.now() + timedelta(hours=30))
    clock.advance(days=2)
    await running.close_due(env)

    seen = [found.poll.id for found in await answering.closed_for(env, resident)]

    assert seen == [poll.id for poll in reversed(polls)][:10]
    last = await results.last_result_of_group(env, await group_id(env, "01"))
    assert last is not None
    assert last.poll.id == polls[-1].id
    assert await results.last_result_of_group(env, await group_id(env, "03")) is None
    assert len(await answering.closed_for(env, await make_person(env))) == 10


@pytest.mark.parametrize(
    "change",
    [
        update(PollCount).where(PollCount.option == AGREE).values(households=PollCount.households + 1),
        update(Answer).where(Answer.option == AGREE).values(option=DISAGREE),
        delete(LedgerLine).where(LedgerLine.option == DISAGREE),
    ],
    ids=["counter", "answer", "book"],
)
async def test_the_recount_finds_a_counter_an_answer_or_a_book_that_was_changed(
    env: Env, clock: FrozenClock, change: Executable
) -> None:
    poll = await closed_survey(env, clock)
    assert await results.recount(env, None) == [(poll.id, True)]

    async with env.db.write() as session:
        await session.execute(change)

    assert await results.recount(env, poll.id) == [(poll.id, False)]


async def test_a_recount_of_an_unknown_poll_is_refused(env: Env) -> None:
    with pytest.raises(Refused) as refused:
        await results.recount(env, 4711)
    assert refused.value.why == Why.NOT_FOUND
