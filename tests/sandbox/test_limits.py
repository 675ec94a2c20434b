"""What Telegram refuses: lengths, buttons, files, rates, and places where the bot may not write."""

import json
from typing import Any

import pytest

from sandbox.clock import SandboxClock
from sandbox.errors import ApiError
from sandbox.limits import CHAT_BURST, Limiter
from sandbox.methods.params import Upload
from sandbox.server import Sandbox
from sandbox.world import World
from tests.sandbox.conftest import BASIC, BINH, GROUP, HOA, LAN, PNG, call, made_up_ward, refusal

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as "
    "a current content and reply markup of the message"
)


def inline(*buttons: dict[str, Any]) -> str:
    return json.dumps({"inline_keyboard": [list(buttons)]})


async def test_text_is_counted_in_characters_after_parsing(sandbox: Sandbox) -> None:
    longest = "<b>" + "🏡" * 4096 + "</b>"
    sent = await call(sandbox, "sendMessage", chat_id=HOA, text=longest, parse_mode="HTML")
    assert len(sent["text"]) == 4096
    assert await refusal(sandbox, "sendMessage", chat_id=HOA, text="a" * 4097) == (
        400, "Bad Request: message is too long",
    )  # fmt: skip
    for empty in ("", " \n ", "\u202e"):
        assert await refusal(sandbox, "sendMessage", chat_id=HOA, text=empty) == (
            400, "Bad Request: message text is empty",
        )  # fmt: skip


async def test_captions_and_answers_have_their_own_lengths(sandbox: Sandbox) -> None:
    upload = {"document": Upload("a.txt", "text/plain", b"a")}
    await call(sandbox, "sendDocument", upload, chat_id=HOA, caption="ư" * 1024)
    assert await refusal(sandbox, "sendDocument", upload, chat_id=HOA, caption="ư" * 1025) == (
        400, "Bad Request: message caption is too long",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"text": "a", "callback_data": "ệ" * 22}, "BUTTON_DATA_INVALID"),
        ({"text": "a"}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ({"text": "a", "callback_data": ""},
         "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ({"callback_data": "x"}, 'can\'t parse inline keyboard button: Can\'t find field "text"'),
        ({"text": "a", "url": "http://localhost:80/"},
         "inline keyboard button URL 'http://localhost:80/' is invalid: Wrong HTTP URL"),
        ({"text": "a", "url": "ftp://example.org"},
         "inline keyboard button URL 'ftp://example.org' is invalid: Unsupported URL protocol"),
        ({"text": "a", "copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "a", "callback_data": "x", "url": "https://example.org"},
         "can't parse inline keyboard button: exactly one of the optional fields must be used"),
    ],
)  # fmt: skip
async def test_buttons_that_telegram_refuses(sandbox: Sandbox, button: dict[str, Any], words: str) -> None:
    answer = await refusal(sandbox, "sendMessage", chat_id=HOA, text="a", reply_markup=inline(button))
    assert answer == (400, f"Bad Request: {words}")
    assert sandbox.messages(HOA, HOA) == []


async def test_callback_data_is_counted_in_bytes(sandbox: Sandbox) -> None:
    fits = {"text": "a", "callback_data": "ệ" * 21 + "x"}
    await call(sandbox, "sendMessage", chat_id=HOA, text="a", reply_markup=inline(fits))


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (
            {"keyboard": [[{"text": "a", "request_contact": True}]]},
            "phone number can be requested in private chats only",
        ),
        ({"keyboard": [[{"text": "a", "request_location": True}]]}, "location can be requested in private chats only"),
        ({"inline_keyboard": [[{"text": "a", "web_app": {"url": "https://example.org"}}]]}, "BUTTON_TYPE_INVALID"),
    ],
)  # fmt: skip
async def test_what_belongs_to_private_chats_is_refused_in_groups(
    sandbox: Sandbox, markup: dict[str, Any], words: str
) -> None:
    params: dict[str, Any] = {"text": "a", "reply_markup": json.dumps(markup)}
    await call(sandbox, "sendMessage", chat_id=HOA, **params)
    assert await refusal(sandbox, "sendMessage", chat_id=GROUP, **params) == (400, f"Bad Request: {words}")


async def test_an_edit_that_changes_nothing_is_refused_and_one_without_keyboard_removes_it(sandbox: Sandbox) -> None:
    markup = inline({"text": "a", "callback_data": "x"})
    sent = await call(sandbox, "sendMessage", chat_id=HOA, text="<b>a</b>", parse_mode="HTML", reply_markup=markup)
    where: dict[str, Any] = {"chat_id": HOA, "message_id": sent["message_id"]}
    same: dict[str, Any] = {"text": "<b>a</b>", "parse_mode": "HTML", "reply_markup": markup}
    assert await refusal(sandbox, "editMessageText", **where, **same) == (400, NOT_MODIFIED)
    edited = await call(sandbox, "editMessageText", **where, text="<b>a</b>", parse_mode="HTML")
    assert "reply_markup" not in edited
    assert await refusal(sandbox, "editMessageReplyMarkup", **where) == (400, NOT_MODIFIED)


async def test_only_own_and_existing_messages_can_be_edited(sandbox: Sandbox) -> None:
    theirs = await sandbox.person(HOA).says("xin chào")
    assert await refusal(sandbox, "editMessageText", chat_id=HOA, message_id=theirs.id, text="b") == (
        400, "Bad Request: message can't be edited",
    )  # fmt: skip
    assert await refusal(sandbox, "editMessageText", chat_id=HOA, message_id=999, text="b") == (
        400, "Bad Request: message to edit not found",
    )  # fmt: skip
    assert await refusal(sandbox, "deleteMessage", chat_id=HOA, message_id=999) == (
        400, "Bad Request: message to delete not found",
    )  # fmt: skip


async def test_a_press_is_answered_once_and_within_fifteen_seconds(sandbox: Sandbox) -> None:
    markup = inline({"text": "Bấm", "callback_data": "x"})
    await call(sandbox, "sendMessage", chat_id=HOA, text="a", reply_markup=markup)
    hoa = sandbox.person(HOA)
    too_old = (400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    await hoa.taps("Bấm")
    first = sandbox.updates_emitted[-1]["callback_query"]["id"]
    assert await refusal(sandbox, "answerCallbackQuery", callback_query_id=first, text="a" * 201) == (
        400, "Bad Request: MESSAGE_TOO_LONG",
    )  # fmt: skip
    await call(sandbox, "answerCallbackQuery", callback_query_id=first, text="ừ" * 200)
    assert await refusal(sandbox, "answerCallbackQuery", callback_query_id=first) == too_old
    await hoa.taps("Bấm")
    late = sandbox.updates_emitted[-1]["callback_query"]["id"]
    await sandbox.advance(seconds=16)
    assert await refusal(sandbox, "answerCallbackQuery", callback_query_id=late) == too_old
    assert await refusal(sandbox, "answerCallbackQuery", callback_query_id="none") == too_old
    assert [alert.text for alert in hoa.alerts] == ["ừ" * 200]


async def test_people_and_groups_who_do_not_want_the_bot_are_forbidden(sandbox: Sandbox) -> None:
    async def write(chat_id: int) -> tuple[int, str]:
        return await refusal(sandbox, "sendMessage", chat_id=chat_id, text="a")

    assert await write(LAN) == (403, "Forbidden: bot can't initiate conversation with a user")
    await sandbox.person(HOA).blocks_bot()
    assert await write(HOA) == (403, "Forbidden: bot was blocked by the user")
    sandbox.world.users[BINH].deactivated = True
    assert await write(BINH) == (403, "Forbidden: user is deactivated")
    await sandbox.group(GROUP).removes_bot()
    assert await write(GROUP) == (403, "Forbidden: bot was kicked from the supergroup chat")
    await sandbox.group(BASIC).removes_bot()
    assert await write(BASIC) == (403, "Forbidden: bot was kicked from the group chat")
    assert await write(12345) == (400, "Bad Request: chat not found")
    await sandbox.group(GROUP).adds_bot()
    await call(sandbox, "leaveChat", chat_id=GROUP)
    assert await write(GROUP) == (403, "Forbidden: bot is not a member of the supergroup chat")
    await sandbox.person(HOA).unblocks_bot()
    await call(sandbox, "sendMessage", chat_id=HOA, text="a")


async def test_files_too_big_or_of_the_wrong_kind_are_refused(sandbox: Sandbox) -> None:
    async def send(kind: str, data: bytes) -> tuple[int, str]:
        upload = {kind: Upload("a", "application/octet-stream", data)}
        return await refusal(sandbox, f"send{kind.title()}", upload, chat_id=HOA)

    assert await send("document", b"") == (400, "Bad Request: file must be non-empty")
    assert await send("document", bytes(50 * 1024 * 1024 + 1)) == (413, "Request Entity Too Large")
    assert await send("photo", b"not a picture") == (400, "Bad Request: IMAGE_PROCESS_FAILED")
    thin = PNG[:16] + (1).to_bytes(4, "big") + (21).to_bytes(4, "big") + PNG[24:]
    assert await send("photo", thin) == (400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    big = await sandbox.person(HOA).sends_document("to.bin", bytes(20 * 1024 * 1024 + 1))
    assert big.file is not None
    assert await refusal(sandbox, "getFile", file_id=big.file.file_id) == (400, "Bad Request: file is too big")
    assert await refusal(sandbox, "sendPhoto", chat_id=HOA, photo=big.file.file_id) == (
        400, "Bad Request: can't use file of type Document as Photo",
    )  # fmt: skip


async def test_methods_it_lacks_are_not_found(sandbox: Sandbox) -> None:
    for name in ("sendDice", "logOut", "close", "sendPoll"):
        assert await refusal(sandbox, name) == (404, "Not Found: method not found")


class Time:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def waits(limiter: Limiter, chat_id: int, *, group: bool = False) -> int:
    with pytest.raises(ApiError) as refused:
        limiter.spend(chat_id, group=group)
    assert refused.value.code == 429
    return int(refused.value.parameters["retry_after"])


def test_a_chat_takes_a_burst_and_then_one_message_a_second() -> None:
    time = Time()
    limiter = Limiter(time)
    for _ in range(CHAT_BURST):
        limiter.spend(1, group=False)
    assert waits(limiter, 1) == 1
    limiter.spend(2, group=False)
    time.now += 1
    limiter.spend(1, group=False)
    assert waits(limiter, 1) == 1


def test_a_group_takes_twenty_messages_a_minute() -> None:
    time = Time()
    limiter = Limiter(time)
    for _ in range(20):
        limiter.spend(-1, group=True)
        time.now += 1
    assert waits(limiter, -1, group=True) == 40
    time.now += 40
    limiter.spend(-1, group=True)


def test_all_chats_together_take_thirty_messages_a_second() -> None:
    time = Time()
    limiter = Limiter(time)
    for chat_id in range(30):
        limiter.spend(chat_id, group=False)
    assert waits(limiter, 99) == 1
    time.now += 1
    limiter.spend(99, group=False)


async def test_a_refused_sending_leaves_nothing_in_the_chat_and_says_how_long_to_wait() -> None:
    sandbox = Sandbox(World.from_dict(made_up_ward()), SandboxClock(frozen=True))
    for _ in range(CHAT_BURST):
        await call(sandbox, "sendMessage", chat_id=HOA, text="a")
    keyboard = json.dumps({"keyboard": [[{"text": "x"}]]})
    status, words = await refusal(sandbox, "sendMessage", chat_id=HOA, text="b", reply_markup=keyboard)
    assert (status, words) == (429, "Too Many Requests: retry after 1")
    assert {m.text for m in sandbox.messages(HOA, HOA)} == {"a"}
    assert sandbox.world.chats[HOA].reply_keyboards == {}
    await sandbox.advance(seconds=2)
    await call(sandbox, "sendMessage", chat_id=HOA, text="b")
