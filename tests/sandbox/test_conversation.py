"""A bot and people talk: what each of them gets to see."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher, types
from aiogram.filters import Command

from sandbox.server import Sandbox
from sandbox.world import Message
from tests.sandbox.conftest import BINH, GROUP, HOA, PNG


@pytest.fixture
async def talking(sandbox: Sandbox, bot: Bot) -> AsyncIterator[Sandbox]:
    """A bot that greets, shows buttons and echoes."""
    dispatcher = Dispatcher()

    @dispatcher.message(Command("start"))
    async def start(message: types.Message) -> None:
        button = types.InlineKeyboardButton(text="✅ Đồng ý", callback_data="yes")
        other = types.InlineKeyboardButton(text="Không đồng ý", callback_data="no")
        link = types.InlineKeyboardButton(text="Mở riêng", url="https://t.me/thu_bot?start=p_1")
        markup = types.InlineKeyboardMarkup(inline_keyboard=[[button, other], [link]])
        await message.answer(f"<b>Chào</b> {message.text}", parse_mode="HTML", reply_markup=markup)

    @dispatcher.callback_query()
    async def pressed(query: types.CallbackQuery) -> None:
        await query.answer(f"Đã ghi: {query.data}", show_alert=True)
        assert isinstance(query.message, types.Message)
        await query.message.edit_text("Xong")

    @dispatcher.message()
    async def echo(message: types.Message) -> None:
        await message.copy_to(message.chat.id)

    task = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
    sandbox.waits = True
    yield sandbox
    await dispatcher.stop_polling()
    await task
    assert sandbox.rejected == []


async def test_a_person_says_something_and_taps_the_button_that_comes(talking: Sandbox) -> None:
    hoa = talking.person(HOA)
    await hoa.says("/start")
    card = await hoa.sees("Chào")
    assert (card.text, card.html) == ("Chào /start", "<b>Chào</b> /start")
    assert card.buttons == ["✅ Đồng ý", "Không đồng ý", "Mở riêng"]
    answer = await hoa.taps("Đồng ý")
    assert answer == ("Đã ghi: yes", True)
    assert hoa.alerts == [answer]
    edited = await hoa.sees("Xong")
    assert edited.id == card.id
    assert edited.buttons == [], "an edit without a keyboard removes it"


async def test_words_of_another_button_are_not_taken_for_the_wanted_ones(talking: Sandbox) -> None:
    hoa = talking.person(HOA)
    await hoa.says("/start")
    await hoa.sees("Chào")
    assert await hoa.taps("Không đồng ý") == ("Đã ghi: no", True)


async def test_a_button_that_is_not_there_is_named_with_those_that_are(talking: Sandbox) -> None:
    hoa = talking.person(HOA)
    await hoa.says("/start")
    await hoa.sees("Chào")
    with pytest.raises(AssertionError, match=r"no button 'Hủy'[\s\S]*Không đồng ý"):
        await hoa.taps("Hủy")


async def test_a_deep_link_in_a_group_opens_the_private_chat_with_its_payload(talking: Sandbox) -> None:
    binh = talking.person(BINH)
    await binh.says("/start", chat=GROUP)
    await binh.sees("Chào", chat=GROUP)
    await binh.taps("Mở riêng", chat=GROUP)
    assert (await binh.sees("p_1")).chat.id == BINH


async def test_files_come_back_byte_for_byte(talking: Sandbox) -> None:
    hoa = talking.person(HOA)
    await hoa.sends_document("nghị quyết.pdf", b"%PDF-1.7 \x00\xff", "application/pdf", caption="gửi bà con")
    await talking.settled()
    document = await _newest_of_bot(talking, hoa.id, "document")
    assert document.file_bytes() == b"%PDF-1.7 \x00\xff"
    assert document.document is not None
    assert document.document.name == "nghị quyết.pdf"
    await hoa.sends_photo(PNG)
    assert (await _newest_of_bot(talking, hoa.id, "photo")).file_bytes() == PNG
    await hoa.sends_voice(b"OggS" + bytes(9000))
    await _newest_of_bot(talking, hoa.id, "voice")
    await hoa.sends_location(10.5, 106.25)
    assert (await _newest_of_bot(talking, hoa.id, "location")).extra == {"latitude": 10.5, "longitude": 106.25}


async def _newest_of_bot(sandbox: Sandbox, user_id: int, kind: str) -> Message:
    person = sandbox.person(user_id)
    async with asyncio.timeout(5):
        while True:
            for message in person.screen():
                if message.sender is sandbox.world.bot and message.kind == kind:
                    return message
            await sandbox.next_change(1)
