"""The one job of the scheduler: a tick at even intervals. It remembers nothing; what is due stands in the rows."""

import asyncio

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler import ticks
from services.context import Env


class Clockwork:
    """Ticks every so many seconds of the computer's time, and whenever it is asked to."""

    def __init__(self, env: Env, seconds: int) -> None:
        self._env = env
        self._turn = asyncio.Lock()
        self._stopping = False
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_job(
            self._due, "interval", seconds=seconds, coalesce=True, max_instances=1, misfire_grace_time=None
        )

    def start(self) -> None:
        """Ticks follow."""
        self._scheduler.start()

    async def tick(self) -> None:
        """Everything due at this moment was swept once; ticks never overlap."""
        async with self._turn:
            await ticks.sweep(self._env)

    async def _due(self) -> None:
        if not self._stopping:
            await self.tick()

    async def stop(self) -> None:
        """A tick under way has ended by itself, and none follows."""
        self._stopping = True
        # In its turn: the scheduler would break a tick off in the middle.
        async with self._turn:
            if self._scheduler.running:
                self._scheduler.shutdown(wait=False)
