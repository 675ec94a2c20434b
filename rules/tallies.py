"""Tallies: how many households answered what, per residential group and for the ward.

One Tally is the only source of every picture, table and file about a poll, so that they agree.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupTally:
    """The count of one residential group: households on the frozen roll, answers by option position."""

    group_id: int
    code: str
    name: str
    households: int
    counts: tuple[int, ...]

    @property
    def answered(self) -> int:
        """How many households answered."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Tally:
    """The count of a poll: options in their order, groups in order of their code."""

    options: tuple[str, ...]
    groups: tuple[GroupTally, ...]

    @property
    def households(self) -> int:
        """All households that may answer."""
        return sum(group.households for group in self.groups)

    @property
    def answered(self) -> int:
        """All households that answered."""
        return sum(group.answered for group in self.groups)

    @property
    def counts(self) -> tuple[int, ...]:
        """Answers of the ward by option position."""
        return tuple(sum(group.counts[place] for group in self.groups) for place in range(len(self.options)))

    def group(self, group_id: int) -> GroupTally:
        """The tally of this group; KeyError when the poll does not ask it."""
        for group in self.groups:
            if group.group_id == group_id:
                return group
        raise KeyError(group_id)


@dataclass(frozen=True, slots=True)
class Ballot:
    """One line of the ledger: a household's answer; a later line of the same household replaces it."""

    sequence: int
    household_id: int
    group_id: int
    option: int


def recount(options: int, ballots: Iterable[Ballot]) -> dict[int, tuple[int, ...]]:
    """Counts by group, from the ledger alone: the last line of each household is its answer."""
    current: dict[int, Ballot] = {}
    for ballot in ballots:
        known = current.get(ballot.household_id)
        if known is None or known.sequence < ballot.sequence:
            current[ballot.household_id] = ballot
    counts: dict[int, list[int]] = {}
    for ballot in current.values():
        counts.setdefault(ballot.group_id, [0] * options)[ballot.option] += 1
    return {group: tuple(row) for group, row in counts.items()}


def percent(part: int, whole: int) -> int:
    """The share in whole percent, rounded down so that a fraction never rounds up into a pass."""
    return part * 100 // whole if whole else 0
