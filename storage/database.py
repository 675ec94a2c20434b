"""The database: one writer at a time on SQLite, ordinary transactions on PostgreSQL, the same code above."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from storage import inbox

Session = AsyncSession
Conflict = IntegrityError
BUSY_SECONDS = 30


def _sqlite_engine(url: URL, *, writes: bool) -> AsyncEngine:
    """An engine whose transactions begin as they mean to go on.

    The driver's own transaction handling is off: with it, two tasks that read and then write lose updates
    without an error.  Writers take the lock at the first statement; readers cannot write at all.
    """
    size = {"pool_size": 1, "max_overflow": 0} if writes else {"pool_size": 4, "max_overflow": 8}
    engine = create_async_engine(url, pool_timeout=BUSY_SECONDS, **size)

    @event.listens_for(engine.sync_engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {BUSY_SECONDS * 1000}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "trusted_schema = OFF",
            *(() if writes else ("query_only = ON",)),
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


class Database:
    """Sessions for reading and for writing.

    `outbox_filled` is set after a commit that left messages to send.
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self.url = url
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._writer = _sqlite_engine(parsed, writes=True)
            self._reader = _sqlite_engine(parsed, writes=False)
        else:
            self._writer = self._reader = create_async_engine(parsed, pool_size=10, max_overflow=10)
        self._writing = async_sessionmaker(self._writer, expire_on_commit=False)
        self._reading = async_sessionmaker(
            self._reader
            if self.is_sqlite
            else self._reader.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True),
            expire_on_commit=False,
        )
        self.outbox_filled = asyncio.Event()

    @property
    def writer(self) -> AsyncEngine:
        """The engine that may write."""
        return self._writer

    @asynccontextmanager
    async def write(self, *, is_effect: bool = True) -> AsyncIterator[Session]:
        """One transaction; at its end the update being handled counts as applied, in the same commit.

        What only prepares the effect says so: a crash after it must not make the update count as applied.
        """
        async with self._writing() as session:
            async with session.begin():
                yield session
                if is_effect:
                    await inbox.apply(session)
            if is_effect:
                inbox.committed()
            if session.info.get("outbox"):
                self.outbox_filled.set()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Session]:
        """One consistent view; a write in it fails."""
        async with self._reading() as session, session.begin():
            yield session

    async def close(self) -> None:
        """Give the connections back."""
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()
