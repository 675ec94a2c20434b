"""Queries about offices, the invitations to them, and the codes and chats of groups."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select, update

from storage.database import Session
from storage.models import Account, Chat, Group, Invitation, LinkCode, Office, Person, Ward


async def lock(session: Session, ward_id: int) -> None:
    """Nobody else grants or ends an office of this ward until the transaction is over."""
    await session.execute(select(Ward.id).where(Ward.id == ward_id).with_for_update())


async def in_force(session: Session, ward_id: int) -> Sequence[tuple[Office, Person, Group | None]]:
    """Every office held now, with its holder and group."""
    found = await session.execute(
        select(Office, Person, Group)
        .join(Person, Person.id == Office.person_id)
        .outerjoin(Group, Group.id == Office.group_id)
        .where(Office.ward_id == ward_id, Office.until.is_(None))
        .order_by(Office.role, Group.code, Person.name, Office.id)
    )
    return [(office, person, group) for office, person, group in found]


async def how_many(session: Session, ward_id: int, role: str) -> int:
    """How many persons hold this office now."""
    found = await session.execute(
        select(func.count(func.distinct(Office.person_id))).where(
            Office.ward_id == ward_id, Office.role == role, Office.until.is_(None)
        )
    )
    return found.scalar_one()


async def office(session: Session, ward_id: int, office_id: int) -> Office | None:
    """The office, when of this ward, whether held or ended."""
    found = await session.execute(select(Office).where(Office.ward_id == ward_id, Office.id == office_id))
    return found.scalar_one_or_none()


async def end(session: Session, office_id: int, now: datetime, by: int | None = None) -> bool:
    """The office is held no more, ended by this person or with its term; False when it had ended before."""
    done = await session.execute(
        update(Office)
        .where(Office.id == office_id, Office.until.is_(None))
        .values(until=now, ended_by=by)
        .returning(Office.id)
        .execution_options(synchronize_session=False)
    )
    return done.first() is not None


async def register(
    session: Session, ward_id: int, offset: int, limit: int
) -> Sequence[tuple[Office, Person, Group | None]]:
    """Offices held and ended, the newest first."""
    found = await session.execute(
        select(Office, Person, Group)
        .join(Person, Person.id == Office.person_id)
        .outerjoin(Group, Group.id == Office.group_id)
        .where(Office.ward_id == ward_id)
        .order_by(Office.since.desc(), Office.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [(office, person, group) for office, person, group in found]


async def ever(session: Session, ward_id: int) -> int:
    """How many offices were ever granted."""
    found = await session.execute(select(func.count()).select_from(Office).where(Office.ward_id == ward_id))
    return found.scalar_one()


async def held_as(session: Session, ward_id: int, role: str) -> Sequence[Office]:
    """Who holds this office now, in the order of taking it up."""
    found = await session.execute(
        select(Office).where(Office.ward_id == ward_id, Office.role == role, Office.until.is_(None)).order_by(Office.id)
    )
    return found.scalars().all()


async def over(session: Session, ward_id: int, today: date) -> Sequence[Office]:
    """Offices still held whose term was over before this day."""
    found = await session.execute(
        select(Office)
        .where(Office.ward_id == ward_id, Office.until.is_(None), Office.ends_on < today)
        .order_by(Office.id)
    )
    return found.scalars().all()


async def tell_ending(session: Session, ward_id: int, by: date, now: datetime) -> Sequence[int]:
    """Offices whose term ends by this day and of which nobody was told yet; from now on they count as told."""
    done = await session.execute(
        update(Office)
        .where(Office.ward_id == ward_id, Office.until.is_(None), Office.end_told_at.is_(None), Office.ends_on <= by)
        .values(end_told_at=now)
        .returning(Office.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(done.scalars())


async def invitation(session: Session, ward_id: int, digest: str) -> Invitation | None:
    """The invitation with this digest, when of this ward."""
    found = await session.execute(select(Invitation).where(Invitation.ward_id == ward_id, Invitation.digest == digest))
    return found.scalar_one_or_none()


async def use_invitation(session: Session, invitation_id: int, person_id: int, now: datetime) -> bool:
    """The invitation is used by this person; False when it was used before or has expired."""
    done = await session.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id, Invitation.used_at.is_(None), Invitation.expires_at > now)
        .values(used_at=now, used_by=person_id)
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    )
    return done.first() is not None


async def void_founding(session: Session, ward_id: int, now: datetime) -> None:
    """Unused invitations that nobody in office made are worth nothing from now on."""
    await session.execute(
        update(Invitation)
        .where(
            Invitation.ward_id == ward_id,
            Invitation.created_by.is_(None),
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(expires_at=now)
        .execution_options(synchronize_session=False)
    )


async def link_code(session: Session, ward_id: int, digest: str) -> LinkCode | None:
    """The code with this digest, when of this ward."""
    found = await session.execute(select(LinkCode).where(LinkCode.ward_id == ward_id, LinkCode.digest == digest))
    return found.scalar_one_or_none()


async def use_link_code(session: Session, code_id: int, now: datetime) -> bool:
    """The code is used; False when it was used before or has expired."""
    done = await session.execute(
        update(LinkCode)
        .where(LinkCode.id == code_id, LinkCode.used_at.is_(None), LinkCode.expires_at > now)
        .values(used_at=now)
        .returning(LinkCode.id)
        .execution_options(synchronize_session=False)
    )
    return done.first() is not None


async def chat_counts(session: Session, ward_id: int) -> dict[int, int]:
    """How many reachable chats each group is linked with; groups without any are missing."""
    found = await session.execute(
        select(Chat.group_id, func.count())
        .where(Chat.ward_id == ward_id, Chat.unreachable_since.is_(None))
        .group_by(Chat.group_id)
    )
    return {row[0]: row[1] for row in found}


async def mark_chat(
    session: Session, ward_id: int, network: str, external_id: str, unreachable_since: datetime | None
) -> None:
    """The linked chat, if there is one, can be reached (None) or not since this moment."""
    await session.execute(
        update(Chat)
        .where(Chat.ward_id == ward_id, Chat.network == network, Chat.external_id == external_id)
        .values(unreachable_since=unreachable_since)
        .execution_options(synchronize_session=False)
    )


async def mark_account_of(
    session: Session, ward_id: int, network: str, external_id: str, unreachable_since: datetime | None
) -> None:
    """The account, if there is one, can be reached (None) or not since this moment."""
    await session.execute(
        update(Account)
        .where(Account.ward_id == ward_id, Account.network == network, Account.external_id == external_id)
        .values(unreachable_since=unreachable_since)
        .execution_options(synchronize_session=False)
    )
