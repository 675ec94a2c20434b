"""Both libraries read everything that the sandbox puts on the wire."""

from datetime import timedelta
from typing import Any

import pytest
import telegram
from aiogram import Bot, methods, types
from pydantic import TypeAdapter
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter
from telegram.ext import ExtBot

from sandbox.limits import CHAT_BURST
from sandbox.methods import METHODS
from sandbox.server import Sandbox
from sandbox.wire import member
from tests.sandbox.conftest import ADMINISTERED, BASIC, BINH, CHIEN, GROUP, HOA, LAN, PNG

KINDS = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")
CARD = types.InlineKeyboardMarkup(
    inline_keyboard=[
        [types.InlineKeyboardButton(text="Đồng ý", callback_data="yes", style="success")],
        [types.InlineKeyboardButton(text="Chép mã", copy_text=types.CopyTextButton(text="PA-1"))],
    ]
)


async def everything_people_do(sandbox: Sandbox, bot: Bot) -> None:
    """Each kind of update at least once."""
    hoa, chien = sandbox.person(HOA), sandbox.person(CHIEN)
    await bot.get_updates(allowed_updates=list(KINDS))
    said = await hoa.says("/start p_1 https://example.org 🏡")
    await hoa.edits(said, "/start p_2")
    await hoa.says("trả lời", reply_to=said)
    await hoa.sends_document("a.pdf", b"%PDF", "application/pdf", caption="kèm #tệp")
    await hoa.sends_photo(PNG, caption="ảnh")
    await hoa.sends_voice(b"OggS")
    await hoa.sends_location(10.5, 106.5)
    await hoa.shares_contact()
    await hoa.shares_contact(own=False)
    await chien.says("/ketqua", chat=GROUP)
    await bot.send_message(GROUP, "thẻ", reply_markup=CARD)
    await hoa.taps("Đồng ý", chat=GROUP)
    await hoa.forwards(hoa.last(GROUP), HOA, keep_keyboard=True)
    await hoa.taps("Đồng ý")
    anonymous = sandbox.world.chats[GROUP].messages[0]
    await hoa.forwards(anonymous, HOA)
    about = types.EphemeralMessageParameters(receiver_user_id=BINH)
    await bot.send_message(ADMINISTERED, "riêng", reply_markup=CARD, ephemeral_message_parameters=about)
    await sandbox.person(BINH).taps("Đồng ý", chat=ADMINISTERED)
    command = types.BotCommand(command="toi", description="x", is_ephemeral=True)
    await bot.set_my_commands([command])
    await hoa.says("/toi", chat=GROUP)
    await hoa.blocks_bot()
    await hoa.unblocks_bot()
    group = sandbox.group(ADMINISTERED)
    await group.loses(BINH)
    await group.gains(BINH)
    await group.demotes_bot()
    await group.promotes_bot()
    await group.removes_bot()
    await group.adds_bot()
    await sandbox.group(BASIC).migrates()


async def test_every_update_is_read_by_both_libraries(sandbox: Sandbox, bot: Bot, announcer: ExtBot[None]) -> None:
    await everything_people_do(sandbox, bot)
    kinds = set()
    for raw in sandbox.updates_emitted:
        kinds |= raw.keys() - {"update_id"}
        theirs = types.Update.model_validate(raw, context={"bot": bot})
        assert theirs.event.model_extra in ({}, None), f"aiogram does not know {theirs.event.model_extra}"
        again = theirs.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True)
        assert _seconds(again) == _seconds(raw)
        read = telegram.Update.de_json(raw, announcer)
        assert read.update_id == raw["update_id"]
        assert read.effective_user is not None
        assert read.api_kwargs == {}
    assert kinds == set(KINDS)


def _seconds(value: Any) -> Any:
    """aiogram writes moments as text; what is compared here is everything else."""
    if isinstance(value, dict):
        moments = ("date", "edit_date", "until_date")
        return {key: _seconds(item) for key, item in value.items() if key not in moments}
    if isinstance(value, list):
        return [_seconds(item) for item in value]
    return value


@pytest.mark.parametrize("status", ["creator", "administrator", "member", "left", "kicked"])
async def test_every_member_status_is_read_by_both_libraries(
    sandbox: Sandbox, announcer: ExtBot[None], status: str
) -> None:
    raw = member(sandbox.world.chats[GROUP], sandbox.world.users[HOA], status)
    theirs: Any = TypeAdapter(types.ChatMemberUnion).validate_python(raw)
    assert (theirs.status, theirs.user.id) == (status, HOA)
    assert telegram.ChatMember.de_json(raw, announcer).status == status


async def everything_the_bot_does(bot: Bot, sandbox: Sandbox) -> None:
    """Each method at least once, as aiogram sends it."""
    file = types.BufferedInputFile(b"%PDF", "nghị quyết.pdf")
    photo = types.BufferedInputFile(PNG, "a.png")
    await bot.get_me()
    await bot.set_webhook("http://127.0.0.1:9/hook", secret_token="abc")
    assert (await bot.get_webhook_info()).url == "http://127.0.0.1:9/hook"
    await bot.delete_webhook()
    await bot.get_updates()
    text = await bot.send_message(HOA, "<b>a</b>", parse_mode="HTML", reply_markup=CARD)
    assert text.html_text == "<b>a</b>"
    await bot.send_message(HOA, "b", reply_parameters=types.ReplyParameters(message_id=text.message_id))
    key = types.KeyboardButton(text="Chia sẻ", request_contact=True)
    await bot.send_message(HOA, "c", reply_markup=types.ReplyKeyboardMarkup(keyboard=[[key]]))
    await bot.send_message(HOA, "d", reply_markup=types.ReplyKeyboardRemove())
    edited = await bot.edit_message_text("b", chat_id=HOA, message_id=text.message_id)
    assert isinstance(edited, types.Message)
    await bot.edit_message_reply_markup(chat_id=HOA, message_id=text.message_id, reply_markup=CARD)
    document = await bot.send_document(HOA, file, caption="tệp")
    assert document.document is not None
    assert document.document.file_name == "nghị quyết.pdf"
    await bot.edit_message_caption(chat_id=HOA, message_id=document.message_id, caption="tệp khác")
    media = types.InputMediaPhoto(media=photo, caption="ảnh")
    await bot.edit_message_media(media, chat_id=HOA, message_id=document.message_id)
    info = await bot.get_file(document.document.file_id)
    assert info.file_path is not None
    got = await bot.download_file(info.file_path)
    assert got is not None
    assert got.read() == b"%PDF"
    await bot.send_document(HOA, document.document.file_id)
    await bot.send_photo(HOA, photo)
    await bot.send_voice(HOA, types.BufferedInputFile(b"OggS", "a.ogg"), duration=3)
    await bot.send_location(HOA, 10.5, 106.5)
    await bot.send_media_group(HOA, [types.InputMediaDocument(media=file), types.InputMediaDocument(media=file)])
    await bot.send_chat_action(HOA, "typing")
    await bot.forward_message(GROUP, HOA, text.message_id)
    await bot.copy_message(GROUP, HOA, document.message_id)
    await bot.delete_message(HOA, text.message_id)
    card = await bot.send_message(GROUP, "thẻ", reply_markup=CARD)
    await sandbox.person(HOA).taps("Đồng ý", chat=GROUP)
    query = sandbox.updates_emitted[-1]["callback_query"]["id"]
    about = types.EphemeralMessageParameters(receiver_user_id=HOA, callback_query_id=query)
    mine = await bot.send_message(GROUP, "riêng", ephemeral_message_parameters=about)
    assert mine.ephemeral_message_id is not None
    where: dict[str, Any] = {
        "chat_id": GROUP, "receiver_user_id": HOA, "ephemeral_message_id": mine.ephemeral_message_id,
    }  # fmt: skip
    await bot.edit_ephemeral_message_text(**where, text="khác")
    await bot.edit_ephemeral_message_reply_markup(**where, reply_markup=CARD)
    await bot.delete_ephemeral_message(**where)
    pictured = await bot.send_photo(GROUP, photo, caption="a", ephemeral_message_parameters=about)
    assert pictured.ephemeral_message_id is not None
    where["ephemeral_message_id"] = pictured.ephemeral_message_id
    await bot.edit_ephemeral_message_caption(**where, caption="b")
    await bot.answer_callback_query(query, "đã ghi", show_alert=True)
    await bot.get_chat(HOA)
    await bot.get_chat(GROUP)
    await bot.get_chat_member(GROUP, HOA)
    await bot.get_chat_administrators(GROUP)
    await bot.get_chat_member_count(GROUP)
    pinned = await bot.send_message(ADMINISTERED, "ghim")
    await bot.pin_chat_message(ADMINISTERED, pinned.message_id)
    await bot.unpin_chat_message(ADMINISTERED)
    await bot.unpin_all_chat_messages(ADMINISTERED)
    scope = types.BotCommandScopeChatAdministrators(chat_id=GROUP)
    await bot.set_my_commands([types.BotCommand(command="soan", description="soạn")], scope=scope, language_code="vi")
    assert [c.command for c in await bot.get_my_commands(scope=scope, language_code="vi")] == ["soan"]
    await bot.delete_my_commands(scope=scope, language_code="vi")
    await bot.set_my_description("mô tả")
    assert (await bot.get_my_description()).description == "mô tả"
    await bot.set_my_short_description("ngắn")
    await bot.get_my_short_description()
    await bot.set_chat_menu_button(menu_button=types.MenuButtonCommands())
    await bot.get_chat_menu_button()
    await bot.leave_chat(GROUP)
    assert card.message_id


async def test_every_method_is_called_by_aiogram_and_its_result_read(sandbox: Sandbox, bot: Bot) -> None:
    await everything_the_bot_does(bot, sandbox)
    assert sandbox.rejected == []
    called = {call.method for call in sandbox.calls} | {"getUpdates"}
    assert called == {name for name, _ in METHODS.values()}
    known = {value.__api_method__ for value in vars(methods).values() if hasattr(value, "__api_method__")}
    assert called <= known, "the sandbox serves no method that Telegram does not have"


async def test_python_telegram_bot_announces_and_reads_its_results(sandbox: Sandbox, announcer: ExtBot[None]) -> None:
    sent = await announcer.send_message(HOA, "<b>a</b> 🏡", parse_mode="HTML")
    assert (sent.text, sent.chat.type, sent.entities[0].type) == ("a 🏡", "private", "bold")
    document = await announcer.send_document(HOA, b"%PDF", filename="a.pdf", caption="tệp")
    assert document.document is not None
    file = await announcer.get_file(document.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"%PDF"
    assert (await announcer.send_photo(HOA, PNG)).photo[0].width == 2
    assert (await announcer.send_voice(HOA, b"OggS")).voice is not None
    assert (await announcer.send_location(HOA, 10.5, 106.5)).location is not None
    album = [telegram.InputMediaPhoto(PNG), telegram.InputMediaPhoto(PNG)]
    assert len(await announcer.send_media_group(HOA, album)) == 2
    edited = await announcer.edit_message_text("b", HOA, sent.message_id)
    assert isinstance(edited, telegram.Message)
    assert await announcer.delete_message(HOA, sent.message_id)
    assert (await announcer.get_chat(GROUP)).title == "Tổ 1"
    assert [m.status for m in await announcer.get_chat_administrators(GROUP)] == ["creator"]
    assert (await announcer.get_webhook_info()).url == ""
    private = {"ephemeral_message_parameters": {"receiver_user_id": HOA}}
    mine = await announcer.send_message(ADMINISTERED, "riêng", api_kwargs=private)
    assert mine.message_id == 0
    assert sandbox.rejected == []


async def test_python_telegram_bot_meets_each_family_of_refusals(
    sandbox: Sandbox, announcer: ExtBot[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with pytest.raises(Forbidden):
        await announcer.send_message(LAN, "a")
    with pytest.raises(BadRequest, match="Chat not found"):
        await announcer.send_message(5, "a")
    new_id = await sandbox.group(BASIC).migrates()
    with pytest.raises(ChatMigrated) as moved:
        await announcer.send_message(BASIC, "a")
    assert moved.value.new_chat_id == new_id
    sandbox.limiter.on = True
    for _ in range(CHAT_BURST):
        await announcer.send_message(HOA, "a")
    with pytest.raises(RetryAfter) as refused:
        await announcer.send_message(HOA, "a")
    assert refused.value.retry_after == timedelta(seconds=1)
