"""How a handler answers: show a card, whisper in a group, toast."""

from contextlib import suppress

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    CopyTextButton,
    EphemeralMessageParameters,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from cards.card import Button, Card

ALERT_LIMIT = 200


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        text=button.text,
        callback_data=button.tap.pack() if button.tap else None,
        url=button.url,
        copy_text=CopyTextButton(text=button.copy) if button.copy else None,
        style=button.style,
    )


def keyboard(card: Card) -> InlineKeyboardMarkup | None:
    """The card's buttons as Telegram wants them; None when it has none."""
    if not card.rows:
        return None
    return InlineKeyboardMarkup(inline_keyboard=[[_button(button) for button in row] for row in card.rows])


def _without(markup: InlineKeyboardMarkup | None, data: str | None) -> InlineKeyboardMarkup | None:
    """The same buttons but the one that says this; None when none is left."""
    if markup is None:
        return None
    rows = [[button for button in row if button.callback_data != data] for row in markup.inline_keyboard]
    left = [row for row in rows if row]
    return InlineKeyboardMarkup(inline_keyboard=left) if left else None


def _markup(card: Card) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    if card.ask_contact:
        out = [[KeyboardButton(text=card.ask_contact_out)]] if card.ask_contact_out else []
        return ReplyKeyboardMarkup(
            keyboard=[[KeyboardButton(text=card.ask_contact, request_contact=True)], *out],
            resize_keyboard=True,
            one_time_keyboard=True,
        )
    return keyboard(card)


class Ui:
    """Answers one event: a message or a tap."""

    def __init__(self, bot: Bot, event: Message | CallbackQuery) -> None:
        self._bot = bot
        self._event = event
        self._answered = False

    @property
    def _message(self) -> Message | None:
        if isinstance(self._event, Message):
            return self._event
        return self._event.message if isinstance(self._event.message, Message) else None

    @property
    def chat_id(self) -> int:
        """The chat that the event came from; the person's private chat when that is no longer known."""
        if isinstance(self._event, CallbackQuery):
            return self._event.message.chat.id if self._event.message else self._event.from_user.id
        return self._event.chat.id

    async def show(self, card: Card) -> None:
        """The card stands in place of the tapped one, or below what was written."""
        tapped = self._message if isinstance(self._event, CallbackQuery) else None
        if tapped is None or tapped.text is None or card.photo or card.document or card.ask_contact:
            await self.say(card)
            return
        try:
            await tapped.edit_text(card.html, reply_markup=keyboard(card))
        except TelegramBadRequest as error:
            if "not modified" not in error.message:
                await self.say(card)

    async def say(self, card: Card, *, chat_id: int | None = None) -> Message:
        """The card is a new message in this chat."""
        to = self.chat_id if chat_id is None else chat_id
        thread = self._message.message_thread_id if self._message and self._message.is_topic_message else None
        if card.photo:
            photo = BufferedInputFile(card.photo, "bieu-do.png")
            return await self._bot.send_photo(
                to, photo, caption=card.html or None, reply_markup=_markup(card), message_thread_id=thread
            )
        if card.document:
            document = BufferedInputFile(card.document.content, card.document.name)
            return await self._bot.send_document(
                to, document, caption=card.html or None, reply_markup=_markup(card), message_thread_id=thread
            )
        return await self._bot.send_message(to, card.html, reply_markup=_markup(card), message_thread_id=thread)

    async def drop_contact_button(self, card: Card) -> None:
        """The card is said, and the button that shares a phone number is gone."""
        await self._bot.send_message(self.chat_id, card.html, reply_markup=ReplyKeyboardRemove())

    async def drop_buttons(self) -> bool:
        """The tapped message has no buttons any more; False when it had none left, as at a second tap."""
        tapped = self._message
        if tapped is None:
            return False
        try:
            await tapped.edit_reply_markup(reply_markup=None)
        except TelegramBadRequest:
            return False
        return True

    async def say_once(self, card: Card) -> bool:
        """The card is a new message and the tapped button is gone, the others stay; False at a second tap.

        Telegram decides which of two taps at the same moment is the second: only one changes the buttons.
        """
        if not isinstance(self._event, CallbackQuery) or self._event.message is None:
            return False
        before = self._message.reply_markup if self._message else None
        if not await self._change_buttons(_without(before, self._event.data)):
            return False
        try:
            await self.say(card)
        except TelegramAPIError:
            with suppress(TelegramAPIError):
                await self._change_buttons(before)  # so that it can be tapped again
            raise
        return True

    async def _change_buttons(self, markup: InlineKeyboardMarkup | None) -> bool:
        assert isinstance(self._event, CallbackQuery)
        assert self._event.message is not None
        try:
            await self._bot.edit_message_reply_markup(
                chat_id=self._event.message.chat.id, message_id=self._event.message.message_id, reply_markup=markup
            )
        except TelegramBadRequest as error:
            return "not modified" not in error.message
        return True

    async def whisper(self, card: Card, brief: str) -> None:
        """Only the person who tapped in a group sees it: an ephemeral message, else `brief` as an alert."""
        if not isinstance(self._event, CallbackQuery):
            await self.say(card, chat_id=self._event.from_user.id if self._event.from_user else None)
            return
        try:
            await self._bot.send_message(
                self.chat_id,
                card.html,
                reply_markup=keyboard(card),
                ephemeral_message_parameters=EphemeralMessageParameters(
                    receiver_user_id=self._event.from_user.id, callback_query_id=self._event.id
                ),
            )
        except TelegramAPIError:
            await self.alert(brief)
            return
        await self.toast()

    async def alert(self, text: str) -> None:
        """The person who tapped sees a dialog with this plain text, at most 200 letters; others see nothing."""
        await self._answer(text, show_alert=True)

    async def toast(self, text: str | None = None) -> None:
        """The tap is answered, with a passing word or none."""
        await self._answer(text, show_alert=False)

    async def _answer(self, text: str | None, *, show_alert: bool) -> None:
        if not isinstance(self._event, CallbackQuery) or self._answered:
            return
        self._answered = True
        await self._event.answer(text[:ALERT_LIMIT] if text else None, show_alert=show_alert)
