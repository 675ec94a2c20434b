"""What another noun adds to the first screen of those in office."""

from dataclasses import dataclass

from cards.card import Button


@dataclass(frozen=True, slots=True)
class Section:
    """A line in HTML, and the button that leads on."""

    html: str
    button: Button
