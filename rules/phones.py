"""Telephone numbers of Viet Nam: one form for all the ways in which people write them."""

import re
import unicodedata

_MARKS = re.compile(r"[\s.\-()]+")
# Mobile networks have nine digits after the trunk zero, landlines ten beginning with 2.
_NATIONAL = re.compile(r"[35789]\d{8}|2\d{9}", re.ASCII)
_COUNTRY = re.compile(r"(?:\+|00)?840?", re.ASCII)


def canonical(typed: str) -> str | None:
    """The number as +84912345678; None for anything that is no Vietnamese number.

    Understands 0912…, +84…, 84…, 0084…, spaces, dots, hyphens and brackets between digits, and nine bare digits,
    which is what a spreadsheet leaves of a number when it drops the zero.
    """
    bare = _MARKS.sub("", unicodedata.normalize("NFKC", typed))
    candidates = [bare[1:] if bare.startswith("0") else bare]
    if country := _COUNTRY.match(bare):
        candidates.append(bare[country.end() :])
    return next((f"+84{digits}" for digits in candidates if _NATIONAL.fullmatch(digits)), None)


def national(number: str) -> str:
    """A canonical number as people dial it: +84912345678 becomes 0912345678."""
    return f"0{number.removeprefix('+84')}"
