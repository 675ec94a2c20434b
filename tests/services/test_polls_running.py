"""What time does to a poll: it opens and closes once, however late, in however many processes."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from rules.polls import Kind, State
from services.context import Actor, Env
from services.polls import answering, results, running
from services.refusals import Refused, Why
from storage.models import Account, Household, Outbox, Poll
from tests.fixtures import FrozenClock, group_id, make_household, make_representative
from tests.services.polling import (
    AGREE,
    DISAGREE,
    book,
    deliver,
    front,
    make_chat,
    messages,
    open_survey,
    row,
)


def recipients(rows: list[Outbox]) -> list[int]:
    return sorted(row.account_id or 0 for row in rows)


# --- opening ----------------------------------------------------------------------------------------


async def test_a_poll_opens_at_its_time_with_the_roll_of_that_moment(env: Env, clock: FrozenClock) -> None:
    first = await make_representative(env, group_code="01")
    gone = await make_household(env, "01")
    poll = await open_survey(env, ("01", "02"), opens_at=clock.now() + timedelta(hours=1))
    second = await make_representative(env, group_code="02")
    async with env.db.write() as session:
        await session.execute(update(Household).where(Household.id == gone).values(closed_on=clock.now().date()))
    chat = await make_chat(env, "01")

    assert await running.open_due(env) == 0
    assert await messages(env) == []
    clock.advance(hours=1)
    assert await running.open_due(env) == 1
    await make_representative(env, group_code="01")

    groups = {
        card.group_id: card.participation.households
        for card in [await answering.card_for(env, None, poll.id, it) for it in poll.group_ids]
    }
    assert groups == {await group_id(env, "01"): 1, await group_id(env, "02"): 1}
    assert [line.entry for line in await book(env, poll.id)] == ["composed", "opened"]
    (card,) = await messages(env, "poll_card")
    assert (card.chat_id, card.values, card.expires_at) == (
        chat,
        {"poll": poll.id, "group": await group_id(env, "01")},
        poll.closes_at,
    )
    private = await messages(env, "poll_card_private")
    assert recipients(private) == recipients_of(first, second)
    assert [row.values["household"] for row in private] == [first.household_id, second.household_id]


def recipients_of(*actors: Actor) -> list[int]:
    return sorted(actor.account_id or 0 for actor in actors)


async def test_opening_twice_or_from_two_processes_at_once_opens_once(env: Env, clock: FrozenClock) -> None:
    await make_representative(env)
    await make_chat(env)
    poll = await open_survey(env, opens_at=clock.now() + timedelta(hours=1))
    clock.advance(hours=1)

    opened = await asyncio.gather(*(running.open_due(env) for _ in range(4)))
    again = await running.open_due(env)

    assert sum(opened) + again == 1
    assert len(await book(env, poll.id, "opened")) == 1
    assert len(await messages(env, "poll_card")) == 1


async def test_an_unreachable_representative_is_not_written_to(env: Env) -> None:
    resident = await make_representative(env)
    async with env.db.write() as session:
        await session.execute(
            update(Account).where(Account.id == resident.account_id).values(unreachable_since=env.clock.now())
        )

    await open_survey(env)

    assert await messages(env, "poll_card_private") == []


async def test_a_consultation_that_opens_late_still_lasts_as_long_as_the_law_asks(env: Env, clock: FrozenClock) -> None:
    await make_household(env)
    opens = clock.now() + timedelta(hours=1)
    poll = await open_survey(
        env, kind=Kind.CONSULTATION, opens_at=opens, closes_at=opens + timedelta(days=20, minutes=30)
    )
    clock.advance(hours=4)

    await running.open_due(env)

    opened = await row(env, poll.id)
    assert opened.closes_at == poll.closes_at + timedelta(hours=3)
    assert opened.closes_at - clock.now() >= timedelta(days=20)
    (line,) = await book(env, poll.id, "extended")
    assert (line.reason, line.closes_at) == ("opened_late", opened.closes_at)


async def test_a_poll_that_opens_late_with_time_enough_keeps_its_end(env: Env, clock: FrozenClock) -> None:
    await make_household(env)
    opens = clock.now() + timedelta(hours=1)
    poll = await open_survey(env, kind=Kind.CONSULTATION, opens_at=opens, closes_at=opens + timedelta(days=30))
    clock.advance(hours=4)

    await running.open_due(env)

    assert (await row(env, poll.id)).closes_at == poll.closes_at
    assert await book(env, poll.id, "extended") == []


async def test_a_survey_whose_whole_time_was_missed_is_held_later(env: Env, clock: FrozenClock) -> None:
    resident = await make_representative(env)
    opens = clock.now() + timedelta(hours=1)
    poll = await open_survey(env, opens_at=opens, closes_at=opens + timedelta(hours=2))
    clock.advance(hours=6)

    await running.open_due(env)
    await running.close_due(env)
    await answering.cast(env, resident, poll.id, AGREE, card_group_id=None)

    assert (await row(env, poll.id)).closes_at == poll.closes_at + timedelta(hours=5)


async def test_a_poll_that_cannot_open_keeps_no_other_from_opening(env: Env, clock: FrozenClock) -> None:
    await make_household(env)
    broken = await open_survey(env, opens_at=clock.now() + timedelta(hours=1))
    sound = await open_survey(env, opens_at=clock.now() + timedelta(hours=2))
    async with env.db.write() as session:
        await session.execute(update(Poll).where(Poll.id == broken.id).values(kind="of another time"))
    clock.advance(hours=3)

    with pytest.raises(ExceptionGroup):
        await running.open_due(env)

    assert (await row(env, sound.id)).state == State.OPEN
    assert (await row(env, broken.id)).state == State.SCHEDULED
    assert await book(env, broken.id, "opened") == []


# --- closing ----------------------------------------------------------------------------------------


async def test_three_hours_down_over_a_closing_it_closes_once_as_of_its_end(env: Env, clock: FrozenClock) -> None:
    resident = await make_representative(env)
    late = await make_representative(env)
    officer = await front(env)
    chat = await make_chat(env)
    poll = await open_survey(env, by=officer, closes_at=clock.now() + timedelta(hours=1))
    await answering.cast(env, resident, poll.id, DISAGREE, card_group_id=None)
    await deliver(env)
    clock.advance(hours=4)

    with pytest.raises(Refused) as refused:
        await answering.cast(env, late, poll.id, AGREE, card_group_id=None)
    closed = await asyncio.gather(*(running.close_due(env) for _ in range(3)))
    again = await running.close_due(env)

    assert refused.value.why == Why.POLL_CLOSED
    assert sum(closed) + again == 1
    result = await results.result(env, None, poll.id)
    assert result.poll.closed_at == poll.closes_at
    assert result.tally.counts == (0, 1, 0)
    (line,) = await book(env, poll.id, "closed")
    assert line.at == clock.now()
    (posted,) = await messages(env, "poll_result")
    assert (posted.chat_id, posted.values) == (chat, {"poll": poll.id, "group": await group_id(env, "01")})
    assert recipients(await messages(env, "poll_result_private")) == recipients_of(resident, late)
    assert recipients(await messages(env, "poll_result_organiser")) == recipients_of(officer)
    edits = [message for message in await messages(env, "poll_card") if message.edits_id]
    assert [edit.chat_id for edit in edits] == [chat]


async def test_a_poll_does_not_close_before_its_end(env: Env, clock: FrozenClock) -> None:
    await make_household(env)
    poll = await open_survey(env, closes_at=clock.now() + timedelta(hours=1))
    clock.advance(minutes=59, seconds=59)

    assert await running.close_due(env) == 0
    assert (await row(env, poll.id)).state == State.OPEN


async def test_the_second_ward_is_left_alone(env: Env, other_ward: Env, clock: FrozenClock) -> None:
    for ward in (env, other_ward):
        await make_representative(ward)
        await make_chat(ward)
    poll = await open_survey(env, closes_at=clock.now() + timedelta(hours=9))
    other = await open_survey(other_ward, closes_at=clock.now() + timedelta(hours=9))
    waiting = await open_survey(other_ward, opens_at=clock.now() + timedelta(hours=1))
    await deliver(env)
    before = len(await messages(other_ward))
    clock.advance(hours=8)

    await running.open_due(env)
    await running.remind_due(env)
    await running.refresh_cards(env)
    clock.advance(hours=1)
    await running.close_due(env)

    assert (await row(env, poll.id)).state == State.CLOSED
    assert (await row(env, other.id)).state == State.OPEN
    assert (await row(env, waiting.id)).state == State.SCHEDULED
    assert len(await messages(other_ward)) == before
    assert len(await messages(env, "poll_reminder")) == 1
