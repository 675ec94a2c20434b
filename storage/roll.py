"""Queries about the roll: households and their slips, many rows at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, delete, func, insert, select, update

from storage.database import Session
from storage.models import Group, Household, HouseholdChange, Person, Representative, Slip, WrongCode

BATCH = 5000


@dataclass(frozen=True, slots=True)
class Known:
    """A household of the roll, as far as an import compares it."""

    id: int
    group_id: int
    code: str
    address: str
    representative: str
    phone_digest: str | None
    closed_on: date | None


async def known(session: Session, ward_id: int) -> dict[str, Known]:
    """Every household of the ward by its code, closed ones too."""
    found = await session.execute(
        select(
            Household.id,
            Household.group_id,
            Household.code,
            Household.address,
            Household.representative,
            Household.phone_digest,
            Household.closed_on,
        ).where(Household.ward_id == ward_id)
    )
    return {row.code: Known(*row) for row in found}


async def add_households(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """These households are on the roll; all rows have the same keys."""
    for start in range(0, len(rows), BATCH):
        await session.execute(insert(Household), list(rows[start : start + BATCH]))


async def change_households(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """The households named by `id` have these values, and whoever speaks for one belongs to its group."""
    for start in range(0, len(rows), BATCH):
        await session.execute(update(Household), list(rows[start : start + BATCH]))
    home = select(Household.group_id).where(Household.id == Representative.household_id).scalar_subquery()
    for start in range(0, len(rows), BATCH // 10):
        ids = [row["id"] for row in rows[start : start + BATCH // 10]]
        await session.execute(
            update(Representative)
            .where(Representative.household_id.in_(ids), Representative.state == "active")
            .values(group_id=home)
            .execution_options(synchronize_session=False)
        )


async def add_changes(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """These lines are in the history of households; all rows have the same keys."""
    for start in range(0, len(rows), BATCH):
        await session.execute(insert(HouseholdChange), list(rows[start : start + BATCH]))


async def close_households(
    session: Session, household_ids: Sequence[int], day: date, now: datetime, why: str
) -> list[int]:
    """These households are closed on this day, their unused slips void; the ids of the representations that ended."""
    ended: list[int] = []
    for start in range(0, len(household_ids), BATCH // 10):
        ids = household_ids[start : start + BATCH // 10]
        await session.execute(
            update(Household)
            .where(Household.id.in_(ids))
            .values(closed_on=day)
            .execution_options(synchronize_session=False)
        )
        done = await session.execute(
            update(Representative)
            .where(Representative.household_id.in_(ids), Representative.state == "active")
            .values(state="ended", decided_at=now, end_reason=why)
            .returning(Representative.id)
            .execution_options(synchronize_session=False)
        )
        ended.extend(done.scalars())
    await void_slips(session, household_ids, now)
    return sorted(ended)


async def counts(session: Session, ward_id: int) -> dict[int, int]:
    """How many open households each group has; groups without any are missing."""
    found = await session.execute(
        select(Household.group_id, func.count())
        .where(Household.ward_id == ward_id, Household.closed_on.is_(None))
        .group_by(Household.group_id)
    )
    return {row[0]: row[1] for row in found}


async def registered(session: Session, ward_id: int) -> dict[int, int]:
    """How many open households of each group have a confirmed representative."""
    found = await session.execute(
        select(Household.group_id, func.count(case((Household.closed_on.is_(None), 1))))
        .join(Representative, Representative.household_id == Household.id)
        .where(Household.ward_id == ward_id, Representative.state == "active")
        .group_by(Household.group_id)
    )
    return {row[0]: row[1] for row in found}


async def households_with_phone(session: Session, ward_id: int, digest: str) -> Sequence[Household]:
    """The open households whose phone has this digest."""
    found = await session.execute(
        select(Household).where(
            Household.ward_id == ward_id, Household.phone_digest == digest, Household.closed_on.is_(None)
        )
    )
    return found.scalars().all()


async def unclaimed(session: Session, ward_id: int, group_ids: Sequence[int] | None = None) -> Sequence[Household]:
    """The open households for which nobody speaks, of these groups or all, in order of group and code."""
    spoken_for = select(Representative.id).where(
        Representative.household_id == Household.id, Representative.state == "active"
    )
    query = (
        select(Household)
        .join(Group, Group.id == Household.group_id)
        .where(Household.ward_id == ward_id, Household.closed_on.is_(None), ~spoken_for.exists())
        .order_by(Group.code, Household.code)
    )
    if group_ids is not None:
        query = query.where(Household.group_id.in_(group_ids))
    return (await session.execute(query)).scalars().all()


async def spoken_for(session: Session, ward_id: int, group_id: int) -> Sequence[Household]:
    """The open households of the group for which somebody speaks, in order of code."""
    found = await session.execute(
        select(Household)
        .join(Representative, Representative.household_id == Household.id)
        .where(
            Household.ward_id == ward_id,
            Household.group_id == group_id,
            Household.closed_on.is_(None),
            Representative.state == "active",
        )
        .order_by(Household.code)
    )
    return found.scalars().all()


async def household(session: Session, ward_id: int, household_id: int) -> Household | None:
    """The household, when of this ward."""
    found = await session.execute(select(Household).where(Household.ward_id == ward_id, Household.id == household_id))
    return found.scalar_one_or_none()


async def void_slips(session: Session, household_ids: Sequence[int], now: datetime) -> None:
    """Unused slips of these households are worth nothing from now on."""
    for start in range(0, len(household_ids), BATCH // 10):
        await session.execute(
            update(Slip)
            .where(
                Slip.household_id.in_(household_ids[start : start + BATCH // 10]),
                Slip.used_at.is_(None),
                Slip.expires_at > now,
            )
            .values(expires_at=now)
            .execution_options(synchronize_session=False)
        )


async def add_slips(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """These slips are issued; all rows have the same keys."""
    for start in range(0, len(rows), BATCH):
        await session.execute(insert(Slip), list(rows[start : start + BATCH]))


async def slip(session: Session, ward_id: int, digest: str) -> Slip | None:
    """The slip with this digest, when of this ward."""
    found = await session.execute(select(Slip).where(Slip.ward_id == ward_id, Slip.digest == digest))
    return found.scalar_one_or_none()


async def wrong_codes(session: Session, person_id: int, day: date) -> int:
    """How many wrong codes the person typed on this day."""
    found = await session.execute(select(func.count()).where(WrongCode.person_id == person_id, WrongCode.day == day))
    return found.scalar_one()


async def add_wrong_code(session: Session, ward_id: int, person_id: int, day: date, most: int) -> bool:
    """One more wrong code of this day is counted, those of other days are gone; False when there were `most`."""
    await session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    await session.execute(delete(WrongCode).where(WrongCode.person_id == person_id, WrongCode.day != day))
    before = await wrong_codes(session, person_id, day)
    if before < most:
        session.add(WrongCode(ward_id=ward_id, person_id=person_id, day=day, number=before + 1))
    return before < most


async def use_slip(session: Session, slip_id: int, now: datetime) -> bool:
    """The slip is used; False when it was used before or has expired."""
    done = await session.execute(
        update(Slip)
        .where(Slip.id == slip_id, Slip.used_at.is_(None), Slip.expires_at > now)
        .values(used_at=now)
        .returning(Slip.id)
    )
    return done.first() is not None
