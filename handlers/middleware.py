"""Who is speaking, and what they read when something cannot be done."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message, TelegramObject

from cards import refusals
from cards.card import Card, safe
from cards.common import trouble
from cards.taps import BadTapError
from handlers.routing import in_private
from handlers.ui import Ui
from services.context import Actor, Env
from services.people import actors
from services.refusals import Refused, Why
from storage import inbox

log = structlog.get_logger()

NETWORK = "telegram"
# Telegram speaks for an administrator who stays anonymous in a group with this account.
ANONYMOUS_ADMINISTRATOR = 1087968824

Next = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


async def _who(env: Env, event: Message | CallbackQuery) -> Actor | None:
    user = event.from_user
    if user is None or user.id == ANONYMOUS_ADMINISTRATOR or user.is_bot:
        return None
    if await in_private(event):
        return await actors.arrive(env, NETWORK, str(user.id))
    return await actors.recognise(env, NETWORK, str(user.id))


class People(BaseMiddleware):
    """Gives handlers `env`, `ui` and `actor` (None for a stranger in a group), and words to refusals.

    A refusal keeps the conversation where it stood, so that the person can try again.
    """

    def __init__(self, env: Env, bot: Bot) -> None:
        self._env = env
        self._bot = bot

    async def __call__(self, handler: Next, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Message | CallbackQuery)
        ui = Ui(self._bot, event)
        result: Any = None
        try:
            actor = await _who(self._env, event)
            if isinstance(event, Message) and (event.text or "").startswith("/"):
                data = {**data, "raw_state": None}  # a command is never taken for an answer
            result = await handler(event, {**data, "env": self._env, "ui": ui, "actor": actor})
        except Refused as refusal:
            self._forget_standings()
            await self._say(ui, event, refusals.sentence(refusal.why, refusal.values))
        except BadTapError:
            await self._say(ui, event, refusals.sentence(Why.NOT_FOUND, {}))
        except (inbox.AlreadyAppliedError, TelegramAPIError):
            await self._settle(ui)
            raise
        except Exception as error:
            if inbox.may_be_tried_again(error):
                raise  # with the tap unanswered: the next try has the word
            log.error("handler_failed", error=type(error).__name__, exc_info=True)
            self._forget_standings()
            await self._say(ui, event, trouble())
        await self._settle(ui)
        return result

    @staticmethod
    def _forget_standings() -> None:
        update = inbox.current()
        if update is not None:
            update.standings.clear()

    @staticmethod
    async def _settle(ui: Ui) -> None:
        """No tap is left spinning on the phone."""
        try:
            await ui.toast()
        except TelegramAPIError as error:
            log.info("tap_not_answered", error=type(error).__name__)

    @staticmethod
    async def _say(ui: Ui, event: Message | CallbackQuery, words: str) -> None:
        if isinstance(event, CallbackQuery):
            await ui.alert(words)
        else:
            await ui.say(Card(safe(words)))
