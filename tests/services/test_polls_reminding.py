"""Reminders: to silent households only, by day only, three times at most; cards of groups follow."""

import asyncio
from datetime import datetime, timedelta

import pytest

from rules.calendar import at_local, local
from rules.offices import Role
from rules.polls import Kind
from services.context import Env
from services.polls import answering, running
from services.refusals import Refused, Why
from tests.fixtures import FrozenClock, make_household, make_person, make_representative
from tests.services.polling import (
    AGREE,
    deliver,
    front,
    make_chat,
    messages,
    open_survey,
    row,
)


async def sweep_until(env: Env, clock: FrozenClock, end: datetime) -> None:
    """The hourly life of the reminders up to this moment."""
    while clock.now() < end:
        clock.advance(hours=1)
        await running.remind_due(env)


async def test_reminders_go_three_times_to_silent_households_only(env: Env, clock: FrozenClock) -> None:
    talker = await make_representative(env)
    silent = await make_representative(env)
    await make_representative(env, group_code="02")
    poll = await open_survey(env, kind=Kind.CONSULTATION, closes_at=clock.now() + timedelta(days=30))
    await answering.cast(env, talker, poll.id, AGREE, card_group_id=None)

    await sweep_until(env, clock, poll.closes_at)

    reminders = await messages(env, "poll_reminder")
    assert [reminder.account_id for reminder in reminders] == [silent.account_id] * 3
    assert (await row(env, poll.id)).reminders_sent == 3


async def test_somebody_who_answers_between_two_reminders_gets_no_second(env: Env, clock: FrozenClock) -> None:
    resident = await make_representative(env)
    poll = await open_survey(env, kind=Kind.CONSULTATION, closes_at=clock.now() + timedelta(days=30))
    await sweep_until(env, clock, poll.opens_at + timedelta(days=16))
    assert await answering.still_silent(env, poll.id, resident.household_id or 0)
    await answering.cast(env, resident, poll.id, AGREE, card_group_id=None)

    await sweep_until(env, clock, poll.closes_at)

    assert len(await messages(env, "poll_reminder")) == 1
    assert not await answering.still_silent(env, poll.id, resident.household_id or 0)


async def test_nobody_is_silent_any_more_once_it_is_over(env: Env, clock: FrozenClock) -> None:
    resident = await make_representative(env)
    poll = await open_survey(env, closes_at=clock.now() + timedelta(hours=1))
    clock.advance(hours=1)

    assert not await answering.still_silent(env, poll.id, resident.household_id or 0)


@pytest.mark.parametrize("hours", [13, 16, 20])  # 22:00, 1:00 and 5:00
async def test_a_reminder_that_falls_due_at_night_waits_until_seven(env: Env, clock: FrozenClock, hours: int) -> None:
    await make_representative(env)
    poll = await open_survey(env, closes_at=clock.now() + timedelta(hours=2 * hours))

    await sweep_until(env, clock, poll.opens_at + timedelta(hours=2 * hours))

    moments = [local(reminder.not_before) for reminder in await messages(env, "poll_reminder")]
    assert moments
    assert all(7 <= moment.hour < 21 for moment in moments)
    assert (moments[0].hour, moments[0].day) == (7, 21)


async def test_reminders_from_several_processes_at_once_go_once(env: Env, clock: FrozenClock) -> None:
    await make_representative(env)
    poll = await open_survey(env, kind=Kind.CONSULTATION, closes_at=clock.now() + timedelta(days=30))
    clock.advance(days=15)

    sent = await asyncio.gather(*(running.remind_due(env) for _ in range(4)))

    assert sum(sent) == 1
    assert (await row(env, poll.id)).reminders_sent == 1


async def test_reminders_missed_while_nobody_swept_do_not_come_in_a_row(env: Env, clock: FrozenClock) -> None:
    await make_representative(env)
    poll = await open_survey(env, kind=Kind.CONSULTATION, closes_at=clock.now() + timedelta(days=30))
    clock.advance(days=25)

    for _ in range(3):
        await running.remind_due(env)

    assert len(await messages(env, "poll_reminder")) == 1
    assert (await row(env, poll.id)).reminders_sent == 1


async def test_a_reminder_is_not_delivered_after_closing_nor_at_night(env: Env, clock: FrozenClock) -> None:
    await make_representative(env)
    officer = await front(env)
    poll = await open_survey(env, by=officer)

    await running.remind_now(env, officer, poll.id)
    clock.advance(days=2)
    await running.remind_now(env, officer, poll.id)

    evening, closing = await messages(env, "poll_reminder")
    assert evening.expires_at == at_local(local(poll.opens_at).date(), 21)
    assert closing.expires_at == poll.closes_at


async def test_the_organiser_reminds_at_night_for_the_morning(env: Env, clock: FrozenClock) -> None:
    await make_representative(env)
    officer = await front(env)
    poll = await open_survey(env, by=officer)
    clock.advance(hours=14)

    assert await running.remind_now(env, officer, poll.id) == 1

    (reminder,) = await messages(env, "poll_reminder")
    assert local(reminder.not_before).hour == 7


async def test_nobody_is_reminded_in_a_night_in_which_the_poll_closes(env: Env, clock: FrozenClock) -> None:
    await make_representative(env)
    officer = await front(env)
    poll = await open_survey(env, by=officer, closes_at=clock.now() + timedelta(hours=21))
    clock.advance(hours=14)

    assert await running.remind_now(env, officer, poll.id) == 0
    assert await messages(env, "poll_reminder") == []
    assert (await row(env, poll.id)).reminders_sent == 0


async def test_a_reminder_missed_by_day_and_found_at_night_waits_for_the_morning(env: Env, clock: FrozenClock) -> None:
    await make_representative(env)
    await open_survey(env, kind=Kind.CONSULTATION, closes_at=clock.now() + timedelta(days=30))
    clock.advance(days=15, hours=14)

    await running.remind_due(env)

    (reminder,) = await messages(env, "poll_reminder")
    assert local(reminder.not_before).hour == 7
    assert reminder.not_before > clock.now()


async def test_asked_reminders_count_towards_the_three(env: Env, clock: FrozenClock) -> None:
    resident = await make_representative(env)
    officer = await front(env)
    poll = await open_survey(env, by=officer, kind=Kind.CONSULTATION, closes_at=clock.now() + timedelta(days=30))

    for _ in range(3):
        assert await running.remind_now(env, officer, poll.id) == 1
    with pytest.raises(Refused) as refused:
        await running.remind_now(env, officer, poll.id)
    await sweep_until(env, clock, poll.closes_at)

    assert refused.value.why == Why.REMINDERS_USED_UP
    assert [it.account_id for it in await messages(env, "poll_reminder")] == [resident.account_id] * 3


async def test_reminding_nobody_uses_nothing_up(env: Env) -> None:
    await make_household(env)
    officer = await front(env)
    poll = await open_survey(env, by=officer)

    assert await running.remind_now(env, officer, poll.id) == 0
    assert (await row(env, poll.id)).reminders_sent == 0


async def test_only_who_runs_the_poll_may_remind(env: Env, other_ward: Env) -> None:
    await make_representative(env)
    poll = await open_survey(env, ("01", "02"))
    head = await make_person(env, (Role.GROUP_HEAD, "01"))
    official = await make_person(env, (Role.OFFICIAL, None))
    stranger = await front(other_ward)

    for actor in (head, official, stranger):
        with pytest.raises(Refused) as refused:
            await running.remind_now(env, actor, poll.id)
        assert refused.value.why == Why.NOT_ALLOWED
    with pytest.raises(Refused) as refused:
        await running.remind_now(other_ward, stranger, poll.id)
    assert refused.value.why == Why.NOT_FOUND


# --- cards of groups --------------------------------------------------------------------------------


async def test_a_group_card_follows_at_most_once_a_minute(env: Env, clock: FrozenClock) -> None:
    residents = [await make_representative(env) for _ in range(3)]
    chat = await make_chat(env)
    poll = await open_survey(env)
    await deliver(env)

    for resident in residents:
        clock.advance(seconds=20)
        await answering.cast(env, resident, poll.id, AGREE, card_group_id=None)
        await running.refresh_cards(env)
    await running.refresh_cards(env)

    original, *edits = await messages(env, "poll_card")
    assert [(edit.chat_id, edit.edits_id, edit.values) for edit in edits] == [(chat, original.id, original.values)]
    clock.advance(seconds=59)
    assert await running.refresh_cards(env) == 0
    clock.advance(seconds=1)
    assert await running.refresh_cards(env) == 0  # it already tells of all three


async def test_a_card_is_changed_by_one_process_only(env: Env, clock: FrozenClock) -> None:
    resident = await make_representative(env)
    await make_chat(env)
    poll = await open_survey(env)
    await deliver(env)
    await answering.cast(env, resident, poll.id, AGREE, card_group_id=None)
    clock.advance(minutes=2)

    assert sum(await asyncio.gather(*(running.refresh_cards(env) for _ in range(4)))) == 1
    assert len(await messages(env, "poll_card")) == 2


async def test_an_answer_in_one_group_leaves_the_card_of_another_as_it_is(env: Env, clock: FrozenClock) -> None:
    resident = await make_representative(env, group_code="01")
    await make_household(env, "02")
    chat = await make_chat(env, "01")
    await make_chat(env, "02")
    poll = await open_survey(env, ("01", "02"))
    await deliver(env)
    await answering.cast(env, resident, poll.id, AGREE, card_group_id=None)
    clock.advance(minutes=2)

    await running.refresh_cards(env)

    assert [message.chat_id for message in await messages(env, "poll_card") if message.edits_id] == [chat]


async def test_a_chat_that_is_linked_later_gets_the_card_once(env: Env) -> None:
    await make_representative(env)
    poll = await open_survey(env)
    chat = await make_chat(env)

    await running.refresh_cards(env)
    await running.refresh_cards(env)

    (card,) = await messages(env, "poll_card")
    assert (card.chat_id, card.values["poll"]) == (chat, poll.id)
