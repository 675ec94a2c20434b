"""Transactions do not lose each other's work."""

import asyncio

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from services.context import Env
from storage.models import Ward


async def test_no_increment_is_lost_between_tasks(env: Env) -> None:
    async def increment() -> None:
        for _ in range(10):
            async with env.db.write() as session:
                row = (await session.execute(select(Ward).where(Ward.id == env.ward_id).with_for_update())).scalar_one()
                row.hotline = str(int(row.hotline) + 1)

    async with env.db.write() as session:
        await session.execute(update(Ward).values(hotline="0"))
    await asyncio.gather(*(increment() for _ in range(6)))
    async with env.db.read() as session:
        assert (await session.execute(select(Ward.hotline))).scalar_one() == "60"


async def test_a_reader_cannot_write(env: Env) -> None:
    with pytest.raises(DBAPIError):
        async with env.db.read() as session:
            await session.execute(update(Ward).values(hotline="0"))


async def test_a_reader_sees_the_last_commit_while_somebody_writes(env: Env) -> None:
    async with env.db.write() as writing:
        await writing.execute(update(Ward).values(hotline="in flight"))
        async with env.db.read() as reading:
            assert (await reading.execute(select(Ward.hotline))).scalar_one() != "in flight"
