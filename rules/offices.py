"""Offices: who may do what, and for which residential group."""

from enum import StrEnum


class Role(StrEnum):
    """An office that a person takes up through a one-time invitation."""

    ADMINISTRATOR = "administrator"
    OFFICIAL = "official"  # công chức của Ủy ban nhân dân
    APPROVER = "approver"  # may release a disclosure composed by another
    FRONT = "front"  # Ban công tác Mặt trận
    GROUP_HEAD = "group_head"  # Trưởng thôn, Tổ trưởng tổ dân phố
    INSPECTOR = "inspector"  # Ban Thanh tra nhân dân


# Offices whose holder acts for one residential group and must be invited for it.
GROUP_ROLES = frozenset({Role.GROUP_HEAD})

# A member of the people's inspectorate may not be commune staff (Luật 10/2022/QH15 Điều 37 khoản 2).
INCOMPATIBLE = frozenset({frozenset({Role.INSPECTOR, Role.OFFICIAL}), frozenset({Role.INSPECTOR, Role.APPROVER})})


def conflict(held: set[Role], wanted: Role) -> Role | None:
    """The office already held that forbids taking up the wanted one, or None."""
    return next((role for role in sorted(held) if frozenset({role, wanted}) in INCOMPATIBLE), None)
