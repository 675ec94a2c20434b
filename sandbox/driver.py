"""People and groups in the hands of a test: each act returns when the bot has dealt with it."""

import asyncio
import unicodedata
from typing import TYPE_CHECKING, Any

from sandbox import groups, people
from sandbox.core import Answer, Press
from sandbox.world import Chat, Message, User

if TYPE_CHECKING:
    from sandbox.server import Sandbox

# A bot may confirm the update first and answer the press a moment later.
ANSWER_GRACE = 1.0
Place = Chat | int | None


class GroupDriver:
    """Acts on one group chat."""

    def __init__(self, sandbox: "Sandbox", chat: Chat) -> None:
        self.sandbox = sandbox
        self._group = groups.Group(sandbox, chat)

    @property
    def id(self) -> int:
        """The chat id, which changes by `migrates`."""
        return self._group.id

    async def adds_bot(self, by: int | None = None, *, as_admin: bool = False) -> None:
        """The bot is in the group."""
        self._group.adds_bot(by, as_admin=as_admin)
        await settle(self.sandbox)

    async def removes_bot(self, by: int | None = None) -> None:
        """The bot was kicked."""
        self._group.removes_bot(by)
        await settle(self.sandbox)

    async def promotes_bot(self, by: int | None = None) -> None:
        """The bot is an administrator."""
        self._group.promotes_bot(by)
        await settle(self.sandbox)

    async def demotes_bot(self, by: int | None = None) -> None:
        """The bot is an ordinary member again."""
        self._group.demotes_bot(by)
        await settle(self.sandbox)

    async def gains(self, user_id: int) -> None:
        """The person joined."""
        self._group.gains(user_id)
        await settle(self.sandbox)

    async def loses(self, user_id: int) -> None:
        """The person left."""
        self._group.loses(user_id)
        await settle(self.sandbox)

    async def migrates(self) -> int:
        """The basic group is a supergroup; returns the new chat id."""
        new_id = self._group.migrates()
        await settle(self.sandbox)
        return new_id


class Person:
    """One person. `chat` is a chat or its id and means the private chat with the bot when left out."""

    def __init__(self, sandbox: "Sandbox", user: User) -> None:
        self.sandbox = sandbox
        self.user = user

    @property
    def id(self) -> int:
        """The user id, which is also the id of the private chat."""
        return self.user.id

    @property
    def alerts(self) -> list[Answer]:
        """Every answer to this person's presses that had words, oldest first."""
        return self.sandbox.alerts.get(self.user.id, [])

    def chat(self, place: Place = None) -> Chat:
        """The chat meant by `place`."""
        return place if isinstance(place, Chat) else self.sandbox.world.chats[self.id if place is None else place]

    async def says(self, text: str, chat: Place = None, reply_to: Message | None = None) -> Message:
        """The text was sent and dealt with."""
        message = people.say(self.sandbox, self.user, self.chat(chat), text, reply_to)
        await settle(self.sandbox)
        return message

    async def starts(self, payload: str = "") -> Message:
        """The person opened the bot by its button or a deep link."""
        message = people.start(self.sandbox, self.user, payload)
        await settle(self.sandbox)
        return message

    async def taps(
        self, words: str, chat: Place = None, message: Message | None = None, *, as_anonymous: bool = False
    ) -> Answer | None:
        """The newest button whose label holds the words was pressed; returns the words that came back, if any.

        Links to the bot open it with their payload; a reply keyboard's button is pressed when no inline one fits.
        AssertionError lists the buttons in sight when none fits.
        """
        place = message.chat if message is not None else self.chat(chat)
        found = _find_button(place.seen_by(self.id) if message is None else [message], words)
        if found is None:
            await self._taps_reply_keyboard(words, place)
            return None
        card, button = found
        press = people.tap(self.sandbox, self.user, card, button, anonymous=as_anonymous)
        if press is not None:
            return await self._answered(press)
        payload = people.deep_link(self.sandbox, str(button.get("url", "")))
        if payload is not None:
            await self.starts(payload)
        return None

    async def _answered(self, press: Press) -> Answer | None:
        await settle(self.sandbox)
        if self.sandbox.waits and not self.sandbox.is_offline:
            await wait_for_answer(press, ANSWER_GRACE)
        if press.start is not None:
            await self.starts(press.start)
        return press.answer

    async def _taps_reply_keyboard(self, words: str, place: Chat) -> None:
        rows = place.reply_keyboards.get(self.id, {}).get("keyboard", [])
        button = _best([b for row in rows for b in row], words)
        if button is None:
            raise AssertionError(self._no_button(words, place))
        if button.get("request_contact"):
            await self.shares_contact(chat=place)
        elif button.get("request_location"):
            raise AssertionError(f"{button['text']!r} asks for a place: use sends_location")
        else:
            await self.says(button["text"], place)

    def _no_button(self, words: str, place: Chat) -> str:
        lines = [f"{self.user.name} sees no button {words!r} in {place.title}. In sight:"]
        for message in place.seen_by(self.id)[-8:]:
            if message.buttons:
                lines.append(f"  [{message.key}] {' | '.join(message.buttons)}   under {message.text[:60]!r}")
        rows = place.reply_keyboards.get(self.id, {}).get("keyboard", [])
        lines += [f"  keyboard: {' | '.join(b['text'] for b in row)}" for row in rows]
        newest = place.seen_by(self.id)[-1:]
        lines += [f"  last message: {m.text[:300]!r}" for m in newest]
        return "\n".join(lines)

    async def _sends(self, kind: str, name: str, data: bytes, mime: str, caption: str | None, chat: Place) -> Message:
        message = people.send_file(self.sandbox, self.user, self.chat(chat), kind, name, mime, data, caption or "")
        await settle(self.sandbox)
        return message

    async def sends_document(
        self, name: str, data: bytes, mime: str = "application/octet-stream", caption: str | None = None,
        chat: Place = None,
    ) -> Message:  # fmt: skip
        """The file was sent and dealt with."""
        return await self._sends("document", name, data, mime, caption, chat)

    async def sends_photo(self, data: bytes, caption: str | None = None, chat: Place = None) -> Message:
        """The picture was sent and dealt with."""
        return await self._sends("photo", "photo.jpg", data, "image/jpeg", caption, chat)

    async def sends_voice(self, data: bytes, chat: Place = None) -> Message:
        """The recording was sent and dealt with."""
        return await self._sends("voice", "voice.oga", data, "audio/ogg", None, chat)

    async def sends_location(self, lat: float, lon: float, chat: Place = None) -> Message:
        """The place was sent and dealt with."""
        message = people.send_location(self.sandbox, self.user, self.chat(chat), lat, lon)
        await settle(self.sandbox)
        return message

    async def shares_contact(self, own: bool = True, phone: str | None = None, chat: Place = None) -> Message:
        """A contact card was sent and dealt with: the person's own, or one without a Telegram account."""
        message = people.share_contact(self.sandbox, self.user, self.chat(chat), own=own, phone=phone)
        await settle(self.sandbox)
        return message

    async def forwards(self, message: Message, to_chat: Place = None, keep_keyboard: bool = False) -> Message:
        """A forwarded copy is in the other chat."""
        copy = people.forward(self.sandbox, self.user, message, self.chat(to_chat), keep_keyboard=keep_keyboard)
        await settle(self.sandbox)
        return copy

    async def edits(self, message: Message, text: str) -> None:
        """The person's own message has other words, and the bot knows if it may."""
        people.edit(self.sandbox, self.user, message, text)
        await settle(self.sandbox)

    async def blocks_bot(self) -> None:
        """The bot was blocked and told."""
        people.block(self.sandbox, self.user)
        await settle(self.sandbox)

    async def unblocks_bot(self) -> None:
        """The bot may write again and was told."""
        people.unblock(self.sandbox, self.user)
        await settle(self.sandbox)

    def screen(self, chat: Place = None) -> list[Message]:
        """What this person sees, oldest first."""
        return self.chat(chat).seen_by(self.id)

    def last(self, chat: Place = None) -> Message:
        """The newest message of the bot in sight; AssertionError when there is none."""
        mine = [m for m in self.screen(chat) if m.sender is self.sandbox.world.bot and m.kind != "pinned"]
        if not mine:
            raise AssertionError(f"{self.user.name} sees no message of the bot in {self.chat(chat).title}")
        return mine[-1]

    async def sees(self, words: str, chat: Place = None, timeout: float = 5) -> Message:  # noqa: ASYNC109
        """The newest message in sight that holds the words, waiting for it up to `timeout` real seconds."""
        deadline = asyncio.get_running_loop().time() + timeout
        while True:
            for message in reversed(self.screen(chat)):
                if words in message.text:
                    return message
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                texts = "\n".join(f"  {m.sender.name}: {m.text[:200]!r}" for m in self.screen(chat)[-5:])
                where = self.chat(chat).title
                raise AssertionError(f"{self.user.name} does not see {words!r} in {where}. In sight:\n{texts}")
            await self.sandbox.next_change(left)


async def settle(sandbox: "Sandbox") -> None:
    """The bot has confirmed everything, unless waiting is switched off or the bot is cut off."""
    if sandbox.waits and not sandbox.is_offline:
        await sandbox.settled()


async def wait_for_answer(press: Press, seconds: float) -> None:
    """Returns when the press was answered, or after so many real seconds."""
    try:
        async with asyncio.timeout(seconds):
            await press.done.wait()
    except TimeoutError:
        return


def _letters(text: str) -> str:
    """The label without the emoji and signs in front of its words."""
    text = unicodedata.normalize("NFC", text)
    start = next((place for place, letter in enumerate(text) if letter.isalnum()), 0)
    return text[start:].strip()


def _best(buttons: list[dict[str, Any]], words: str) -> dict[str, Any] | None:
    wanted = _letters(words) or words
    labelled = [(_letters(str(button["text"])), button) for button in buttons if "disabled" not in button]
    tests = (str.__eq__, str.startswith, str.__contains__)
    for fits in tests:
        for label, button in labelled:
            if fits(label, wanted) or (words == button["text"]):
                return button
    for label, button in labelled:
        if wanted.casefold() == label.casefold():
            return button
    return None


def _find_button(messages: list[Message], words: str) -> tuple[Message, dict[str, Any]] | None:
    for message in reversed(messages):
        button = _best([b for row in message.keyboard or [] for b in row], words)
        if button is not None:
            return message, button
    return None
