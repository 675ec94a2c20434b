"""One door for every kind of file, chosen by what is in it and not by its name alone."""

import re
from pathlib import PurePath

from rules.disclosures import BODY_LENGTH
from rules.texts import normalise
from services.documents import pdf, plain_text, word
from services.documents.result import FILE_SIZE, Extracted, Fault, Note, Unreadable

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The name of the stream in which Office keeps a document that needs a password.
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHER = (b"{\\rtf", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_TEXT_NAMES = {"", ".txt", ".text", ".md"}
_READ_BY_CONTENT = {".pdf", ".docx"}
_MARKS_LEFT = re.compile(r"^#{1,6}\s|\[bookmark:", re.MULTILINE)
_WORDS_GLUED = re.compile(r"[^\W\d]\*{4}[^\W\d]")


def extract(name: str, data: bytes) -> Extracted:
    """The text of a .txt, .docx or .pdf file of at most 20 MB.

    Takes up to some seconds of one core and never waits for anything else: call it in a thread. Raises
    Unreadable; whatever is wrong with the file, no other error.
    """
    if len(data) > FILE_SIZE:
        raise Unreadable(Fault.TOO_BIG)
    if not data.strip():
        raise Unreadable(Fault.EMPTY)
    found = _read(PurePath(name).suffix.lower(), data)
    text = normalise(found.text).strip()
    if len(text) > BODY_LENGTH:
        raise Unreadable(Fault.TOO_LONG)
    if not any(letter.isalnum() for letter in text):
        raise Unreadable(Fault.SCANNED if found.mime == pdf.MIME else Fault.EMPTY)
    if plain_text.has_legacy_letters(text):
        raise Unreadable(Fault.LEGACY_FONT)
    if plain_text.is_garbled(text):
        raise Unreadable(Fault.BROKEN)
    return Extracted(text, found.mime, found.pages, found.warnings + _notes(text))


def _read(suffix: str, data: bytes) -> Extracted:
    if b"%PDF-" in data[:1024]:
        return pdf.read(data)
    if data.startswith(b"PK\x03\x04"):
        return word.read(data)
    if data.startswith(_OLE):
        raise Unreadable(Fault.ENCRYPTED if _OLE_ENCRYPTED in data else Fault.OLD_WORD)
    if data.startswith(_OTHER):
        raise Unreadable(Fault.UNSUPPORTED_TYPE)
    if suffix in _READ_BY_CONTENT:
        raise Unreadable(Fault.BROKEN)
    if suffix not in _TEXT_NAMES:
        raise Unreadable(Fault.UNSUPPORTED_TYPE)
    return Extracted(plain_text.decode(data), plain_text.MIME)


def _notes(text: str) -> tuple[Note, ...]:
    notes = []
    if _MARKS_LEFT.search(text):
        notes.append(Note.MARKS_LEFT)
    if _WORDS_GLUED.search(text):
        notes.append(Note.WORDS_GLUED)
    return tuple(notes)
