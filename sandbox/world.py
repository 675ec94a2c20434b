"""The made-up world: its people, chats, messages and files. Nothing here leaves memory."""

import itertools
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from sandbox.entities import Entity
from sandbox.render import to_html

BOT_ID = 424242
ANONYMOUS_ADMIN_ID = 1087968824
USER_KEYS = {"id", "name", "username", "language_code", "note", "tries", "phone", "started", "deactivated"}
Keyboard = list[list[dict[str, Any]]]


@dataclass(eq=False)
class User:
    """A person or a bot. `started` says that the bot may write to them first; `blocked`, that they blocked it."""

    id: int
    name: str
    username: str | None = None
    language_code: str = "vi"
    note: str = ""
    tries: Sequence[str] = ()  # what this person may like to write to the bot first
    phone: str | None = None
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    is_bot: bool = False


@dataclass(eq=False)
class Blob:
    """A stored file; `file_id` names it to bots, `path` is where getFile says it is."""

    file_id: str
    unique_id: str
    name: str
    mime: str
    data: bytes
    kind: str
    path: str
    width: int = 0
    height: int = 0


@dataclass(eq=False)
class Message:
    """One message. `text` and `entities` are the caption when there is a file; `extra` holds the rest of its kind."""

    chat: "Chat"
    id: int
    date: datetime
    sender: User
    kind: str = "text"
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    keyboard: Keyboard | None = None
    file: Blob | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    reply_to: "Message | None" = None
    forward_origin: dict[str, Any] | None = None
    anonymous: bool = False
    edited: datetime | None = None
    receiver: User | None = None
    ephemeral_id: int | None = None
    replaces: "Message | None" = None
    delivered: bool = True
    deleted: bool = False
    order: int = 0

    @property
    def key(self) -> str:
        """How the page and the driver name this message: its id, or `e` and its ephemeral id."""
        return f"e{self.ephemeral_id}" if self.ephemeral_id is not None else str(self.id)

    @property
    def html(self) -> str:
        """The text with its formatting, in Telegram's HTML."""
        return to_html(self.text, self.entities)

    @property
    def buttons(self) -> list[str]:
        """Labels of the inline keyboard, row after row."""
        return [button["text"] for row in self.keyboard or [] for button in row]

    @property
    def photo(self) -> Blob | None:
        """The picture, if this is one."""
        return self.file if self.kind == "photo" else None

    @property
    def document(self) -> Blob | None:
        """The document, if this is one."""
        return self.file if self.kind == "document" else None

    def file_bytes(self) -> bytes:
        """The bytes of the attached file, exactly as they were sent."""
        if self.file is None:
            raise AssertionError(f"message {self.key} carries no file: {self.text[:80]!r}")
        return self.file.data

    def visible_to(self, user_id: int) -> bool:
        """Whether this person's app shows the message."""
        if self.deleted or not self.delivered:
            return False
        return self.ephemeral_id is None or user_id in (self.receiver and self.receiver.id, self.sender.id)


@dataclass(eq=False)
class Chat:
    """A private chat with the bot (its id is the person's), or a group. Administrators: the first is the creator."""

    id: int
    type: str
    title: str
    members: list[int] = field(default_factory=list)
    admins: list[int] = field(default_factory=list)
    anonymous: set[int] = field(default_factory=set)
    bot_status: str = "member"
    messages: list[Message] = field(default_factory=list)
    pinned: list[int] = field(default_factory=list)
    migrated_to: int | None = None
    reply_keyboards: dict[int, dict[str, Any]] = field(default_factory=dict)
    read: dict[int, int] = field(default_factory=dict)
    last_id: int = 0
    last_ephemeral_id: int = 0

    @property
    def private(self) -> bool:
        """True for a chat of one person with the bot."""
        return self.type == "private"

    def find(self, message_id: int) -> Message | None:
        """The message with this id, unless it was deleted or is ephemeral."""
        for message in reversed(self.messages):
            if message.id == message_id and message.ephemeral_id is None:
                return None if message.deleted else message
        return None

    def find_ephemeral(self, receiver_id: int, ephemeral_id: int) -> Message | None:
        """The ephemeral message with this address, unless it was deleted."""
        for message in reversed(self.messages):
            if message.ephemeral_id == ephemeral_id and message.receiver and message.receiver.id == receiver_id:
                return None if message.deleted else message
        return None

    def seen_by(self, user_id: int) -> list[Message]:
        """What this person's app shows, in order; an ephemeral replacement stands in its original's place."""
        shown = [m for m in self.messages if m.visible_to(user_id)]
        replaced = {id(m.replaces): m for m in shown if m.replaces is not None}
        return [replaced.get(id(m), m) for m in shown if m.replaces is None]


class World:
    """Everything that exists: look up people, chats and files, and add messages. `version` grows with each change."""

    def __init__(self, bot: User, title: str = "") -> None:
        self.bot = bot
        self.title = title
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, Blob] = {}
        self.anonymous_admin = User(ANONYMOUS_ADMIN_ID, "Group", "GroupAnonymousBot", is_bot=True)
        self.version = 0
        self._account_ids = itertools.count(11)
        self._orders = itertools.count(1)
        self._file_numbers = itertools.count(1)

    @classmethod
    def from_toml(cls, path: str | Path) -> Self:
        """The world written in a TOML file; ValueError names what is wrong in it."""
        with Path(path).open("rb") as file:
            return cls.from_dict(tomllib.load(file))

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The world of `title`, `bot`, `users` and `groups`; ValueError for unknown keys and unknown members."""
        _only(data, {"title", "bot", "users", "groups"}, "the world")
        about_bot = data.get("bot", {})
        _only(about_bot, {"username", "name"}, "the bot")
        username = about_bot.get("username", "sandbox_bot")
        bot = User(BOT_ID, about_bot.get("name", "Trợ lý"), username, is_bot=True)
        world = cls(bot, data.get("title", ""))
        for row in data.get("users", []):
            _only(row, USER_KEYS, "a user")
            world.add_user(User(**row))
        for row in data.get("groups", []):
            world.add_group(row)
        return world

    def add_user(self, user: User) -> None:
        """The person exists, with an empty private chat beside the bot."""
        if user.id <= 0 or user.id in self.users or user.id in (self.bot.id, ANONYMOUS_ADMIN_ID):
            raise ValueError(f"user id {user.id} is not positive or already taken")
        self.users[user.id] = user
        self.chats[user.id] = Chat(user.id, "private", user.name, members=[user.id])

    def add_group(self, row: dict[str, Any]) -> Chat:
        """The group exists: a supergroup when its id begins with -100, else a basic group."""
        _only(row, {"id", "title", "members", "admins", "anonymous", "bot_is_admin", "bot_is_member"}, "a group")
        status = "administrator" if row.get("bot_is_admin") else "member" if row.get("bot_is_member", True) else "left"
        kind = "supergroup" if str(row["id"]).startswith("-100") else "group"
        admins, members = list(row.get("admins", [])), list(row.get("members", []))
        members += [user_id for user_id in admins if user_id not in members]
        chat = Chat(row["id"], kind, row["title"], members, admins, set(row.get("anonymous", [])), status)
        if unknown := [user_id for user_id in members if user_id not in self.users]:
            raise ValueError(f"group {chat.title!r} has members who are no users: {unknown}")
        if chat.id >= 0 or chat.id in self.chats:
            raise ValueError(f"group id {chat.id} is not negative or already taken")
        self.chats[chat.id] = chat
        return chat

    def chats_of(self, user_id: int) -> list[Chat]:
        """The chats in this person's list: the bot first, then their groups that were not upgraded."""
        return [c for c in self.chats.values() if user_id in c.members and c.migrated_to is None]

    def group_titled(self, title: str) -> Chat | None:
        """The living group with this title."""
        return next(
            (c for c in self.chats.values() if not c.private and c.title == title and c.migrated_to is None), None
        )

    def user_named(self, name: str) -> User | None:
        """The person with this name or username."""
        return next((u for u in self.users.values() if name in (u.name, u.username)), None)

    def post(self, chat: Chat, sender: User, date: datetime, **fields: Any) -> Message:
        """A new message at the end of the chat; supergroups count for themselves, other chats share one counter."""
        message = Message(chat, 0, date, sender, **fields)
        message.order = next(self._orders)
        if message.receiver is not None:
            chat.last_ephemeral_id += 1
            message.ephemeral_id = chat.last_ephemeral_id
        elif chat.type == "supergroup":
            chat.last_id += 1
            message.id = chat.last_id
        else:
            message.id = next(self._account_ids)
        chat.messages.append(message)
        return message

    def keep_file(self, name: str, mime: str, data: bytes, kind: str, size: tuple[int, int] = (0, 0)) -> Blob:
        """The bytes are kept, in memory only, under a new file id."""
        number = next(self._file_numbers)
        suffix = Path(name).suffix[:8] or {"photo": ".jpg", "voice": ".oga"}.get(kind, "")
        blob = Blob(
            f"SB{kind}-{number:06d}", f"U{number:06d}", name, mime, data, kind, f"{kind}s/file_{number}{suffix}", *size
        )
        self.files[blob.file_id] = blob
        return blob

    def unread(self, chat: Chat, user_id: int) -> int:
        """How many messages of others arrived since this person last looked."""
        last = chat.read.get(user_id, 0)
        return sum(1 for m in chat.seen_by(user_id) if m.order > last and m.sender.id != user_id)


def _only(row: dict[str, Any], allowed: Iterable[str], what: str) -> None:
    if unknown := sorted(set(row) - set(allowed)):
        raise ValueError(f"{what} has unknown keys: {', '.join(unknown)}")
