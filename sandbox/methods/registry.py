"""Which method is served by which function."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.core import Core
from sandbox.methods.params import Params

Method = Callable[[Core, Params], Awaitable[Any]]
METHODS: dict[str, tuple[str, Method]] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Serve the Bot API method of this name (case does not matter on the wire) by the decorated function."""

    def register(function: Method) -> Method:
        METHODS[name.lower()] = (name, function)
        return function

    return register
