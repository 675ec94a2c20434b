"""What a message is before a channel sends it."""

from dataclasses import dataclass, field, replace
from html import escape
from typing import Literal

from cards.taps import Tap
from cards.words import _

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024

Style = Literal["primary", "success", "danger"]


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: it taps, opens an address, or copies a text."""

    text: str
    tap: Tap | None = None
    url: str | None = None
    copy: str | None = None
    style: Style | None = None


Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes out with a message."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Card:
    """A message: Telegram HTML, rows of buttons, at most one picture or document.

    ask_contact is the label of the button that shares the reader's own phone number, where a channel has one;
    ask_contact_out that of the button below it, which says its own words.
    """

    html: str
    rows: tuple[Row, ...] = field(default=())
    photo: bytes | None = None
    document: Attachment | None = None
    ask_contact: str | None = None
    ask_contact_out: str | None = None

    def with_rows(self, *rows: Row) -> "Card":
        """The same card with these rows below its own."""
        return replace(self, rows=(*self.rows, *rows))


def row(*buttons: Button) -> Row:
    """One line of buttons."""
    return buttons


def column(*buttons: Button) -> tuple[Row, ...]:
    """Buttons below each other, as a small phone wants them."""
    return tuple((button,) for button in buttons)


def safe(text: object) -> str:
    """Text that somebody typed, as it may stand in HTML."""
    return escape(str(text), quote=False)


def back(tap: Tap) -> Button:
    """The way back."""
    return Button(_("⬅️ Quay lại"), tap)
