"""Groups that are merged, split and renamed: which household goes where, and what makes a plan impossible."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a decision of the council does with groups (Nghị định 185/2026/NĐ-CP Điều 9)."""

    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"


class Fault(StrEnum):
    """Why a plan cannot be carried out; nothing of it is then."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    BAD_VALUE = "bad_value"
    NOTHING = "nothing"
    TOO_FEW = "too_few"
    TWO_RESTS = "two_rests"
    TWO_CHATS = "two_chats"
    TWO_OFFICES = "two_offices"
    GROUP_UNKNOWN = "group_unknown"
    GROUP_TWICE = "group_twice"
    CODE_TAKEN = "code_taken"
    HOUSEHOLD_UNKNOWN = "household_unknown"
    HOUSEHOLD_TWICE = "household_twice"
    HOUSEHOLDS_LEFT = "households_left"
    NOT_YET = "not_yet"
    POLL_PLANNED = "poll_planned"


class BadChangesError(Exception):
    """The plan is impossible: why, and where in it."""

    def __init__(self, fault: Fault, where: str = "") -> None:
        super().__init__(fault, where)
        self.fault = fault
        self.where = where


@dataclass(frozen=True, slots=True)
class Part:
    """A group that comes to be: its households by code and, with takes_rest, all that no other part names.

    declared is how many households the decision says, None for as many as there are; offices_of are the codes of
    the old groups whose offices go on here.
    """

    code: str
    name: str
    declared: int | None = None
    households: tuple[str, ...] = ()
    takes_rest: bool = False
    takes_chats: bool = False
    offices_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """Old groups that end, by their codes, and the parts that come after them."""

    kind: Kind
    old: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def heir(self) -> Part:
        """The part that takes what has to go somewhere: chats, people who wait, codes handed out."""
        return next(
            (part for part in self.parts if part.takes_chats),
            next((part for part in self.parts if part.takes_rest), self.parts[0]),
        )


def check(steps: Sequence[Step], in_force: Iterable[str]) -> None:
    """The steps fit together and to the groups in force; BadChangesError when they do not."""
    known = set(in_force)
    if not steps:
        raise BadChangesError(Fault.NOTHING)
    for step in steps:
        _check_step(step)
    _once((code for step in steps for code in step.old), Fault.GROUP_TWICE)
    ending = {code for step in steps for code in step.old}
    if unknown := sorted(ending - known):
        raise BadChangesError(Fault.GROUP_UNKNOWN, unknown[0])
    coming = [part.code for step in steps for part in step.parts]
    _once([*coming, *(known - ending)], Fault.CODE_TAKEN)


def _check_step(step: Step) -> None:
    many = step.old if step.kind is Kind.MERGE else step.parts
    if step.kind is not Kind.RENAME and len(many) < 2:
        raise BadChangesError(Fault.TOO_FEW, ", ".join(step.old))
    if sum(part.takes_rest for part in step.parts) > 1:
        raise BadChangesError(Fault.TWO_RESTS, ", ".join(step.old))
    if sum(part.takes_chats for part in step.parts) > 1:
        raise BadChangesError(Fault.TWO_CHATS, ", ".join(step.old))
    _once((code for part in step.parts for code in part.offices_of), Fault.TWO_OFFICES)
    for part in step.parts:
        if strange := sorted(set(part.offices_of) - set(step.old)):
            raise BadChangesError(Fault.GROUP_UNKNOWN, strange[0])


def _once(codes: Iterable[str], fault: Fault) -> None:
    if double := [code for code, count in Counter(codes).items() if count > 1]:
        raise BadChangesError(fault, double[0])


def assign(step: Step, homes: Mapping[str, str]) -> dict[str, str]:
    """For every household of the old groups the code of the part it goes to.

    homes has the group code of every open household.  BadChangesError when a part names a household of another
    group or one twice, or when a household goes nowhere.
    """
    ours = {code for code, group in homes.items() if group in step.old}
    found: dict[str, str] = {}
    for part in step.parts:
        for code in part.households:
            if code in found:
                raise BadChangesError(Fault.HOUSEHOLD_TWICE, code)
            if code not in ours:
                raise BadChangesError(Fault.HOUSEHOLD_UNKNOWN, code)
            found[code] = part.code
    left = ours - found.keys()
    rest = next((part for part in step.parts if part.takes_rest), None)
    if left and rest is None:
        raise BadChangesError(Fault.HOUSEHOLDS_LEFT, str(len(left)))
    return found | {code: rest.code for code in sorted(left) if rest}
