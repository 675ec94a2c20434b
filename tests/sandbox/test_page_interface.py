"""What the page asks and does, over HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from sandbox.server import Sandbox
from tests.sandbox.conftest import BASIC, BINH, GROUP, HOA, PNG, call

CARD = json.dumps({"inline_keyboard": [[{"text": "Đồng ý", "callback_data": "yes"}],
                                       [{"text": "Mở", "url": "https://t.me/thu_bot?start=p_1"}]]})  # fmt: skip


class Page:
    """A browser's requests."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session

    async def get(self, path: str) -> Any:
        async with self.session.get(f"/sandbox/{path}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def act(self, user: int, chat: int, do: str, expect: int = 200, **fields: Any) -> Any:
        async with self.session.post("/sandbox/act", json={"as": user, "chat": chat, "do": do, **fields}) as answer:
            assert answer.status == expect, await answer.text()
            return await answer.json()


@pytest.fixture
async def page(sandbox: Sandbox) -> AsyncIterator[Page]:
    async with aiohttp.ClientSession(sandbox.url) as session:
        yield Page(session)


async def test_the_world_lists_people_chats_and_what_is_unread(sandbox: Sandbox, page: Page) -> None:
    await call(sandbox, "sendMessage", chat_id=HOA, text="a")
    world = await page.get("world")
    assert world["bot"] == {"id": 424242, "username": "thu_bot", "name": "Trợ lý thử"}
    hoa = world["users"][0]
    assert (hoa["name"], hoa["note"], hoa["blocked"]) == ("Bà Hoa", "đại diện hộ", False)
    assert hoa["chats"][0] == HOA
    assert GROUP in hoa["chats"]
    assert next(c for c in world["chats"] if c["id"] == HOA)["unread"] == {str(HOA): 1}
    await page.get(f"chat/{HOA}?user={HOA}")
    world = await page.get("world")
    assert next(c for c in world["chats"] if c["id"] == HOA)["unread"] == {}


async def test_a_chat_shows_safe_html_keyboards_files_and_the_menu(sandbox: Sandbox, page: Page) -> None:
    await call(sandbox, "setMyCommands", commands=json.dumps([{"command": "menu", "description": "mở"}]))
    await page.act(HOA, HOA, "text", text="<script>alert(1)</script>")
    text = "<b>đậm</b> &lt;i&gt; <tg-spoiler>kín</tg-spoiler><blockquote expandable>dài</blockquote>"
    await call(sandbox, "sendMessage", chat_id=HOA, text=text, parse_mode="HTML", reply_markup=CARD)
    shown = await page.get(f"chat/{HOA}?user={HOA}")
    first, second = shown["messages"]
    assert first["html"] == "&lt;script&gt;alert(1)&lt;/script&gt;"
    assert second["html"] == (
        '<b>đậm</b> &lt;i&gt; <span class="tg-spoiler">kín</span><blockquote class="expandable">dài</blockquote>'
    )
    assert [(b["text"], b["kind"], b["row"], b["col"]) for row in second["keyboard"] for b in row] == [
        ("Đồng ý", "callback", 0, 0), ("Mở", "url", 1, 0),
    ]  # fmt: skip
    assert shown["commands"] == [{"command": "menu", "description": "mở"}]
    keyboard = json.dumps({"keyboard": [[{"text": "Số của tôi", "request_contact": True}]]})
    await call(sandbox, "sendMessage", chat_id=HOA, text="b", reply_markup=keyboard)
    shown = await page.get(f"chat/{HOA}?user={HOA}")
    assert shown["reply_keyboard"] == [[{"text": "Số của tôi", "request_contact": True, "request_location": False}]]


async def test_a_tap_waits_for_the_answer(sandbox: Sandbox, page: Page) -> None:
    sent = await call(sandbox, "sendMessage", chat_id=HOA, text="a", reply_markup=CARD)
    tap = asyncio.create_task(page.act(HOA, HOA, "tap", message=sent["message_id"], row=0, col=0))
    async with asyncio.timeout(5):
        while not sandbox.presses:
            await sandbox.next_change(1)
    (query,) = sandbox.presses
    await call(sandbox, "answerCallbackQuery", callback_query_id=query, text="đã ghi", show_alert="true")
    assert await tap == {"alert": {"text": "đã ghi", "show_alert": True}, "start": None}
    link = await page.act(HOA, HOA, "tap", message=sent["message_id"], row=1, col=0)
    assert link == {"alert": None, "start": "p_1"}
    await page.act(HOA, HOA, "start", payload="p_1")
    assert sandbox.updates_emitted[-1]["message"]["text"] == "/start p_1"
    await page.act(HOA, HOA, "tap", expect=400, message=sent["message_id"], row=9, col=0)


async def test_people_send_files_and_get_them_back(sandbox: Sandbox, page: Page) -> None:
    form = aiohttp.FormData(quote_fields=False)
    for name, value in {"as": HOA, "chat": HOA, "do": "file", "kind": "document", "caption": "kèm"}.items():
        form.add_field(name, str(value))
    form.add_field("file", b"<script>", filename="nghị quyết.html", content_type="text/html")
    async with page.session.post("/sandbox/act", data=form) as answer:
        assert answer.status == 200, await answer.text()
    await sandbox.person(HOA).sends_photo(PNG)
    document, photo = (await page.get(f"chat/{HOA}?user={HOA}"))["messages"]
    assert (document["html"], document["file"]["name"], document["file"]["size"]) == ("kèm", "nghị quyết.html", 8)
    async with page.session.get(document["file"]["url"]) as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert await answer.read() == b"<script>"
    async with page.session.get(photo["file"]["url"]) as answer:
        assert (answer.content_type, await answer.read()) == ("image/jpeg", PNG)


async def test_every_other_deed_of_the_page_reaches_the_bot(sandbox: Sandbox, page: Page) -> None:
    await page.act(HOA, HOA, "text", text="một")
    await page.act(HOA, HOA, "location", lat=10.5, lon=106.5)
    await page.act(HOA, HOA, "contact")
    message = (await page.get(f"chat/{HOA}?user={HOA}"))["messages"][0]
    await page.act(HOA, HOA, "forward", message=message["id"], to=GROUP)
    await call(sandbox, "getUpdates", offset=sandbox.updates_emitted[-1]["update_id"] + 1)
    await page.act(HOA, HOA, "twice")
    await page.act(HOA, HOA, "block")
    assert (await page.act(HOA, HOA, "text", expect=400, text="a"))["error"] == "Bà Hoa đã chặn trợ lý"
    await page.act(HOA, HOA, "unblock")
    await page.act(HOA, GROUP, "remove_bot")
    await page.act(HOA, GROUP, "add_bot")
    await page.act(HOA, BASIC, "migrate")
    await page.act(HOA, HOA, "offline", on=True)
    assert (await page.get("world"))["offline"] is True
    await page.act(HOA, HOA, "offline", on=False)
    await page.act(HOA, HOA, "ephemeral", deliver=False)
    assert (await page.get("world"))["ephemeral_delivery"] is False
    await page.act(HOA, HOA, "advance", seconds=3600)
    assert (await page.get("world"))["offset_seconds"] == pytest.approx(3600, abs=5)
    for bad in ({"do": "fly"}, {"do": "text"}, {"do": "location", "lat": "x", "lon": 1}):
        await page.act(HOA, HOA, expect=400, **bad)
    await page.act(BINH, HOA, "text", expect=400, text="không phải phòng của tôi")


async def test_waiting_ends_when_the_world_changes(sandbox: Sandbox, page: Page) -> None:
    version = (await page.get("world"))["version"]
    waiting = asyncio.create_task(page.get(f"wait?version={version}&timeout=20"))
    await asyncio.sleep(0.05)
    await sandbox.person(HOA).says("một")
    async with asyncio.timeout(5):
        assert (await waiting)["version"] > version
    assert (await page.get("wait?version=-1"))["version"] > version


async def test_calls_are_listed_with_their_refusals_and_without_bytes(sandbox: Sandbox, page: Page) -> None:
    async with page.session.post(f"/bot{sandbox.token}/sendMessage", json={"chat_id": HOA, "text": ""}):
        pass
    (row,) = await page.get("calls")
    assert (row["method"], row["ok"], row["error"], row["chat"]) == (
        "sendMessage", False, "Bad Request: message text is empty", HOA,
    )  # fmt: skip


async def test_what_a_person_may_try_is_offered(sandbox: Sandbox, page: Page) -> None:
    sandbox.world.users[HOA].tries = ("/menu",)
    offered = {user["id"]: user["tries"] for user in (await page.get("world"))["users"]}
    assert offered == {HOA: ["/menu"]} | {number: [] for number in offered if number != HOA}


async def test_the_record_of_calls_shows_words_and_no_markup(sandbox: Sandbox, page: Page) -> None:
    await call(sandbox, "sendMessage", chat_id=GROUP, text="<b>Thu</b> &amp; chi", parse_mode="HTML")
    await call(sandbox, "sendMessage", chat_id=GROUP, text="1 <b> 2")
    assert [row["snippet"] for row in await page.get("calls")] == ["Thu & chi", "1 <b> 2"]


async def test_the_page_and_its_files_are_served_and_nothing_else(page: Page) -> None:
    async with page.session.get("/") as answer:
        assert answer.content_type == "text/html"
    for path in ("/app.js", "/page/app.js"):
        async with page.session.get(path) as answer:
            assert (answer.status, answer.content_type) == (200, "text/javascript")
    for path in ("/page/..%2fserver.py", "/server.py", "/page/none.js"):
        async with page.session.get(path) as answer:
            assert answer.status == 404


async def test_an_ephemeral_message_is_shown_to_its_receiver_only(sandbox: Sandbox, page: Page) -> None:
    await sandbox.group(GROUP).promotes_bot()
    about = json.dumps({"receiver_user_id": HOA})
    await call(sandbox, "sendMessage", chat_id=GROUP, text="riêng", ephemeral_message_parameters=about)
    (shown,) = (await page.get(f"chat/{GROUP}?user={HOA}"))["messages"]
    assert (shown["id"], shown["ephemeral"]) == ("e1", True)
    assert (await page.get(f"chat/{GROUP}?user={BINH}"))["messages"] == []
