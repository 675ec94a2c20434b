"""Keyboards: what Telegram refuses in them, and where it refuses it."""

import re
from typing import Any
from urllib.parse import urlsplit

from sandbox.errors import ApiError, bad_request
from sandbox.methods.params import Params
from sandbox.world import Chat, Keyboard

MAX_DATA_BYTES = 64
MAX_BUTTONS = 100
MAX_COPY = 256
_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay", "disabled",
)  # fmt: skip
_EMPTY_IS_VALUE = ("switch_inline_query", "switch_inline_query_current_chat")
_STYLES = ("danger", "success", "primary")
_PRIVATE_ONLY = {
    "request_contact": "phone number can be requested in private chats only",
    "request_location": "location can be requested in private chats only",
    "request_poll": "poll can be requested in private chats only",
    "web_app": "web App buttons can be used in private chats only",
    "request_users": "users can be requested in private chats only",
    "request_chat": "chats can be requested in private chats only",
}


def inline_only(params: Params, chat: Chat, *, ephemeral: bool = False) -> Keyboard | None:
    """The inline keyboard given, None when there is none; 400 for any other markup."""
    markup = params.json("reply_markup", dict)
    if not markup:
        return None
    if "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return inline(markup, chat, ephemeral=ephemeral)


def inline(markup: dict[str, Any], chat: Chat, *, ephemeral: bool = False) -> Keyboard | None:
    """The checked inline keyboard; empty rows vanish, and an empty keyboard is none."""
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse inline keyboard: expected an Array of Array")
    keyboard = [[_inline_button(button, chat, ephemeral) for button in row] for row in rows if row]
    if sum(len(row) for row in keyboard) > MAX_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return keyboard or None


def _inline_button(button: Any, chat: Chat, ephemeral: bool) -> dict[str, Any]:
    prefix = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(prefix + "expected an Object")
    if not isinstance(button.get("text"), str):
        words = 'Field "text" must be of type String' if "text" in button else 'Can\'t find field "text"'
        raise bad_request(prefix + words)
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    clean = {key: value for key, value in button.items() if value is not None}
    actions = [key for key in _ACTIONS if key in clean and (clean[key] != "" or key in _EMPTY_IS_VALUE)]
    if not actions:
        raise bad_request(prefix + "Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        # Telegram would silently take one of them; the documentation asks for exactly one.
        raise bad_request(prefix + "exactly one of the optional fields must be used")
    if clean.get("style") and clean["style"] not in _STYLES:
        raise bad_request(prefix + "invalid button style specified")
    _check_action(actions[0], clean, chat, ephemeral)
    return clean


def _check_action(action: str, button: dict[str, Any], chat: Chat, ephemeral: bool) -> None:
    value = button[action]
    if action == "callback_data" and (not isinstance(value, str) or len(value.encode()) > MAX_DATA_BYTES):
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url":
        check_url(value)
    if action == "web_app" and not chat.private:
        raise bad_request("BUTTON_TYPE_INVALID")
    if action == "login_url" and ephemeral:
        raise bad_request("BUTTON_TYPE_INVALID")
    if action == "copy_text":
        text = value.get("text") if isinstance(value, dict) else None
        if not isinstance(text, str) or not 1 <= len(text) <= MAX_COPY:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")


def check_url(url: Any) -> None:
    """Nothing, or 400 when Telegram would not open such a link."""
    error = ApiError(400, f"Bad Request: inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    if not isinstance(url, str) or len(url) > 2048:
        raise error
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme == "tg":
        return
    if parts.scheme not in ("http", "https"):
        raise ApiError(400, f"Bad Request: inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if not re.fullmatch(r"[^\s/]+\.[^\s/.]{1,}", parts.hostname or ""):
        raise error


def apply_reply_keyboard(params: Params, chat: Chat) -> Keyboard | None:
    """An inline keyboard is returned; any other markup changes the keyboards that the chat's people see."""
    markup = params.json("reply_markup", dict)
    if not markup:
        return None
    if "inline_keyboard" in markup:
        return inline(markup, chat)
    if "keyboard" in markup:
        rows = [[_reply_button(button, chat) for button in row] for row in markup["keyboard"] if row]
        for user_id in chat.members:
            chat.reply_keyboards[user_id] = {**markup, "keyboard": rows}
    elif markup.get("remove_keyboard"):
        chat.reply_keyboards.clear()
    elif not markup.get("force_reply"):
        raise bad_request("object expected as reply markup")
    return None


def _reply_button(button: Any, chat: Chat) -> dict[str, Any]:
    button = {"text": button} if isinstance(button, str) else button
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"].strip():
        raise bad_request("keyboard button text must be non-empty")
    for field, words in _PRIVATE_ONLY.items():
        if button.get(field) and not chat.private:
            raise bad_request(words)
    return button
