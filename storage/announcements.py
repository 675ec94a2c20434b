"""Queries about notices and invitations."""

from collections.abc import Sequence

from sqlalchemy import func, select

from storage.database import Session
from storage.models import (
    Account,
    Announcement,
    AnnouncementGroup,
    Group,
    Household,
    Person,
    Representative,
)


async def add(session: Session, announcement: Announcement, group_ids: Sequence[int]) -> None:
    """The announcement exists for these groups."""
    session.add(announcement)
    await session.flush()
    session.add_all(
        AnnouncementGroup(announcement_id=announcement.id, group_id=group_id, ward_id=announcement.ward_id)
        for group_id in group_ids
    )
    await session.flush()


async def get(session: Session, ward_id: int, announcement_id: int) -> tuple[Announcement, str | None] | None:
    """The announcement with the name of who sent it, when of this ward."""
    found = await session.execute(
        select(Announcement, Person.name)
        .join(Person, Person.id == Announcement.sender_id)
        .where(Announcement.ward_id == ward_id, Announcement.id == announcement_id)
    )
    return found.one_or_none()


async def group_names(session: Session, announcement_id: int) -> list[str]:
    """The groups that it is for, in order of their code."""
    found = await session.execute(
        select(Group.name)
        .join(AnnouncementGroup, AnnouncementGroup.group_id == Group.id)
        .where(AnnouncementGroup.announcement_id == announcement_id)
        .order_by(Group.code, Group.id)
    )
    return list(found.scalars())


async def representatives(session: Session, ward_id: int, group_ids: Sequence[int]) -> list[int]:
    """One reachable account for each confirmed representative of a household in these groups, the newest."""
    newest = func.max(Account.id)
    found = await session.execute(
        select(newest)
        .join(Representative, Representative.person_id == Account.person_id)
        .join(Household, Household.id == Representative.household_id)
        .where(
            Account.ward_id == ward_id,
            Account.unreachable_since.is_(None),
            Representative.state == "active",
            Household.group_id.in_(group_ids),
            Household.closed_on.is_(None),
        )
        .group_by(Account.person_id)
        .order_by(newest)
    )
    return list(found.scalars())
