"""Messages that the bot changes or takes back."""

from datetime import timedelta
from typing import Any

from sandbox import wire
from sandbox.core import Core
from sandbox.entities import Entity
from sandbox.errors import bad_request
from sandbox.methods import files, markup, sending
from sandbox.methods.params import Params
from sandbox.methods.registry import method
from sandbox.world import Blob, Chat, Keyboard, Message

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as "
    "a current content and reply markup of the message"
)
DELETE_WITHIN = timedelta(hours=48)


def _own(core: Core, params: Params) -> tuple[Chat, Message]:
    chat = core.chat_for_bot(params.values.get("chat_id"))
    message = chat.find(params.number("message_id") or 0)
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender is not core.world.bot or message.kind in ("service", "pinned") or message.forward_origin:
        raise bad_request("message can't be edited")
    return chat, message


def change(
    core: Core, message: Message, text: str, entities: list[Entity], keyboard: Keyboard | None, blob: Blob | None,
    kind: str,
) -> None:  # fmt: skip
    """The message has this content, and no keyboard unless one was given; 400 when nothing would change."""
    old = (message.text, message.entities, message.keyboard, message.file, message.kind)
    if old == (text, entities, keyboard, blob, kind):
        raise bad_request(NOT_MODIFIED)
    core.limiter.spend(message.chat.id, group=not message.chat.private and message.ephemeral_id is None)
    if old[:2] != (text, entities) or old[3] is not blob:
        message.edited = core.clock.now()
    message.text, message.entities, message.keyboard, message.file, message.kind = text, entities, keyboard, blob, kind
    core.changed()


def new_text(core: Core, params: Params, message: Message) -> None:
    """The words of a text message are replaced."""
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    text, entities = sending.text_of(params, too_long="MESSAGE_TOO_LONG")
    keyboard = markup.inline_only(params, message.chat, ephemeral=message.ephemeral_id is not None)
    change(core, message, text, entities, keyboard, message.file, message.kind)


def new_caption(core: Core, params: Params, message: Message) -> None:
    """The words under a file are replaced."""
    if message.kind not in ("photo", "document", "voice"):
        raise bad_request("there is no caption in the message to edit")
    text, entities = sending.caption_of(params)
    keyboard = markup.inline_only(params, message.chat, ephemeral=message.ephemeral_id is not None)
    change(core, message, text, entities, keyboard, message.file, message.kind)


def new_keyboard(core: Core, params: Params, message: Message) -> None:
    """Only the keyboard is replaced."""
    keyboard = markup.inline_only(params, message.chat, ephemeral=message.ephemeral_id is not None)
    change(core, message, message.text, message.entities, keyboard, message.file, message.kind)


@method("editMessageText")
async def edit_text(core: Core, params: Params) -> Any:
    """The edited Message."""
    _, message = _own(core, params)
    new_text(core, params, message)
    return wire.message(message, core.world)


@method("editMessageCaption")
async def edit_caption(core: Core, params: Params) -> Any:
    """The edited Message."""
    _, message = _own(core, params)
    new_caption(core, params, message)
    return wire.message(message, core.world)


@method("editMessageReplyMarkup")
async def edit_keyboard(core: Core, params: Params) -> Any:
    """The edited Message."""
    _, message = _own(core, params)
    new_keyboard(core, params, message)
    return wire.message(message, core.world)


@method("editMessageMedia")
async def edit_media(core: Core, params: Params) -> Any:
    """The edited Message with another photo or document; a text message can get one too."""
    chat, message = _own(core, params)
    media = params.json("media", dict) or {}
    kind = str(media.get("type"))
    if kind not in ("photo", "document"):
        raise bad_request("the sandbox changes media to photo or document only")
    text, entities = sending.caption_of(Params(media))
    keyboard = markup.inline_only(params, chat)
    blob = files.referred(core, params, str(media.get("media", "")), kind)
    change(core, message, text, entities, keyboard, blob, kind)
    return wire.message(message, core.world)


@method("deleteMessage")
async def delete_message(core: Core, params: Params) -> Any:
    """True. Own messages for 48 hours; others' in private chats, or as administrator."""
    chat = core.chat_for_bot(params.values.get("chat_id"))
    message = chat.find(params.number("message_id") or 0)
    if message is None:
        raise bad_request("message to delete not found")
    own = message.sender is core.world.bot
    admin = chat.bot_status == "administrator" and not chat.private
    if not own and not chat.private and not admin:
        raise bad_request("message can't be deleted")
    if core.clock.now() - message.date > DELETE_WITHIN and not admin:
        raise bad_request("message can't be deleted for everyone")
    message.deleted = True
    core.changed()
    return True
