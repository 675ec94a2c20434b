"""The running state of a sandbox, shared by the Bot API methods and by what people do."""

import asyncio
import itertools
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sandbox import wire
from sandbox.clock import SandboxClock
from sandbox.errors import ApiError, bad_request, forbidden
from sandbox.limits import Limiter
from sandbox.updates import Updates
from sandbox.world import Chat, Message, User, World

Json = dict[str, Any]
# A press can be answered this long; the page keeps its spinner as long.
ANSWER_WITHIN = timedelta(seconds=15)
EPHEMERAL_WITHIN = timedelta(seconds=15)
KEPT_CALLS = 10_000
QUERY_EXPIRED = "query is too old and response timeout expired or query ID is invalid"


class Call(NamedTuple):
    """One Bot API call. `error` is the description of a refusal; uploads are shown as `<name, size>`."""

    method: str
    params: Json
    ok: bool
    error: str | None


class Answer(NamedTuple):
    """What a press got back: the words, and whether they come as an alert."""

    text: str
    show_alert: bool


@dataclass(eq=False)
class Press:
    """A pressed callback button, waiting for answerCallbackQuery."""

    id: str
    user: User
    message: Message
    at: datetime
    answer: Answer | None = None
    start: str | None = None
    done: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class Fault:
    """What the next calls of one method meet instead of success."""

    method: str
    times: int
    status: int | str
    retry_after: int | None


class Core:
    """World, clock, queue, limits and switches of one bot."""

    def __init__(self, world: World, clock: SandboxClock, *, enforce_limits: bool) -> None:
        self.world = world
        self.clock = clock
        self.updates = Updates(clock, self.changed)
        self.limiter = Limiter(clock.elapsed, on=enforce_limits)
        self.presses: dict[str, Press] = {}
        self.ephemeral_delivery = True
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], Any] = {}
        self.webhook: Json = {}
        self.faults: list[Fault] = []
        self.call_log: deque[tuple[datetime, Call]] = deque(maxlen=KEPT_CALLS)
        self.refused: deque[Call] = deque(maxlen=KEPT_CALLS)
        self.on_advance: list[Callable[[], Awaitable[None]]] = []
        self.alerts: dict[int, list[Answer]] = {}
        self._press_ids = itertools.count(4_000_000_001)
        self._change = asyncio.Event()

    def changed(self) -> None:
        """The world is one version further, and everyone who waits for that wakes."""
        self.world.version += 1
        self._change.set()
        self._change = asyncio.Event()

    async def next_change(self, seconds: float) -> None:
        """Returns at the next change, or after so many real seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._change.wait()
        except TimeoutError:
            return

    def chat_for_bot(self, chat_id: Any) -> Chat:
        """The chat that the bot may write to; ApiError as Telegram words it when it may not."""
        chat = self.known_chat(chat_id)
        if chat.private:
            person = self.world.users[chat.id]
            if person.deactivated:
                raise forbidden("user is deactivated")
            if person.blocked:
                raise forbidden("bot was blocked by the user")
            if not person.started:
                raise forbidden("bot can't initiate conversation with a user")
        elif chat.bot_status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        elif chat.bot_status == "left":
            raise forbidden(f"bot is not a member of the {chat.type} chat")
        return chat

    def known_chat(self, chat_id: Any) -> Chat:
        """The chat with this id, whether or not the bot may write there; 400 when unknown or upgraded."""
        if chat_id in (None, ""):
            raise bad_request("chat_id is empty")
        try:
            chat = self.world.chats.get(int(chat_id))
        except ValueError:
            chat = None
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        return chat

    def press(self, person: User, message: Message, data: str) -> Press:
        """The person pressed a callback button: the bot is told, and the press waits for its answer."""
        press = Press(str(next(self._press_ids)), person, message, self.clock.now())
        self.presses[press.id] = press
        self.updates.emit(
            "callback_query",
            {
                "id": press.id,
                "from": wire.user(person),
                "chat_instance": str(7_000_000_000_000 + abs(message.chat.id)),
                "message": wire.message(message, self.world),
                "data": data,
            },
        )
        return press

    def answerable(self, query_id: str, within: timedelta) -> Press | None:
        """The press with this id, unless it is older than `within`."""
        press = self.presses.get(query_id)
        return press if press is not None and self.clock.now() - press.at <= within else None

    def sees(self, message: Message) -> bool:
        """Whether Telegram shows the message to the bot (https://core.telegram.org/bots/features#privacy-mode)."""
        chat = message.chat
        if chat.private or message.ephemeral_id is not None:
            return True
        if chat.bot_status not in ("member", "administrator"):
            return False
        if chat.bot_status == "administrator" or message.kind == "service":
            return True
        if message.reply_to is not None and message.reply_to.sender is self.world.bot:
            return True
        return self._addressed(message)

    def _addressed(self, message: Message) -> bool:
        me = f"@{self.world.bot.username}".lower()
        for entity in message.entities:
            words = message.text.encode("utf-16-le")[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2]
            words_text = words.decode("utf-16-le").lower()
            if entity["type"] == "mention" and words_text == me:
                return True
            if entity["type"] == "bot_command" and ("@" not in words_text or words_text.endswith(me)):
                return True
        return False

    def tell(self, message: Message, kind: str = "message") -> None:
        """The bot receives the message, if Telegram would show it; the page sees it in any case."""
        if self.sees(message):
            self.updates.emit(kind, wire.message(message, self.world))
        self.changed()

    def tell_member(self, chat: Chat, actor: User, subject: User, old: str, new: str) -> None:
        """A change of membership goes out as my_chat_member, or as chat_member to a bot that is administrator."""
        body = wire.member_updated(chat, actor, subject, old, new, self.clock.now(), self.world)
        if subject is self.world.bot:
            self.updates.emit("my_chat_member", body)
        elif chat.bot_status == "administrator":
            self.updates.emit("chat_member", body)
        self.changed()

    def record(self, call: Call, code: int) -> None:
        """The call is listed, unless it is a getUpdates that went well; 4xx answers also count as refused."""
        if 400 <= code < 500:
            self.refused.append(call)
        if call.method != "getUpdates" or not call.ok:
            self.call_log.append((self.clock.now(), call))
            self.changed()

    def take_fault(self, method: str) -> Fault | None:
        """The fault that was ordered for this call, counted down."""
        for fault in self.faults:
            if fault.method.lower() == method.lower():
                fault.times -= 1
                if fault.times == 0:
                    self.faults.remove(fault)
                return fault
        return None

    async def advance(self, delta: timedelta) -> None:
        """The clock moved; expired updates are gone and everyone in `on_advance` has had their turn."""
        self.clock.advance(delta)
        self.updates.wake()
        for follow in list(self.on_advance):
            await follow()
