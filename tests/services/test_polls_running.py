"""What time does to a poll: opening, reminding, closing and following, once, however late."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from rules.calendar import at_local, local
from rules.offices import Role
from rules.polls import Kind, State
from services.context import Actor, Env
from services.polls import answering, compose, results, running
from services.refusals import Refused, Why
from storage.models import Account, Household, Outbox, Poll
from tests.fixtures import FrozenClock, group_id, make_household, make_person, make_representative
from tests.services.polling import (
    AGREE,
    DISAGREE,
    book,
    deliver,
    front,
    make_chat,
    messages,
    open_survey,
    survey,
)


async def row(env: Env, poll_id: int) -> Poll:
    async with env.db.read() as session:
        return (await session.execute(select(Poll).where(Poll.id == poll_id))).scalar_one()


def recipients(rows: list[Outbox]) -> list[int]:
    return sorted(row.account_id or 0 for row in rows)


# --- opening ---------------------------------------------------------------------------------------


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


# --- closing ---------------------------------------------------------------------------------------


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


# --- reminding -------------------------------------------------------------------------------------


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


# --- cards of groups ---------------------------------------------------------------------------------


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


# --- extending and voiding -------------------------------------------------------------------------


async def test_an_extension_is_in_the_book_told_to_the_groups_and_keeps_the_poll_open(
    env: Env, clock: FrozenClock
) -> None:
    resident = await make_representative(env)
    officer = await front(env)
    chat = await make_chat(env)
    poll = await open_survey(env, by=officer, closes_at=clock.now() + timedelta(hours=2))
    later = poll.closes_at + timedelta(days=1)

    extended = await compose.extend(env, officer, poll.id, later, "  Mưa lớn ")
    clock.advance(hours=3)
    await running.close_due(env)
    await answering.cast(env, resident, poll.id, AGREE, card_group_id=None)

    assert (extended.closes_at, extended.state) == (later, State.OPEN)
    (line,) = await book(env, poll.id, "extended")
    assert (line.reason, line.closes_at, line.person_id) == ("Mưa lớn", later, officer.person_id)
    told = await messages(env, "poll_extended")
    assert {message.chat_id or message.account_id for message in told} == {chat, resident.account_id}
    assert told[0].values["reason"] == "Mưa lớn"
    assert datetime.fromisoformat(told[0].values["closes_at"]).astimezone(UTC) == later


async def test_a_poll_is_never_shortened_nor_reopened(env: Env, clock: FrozenClock) -> None:
    await make_household(env)
    officer = await front(env)
    poll = await open_survey(env, by=officer, closes_at=clock.now() + timedelta(hours=2))
    wrong = [
        (poll.closes_at, Why.NOT_LATER),
        (poll.closes_at - timedelta(hours=1), Why.NOT_LATER),
        (poll.opens_at + timedelta(days=181), Why.PERIOD_TOO_LONG),
    ]

    for closes_at, why in wrong:
        with pytest.raises(Refused) as refused:
            await compose.extend(env, officer, poll.id, closes_at, "Mưa")
        assert refused.value.why == why
    clock.advance(hours=2)
    with pytest.raises(Refused) as refused:
        await compose.extend(env, officer, poll.id, clock.now() + timedelta(days=1), "Mưa")
    assert refused.value.why == Why.POLL_CLOSED
    assert len(await book(env, poll.id)) == 2


async def test_a_voided_poll_tells_the_groups_and_has_no_result(env: Env, clock: FrozenClock) -> None:
    resident = await make_representative(env)
    officer = await front(env)
    chat = await make_chat(env)
    poll = await open_survey(env, by=officer)
    await answering.cast(env, resident, poll.id, AGREE, card_group_id=None)

    voided = await compose.void(env, officer, poll.id, "Nhầm nội dung")
    clock.advance(days=3)
    await running.close_due(env)
    await running.remind_due(env)

    assert voided.state == State.VOID
    assert (await row(env, poll.id)).state == State.VOID
    assert {message.chat_id or message.account_id for message in await messages(env, "poll_voided")} == {
        chat,
        resident.account_id,
    }
    assert await messages(env, "poll_result") == await messages(env, "poll_reminder") == []
    with pytest.raises(Refused) as refused:
        await results.result(env, officer, poll.id)
    assert refused.value.why == Why.POLL_VOID
    with pytest.raises(Refused) as refused:
        await compose.void(env, officer, poll.id, "Lần nữa")
    assert refused.value.why == Why.POLL_VOID


async def test_a_scheduled_poll_is_voided_without_a_word_and_never_opens(env: Env, clock: FrozenClock) -> None:
    await make_representative(env)
    await make_chat(env)
    officer = await front(env)
    poll = await open_survey(env, by=officer, opens_at=clock.now() + timedelta(hours=1))

    await compose.void(env, officer, poll.id, "Đổi ý")
    clock.advance(hours=2)

    assert await running.open_due(env) == 0
    assert await messages(env) == []
    assert [line.entry for line in await book(env, poll.id)] == ["composed", "voided"]


async def test_only_who_runs_the_poll_may_extend_or_void_it(env: Env) -> None:
    await make_household(env)
    poll = await open_survey(env, ("01", "02"))
    head = await make_person(env, (Role.GROUP_HEAD, "01"))
    official = await make_person(env, (Role.OFFICIAL, None))

    for actor in (head, official):
        with pytest.raises(Refused) as refused:
            await compose.void(env, actor, poll.id, "Không thích")
        assert refused.value.why == Why.NOT_ALLOWED
        with pytest.raises(Refused) as refused:
            await compose.extend(env, actor, poll.id, poll.closes_at + timedelta(days=1), "Không thích")
        assert refused.value.why == Why.NOT_ALLOWED


async def test_a_reason_is_required(env: Env) -> None:
    await make_household(env)
    officer = await front(env)
    poll = await open_survey(env, by=officer)

    with pytest.raises(Refused) as refused:
        await compose.void(env, officer, poll.id, " \u200b ")
    assert refused.value.why == Why.EMPTY


async def test_an_extension_of_a_draft_is_still_a_draft(env: Env, clock: FrozenClock) -> None:
    await make_household(env)
    officer = await front(env)
    draft = await survey(env, opens_at=clock.now() + timedelta(hours=1))
    poll = await compose.create(env, officer, draft)

    extended = await compose.extend(env, officer, poll.id, poll.closes_at + timedelta(days=1), "Thêm ngày")

    assert extended.state == State.SCHEDULED
    assert await messages(env) == []
