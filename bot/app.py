"""The running program: the only place where all rooms meet."""

import asyncio
from typing import Self

import structlog
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramAPIError
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from bot import opening, refusals
from bot.settings import Settings
from bot.webhook import Listener
from cards import charts, menus, registry
from channels.telegram import Pace, Telegram
from handlers import dispatcher
from handlers.intake import ALLOWED_UPDATES, Intake
from scheduler.clockwork import Clockwork
from scheduler.delivery import Worker
from services.context import Clock, Env
from storage import people, schema
from storage.database import Database
from storage.schema import SchemaBehindError

log = structlog.get_logger()

# Telegram sends this many updates side by side, which is what the group commit lives on.
WEBHOOK_CONNECTIONS = 100


def _bot(settings: Settings) -> Bot:
    if settings.telegram_bot_token is None:
        raise refusals.no_token()
    return Bot(
        settings.telegram_bot_token.get_secret_value(),
        session=AiohttpSession(api=TelegramAPIServer.from_base(settings.telegram_api_url)),
        default=DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True),
    )


async def _env(settings: Settings, clock: Clock, db: Database) -> Env:
    try:
        await schema.check(db)
    except SchemaBehindError:
        raise refusals.schema_behind() from None
    return Env(db=db, clock=clock, vault=opening.vault(settings), ward_id=await opening.ward_id(db, settings.ward))


async def _name(bot: Bot) -> str:
    try:
        me = await bot.get_me()
    except TelegramAPIError as error:
        raise refusals.network(type(error).__name__) from None
    return me.username or ""


class App:
    """One ward's bot with its database, scheduler and delivery.

    `env` is what services are given, `bot` speaks with Telegram, `intake` takes updates.
    """

    def __init__(self, settings: Settings, env: Env, bot: Bot, bot_name: str, pace: Pace | None) -> None:
        assert settings.telegram_bot_token is not None
        self.env = env
        self.bot = bot
        self.bot_name = bot_name
        self.intake = Intake(env, bot, dispatcher.build(env, bot, bot_name))
        self._settings = settings
        self._telegram = Telegram(settings.telegram_bot_token.get_secret_value(), settings.telegram_api_url, pace)
        self._worker = Worker(env, {"telegram": self._telegram}, registry.OUTGOING, bot_name)
        self._clockwork = Clockwork(env, settings.tick_seconds)
        self._listener = Listener(*settings.listen_host_port, self._is_ready)
        self._stopping = asyncio.Event()
        self._running: list[asyncio.Task[None]] = []
        self._warming: asyncio.Task[None] | None = None

    @classmethod
    async def build(cls, settings: Settings, clock: Clock, *, pace: Pace | None) -> Self:
        """A program that can start: keys, schema and ward are there and Telegram knows the bot.

        Raises CannotStartError, with nothing left open, when it would run unsafe or not at all.
        """
        if settings.telegram_webhook_url and settings.telegram_webhook_secret is None:
            raise refusals.no_webhook_secret()
        bot = _bot(settings)
        db = Database(settings.database_url)
        try:
            env = await _env(settings, clock, db)
            return cls(settings, env, bot, await _name(bot), pace)
        except BaseException:
            await bot.session.close()
            await db.close()
            raise

    async def start(self) -> None:
        """Updates come in, messages go out, time acts."""
        self._warming = asyncio.create_task(charts.warm_up())
        await self._set_menus()
        self._running.append(asyncio.create_task(self._worker.run(self._stopping)))
        self._clockwork.start()
        await self._listen()
        log.info("started")

    async def stop(self) -> None:
        """Nothing comes in any more, what was on its way has ended, and everything is given back.

        Raises what made a part of it end before.
        """
        self._stopping.set()
        if self._warming is not None:
            await self._warming
        await self._listener.stop()
        await self._clockwork.stop()
        ends = await asyncio.gather(*self._running, return_exceptions=True)
        await self._telegram.close()
        await self.bot.session.close()
        await self.env.db.close()
        log.info("stopped")
        for end in ends:
            if isinstance(end, BaseException):
                raise end

    async def broken(self) -> None:
        """Returns when a part has ended by itself: the program goes on half deaf or mute and should be started anew."""
        await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)

    async def tick(self) -> None:
        """Everything due at this moment was swept."""
        await self._clockwork.tick()

    async def settle(self) -> None:
        """No message is due or on its way."""
        await self._worker.settle()

    async def _listen(self) -> None:
        if self._settings.telegram_webhook_url:
            await self._receive(self._settings.telegram_webhook_url)
            return
        await self.bot.delete_webhook(drop_pending_updates=False)
        if "listen" in self._settings.model_fields_set:
            await self._serve()
        self._running.append(asyncio.create_task(self.intake.poll(self._stopping)))

    async def _receive(self, url: str) -> None:
        """Telegram calls this address, and its calls are answered."""
        assert self._settings.telegram_webhook_secret is not None
        secret = self._settings.telegram_webhook_secret.get_secret_value()
        self._listener.hook(url, secret, self.bot, self.intake.take)
        await self._serve()
        await self.bot.set_webhook(
            url,
            secret_token=secret,
            allowed_updates=ALLOWED_UPDATES,
            max_connections=WEBHOOK_CONNECTIONS,
            drop_pending_updates=False,
        )

    async def _serve(self) -> None:
        try:
            await self._listener.start()
        except OSError:
            raise refusals.address_taken(self._settings.listen) from None

    async def _is_ready(self) -> bool:
        """Whether the database answers and nothing that should run has ended."""
        async with self.env.db.read() as session:
            await people.ward(session, self.env.ward_id)
        return not any(task.done() for task in self._running)

    async def _set_menus(self) -> None:
        scopes = (
            (BotCommandScopeAllPrivateChats(), menus.private()),
            (BotCommandScopeAllGroupChats(), menus.group()),
            (BotCommandScopeAllChatAdministrators(), menus.group_administrators()),
        )
        for scope, menu in scopes:
            commands = [BotCommand(command=name, description=words) for name, words in menu.items()]
            await self.bot.set_my_commands(commands, scope=scope)
