"""Updates by webhook: several at a time, one after another for each person, again until the answer is 2xx."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from sandbox.core import Core
from sandbox.methods.params import Params, Upload
from sandbox.updates import Waiting

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105
ANSWER_TIMEOUT = 60
FIRST_RETRY = 0.25
LAST_RETRY = 30.0
Execute = Callable[[str, Params], Awaitable[Any]]


class Delivery:
    """The task that posts updates while a webhook is set. `execute` runs a method that the answer carries."""

    def __init__(self, core: Core, execute: Execute, is_offline: Callable[[], bool]) -> None:
        self.core = core
        self.execute = execute
        self.is_offline = is_offline
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._delays: dict[str, float] = {}

    async def run(self) -> None:
        """Delivers until cancelled."""
        async with aiohttp.ClientSession() as session:
            try:
                while True:
                    self._begin(session)
                    await self.core.updates.more(1)
            finally:
                for task in self._under_way.values():
                    task.cancel()
                await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    def _begin(self, session: aiohttp.ClientSession) -> None:
        if not self.core.webhook or self.is_offline():
            return
        for item in self.core.updates.pending():
            if len(self._under_way) >= self.core.webhook["max_connections"]:
                return
            queue = _queue_of(item)
            if queue not in self._under_way:
                task = asyncio.create_task(self._deliver(session, item, queue))
                self._under_way[queue] = task

    async def _deliver(self, session: aiohttp.ClientSession, item: Waiting, queue: str) -> None:
        try:
            error = await self._post(session, item)
            if error is None:
                self._delays.pop(queue, None)
                self.core.updates.confirm(item)
            else:
                self.core.webhook |= {"error_at": self.core.clock.now(), "error": error} if self.core.webhook else {}
                delay = self._delays.get(queue, FIRST_RETRY)
                self._delays[queue] = min(delay * 2, LAST_RETRY)
                await asyncio.sleep(delay)
        finally:
            self._under_way.pop(queue, None)
            self.core.updates.wake()

    async def _post(self, session: aiohttp.ClientSession, item: Waiting) -> str | None:
        hook = self.core.webhook
        if not hook:
            return "the webhook was removed"
        headers = {SECRET_HEADER: hook["secret"]} if hook["secret"] else {}
        timeout = aiohttp.ClientTimeout(total=ANSWER_TIMEOUT)
        try:
            async with session.post(
                hook["url"], json=item.body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                if not 200 <= answer.status < 300:
                    return f"Wrong response from the webhook: {answer.status} {answer.reason}"
                call = await read_call(answer)
        except (aiohttp.ClientError, TimeoutError) as problem:
            return f"Connection failed: {type(problem).__name__}"
        if call is not None:
            await self.execute(*call)
        return None


def _queue_of(item: Waiting) -> str:
    kind, body = next((key, value) for key, value in item.body.items() if key != "update_id")
    return f"{kind == 'callback_query'}{(body.get('from') or body.get('chat') or {}).get('id')}"


async def read_call(answer: aiohttp.ClientResponse) -> tuple[str, Params] | None:
    """The method that a webhook's answer asks for, if any: JSON, or multipart when files come with it."""
    values: dict[str, Any] = {}
    uploads: dict[str, Upload] = {}
    if answer.content_type == "application/json":
        raw = await answer.text()
        found = json.loads(raw) if raw.strip() else None
        values = found if isinstance(found, dict) else {}
    elif answer.content_type.startswith("multipart/"):
        reader = aiohttp.MultipartReader.from_response(answer)
        while (part := await reader.next()) is not None:
            if isinstance(part, aiohttp.BodyPartReader) and part.name:
                data = bytes(await part.read(decode=True))
                if part.filename:
                    kind = part.headers.get("Content-Type", "application/octet-stream")
                    uploads[part.name] = Upload(part.filename, kind, data)
                else:
                    values[part.name] = data.decode()
    name = values.pop("method", None)
    return (name, Params(values, uploads)) if isinstance(name, str) else None
