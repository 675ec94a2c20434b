"""Screens by name: for the main menu's buttons and for links that start the private chat.

Doors of different nouns do not import each other; each registers its screens here.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.dispatcher.event.handler import CallableObject

from cards.sections import Section

Screen = Callable[..., Awaitable[Any]]


class Screens:
    """`place` names the main menu's screens, `payload` those that a start link opens by its prefix.

    `section` is what a noun adds to the first screen of those in office.
    """

    def __init__(self) -> None:
        self._places: dict[str, CallableObject] = {}
        self._payloads: dict[str, CallableObject] = {}
        self._sections: list[CallableObject] = []

    def place(self, name: str) -> Callable[[Screen], Screen]:
        """The function shows the screen of this name, given what it names of ui, env, actor, state."""

        def register(function: Screen) -> Screen:
            self._places[name] = CallableObject(function)
            return function

        return register

    def payload(self, prefix: str) -> Callable[[Screen], Screen]:
        """The function answers a start link such as `p_12`; it gets the rest as `argument`."""

        def register(function: Screen) -> Screen:
            self._payloads[prefix] = CallableObject(function)
            return function

        return register

    def section(self) -> Callable[[Screen], Screen]:
        """The function says what stands there for an actor, None for nothing, given what it names of env, actor."""

        def register(function: Screen) -> Screen:
            self._sections.append(CallableObject(function))
            return function

        return register

    def include(self, other: "Screens") -> None:
        """All screens of the other one are found here too."""
        self._places |= other._places
        self._payloads |= other._payloads
        self._sections += other._sections

    @property
    def places(self) -> frozenset[str]:
        """The names of all screens."""
        return frozenset(self._places)

    async def go(self, name: str, **data: Any) -> None:
        """The screen of this name is shown; the main menu when there is none."""
        await self._places.get(name, self._places["menu"]).call(**data)

    async def sections(self, **data: Any) -> list[Section]:
        """What every noun adds for this actor."""
        found = [await section.call(**data) for section in self._sections]
        return [it for it in found if it is not None]

    async def open(self, payload: str, **data: Any) -> None:
        """What the start link names is shown; the welcome when it names nothing known."""
        prefix, _, argument = payload.partition("_")
        known = self._payloads.get(prefix, self._payloads[""])
        await known.call(argument=argument, **data)
