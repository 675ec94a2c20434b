"""A written document as clauses: what stands before the first one, its chapters and its articles.

Only lines that open a chapter ("Chương II") or an article ("Điều 3." with a mark after the number) divide; a
reference inside a sentence ("theo Điều 17 khoản 2") does not.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rules.markup import plain
from rules.texts import fold, normalise

HEADING_LENGTH = 150

_CHAPTER = re.compile(r"[ \t]*(?P<label>chương[ \t]+(?:\d{1,3}|[IVXLC]+)\b[.:]?)(?P<rest>.*)", re.IGNORECASE)
_ARTICLE = re.compile(r"[ \t]*(?P<label>điều[ \t]+\d{1,3}[a-zđ]?[ \t]*(?:[.:]|(?=[ \t]*$)))(?P<rest>.*)", re.IGNORECASE)
_ENDS_A_SENTENCE = (".", ";", ":", ",", "?", "!")
_NUMBER = re.compile(r"\d{1,3}[a-zđ]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """One part: its label as written ("Điều 3."), its heading and its text; each may be empty.

    `position` counts from 0; position 0, without a label, is what stands before the first chapter or article.
    """

    position: int
    label: str
    heading: str
    text: str

    @property
    def is_article(self) -> bool:
        """Whether it is a Điều."""
        return fold(self.label).startswith("dieu")

    @property
    def is_chapter(self) -> bool:
        """Whether it is a Chương."""
        return fold(self.label).startswith("chuong")

    @property
    def whole(self) -> str:
        """All its words: label and heading on one line, the text below."""
        title = " ".join(part for part in (self.label, self.heading) if part)
        return "\n".join(part for part in (title, self.text) if part)

    @property
    def name(self) -> str:
        """How it is called: its label without the mark at its end."""
        return self.label.rstrip(" .:")


def split(source: str) -> tuple[Clause, ...]:
    """The clauses of a document, in the markup of rules/markup.py or plain; every word of it once and in order."""
    clauses: list[Clause] = []
    label, rest, lines = "", "", []
    for line in normalise(plain(normalise(source))).split("\n"):
        found = _ARTICLE.fullmatch(line) or _CHAPTER.fullmatch(line)
        if found is None:
            lines.append(line)
            continue
        clauses.append(_clause(len(clauses), label, rest, lines))
        label, rest, lines = " ".join(found["label"].split()), found["rest"].strip(), []
    clauses.append(_clause(len(clauses), label, rest, lines))
    return tuple(clauses)


def _clause(position: int, label: str, rest: str, lines: Sequence[str]) -> Clause:
    body = _tidy(lines)
    if label and not rest and body:
        first, _, below = body.partition("\n")
        if _is_heading(first) and (below.strip() or fold(label).startswith("chuong")):
            return Clause(position, label, first, below.strip("\n"))
    if rest and (_is_heading(rest) and (body or fold(label).startswith("chuong"))):
        return Clause(position, label, rest, body)
    return Clause(position, label, "", "\n".join(part for part in (rest, body) if part))


def _is_heading(line: str) -> bool:
    return 0 < len(line) <= HEADING_LENGTH and not line.endswith(_ENDS_A_SENTENCE)


def _tidy(lines: Iterable[str]) -> str:
    """The lines without space at their ends and without empty lines in a row, at the beginning and at the end."""
    text = "\n".join(" ".join(line.split()) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def asked(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses that people are asked about: the articles; without any article, all that have words but chapters."""
    articles = tuple(clause for clause in clauses if clause.is_article)
    return articles or tuple(clause for clause in clauses if clause.whole and not clause.is_chapter)


def oddities(clauses: Sequence[Clause]) -> tuple[str, ...]:
    """Names of articles that stand there twice, or whose number does not follow the one before."""
    odd: list[str] = []
    seen: set[str] = set()
    last = 0
    for clause in clauses:
        found = _NUMBER.search(clause.label) if clause.is_article else None
        if found is None:
            continue
        number = int(re.sub(r"\D", "", found.group()))
        follows = number == last + 1 or (number == last and not found.group().isdigit())
        if fold(clause.name) in seen or not follows:
            odd.append(clause.name)
        seen.add(fold(clause.name))
        last = number
    return tuple(odd)


def has_all(clause: Clause, words: str) -> bool:
    """Whether the clause has every one of these words, with or without accents."""
    there = f" {_bare(clause.whole)} "
    return all(f" {word}" in there for word in _bare(words).split())


def _bare(text: str) -> str:
    return fold(re.sub(r"[^\w\s]", " ", text))
