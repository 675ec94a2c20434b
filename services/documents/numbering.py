"""The numbers that Word shows before list items: it stores rules for counting, not the numbers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from services.documents.result import Note

_LEVELS = 9
# Word counts no further; a made-up start must not become a megabyte of letters.
_HIGHEST = 32_767


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is counted and written: text is like "%1.%2." or "Điều %1."."""

    format: str
    text: str
    start: int
    all_decimal: bool


@dataclass(frozen=True, slots=True)
class _List:
    """One list of a document; lists of the same `family` go on counting from each other."""

    family: str
    levels: dict[int, _Level]
    restarts: dict[int, int]


class Numbering:
    """Counts the lists of a document; ask for the paragraphs in their order."""

    def __init__(self, document: Any) -> None:
        self.notes: set[Note] = set()
        self._lists = _lists(document)
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, paragraph: Any, styles: list[Any]) -> str:
        """What Word shows before this paragraph, with a space after it; "" when it shows nothing."""
        number, level = _place(paragraph, styles)
        if not number or number == "0":
            return ""
        counted = self._lists.get(number)
        if counted is None or level not in counted.levels:
            self.notes.add(Note.NUMBERING_LOST)
            return ""
        self._count(number, counted, level)
        return self._written(counted, level)

    def _count(self, number: str, counted: _List, level: int) -> None:
        counts = self._counts.setdefault(counted.family, {})
        if level in counted.restarts and (number, level) not in self._begun:
            counts[level] = counted.restarts[level]
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = counted.levels[level].start
        self._begun.add((number, level))
        for deeper in range(level + 1, _LEVELS):
            counts.pop(deeper, None)

    def _written(self, counted: _List, level: int) -> str:
        own = counted.levels[level]
        if own.format == "none" and "%" not in own.text:
            return f"{own.text} " if own.text else ""
        if own.format == "bullet":
            return "• " if own.text else ""
        counts = self._counts[counted.family]

        def write(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            each = counted.levels.get(at, own)
            if own.all_decimal:
                return str(counts.get(at, each.start))
            return self._number(each.format, counts.get(at, each.start))

        text = re.sub(r"%([1-9])", write, own.text)
        if text:
            self.notes.add(Note.NUMBERING)
        return f"{text} " if text else ""

    def _number(self, format_: str, count: int) -> str:
        writer = _WRITERS.get(format_)
        if writer is None or not 0 <= count <= _HIGHEST:
            self.notes.add(Note.NUMBERING_LOST)
            return ""
        return writer(count)


def _place(paragraph: Any, styles: list[Any]) -> tuple[str, int]:
    """The number of the list and the level of a paragraph, its own or those of its style."""
    number = level = None
    for element in [paragraph, *(style.element for style in styles)]:
        place = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if place is not None:
            number = number if number is not None else _value(place, "w:numId")
            level = level if level is not None else _value(place, "w:ilvl")
    return number or "", int(level or 0)


def _lists(document: Any) -> dict[str, _List]:
    part = next((rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None)
    if part is None:
        return {}
    root = part.element
    families = {each.get(qn("w:abstractNumId")): each for each in root.findall(qn("w:abstractNum"))}
    lists = {}
    for each in root.findall(qn("w:num")):
        family = _value(each, "w:abstractNumId") or ""
        levels = _levels(families.get(family, ()))
        restarts = {}
        for override in each.findall(qn("w:lvlOverride")):
            at = int(override.get(qn("w:ilvl")) or 0)
            levels.update(_levels(override))
            start = _value(override, "w:startOverride")
            if start is not None:
                restarts[at] = int(start)
        lists[each.get(qn("w:numId"))] = _List(family, levels, restarts)
    return lists


def _levels(parent: Any) -> dict[int, _Level]:
    levels = {}
    for each in parent:
        if each.tag == qn("w:lvl"):
            levels[int(each.get(qn("w:ilvl")))] = _Level(
                _value(each, "w:numFmt") or "decimal",
                _value(each, "w:lvlText") or "",
                int(_value(each, "w:start") or 0),
                each.find(qn("w:isLgl")) is not None,
            )
    return levels


def _value(element: Any, name: str) -> str | None:
    found = element.find(qn(name))
    return None if found is None else found.get(qn("w:val"))


def _letters(count: int) -> str:
    """1 is a, 26 is z, 27 is aa, 53 is aaa."""
    repeats, letter = divmod(max(count, 1) - 1, 26)
    return chr(ord("a") + letter) * (repeats + 1)


def _roman(count: int) -> str:
    written = ""
    for value, letters in (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
        (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        repeats, count = divmod(count, value)
        written += letters * repeats
    return written


_WRITERS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda count: f"{count:02}",
    "lowerLetter": _letters,
    "upperLetter": lambda count: _letters(count).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
    "none": lambda count: "",
}
