"""The world as Bot API objects: what travels in results and updates."""

from datetime import datetime
from typing import Any

from sandbox.world import ANONYMOUS_ADMIN_ID, Blob, Chat, Message, User, World

Json = dict[str, Any]
_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories", "can_send_welcome_messages", "can_pin_messages",
)  # fmt: skip


def unix(moment: datetime) -> int:
    """Whole seconds since 1970, the Bot API's only notion of time."""
    return int(moment.timestamp())


def user(person: User) -> Json:
    """User."""
    found: Json = {"id": person.id, "is_bot": person.is_bot, "first_name": person.name}
    if person.username:
        found["username"] = person.username
    if not person.is_bot:
        found["language_code"] = person.language_code
    return found


def chat(place: Chat, world: World) -> Json:
    """Chat."""
    if not place.private:
        return {"id": place.id, "type": place.type, "title": place.title}
    person = world.users[place.id]
    found: Json = {"id": place.id, "type": "private", "first_name": person.name}
    if person.username:
        found["username"] = person.username
    return found


def message(item: Message, world: World, *, nested: bool = False) -> Json:
    """Message; `nested` leaves out what a reply's original does not carry."""
    found: Json = {
        "message_id": item.id,
        "from": user(item.sender),
        "chat": chat(item.chat, world),
        "date": unix(item.date),
    }
    if item.anonymous:
        found["from"] = user(world.anonymous_admin)
        found["sender_chat"] = chat(item.chat, world)
    if item.ephemeral_id is not None and item.receiver is not None:
        found |= {"ephemeral_message_id": item.ephemeral_id, "receiver_user": user(item.receiver)}
    if item.forward_origin:
        found["forward_origin"] = item.forward_origin
    if item.reply_to is not None and not nested and not item.reply_to.deleted:
        found["reply_to_message"] = message(item.reply_to, world, nested=True)
    if item.edited is not None:
        found["edit_date"] = unix(item.edited)
    found |= content(item, world)
    if item.keyboard is not None:
        found["reply_markup"] = {"inline_keyboard": item.keyboard}
    return found


def content(item: Message, world: World) -> Json:
    """The fields that depend on the kind of message."""
    found: Json = {}
    text_key, entities_key = ("text", "entities") if item.kind == "text" else ("caption", "caption_entities")
    if item.text:
        found[text_key] = item.text
        if item.entities:
            found[entities_key] = item.entities
    if item.kind == "photo" and item.file:
        found["photo"] = photo_sizes(item.file)
    elif item.kind == "document" and item.file:
        found["document"] = {**_file(item.file), "file_name": item.file.name, "mime_type": item.file.mime}
    elif item.kind == "voice" and item.file:
        found["voice"] = {**_file(item.file), "duration": item.extra.get("duration", 1), "mime_type": item.file.mime}
    elif item.kind == "pinned":
        found["pinned_message"] = message(item.extra["pinned"], world, nested=True)
    elif item.kind == "service":
        found |= item.extra
    elif item.kind in ("location", "contact"):
        found[item.kind] = item.extra
    if item.kind in ("photo", "document", "voice") and "media_group_id" in item.extra:
        found["media_group_id"] = item.extra["media_group_id"]
    return found


def _file(blob: Blob) -> Json:
    return {"file_id": blob.file_id, "file_unique_id": blob.unique_id, "file_size": len(blob.data)}


def photo_sizes(blob: Blob) -> list[Json]:
    """PhotoSize list: the stand-in keeps one size only, the original."""
    return [{**_file(blob), "width": blob.width, "height": blob.height}]


def file(blob: Blob) -> Json:
    """File, as getFile answers."""
    return {**_file(blob), "file_path": blob.path}


def member(place: Chat, person: User, status: str | None = None) -> Json:
    """ChatMember in its present, or the given, status."""
    status = status or status_of(place, person)
    found: Json = {"status": status, "user": user(person)}
    anonymous = person.id in place.anonymous
    if status == "creator":
        found["is_anonymous"] = anonymous
    elif status == "administrator":
        found |= dict.fromkeys(_RIGHTS, True) | {"can_be_edited": False, "is_anonymous": anonymous}
        found["can_promote_members"] = False
    elif status == "kicked":
        found["until_date"] = 0
    return found


def status_of(place: Chat, person: User) -> str:
    """creator, administrator, member, left or kicked."""
    if person.is_bot and person.id != place.id:
        return place.bot_status if person.id != ANONYMOUS_ADMIN_ID else "left"
    if person.id in place.admins:
        return "creator" if place.admins[0] == person.id else "administrator"
    return "member" if person.id in place.members else "left"


def member_updated(place: Chat, actor: User, subject: User, old: str, new: str, now: datetime, world: World) -> Json:
    """ChatMemberUpdated."""
    return {
        "chat": chat(place, world),
        "from": user(actor),
        "date": unix(now),
        "old_chat_member": member(place, subject, old),
        "new_chat_member": member(place, subject, new),
    }


def origin(item: Message, world: World) -> Json:
    """MessageOrigin of a forwarded message; a forward of a forward keeps the first origin."""
    if item.forward_origin:
        return item.forward_origin
    if item.anonymous:
        return {"type": "chat", "date": unix(item.date), "sender_chat": chat(item.chat, world)}
    return {"type": "user", "date": unix(item.date), "sender_user": user(item.sender)}
