"""Text as it is kept and compared: one form for storing, one for searching, one for names.

What `normalise` does to a text, in this order:

- line ends become "\\n" (CRLF, CR, vertical tab, U+0085, U+2028, U+2029); a form feed becomes three, since it
  ends a printed page;
- the separators U+001C-001F and every space of Unicode but the tab become one plain space each;
- NUL, the other C0 and C1 controls, noncharacters and lone surrogates go;
- what is never seen but changes what is seen or found goes: bidirectional marks, overrides and isolates, zero
  width space and non-joiner, word joiner, byte order mark, soft hyphen, annotation and tag characters;
- the zero width joiner stays between two parts of an emoji and goes elsewhere; variation selectors stay;
- the rest is composed (NFC), so that "ế" is one character however it was typed.
"""

import re
import unicodedata

# Nothing below changes any of these, alone or together; a roll of 100,000 households is made of little else.
_ORDINARY = re.compile("[\n\t\x20-\x7e\xc0-\u024f\u1ea0-\u1ef9]*")
_LINE_ENDS = re.compile("\r\n|[\r\v\x85\u2028\u2029]")
_SPACES = re.compile("[\x1c-\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x9f"  # controls
    "\xad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)
_JOINER = "\u200d"
# Pictures and their modifiers: arrows to stars, emoji blocks, skin tones, variation selector 16, keycap.
_PICTURE = "\xa9\xae\u2190-\u2bff\u3030\u303d\u3297\u3299\ufe0f\u20e3\U0001f000-\U0001faff"
_LONE_JOINER = re.compile(f"(?<![{_PICTURE}]){_JOINER}|{_JOINER}(?![{_PICTURE}])")
# Letters by the book that show nothing: Hangul fillers and the empty Braille cell.
_BLANK_LETTERS = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
_SEEN = re.compile(r"[^\W_]|[\u2190-\u2bff\U0001f000-\U0001faff]")


class UnusableTextError(ValueError):
    """A text that cannot be used for what it was given for."""


class EmptyTextError(UnusableTextError):
    """Nothing is left that a person could see."""


class TextTooLongError(UnusableTextError):
    """More characters than `limit`."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


def normalise(text: str) -> str:
    """The text as it is stored: see the top of this file. Never fails; a second time changes nothing."""
    if _ORDINARY.fullmatch(text):
        return text
    text = _LINE_ENDS.sub("\n", text).replace("\f", "\n\n\n")
    text = _SPACES.sub(" ", text)
    text = _UNSEEN.sub("", text)
    text = _LONE_JOINER.sub("", text)
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """The text for searching: lower case without accents, đ as d, white space as one space each.

    "Đường  Nguyễn Huệ" becomes "duong nguyen hue"; the same for a text with and without accents.
    """
    spread = unicodedata.normalize("NFD", normalise(text).lower().replace("đ", "d"))
    bare = "".join(letter for letter in spread if unicodedata.category(letter) != "Mn")
    return " ".join(unicodedata.normalize("NFC", bare).lower().split())


def clean_line(text: str, limit: int) -> str:
    """A name or title on one line, of at most `limit` characters.

    Raises EmptyTextError when no letter, digit or picture is left, TextTooLongError when it is longer.
    """
    line = " ".join(_BLANK_LETTERS.sub("", normalise(text)).split())
    if not _SEEN.search(line):
        raise EmptyTextError
    if len(line) > limit:
        raise TextTooLongError(limit)
    return line
