"""Two versions of a document word by word: what stayed, what went, what came."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from rules.clauses import Clause
from rules.texts import fold

_WORDS = re.compile(r"\S+\s+")
_KEY_LENGTH = 60


class Fate(StrEnum):
    """What became of some words."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one fate with the space after them; what stayed has the space of the new version."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A clause of the old version beside its successor; None where there was none, or is none any more."""

    old: Clause | None
    new: Clause | None
    pieces: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        """Whether a word went or came."""
        return any(piece.fate is not Fate.SAME for piece in self.pieces)

    @property
    def name(self) -> str:
        """How the clause is called now, or was."""
        clause = self.new or self.old
        assert clause is not None
        return clause.name


def words(old: str, new: str) -> tuple[Piece, ...]:
    """From one text to the other: same and deleted pieces have the words of `old`, same and inserted of `new`."""
    before, after = (_WORDS.findall(f"{text.strip()} ") for text in (old, new))
    matcher = SequenceMatcher(None, [it.strip() for it in before], [it.strip() for it in after], autojunk=False)
    pieces = []
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        gone, come = "".join(before[start:end]), "".join(after[new_start:new_end])
        if what == "equal":
            pieces.append(Piece(Fate.SAME, come))
            continue
        if gone:
            pieces.append(Piece(Fate.DELETED, gone))
        if come:
            pieces.append(Piece(Fate.INSERTED, come))
    return tuple(pieces)


def clauses(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[Change, ...]:
    """Each clause beside its successor, in the order of the document; an article that only got another number is one.

    Clauses belong together by their heading or first words, and between those by their label.
    """
    pairs: list[tuple[Clause | None, Clause | None]] = []
    old, new = [it for it in old if it.whole], [it for it in new if it.whole]
    for before, after in _between(old, new, _content):
        if len(before) == 1 == len(after) and _content(before[0]) == _content(after[0]):
            pairs.append((before[0], after[0]))
            continue
        for left, right in _between(before, after, _label):
            pairs += _side_by_side(left, right)
    return tuple(
        Change(one, other, words(one.whole if one else "", other.whole if other else "")) for one, other in pairs
    )


def _content(clause: Clause) -> str:
    return fold(clause.heading or clause.text)[:_KEY_LENGTH] or _label(clause)


def _label(clause: Clause) -> str:
    return fold(clause.name)


def _between(
    old: Sequence[Clause], new: Sequence[Clause], key: Callable[[Clause], str]
) -> list[tuple[Sequence[Clause], Sequence[Clause]]]:
    """Clauses of equal key as pairs of one, and what stands between them."""
    matcher = SequenceMatcher(None, [key(it) for it in old], [key(it) for it in new], autojunk=False)
    parts: list[tuple[Sequence[Clause], Sequence[Clause]]] = []
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        if what == "equal":
            parts += [([one], [other]) for one, other in zip(old[start:end], new[new_start:new_end], strict=True)]
        else:
            parts.append((old[start:end], new[new_start:new_end]))
    return parts


def _side_by_side(left: Sequence[Clause], right: Sequence[Clause]) -> list[tuple[Clause | None, Clause | None]]:
    if len(left) == 1 == len(right) and _label(left[0]) == _label(right[0]):
        return [(left[0], right[0])]
    return [*((one, None) for one in left), *((None, one) for one in right)]
