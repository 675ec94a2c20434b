"""The sandbox as a server on loopback, and as an object that programs and tests hold in their hands."""

import asyncio
import contextlib
import re
import secrets
from datetime import timedelta
from typing import Any, Self

from aiohttp import BodyPartReader, web

from sandbox import control
from sandbox.clock import SandboxClock
from sandbox.core import Call, Core, Fault, Json
from sandbox.driver import GroupDriver, Person
from sandbox.errors import ApiError
from sandbox.methods import METHODS
from sandbox.methods.files import MAX_DOWNLOAD, MAX_UPLOAD
from sandbox.methods.params import Params, Upload
from sandbox.methods.receiving import LOOPBACK
from sandbox.webhook import Delivery
from sandbox.world import BOT_ID, Message, World

REAL_TOKEN = re.compile(r"^\d{6,12}:[A-Za-z0-9_-]{35}$")
MAX_REQUEST = MAX_UPLOAD + 1024 * 1024
DROP_BEFORE, DROP_AFTER = "drop_before", "drop_after"


class Sandbox(Core):
    """One bot's Telegram. Start it, point the bot at `url` with `token`, then let people act.

    `calls` and `updates_emitted` list what went over the wire; `rejected` holds the calls answered 4xx, faults
    ordered by `fail_next` excepted. `waits` switches off the driver's waiting for the bot.
    """

    def __init__(
        self,
        world: World,
        clock: SandboxClock | None = None,
        enforce_limits: bool = True,
        *,
        token: str | None = None,
    ) -> None:
        super().__init__(world, clock or SandboxClock(), enforce_limits=enforce_limits)
        self.token = token if token is not None else f"{BOT_ID}:SANDBOX-{secrets.token_hex(8)}"
        refuse_real_token(self.token)
        if not self.token.startswith(f"{BOT_ID}:"):
            raise ValueError(f"the sandbox's own tokens begin with {BOT_ID}:")
        self.waits = True
        self.url = ""
        self.is_offline = False
        self._runner: web.AppRunner | None = None
        self._delivery: asyncio.Task[None] | None = None
        self._in_flight = 0

    @property
    def calls(self) -> list[Call]:
        """Bot API calls in order, without the getUpdates that went well."""
        return [call for _, call in self.call_log]

    @property
    def rejected(self) -> list[Call]:
        """The calls that were answered 4xx."""
        return list(self.refused)

    @property
    def updates_emitted(self) -> list[Json]:
        """Every update of this run as it was put on the wire."""
        return list(self.updates.emitted)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> Self:
        """Listening on loopback; `url` names the place. ValueError for any other host."""
        if host not in LOOPBACK:
            raise ValueError(f"the sandbox listens on loopback only, not on {host}")
        app = web.Application(client_max_size=MAX_REQUEST, middlewares=[control.only_loopback])
        app.router.add_route("*", "/bot{token}/{method}", self._serve_method)
        app.router.add_get("/file/bot{token}/{path:.+}", self._serve_file)
        control.add_routes(app, self)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        bound = self._runner.addresses[0][1]
        self.url = f"http://{'[::1]' if host == '::1' else host}:{bound}"
        delivery = Delivery(self, self.execute, lambda: self.is_offline)
        self._delivery = asyncio.create_task(delivery.run())
        return self

    async def stop(self) -> None:
        """Nothing listens any more."""
        self.offline(True)
        if self._delivery is not None:
            self._delivery.cancel()
            await asyncio.gather(self._delivery, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def person(self, user_id: int) -> Person:
        """This person's hands and eyes."""
        return Person(self, self.world.users[user_id])

    def group(self, chat_id: int) -> GroupDriver:
        """What the group's administrators can do to it."""
        return GroupDriver(self, self.world.chats[chat_id])

    def messages(self, chat_id: int, viewer: int) -> list[Message]:
        """The chat as this person sees it, oldest first."""
        return self.world.chats[chat_id].seen_by(viewer)

    async def settled(self, timeout: float = 10) -> None:  # noqa: ASYNC109
        """Every update was confirmed and no call is under way; AssertionError after `timeout` real seconds."""
        try:
            async with asyncio.timeout(timeout):
                await self.updates.quiet()
                while self._in_flight:
                    await self.next_change(0.05)
        except TimeoutError:
            kinds = [key for item in self.updates.pending() for key in item.body if key != "update_id"]
            listener = "" if self.updates.polled or self.webhook else "; the bot never asked for updates"
            raise AssertionError(f"after {timeout} s the bot has not confirmed {kinds}{listener}") from None

    def redeliver_last(self, n: int = 1) -> int:
        """The last `n` updates go out once more with the same ids, as after a lost confirmation."""
        return self.updates.repeat(n)

    def offline(self, on: bool) -> None:
        """While on, the bot's connections break and nothing is delivered to it; people go on writing."""
        self.is_offline = on
        if on:
            self.updates.interrupt("")
        self.updates.wake()

    async def advance(self, delta: timedelta | None = None, **parts: float) -> None:
        """The clock moved by `delta` or by `hours=…`, `days=…`; followers in `on_advance` have run."""
        await super().advance(delta if delta is not None else timedelta(**parts))

    def fail_next(self, method: str, times: int = 1, status: int | str = 500, retry_after: int | None = None) -> None:
        """The next calls of `method` fail: with an HTTP status, or by a connection lost before or after the effect."""
        if isinstance(status, str) and status not in (DROP_BEFORE, DROP_AFTER):
            raise ValueError(f"status is a number, {DROP_BEFORE!r} or {DROP_AFTER!r}")
        self.faults.append(Fault(method, times, status, retry_after))

    async def execute(self, name: str, params: Params) -> tuple[int, Json]:
        """HTTP status and body of one call; refusals are listed."""
        known = METHODS.get(name.lower())
        shown = known[0] if known else name
        self._in_flight += shown != "getUpdates"
        error: ApiError | None = None
        try:
            if known is None:
                raise ApiError(404, "Not Found: method not found")
            result = await known[1](self, params)
            return 200, {"ok": True, "result": result}
        except ApiError as refusal:
            error = refusal
            return refusal.code, refusal.body()
        finally:
            self._in_flight -= shown != "getUpdates"
            if not (self.is_offline and error is not None and error.code == 409):
                description = error.description if error else None
                self.record(Call(shown, params.shown(), error is None, description), error.code if error else 200)

    async def _serve_method(self, request: web.Request) -> web.StreamResponse:
        if (refused := self._check_token(request)) is not None:
            return refused
        if self.is_offline:
            return _broken(request)
        try:
            params = await read_params(request)
        except ApiError as error:
            return web.json_response(error.body(), status=error.code)
        name = request.match_info["method"]
        fault = self.take_fault(name)
        if fault is not None and fault.status != DROP_AFTER:
            return self._fail(request, name, params, fault)
        status, body = await self.execute(name, params)
        if self.is_offline or fault is not None:
            return _broken(request)
        return web.json_response(body, status=status)

    def _fail(self, request: web.Request, name: str, params: Params, fault: Fault) -> web.StreamResponse:
        self.record(Call(name, params.shown(), False, f"ordered: {fault.status}"), 0)
        if isinstance(fault.status, str):
            return _broken(request)
        words = {429: f"Too Many Requests: retry after {fault.retry_after or 1}", 502: "Bad Gateway"}
        parameters = {"retry_after": fault.retry_after or 1} if fault.status == 429 else {}
        error = ApiError(fault.status, words.get(fault.status, "Internal Server Error"), **parameters)
        return web.json_response(error.body(), status=error.code)

    def _check_token(self, request: web.Request) -> web.Response | None:
        token = request.match_info["token"]
        if secrets.compare_digest(token.encode(), self.token.encode()):
            return None
        words = "Unauthorized"
        if REAL_TOKEN.match(token):
            words += ": this is a sandbox and takes no token that looks real"
        self.record(Call(request.match_info.get("method", "file"), {}, False, words), 401)
        return web.json_response(ApiError(401, words).body(), status=401)

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        if (refused := self._check_token(request)) is not None:
            return refused
        if self.is_offline:
            return _broken(request)
        blob = next((b for b in self.world.files.values() if b.path == request.match_info["path"]), None)
        if blob is None or len(blob.data) > MAX_DOWNLOAD:
            return web.json_response(ApiError(404, "Not Found").body(), status=404)
        return web.Response(body=blob.data, content_type="application/octet-stream")


def refuse_real_token(token: str) -> None:
    """Nothing, or ValueError when the token could belong to a living bot."""
    if REAL_TOKEN.match(token):
        raise ValueError(
            "this token looks like one of a real Telegram bot; the sandbox never takes such a token. "
            "Leave it out and the sandbox makes its own"
        )


def _broken(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=503)


async def read_params(request: web.Request) -> Params:
    """Parameters of query and body together; ApiError 400 or 413 when the body cannot be taken."""
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    try:
        if request.content_type == "application/json":
            body = await request.json() if request.can_read_body else {}
            if not isinstance(body, dict):
                raise ApiError(400, "Bad Request: can't parse JSON object")
            values |= body
        elif request.content_type.startswith("multipart/"):
            await _read_multipart(request, values, uploads)
        elif request.can_read_body:
            values |= {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    except web.HTTPRequestEntityTooLarge:
        raise ApiError(413, "Request Entity Too Large") from None
    except ValueError:
        raise ApiError(400, "Bad Request: can't parse the request") from None
    return Params(values, uploads)


async def _read_multipart(request: web.Request, values: dict[str, Any], uploads: dict[str, Upload]) -> None:
    """Parts are read into memory, never into a temporary file."""
    left = MAX_REQUEST
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or not part.name:
            continue
        data = bytearray()
        while chunk := await part.read_chunk(256 * 1024):
            data += chunk
            left -= len(chunk)
            if left < 0:
                await _drain(request)
                raise ApiError(413, "Request Entity Too Large")
        content = bytes(part.decode(bytes(data)))
        if part.filename is not None:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            uploads[part.name] = Upload(part.filename, kind, content)
        else:
            values[part.name] = content.decode()


async def _drain(request: web.Request) -> None:
    """The rest of the body is read away, so that the client gets the answer instead of a broken pipe."""
    with contextlib.suppress(Exception):
        async for _ in request.content.iter_any():
            pass
