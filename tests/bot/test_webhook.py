"""Where Telegram calls: nobody else is heard, and 200 means that the effect is kept."""

import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from aiogram import Bot
from aiogram.types import Update
from aiohttp import ClientSession

from bot.webhook import MOST_BYTES, SECRET_HEADER, Listener

SECRET = "bi-mat-cua-phuong-mau"
UPDATE = '{"update_id": 7}'


@dataclass
class Post:
    """A listener with one webhook, and what it took."""

    url: str
    client: ClientSession
    taken: list[int] = field(default_factory=list)
    trouble: Exception | None = None
    is_ready: bool = True

    async def take(self, update: Update) -> None:
        if self.trouble:
            raise self.trouble
        self.taken.append(update.update_id)

    async def ready(self) -> bool:
        return self.is_ready

    async def call(self, body: str | bytes = UPDATE, **headers: str) -> int:
        async with self.client.post(
            f"{self.url}/hook/here", data=BytesIO(body) if isinstance(body, bytes) else body, headers=headers
        ) as answer:
            return answer.status

    async def get(self, path: str) -> int:
        async with self.client.get(self.url + path) as answer:
            return answer.status


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    async with ClientSession() as client:
        post = Post("", client)
        listener = Listener("127.0.0.1", 0, post.ready)
        listener.hook("https://phuong.example/hook/here", SECRET, Bot("424242:NOBODY"), post.take)
        post.url = f"http://127.0.0.1:{await listener.start()}"
        yield post
        await listener.stop()


async def test_an_update_with_the_secret_is_taken_before_it_is_confirmed(post: Post) -> None:
    assert await post.call(**{SECRET_HEADER: SECRET}) == 200
    assert post.taken == [7]


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: SECRET + "x"}, {SECRET_HEADER: "bí mật"}])
async def test_a_call_without_the_secret_is_not_heard(post: Post, headers: dict[str, str]) -> None:
    assert await post.call(**headers) == 401
    assert post.taken == []


async def test_an_update_whose_effect_was_not_kept_is_not_confirmed(post: Post) -> None:
    post.trouble = RuntimeError("the database is gone")
    assert await post.call(**{SECRET_HEADER: SECRET}) == 500


@pytest.mark.parametrize(
    ("body", "status"),
    [("", 400), ("xin chào", 400), ("[]", 400), ('{"update_id": "bảy"}', 400), (b" " * (MOST_BYTES + 1), 413)],
)
async def test_what_is_no_update_is_refused(post: Post, body: str | bytes, status: int) -> None:
    assert await post.call(body, **{SECRET_HEADER: SECRET}) == status
    assert post.taken == []


async def test_an_update_of_a_later_bot_api_is_taken(post: Post) -> None:
    later = '{"update_id": 8, "something_new": {"id": 1}}'
    assert await post.call(later, **{SECRET_HEADER: SECRET}) == 200
    assert post.taken == [8]


async def test_another_path_is_not_found(post: Post) -> None:
    async with post.client.post(f"{post.url}/hook", data=UPDATE, headers={SECRET_HEADER: SECRET}) as answer:
        assert answer.status == 404


async def test_a_supervisor_learns_whether_we_live_and_are_ready(post: Post) -> None:
    assert (await post.get("/live"), await post.get("/ready")) == (200, 200)
    post.is_ready = False
    assert (await post.get("/live"), await post.get("/ready")) == (200, 503)


async def test_a_port_that_is_taken_is_an_error(post: Post) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(OSError, match="in use"):
            await Listener("127.0.0.1", other.getsockname()[1], post.ready).start()
