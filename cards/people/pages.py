"""Lists of groups on a small phone: a page of buttons at a time."""

from collections.abc import Callable, Sequence

from cards.card import Button, Row, row
from cards.taps import Tap
from cards.words import _
from services.people.views import GroupView

PAGE = 16


def groups(
    found: Sequence[GroupView], page: int, pick: Callable[[GroupView], Tap], turn: Callable[[int], Tap]
) -> tuple[Row, ...]:
    """Two groups in a row, and below them the way to the pages before and after."""
    shown = [Button(group.name, pick(group)) for group in found[page * PAGE : (page + 1) * PAGE]]
    pairs = tuple(tuple(shown[place : place + 2]) for place in range(0, len(shown), 2))
    return (*pairs, *turning(page, len(found), PAGE, turn))


def turning(page: int, count: int, size: int, turn: Callable[[int], Tap]) -> tuple[Row, ...]:
    """The way to the pages before and after, where there are any."""
    buttons = []
    if page > 0:
        buttons.append(Button(_("◀️ Trang trước"), turn(page - 1)))
    if (page + 1) * size < count:
        buttons.append(Button(_("Trang sau ▶️"), turn(page + 1)))
    return (row(*buttons),) if buttons else ()
