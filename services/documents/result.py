"""What reading a file gives: its text with notes for the official, or the reason why there is none."""

from dataclasses import dataclass
from enum import StrEnum

# A bot may fetch files of up to 20 MB: https://core.telegram.org/bots/api#getfile
FILE_SIZE = 20 * 1024 * 1024


class Fault(StrEnum):
    """Why a file has no text that could be published."""

    TOO_BIG = "too_big"  # over 20 MB, or it unpacks to far more than a document needs
    TOO_LONG = "too_long"  # more text or pages than a disclosure may have
    EMPTY = "empty"
    SCANNED = "scanned"  # pictures of pages
    ENCRYPTED = "encrypted"  # needs a password
    BROKEN = "broken"
    LEGACY_FONT = "legacy_font"  # TCVN3 or VNI: letters that only an old font shows as Vietnamese
    UNKNOWN_ENCODING = "unknown_encoding"
    OLD_WORD = "old_word"  # .doc of before 2007
    UNSUPPORTED_TYPE = "unsupported_type"


class Note(StrEnum):
    """What the official should compare with the file before it is published."""

    NUMBERING = "numbering"  # Word counts these items by itself: the numbers were rebuilt
    NUMBERING_LOST = "numbering_lost"  # some of them could not be
    TABLES = "tables"  # rows became lines
    PICTURES = "pictures"
    FOOTNOTES = "footnotes"  # left out
    TEXT_BOXES = "text_boxes"  # their text stands after the paragraph they hang on
    TRACKED_CHANGES = "tracked_changes"  # read as if all were accepted
    HIDDEN_TEXT = "hidden_text"  # left out
    FORMULAS = "formulas"
    SYMBOLS = "symbols"  # some letters of picture fonts were left out
    PAGES_WITHOUT_TEXT = "pages_without_text"  # some pages of the PDF are pictures
    MARKS_LEFT = "marks_left"  # "##" or "[bookmark: …]" of some converter, which readers would see
    WORDS_GLUED = "words_glued"  # "**A****B**": two bold words without a space between them


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file, in the markup of rules/markup.py and normalised; pages are those of a PDF."""

    text: str
    mime: str
    pages: int | None = None
    warnings: tuple[Note, ...] = ()


class Unreadable(Exception):  # noqa: N818 - an answer to the person who sent the file
    """The file gives no text; `code` says why."""

    def __init__(self, code: Fault) -> None:
        super().__init__(code)
        self.code = code
