"""Every card of the outbox, by name."""

from collections.abc import Iterable
from itertools import chain
from types import ModuleType

from cards import (
    announcements,
    conventions_asking,
    conventions_desk,
    disclosures,
    disclosures_office,
    obligations,
    polls,
    reports,
    results,
)
from cards.outgoing import Writer
from cards.people import data_requests
from cards.people import outgoing as people

# A noun with messages of its own is one line here.
WRITERS: tuple[ModuleType, ...] = (
    people,
    data_requests,
    disclosures,
    disclosures_office,
    polls,
    announcements,
    conventions_asking,
    conventions_desk,
    reports,
    results,
    obligations,
)


def join(modules: Iterable[ModuleType]) -> dict[str, Writer]:
    """The OUTGOING of these modules together; ValueError when two give the same name."""
    joined: dict[str, Writer] = {}
    for name, writer in chain.from_iterable(module.OUTGOING.items() for module in modules):
        if name in joined:
            raise ValueError(f"two writers of the card {name}")
        joined[name] = writer
    return joined


OUTGOING = join(WRITERS)
