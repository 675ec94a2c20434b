"""Messages that the bot sends."""

from datetime import timedelta
from typing import Any

from sandbox import wire
from sandbox.core import Core
from sandbox.entities import Entity, parse
from sandbox.errors import bad_request
from sandbox.methods import files, markup
from sandbox.methods.params import Params
from sandbox.methods.registry import method
from sandbox.world import Chat, Message, User

MAX_TEXT = 4096
MAX_CAPTION = 1024
REPLY_WITHIN = timedelta(seconds=15)
_PRIVATE_ONLY = ("message_effect_id",)
_CHAT_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def text_of(params: Params, *, too_long: str = "message is too long") -> tuple[str, list[Entity]]:
    """The text after parsing: 1 to 4096 characters, else 400."""
    text, entities = parse(params.text("text"), params.text("parse_mode"), params.json("entities", list))
    if not text:
        raise bad_request("message text is empty")
    if len(text) > MAX_TEXT:
        raise bad_request(too_long)
    return text, entities


def caption_of(params: Params) -> tuple[str, list[Entity]]:
    """The caption after parsing: up to 1024 characters, else 400."""
    text, entities = parse(params.text("caption"), params.text("parse_mode"), params.json("caption_entities", list))
    if len(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return text, entities


def target(core: Core, params: Params) -> Chat:
    """The chat to send to; 400 for what only private chats take, 403 when the bot may not write."""
    chat = core.chat_for_bot(params.values.get("chat_id"))
    if not chat.private and any(params.has(name) for name in _PRIVATE_ONLY):
        raise bad_request("EFFECT_ID_INVALID")
    return chat


def reply_of(core: Core, params: Params, chat: Chat) -> Message | None:
    """The message being answered, if one was named and exists."""
    about = params.json("reply_parameters", dict) or {}
    message_id = about.get("message_id") or params.number("reply_to_message_id")
    if not message_id:
        return None
    lenient = about.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply")
    place = core.known_chat(about["chat_id"]) if about.get("chat_id") else chat
    found = place.find(int(message_id))
    if found is None and not lenient:
        raise bad_request("message to be replied not found")
    return found


def receiver_of(core: Core, params: Params, chat: Chat) -> tuple[User | None, Message | None]:
    """Receiver of an ephemeral message and the message it stands for; (None, None) for an ordinary message.

    Within 15 s of the member's press or ephemeral command, or from an administrator at any time (Bot API 10.3).
    """
    about = params.json("ephemeral_message_parameters", dict) or {}
    receiver_id = about.get("receiver_user_id") or params.number("receiver_user_id")
    if not receiver_id:
        return None, None
    if chat.private:
        raise bad_request("ephemeral messages can be sent only to group and supergroup chats")
    person = core.world.users.get(int(receiver_id))
    if person is None or person.id not in chat.members:
        raise bad_request("PARTICIPANT_ID_INVALID")
    query_id = about.get("callback_query_id") or params.text("callback_query_id")
    press = core.presses.get(str(query_id)) if query_id else None
    reply = params.json("reply_parameters", dict) or {}
    allowed = chat.bot_status == "administrator"
    if query_id:
        if press is None or press.user is not person or press.message.chat is not chat:
            raise bad_request("QUERY_ID_INVALID")
        allowed = allowed or core.clock.now() - press.at <= REPLY_WITHIN
    if reply.get("ephemeral_message_id"):
        asked = chat.find_ephemeral(core.world.bot.id, int(reply["ephemeral_message_id"]))
        if asked is None or asked.sender is not person:
            raise bad_request("message to be replied not found")
        allowed = allowed or core.clock.now() - asked.date <= REPLY_WITHIN
    if not allowed:
        raise bad_request("not enough rights to send ephemeral messages without a recent action of the user")
    replaces = press.message if press and about.get("replace_callback_query_message") else None
    if replaces is not None and replaces.ephemeral_id is not None:
        raise bad_request("ephemeral messages can't be replaced")
    return person, replaces


def post(core: Core, params: Params, chat: Chat, **fields: Any) -> Message:
    """The bot's message is in the chat, counted against the limits; a refusal changes nothing."""
    receiver, replaces = receiver_of(core, params, chat)
    reply = None if receiver else reply_of(core, params, chat)
    snapshot = dict(chat.reply_keyboards)
    if receiver is not None:
        keyboard = markup.inline_only(params, chat, ephemeral=True)
    else:
        keyboard = markup.apply_reply_keyboard(params, chat)
    try:
        core.limiter.spend(chat.id, group=not chat.private and receiver is None)
    except Exception:
        chat.reply_keyboards = snapshot
        raise
    message = core.world.post(
        chat, core.world.bot, core.clock.now(), keyboard=keyboard, reply_to=reply, receiver=receiver,
        replaces=replaces, delivered=receiver is None or core.ephemeral_delivery, **fields,
    )  # fmt: skip
    core.changed()
    return message


@method("sendMessage")
async def send_message(core: Core, params: Params) -> Any:
    """Message."""
    chat = target(core, params)
    text, entities = text_of(params)
    return wire.message(post(core, params, chat, text=text, entities=entities), core.world)


async def _send_file(core: Core, params: Params, kind: str, **extra: Any) -> Any:
    chat = target(core, params)
    text, entities = caption_of(params)
    blob = files.given(core, params, kind, kind)
    return wire.message(
        post(core, params, chat, kind=kind, file=blob, text=text, entities=entities, extra=extra), core.world
    )


@method("sendPhoto")
async def send_photo(core: Core, params: Params) -> Any:
    """Message with the picture."""
    return await _send_file(core, params, "photo")


@method("sendDocument")
async def send_document(core: Core, params: Params) -> Any:
    """Message with the file, byte for byte."""
    return await _send_file(core, params, "document")


@method("sendVoice")
async def send_voice(core: Core, params: Params) -> Any:
    """Message with the recording."""
    return await _send_file(core, params, "voice", duration=params.number("duration", 1))


@method("sendLocation")
async def send_location(core: Core, params: Params) -> Any:
    """Message with the place."""
    chat = target(core, params)
    place = {"latitude": params.decimal("latitude"), "longitude": params.decimal("longitude")}
    if abs(place["latitude"]) > 90 or abs(place["longitude"]) > 180:
        raise bad_request("wrong location specified")
    return wire.message(post(core, params, chat, kind="location", extra=place), core.world)


@method("sendMediaGroup")
async def send_media_group(core: Core, params: Params) -> Any:
    """Messages of an album of 2 to 10 photos or documents, not mixed."""
    chat = target(core, params)
    items = params.json("media", list) or []
    if not 2 <= len(items) <= 10:
        raise bad_request("group send failed: an album has 2 to 10 items")
    kinds = {item.get("type") for item in items}
    if len(kinds) != 1 or not kinds <= {"photo", "document"}:
        raise bad_request("group send failed: the sandbox takes albums of photos or of documents")
    kind = kinds.pop()
    prepared = []
    for item in items:
        text, entities = caption_of(Params(item))
        blob = files.referred(core, params, str(item.get("media", "")), kind)
        prepared.append({"kind": kind, "file": blob, "text": text, "entities": entities})
    extra = {"media_group_id": str(900_000_000 + len(chat.messages))}
    sent = [post(core, params, chat, extra=dict(extra), **fields) for fields in prepared]
    return [wire.message(message, core.world) for message in sent]


@method("sendChatAction")
async def send_chat_action(core: Core, params: Params) -> Any:
    """True; the page does not show it."""
    target(core, params)
    if params.text("action") not in _CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


def _source(core: Core, params: Params, words: str) -> Message:
    found = core.known_chat(params.values.get("from_chat_id")).find(params.number("message_id") or 0)
    if found is None or found.kind in ("service", "pinned"):
        raise bad_request(words)
    return found


@method("forwardMessage")
async def forward_message(core: Core, params: Params) -> Any:
    """Message with its origin and without keyboard."""
    chat = target(core, params)
    source = _source(core, params, "message to forward not found")
    core.limiter.spend(chat.id, group=not chat.private)
    message = core.world.post(
        chat, core.world.bot, core.clock.now(), kind=source.kind, text=source.text, entities=list(source.entities),
        file=source.file, extra=dict(source.extra), forward_origin=wire.origin(source, core.world),
    )  # fmt: skip
    core.changed()
    return wire.message(message, core.world)


@method("copyMessage")
async def copy_message(core: Core, params: Params) -> Any:
    """MessageId of a copy without link to the original; a given caption replaces the old one."""
    chat = target(core, params)
    source = _source(core, params, "message to copy not found")
    text, entities = source.text, list(source.entities)
    if "caption" in params.values and source.kind != "text":
        text, entities = caption_of(params)
    message = post(
        core, params, chat, kind=source.kind, file=source.file, extra=dict(source.extra), text=text, entities=entities
    )
    return {"message_id": message.id}
