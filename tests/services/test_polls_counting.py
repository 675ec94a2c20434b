"""Votes at a meeting and on paper: two persons, the frozen roll, and what the numbers decide."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from rules.offices import Role
from rules.outcomes import Reason
from rules.polls import Kind, Matter, State
from services.context import Env
from services.polls import answering, counting, results
from services.refusals import Why
from storage.models import EnteredCount
from tests.fixtures import make_household, make_person, make_representative
from tests.services.polling import front, make_chat, messages, refusal_of, row
from tests.services.voting import entered


@pytest.fixture(autouse=True)
async def roll(env: Env) -> None:
    for code, households in (("01", 6), ("02", 3), ("03", 3)):
        for _ in range(households):
            await make_household(env, code)


async def test_a_second_person_confirms_and_only_then_something_is_decided(env: Env) -> None:
    officer, second = await front(env), await make_person(env, (Role.GROUP_HEAD, "01"))
    await make_chat(env)
    poll = await entered(env, officer, Kind.MEETING_VOTE, Matter.FUND, ("01", 5, 4, 1, 0))
    assert poll.state is State.COUNTING
    assert await refusal_of(results.result(env, None, poll.id)) is Why.NOT_CLOSED_YET
    assert await refusal_of(counting.confirm(env, officer, poll.id)) is Why.OWN_NUMBERS
    other_group = await make_person(env, (Role.GROUP_HEAD, "02"))
    assert await refusal_of(counting.confirm(env, other_group, poll.id)) is Why.NOT_ALLOWED
    assert [it.may_confirm for it in await counting.waiting(env, second)] == [True]

    result = await counting.confirm(env, second, poll.id)

    assert result.tally.counts == (4, 1, 0)
    assert result.outcome is not None
    assert (result.outcome.reason, result.outcome.needed, result.outcome.present) == (Reason.PASSED, 4, 5)
    assert (await row(env, poll.id)).outcome == Reason.PASSED
    assert await counting.waiting(env, second) == []
    assert await refusal_of(counting.confirm(env, second, poll.id)) is Why.NOT_COUNTING
    assert len(await messages(env, "poll_result")) == 1


async def test_the_database_refuses_a_confirmation_by_whoever_entered(env: Env) -> None:
    officer = await front(env)
    await entered(env, officer, Kind.MEETING_VOTE, Matter.FUND, ("01", 5, 4, 1, 0))
    with pytest.raises(IntegrityError):
        async with env.db.write() as session:
            await session.execute(
                update(EnteredCount).values(confirmed_by=officer.person_id, confirmed_at=env.clock.now())
            )


@pytest.mark.parametrize("numbers", [(7, 1, 0, 0), (5, 4, 1, 1), (5, -1, 0, 0)])
async def test_numbers_that_cannot_be_are_refused(env: Env, numbers: tuple[int, int, int, int]) -> None:
    officer = await front(env)
    work = entered(env, officer, Kind.MEETING_VOTE, Matter.FUND, ("01", *numbers))
    assert await refusal_of(work) is Why.COUNTS_WRONG
    assert await counting.waiting(env, officer) == []


async def test_the_whole_commune_decides_by_a_double_majority(env: Env) -> None:
    officer, second = await front(env), await front(env)
    poll = await entered(
        env, officer, Kind.SLIP_VOTE, Matter.CONTRIBUTION, ("01", 6, 6, 0, 0), ("02", 3, 1, 2, 0), ("03", 3, 1, 2, 0)
    )
    outcome = (await counting.confirm(env, second, poll.id)).outcome
    assert outcome is not None
    assert (outcome.reason, outcome.agree, outcome.needed) == (Reason.TOO_FEW_GROUPS, 8, 8)
    assert (outcome.groups_agreeing, outcome.groups_needed) == (1, 2)


async def test_a_vote_is_of_one_group_or_of_the_whole_commune(env: Env) -> None:
    officer = await front(env)
    two = (("01", 6, 6, 0, 0), ("02", 3, 1, 2, 0))
    work = entered(env, officer, Kind.SLIP_VOTE, Matter.CONTRIBUTION, *two)
    assert await refusal_of(work) is Why.ONE_GROUP_OR_ALL
    work = entered(env, officer, Kind.MEETING_VOTE, Matter.CONVENTION, *two, ("03", 3, 1, 2, 0))
    assert await refusal_of(work) is Why.ONE_GROUP


@pytest.mark.parametrize("matter", [Matter.CONVENTION, Matter.HEAD, Matter.BOARDS])
async def test_slips_follow_only_a_meeting_to_which_too_few_came(env: Env, matter: Matter) -> None:
    officer, second = await front(env), await front(env)
    slips = ("01", 6, 4, 1, 1)
    assert await refusal_of(entered(env, officer, Kind.SLIP_VOTE, matter, slips)) is Why.NOT_BY_SLIPS
    meeting = await entered(env, officer, Kind.MEETING_VOTE, matter, ("01", 3, 3, 0, 0))
    assert await refusal_of(entered(env, officer, Kind.SLIP_VOTE, matter, slips)) is Why.NOT_BY_SLIPS
    assert (await counting.confirm(env, second, meeting.id)).outcome.reason is Reason.TOO_FEW_PRESENT  # type: ignore[union-attr]

    poll = await entered(env, officer, Kind.SLIP_VOTE, matter, slips)

    assert (await row(env, poll.id)).parent_id == meeting.id
    assert (await counting.confirm(env, second, poll.id)).outcome.passed  # type: ignore[union-attr]


async def test_a_meeting_that_refused_is_not_followed_by_slips(env: Env) -> None:
    officer, second = await front(env), await front(env)
    meeting = await entered(env, officer, Kind.MEETING_VOTE, Matter.HEAD, ("01", 6, 3, 3, 0))
    outcome = (await counting.confirm(env, second, meeting.id)).outcome
    assert outcome is not None
    assert outcome.reason is Reason.BELOW_THRESHOLD
    work = entered(env, officer, Kind.SLIP_VOTE, Matter.HEAD, ("01", 6, 4, 1, 1))
    assert await refusal_of(work) is Why.NOT_BY_SLIPS


async def test_numbers_sent_back_count_for_nothing(env: Env) -> None:
    officer, second = await front(env), await front(env)
    poll = await entered(env, officer, Kind.MEETING_VOTE, Matter.FUND, ("01", 5, 4, 1, 0))
    assert await refusal_of(counting.send_back(env, second, poll.id, " ")) is Why.EMPTY
    await counting.send_back(env, second, poll.id, "Nhầm cột")
    assert await refusal_of(results.result(env, None, poll.id)) is Why.POLL_VOID
    assert await refusal_of(counting.confirm(env, second, poll.id)) is Why.NOT_COUNTING


async def test_nobody_answers_a_counted_vote_in_chat(env: Env) -> None:
    voter = await make_representative(env)
    poll = await entered(env, await front(env), Kind.MEETING_VOTE, Matter.FUND, ("01", 5, 4, 1, 0))
    assert await refusal_of(answering.cast(env, voter, poll.id, 0, card_group_id=None)) is not None
    assert await answering.open_for(env, voter) == []
