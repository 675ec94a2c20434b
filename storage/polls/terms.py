"""Queries about the terms of polls, and lists of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select

from storage.database import Session
from storage.models import (
    Answer,
    Elector,
    Group,
    Household,
    Person,
    Poll,
    PollGroup,
    PollOption,
    Ward,
)


@dataclass(frozen=True, slots=True)
class Terms:
    """A poll with its options in their order, its groups in order of their code, and who organises it."""

    poll: Poll
    options: tuple[PollOption, ...]
    group_ids: tuple[int, ...]
    organiser_name: str | None


async def get(session: Session, ward_id: int, poll_id: int) -> Poll | None:
    """The poll, when of this ward."""
    found = await session.execute(select(Poll).where(Poll.ward_id == ward_id, Poll.id == poll_id))
    return found.scalar_one_or_none()


async def hold(session: Session, ward_id: int, poll_id: int, *, alone: bool) -> Poll | None:
    """The poll as it is, which stays so until the transaction ends.

    Several may hold it together to answer; who changes it holds it alone.
    """
    query = select(Poll).where(Poll.ward_id == ward_id, Poll.id == poll_id)
    lock = query.with_for_update(key_share=True) if alone else query.with_for_update(read=True)
    return (await session.execute(lock.execution_options(populate_existing=True))).scalar_one_or_none()


async def by_number(session: Session, ward_id: int, number: int) -> Poll | None:
    """The poll that the ward calls by this number."""
    found = await session.execute(select(Poll).where(Poll.ward_id == ward_id, Poll.number == number))
    return found.scalar_one_or_none()


async def next_number(session: Session, ward_id: int) -> int:
    """The number of the ward's next poll; composing waits in line here until the transaction ends."""
    await session.execute(select(Ward.id).where(Ward.id == ward_id).with_for_update(key_share=True))
    last = await session.execute(select(func.max(Poll.number)).where(Poll.ward_id == ward_id))
    return (last.scalar_one() or 0) + 1


async def add(session: Session, poll: Poll, options: Sequence[tuple[str, bool]], group_ids: Sequence[int]) -> None:
    """The poll exists with these options (label, is_free) and groups, its roll not yet frozen."""
    session.add(poll)
    await session.flush()
    session.add_all(
        PollOption(poll_id=poll.id, position=position, ward_id=poll.ward_id, label=label, is_free=free)
        for position, (label, free) in enumerate(options)
    )
    session.add_all(
        PollGroup(poll_id=poll.id, group_id=group_id, ward_id=poll.ward_id, households=0) for group_id in group_ids
    )
    await session.flush()


async def terms(session: Session, polls: Sequence[Poll]) -> list[Terms]:
    """The terms of these polls, in the same order."""
    ids = [poll.id for poll in polls]
    options: dict[int, list[PollOption]] = {poll_id: [] for poll_id in ids}
    for option in (
        await session.execute(select(PollOption).where(PollOption.poll_id.in_(ids)).order_by(PollOption.position))
    ).scalars():
        options[option.poll_id].append(option)
    groups: dict[int, list[int]] = {poll_id: [] for poll_id in ids}
    asked = (
        select(PollGroup.poll_id, PollGroup.group_id)
        .join(Group, Group.id == PollGroup.group_id)
        .where(PollGroup.poll_id.in_(ids))
        .order_by(Group.code, Group.id)
    )
    for poll_id, group_id in await session.execute(asked):
        groups[poll_id].append(group_id)
    organisers = select(Person.id, Person.name).where(Person.id.in_({poll.organiser_id for poll in polls}))
    names = dict((await session.execute(organisers)).all())
    return [
        Terms(poll, tuple(options[poll.id]), tuple(groups[poll.id]), names.get(poll.organiser_id)) for poll in polls
    ]


async def groups_of(session: Session, poll_id: int) -> list[int]:
    """The groups that the poll asks."""
    found = await session.execute(
        select(PollGroup.group_id).where(PollGroup.poll_id == poll_id).order_by(PollGroup.group_id)
    )
    return list(found.scalars())


async def group_names(session: Session, group_ids: Sequence[int]) -> dict[int, str]:
    """The names of these groups."""
    found = await session.execute(select(Group.id, Group.name).where(Group.id.in_(group_ids)))
    return dict(found.all())


async def open_households(session: Session, group_ids: Sequence[int]) -> int:
    """How many households these groups have on the roll now."""
    found = await session.execute(
        select(func.count()).where(Household.group_id.in_(group_ids), Household.closed_on.is_(None))
    )
    return found.scalar_one()


def _asking(state: str, ward_id: int, group_id: int | None) -> Select[Poll]:
    query = select(Poll).where(Poll.ward_id == ward_id, Poll.state == state)
    if group_id is None:
        return query
    return query.join(PollGroup, PollGroup.poll_id == Poll.id).where(PollGroup.group_id == group_id)


async def unfinished(session: Session, ward_id: int) -> Sequence[Poll]:
    """Scheduled and open polls of the ward, the first to close first."""
    found = await session.execute(
        select(Poll)
        .where(Poll.ward_id == ward_id, Poll.state.in_(("scheduled", "open")))
        .order_by(Poll.closes_at, Poll.id)
    )
    return found.scalars().all()


async def open_of_household(
    session: Session, ward_id: int, household_id: int, now: datetime
) -> list[tuple[Poll, int, int | None]]:
    """Polls that the household may answer now, with the group it is counted in and its answer."""
    found = await session.execute(
        select(Poll, Elector.group_id, Answer.option)
        .join(Elector, and_(Elector.poll_id == Poll.id, Elector.household_id == household_id))
        .outerjoin(Answer, and_(Answer.poll_id == Poll.id, Answer.household_id == household_id))
        .where(Poll.ward_id == ward_id, Poll.state == "open", Poll.opens_at <= now, Poll.closes_at > now)
        .order_by(Poll.closes_at, Poll.id)
    )
    return list(found)


async def open_of_group(session: Session, ward_id: int, group_id: int, now: datetime) -> Sequence[Poll]:
    """Polls that ask this group now, the first to close first."""
    query = _asking("open", ward_id, group_id).where(Poll.opens_at <= now, Poll.closes_at > now)
    return (await session.execute(query.order_by(Poll.closes_at, Poll.id))).scalars().all()


async def closed(
    session: Session, ward_id: int, group_id: int | None = None, limit: int | None = None
) -> Sequence[Poll]:
    """Closed polls, of one group where one is named, the last closed first."""
    query = _asking("closed", ward_id, group_id).order_by(Poll.closed_at.desc(), Poll.id.desc())
    return (await session.execute(query.limit(limit))).scalars().all()
