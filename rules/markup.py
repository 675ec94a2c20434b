"""Bold and italics in a stored text: asterisks in, letters with a style out.

`**bold**`, `*italic*` and `***both***` are markup; `\\*` is an asterisk. What is not clearly markup
stays as it was typed: bullets (`* gạo`), footnotes (`(*)`, `giá*`), hidden digits (`0912****678`), sums
(`2 * 3`) and marks that were opened or closed only once. Bold may run over several lines; a stray space just
inside it is forgiven where it starts a line.
"""

import re
from dataclasses import dataclass
from itertools import groupby

BOLD = 1
ITALIC = 2

# A bold mark that finds no partner within so many characters was an asterisk.
_REACH = 1_000
_MARKS = re.compile(r"\\\*|\*+|\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Styled:
    """Letters and, for each of them, its style (BOLD and ITALIC added up)."""

    text: str
    style: bytes

    def __len__(self) -> int:
        return len(self.text)

    def cut(self, start: int, end: int) -> "Styled":
        """The part from `start` up to `end`."""
        return Styled(self.text[start:end], self.style[start:end])

    def runs(self) -> list[tuple[str, int]]:
        """The text in pieces of one style."""
        pieces = []
        at = 0
        for style, group in groupby(self.style):
            length = len(list(group))
            pieces.append((self.text[at : at + length], style))
            at += length
        return pieces


def join(parts: list[Styled]) -> Styled:
    """The parts one after another."""
    return Styled("".join(part.text for part in parts), b"".join(part.style for part in parts))


def escape(text: str) -> str:
    """The text as a source in which every asterisk is a letter: `parse` gives it back."""
    return text.replace("*", "\\*")


def parse(source: str) -> Styled:
    """The letters a reader sees, with their style; without paired asterisks and the backslash of `\\*`."""
    pairing = _Pairing(source)
    style = bytearray(len(source))
    for start, end, kind in pairing.spans:
        for at in range(start, end):
            style[at] |= kind
    kept = [at for at in range(len(source)) if at not in pairing.gone]
    return Styled("".join(source[at] for at in kept), bytes(style[at] for at in kept))


def plain(source: str) -> str:
    """The words of a stored text without its markup, as a search index or another program reads them."""
    return parse(source).text


class _Pairing:
    """Walks once over a source and pairs its marks.

    After that `gone` holds the places that no reader sees and `spans` what each pair encloses, as
    (start, end, style). A mark is paired with the nearest one before it that could open.
    """

    def __init__(self, source: str) -> None:
        self.gone: set[int] = set()
        self.spans: list[tuple[int, int, int]] = []
        self._bold: int | None = None
        self._italic: int | None = None
        for found in _MARKS.finditer(source):
            at, mark = found.start(), found.group()
            if mark[0] == "\\":
                self.gone.add(at)
            elif mark[0] == "\n":
                self._italic = None  # slanted words never run over a blank line
            else:
                self._mark(at, len(mark), source[at - 1 : at] or "\n", source[found.end() : found.end() + 1] or "\n")

    def _mark(self, at: int, length: int, before: str, after: str) -> None:
        if before.isdigit() and after.isdigit():
            return  # hidden digits, or a sum
        if self._bold is not None and at - self._bold > _REACH:
            self._bold = None
        closes, opens = _closes(before, after), _opens(before, after)
        if length == 1:
            self._one(at, closes and not before.isspace(), opens and not (before.isalpha() or after.isspace()))
        elif length == 2:
            self._two(at, closes, opens)
        elif length == 3:
            self._three(at, closes, opens and not before.isalpha())
        elif length == 4 and self._bold is not None and not (before.isspace() or after.isspace()):
            self._two(at, True, False)
            self._bold = at + 2

    def _one(self, at: int, closes: bool, opens: bool) -> None:
        if closes and self._italic is not None:
            self._close(self._italic, at, ITALIC)
            self._italic = None
        elif opens:
            self._italic = at

    def _two(self, at: int, closes: bool, opens: bool) -> None:
        if closes and self._bold is not None:
            self._close(self._bold, at, BOLD)
            self._bold = None
        elif opens:
            self._bold = at

    def _three(self, at: int, closes: bool, opens: bool) -> None:
        if closes and self._bold is not None and self._italic is not None:
            self._two(at, True, False)
            self._one(at + 2, True, False)
        elif opens:
            self._bold, self._italic = at, at + 2

    def _close(self, opened: int, at: int, kind: int) -> None:
        width = 2 if kind == BOLD else 1
        self.gone.update(range(opened, opened + width))
        self.gone.update(range(at, at + width))
        self.spans.append((opened + width, at, kind))


def _closes(before: str, after: str) -> bool:
    """Whether a mark between these two may end what was begun."""
    if before == "\n":
        return after == "\n"
    return before != "(" and not (before.isspace() and (after.isalnum() or after in "([“‘\"'"))


def _opens(before: str, after: str) -> bool:
    """Whether a mark between these two may begin something."""
    if before.isdigit() or after in ")\n":
        return False
    if after.isspace():
        return before == "\n"
    return not before.isalpha() or after.isalpha()
