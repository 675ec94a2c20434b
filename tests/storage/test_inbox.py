"""An update has its effect once."""

import asyncio

import pytest
from sqlalchemy import func, select

from services.context import Env
from services.people import actors
from storage import inbox
from storage.database import Database
from storage.models import Audit, Conversation, Inbox
from tests.fixtures import MORNING


def _update(number: int = 7) -> inbox.Update:
    return inbox.Update("telegram:1", str(number), MORNING)


async def _effect(env: Env, update: inbox.Update) -> None:
    with inbox.handling(update):
        async with env.db.write() as session:
            session.add(Audit(ward_id=env.ward_id, at=MORNING, action="test", subject="test"))


async def _count(db: Database, table: type) -> int:
    async with db.read() as session:
        return int((await session.execute(select(func.count()).select_from(table))).scalar_one())


async def test_a_second_delivery_leaves_nothing_behind(env: Env) -> None:
    await _effect(env, _update())
    with pytest.raises(inbox.AlreadyAppliedError):
        await _effect(env, _update())
    assert await _count(env.db, Audit) == 1


async def test_two_deliveries_at_the_same_instant_have_one_effect(env: Env) -> None:
    results = await asyncio.gather(*(_effect(env, _update()) for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(result, inbox.AlreadyAppliedError) for result in results) == 7
    assert await _count(env.db, Audit) == 1


async def test_a_failed_transaction_can_be_tried_again(env: Env) -> None:
    async def fail() -> None:
        async with env.db.write() as session:
            session.add(Audit(ward_id=env.ward_id, at=MORNING, action="test", subject="test"))
            raise RuntimeError

    update = _update()
    with inbox.handling(update), pytest.raises(RuntimeError):
        await fail()
    assert await _count(env.db, Inbox) == 0
    await _effect(env, update)
    assert await _count(env.db, Audit) == 1


async def test_where_a_conversation_stands_is_committed_with_the_effect(env: Env) -> None:
    update = _update()
    update.standings["k"] = inbox.Standing("state", {"said": "xin chào"})
    await _effect(env, update)
    async with env.db.read() as session:
        assert await inbox.standing(session, "k") == inbox.Standing("state", {"said": "xin chào"})
    assert not update.leaves_something
    assert await _count(env.db, Conversation) == 1


async def test_a_refused_second_delivery_does_not_move_the_conversation(env: Env) -> None:
    await _effect(env, _update())
    again = _update()
    again.standings["k"] = inbox.Standing("state", {})
    with pytest.raises(inbox.AlreadyAppliedError):
        await _effect(env, again)
    assert await _count(env.db, Conversation) == 0


async def test_getting_to_know_somebody_is_not_the_effect_of_their_first_message(env: Env) -> None:
    update = _update()
    with inbox.handling(update):
        await actors.arrive(env, "telegram", "4711")
    async with env.db.read() as session:
        assert not await inbox.was_applied(session, update), "a crash now would lose what they asked for"
    await _effect(env, _update())
    assert await _count(env.db, Audit) == 1


async def test_a_conversation_that_ended_leaves_no_trace_of_its_person_or_time(env: Env) -> None:
    first = _update(1)
    first.standings["k"] = inbox.Standing("state", {"said": "xin chào"})
    await _effect(env, first)
    assert await _count(env.db, Conversation) == 1
    last = _update(2)
    last.standings["k"] = inbox.Standing()
    await _effect(env, last)
    assert await _count(env.db, Conversation) == 0
