"""Updates on their way to the bot: kept until confirmed, by long polling or by webhook."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.clock import SandboxClock
from sandbox.errors import ApiError

Json = dict[str, Any]
LIFETIME = timedelta(hours=24)
PRESS_LIFETIME = timedelta(seconds=150)
MAX_BATCH = 100
MAX_TIMEOUT = 50
KEPT = 10_000

# https://core.telegram.org/bots/api#update: the default leaves out exactly these.
OPT_IN = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "guest_message",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
        "managed_bot",
        "subscription",
        "stopped_message_generation",
    }
)


@dataclass
class Waiting:
    """One update that the bot has not confirmed yet."""

    body: Json
    expires: datetime

    @property
    def id(self) -> int:
        """Its update_id."""
        return int(self.body["update_id"])


class Updates:
    """The queue of one bot. `emitted` lists the raw updates of this run, oldest first."""

    def __init__(self, clock: SandboxClock, changed: Callable[[], None]) -> None:
        self._clock = clock
        self._changed = changed
        self._next_id = 700_001
        self._waiting: list[Waiting] = []
        self._again: list[Waiting] = []
        self._shown: list[Waiting] = []
        self._poll: asyncio.Future[str] | None = None
        self._wake = asyncio.Event()
        self._quiet = asyncio.Event()
        self._quiet.set()
        self.allowed: list[str] = []
        self.emitted: deque[Json] = deque(maxlen=KEPT)
        self.webhook_on = False
        self.polled = False

    def wants(self, kind: str) -> bool:
        """Whether updates of this kind are kept for the bot under its present setting."""
        return kind in self.allowed if self.allowed else kind not in OPT_IN

    def allow(self, kinds: Any) -> None:
        """The setting for updates from now on; unknown names are ignored as Telegram does, an empty list resets."""
        if not isinstance(kinds, list):
            raise ApiError(400, "Bad Request: can't parse allowed_updates: expected an Array")
        self.allowed = [kind for kind in kinds if kind in KINDS]

    def emit(self, kind: str, payload: Json) -> bool:
        """The update waits for the bot, unless the bot did not ask for its kind."""
        if not self.wants(kind):
            return False
        body = {"update_id": self._next_id, kind: payload}
        self._next_id += 1
        life = PRESS_LIFETIME if kind == "callback_query" else LIFETIME
        self._waiting.append(Waiting(body, self._clock.now() + life))
        self.emitted.append(body)
        self.wake()
        return True

    def repeat(self, count: int) -> int:
        """The last `count` updates are delivered once more, with their ids; returns how many there were."""
        waiting = {item.id for item in self._waiting}
        bodies = [body for body in list(self.emitted)[-count:] if body["update_id"] not in waiting]
        self._again += [Waiting(body, self._clock.now() + LIFETIME) for body in bodies]
        self.wake()
        return len(bodies)

    def wake(self) -> None:
        """Whoever waits looks again: new updates, a moved clock, a changed setting."""
        self._expire()
        self._wake.set()
        self._wake = asyncio.Event()
        self._mark_quiet()
        self._changed()

    def pending(self) -> list[Waiting]:
        """What would be delivered now, repeated updates first."""
        self._expire()
        return self._again + self._waiting

    def confirm(self, item: Waiting) -> None:
        """The update was received and never comes again by itself."""
        self._again = [other for other in self._again if other is not item]
        self._waiting = [other for other in self._waiting if other is not item]
        self._mark_quiet()

    def drop_all(self) -> None:
        """Nothing waits any more (drop_pending_updates)."""
        self._again, self._waiting = [], []
        self._mark_quiet()

    async def quiet(self) -> None:
        """Returns when nothing waits."""
        while self.pending():
            await self._quiet.wait()

    async def more(self, seconds: float) -> None:
        """Returns when something changed, or after so many real seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    def interrupt(self, reason: str) -> None:
        """A long poll under way ends with 409 and this reason."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(reason)

    async def poll(self, offset: int | None, limit: int, seconds: float) -> list[Json]:
        """getUpdates: confirms below `offset`, waits up to so many real seconds; 409 when another takes over."""
        if self.webhook_on:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self.polled = True
        self.interrupt("terminated by other getUpdates request; make sure that only one bot instance is running")
        self._confirm_shown(offset)
        mine = self._poll = asyncio.get_running_loop().create_future()
        deadline = asyncio.get_running_loop().time() + min(seconds, MAX_TIMEOUT)
        while True:
            batch = self._batch(offset, limit)
            left = deadline - asyncio.get_running_loop().time()
            if batch or left <= 0:
                mine.cancel()
                return batch
            waker = asyncio.ensure_future(self._wake.wait())
            await asyncio.wait({waker, mine}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            waker.cancel()
            if mine.done():
                raise ApiError(409, f"Conflict: {mine.result()}")

    def _confirm_shown(self, offset: int | None) -> None:
        for item in self._shown:
            self.confirm(item)
        self._shown = []
        if offset is None:
            self._mark_quiet()
            return
        if offset < 0:
            self._waiting = self._waiting[offset:]
        else:
            self._waiting = [item for item in self._waiting if item.id >= offset]
        self._mark_quiet()

    def _batch(self, offset: int | None, limit: int) -> list[Json]:
        self._expire()
        if self._again:
            self._shown = list(self._again)
            return [item.body for item in self._shown]
        return [item.body for item in self._waiting[:limit]]

    def _expire(self) -> None:
        now = self._clock.now()
        self._waiting = [item for item in self._waiting if item.expires > now]
        self._mark_quiet()

    def _mark_quiet(self) -> None:
        if self._waiting or self._again:
            self._quiet.clear()
        else:
            self._quiet.set()
