"""Queries about groups that came after others, and all that goes along when they do."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select, update

from storage.database import Session
from storage.models import Chat, Group, GroupSuccession, Invitation, LinkCode, Office, Poll, PollGroup, Representative


def and_successors(group_ids: Sequence[int]) -> Select[tuple[int]]:
    """The ids of these groups and of all that came after them."""
    line = select(Group.id.label("id")).where(Group.id.in_(group_ids)).cte("line", recursive=True)
    after = select(GroupSuccession.successor_id).join(line, GroupSuccession.predecessor_id == line.c.id)
    return select(line.union(after).c.id)


async def predecessors(session: Session, group_ids: Sequence[int]) -> dict[int, list[int]]:
    """For each of these groups all that went into it, the newest first; groups without any are missing."""
    found: dict[int, list[int]] = {}
    origin = {group_id: {group_id} for group_id in group_ids}
    while origin:
        rows = await session.execute(
            select(GroupSuccession.predecessor_id, GroupSuccession.successor_id).where(
                GroupSuccession.successor_id.in_(origin)
            )
        )
        before: dict[int, set[int]] = {}
        for predecessor, successor in rows:
            for start in origin[successor]:
                if predecessor not in found.setdefault(start, []):
                    found[start].append(predecessor)
                    before.setdefault(predecessor, set()).add(start)
        origin = before
    return found


async def planned_polls(session: Session, ward_id: int, group_ids: Sequence[int]) -> list[int]:
    """The numbers of polls that are to open later and ask one of these groups."""
    found = await session.execute(
        select(Poll.number)
        .join(PollGroup, PollGroup.poll_id == Poll.id)
        .where(Poll.ward_id == ward_id, Poll.state == "scheduled", PollGroup.group_id.in_(group_ids))
        .distinct()
        .order_by(Poll.number)
    )
    return list(found.scalars())


async def offices_of(session: Session, group_id: int) -> Sequence[Office]:
    """The offices held now for this group alone."""
    found = await session.execute(
        select(Office).where(Office.group_id == group_id, Office.until.is_(None)).order_by(Office.id)
    )
    return found.scalars().all()


async def follow(session: Session, old_id: int, heir_id: int) -> None:
    """Linked chats, codes for chats and people who wait to be confirmed belong to the other group."""
    for table, still in (
        (Chat, Chat.group_id == old_id),
        (LinkCode, LinkCode.used_at.is_(None)),
        (Representative, Representative.state == "waiting"),
    ):
        await session.execute(
            update(table)
            .where(table.group_id == old_id, still)
            .values(group_id=heir_id)
            .execution_options(synchronize_session=False)
        )


async def move_invitations(session: Session, old_id: int, heir_id: int | None, now: datetime) -> None:
    """Invitations to offices of this group are for the other one, or with None worth nothing from now on."""
    values = {"expires_at": now} if heir_id is None else {"group_id": heir_id}
    await session.execute(
        update(Invitation)
        .where(Invitation.group_id == old_id, Invitation.used_at.is_(None), Invitation.expires_at > now)
        .values(values)
        .execution_options(synchronize_session=False)
    )
