"""Serving until the system says stop."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app import App
from bot.settings import Settings
from channels.telegram import Pace
from services.context import SystemClock


@asynccontextmanager
async def running(app: App) -> AsyncIterator[None]:
    """The program serves inside; at the end what is on its way has ended."""
    try:
        await app.start()
        yield
    finally:
        await app.stop()


async def until_stopped(app: App) -> None:
    """Returns when the process is asked to end (SIGINT, SIGTERM), or a part of the program broke."""
    # A full collection over aiogram's types holds everything up for a tenth of a second.
    gc.collect()
    gc.freeze()
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    waits = [asyncio.ensure_future(wait) for wait in (stopped.wait(), app.broken())]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()


async def serve(settings: Settings) -> None:
    """The real networks are served; CannotStartError when that would be unsafe."""
    app = await App.build(settings, SystemClock(), pace=Pace())
    async with running(app):
        await until_stopped(app)
