"""Queries about answers that did not come by chat, and about households that are still silent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select, update
from sqlalchemy.orm import aliased

from storage.database import Session
from storage.models import (
    Account,
    Answer,
    Elector,
    Group,
    Household,
    Person,
    Poll,
    PollEntry,
    PollOption,
    Representative,
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry with what a second person has to see."""

    entry: PollEntry
    household: Household
    group_name: str
    option_label: str
    entered_name: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer that stands: what, by which way, when it was given, and its receipt."""

    option: int
    origin: str
    answered_at: datetime
    receipt: str


@dataclass(frozen=True, slots=True)
class Silent:
    """A household without an answer; reachable when its representative has an account that can be written to."""

    code: str
    address: str
    representative: str
    phone_sealed: bytes | None
    is_reachable: bool
    has_waiting_entry: bool


async def standing(session: Session, poll_id: int, household_id: int) -> Standing | None:
    """The household's answer, None when it gave none."""
    found = await session.execute(
        select(Answer.option, Answer.origin, Answer.answered_at, Answer.receipt).where(
            Answer.poll_id == poll_id, Answer.household_id == household_id
        )
    )
    row = found.one_or_none()
    return Standing(*row) if row else None


async def affirm(session: Session, poll_id: int, household_id: int, answered_at: datetime) -> None:
    """The household gave its answer once more at this moment, when that is later than what is known."""
    await session.execute(
        update(Answer)
        .where(Answer.poll_id == poll_id, Answer.household_id == household_id, Answer.answered_at < answered_at)
        .values(answered_at=answered_at)
        .execution_options(synchronize_session=False)
    )


async def electors(session: Session, poll_id: int, group_id: int) -> Sequence[Household]:
    """The households of this group that may answer, in order of their code."""
    found = await session.execute(
        select(Household)
        .join(Elector, Elector.household_id == Household.id)
        .where(Elector.poll_id == poll_id, Elector.group_id == group_id)
        .order_by(Household.code)
    )
    return found.scalars().all()


async def household(session: Session, ward_id: int, household_id: int) -> Household | None:
    """The household, when of this ward."""
    found = await session.execute(select(Household).where(Household.ward_id == ward_id, Household.id == household_id))
    return found.scalar_one_or_none()


async def get(session: Session, ward_id: int, entry_id: int) -> PollEntry | None:
    """The entry, when of this ward, as it is now."""
    query = select(PollEntry).where(PollEntry.ward_id == ward_id, PollEntry.id == entry_id)
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


async def shown(session: Session, ward_id: int, entry_id: int) -> Waiting | None:
    """The entry as a second person sees it, when of this ward."""
    enterer = aliased(Person)
    found = await session.execute(
        select(PollEntry, Household, Group.name, PollOption.label, enterer.name)
        .join(Household, Household.id == PollEntry.household_id)
        .join(Group, Group.id == PollEntry.group_id)
        .join(PollOption, and_(PollOption.poll_id == PollEntry.poll_id, PollOption.position == PollEntry.option))
        .join(enterer, enterer.id == PollEntry.entered_by)
        .where(PollEntry.ward_id == ward_id, PollEntry.id == entry_id)
    )
    row = found.one_or_none()
    return Waiting(*row) if row else None


async def waiting_for(
    session: Session, ward_id: int, person_id: int, group_ids: Collection[int], now: datetime
) -> list[tuple[int, int]]:
    """Id and poll of entries of these groups that wait for somebody else than their enterer, the oldest first."""
    found = await session.execute(
        select(PollEntry.id, PollEntry.poll_id)
        .join(Poll, Poll.id == PollEntry.poll_id)
        .where(
            PollEntry.ward_id == ward_id,
            PollEntry.state == "waiting",
            PollEntry.entered_by != person_id,
            PollEntry.group_id.in_(group_ids),
            Poll.state == "open",
            Poll.closes_at > now,
        )
        .order_by(PollEntry.id)
    )
    return list(found)


async def is_waiting(session: Session, poll_id: int, household_id: int) -> bool:
    """Whether an entry of this household waits for a second person."""
    found = await session.execute(
        select(PollEntry.id).where(
            PollEntry.poll_id == poll_id, PollEntry.household_id == household_id, PollEntry.state == "waiting"
        )
    )
    return found.first() is not None


async def how_many_wait(session: Session, poll_id: int, group_id: int, entered_by: int | None = None) -> int:
    """How many entries of this group wait for a second person; of one enterer where one is named."""
    query = select(func.count()).where(
        PollEntry.poll_id == poll_id, PollEntry.group_id == group_id, PollEntry.state == "waiting"
    )
    if entered_by is not None:
        query = query.where(PollEntry.entered_by == entered_by)
    return (await session.execute(query)).scalar_one()


async def decide(session: Session, entry_id: int, **values: Any) -> bool:
    """The waiting entry has these values; False when it waits no more."""
    done = await session.execute(
        update(PollEntry)
        .where(PollEntry.id == entry_id, PollEntry.state == "waiting")
        .values(**values)
        .returning(PollEntry.id)
        .execution_options(synchronize_session=False)
    )
    return done.first() is not None


async def expire(session: Session, poll_id: int, now: datetime) -> int:
    """Entries of this poll that still wait came too late; returns how many."""
    done = await session.execute(
        update(PollEntry)
        .where(PollEntry.poll_id == poll_id, PollEntry.state == "waiting")
        .values(state="late", decided_at=now)
        .returning(PollEntry.id)
        .execution_options(synchronize_session=False)
    )
    return len(done.all())


async def late(session: Session, poll_id: int) -> int:
    """How many entries of this poll were not confirmed in time."""
    found = await session.execute(select(func.count()).where(PollEntry.poll_id == poll_id, PollEntry.state == "late"))
    return found.scalar_one()


async def account_to_tell(session: Session, household_id: int) -> int | None:
    """The account at which whoever speaks for the household is reached, None when nobody is."""
    found = await session.execute(
        select(func.max(Account.id))
        .join(Representative, Representative.person_id == Account.person_id)
        .where(
            Representative.household_id == household_id,
            Representative.state == "active",
            Account.unreachable_since.is_(None),
        )
    )
    return found.scalar_one()


async def silent(session: Session, poll_id: int, group_id: int) -> list[Silent]:
    """The households of this group that have not answered, in order of their code."""
    reachable = (
        select(Account.id)
        .join(Representative, Representative.person_id == Account.person_id)
        .where(
            Representative.household_id == Household.id,
            Representative.state == "active",
            Account.unreachable_since.is_(None),
        )
        .exists()
    )
    has_entry = (
        select(PollEntry.id)
        .where(PollEntry.poll_id == poll_id, PollEntry.household_id == Household.id, PollEntry.state == "waiting")
        .exists()
    )
    found = await session.execute(
        select(
            Household.code, Household.address, Household.representative, Household.phone_sealed, reachable, has_entry
        )
        .join(Elector, Elector.household_id == Household.id)
        .outerjoin(Answer, and_(Answer.poll_id == Elector.poll_id, Answer.household_id == Elector.household_id))
        .where(Elector.poll_id == poll_id, Elector.group_id == group_id, Answer.household_id.is_(None))
        .order_by(Household.code)
    )
    return [Silent(*row) for row in found]


async def origins(session: Session, poll_id: int) -> list[tuple[int, str, int]]:
    """Group, way and number of the answers that stand, for each way by which any came."""
    found = await session.execute(
        select(Answer.group_id, Answer.origin, func.count())
        .where(Answer.poll_id == poll_id)
        .group_by(Answer.group_id, Answer.origin)
        .order_by(Answer.group_id, Answer.origin)
    )
    return list(found)
