"""A document as chat messages: pages of Telegram HTML that each stand on their own.

https://core.telegram.org/bots/api#sendmessage allows 4,096 characters after the entities are parsed; lengths
here are UTF-16 units, of which a character has one or two, so a page is never longer than Telegram counts it.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from html import escape

from rules.markup import BOLD, ITALIC, Styled, join, parse
from rules.paragraphs import Paragraph, paragraphs
from rules.texts import normalise

MESSAGE_LENGTH = 4_096
PAGE_LENGTH = 3_500
# Shorter pages could not hold a line, and a message may begin with a header.
_SHORTEST_PAGE = 40

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s")
_CLAUSE_END = re.compile(r"[;:][\"'”’»)\]]*\s")
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Page:
    """One message: `html` for Telegram's HTML mode, `text` the same words without tags."""

    html: str
    text: str


def length(text: str) -> int:
    """How many UTF-16 units a text has."""
    return len(text) + sum(1 for letter in text if letter > "\uffff")


def to_pages(source: str, limit: int = PAGE_LENGTH, first_limit: int | None = None) -> list[Page]:
    """The stored text `source` as pages of at most `limit` UTF-16 units, the first of at most `first_limit`.

    Every word is there once and in order; only markup (see rules/markup.py) and page numbers are gone. A page
    ends between paragraphs; a paragraph longer than a page is divided after a sentence, else between words,
    and a word longer than a page where it must. A text without words has no pages. Raises ValueError for
    limits outside 40-4,096.
    """
    limits = (limit, limit if first_limit is None else first_limit)
    if not all(_SHORTEST_PAGE <= each <= MESSAGE_LENGTH for each in limits):
        raise ValueError(f"a page has {_SHORTEST_PAGE}-{MESSAGE_LENGTH} units, not {limits}")
    desk = _Desk(limits[0], limits[1])
    for paragraph in paragraphs(parse(normalise(source))):
        desk.put(paragraph)
    return [_page(parts) for parts in desk.finish()]


class _Desk:
    """Where paragraphs are laid on pages, one after another."""

    def __init__(self, limit: int, first_limit: int) -> None:
        self._limit = limit
        self._room = first_limit
        self._used = 0
        self._done: list[list[Paragraph]] = []
        self._page: list[Paragraph] = []

    def put(self, paragraph: Paragraph) -> None:
        """Lay this paragraph after the others, on a new page where it does not fit."""
        while length(paragraph.words.text) > self._left(paragraph):
            if self._turns_before(paragraph):
                self._turn()
                continue
            end = _cut(paragraph.words, self._left(paragraph))
            head, tail = paragraph.words.cut(0, end), paragraph.words.cut(end, len(paragraph.words))
            self._lay(replace(paragraph, words=_stripped(head), heading=False))
            self._turn()
            paragraph = replace(paragraph, words=_stripped(tail), heading=False)
        self._lay(paragraph)

    def finish(self) -> list[list[Paragraph]]:
        """All pages."""
        return [*self._done, self._page] if self._page else self._done

    def _lay(self, paragraph: Paragraph) -> None:
        self._used = self._room - self._left(paragraph) + length(paragraph.words.text)
        self._page.append(paragraph)

    def _left(self, paragraph: Paragraph) -> int:
        return self._room - self._used - (_gap(paragraph) if self._page else 0)

    def _turns_before(self, paragraph: Paragraph) -> bool:
        """Whether the page is turned before this paragraph, rather than inside it."""
        if self._headings_at_end() == len(self._page):
            return bool(self._page) and self._left(paragraph) < _SHORTEST_PAGE // 2
        whole = length(paragraph.words.text) <= self._limit
        return whole or self._left(paragraph) < self._room // 2

    def _headings_at_end(self) -> int:
        count = 0
        while count < len(self._page) and self._page[-1 - count].heading:
            count += 1
        return count

    def _turn(self) -> None:
        """Begin a page with the headings that ended the last one, which go with what they name."""
        carried = self._headings_at_end()
        end = len(self._page) - carried if carried < len(self._page) else len(self._page)
        headings = self._page[end:]
        self._done.append(self._page[:end])
        self._page, self._room, self._used = [], self._limit, 0
        for heading in headings:
            self.put(heading)


def _gap(paragraph: Paragraph) -> int:
    return 2 if paragraph.apart else 1


def _cut(words: Styled, room: int) -> int:
    """Where to divide words that do not fit into `room`: after a sentence, a clause, a word, or a letter."""
    end = _prefix(words.text, room)
    window = words.text[: end + 1]
    for pattern, least in ((_SENTENCE_END, end // 3), (_CLAUSE_END, end // 2), (_SPACE, 0)):
        found = [match.end() for match in pattern.finditer(window) if match.end() - 1 > least]
        if found:
            return found[-1]
    return _whole_letter(words.text, end)


def _prefix(text: str, room: int) -> int:
    """How many characters of the text have at most `room` units."""
    end = units = 0
    for letter in text:
        units += 2 if letter > "\uffff" else 1
        if units > room:
            break
        end += 1
    return end


def _whole_letter(text: str, end: int) -> int:
    """The last place up to `end` that divides no letter and no emoji; `end` where there is none."""
    at = end
    while at > 0 and (_clings(text[at]) or text[at - 1] == "\u200d"):
        at -= 1
    return at or end


def _clings(letter: str) -> bool:
    return unicodedata.category(letter) in {"Mn", "Me", "Mc"} or letter == "\u200d" or "🏻" <= letter <= "🏿"


def _stripped(words: Styled) -> Styled:
    start = len(words.text) - len(words.text.lstrip())
    return words.cut(start, len(words.text.rstrip()))


def _page(parts: list[Paragraph]) -> Page:
    words: list[Styled] = []
    for at, part in enumerate(parts):
        if at:
            words.append(Styled("\n" * _gap(part), bytes(_gap(part))))
        words.append(part.words)
    styled = join(words)
    return Page("".join(_tagged(text, style) for text, style in styled.runs()), styled.text)


def _tagged(text: str, style: int) -> str:
    html = escape(text, quote=False)
    if style & ITALIC:
        html = f"<i>{html}</i>"
    if style & BOLD:
        html = f"<b>{html}</b>"
    return html
