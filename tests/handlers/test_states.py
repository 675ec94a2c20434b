"""Conversations of different nouns never answer for each other."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator

from aiogram.fsm.state import State, StatesGroup

import handlers


def _groups() -> Iterator[type[StatesGroup]]:
    for module in pkgutil.walk_packages(handlers.__path__, "handlers."):
        for thing in vars(importlib.import_module(module.name)).values():
            if isinstance(thing, type) and issubclass(thing, StatesGroup) and thing.__module__ == module.name:
                yield thing


def _repeated(groups: list[type[StatesGroup]]) -> set[str | None]:
    names = Counter(state.state for group in groups for state in group.__all_states__)
    return {name for name, count in names.items() if count > 1}


def test_no_two_conversations_have_a_state_of_the_same_name() -> None:
    groups = list(_groups())
    assert len(groups) >= 4, "the test has lost sight of the conversations"
    assert _repeated(groups) == set()


def test_a_repeated_name_is_found() -> None:
    class Filing(StatesGroup):
        code = State()

    assert _repeated([*_groups(), Filing]) == {"Filing:code"}
