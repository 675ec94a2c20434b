"""Plain text in the encodings that Vietnamese offices still have on their disks."""

import codecs
import re
import unicodedata

from services.documents.result import Fault, Unreadable

MIME = "text/plain"

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_VIETNAMESE = re.compile("[ăđơưâêôàáãèéìíòóõùúý\u1ea0-\u1ef9]", re.IGNORECASE)
# Letters of Western Europe that Vietnamese does not have (Ð is let pass: it is often typed for Đ), and signs
# inside a word. TCVN3 writes "được" as "®­îc", VNI as "ñöôïc".
_FOREIGN = re.compile(
    "[ÄÅÆÇËÎÏÑÖØÛÜÞßäåæçëîïðñöøûüþÿ]|(?<=[^\\W\\d_])[\xa1-\xac\xae-\xbf×÷](?=[^\\W\\d_])|®(?=[^\\W\\d_])"
)
_LEGACY_SHARE = 0.04
_LEGACY_LEAST = 3
# A font without a table of its letters gives private or replaced characters.
_LOST = re.compile("[\ufffd\ue000-\uf8ff]")
_LOST_SHARE = 0.1


def decode(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 or UTF-32 with a mark, or windows-1258 when it reads as Vietnamese.

    Raises Unreadable: BROKEN, LEGACY_FONT, UNKNOWN_ENCODING, or UNSUPPORTED_TYPE when it is no text at all.
    """
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise Unreadable(Fault.BROKEN) from error
    if b"\0" in data:
        raise Unreadable(Fault.UNSUPPORTED_TYPE)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_old(data)


def _decode_old(data: bytes) -> str:
    try:
        text = unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        text = ""
    if text and _reads_as_vietnamese(text):
        return text
    if has_legacy_letters(data.decode("latin-1")):
        raise Unreadable(Fault.LEGACY_FONT)
    raise Unreadable(Fault.UNKNOWN_ENCODING)


def _reads_as_vietnamese(text: str) -> bool:
    loose = sum(1 for letter in text if unicodedata.combining(letter))
    signs = sum(1 for letter in text if "\x80" <= letter <= "\xbf" and letter != "\xa0")
    right = len(_VIETNAMESE.findall(text))
    return right > 0 and 20 * (loose + signs + len(_FOREIGN.findall(text))) <= right


def has_legacy_letters(text: str) -> bool:
    """Whether a text is TCVN3 or VNI: Western letters and signs where Vietnamese has its own."""
    found = len(_FOREIGN.findall(text))
    letters = sum(1 for letter in text if letter.isalpha())
    return found >= _LEGACY_LEAST and found >= _LEGACY_SHARE * letters


def is_garbled(text: str) -> bool:
    """Whether so many characters have no meaning that the rest cannot be trusted."""
    return len(_LOST.findall(text)) > _LOST_SHARE * len(text)
