"""The language of the reader: Vietnamese source strings, translated through gettext catalogues."""

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LOCALES = Path(__file__).parent.parent / "locales"
_language: ContextVar[str] = ContextVar("language", default="vi")


@cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    return _gettext.translation("danban", LOCALES, [language], fallback=True)


@contextmanager
def reading_in(language: str) -> Iterator[None]:
    """Sentences inside are in this language; one without a translation stays Vietnamese."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def _(sentence: str) -> str:
    """The sentence in the reader's language."""
    return _catalogue(_language.get()).gettext(sentence)
