"""From a tap to its handler by one look into a dictionary; aiogram would ask every handler in turn."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from aiogram.dispatcher.event.handler import CallableObject
from aiogram.types import CallbackQuery, Message

from cards.taps import BadTapError, Tap

Handler = TypeVar("Handler", bound=Callable[..., Awaitable[Any]])


class Taps:
    """Which function answers which tap."""

    def __init__(self) -> None:
        self._handlers: dict[str, tuple[type[Tap], CallableObject]] = {}

    def on(self, kind: type[Tap]) -> Callable[[Handler], Handler]:
        """The function answers taps of this kind, given `query`, `tap` and what it names of env, actor, ui, state."""

        def register(function: Handler) -> Handler:
            if kind.prefix in self._handlers:
                raise ValueError(f"two handlers for the tap {kind.prefix}")
            self._handlers[kind.prefix] = (kind, CallableObject(function))
            return function

        return register

    def include(self, other: "Taps") -> None:
        """All handlers of the other one are found here too."""
        if shared := self._handlers.keys() & other._handlers.keys():
            raise ValueError(f"two handlers for the taps {sorted(shared)}")
        self._handlers |= other._handlers

    @property
    def prefixes(self) -> frozenset[str]:
        """Every tap that has a handler."""
        return frozenset(self._handlers)

    async def answer(self, query: CallbackQuery, **data: Any) -> None:
        """The handler of this tap has run; BadTapError when no button of ours says this."""
        packed = query.data or ""
        known = self._handlers.get(packed.partition(":")[0])
        if known is None:
            raise BadTapError(packed[:64])
        kind, handler = known
        await handler.call(query, tap=kind.unpack(packed), **data)


async def in_private(event: Message | CallbackQuery) -> bool:
    """Whether the event comes from a private chat."""
    message = event if isinstance(event, Message) else event.message
    return message is not None and message.chat.type == "private"


async def in_group(event: Message | CallbackQuery) -> bool:
    """Whether the event comes from a group chat."""
    message = event if isinstance(event, Message) else event.message
    return message is not None and message.chat.type in ("group", "supergroup")


async def is_words(message: Message) -> bool:
    """Whether somebody wrote a text that is no command; a command leaves what was being written."""
    return message.text is not None and not message.text.startswith("/")


async def is_no_command(message: Message) -> bool:
    """Whether somebody wrote, or sent a file, and it is no command."""
    return not (message.text or "").startswith("/")
