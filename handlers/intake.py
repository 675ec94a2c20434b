"""The way in: each update once, in order within a conversation, its effect kept before it is confirmed."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError, TelegramConflictError, TelegramNetworkError
from aiogram.types import Update

from services.context import Env
from storage import inbox
from storage.database import Conflict

log = structlog.get_logger()

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
LONG_POLL_SECONDS = 25
RETRY_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0


def conversation_of(update: Update) -> str:
    """Updates with the same word are handled one after the other."""
    if update.callback_query:
        return f"u{update.callback_query.from_user.id}"
    if update.message and update.message.from_user:
        return f"u{update.message.from_user.id}"
    return "other"


class Intake:
    """Feeds updates to the dispatcher; polling and webhook both come through here."""

    def __init__(self, env: Env, bot: Bot, dispatcher: Dispatcher) -> None:
        self._env = env
        self._bot = bot
        self._dispatcher = dispatcher
        self._waiting: dict[str, int] = defaultdict(int)
        self._locks: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def _turn(self, conversation: str) -> AsyncIterator[None]:
        """One at a time per conversation; the lock is forgotten when nobody waits for it."""
        lock = self._locks.setdefault(conversation, asyncio.Lock())
        self._waiting[conversation] += 1
        try:
            async with lock:
                yield
        finally:
            self._waiting[conversation] -= 1
            if not self._waiting[conversation]:
                del self._waiting[conversation], self._locks[conversation]

    async def take(self, update: Update) -> None:
        """The update has had its effect, once; raises when the database could not keep it."""
        async with self._turn(conversation_of(update)):
            await self._take(update)

    async def _take(self, update: Update) -> None:
        at = self._env.clock.now()
        with inbox.handling(inbox.Update(f"telegram:{self._bot.id}", str(update.update_id), at)) as handled:
            async with self._env.db.read() as session:
                if await inbox.was_applied(session, handled):
                    return
            try:
                await self._feed(update, handled)
            except inbox.AlreadyAppliedError:
                log.info("update_repeated")
            except TelegramAPIError as error:
                # The effect is kept; only words about it did not arrive, as when somebody blocked the bot.
                log.warning("reply_failed", error=type(error).__name__)
                if handled.leaves_something:
                    async with self._env.db.write():
                        pass

    async def _feed(self, update: Update, handled: inbox.Update) -> None:
        """The handler has run and where conversations stand is kept; once more for whoever lost a race."""
        try:
            await self._dispatcher.feed_update(self._bot, update)
        except Conflict:
            if handled.lost_a_race or handled.applied:
                raise
            log.info("race_lost")
            handled.lost_a_race = True
            handled.standings.clear()
            await self._dispatcher.feed_update(self._bot, update)
        if handled.leaves_something:
            async with self._env.db.write():
                pass

    async def take_all(self, updates: Iterable[Update], stopping: asyncio.Event) -> bool:
        """All have had their effect, in order within a conversation; False when `stopping` came first."""
        queues: dict[str, list[Update]] = defaultdict(list)
        for update in updates:
            queues[conversation_of(update)].append(update)

        async def run(queue: list[Update]) -> bool:
            for update in queue:
                if not await self._insist(update, stopping):
                    return False
            return True

        return all(await asyncio.gather(*(run(queue) for queue in queues.values())))

    async def _insist(self, update: Update, stopping: asyncio.Event) -> bool:
        """Try until the database keeps the effect; an error of ours is given up, so that it blocks nobody."""
        pause = RETRY_SECONDS
        while True:
            try:
                await self.take(update)
            except Exception as error:
                log.error("update_failed", error=type(error).__name__, exc_info=True)
                if not inbox.is_temporary(error):
                    return True
            else:
                return True
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), pause)
            if stopping.is_set():
                return False
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def poll(self, stopping: asyncio.Event) -> None:
        """Long polling until `stopping`; a batch is confirmed only after its effects are kept.

        aiogram's own polling confirms a batch while its handlers still run.
        """
        offset: int | None = None
        while not stopping.is_set():
            asking = asyncio.ensure_future(
                self._bot.get_updates(
                    offset=offset,
                    timeout=LONG_POLL_SECONDS,
                    allowed_updates=ALLOWED_UPDATES,
                    request_timeout=LONG_POLL_SECONDS + 10,
                )
            )
            stopped = asyncio.ensure_future(stopping.wait())
            await asyncio.wait({asking, stopped}, return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            if not asking.done():
                asking.cancel()
                break
            try:
                updates = asking.result()
            except (TelegramNetworkError, TelegramConflictError, TelegramAPIError) as error:
                log.warning("polling_failed", error=type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)
                continue
            if updates and await self.take_all(updates, stopping):
                offset = updates[-1].update_id + 1
        if offset is not None:
            await self._confirm(offset)

    async def _confirm(self, offset: int) -> None:
        """Tell the server, on the way out, that the last batch is kept."""
        try:
            await self._bot.get_updates(offset=offset, limit=1, timeout=0, allowed_updates=ALLOWED_UPDATES)
        except TelegramAPIError as error:
            log.warning("confirm_failed", error=type(error).__name__)
