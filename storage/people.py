"""Queries about persons, their accounts, offices and households."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import false, func, select, update

from storage.database import Session
from storage.groups import and_successors
from storage.models import Account, Chat, Group, Household, Office, Person, Representative, Ward


async def ward(session: Session, ward_id: int) -> Ward:
    """The ward; sqlalchemy's NoResultFound when there is none."""
    return (await session.execute(select(Ward).where(Ward.id == ward_id))).scalar_one()


async def wards(session: Session) -> Sequence[Ward]:
    """Every ward of this database, in order of creation."""
    return (await session.execute(select(Ward).order_by(Ward.id))).scalars().all()


async def account(session: Session, ward_id: int, network: str, external_id: str) -> Account | None:
    """The account that a network calls by this id."""
    found = await session.execute(
        select(Account).where(
            Account.ward_id == ward_id, Account.network == network, Account.external_id == external_id
        )
    )
    return found.scalar_one_or_none()


async def person(session: Session, ward_id: int, person_id: int) -> Person | None:
    """The person, when of this ward."""
    found = await session.execute(select(Person).where(Person.ward_id == ward_id, Person.id == person_id))
    return found.scalar_one_or_none()


async def offices_of(session: Session, person_id: int) -> Sequence[Office]:
    """The offices that a person holds now."""
    found = await session.execute(
        select(Office).where(Office.person_id == person_id, Office.until.is_(None)).order_by(Office.id)
    )
    return found.scalars().all()


async def holders(session: Session, ward_id: int, roles: Sequence[str], group_id: int | None = None) -> list[int]:
    """Persons who hold one of these offices for the whole ward, or for the group that is named.

    A group that came after the named one counts as that one.
    """
    here = false() if group_id is None else Office.group_id.in_(and_successors([group_id]))
    found = await session.execute(
        select(Office.person_id)
        .where(
            Office.ward_id == ward_id, Office.role.in_(roles), Office.until.is_(None), Office.group_id.is_(None) | here
        )
        .distinct()
        .order_by(Office.person_id)
    )
    return list(found.scalars())


async def all_holders(session: Session, ward_id: int, roles: Sequence[str]) -> list[int]:
    """Persons who hold one of these offices, for whatever group."""
    found = await session.execute(
        select(Office.person_id)
        .where(Office.ward_id == ward_id, Office.role.in_(roles), Office.until.is_(None))
        .distinct()
        .order_by(Office.person_id)
    )
    return list(found.scalars())


async def household_of(session: Session, person_id: int) -> Household | None:
    """The household whose confirmed representative the person is."""
    found = await session.execute(
        select(Household)
        .join(Representative, Representative.household_id == Household.id)
        .where(Representative.person_id == person_id, Representative.state == "active", Household.closed_on.is_(None))
    )
    return found.scalar_one_or_none()


async def accounts_of(session: Session, person_ids: Sequence[int]) -> Sequence[Account]:
    """One reachable account for each of these persons, the newest."""
    newest = (
        select(func.max(Account.id))
        .where(Account.person_id.in_(person_ids), Account.unreachable_since.is_(None))
        .group_by(Account.person_id)
    )
    found = await session.execute(select(Account).where(Account.id.in_(newest)).order_by(Account.id))
    return found.scalars().all()


async def groups(session: Session, ward_id: int) -> Sequence[Group]:
    """The groups in force, in order of their code."""
    found = await session.execute(
        select(Group).where(Group.ward_id == ward_id, Group.valid_to.is_(None)).order_by(Group.code)
    )
    return found.scalars().all()


async def group(session: Session, ward_id: int, group_id: int) -> Group | None:
    """The group, when of this ward."""
    found = await session.execute(select(Group).where(Group.ward_id == ward_id, Group.id == group_id))
    return found.scalar_one_or_none()


async def chat(session: Session, ward_id: int, network: str, external_id: str) -> Chat | None:
    """The linked group chat that a network calls by this id."""
    found = await session.execute(
        select(Chat).where(Chat.ward_id == ward_id, Chat.network == network, Chat.external_id == external_id)
    )
    return found.scalar_one_or_none()


async def chats_of(session: Session, ward_id: int, group_ids: Sequence[int]) -> Sequence[Chat]:
    """The linked group chats of these groups, and of those that came after them, that can be reached."""
    found = await session.execute(
        select(Chat)
        .where(Chat.ward_id == ward_id, Chat.group_id.in_(and_successors(group_ids)), Chat.unreachable_since.is_(None))
        .order_by(Chat.id)
    )
    return found.scalars().all()


async def mark_account(session: Session, account_id: int, unreachable_since: datetime | None) -> None:
    """The account is known to be reachable (None) or not since this moment."""
    await session.execute(update(Account).where(Account.id == account_id).values(unreachable_since=unreachable_since))


async def household_by_code(session: Session, ward_id: int, code: str) -> Household | None:
    """The household of the roll with this code, closed ones too."""
    found = await session.execute(select(Household).where(Household.ward_id == ward_id, Household.code == code))
    return found.scalar_one_or_none()
