"""How updates reach the bot: at least once, in order, until confirmed, to one receiver at a time."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramConflictError, TelegramNetworkError, TelegramServerError
from aiohttp import web

from sandbox.server import Sandbox
from sandbox.world import World
from tests.sandbox.conftest import ADMINISTERED, BINH, GROUP, HOA, call, made_up_ward, refusal


async def ids(sandbox: Sandbox, **params: Any) -> list[int]:
    return [update["update_id"] for update in await call(sandbox, "getUpdates", **params)]


async def test_updates_come_again_until_the_offset_confirms_them(sandbox: Sandbox) -> None:
    hoa = sandbox.person(HOA)
    await hoa.says("một")
    await hoa.says("hai")
    first, second = await ids(sandbox)
    assert await ids(sandbox) == [first, second]
    assert await ids(sandbox, limit=1) == [first]
    assert await ids(sandbox, offset=second) == [second]
    assert await ids(sandbox, offset=first) == [second], "what was confirmed never comes back by itself"
    assert await ids(sandbox, offset=second + 1) == []


async def test_a_negative_offset_keeps_only_the_newest(sandbox: Sandbox) -> None:
    for words in ("một", "hai", "ba"):
        await sandbox.person(HOA).says(words)
    newest = sandbox.updates_emitted[-1]["update_id"]
    assert await ids(sandbox, offset=-1) == [newest]
    assert await ids(sandbox) == [newest]


async def test_a_long_poll_ends_when_something_happens(sandbox: Sandbox) -> None:
    waiting = asyncio.create_task(ids(sandbox, timeout=30))
    await asyncio.sleep(0)
    await sandbox.person(HOA).says("một")
    async with asyncio.timeout(5):
        assert len(await waiting) == 1


async def test_an_update_lives_a_day_and_a_press_a_hundred_and_fifty_seconds(sandbox: Sandbox) -> None:
    hoa = sandbox.person(HOA)
    markup = '{"inline_keyboard": [[{"text": "Bấm", "callback_data": "x"}]]}'
    await call(sandbox, "sendMessage", chat_id=HOA, text="a", reply_markup=markup)
    await hoa.says("một")
    await hoa.taps("Bấm")
    assert len(await ids(sandbox)) == 2
    await sandbox.advance(seconds=151)
    assert [u.keys() - {"update_id"} for u in await call(sandbox, "getUpdates")] == [{"message"}]
    await sandbox.advance(hours=24)
    assert await ids(sandbox) == []
    await sandbox.settled(timeout=1)


async def test_the_last_update_can_be_delivered_twice(sandbox: Sandbox) -> None:
    await sandbox.person(HOA).says("một")
    (once,) = await ids(sandbox)
    assert await ids(sandbox, offset=once + 1) == []
    assert sandbox.redeliver_last() == 1
    assert await ids(sandbox, offset=once + 1) == [once]
    assert await ids(sandbox, offset=once + 1) == []
    await sandbox.settled(timeout=1)


async def test_settled_says_what_the_bot_has_not_confirmed(sandbox: Sandbox) -> None:
    await sandbox.person(HOA).says("một")
    with pytest.raises(AssertionError, match=r"not confirmed \['message'\]; the bot never asked"):
        await sandbox.settled(timeout=0.05)


async def test_a_second_poller_takes_over_and_the_first_gets_409(sandbox: Sandbox, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(bot.get_updates(timeout=20))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await first
    await sandbox.person(HOA).says("một")
    assert len(await second) == 1


async def test_the_default_leaves_out_member_changes_and_the_setting_persists(sandbox: Sandbox) -> None:
    group = sandbox.group(ADMINISTERED)
    await group.loses(BINH)
    kinds = [set(u) - {"update_id"} for u in await call(sandbox, "getUpdates")]
    assert kinds == [{"message"}]
    last = sandbox.updates_emitted[-1]["update_id"]
    await call(sandbox, "getUpdates", allowed_updates='["chat_member"]', offset=last + 1)
    await group.gains(BINH)
    await sandbox.person(HOA).says("không ai hỏi")
    (update,) = await call(sandbox, "getUpdates")
    change = update["chat_member"]
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("left", "member")
    await call(sandbox, "getUpdates", allowed_updates="[]", offset=update["update_id"] + 1)
    await sandbox.person(HOA).says("lại được nghe")
    assert len(await ids(sandbox)) == 1


async def test_member_changes_go_only_to_a_bot_that_is_administrator(sandbox: Sandbox) -> None:
    await call(sandbox, "getUpdates", allowed_updates='["chat_member"]')
    await sandbox.group(GROUP).loses(BINH)
    assert sandbox.updates_emitted == []
    await sandbox.group(ADMINISTERED).loses(BINH)
    assert [set(update) - {"update_id"} for update in sandbox.updates_emitted] == [{"chat_member"}]


async def test_a_bot_cut_off_gets_nothing_until_it_is_back(sandbox: Sandbox, bot: Bot) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    sandbox.offline(True)
    with pytest.raises(TelegramNetworkError):
        await waiting
    with pytest.raises(TelegramNetworkError):
        await bot.get_me()
    await sandbox.person(HOA).says("có ai không")
    sandbox.offline(False)
    assert [u.message.text for u in await bot.get_updates() if u.message] == ["có ai không"]
    assert sandbox.rejected == []


async def test_ordered_faults_hit_before_or_after_the_effect(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.fail_next("sendMessage", status="drop_before")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(HOA, "mất")
    assert sandbox.messages(HOA, HOA) == []
    sandbox.fail_next("sendMessage", status="drop_after")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(HOA, "đã gửi")
    sandbox.fail_next("sendMessage", times=2, status=502)
    for _ in range(2):
        with pytest.raises(TelegramServerError):
            await bot.send_message(HOA, "lỗi")
    await bot.send_message(HOA, "xong")
    assert [m.text for m in sandbox.messages(HOA, HOA)] == ["đã gửi", "xong"]
    assert sandbox.rejected == []


class Receiver:
    """A webhook that records what comes and answers as told."""

    def __init__(self) -> None:
        self.answers: list[web.Response | aiohttp.MultipartWriter] = []
        self.got: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.got.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        answer = self.answers.pop(0) if self.answers else web.Response()
        return web.Response(body=answer) if isinstance(answer, aiohttp.MultipartWriter) else answer


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def test_a_webhook_gets_updates_with_its_secret_and_again_after_a_failure(
    sandbox: Sandbox, receiver: Receiver
) -> None:
    receiver.answers = [web.Response(status=500)]
    await call(sandbox, "setWebhook", url=receiver.url, secret_token="bi-mat_1", max_connections=4)
    await sandbox.person(HOA).says("một")
    await sandbox.settled(timeout=5)
    assert [u["message"]["text"] for u in receiver.got] == ["một", "một"]
    assert receiver.got[0]["update_id"] == receiver.got[1]["update_id"]
    assert receiver.secrets == ["bi-mat_1", "bi-mat_1"]
    info = await call(sandbox, "getWebhookInfo")
    assert info["last_error_message"].startswith("Wrong response from the webhook: 500")
    assert await refusal(sandbox, "getUpdates") == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    await call(sandbox, "deleteWebhook")
    assert await ids(sandbox) == []


async def test_a_webhook_may_answer_with_a_method_as_json_or_with_a_file(sandbox: Sandbox, receiver: Receiver) -> None:
    form = aiohttp.MultipartWriter("form-data")
    form.append("sendDocument").set_content_disposition("form-data", name="method")
    form.append(str(HOA)).set_content_disposition("form-data", name="chat_id")
    form.append("attach://f").set_content_disposition("form-data", name="document")
    form.append(b"\x00\xff").set_content_disposition("form-data", name="f", filename="a.bin")
    receiver.answers = [web.json_response({"method": "sendMessage", "chat_id": HOA, "text": "ngay đây"}), form]
    await call(sandbox, "setWebhook", url=receiver.url)
    await sandbox.person(HOA).says("một")
    await sandbox.settled(timeout=5)
    await sandbox.person(HOA).says("hai")
    await sandbox.settled(timeout=5)
    hoa = sandbox.person(HOA)
    assert hoa.last().file_bytes() == b"\x00\xff"
    assert await hoa.sees("ngay đây")


async def test_a_webhook_outside_this_machine_or_with_a_bad_secret_is_refused(sandbox: Sandbox) -> None:
    assert (await refusal(sandbox, "setWebhook", url="https://example.org/hook"))[0] == 400
    assert (await refusal(sandbox, "setWebhook", url="ftp://127.0.0.1/hook"))[0] == 400
    assert await refusal(sandbox, "setWebhook", url="http://127.0.0.1/h", secret_token="có dấu") == (
        400,
        "Bad Request: secret token contains unallowed characters",
    )


async def test_setting_a_webhook_ends_a_long_poll(sandbox: Sandbox, receiver: Receiver) -> None:
    waiting = asyncio.create_task(refusal(sandbox, "getUpdates", timeout=20))
    await asyncio.sleep(0)
    await call(sandbox, "setWebhook", url=receiver.url)
    assert await waiting == (409, "Conflict: terminated by setWebhook request")


@pytest.mark.parametrize("token", ["123456789:" + "A" * 35, "4242424242:AAH-x_y" + "z" * 28])
async def test_a_token_that_looks_real_is_refused(sandbox: Sandbox, token: str) -> None:
    with pytest.raises(ValueError, match="looks like one of a real Telegram bot"):
        Sandbox(World.from_dict(made_up_ward()), token=token)
    async with aiohttp.ClientSession() as session, session.get(f"{sandbox.url}/bot{token}/getMe") as answer:
        assert answer.status == 401
        assert "looks real" in (await answer.json())["description"]


async def test_a_wrong_token_is_unauthorized_and_foreign_hosts_are_not_served(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{sandbox.url}/bot1:x/getMe") as answer:
            assert await answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
        for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
            async with session.get(f"{sandbox.url}/sandbox/world", headers=headers) as answer:
                assert answer.status == 403
    with pytest.raises(ValueError, match="loopback"):
        await Sandbox(World.from_dict(made_up_ward())).start(host="0.0.0.0")  # noqa: S104


async def test_parameters_come_in_the_address_a_form_or_json(sandbox: Sandbox) -> None:
    url = f"{sandbox.url}/bot{sandbox.token}/sendmessage"
    params = {"chat_id": str(HOA), "text": "một"}
    async with aiohttp.ClientSession() as session:
        for request in (
            session.get(url, params=params),
            session.post(url, data=params),
            session.post(url, json={"chat_id": HOA, "text": "một"}),
            session.post(url, data=_multipart(params)),
        ):
            async with request as answer:
                assert (await answer.json())["result"]["text"] == "một"
        async with session.post(url, data=b"[1]", headers={"Content-Type": "application/json"}) as answer:
            assert answer.status == 400


def _multipart(params: dict[str, str]) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in params.items():
        form.add_field(name, value, content_type="text/plain")
    return form


async def test_the_clock_moves_forward_only_and_followers_come_along(sandbox: Sandbox) -> None:
    seen: list[timedelta] = []
    before = sandbox.clock.now()

    async def follow() -> None:
        seen.append(sandbox.clock.now() - before)

    sandbox.on_advance.append(follow)
    await sandbox.advance(hours=3)
    assert seen[0] >= timedelta(hours=3)
    with pytest.raises(ValueError, match="only moves forward"):
        await sandbox.advance(hours=-1)


async def test_a_group_without_the_bot_is_silent(sandbox: Sandbox) -> None:
    await sandbox.group(GROUP).removes_bot()
    last = sandbox.updates_emitted[-1]
    assert last["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    await sandbox.person(HOA).says("/ketqua", chat=GROUP)
    assert sandbox.updates_emitted[-1] == last
