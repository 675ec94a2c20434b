"""Lines of a document become paragraphs for a phone: printed line ends and page numbers go, words stay.

A line is joined to the one before only where a sentence clearly runs on; items of a list and headings keep
their own line. No word is changed, added or dropped here but page numbers that count up.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import quantiles

from rules.markup import BOLD, Styled, join

# Between the columns of a table: a wide space.
COLUMN = "\u2003"
# A shorter line was ended by its writer, not by the edge of the paper.
_PRINTED_LINE = 45
# Lines that are longer were never broken by the edge of the paper.
_PAPER_WIDTH = 110
# So many lines of one kind show how a whole document was broken.
_HABIT = 3
# A page of print has more words than this; numbers standing closer together are a list.
_PAGE_WORDS = 60
_HEADING_LENGTH = 250
_SHORT_LINE = 80

_WORD = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[.;:!?…][\"'”’»)\]]*$")
_ITEM = re.compile(
    r"(?P<dash>[-–—+*•●▪◦·])\s|(?P<number>\(?\d{1,3}(?:\.\d{1,3})*[.)])\s|(?P<letter>\(?[^\W\d_]{1,2}[.)]|[ivxlIVXL]+[.)])\s"
)
_LABEL = r"(?:\[[^\]]*\]\s*)?"
_HEADING = re.compile(
    rf"#{{1,6}}\s|{_LABEL}(?:Điều|Chương|Mục|Phần|Phụ lục)\s+[\dIVXL]+\b|Nơi nhận\s*:$", re.IGNORECASE
)
_ARTICLE = re.compile(rf"{_LABEL}Điều\s+\d+[a-zđ]?[.:]", re.IGNORECASE)
_BRACKETS = "(\"'“‘«["
# No sentence and no heading ends with one of these words.
_RUNS_ON = frozenset({"của", "và", "các", "với", "để", "hoặc", "những", "nhằm", "cho"})


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: `apart` when an empty line goes before it, `heading` when it belongs to what follows."""

    words: Styled
    apart: bool
    heading: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without needless space; `gap` counts the empty lines before it."""

    words: Styled
    gap: int

    @property
    def text(self) -> str:
        return self.words.text


def paragraphs(document: Styled) -> list[Paragraph]:
    """The paragraphs of a document, in order, each on one line."""
    lines = _without_page_numbers(_lines(document))
    return _arranged(_joined(lines))


def _lines(document: Styled) -> list[_Line]:
    lines = []
    start = gap = 0
    for raw in document.text.split("\n"):
        words = _tidy(document.cut(start, start + len(raw)))
        start += len(raw) + 1
        if len(words):
            lines.append(_Line(words, gap))
            gap = 0
        else:
            gap += 1
    return lines


def _tidy(line: Styled) -> Styled:
    """The line with one space between words; a tab inside it becomes one wide space between columns."""
    parts: list[Styled] = []
    end = 0
    for word in _WORD.finditer(line.text):
        if parts:
            wide = "\t" in line.text[end : word.start()]
            shared = line.style[end - 1] & line.style[word.start()]
            parts.append(Styled(COLUMN if wide else " ", bytes([shared])))
        parts.append(line.cut(*word.span()))
        end = word.end()
    return join(parts)


# --- page numbers ---------------------------------------------------------------------------------


def _without_page_numbers(lines: list[_Line]) -> list[_Line]:
    """The lines without page numbers, when the bare numbers of the document can be nothing else.

    They are page numbers when each stands alone between empty lines, they count up by one from 1 or 2, and a
    page of words lies before each but a first 1. A single number must also stand in the gap of a page break.
    One bare number that does not fit, and all stay.
    """
    found = [at for at, line in enumerate(lines) if line.text.isdecimal() and len(line.text) <= 4]
    if not found or not _count_pages(lines, found):
        return lines
    numbers = set(found)
    kept: list[_Line] = []
    gap = 0
    for at, line in enumerate(lines):
        if at in numbers:
            gap = max(gap, line.gap)
        else:
            kept.append(replace(line, gap=max(gap, line.gap)))
            gap = 0
    return kept


def _count_pages(lines: list[_Line], found: list[int]) -> bool:
    numbers = [int(lines[at].text) for at in found]
    if numbers[0] not in (1, 2) or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return False
    if not all(_alone(lines, at) for at in found):
        return False
    if len(found) == 1 and _largest_gap(lines, found[0]) < 2:
        return False
    starts = [0, *(at + 1 for at in found)]
    words = [sum(len(line.text.split()) for line in lines[a:b]) for a, b in zip(starts, found, strict=False)]
    return all(count >= _PAGE_WORDS for count in (words[1:] if numbers[0] == 1 and not words[0] else words))


def _alone(lines: list[_Line], at: int) -> bool:
    return (at == 0 or lines[at].gap > 0) and (at + 1 == len(lines) or lines[at + 1].gap > 0)


def _largest_gap(lines: list[_Line], at: int) -> int:
    return max(lines[at].gap, lines[at + 1].gap if at + 1 < len(lines) else 0)


# --- soft line ends -------------------------------------------------------------------------------


def _joined(lines: list[_Line]) -> list[_Line]:
    """The lines with those joined that one sentence runs through."""
    certain = [_runs_on(before.text, line.text) for before, line in pairwise(lines)]
    broken = [before for before, line, runs in _steps(lines, certain) if runs and not line.gap]
    kinds = Counter(bool(line.gap) for _, line, runs in _steps(lines, certain) if runs)
    lengths = [len(line.text) for line in broken if len(line.text) <= _PAPER_WIDTH]
    habit = len(lengths) >= _HABIT and kinds[False] > kinds[True]
    shortest = quantiles(lengths, n=4)[0] if habit else 0.0
    result = lines[:1]
    for before, line, runs in _steps(lines, certain):
        if runs or (habit and not line.gap and _fills_paper(before.text, line.text, shortest)):
            last = result[-1]
            space = Styled(" ", bytes([last.words.style[-1] & line.words.style[0]]))
            result[-1] = replace(last, words=join([last.words, space, line.words]))
        else:
            result.append(line)
    return result


def _steps(lines: list[_Line], certain: list[bool]) -> list[tuple[_Line, _Line, bool]]:
    return list(zip(lines, lines[1:], certain, strict=False))


def _may_run_on(before: str, line: str) -> bool:
    return (
        len(before) >= _PRINTED_LINE
        and not _SENTENCE_END.search(before)
        and not _ITEM.match(line)
        and not _HEADING.match(line)
        and not _capitals(before)
        and not _capitals(line)
        and COLUMN not in before + line
    )


def _runs_on(before: str, line: str) -> bool:
    """Whether a sentence clearly runs into the next line: it goes on in small letters, or it must go on."""
    if not _may_run_on(before, line):
        return False
    small = line.lstrip(_BRACKETS)[:1].islower()
    return small or before.rsplit(maxsplit=1)[-1].lower() in _RUNS_ON


def _fills_paper(before: str, line: str, shortest: float) -> bool:
    """Whether a line that the next goes on with a capital was as long as those the paper's edge broke."""
    return shortest <= len(before) <= _PAPER_WIDTH and _may_run_on(before, line) and not _HEADING.match(before)


# --- headings and space ---------------------------------------------------------------------------


def _arranged(lines: list[_Line]) -> list[Paragraph]:
    result: list[Paragraph] = []
    for at, line in enumerate(lines):
        before = lines[at - 1] if at else None
        # A stamp in capitals ("DỰ THẢO") may stand between a heading and what it names.
        after = next((each.text for each in lines[at + 1 : at + 4] if not _capitals(each.text)), "")
        heading = _is_heading(line, before.text if before else "", after)
        bold = len(line.words) if heading else _label_length(line.text)
        words = join([_bold(line.words.cut(0, bold)), line.words.cut(bold, len(line.words))])
        result.append(Paragraph(words, before is not None and _apart(before, line), heading))
    return result


def _bold(words: Styled) -> Styled:
    return Styled(words.text, bytes(style | BOLD for style in words.style))


def _label_length(text: str) -> int:
    """How much of an article that says all on one line is its name: the length of "Điều 5."."""
    label = _ARTICLE.match(text)
    return label.end() if label else 0


def _is_heading(line: _Line, before: str, after: str) -> bool:
    """Whether a line names what follows: by its form, by its capitals, as bold, or as a number over items."""
    text = line.text
    if len(text) > _HEADING_LENGTH:
        return False
    if text.endswith(":") and all(style & BOLD for style in line.words.style):
        return True
    ended = bool(_SENTENCE_END.search(text.rstrip(":")))
    if _HEADING.match(text) or _capitals(text):
        return not ended
    if ended or not after:
        return False
    return all(style & BOLD for style in line.words.style) or _numbers_items(text, before, after)


def _numbers_items(text: str, before: str, after: str) -> bool:
    item = _ITEM.match(text)
    if not item or not item["number"]:
        return False
    following = _ITEM.match(after)
    if following:
        return not following["number"] or following["number"].startswith(item["number"].rstrip(".)") + ".")
    previous = _ITEM.match(before)
    return len(after) > _SHORT_LINE and not (previous and previous["number"])


def _capitals(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) >= 4 and len(text.split()) > 1 and not any(letter.islower() for letter in letters)


def _apart(before: _Line, line: _Line) -> bool:
    """Whether an empty line goes between: not between short dashes, nor where there was none."""
    longest = max(len(before.text), len(line.text))
    if longest > _SHORT_LINE:
        return True
    dashes = [_ITEM.match(each.text) for each in (before, line)]
    if all(item and item["dash"] for item in dashes):
        return False
    return line.gap > 0
