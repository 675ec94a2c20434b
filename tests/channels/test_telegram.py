"""Announcing on Telegram, against the stand-in: every answer of the network is an outcome."""

import asyncio
import selectors
import socket
from collections.abc import AsyncIterator, Iterable
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest

from cards.card import Attachment, Button, Card, column
from cards.taps import Go
from channels.telegram import Pace, Telegram, plain
from rules.delivery import Failed, Migrated, Paused, Reason, RefusedByNetwork, Sent, Unknown
from sandbox.clock import SandboxClock
from sandbox.server import Sandbox
from sandbox.world import World
from tests.fixtures import MORNING

AN, BINH, STRANGER = 1011, 1012, 1014
GROUP, BASIC_GROUP = -1001000000001, -2001
HELLO = Card("Kính chào <b>bà con</b>", column(Button("Xem", Go("menu"))))


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    world = World.from_dict(
        {
            "users": [
                {"id": AN, "name": "Bà Mẫu An", "started": True},
                {"id": BINH, "name": "Ông Mẫu Bình", "started": True},
                {"id": STRANGER, "name": "Khách Mẫu"},
            ],
            "groups": [
                {"id": GROUP, "title": "Tổ dân phố 1", "members": [AN], "admins": [BINH]},
                {"id": BASIC_GROUP, "title": "Tổ dân phố 2", "members": [AN], "admins": [BINH]},
            ],
        }
    )
    async with Sandbox(world, clock=SandboxClock(MORNING, frozen=True), enforce_limits=False) as sandbox:
        sandbox.waits = False  # nobody listens here, the channel only speaks
        yield sandbox


@pytest.fixture
async def channel(sandbox: Sandbox) -> AsyncIterator[Telegram]:
    channel = Telegram(sandbox.token, sandbox.url, None)
    yield channel
    await channel.close()


async def _sent(channel: Telegram, to: int, card: Card) -> str:
    outcome = await channel.send(str(to), card, None)
    assert isinstance(outcome, Sent)
    return outcome.message_id


async def test_a_card_arrives_with_its_words_and_buttons(sandbox: Sandbox, channel: Telegram) -> None:
    message_id = await _sent(channel, AN, HELLO)
    message = sandbox.person(AN).last()
    assert (message.html, message.buttons, str(message.id)) == (HELLO.html, ["Xem"], message_id)


async def test_a_picture_and_a_document_arrive_byte_for_byte(sandbox: Sandbox, channel: Telegram) -> None:
    from PIL import Image

    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    await _sent(channel, AN, Card("Kết quả", photo=picture.getvalue()))
    assert sandbox.person(AN).last().photo is not None
    await _sent(channel, AN, Card("Bản gốc", document=Attachment("nghị quyết.txt", b"mot hai ba")))
    message = sandbox.person(AN).last()
    assert message.document is not None
    assert (message.document.name, message.file_bytes()) == ("nghị quyết.txt", b"mot hai ba")


async def test_an_edit_stands_in_place_of_the_message(sandbox: Sandbox, channel: Telegram) -> None:
    message_id = await _sent(channel, GROUP, HELLO)
    outcome = await channel.send(str(GROUP), Card("Đã có 3 hộ trả lời"), message_id)
    assert outcome == Sent(message_id)
    assert [message.text for message in sandbox.messages(GROUP, AN)] == ["Đã có 3 hộ trả lời"]


async def test_an_edit_puts_one_document_in_place_of_another(sandbox: Sandbox, channel: Telegram) -> None:
    message_id = await _sent(channel, AN, Card("Bản 1", document=Attachment("ban-1.txt", b"mot")))
    second = Card("Bản 2", document=Attachment("ban-2.txt", b"hai"))
    assert await channel.send(str(AN), second, message_id) == Sent(message_id)
    [message] = sandbox.person(AN).screen()
    assert (message.text, message.file_bytes()) == ("Bản 2", b"hai")


async def test_an_edit_that_changes_nothing_counts_as_sent(channel: Telegram) -> None:
    message_id = await _sent(channel, GROUP, HELLO)
    assert await channel.send(str(GROUP), HELLO, message_id) == Sent(message_id)


async def test_an_edit_of_a_message_that_is_gone_is_refused(channel: Telegram) -> None:
    assert await channel.send(str(GROUP), HELLO, "4711") == RefusedByNetwork(Reason.NO_MESSAGE)


async def test_closed_doors_are_told_apart(sandbox: Sandbox, channel: Telegram) -> None:
    await sandbox.person(AN).blocks_bot()
    await sandbox.group(GROUP).removes_bot()
    assert await channel.send(str(AN), HELLO, None) == RefusedByNetwork(Reason.BLOCKED)
    assert await channel.send(str(STRANGER), HELLO, None) == RefusedByNetwork(Reason.NOT_STARTED)
    assert await channel.send(str(GROUP), HELLO, None) == RefusedByNetwork(Reason.NOT_MEMBER)
    assert await channel.send("999999", HELLO, None) == RefusedByNetwork(Reason.NOT_FOUND)


async def test_a_group_that_moved_names_its_new_place(sandbox: Sandbox, channel: Telegram) -> None:
    new = await sandbox.group(BASIC_GROUP).migrates()
    assert await channel.send(str(BASIC_GROUP), HELLO, None) == Migrated(str(new))


async def test_too_many_requests_is_a_pause_of_that_long(sandbox: Sandbox, channel: Telegram) -> None:
    sandbox.fail_next("sendMessage", status=429, retry_after=7)
    assert await channel.send(str(AN), HELLO, None) == Paused(7)
    assert sandbox.person(AN).screen() == []


@pytest.mark.parametrize(("fault", "arrived"), [("drop_after", 1), ("drop_before", 0), (500, 0), (502, 0)])
async def test_a_call_without_an_answer_has_an_unknown_end(
    sandbox: Sandbox, channel: Telegram, fault: int | str, arrived: int
) -> None:
    sandbox.fail_next("sendMessage", status=fault)
    assert await channel.send(str(AN), HELLO, None) == Unknown()
    assert len(sandbox.person(AN).screen()) == arrived


async def test_a_server_that_takes_no_call_is_asked_again() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        channel = Telegram("424242:NOBODY", f"http://127.0.0.1:{nobody.getsockname()[1]}", None)
        try:
            assert await channel.send(str(AN), HELLO, None) == Failed(Reason.UNREACHABLE, retry=True)
        finally:
            await channel.close()


async def test_a_token_that_is_not_taken_waits_for_a_better_one(sandbox: Sandbox) -> None:
    channel = Telegram("424242:OTHER", sandbox.url, None)
    assert await channel.send(str(AN), HELLO, None) == Failed(Reason.UNREACHABLE, retry=True)
    await channel.close()


async def test_words_that_telegram_cannot_parse_arrive_plain(sandbox: Sandbox, channel: Telegram) -> None:
    await _sent(channel, AN, Card("Ý kiến của <b>bà &lt;An&gt;</i>"))
    assert sandbox.person(AN).last().text == "Ý kiến của bà <An>"


async def test_a_message_that_telegram_finds_fault_with_is_not_tried_again(channel: Telegram) -> None:
    assert await channel.send(str(AN), Card("a" * 4097), None) == Failed(Reason.NOT_ACCEPTED, retry=False)


def test_plain_words_keep_everything_but_tags() -> None:
    assert plain("<b>Hộ</b> &lt;01&gt; &amp; <a href='x'>02</a>") == "Hộ <01> & 02"


class _SkippingLoop(asyncio.SelectorEventLoop):
    """Time passes at once when everybody waits for it."""

    def __init__(self) -> None:
        self._skipped = 0.0
        real = selectors.DefaultSelector()
        look, outer = real.select, self

        def select(timeout: float | None = None) -> Any:
            outer._skipped += timeout + 1e-4 if timeout else 0.0  # a limiter that waits to the last bit never ends
            return look(0)

        real.select = select  # type: ignore[method-assign]
        super().__init__(real)

    def time(self) -> float:
        return self._skipped


def _times_of_sending(chat_ids: Iterable[int]) -> list[float]:
    """When each of these leaves, in seconds, if all are asked for at once."""
    times: list[float] = []

    async def broadcast() -> None:
        limiter, loop = Pace().limiter(), asyncio.get_running_loop()

        async def send() -> bool:
            times.append(loop.time())
            return True

        sending = (
            limiter.process_request(send, (), {}, "sendMessage", {"chat_id": chat_id}, None) for chat_id in chat_ids
        )
        await asyncio.gather(*sending)

    with asyncio.Runner(loop_factory=_SkippingLoop) as runner:
        runner.run(broadcast())
    return times


def test_the_pace_stays_below_thirty_in_any_second() -> None:
    times = _times_of_sending(range(1, 121))
    assert len(times) == 120
    assert max(sum(start <= at < start + 1 for at in times) for start in times) <= 29


def test_the_pace_of_a_group_stays_below_twenty_in_any_minute() -> None:
    times = _times_of_sending([GROUP] * 8)
    assert len(times) == 8
    assert min(later - earlier for earlier, later in pairwise(times)) > 3.0
