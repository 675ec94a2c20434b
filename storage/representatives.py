"""Queries about who speaks for a household, who asks to, and what people agreed to."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from storage.database import Session
from storage.models import Account, Consent, Group, Representative


async def representative_of(session: Session, household_id: int) -> Representative | None:
    """Who speaks for the household now."""
    found = await session.execute(
        select(Representative).where(Representative.household_id == household_id, Representative.state == "active")
    )
    return found.scalar_one_or_none()


async def waiting(session: Session, ward_id: int, group_ids: Sequence[int]) -> Sequence[tuple[Representative, Group]]:
    """Requests of these groups that wait for an answer, the oldest first."""
    found = await session.execute(
        select(Representative, Group)
        .join(Group, Group.id == Representative.group_id)
        .where(
            Representative.ward_id == ward_id,
            Representative.state == "waiting",
            Representative.group_id.in_(group_ids),
        )
        .order_by(Representative.asked_at, Representative.id)
    )
    return found.all()


async def request(session: Session, ward_id: int, request_id: int) -> Representative | None:
    """The request, when of this ward, whatever became of it."""
    found = await session.execute(
        select(Representative).where(Representative.ward_id == ward_id, Representative.id == request_id)
    )
    return found.scalar_one_or_none()


async def request_of(session: Session, person_id: int) -> tuple[Representative, Group] | None:
    """What the person waits for."""
    found = await session.execute(
        select(Representative, Group)
        .join(Group, Group.id == Representative.group_id)
        .where(Representative.person_id == person_id, Representative.state == "waiting")
    )
    return found.first()


async def decide(
    session: Session, request_id: int, state: str, now: datetime, by: int | None, household_id: int | None = None
) -> bool:
    """The waiting request has this state, and what was written for it is gone; False when it waits no more."""
    done = await session.execute(
        update(Representative)
        .where(Representative.id == request_id, Representative.state == "waiting")
        .values(state=state, decided_at=now, decided_by=by, household_id=household_id, claim=None)
        .returning(Representative.id)
        .execution_options(synchronize_session=False)
    )
    return done.first() is not None


async def drop_requests(session: Session, person_id: int, now: datetime) -> None:
    """The person waits for nothing any more."""
    await session.execute(
        update(Representative)
        .where(Representative.person_id == person_id, Representative.state == "waiting")
        .values(state="ended", decided_at=now, claim=None)
        .execution_options(synchronize_session=False)
    )


async def propose(session: Session, request_id: int, household_id: int | None) -> bool:
    """The waiting request is for this household, which somebody speaks for; False when it waits no more."""
    done = await session.execute(
        update(Representative)
        .where(Representative.id == request_id, Representative.state == "waiting")
        .values(household_id=household_id)
        .returning(Representative.id)
        .execution_options(synchronize_session=False)
    )
    return done.first() is not None


async def give_way(
    session: Session, representative_id: int, now: datetime, by: int, reason: str, words: str | None = None
) -> bool:
    """The representation ended for another, why and in whose words is kept; False when it had ended before."""
    done = await session.execute(
        update(Representative)
        .where(Representative.id == representative_id, Representative.state == "active")
        .values(state="ended", decided_at=now, decided_by=by, end_reason=reason, end_words=words)
        .returning(Representative.id)
        .execution_options(synchronize_session=False)
    )
    return done.first() is not None


async def end(session: Session, person_id: int, now: datetime, by: int | None) -> int | None:
    """The person speaks for no household any more; the id of what ended, None when there was nothing."""
    done = await session.execute(
        update(Representative)
        .where(Representative.person_id == person_id, Representative.state == "active")
        .values(state="ended", decided_at=now, decided_by=by)
        .returning(Representative.id)
        .execution_options(synchronize_session=False)
    )
    return done.scalar_one_or_none()


async def with_accounts(session: Session, ids: Sequence[int]) -> list[tuple[Representative, Account]]:
    """Each of these representations with every reachable account of its person."""
    pairs: list[tuple[Representative, Account]] = []
    for start in range(0, len(ids), 500):
        found = await session.execute(
            select(Representative, Account)
            .join(Account, Account.person_id == Representative.person_id)
            .where(Representative.id.in_(ids[start : start + 500]), Account.unreachable_since.is_(None))
            .order_by(Representative.id, Account.id)
        )
        pairs += [(representative, account) for representative, account in found]
    return pairs


async def consents(session: Session, person_id: int) -> dict[str, Consent]:
    """The newest decision of a person for each purpose."""
    newest = select(func.max(Consent.id)).where(Consent.person_id == person_id).group_by(Consent.purpose)
    found = await session.execute(select(Consent).where(Consent.id.in_(newest)))
    return {consent.purpose: consent for consent in found.scalars()}
