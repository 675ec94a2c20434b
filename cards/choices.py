"""Choosing among groups: ticks, two in a row, and all of them at once."""

from collections.abc import Callable, Collection, Iterable

from cards.card import Button, Row, row
from cards.taps import Tap
from cards.words import _


def group_rows(
    groups: Iterable[tuple[int, str]], chosen: Collection[int], toggle: Callable[[int], Tap]
) -> tuple[Row, ...]:
    """A button for each group (id, name), ticked when chosen; `toggle` of 0 is all of them."""
    listed = list(groups)
    buttons = [Button(f"{_tick(number in chosen)} {name}", toggle(number)) for number, name in listed]
    every = all(number in chosen for number, _name in listed)
    everybody = (row(Button(f"{_tick(every)} {_('Tất cả')}", toggle(0))),) if len(buttons) > 1 else ()
    return (*(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2)), *everybody)


def _tick(on: bool) -> str:
    return "☑️" if on else "⬜"


def toggled(chosen: Collection[int], allowed: Collection[int], tapped: int) -> list[int]:
    """What is chosen after a tap on this group; after a tap on 0 all of them, or none when all were."""
    kept = set(chosen) & set(allowed)
    if tapped:
        return sorted(kept ^ ({tapped} & set(allowed)))
    return [] if len(kept) == len(set(allowed)) else sorted(allowed)
