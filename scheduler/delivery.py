"""The delivery worker: takes due messages, has them written in the reader's language, hands them to a network."""

import asyncio
from collections.abc import Mapping
from typing import Protocol

import structlog

from cards.card import Card
from cards.outgoing import Addressee, Writer
from cards.words import reading_in
from rules.delivery import Failed, Outcome, Paused, Reason, RefusedByNetwork
from services import delivery
from services.context import Env
from storage import inbox
from storage.outbox import Claimed

log = structlog.get_logger()

AT_ONCE = 8
SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_NOTES = 1.0
NOTES = 30


class Channel(Protocol):
    """A network that takes messages. A call never raises: whatever happens is an outcome."""

    group_seconds: float  # how long a group chat rests after a message, 0 where the network does not mind

    async def send(self, external_id: str, card: Card, edits: str | None) -> Outcome:
        """The card was handed over, as a new message or in place of the message `edits`."""
        ...


class Worker:
    """Sends what the outbox holds, up to eight recipients at a time and in order to each of them.

    There is one worker for each bot: it counts messages left in the middle as left by a former process.
    """

    def __init__(self, env: Env, channels: Mapping[str, Channel], writers: Mapping[str, Writer], bot_name: str) -> None:
        self._env = env
        self._channels = channels
        self._writers = writers
        self._bot_name = bot_name
        self._sending: set[asyncio.Task[None]] = set()
        self._resting: dict[int, float] = {}
        self._paused_until = 0.0
        self._ended = asyncio.Event()

    @property
    def on_their_way(self) -> int:
        """How many messages were handed to a network and have no outcome yet."""
        return len(self._sending)

    async def run(self, stopping: asyncio.Event) -> None:
        """Messages leave until `stopping`; those on their way then are waited for."""
        resumed = False
        while not stopping.is_set():
            try:
                if not resumed:
                    await delivery.resume(self._env)
                    resumed = True
                worked = await self.take()
            except Exception as error:
                log.error("delivery_failed", error=type(error).__name__, exc_info=True)
                worked = False
            if not worked:
                await self._nap(stopping)
        await asyncio.gather(*self._sending)

    async def settle(self) -> None:
        """Nothing is due and nothing is on its way."""
        while True:
            self._ended.clear()
            if await delivery.is_settled(self._env):
                return
            self._env.db.outbox_filled.set()
            await self._until(SECONDS_BETWEEN_LOOKS, self._ended)

    async def take(self) -> bool:
        """Due messages are on their way, as many as may be at once; False when there was none or no room."""
        now = asyncio.get_running_loop().time()
        self._env.db.outbox_filled.clear()
        room = AT_ONCE - len(self._sending)
        if now < self._paused_until or room <= 0 or not await delivery.is_due(self._env):
            return False
        self._resting = {chat: until for chat, until in self._resting.items() if until > now}
        rows = await delivery.claim(self._env, room, list(self._resting))
        for row in rows:
            task = asyncio.create_task(self._deliver(row))
            self._sending.add(task)
            task.add_done_callback(self._sent)
        return bool(rows)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._ended.set()
        self._env.db.outbox_filled.set()

    async def _nap(self, stopping: asyncio.Event) -> None:
        """Until a message comes in or one has ended, or a moment has passed for those whose time comes by itself."""
        await self._until(SECONDS_BETWEEN_LOOKS, self._env.db.outbox_filled, stopping)

    @staticmethod
    async def _until(seconds: float, *events: asyncio.Event) -> None:
        waits = [asyncio.ensure_future(event.wait()) for event in events]
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    async def _deliver(self, row: Claimed) -> None:
        """The message has an outcome that is kept; trouble with one message is no trouble for another."""
        try:
            await self._note(row, await self._outcome(row))
        except Exception as error:
            log.error("delivery_failed", card=row.card, error=type(error).__name__, exc_info=True)

    async def _outcome(self, row: Claimed) -> Outcome | None:
        """What became of it; None when it was not handed over since it no longer makes sense."""
        if row.is_edit and row.edits is None:
            return RefusedByNetwork(Reason.NO_MESSAGE)
        try:
            card = await self._written(row)
        except Exception as error:
            log.error("card_not_written", card=row.card, error=type(error).__name__, exc_info=True)
            return Failed(Reason.NOT_RENDERED, retry=False)
        return await self._send(row, card) if card else None

    async def _note(self, row: Claimed, outcome: Outcome | None) -> None:
        """The outcome is kept; a database that is busy is asked again, since the message has left already."""
        for note in range(NOTES, 0, -1):
            try:
                if outcome is None:
                    await delivery.drop(self._env, row)
                else:
                    await delivery.finish(self._env, row, outcome)
            except Exception as error:
                if note == 1 or not inbox.is_temporary(error):
                    raise
                log.warning("outcome_not_kept", error=type(error).__name__)
                await asyncio.sleep(SECONDS_BETWEEN_NOTES)
            else:
                return

    async def _written(self, row: Claimed) -> Card | None:
        to = Addressee(person_id=row.person_id, group_id=row.group_id, bot_name=self._bot_name)
        with reading_in(row.language):
            return await self._writers[row.card](self._env, to, row.values)

    async def _send(self, row: Claimed, card: Card) -> Outcome:
        channel = self._channels[row.network]
        outcome = await channel.send(row.external_id, card, row.edits)
        now = asyncio.get_running_loop().time()
        if row.chat_id is not None:
            self._resting[row.chat_id] = now + channel.group_seconds
        if isinstance(outcome, Paused):
            log.warning("channel_paused", seconds=int(outcome.seconds))
            self._paused_until = max(self._paused_until, now + outcome.seconds)
        return outcome
