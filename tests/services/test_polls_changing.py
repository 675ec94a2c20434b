"""After opening a poll is only extended or voided, each with a reason that the groups hear."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.offices import Role
from rules.polls import State
from services.context import Env
from services.polls import answering, compose, results, running
from services.refusals import Refused, Why
from tests.fixtures import FrozenClock, make_household, make_person, make_representative
from tests.services.polling import (
    AGREE,
    book,
    front,
    make_chat,
    messages,
    open_survey,
    row,
    survey,
)


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
