"""Queries about votes that bind: what is prepared, what was counted on paper, who took part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from storage.database import Session
from storage.models import Answer, EnteredCount, Household, Poll, PollCount, PollGroup, VoteDossier, VoteDuty


@dataclass(frozen=True, slots=True)
class Voter:
    """A household that answered, as the roll names it, and when."""

    code: str
    representative: str
    address: str
    answered_at: datetime


# --- what is prepared ----------------------------------------------------------------------------------


async def dossier(session: Session, ward_id: int, dossier_id: int, *, alone: bool = False) -> VoteDossier | None:
    """The dossier, when of this ward; `alone` keeps others from opening its steps until the transaction ends."""
    query = select(VoteDossier).where(VoteDossier.ward_id == ward_id, VoteDossier.id == dossier_id)
    found = await session.execute(query.with_for_update(key_share=True) if alone else query)
    return found.scalar_one_or_none()


async def dossiers(session: Session, ward_id: int) -> Sequence[VoteDossier]:
    """Every dossier of the ward, the newest first."""
    found = await session.execute(
        select(VoteDossier).where(VoteDossier.ward_id == ward_id).order_by(VoteDossier.id.desc())
    )
    return found.scalars().all()


async def duties(session: Session, dossier_ids: Sequence[int]) -> Sequence[VoteDuty]:
    """What is recorded for these dossiers, in order."""
    found = await session.execute(
        select(VoteDuty).where(VoteDuty.dossier_id.in_(dossier_ids)).order_by(VoteDuty.dossier_id, VoteDuty.duty)
    )
    return found.scalars().all()


async def steps(session: Session, dossier_ids: Sequence[int]) -> Sequence[Poll]:
    """The polls of these dossiers, in order."""
    found = await session.execute(select(Poll).where(Poll.dossier_id.in_(dossier_ids)).order_by(Poll.id))
    return found.scalars().all()


# --- what was counted -------------------------------------------------------------------------------------


async def counting(session: Session, ward_id: int) -> Sequence[Poll]:
    """Votes whose numbers wait for a second person, the first entered first."""
    found = await session.execute(
        select(Poll).where(Poll.ward_id == ward_id, Poll.state == "counting").order_by(Poll.id)
    )
    return found.scalars().all()


async def entered(session: Session, poll_id: int) -> Sequence[EnteredCount]:
    """What was counted, by group."""
    found = await session.execute(
        select(EnteredCount).where(EnteredCount.poll_id == poll_id).order_by(EnteredCount.group_id)
    )
    return found.scalars().all()


async def present(session: Session, poll_id: int) -> dict[int, int]:
    """How many households came, or how many slips came back, by group."""
    return {row.group_id: row.present for row in await entered(session, poll_id)}


async def frozen_households(session: Session, poll_id: int) -> dict[int, int]:
    """The households of each group on the frozen roll."""
    found = await session.execute(select(PollGroup.group_id, PollGroup.households).where(PollGroup.poll_id == poll_id))
    return dict(found.all())


async def confirm(session: Session, poll_id: int, person_id: int, at: datetime) -> None:
    """The numbers stand and are the poll's count; the constraint refuses whoever entered them."""
    await session.execute(
        update(EnteredCount)
        .where(EnteredCount.poll_id == poll_id)
        .values(confirmed_by=person_id, confirmed_at=at)
        .execution_options(synchronize_session=False)
    )
    for row in await entered(session, poll_id):
        for option, households in enumerate((row.agree, row.disagree, row.other)):
            await session.execute(
                update(PollCount)
                .where(PollCount.poll_id == poll_id, PollCount.group_id == row.group_id, PollCount.option == option)
                .values(households=households)
                .execution_options(synchronize_session=False)
            )


async def meeting_without_quorum(session: Session, ward_id: int, group_id: int, matter: int) -> int | None:
    """The group's last meeting on such a matter, when too few households came to it; None otherwise."""
    found = await session.execute(
        select(Poll.id, Poll.outcome)
        .join(PollGroup, PollGroup.poll_id == Poll.id)
        .where(
            Poll.ward_id == ward_id,
            PollGroup.group_id == group_id,
            Poll.kind == "meeting_vote",
            Poll.matter == matter,
            Poll.state == "closed",
        )
        .order_by(Poll.id.desc())
        .limit(1)
    )
    last = found.one_or_none()
    return last.id if last is not None and last.outcome == "too_few_present" else None


# --- who took part -----------------------------------------------------------------------------------------


async def voters(session: Session, poll_id: int) -> list[Voter]:
    """The households that answered, in order of their code; not what."""
    found = await session.execute(
        select(Household.code, Household.representative, Household.address, Answer.answered_at)
        .join(Household, Household.id == Answer.household_id)
        .where(Answer.poll_id == poll_id)
        .order_by(Household.code, Household.id)
    )
    return [Voter(*row) for row in found]
