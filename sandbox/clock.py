"""The time inside the sandbox, which people may move forward."""

import time
from datetime import UTC, datetime, timedelta


class SandboxClock:
    """A clock that runs beside the real one, or stands still, and moves when told.

    `start` sets the first moment shown (aware). A frozen clock stays there until `advance`.
    """

    def __init__(self, start: datetime | None = None, *, frozen: bool = False) -> None:
        if start is not None and start.tzinfo is None:
            raise ValueError("the sandbox clock needs an aware start time")
        real = datetime.now(UTC)
        self._offset = (start.astimezone(UTC) - real) if start is not None else timedelta()
        self._frozen_at = real + self._offset if frozen else None
        self._advanced = timedelta()

    @property
    def offset(self) -> timedelta:
        """How far this clock is ahead of the real one."""
        return self.now() - datetime.now(UTC)

    def now(self) -> datetime:
        """The sandbox's moment, aware UTC."""
        if self._frozen_at is not None:
            return self._frozen_at
        return datetime.now(UTC) + self._offset

    def elapsed(self) -> float:
        """Seconds on a scale that never stops, not even when the date is frozen: for rates, not for dates."""
        return time.monotonic() + self._advanced.total_seconds()

    def advance(self, delta: timedelta) -> None:
        """Move forward by `delta`; going back is refused, since nothing in the world would understand it."""
        if delta < timedelta():
            raise ValueError("the sandbox clock only moves forward")
        self._advanced += delta
        self._offset += delta
        if self._frozen_at is not None:
            self._frozen_at += delta
