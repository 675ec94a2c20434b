"""Group chats: /lienket, moves to a supergroup, and whether the assistant is still there."""

from aiogram import Bot, Router
from aiogram.enums import ChatMemberStatus
from aiogram.filters import Command, CommandObject
from aiogram.types import ChatMemberUpdated, Message

from cards.people import chats as cards
from handlers.middleware import NETWORK
from handlers.routing import Taps
from handlers.screens import Screens
from handlers.ui import Ui
from services.context import Actor, Env
from services.people import chats
from services.refusals import Refused, Why

router = Router(name="people.chats")
taps = Taps()
screens = Screens()

GONE = (ChatMemberStatus.LEFT, ChatMemberStatus.KICKED)
GROUPS = ("group", "supergroup")


async def _is_administrator(message: Message, bot: Bot) -> bool:
    """Whether an administrator of this chat wrote it; who stays anonymous writes as the chat itself."""
    if message.sender_chat is not None:
        return message.sender_chat.id == message.chat.id
    if message.from_user is None:
        return False
    # getChatMember is promised only to bots that are administrators themselves; this list is open to any member.
    administrators = await bot.get_chat_administrators(message.chat.id)
    return any(member.user.id == message.from_user.id for member in administrators)


@router.message(Command("lienket"))
async def link(message: Message, command: CommandObject, env: Env, actor: Actor | None, ui: Ui, bot: Bot) -> None:
    """The chat belongs to the group of this code."""
    if message.chat.type not in GROUPS:
        raise Refused(Why.CHAT_NOT_GROUP)
    if not await _is_administrator(message, bot):
        raise Refused(Why.CHAT_NOT_ADMIN)
    if not command.args:
        await ui.say(cards.code_missing())
        return
    chat = message.chat
    group = await chats.link(env, actor, command.args, NETWORK, str(chat.id), chat.title or "")
    await ui.say(cards.linked(group))


async def is_move(message: Message) -> bool:
    """Whether the chat became a supergroup, told in the old chat or in the new one."""
    return message.migrate_to_chat_id is not None or message.migrate_from_chat_id is not None


@router.message(is_move)
async def moved(message: Message, env: Env) -> None:
    """The chat is followed to its new id."""
    old = message.migrate_from_chat_id or message.chat.id
    new = message.migrate_to_chat_id or message.chat.id
    await chats.moved(env, NETWORK, str(old), str(new))


@router.my_chat_member()
async def membership(event: ChatMemberUpdated, env: Env) -> None:
    """The assistant was removed, came back, was blocked or unblocked."""
    chat_id, gone = str(event.chat.id), event.new_chat_member.status in GONE
    if event.chat.type == "private":
        await (chats.blocked if gone else chats.unblocked)(env, NETWORK, chat_id)
    elif event.chat.type in GROUPS:
        await (chats.left if gone else chats.returned)(env, NETWORK, chat_id)
