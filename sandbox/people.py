"""What people can do in their apps. Each function changes the world and tells the bot; NotPossible says why not."""

from typing import Any

from sandbox import wire
from sandbox.core import Core, Press
from sandbox.entities import parse
from sandbox.errors import ApiError, NotPossible
from sandbox.pictures import size_of
from sandbox.profile import is_ephemeral_command
from sandbox.world import Chat, Message, User


def _writable(core: Core, person: User, chat: Chat) -> None:
    if person.id not in chat.members:
        raise NotPossible(f"{person.name} không ở trong {chat.title}")
    if chat.migrated_to is not None:
        raise NotPossible(f"{chat.title} đã được nâng cấp thành nhóm {chat.migrated_to}")
    if chat.private:
        if person.blocked:
            raise NotPossible(f"{person.name} đã chặn trợ lý")
        person.started = True


def _post(core: Core, person: User, chat: Chat, **fields: Any) -> Message:
    _writable(core, person, chat)
    anonymous = person.id in chat.anonymous
    message = core.world.post(chat, person, core.clock.now(), anonymous=anonymous, **fields)
    chat.read[person.id] = message.order
    core.tell(message)
    return message


def say(core: Core, person: User, chat: Chat, text: str, reply_to: Message | None = None) -> Message:
    """The person's text is in the chat; a command that the bot declared ephemeral is seen by the bot alone."""
    try:
        plain, entities = parse(text, None)
    except ApiError as error:
        raise NotPossible(error.description) from error
    if not plain:
        raise NotPossible("không gửi được tin trống")
    keyboard = chat.reply_keyboards.get(person.id)
    if keyboard and keyboard.get("one_time_keyboard"):
        del chat.reply_keyboards[person.id]
    hidden = not chat.private and is_ephemeral_command(core, chat, person, plain)
    receiver = core.world.bot if hidden else None
    parts = _app_parts(plain)
    if len(parts) == 1:
        return _post(core, person, chat, text=plain, entities=entities, reply_to=reply_to, receiver=receiver)
    last = None
    for part in parts:
        last = _post(core, person, chat, text=part, entities=parse(part, None)[1], reply_to=reply_to)
    assert last is not None
    return last


def _app_parts(text: str) -> list[str]:
    """Telegram's apps send a long text as several messages."""
    return [text[start : start + 4096] for start in range(0, len(text), 4096)]


def start(core: Core, person: User, payload: str = "") -> Message:
    """The person opened the bot, by its Start button or by a deep link; a block is lifted first."""
    if person.blocked:
        unblock(core, person)
    return say(core, person, core.world.chats[person.id], f"/start {payload}".strip())


def send_file(
    core: Core, person: User, chat: Chat, kind: str, name: str, mime: str, data: bytes, caption: str = "",
    reply_to: Message | None = None,
) -> Message:  # fmt: skip
    """A document, photo or voice message of the person is in the chat."""
    if kind not in ("document", "photo", "voice"):
        raise NotPossible(f"máy mô phỏng không gửi được loại tệp này: {kind}")
    if not data:
        raise NotPossible("không gửi được tệp rỗng")
    _writable(core, person, chat)
    text, entities = parse(caption, None)
    size = (size_of(data) or (800, 600)) if kind == "photo" else (0, 0)
    blob = core.world.keep_file(name, mime, data, kind, size)
    extra = {"duration": max(1, len(data) // 3000)} if kind == "voice" else {}
    return _post(core, person, chat, kind=kind, file=blob, text=text, entities=entities, extra=extra, reply_to=reply_to)


def send_location(core: Core, person: User, chat: Chat, latitude: float, longitude: float) -> Message:
    """The person's position is in the chat."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise NotPossible("không có vị trí này")
    return _post(core, person, chat, kind="location", extra={"latitude": latitude, "longitude": longitude})


def share_contact(core: Core, person: User, chat: Chat, *, own: bool = True, phone: str | None = None) -> Message:
    """The person's own contact card, or one of somebody without Telegram, is in the chat."""
    number = phone or (person.phone if own else "+84900000000")
    if number is None:
        raise NotPossible(f"{person.name} không có số điện thoại trong thế giới này")
    extra: dict[str, Any] = {"phone_number": number, "first_name": person.name if own else "Người quen"}
    if own:
        extra["user_id"] = person.id
    keyboard = chat.reply_keyboards.get(person.id)
    if keyboard and keyboard.get("one_time_keyboard"):
        del chat.reply_keyboards[person.id]
    return _post(core, person, chat, kind="contact", extra=extra)


def forward(core: Core, person: User, message: Message, to: Chat, *, keep_keyboard: bool = False) -> Message:
    """A copy with its origin is in the other chat. Telegram drops callback buttons unless asked here to keep them."""
    if message.ephemeral_id is not None or message.kind in ("service", "pinned"):
        raise NotPossible("tin này không chuyển tiếp được")
    keyboard = message.keyboard if keep_keyboard or _only_links(message) else None
    return _post(
        core, person, to, kind=message.kind, text=message.text, entities=list(message.entities), file=message.file,
        extra=dict(message.extra), keyboard=keyboard, forward_origin=wire.origin(message, core.world),
    )  # fmt: skip


def _only_links(message: Message) -> bool:
    return bool(message.keyboard) and all("url" in button for row in message.keyboard or [] for button in row)


def edit(core: Core, person: User, message: Message, text: str) -> None:
    """The person's own message has other words."""
    if message.sender is not person or message.forward_origin:
        raise NotPossible("chỉ sửa được tin của chính mình")
    message.text, message.entities = parse(text, None)
    message.edited = core.clock.now()
    core.tell(message, "edited_message")


def button_at(message: Message, row: int, column: int) -> dict[str, Any]:
    """The inline button at this place."""
    try:
        if row < 0 or column < 0:
            raise IndexError
        return (message.keyboard or [])[row][column]
    except IndexError:
        raise NotPossible("nút này không còn nữa") from None


def tap(core: Core, person: User, message: Message, button: dict[str, Any], *, anonymous: bool = False) -> Press | None:
    """A callback button was pressed; None when the button only acts inside the app (a link, a copy)."""
    if person.id not in message.chat.members:
        raise NotPossible(f"{person.name} không ở trong {message.chat.title}")
    if "callback_data" not in button or "disabled" in button:
        return None
    if message.chat.private and person.blocked:
        raise NotPossible(f"{person.name} đã chặn trợ lý")
    actor = core.world.anonymous_admin if anonymous else person
    return core.press(actor, message, button["callback_data"])


def deep_link(core: Core, url: str) -> str | None:
    """The payload of a link to this bot (may be empty), or None for any other link."""
    bare = url.removeprefix("https://").removeprefix("http://")
    address, _, query = bare.partition("?")
    if address.lower() != f"t.me/{core.world.bot.username}".lower():
        return None
    return next((part[6:] for part in query.split("&") if part.startswith("start=")), "")


def block(core: Core, person: User) -> None:
    """The bot cannot write to this person any more."""
    if not person.blocked:
        person.blocked = True
        core.tell_member(core.world.chats[person.id], person, core.world.bot, "member", "kicked")


def unblock(core: Core, person: User) -> None:
    """The bot may write again."""
    if person.blocked:
        person.blocked = False
        core.tell_member(core.world.chats[person.id], person, core.world.bot, "kicked", "member")
