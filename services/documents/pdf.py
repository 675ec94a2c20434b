"""The text of a PDF, line by line as it was printed; rules/paragraphs.py makes paragraphs of the lines."""

import io

from pypdf import PageObject, PasswordType, PdfReader

from rules.markup import escape
from services.documents.result import Extracted, Fault, Note, Unreadable

MIME = "application/pdf"
# Reading takes up to a tenth of a second for each page.
PAGES = 300
# A page with fewer letters is a picture with a stamp or a page number on it.
_LETTERS = 10


def read(data: bytes) -> Extracted:
    """The text of a PDF with its asterisks escaped; a form feed ends each page."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise Unreadable(Fault.ENCRYPTED)
        if len(reader.pages) > PAGES:
            raise Unreadable(Fault.TOO_LONG)
        pages = [_text(page) for page in reader.pages]
    except Unreadable:
        raise
    except Exception as error:  # a damaged file fails anywhere in the reader, in its own ways
        raise Unreadable(Fault.BROKEN) from error
    bare = [sum(1 for letter in page if letter.isalpha()) < _LETTERS for page in pages]
    if all(bare):
        raise Unreadable(Fault.SCANNED if pages else Fault.EMPTY)
    notes = (Note.PAGES_WITHOUT_TEXT,) if any(bare) else ()
    return Extracted(escape("\f".join(pages)), MIME, len(pages), notes)


def _text(page: PageObject) -> str:
    """The lines of a page, with a bare number at its edge set apart, so that it is seen to be a page number."""
    lines = [line.strip() for line in page.extract_text().strip().splitlines()]
    if len(lines) > 1 and lines[0].isdecimal():
        lines.insert(1, "")
    if len(lines) > 1 and lines[-1].isdecimal():
        lines.insert(-1, "")
    return "\n".join(lines)
