"""Where Telegram calls us, and where a supervisor asks whether we live."""

import hmac
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import structlog
from aiogram import Bot
from aiogram.types import Update
from aiohttp import web
from pydantic import ValidationError

log = structlog.get_logger()

MOST_BYTES = 1024 * 1024
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header

Take = Callable[[Update], Awaitable[None]]
Ready = Callable[[], Awaitable[bool]]


class Listener:
    """An HTTP server with `/live`, `/ready` and, with `hook`, the address that Telegram calls."""

    def __init__(self, host: str, port: int, ready: Ready) -> None:
        self._host, self._port = host, port
        self._ready = ready
        self._web = web.Application(client_max_size=MOST_BYTES)
        self._web.router.add_get("/live", self._say_live)
        self._web.router.add_get("/ready", self._say_ready)
        self._runner: web.AppRunner | None = None

    def hook(self, url: str, secret: str, bot: Bot, take: Take) -> None:
        """Updates sent to the path of this address are taken; see `_Hook`."""
        self._web.router.add_post(urlsplit(url).path or "/", _Hook(secret, bot, take).answer)

    async def start(self) -> int:
        """The server listens; the port is returned, which the system chooses where 0 was asked for."""
        # The access log would hold the path of the webhook.
        self._runner = web.AppRunner(self._web, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """No call is accepted any more, and those under way were answered."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _say_live(self, _request: web.Request) -> web.Response:
        return web.Response(text="live")

    async def _say_ready(self, _request: web.Request) -> web.Response:
        if await self._ready():
            return web.Response(text="ready")
        return web.Response(status=503, text="not ready")


class _Hook:
    """Answers 200 when the effect of the update is kept, else something that makes Telegram send it again.

    401 without the right secret, 413 beyond 1 MB, 400 for what is no update, 500 when the effect was not kept.
    """

    def __init__(self, secret: str, bot: Bot, take: Take) -> None:
        self._secret = secret.encode()
        self._bot = bot
        self._take = take

    async def answer(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=401)
        body = await request.read()
        try:
            update = Update.model_validate_json(body, context={"bot": self._bot})
        except ValidationError:
            log.warning("update_unreadable")
            return web.Response(status=400)
        try:
            await self._take(update)
        except Exception as error:
            log.error("update_failed", error=type(error).__name__, exc_info=True)
            return web.Response(status=500)
        return web.Response()
