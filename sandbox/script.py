"""Written conversations: played against the bot, printed as a transcript, checked line by line."""

import asyncio
import mimetypes
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from sandbox.errors import NotPossible
from sandbox.world import Chat, Message

if TYPE_CHECKING:
    from sandbox.driver import Person
    from sandbox.server import Sandbox

# After an act the transcript waits until nothing has changed for this long, in real seconds.
QUIET = 0.3
PATIENCE = 10.0
_LINE = re.compile(r"^(?P<who>[^:@<>!]+?)(?:\s*@\s*(?P<where>[^:<>!]+?))?\s*(?P<act>[:<>!])\s*(?P<what>.*)$")
_SPAN = re.compile(r"^(\d+)\s*([smhd])$")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class WrongScript(Exception):  # noqa: N818
    """A line that cannot be read or played; the message names the line."""


@dataclass
class Script:
    """A conversation: numbered lines, the folder that its files are in, and what its header says."""

    lines: list[tuple[int, str]]
    folder: Path
    world: Path | None = None
    bot: str | None = None

    @classmethod
    def read(cls, path: Path) -> "Script":
        """The script in this UTF-8 file; `world:` and `bot:` lines before the first act are its header."""
        script = cls([], path.parent)
        for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
            line = line.strip()
            key, _, value = line.partition(":")
            if not line or line.startswith("#"):
                continue
            if not script.lines and key == "world":
                script.world = path.parent / value.strip()
            elif not script.lines and key == "bot":
                script.bot = value.strip()
            else:
                script.lines.append((number, line))
        return script


@dataclass
class Player:
    """Plays one script in one sandbox and writes the transcript to `out`. `failures` counts what was not as written."""

    sandbox: "Sandbox"
    out: TextIO
    quiet: float = QUIET
    failures: int = 0
    _shown: dict[int, tuple[str, str]] = field(default_factory=dict)
    _alerts: int = 0

    async def play(self, script: Script) -> bool:
        """True when every expectation held and the bot made no call that Telegram refuses."""
        await self._show()
        for number, line in script.lines:
            self._write(f"\n{line}")
            try:
                await self._step(line, script.folder)
            except (AssertionError, NotPossible) as problem:
                self.failures += 1
                self._write(f"  ✗ line {number}: {problem}")
            except (KeyError, ValueError, OSError) as problem:
                raise WrongScript(f"line {number}: {problem}") from problem
            await self._show()
        for call in self.sandbox.rejected:
            self.failures += 1
            self._write(f"  ✗ Telegram refuses {call.method}: {call.error}")
        self._write(f"\n{'✗ ' + str(self.failures) + ' not as written' if self.failures else '✓ as written'}")
        return self.failures == 0

    def _write(self, line: str) -> None:
        self.out.write(line + "\n")
        self.out.flush()

    async def _step(self, line: str, folder: Path) -> None:
        if line.startswith("*"):
            await self._happens(line[1:].strip())
            return
        match = _LINE.match(line)
        if match is None:
            raise ValueError(f"cannot read {line!r}")
        person = self._person(match["who"])
        chat = self._chat(match["where"]) if match["where"] else person.chat()
        act, what = match["act"], match["what"].strip()
        if act == ":":
            await person.says(what.replace("\\n", "\n"), chat)
        elif act == ">":
            answer = await person.taps(what, chat)
            if answer is not None:
                self._write(f"  → {person.user.name}: {answer.text}")
        elif act == "<":
            await person.sees(what, chat, timeout=PATIENCE)
            self._write("  ✓")
        else:
            await self._does(person, chat, what, folder)

    def _person(self, name: str) -> "Person":
        user = self.sandbox.world.user_named(name.strip())
        if user is None:
            raise ValueError(f"nobody is called {name.strip()!r}")
        return self.sandbox.person(user.id)

    def _chat(self, title: str) -> Chat:
        chat = self.sandbox.world.group_titled(title.strip())
        if chat is None:
            raise ValueError(f"no group is called {title.strip()!r}")
        return chat

    async def _does(self, person: "Person", chat: Chat, what: str, folder: Path) -> None:
        verb, _, rest = what.partition(" ")
        if verb == "block":
            await person.blocks_bot()
        elif verb == "unblock":
            await person.unblocks_bot()
        elif verb == "start":
            await person.starts(rest.strip())
        elif verb == "contact":
            await person.shares_contact(chat=chat)
        elif verb == "location":
            latitude, longitude = rest.split()
            await person.sends_location(float(latitude), float(longitude), chat)
        elif verb in ("document", "photo", "voice"):
            await self._sends(person, chat, verb, folder / rest.strip())
        elif verb == "forward":
            await person.forwards(person.last(chat), self._chat(rest))
        else:
            raise ValueError(f"a person cannot {verb!r}")

    async def _sends(self, person: "Person", chat: Chat, kind: str, path: Path) -> None:
        data = await asyncio.to_thread(path.read_bytes)
        if kind == "photo":
            await person.sends_photo(data, chat=chat)
        elif kind == "voice":
            await person.sends_voice(data, chat)
        else:
            mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            await person.sends_document(path.name, data, mime, chat=chat)

    async def _happens(self, what: str) -> None:
        verb, _, rest = what.partition(" ")
        rest = rest.strip()
        if verb == "advance":
            await self.sandbox.advance(_span(rest))
        elif verb == "twice":
            self.sandbox.redeliver_last()
            await self.sandbox.settled()
        elif verb in ("offline", "ephemeral") and rest in ("on", "off"):
            switch: Callable[[bool], None] = self.sandbox.offline if verb == "offline" else self._deliver_ephemeral
            switch(rest == "on")
        elif verb in ("remove", "add", "migrate"):
            group = self.sandbox.group(self._chat(rest).id)
            deeds: dict[str, Callable[[], Awaitable[object]]] = {
                "remove": group.removes_bot, "add": group.adds_bot, "migrate": group.migrates,
            }  # fmt: skip
            await deeds[verb]()
        else:
            raise ValueError(f"cannot read {what!r}")

    def _deliver_ephemeral(self, on: bool) -> None:
        self.sandbox.ephemeral_delivery = on

    async def _show(self) -> None:
        """Prints what the bot said or changed since the last time, once it has been quiet for a moment."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        version = -1
        while version != self.sandbox.world.version and asyncio.get_running_loop().time() < deadline:
            version = self.sandbox.world.version
            await self.sandbox.next_change(self.quiet)
        for chat in self.sandbox.world.chats.values():
            for message in chat.messages:
                self._show_message(message)

    def _show_message(self, message: Message) -> None:
        if message.sender is not self.sandbox.world.bot:
            return
        state = ("deleted", "") if message.deleted else (message.html, " ".join(f"[{b}]" for b in message.buttons))
        if self._shown.get(message.order) == state:
            return
        mark = "✎ " if message.order in self._shown else ""
        self._shown[message.order] = state
        only = f" (only {message.receiver.name})" if message.receiver else ""
        lost = " (not delivered)" if not message.delivered else ""
        attached = f"<{message.kind} {message.file.name}> " if message.file else ""
        body = "✝" if message.deleted else attached + message.text.replace("\n", "\n      ")
        self._write(f"  {mark}{message.chat.title}{only}{lost} ← {body}")
        if state[1] and not message.deleted:
            self._write(f"      {state[1]}")


def _span(words: str) -> timedelta:
    match = _SPAN.match(words)
    if match is None:
        raise ValueError(f"cannot read {words!r}: write 90s, 30m, 3h or 2d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
