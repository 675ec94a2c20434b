"""Command menus, descriptions and the menu button."""

import re
from typing import Any

from sandbox.core import Core
from sandbox.errors import bad_request
from sandbox.methods.params import Params
from sandbox.methods.registry import method
from sandbox.profile import scope_key

MAX_COMMANDS = 100
_PLAIN_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")


def _scope(core: Core, params: Params) -> tuple[str, str]:
    scope = params.json("scope", dict) or {"type": "default"}
    language = params.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("invalid language code specified")
    kind = scope.get("type")
    if kind in _PLAIN_SCOPES:
        return scope_key(kind), language
    if kind not in _CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    chat = core.known_chat(scope.get("chat_id"))
    if chat.private and kind != "chat":
        raise bad_request("can't change commands for members of a private chat")
    user_id = None
    if kind == "chat_member":
        user_id = int(scope.get("user_id") or 0)
        if user_id not in core.world.users:
            raise bad_request("user not found")
    return scope_key(kind, chat.id, user_id), language


@method("setMyCommands")
async def set_my_commands(core: Core, params: Params) -> Any:
    """True; the list of this scope and language is replaced."""
    key = _scope(core, params)
    commands = params.json("commands", list) or []
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    core.commands[key] = [{k: v for k, v in command.items() if v is not None} for command in commands]
    core.changed()
    return True


@method("getMyCommands")
async def get_my_commands(core: Core, params: Params) -> Any:
    """The list set for exactly this scope and language, else an empty one."""
    return core.commands.get(_scope(core, params), [])


@method("deleteMyCommands")
async def delete_my_commands(core: Core, params: Params) -> Any:
    """True; wider scopes show through again."""
    core.commands.pop(_scope(core, params), None)
    core.changed()
    return True


def _set_words(core: Core, params: Params, field: str, limit: int) -> bool:
    words = params.text(field)
    if len(words) > limit:
        raise bad_request(f"{field} is too long")
    core.profile[field, params.text("language_code")] = words
    return True


@method("setMyDescription")
async def set_my_description(core: Core, params: Params) -> Any:
    """True."""
    return _set_words(core, params, "description", 512)


@method("getMyDescription")
async def get_my_description(core: Core, params: Params) -> Any:
    """BotDescription."""
    return {"description": core.profile.get(("description", params.text("language_code")), "")}


@method("setMyShortDescription")
async def set_my_short_description(core: Core, params: Params) -> Any:
    """True."""
    return _set_words(core, params, "short_description", 120)


@method("getMyShortDescription")
async def get_my_short_description(core: Core, params: Params) -> Any:
    """BotShortDescription."""
    return {"short_description": core.profile.get(("short_description", params.text("language_code")), "")}


@method("setChatMenuButton")
async def set_chat_menu_button(core: Core, params: Params) -> Any:
    """True."""
    button = params.json("menu_button", dict) or {"type": "default"}
    if button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("can't parse menu button: unsupported type specified")
    core.profile["menu_button", params.text("chat_id")] = button
    return True


@method("getChatMenuButton")
async def get_chat_menu_button(core: Core, params: Params) -> Any:
    """MenuButton."""
    return core.profile.get(("menu_button", params.text("chat_id")), {"type": "commands"})
