"""Telegram's sending limits (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this)."""

import math
from collections import deque
from collections.abc import Callable

from sandbox.errors import ApiError

OVERALL_PER_SECOND = 30
GROUP_PER_MINUTE = 20
CHAT_PER_SECOND = 1
# The FAQ allows "short bursts" above one message per second in a chat without giving their size.
CHAT_BURST = 10


class Limiter:
    """Counts sendings on the scale of `elapsed` (seconds) and refuses with 429 and retry_after beyond the limits."""

    def __init__(self, elapsed: Callable[[], float], *, on: bool = True) -> None:
        self.elapsed = elapsed
        self.on = on
        self._all: deque[float] = deque()
        self._groups: dict[int, deque[float]] = {}
        self._tokens: dict[int, tuple[float, float]] = {}

    def spend(self, chat_id: int, *, group: bool) -> None:
        """One sending into the chat is counted, or nothing is and ApiError 429 says how many seconds to wait."""
        if not self.on:
            return
        now = self.elapsed()
        minute = self._groups.setdefault(chat_id, deque()) if group else None
        while self._all and self._all[0] <= now - 1:
            self._all.popleft()
        while minute and minute[0] <= now - 60:
            minute.popleft()
        tokens, since = self._tokens.get(chat_id, (float(CHAT_BURST), now))
        tokens = min(float(CHAT_BURST), tokens + (now - since) * CHAT_PER_SECOND)
        waits = [0.0]
        if len(self._all) >= OVERALL_PER_SECOND:
            waits.append(self._all[0] + 1 - now)
        if minute is not None and len(minute) >= GROUP_PER_MINUTE:
            waits.append(minute[0] + 60 - now)
        if tokens < 1:
            waits.append((1 - tokens) / CHAT_PER_SECOND)
        if max(waits) > 0:
            seconds = math.ceil(max(waits))
            raise ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        self._all.append(now)
        self._tokens[chat_id] = (tokens - 1, now)
        if minute is not None:
            minute.append(now)
