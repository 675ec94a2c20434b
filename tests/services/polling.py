"""What tests of polls share: a survey put to some groups, chats of groups, and looks into the tables."""

from collections.abc import Awaitable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import select, update

from rules.calendar import at_local, local_date
from rules.offices import Role
from rules.polls import STANDARD_OPTIONS, Kind
from services.context import Actor, Env
from services.polls import compose
from services.polls.views import Draft, PollView
from services.refusals import Refused, Why
from storage.models import Answer, Chat, LedgerLine, Outbox, Poll
from tests.fixtures import group_id, make_person

AGREE, DISAGREE, OTHER = 0, 1, 2
_chats = count(1)


async def front(env: Env) -> Actor:
    """Somebody of the Mặt trận for the whole ward."""
    return await make_person(env, (Role.FRONT, None), name="Bà Mẫu")


async def survey(env: Env, codes: Sequence[str] = ("01",), **changes: Any) -> Draft:
    """An informal survey of these groups, from now until 17:00 the day after tomorrow."""
    draft = Draft(
        kind=Kind.SURVEY,
        title="Giờ mở cửa nhà văn hóa",
        body="Bà con muốn nhà văn hóa mở cửa đến 21 giờ không?",
        options=STANDARD_OPTIONS,
        group_ids=tuple([await group_id(env, code) for code in codes]),
        opens_at=None,
        closes_at=at_local(local_date(env.clock.now()) + timedelta(days=2), 17),
    )
    return replace(draft, **changes)


async def open_survey(env: Env, codes: Sequence[str] = ("01",), by: Actor | None = None, **changes: Any) -> PollView:
    """That survey, open."""
    return await compose.create(env, by or await front(env), await survey(env, codes, **changes))


async def refusal_of(work: Awaitable[object]) -> Why | None:
    """Why this was refused, None when it was done."""
    try:
        await work
    except Refused as refused:
        return refused.why
    return None


async def make_chat(env: Env, code: str = "01") -> int:
    """The id of a chat linked to this group."""
    async with env.db.write() as session:
        chat = Chat(
            ward_id=env.ward_id,
            network="telegram",
            external_id=f"-100{env.ward_id}{next(_chats)}",
            title="Nhóm mẫu",
            group_id=await group_id(env, code),
            linked_at=env.clock.now(),
        )
        session.add(chat)
        await session.flush()
        return chat.id


async def row(env: Env, poll_id: int) -> Poll:
    """The poll as it stands in the database."""
    async with env.db.read() as session:
        return (await session.execute(select(Poll).where(Poll.id == poll_id))).scalar_one()


async def messages(env: Env, card: str | None = None) -> list[Outbox]:
    """What stands in the outbox, in order; of one card where it is named."""
    async with env.db.read() as session:
        found = await session.execute(select(Outbox).where(Outbox.ward_id == env.ward_id).order_by(Outbox.id))
        return [row for row in found.scalars() if card in (None, row.card)]


async def deliver(env: Env) -> None:
    """All that waits in the outbox was sent."""
    async with env.db.write() as session:
        await session.execute(update(Outbox).where(Outbox.state == "waiting").values(state="sent", message_id="1"))


async def book(env: Env, poll_id: int, entry: str | None = None) -> list[LedgerLine]:
    """The book of the poll, in order; of one kind of entry where it is named."""
    async with env.db.read() as session:
        found = await session.execute(select(LedgerLine).where(LedgerLine.poll_id == poll_id).order_by(LedgerLine.id))
        return [line for line in found.scalars() if entry in (None, line.entry)]


async def answers(env: Env, poll_id: int) -> dict[int, int]:
    """The current answer of each household that gave one."""
    async with env.db.read() as session:
        found = await session.execute(select(Answer.household_id, Answer.option).where(Answer.poll_id == poll_id))
        return dict(found.all())
