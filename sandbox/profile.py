"""Command menus: which list of commands a person meets in a chat (https://core.telegram.org/bots/api#botcommandscope)."""

import json
from typing import Any

from sandbox.core import Core
from sandbox.world import Chat, User


def scope_key(kind: str, chat_id: int | None = None, user_id: int | None = None) -> str:
    """One name for a scope."""
    return json.dumps([kind, chat_id, user_id])


def menu(core: Core, chat: Chat, person: User) -> list[dict[str, Any]]:
    """The narrowest list that was set for this person here, in their language first."""
    keys = [scope_key("chat", chat.id), scope_key("all_private_chats"), scope_key("default")]
    if not chat.private:
        admin = person.id in chat.admins
        keys = [scope_key("chat_member", chat.id, person.id)]
        keys += [scope_key("chat_administrators", chat.id)] if admin else []
        keys += [scope_key("chat", chat.id)]
        keys += [scope_key("all_chat_administrators")] if admin else []
        keys += [scope_key("all_group_chats"), scope_key("default")]
    for key in keys:
        for language in (person.language_code, ""):
            if (key, language) in core.commands:
                return core.commands[key, language]
    return []


def is_ephemeral_command(core: Core, chat: Chat, person: User, text: str) -> bool:
    """Whether the text is a command that only its sender and the bot shall see."""
    if not text.startswith("/"):
        return False
    name = text[1:].split()[0].split("@")[0]
    return any(command["command"] == name and command.get("is_ephemeral") for command in menu(core, chat, person))
