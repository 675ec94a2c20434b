"""aiogram's conversation state, kept in the database with the effect of the update that changed it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from services.context import Env
from storage import inbox
from storage.inbox import Standing


def _key(key: StorageKey) -> str:
    return f"{key.bot_id}:{key.chat_id}:{key.user_id}:{key.destiny}"


class ConversationStorage(BaseStorage):
    """Reads from the database; writes wait in the update being handled.

    They are committed by the next service transaction of that update, or by the intake when none follows,
    so a crash never leaves a conversation that moved on without its effect.
    """

    def __init__(self, env: Env) -> None:
        self._env = env

    async def _standing(self, key: StorageKey) -> Standing:
        update = inbox.current()
        name = _key(key)
        if update is not None and name in update.standings:
            return update.standings[name]
        async with self._env.db.read() as session:
            return await inbox.standing(session, name)

    async def _leave(self, key: StorageKey, standing: Standing) -> None:
        update = inbox.current()
        if update is None:
            raise RuntimeError("a conversation changes only while an update is handled")
        update.standings[_key(key)] = standing

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        await self._leave(key, replace(await self._standing(key), state=name))

    async def get_state(self, key: StorageKey) -> str | None:
        return (await self._standing(key)).state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._leave(key, replace(await self._standing(key), data=dict(data)))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return dict((await self._standing(key)).data)

    async def close(self) -> None:
        """Nothing is held here."""
