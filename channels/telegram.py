"""Announcing on Telegram: messages of the outbox, at the pace that Telegram bears."""

import html
import os
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from cards.card import Button, Card
from rules.delivery import Failed, Migrated, Outcome, Paused, Reason, RefusedByNetwork, Sent, Unknown

CONNECTIONS = 16
SECONDS_TO_CONNECT = 5
SECONDS_TO_ANSWER = 20
# Parts of what Telegram says, and what it means for us; the first that fits counts.
MEANINGS = (
    ("blocked by the user", Reason.BLOCKED),
    ("user is deactivated", Reason.BLOCKED),
    ("can't initiate conversation", Reason.NOT_STARTED),
    ("was kicked", Reason.NOT_MEMBER),
    ("is not a member", Reason.NOT_MEMBER),
    ("group chat was deleted", Reason.NOT_FOUND),
    ("chat not found", Reason.NOT_FOUND),
    ("group chat was deactivated", Reason.NOT_FOUND),
    ("message to edit not found", Reason.NO_MESSAGE),
    ("message can't be edited", Reason.NO_MESSAGE),
    ("message_id_invalid", Reason.NO_MESSAGE),
    ("not enough rights", Reason.NOT_ALLOWED),
    ("have no rights", Reason.NOT_ALLOWED),
    ("chat_write_forbidden", Reason.NOT_ALLOWED),
)
# The library warns at every 429 until it is told that its periods are understood.
os.environ.setdefault("PTB_TIMEDELTA", "1")
NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between any two messages, and between two to the same group chat.

    Evenly spaced, since a burst within Telegram's 30 in a second and 20 a minute and group is still refused at times.
    """

    overall_seconds: float = 1 / 28
    group_seconds: float = 3.1

    def limiter(self) -> AIORateLimiter:
        """What holds each call back until its time."""
        return AIORateLimiter(
            overall_max_rate=1,
            overall_time_period=self.overall_seconds,
            group_max_rate=1,
            group_time_period=self.group_seconds,
        )


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        text=button.text,
        callback_data=button.tap.pack() if button.tap else None,
        url=button.url,
        copy_text=CopyTextButton(button.copy) if button.copy else None,
        style=button.style,
    )


def _inline(card: Card) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in card.rows]) if card.rows else None


def _markup(card: Card) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    if card.ask_contact is None:
        return _inline(card)
    return ReplyKeyboardMarkup(
        [[KeyboardButton(card.ask_contact, request_contact=True)]], resize_keyboard=True, one_time_keyboard=True
    )


def _media(card: Card, words: str, mode: ParseMode | None) -> InputMediaPhoto | InputMediaDocument | None:
    """What an edit puts in place of a picture or document."""
    if card.photo:
        return InputMediaPhoto(card.photo, caption=words, parse_mode=mode)
    if card.document:
        return InputMediaDocument(card.document.content, caption=words, parse_mode=mode, filename=card.document.name)
    return None


def plain(text: str) -> str:
    """The words of Telegram HTML without its tags."""
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def _meaning(error: TelegramError) -> Reason | None:
    said = error.message.lower()
    return next((reason for words, reason in MEANINGS if words in said), None)


def _outcome(error: TelegramError) -> Outcome:
    """What an answer other than the message means (https://core.telegram.org/bots/api#making-requests)."""
    match error:
        case RetryAfter():
            return Paused(_seconds(error.retry_after))
        case ChatMigrated():
            return Migrated(str(error.new_chat_id))
        case Forbidden():
            return RefusedByNetwork(_meaning(error) or Reason.NOT_ALLOWED)
        case BadRequest():
            reason = _meaning(error)
            return RefusedByNetwork(reason) if reason else Failed(Reason.NOT_ACCEPTED, retry=False)
        case InvalidToken() | Conflict():
            return Failed(Reason.UNREACHABLE, retry=True)
        case NetworkError() if isinstance(error.__cause__, NEVER_LEFT):
            return Failed(Reason.UNREACHABLE, retry=True)
        case _:
            return Unknown()


def _seconds(wait: int | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


class Telegram:
    """One bot that announces; pace None sends as fast as it can, for servers without limits."""

    def __init__(self, token: str, api_url: str, pace: Pace | None) -> None:
        self.group_seconds = pace.group_seconds if pace else 0.0
        base = api_url.rstrip("/")
        request = HTTPXRequest(
            connection_pool_size=CONNECTIONS,
            connect_timeout=SECONDS_TO_CONNECT,
            read_timeout=SECONDS_TO_ANSWER,
            write_timeout=SECONDS_TO_ANSWER,
            media_write_timeout=SECONDS_TO_ANSWER * 3,
        )
        self._bot: ExtBot[Any] = ExtBot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=request,
            get_updates_request=HTTPXRequest(connection_pool_size=1),
            rate_limiter=pace.limiter() if pace else None,
        )
        self._request = request

    async def close(self) -> None:
        """The connections are given back."""
        await self._request.shutdown()

    async def send(self, external_id: str, card: Card, edits: str | None) -> Outcome:
        """The card is a new message in this chat, or stands in place of the message `edits`."""
        try:
            return await self._try(external_id, card, edits, ParseMode.HTML)
        except BadRequest as error:
            if "can't parse entities" not in error.message.lower():
                return self._answered(error, edits)
        except TelegramError as error:
            return self._answered(error, edits)
        try:
            return await self._try(external_id, card, edits, None)
        except TelegramError as error:
            return self._answered(error, edits)

    @staticmethod
    def _answered(error: TelegramError, edits: str | None) -> Outcome:
        if edits is not None and "message is not modified" in error.message.lower():
            return Sent(edits)
        return _outcome(error)

    async def _try(self, external_id: str, card: Card, edits: str | None, mode: ParseMode | None) -> Outcome:
        chat_id = int(external_id)
        words = card.html if mode else plain(card.html)
        if edits is None:
            message = await self._new(chat_id, card, words, mode)
            return Sent(str(message.message_id))
        await self._edit(chat_id, card, words, mode, int(edits))
        return Sent(edits)

    async def _new(self, chat_id: int, card: Card, words: str, mode: ParseMode | None) -> Message:
        if card.photo:
            return await self._bot.send_photo(
                chat_id, card.photo, caption=words or None, parse_mode=mode, reply_markup=_markup(card)
            )
        if card.document:
            return await self._bot.send_document(
                chat_id,
                card.document.content,
                filename=card.document.name,
                caption=words or None,
                parse_mode=mode,
                reply_markup=_markup(card),
            )
        return await self._bot.send_message(
            chat_id,
            words,
            parse_mode=mode,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_markup=_markup(card),
        )

    async def _edit(self, chat_id: int, card: Card, words: str, mode: ParseMode | None, message_id: int) -> None:
        media = _media(card, words, mode)
        if media:
            await self._bot.edit_message_media(media, chat_id, message_id, reply_markup=_inline(card))
            return
        await self._bot.edit_message_text(
            words,
            chat_id,
            message_id,
            parse_mode=mode,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_markup=_inline(card),
        )
