"""Offices: who may do what, for which residential group or project, until when, and which never go together."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules import law
from rules.calendar import CalendarDays

PROJECT_LENGTH = 120
# So long before its last day, the end of a term stands before the administrators.
TERM_WARNING = CalendarDays(30)
TERM_YEARS = (1, 2, 5)  # terms on offer at a tap; any other day can be written


class Role(StrEnum):
    """An office that a person takes up through a one-time invitation."""

    ADMINISTRATOR = "administrator"
    OFFICIAL = "official"  # công chức của Ủy ban nhân dân
    APPROVER = "approver"  # may release a disclosure composed by another
    FRONT = "front"  # Ban công tác Mặt trận of a group; Ủy ban Mặt trận for the whole ward
    GROUP_HEAD = "group_head"  # Trưởng thôn, Tổ trưởng tổ dân phố
    INSPECTOR = "inspector"  # Ban Thanh tra nhân dân
    SUPERVISOR = "supervisor"  # Ban Giám sát đầu tư của cộng đồng, for one project


# Offices whose holder acts for one residential group and must be invited for it.
GROUP_ROLES = frozenset({Role.GROUP_HEAD})
# Offices that are held for one group, or for the whole ward.
EITHER_ROLES = frozenset({Role.FRONT, Role.INSPECTOR})
# Offices that are held for one project.
PROJECT_ROLES = frozenset({Role.SUPERVISOR})

_INSPECTORATE = "Luật 10/2022/QH15 Điều 37 khoản 2"
_BOARD = "Luật 10/2022/QH15 Điều 42 khoản 2"

# A member of the people's inspectorate may be neither staff of the commune nor non-specialised staff, as heads of
# groups are (inferred from Luật 97/2025/QH15 Điều 4 khoản 5); a member of a project's board may not be staff.
INCOMPATIBLE: Mapping[frozenset[Role], str] = {
    frozenset({Role.INSPECTOR, Role.OFFICIAL}): _INSPECTORATE,
    frozenset({Role.INSPECTOR, Role.APPROVER}): _INSPECTORATE,
    frozenset({Role.INSPECTOR, Role.GROUP_HEAD}): _INSPECTORATE,
    frozenset({Role.SUPERVISOR, Role.OFFICIAL}): _BOARD,
    frozenset({Role.SUPERVISOR, Role.APPROVER}): _BOARD,
}
# No article says so: whoever grants offices could let themselves read the reports that are closed to the Ủy ban.
GRANTS_AND_READS = frozenset({Role.ADMINISTRATOR, Role.INSPECTOR})


def conflict(held: set[Role], wanted: Role) -> Role | None:
    """The office already held that forbids taking up the wanted one, or None."""
    return next((role for role in sorted(held) if article(role, wanted) or {role, wanted} == GRANTS_AND_READS), None)


def article(one: Role, other: Role) -> str | None:
    """The article that keeps these two offices apart; None when the law does not."""
    return INCOMPATIBLE.get(frozenset({one, other}))


def scope_fits(role: Role, *, group: bool, project: bool) -> bool:
    """Whether an office may be held for what was named: a group, a project, or neither for the whole ward."""
    if role in PROJECT_ROLES:
        return project and not group
    return not project and (role in EITHER_ROLES or group is (role in GROUP_ROLES))


def most_inspectors(groups: int) -> int:
    """How many members the inspectorate may have (Luật 10/2022/QH15 Điều 36; Nghị định 59/2023/NĐ-CP Điều 13)."""
    return max(groups, law.days("inspectorate.most"))


def one_inspector_each(groups: int) -> bool:
    """Whether each group elects one member; with fewer groups than members are needed, a group may have two."""
    return groups >= law.days("inspectorate.least")


@dataclass(frozen=True, slots=True)
class Gaps:
    """What the bodies that supervise still lack by the law; nothing is lacking where all are empty.

    groups have no member in the inspectorate; boards are projects and how many members theirs have.
    """

    members: int
    least: int
    groups: tuple[str, ...]
    boards: tuple[tuple[str, int], ...]
    least_of_board: int

    @property
    def too_few(self) -> bool:
        """Whether the inspectorate has fewer members than the law asks for."""
        return self.members < self.least

    def __bool__(self) -> bool:
        return self.too_few or bool(self.groups) or bool(self.boards)


def gaps(groups: Mapping[int, str], inspectors: Collection[tuple[int, int | None]], boards: Mapping[str, int]) -> Gaps:
    """What is lacking, from the groups of the ward, each inspector with a group, and how many members boards have."""
    covered = {group for _, group in inspectors}
    least_of_board = law.days("board.least")
    return Gaps(
        members=len({person for person, _ in inspectors}),
        least=law.days("inspectorate.least") if one_inspector_each(len(groups)) else len(groups),
        groups=tuple(name for group, name in groups.items() if group not in covered),
        boards=tuple((project, members) for project, members in boards.items() if members < least_of_board),
        least_of_board=least_of_board,
    )


def years_on(day: date, years: int) -> date:
    """The same day so many years later, the last of February for the 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
