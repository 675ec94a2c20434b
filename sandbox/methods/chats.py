"""Who is who: the bot itself, chats and their members."""

from typing import Any

from sandbox import wire
from sandbox.core import Core
from sandbox.errors import bad_request
from sandbox.methods.params import Params
from sandbox.methods.registry import method
from sandbox.world import ANONYMOUS_ADMIN_ID, Chat, Message, User


@method("getMe")
async def get_me(core: Core, params: Params) -> Any:
    """User, with what the bot is allowed to."""
    return wire.user(core.world.bot) | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "supports_guest_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_join_request_queries": False,
    }


def _chat(core: Core, params: Params) -> Chat:
    chat = core.known_chat(params.values.get("chat_id"))
    return chat if chat.private else core.chat_for_bot(chat.id)


@method("getChat")
async def get_chat(core: Core, params: Params) -> Any:
    """ChatFullInfo."""
    chat = _chat(core, params)
    if chat.private and not core.world.users[chat.id].started:
        raise bad_request("chat not found")
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    )
    found = wire.chat(chat, core.world) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": gifts,
    }
    pinned = chat.find(chat.pinned[-1]) if chat.pinned else None
    if pinned is not None:
        found["pinned_message"] = wire.message(pinned, core.world)
    return found


def _person(core: Core, user_id: int | None) -> User:
    if user_id == core.world.bot.id:
        return core.world.bot
    if user_id == ANONYMOUS_ADMIN_ID:
        return core.world.anonymous_admin
    if user_id is None or user_id not in core.world.users:
        raise bad_request("user not found")
    return core.world.users[user_id]


@method("getChatMember")
async def get_chat_member(core: Core, params: Params) -> Any:
    """ChatMember, `left` for strangers."""
    return wire.member(_chat(core, params), _person(core, params.number("user_id")))


@method("getChatAdministrators")
async def get_chat_administrators(core: Core, params: Params) -> Any:
    """ChatMember list of the administrators, the bot included when it is one."""
    chat = _chat(core, params)
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    people = [core.world.users[user_id] for user_id in chat.admins]
    if chat.bot_status == "administrator":
        people.append(core.world.bot)
    return [wire.member(chat, person) for person in people]


@method("getChatMemberCount")
async def get_chat_member_count(core: Core, params: Params) -> Any:
    """Members including the bot."""
    return len(_chat(core, params).members) + 1


@method("leaveChat")
async def leave_chat(core: Core, params: Params) -> Any:
    """True; the bot is told of its own leaving."""
    chat = core.chat_for_bot(params.values.get("chat_id"))
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    old, chat.bot_status = chat.bot_status, "left"
    core.tell_member(chat, core.world.bot, core.world.bot, old, "left")
    return True


def _pinnable(core: Core, params: Params, words: str) -> tuple[Chat, Message | None]:
    chat = core.chat_for_bot(params.values.get("chat_id"))
    if not chat.private and chat.bot_status != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    message = chat.find(params.number("message_id") or 0) if params.has("message_id") else None
    if message is None and params.has("message_id"):
        raise bad_request(words)
    return chat, message


@method("pinChatMessage")
async def pin_chat_message(core: Core, params: Params) -> Any:
    """True; the chat shows a service line."""
    chat, message = _pinnable(core, params, "message to pin not found")
    if message is None:
        raise bad_request("message to pin not found")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        core.world.post(chat, core.world.bot, core.clock.now(), kind="pinned", extra={"pinned": message})
        core.changed()
    return True


@method("unpinChatMessage")
async def unpin_chat_message(core: Core, params: Params) -> Any:
    """True; without a message the newest pinned one."""
    chat, message = _pinnable(core, params, "message to unpin not found")
    wanted = message.id if message else (chat.pinned[-1] if chat.pinned else 0)
    if wanted not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(wanted)
    core.changed()
    return True


@method("unpinAllChatMessages")
async def unpin_all_chat_messages(core: Core, params: Params) -> Any:
    """True."""
    chat, _ = _pinnable(core, params, "message to unpin not found")
    chat.pinned.clear()
    core.changed()
    return True
