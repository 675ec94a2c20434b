"""Formatted text: HTML and MarkdownV2 become plain text and entities counted in UTF-16 code units.

The rules and the wording of refusals follow https://core.telegram.org/bots/api#formatting-options.
"""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from sandbox.errors import ApiError, bad_request

Entity = dict[str, Any]

MAX_RAW_BYTES = 32_768
_SPACE = " \t\r\n\0\v"
_LINK = re.compile(r"^(https?://[^\s]+|tg://[^\s]+|ton://[^\s]+|mailto:[^\s]+|tel:[^\s]+)$", re.IGNORECASE)
_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "span": "spoiler",
    "tg-spoiler": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji", "tg-time": "date_time",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_DETECTED = [
    ("url", re.compile(r"(?:https?://|(?<![\w@.])t\.me/)[^\s<>\"]+[^\s<>\".,;:!?)\]]")),
    ("email", re.compile(r"(?<![\w.+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")),
    ("mention", re.compile(r"(?<![\w@.])@[A-Za-z][A-Za-z0-9_]{3,31}\b")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])")),
    ("hashtag", re.compile(r"(?<![\w#])#[^\W_]\w*")),
]


def utf16(text: str) -> int:
    """Length in UTF-16 code units, the unit of every entity offset."""
    return len(text) + sum(1 for letter in text if ord(letter) > 0xFFFF)


def slice16(text: str, offset: int, length: int) -> str:
    """The part of `text` that an entity covers."""
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")


def parse(text: str, parse_mode: str | None, entities: list[Entity] | None = None) -> tuple[str, list[Entity]]:
    """Text as readers get it, trimmed, with explicit and detected entities in order; ApiError 400 if it cannot be."""
    if len(text.encode()) > MAX_RAW_BYTES:
        raise bad_request("message is too long")
    text = _clean(text)
    mode = (parse_mode or "").lower()
    if mode == "html":
        text, found = _Html(text).run()
    elif mode == "markdownv2":
        text, found = _MarkdownV2(text).run()
    elif mode == "markdown":
        raise bad_request("the sandbox does not read legacy Markdown; use HTML or MarkdownV2")
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        found = [_checked(entity, text) for entity in entities or []]
    text, found = _trim(text, found)
    return text, in_order(found + detect(text, found))


def detect(text: str, taken: list[Entity]) -> list[Entity]:
    """Links, addresses, mentions, commands and hashtags that nobody marked, outside code and links."""
    closed = [
        (e["offset"], e["offset"] + e["length"])
        for e in taken
        if e["type"] in ("code", "pre", "text_link", "text_mention", "custom_emoji", "date_time", "mention", "url")
    ]
    found: list[Entity] = []
    for kind, pattern in _DETECTED:
        for match in pattern.finditer(text):
            start = utf16(text[: match.start()])
            end = start + utf16(match.group())
            if all(end <= a or start >= b for a, b in closed):
                found.append({"type": kind, "offset": start, "length": end - start})
                closed.append((start, end))
    return found


def in_order(entities: list[Entity]) -> list[Entity]:
    """Sorted the way Telegram lists them: by start, the longer first."""
    return sorted(entities, key=lambda e: (e["offset"], -e["length"]))


def _clean(text: str) -> str:
    """Telegram's own cleaning: no carriage returns, no bidirectional overrides, controls become spaces."""
    text = re.sub("[\r\u2028-\u202e\u0333\u033f\u030a]", "", text)
    return re.sub("[\x00-\x09\x0b-\x1f]", " ", text)


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    lead = utf16(text[: len(text) - len(text.lstrip())])
    text = text.strip()
    total = utf16(text)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] + entity["length"] - lead, total)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return text, kept


def _checked(entity: Entity, text: str) -> Entity:
    if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
        raise bad_request("can't parse entities: expected an Object of type MessageEntity")
    offset, length = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length <= 0:
        raise bad_request("can't parse entities: invalid offset or length of an entity")
    if offset + length > utf16(text):
        raise bad_request("can't parse entities: entity begins or ends outside of the text")
    url = entity.get("url")
    if entity["type"] == "text_link" and not (isinstance(url, str) and _LINK.match(url)):
        raise bad_request(f"entity URL '{url}' is invalid: Wrong HTTP URL")
    return {key: value for key, value in entity.items() if value is not None}


@dataclass
class _Open:
    name: str
    argument: str
    start16: int
    start: int
    at: int


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.i = 0
        self.out: list[str] = []
        self.length16 = 0
        self.open: list[_Open] = []
        self.found: list[Entity] = []

    def peek(self, ahead: int = 0) -> str:
        """The character `ahead` of here, or an empty string behind the end."""
        place = self.i + ahead
        return self.source[place] if place < len(self.source) else ""

    def put(self, letters: str) -> None:
        self.out.append(letters)
        self.length16 += utf16(letters)

    def error(self, words: str, at: int | None = None) -> ApiError:
        place = "" if at is None else f" at byte offset {len(self.source[:at].encode())}"
        return bad_request(f"can't parse entities: {words}{place}")

    def add(self, kind: str, start16: int, **more: Any) -> None:
        if self.length16 > start16:
            self.found.append({"type": kind, "offset": start16, "length": self.length16 - start16, **more})


class _Html(_Parser):
    def run(self) -> tuple[str, list[Entity]]:
        while self.i < len(self.source):
            letter = self.peek()
            if letter == "&":
                self.put(self.character())
            elif letter != "<":
                self.put(letter)
                self.i += 1
            elif self.peek(1) == "/":
                self.close_tag()
            else:
                self.open_tag()
        if self.open:
            raise self.error(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        return "".join(self.out), in_order(self.found)

    def character(self) -> str:
        """One character reference, or the ampersand itself when it is none."""
        match = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?").match(self.source, self.i)
        if match is None:
            self.i += 1
            return "&"
        decimal, hexadecimal, name = match.groups()
        code = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else ord(_NAMED[name])
        if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            self.i += 1
            return "&"
        self.i = match.end()
        return _clean(chr(code))

    def skip_space(self) -> None:
        while self.peek() and self.peek() in _SPACE:
            self.i += 1

    def open_tag(self) -> None:
        begin = self.i
        self.i += 1
        while self.peek() and self.peek() not in _SPACE and self.peek() != ">":
            self.i += 1
        if not self.peek():
            raise self.error("Unclosed start tag", begin)
        name = self.source[begin + 1 : self.i].lower()
        if name not in _TAGS:
            raise self.error(f'Unsupported start tag "{name}"', begin)
        attributes = self.attributes(name, begin)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self.error('Tag "span" must have class "tg-spoiler"', begin)
        if name == "tg-time" and not re.fullmatch(r"-?\d{1,12}", attributes.get("unix", "")):
            raise self.error('Tag "tg-time" must have a valid "unix" attribute', begin)
        self.open.append(_Open(name, self.argument(name, attributes), self.length16, len(self.out), begin))

    @staticmethod
    def argument(name: str, attributes: dict[str, str]) -> str:
        if name == "blockquote":
            return "expandable" if "expandable" in attributes else ""
        if name == "code":
            language = attributes.get("class", "")
            return language.removeprefix("language-") if language.startswith("language-") else ""
        if name == "tg-time":
            return attributes["unix"] + " " + attributes.get("format", "")
        return attributes.get({"a": "href", "tg-emoji": "emoji-id"}.get(name, ""), "")

    def attributes(self, tag: str, begin: int) -> dict[str, str]:
        """The attributes up to and including the closing bracket."""
        found: dict[str, str] = {}
        while True:
            self.skip_space()
            if not self.peek():
                raise self.error("Unclosed start tag", begin)
            if self.peek() == ">":
                self.i += 1
                return found
            start = self.i
            while self.peek() and self.peek() not in _SPACE + "=>/\"'":
                self.i += 1
            name = self.source[start : self.i].lower()
            if not name:
                raise self.error(f'Empty attribute name in the tag "{tag}"', begin)
            self.skip_space()
            if self.peek() == "=":
                self.i += 1
                self.skip_space()
                found[name] = self.value(begin)
            elif not self.peek():
                raise self.error("Unclosed start tag", begin)
            else:
                found[name] = ""

    def value(self, begin: int) -> str:
        quote = self.peek()
        if not quote:
            raise self.error("Unclosed start tag", begin)
        start = self.i
        if quote not in "'\"":
            while self.peek() and ((self.peek().isascii() and self.peek().isalnum()) or self.peek() in ".-"):
                self.i += 1
            if self.peek() not in _SPACE + ">":
                raise self.error("Unexpected end of name token", start)
            return self.source[start : self.i].lower()
        self.i += 1
        letters = []
        while self.peek() and self.peek() != quote:
            if self.peek() == "&":
                letters.append(self.character())
            else:
                letters.append(self.peek())
                self.i += 1
        self.i += 1
        if not self.peek():
            raise self.error("Unclosed start tag", begin)
        return "".join(letters)

    def close_tag(self) -> None:
        begin = self.i
        if not self.open:
            raise self.error("Unexpected end tag", begin)
        while self.peek() and self.peek() not in _SPACE and self.peek() != ">":
            self.i += 1
        name = self.source[begin + 2 : self.i].lower()
        self.skip_space()
        if self.peek() != ">":
            raise self.error("Unclosed end tag", begin)
        self.i += 1
        top = self.open[-1]
        if name not in ("", top.name):
            raise self.error(
                f"Unmatched end tag at byte offset {len(self.source[:begin].encode())}, "
                f'expected "</{top.name}>", found "</{name}>"'
            )
        self.open.pop()
        self.finish(top)

    def finish(self, tag: _Open) -> None:
        kind = _TAGS[tag.name]
        if tag.name == "a":
            link = tag.argument or "".join(self.out[tag.start :])
            if _LINK.match(link):
                self.add("text_link", tag.start16, url=link)
        elif tag.name == "tg-emoji":
            self.add(kind, tag.start16, custom_emoji_id=tag.argument)
        elif tag.name == "tg-time":
            unix, _, shape = tag.argument.partition(" ")
            more = {"date_time_format": shape} if shape else {}
            self.add(kind, tag.start16, unix_time=int(unix), **more)
        elif tag.name == "blockquote" and tag.argument:
            self.add("expandable_blockquote", tag.start16)
        elif tag.name == "code" and self.open and self.open[-1].name == "pre":
            if tag.start16 == self.open[-1].start16 and tag.argument:
                self.open[-1].argument = tag.argument
        elif tag.name == "pre":
            self.add(kind, tag.start16, **({"language": tag.argument} if tag.argument else {}))
        else:
            self.add(kind, tag.start16)


class _MarkdownV2(_Parser):
    RESERVED = "_*[]()~`>#+-=|{}.!"
    NAMES: ClassVar = {
        "bold": "Bold", "italic": "Italic", "underline": "Underline", "strikethrough": "Strikethrough",
        "spoiler": "Spoiler", "code": "Code", "pre": "Pre", "text_link": "TextUrl", "custom_emoji": "CustomEmoji",
        "blockquote": "BlockQuote",
    }  # fmt: skip

    def run(self) -> tuple[str, list[Entity]]:
        while self.i < len(self.source):
            self.step()
        while self.open and self.open[-1].name == "blockquote":
            self.end_quote()
        if self.open:
            top = self.open[-1]
            raise self.error(f"Can't find end of {self.NAMES[top.name]} entity", top.at)
        return "".join(self.out), in_order(self.found)

    def step(self) -> None:
        letter = self.peek()
        inside = self.open[-1].name if self.open else ""
        following = self.peek(1)
        if letter == "\\" and following and 1 <= ord(following) <= 126:
            self.put(following)
            self.i += 2
        elif inside in ("code", "pre"):
            if letter == "`" and (inside == "code" or self.source.startswith("```", self.i)):
                self.close(1 if inside == "code" else 3)
            elif letter == "`":
                raise self.error("Character '`' is reserved and must be escaped with the preceding '\\'")
            else:
                self.literal(letter)
        elif letter == "\n":
            self.new_line()
        elif letter == ">" and (not self.out or self.out[-1] == "\n"):
            if not any(tag.name == "blockquote" for tag in self.open):
                self.begin("blockquote", 1)
            else:
                self.i += 1
        elif letter in self.RESERVED:
            self.mark(letter, inside)
        else:
            self.literal(letter)

    def literal(self, letter: str) -> None:
        self.put(letter)
        self.i += 1

    def new_line(self) -> None:
        if self.open and self.open[-1].name == "blockquote" and self.peek(1) != ">":
            self.end_quote()
        self.literal("\n")

    def end_quote(self) -> None:
        tag = self.open.pop()
        self.add("expandable_blockquote" if tag.argument else "blockquote", tag.start16)

    def mark(self, letter: str, inside: str) -> None:
        if self.source.startswith("||", self.i) and inside != "spoiler" and self.ends_quote():
            self.open[-1].argument = "expandable"
            self.i += 2
            return
        double = self.peek(1) == letter
        kinds = {"*": "bold", "~": "strikethrough", "`": "code", "[": "text_link"}
        kind, width = kinds.get(letter, ""), 1
        if letter == "_":
            kind, width = ("underline", 2) if double else ("italic", 1)
        elif letter == "|" and double:
            kind, width = "spoiler", 2
        elif letter == "`" and self.source.startswith("```", self.i):
            kind, width = "pre", 3
        elif letter == "!" and self.peek(1) == "[":
            kind, width = "custom_emoji", 2
        if letter == "]" and inside in ("text_link", "custom_emoji"):
            self.close_link(inside)
        elif not kind:
            raise self.error(f"Character '{letter}' is reserved and must be escaped with the preceding '\\'")
        elif kind == inside:
            self.close(width)
        else:
            self.begin(kind, width)

    def ends_quote(self) -> bool:
        at_end = self.i + 2 >= len(self.source) or (self.peek(2) == "\n" and self.peek(3) != ">")
        return bool(self.open) and self.open[-1].name == "blockquote" and at_end

    def begin(self, kind: str, width: int) -> None:
        at = self.i
        self.i += width
        language = ""
        if kind == "pre":
            match = re.compile(r"([^\s`]+)(?=\s)").match(self.source, self.i)
            if match:
                language = match.group(1)
                self.i = match.end()
            if self.peek() == "\n":
                self.i += 1
        self.open.append(_Open(kind, language, self.length16, len(self.out), at))

    def close(self, width: int) -> None:
        tag = self.open.pop()
        self.i += width
        self.add(tag.name, tag.start16, **({"language": tag.argument} if tag.argument else {}))

    def close_link(self, kind: str) -> None:
        tag = self.open.pop()
        self.i += 1
        link = "".join(self.out[tag.start :])
        if self.peek() == "(":
            self.i += 1
            begin, letters = self.i, []
            while self.peek() and self.peek() != ")":
                if self.peek() == "\\" and self.peek(1) and ord(self.peek(1)) <= 126:
                    self.i += 1
                letters.append(self.peek())
                self.i += 1
            if not self.peek():
                raise self.error("Can't find end of a URL", begin)
            self.i += 1
            link = "".join(letters)
        if kind == "text_link" and _LINK.match(link):
            self.add("text_link", tag.start16, url=link)
        elif kind == "custom_emoji":
            self.add("custom_emoji", tag.start16, custom_emoji_id=link.partition("id=")[2])
