"""Who may answer, what is recorded, and what happens when several do at once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from rules.polls import OPINION_LENGTH, State
from services.context import Env
from services.polls import answering, compose, results, running
from services.refusals import Refused, Why
from storage.database import Conflict
from storage.models import Answer, Household, Poll, Representative
from storage.polls import counts, terms
from tests.fixtures import FrozenClock, group_id, make_household, make_person, make_representative
from tests.services.polling import (
    AGREE,
    DISAGREE,
    OTHER,
    answers,
    book,
    front,
    make_chat,
    messages,
    open_survey,
    refusal_of,
    survey,
)


async def counted(env: Env, poll_id: int) -> tuple[int, ...]:
    """The counters of the ward, as they stand."""
    async with env.db.read() as session:
        return (await counts.tally(session, poll_id)).counts


async def test_an_answer_is_recorded_with_a_receipt_that_goes_to_the_person(env: Env) -> None:
    resident = await make_representative(env)
    poll = await open_survey(env)

    receipt = await answering.cast(env, resident, poll.id, DISAGREE, card_group_id=resident.group_id)

    assert (receipt.option_label, receipt.changed, receipt.same, receipt.asks_for_words) == (
        "Không đồng ý",
        False,
        False,
        False,
    )
    assert len(receipt.code) == 6
    (line,) = await book(env, poll.id, "answer")
    assert (line.option, line.household_id, line.receipt) == (DISAGREE, resident.household_id, receipt.code)
    (message,) = await messages(env, "poll_receipt")
    assert message.account_id == resident.account_id
    assert message.values == {"poll": poll.id, "receipt": receipt.code, "option": "Không đồng ý", "changed": False}
    assert await counted(env, poll.id) == (0, 1, 0)


async def test_a_changed_answer_moves_the_count_and_gets_a_new_receipt(env: Env) -> None:
    resident = await make_representative(env)
    poll = await open_survey(env)

    first = await answering.cast(env, resident, poll.id, AGREE, card_group_id=None)
    second = await answering.cast(env, resident, poll.id, OTHER, card_group_id=None)

    assert second.changed
    assert second.asks_for_words
    assert second.code != first.code
    assert await counted(env, poll.id) == (0, 0, 1)
    assert await results.recount(env, poll.id) == [(poll.id, True)]


async def test_the_same_answer_again_changes_nothing_and_gives_the_same_receipt(env: Env) -> None:
    resident = await make_representative(env)
    poll = await open_survey(env)

    first = await answering.cast(env, resident, poll.id, AGREE, card_group_id=None)
    again = await answering.cast(env, resident, poll.id, AGREE, card_group_id=None)

    assert again.same
    assert not again.changed
    assert again.code == first.code
    assert len(await book(env, poll.id, "answer")) == 1
    assert len(await messages(env, "poll_receipt")) == 1


async def refusal(env: Env, *args: object, **kwargs: object) -> Refused:
    """Why this answer was refused."""
    with pytest.raises(Refused) as refused:
        await answering.cast(env, *args, **kwargs)  # type: ignore[arg-type]
    return refused.value


async def test_somebody_without_a_household_is_not_counted(env: Env) -> None:
    await make_household(env)
    poll = await open_survey(env)
    stranger = await make_person(env)

    why = await refusal(env, stranger, poll.id, AGREE, card_group_id=None)

    assert why.why == Why.NOT_REGISTERED
    assert await answers(env, poll.id) == {}


async def test_the_card_of_another_group_does_not_take_the_answer(env: Env) -> None:
    resident = await make_representative(env, group_code="02")
    poll = await open_survey(env, ("01", "02"), by=await front(env))

    why = await refusal(env, resident, poll.id, AGREE, card_group_id=await group_id(env, "01"))

    assert why.why == Why.OTHER_GROUP
    assert why.values == {"group": "Tổ dân phố 1", "own": "Tổ dân phố 2"}
    assert await answers(env, poll.id) == {}


async def test_a_household_that_joined_the_roll_after_opening_is_not_in_the_electorate(env: Env) -> None:
    await make_household(env)
    poll = await open_survey(env)
    newcomer = await make_representative(env)

    why = await refusal(env, newcomer, poll.id, AGREE, card_group_id=newcomer.group_id)

    assert why.why == Why.NOT_IN_ELECTORATE


async def test_a_group_that_is_not_asked_does_not_answer(env: Env) -> None:
    await make_household(env, "01")
    poll = await open_survey(env, ("01",))
    neighbour = await make_representative(env, group_code="03")

    assert (await refusal(env, neighbour, poll.id, AGREE, card_group_id=None)).why == Why.NOT_IN_ELECTORATE


async def test_a_person_who_speaks_for_the_household_no_more_is_not_counted(env: Env) -> None:
    resident = await make_representative(env)
    poll = await open_survey(env)
    async with env.db.write() as session:
        await session.execute(
            update(Representative).where(Representative.person_id == resident.person_id).values(state="ended")
        )

    assert (await refusal(env, resident, poll.id, AGREE, card_group_id=None)).why == Why.NOT_REGISTERED


async def test_who_spoke_for_a_household_that_was_closed_is_not_counted(env: Env) -> None:
    resident = await make_representative(env)
    poll = await open_survey(env)
    async with env.db.write() as session:
        await session.execute(
            update(Household).where(Household.id == resident.household_id).values(closed_on=env.clock.now().date())
        )

    why = await refusal(env, resident, poll.id, AGREE, card_group_id=None)

    assert why.why == Why.NOT_REGISTERED
    assert await answers(env, poll.id) == {}


async def test_before_opening_nothing_is_taken(env: Env, clock: FrozenClock) -> None:
    resident = await make_representative(env)
    poll = await open_survey(env, opens_at=clock.now() + timedelta(hours=3))
    assert poll.state == State.SCHEDULED

    why = await refusal(env, resident, poll.id, AGREE, card_group_id=None)

    assert why.why == Why.POLL_NOT_OPEN
    assert why.values == {"opens": "12:00 20/11/2026"}


async def test_from_the_closing_moment_on_nothing_is_taken_though_no_sweep_ran(env: Env, clock: FrozenClock) -> None:
    resident = await make_representative(env)
    poll = await open_survey(env, closes_at=clock.now() + timedelta(hours=8))
    clock.advance(hours=8)

    why = await refusal(env, resident, poll.id, AGREE, card_group_id=None)

    assert why.why == Why.POLL_CLOSED
    assert why.values == {"closed": "17:00 20/11/2026"}
    assert await answers(env, poll.id) == {}


async def test_in_the_last_second_an_answer_is_taken(env: Env, clock: FrozenClock) -> None:
    resident = await make_representative(env)
    poll = await open_survey(env, closes_at=clock.now() + timedelta(hours=8))
    clock.advance(hours=7, minutes=59, seconds=59)

    await answering.cast(env, resident, poll.id, AGREE, card_group_id=None)

    assert await answers(env, poll.id) == {resident.household_id: AGREE}


async def test_a_void_poll_takes_nothing(env: Env) -> None:
    resident = await make_representative(env)
    officer = await front(env)
    poll = await open_survey(env, by=officer)
    await compose.void(env, officer, poll.id, "Nhầm nội dung")

    assert (await refusal(env, resident, poll.id, AGREE, card_group_id=None)).why == Why.POLL_VOID


@pytest.mark.parametrize("option", [-1, 3, 99])
async def test_an_option_that_does_not_exist_is_refused(env: Env, option: int) -> None:
    resident = await make_representative(env)
    poll = await open_survey(env)

    assert (await refusal(env, resident, poll.id, option, card_group_id=None)).why == Why.NOT_FOUND


async def test_a_poll_of_another_ward_cannot_be_answered_or_seen(env: Env, other_ward: Env) -> None:
    resident = await make_representative(env)
    stranger = await make_representative(other_ward)
    poll = await open_survey(env)
    await open_survey(other_ward)

    assert (await refusal(other_ward, stranger, poll.id, AGREE, card_group_id=None)).why == Why.NOT_FOUND
    assert (await refusal(env, stranger, poll.id, AGREE, card_group_id=None)).why == Why.NOT_REGISTERED
    assert [card.poll.id for card in await answering.open_for(env, resident)] == [poll.id]
    assert poll.id not in [card.poll.id for card in await answering.open_for(other_ward, stranger)]


async def test_eight_taps_of_one_person_at_once_count_one_household(env: Env) -> None:
    resident = await make_representative(env)
    poll = await open_survey(env)

    receipts = await asyncio.gather(
        *(answering.cast(env, resident, poll.id, AGREE, card_group_id=None) for _ in range(8))
    )

    assert len({receipt.code for receipt in receipts}) == 1
    assert [receipt.same for receipt in receipts].count(False) == 1
    assert await counted(env, poll.id) == (1, 0, 0)
    assert len(await book(env, poll.id, "answer")) == 1


async def test_two_members_of_one_household_at_once_count_one_answer(env: Env) -> None:
    speaks = await make_representative(env)
    member = replace(await make_person(env), household_id=speaks.household_id, group_id=speaks.group_id)
    poll = await open_survey(env)

    first, second = await asyncio.gather(
        refusal_of(answering.cast(env, speaks, poll.id, AGREE, card_group_id=None)),
        refusal_of(answering.cast(env, member, poll.id, DISAGREE, card_group_id=None)),
    )

    assert (first, second) == (None, Why.NOT_REGISTERED)
    assert await counted(env, poll.id) == (1, 0, 0)
    assert await results.recount(env, poll.id) == [(poll.id, True)]


async def test_first_answers_of_many_households_at_once_are_all_counted_once(env: Env) -> None:
    residents = [await make_representative(env) for _ in range(8)]
    poll = await open_survey(env)

    await asyncio.gather(
        *(
            answering.cast(env, resident, poll.id, option, card_group_id=None)
            for resident in residents
            for option in (AGREE, DISAGREE, OTHER)
        )
    )

    assert sum(await counted(env, poll.id)) == len(residents)
    assert await results.recount(env, poll.id) == [(poll.id, True)]


async def test_answering_while_it_closes_is_either_counted_or_refused(env: Env, clock: FrozenClock) -> None:
    residents = [await make_representative(env) for _ in range(6)]
    poll = await open_survey(env, closes_at=clock.now() + timedelta(hours=8))

    async def answer(number: int) -> bool:
        if number == 3:
            clock.advance(hours=8)
        why = await refusal_of(answering.cast(env, residents[number], poll.id, AGREE, card_group_id=None))
        assert why in (None, Why.POLL_CLOSED)
        return why is None

    *taken, _ = await asyncio.gather(*(answer(number) for number in range(6)), running.close_due(env))
    await running.close_due(env)

    result = await results.result(env, None, poll.id)
    assert result.tally.answered == taken.count(True)
    assert result.poll.closed_at == poll.closes_at
    assert await results.recount(env, poll.id) == [(poll.id, True)]


@pytest.mark.parametrize("database", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_a_poll_cannot_close_between_the_look_at_the_clock_and_the_count(env: Env) -> None:
    await make_household(env)
    poll = await open_survey(env)
    closing = select(Poll.id).where(Poll.id == poll.id).with_for_update(key_share=True, skip_locked=True)

    async with env.db.write() as answer, env.db.write() as another_answer:
        await terms.hold(answer, env.ward_id, poll.id, alone=False)
        await terms.hold(another_answer, env.ward_id, poll.id, alone=False)
        async with env.db.write() as clock_sweep:
            assert (await clock_sweep.execute(closing)).first() is None
    async with env.db.write() as clock_sweep:
        assert (await clock_sweep.execute(closing)).first() is not None


async def test_the_database_itself_refuses_an_answer_from_outside_the_electorate(env: Env) -> None:
    await make_household(env, "01")
    poll = await open_survey(env, ("01",))
    outsider = await make_household(env, "02")

    with pytest.raises(Conflict):
        async with env.db.write() as session:
            session.add(
                Answer(
                    poll_id=poll.id,
                    household_id=outsider,
                    ward_id=env.ward_id,
                    group_id=await group_id(env, "02"),
                    option=AGREE,
                    origin="telegram",
                    receipt="AAAAAA",
                    answered_at=env.clock.now(),
                )
            )


async def test_the_database_itself_refuses_an_answer_counted_in_another_group(env: Env) -> None:
    resident = await make_representative(env, group_code="01")
    poll = await open_survey(env, ("01", "02"))
    other = await group_id(env, "02")

    await answering.cast(env, resident, poll.id, AGREE, card_group_id=None)

    with pytest.raises(Conflict):
        async with env.db.write() as session:
            await session.execute(update(Answer).where(Answer.poll_id == poll.id).values(group_id=other))


async def test_an_opinion_is_kept_in_one_form_and_read_without_a_name(env: Env, clock: FrozenClock) -> None:
    resident = await make_representative(env)
    officer = await front(env)
    poll = await open_survey(env, by=officer)
    await answering.cast(env, resident, poll.id, OTHER, card_group_id=None)

    await answering.write_opinion(env, resident, poll.id, "  Mo\u031b\u0309 cu\u031b\u0309a đến 20 giờ\u200b ")
    clock.advance(days=3)
    await running.close_due(env)

    (opinion,) = await results.opinions(env, officer, poll.id)
    assert (opinion.group_name, opinion.option_label, opinion.text) == (
        "Tổ dân phố 1",
        "Ý kiến khác",
        "Mở cửa đến 20 giờ",
    )
    assert (await results.result(env, None, poll.id)).opinions == 1


@pytest.mark.parametrize(
    ("text", "why"), [(" \n ", Why.EMPTY), ("\u200b", Why.EMPTY), ("a" * (OPINION_LENGTH + 1), Why.TOO_LONG)]
)
async def test_an_empty_or_endless_opinion_is_refused(env: Env, text: str, why: Why) -> None:
    resident = await make_representative(env)
    poll = await open_survey(env)

    with pytest.raises(Refused) as refused:
        await answering.write_opinion(env, resident, poll.id, text)
    assert refused.value.why == why


async def test_an_opinion_after_closing_is_refused(env: Env, clock: FrozenClock) -> None:
    resident = await make_representative(env)
    poll = await open_survey(env)
    clock.advance(days=3)

    with pytest.raises(Refused) as refused:
        await answering.write_opinion(env, resident, poll.id, "Muộn mất rồi")
    assert refused.value.why == Why.POLL_CLOSED


async def test_a_card_shows_participation_of_its_group_and_the_own_answer(env: Env) -> None:
    resident = await make_representative(env, group_code="01")
    other = await make_representative(env, group_code="02")
    await make_household(env, "01")
    poll = await open_survey(env, ("01", "02"))
    await answering.cast(env, resident, poll.id, DISAGREE, card_group_id=None)
    await answering.cast(env, other, poll.id, AGREE, card_group_id=None)

    card = await answering.card_for(env, resident, poll.id, await group_id(env, "01"))
    anonymous = await answering.card_for(env, None, poll.id, await group_id(env, "01"))
    (mine,) = await answering.open_for(env, resident)
    (in_group,) = await answering.open_in_group(env, await group_id(env, "02"))

    assert (card.participation.answered, card.participation.households) == (1, 2)
    assert (card.group_name, card.group_label, card.own_answer) == ("Tổ dân phố 1", "tổ dân phố", DISAGREE)
    assert anonymous.own_answer is None
    assert mine == card == await answering.private_card(env, resident, poll.id)
    assert (in_group.participation.answered, in_group.participation.households) == (1, 1)


async def test_a_card_for_a_group_that_is_not_asked_does_not_exist(env: Env) -> None:
    await make_household(env)
    poll = await open_survey(env, ("01",))

    with pytest.raises(Refused) as refused:
        await answering.card_for(env, None, poll.id, await group_id(env, "02"))
    assert refused.value.why == Why.NOT_FOUND


async def test_a_poll_is_found_by_its_code_however_typed_once_it_is_open(env: Env, clock: FrozenClock) -> None:
    await make_household(env)
    poll = await open_survey(env)
    hidden = await open_survey(env, opens_at=clock.now() + timedelta(hours=1))

    assert (await answering.by_code(env, f" bc-{poll.number}")).id == poll.id
    for code in (hidden.code, "BC99", "BC", "chín", "BC" + "9" * 30):
        with pytest.raises(Refused):
            await answering.by_code(env, code)


async def test_cards_of_groups_are_not_needed_to_answer(env: Env) -> None:
    resident = await make_representative(env)
    draft = await survey(env)
    await make_chat(env)
    poll = await compose.create(env, await front(env), draft)

    await answering.cast(env, resident, poll.id, AGREE, card_group_id=None)

    assert await counted(env, poll.id) == (1, 0, 0)
