"""Messages of the outbox: each card name and the function that writes it when it is sent."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cards.card import Card
from services.context import Env


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a message goes: a person (person_id) or the chat of a group (group_id); the bot's user name."""

    person_id: int | None
    group_id: int | None
    bot_name: str

    def link(self, payload: str) -> str:
        """The address that opens the private chat and says this payload."""
        return f"https://t.me/{self.bot_name}?start={payload}"


# None means that the message no longer makes sense and is not sent.
Writer = Callable[[Env, Addressee, Mapping[str, Any]], Awaitable[Card | None]]
