"""Queries about cases, their steps and files."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, true, update
from sqlalchemy import case as sql_case

from rules.reports import State
from storage.database import Session
from storage.models import Case, CaseFile, CaseIdentity, CaseStep, File

_ORDER = {State.NEW: 0, State.ACCEPTED: 1, State.ASKED: 2, State.ANSWERED: 3, State.CLOSED: 4}


async def case(session: Session, ward_id: int, case_id: int) -> Case | None:
    """The case, when of this ward."""
    found = await session.execute(select(Case).where(Case.ward_id == ward_id, Case.id == case_id))
    return found.scalar_one_or_none()


async def case_by_code(session: Session, ward_id: int, code: str) -> Case | None:
    """The case with this code (capitals, no hyphens)."""
    found = await session.execute(select(Case).where(Case.ward_id == ward_id, Case.code == code))
    return found.scalar_one_or_none()


def _wanted(ward_id: int, groups: Sequence[int] | None, *, closed: bool) -> ColumnElement[bool]:
    state = Case.state == State.CLOSED if closed else Case.state != State.CLOSED
    scope = true() if groups is None else Case.group_id.is_(None) | Case.group_id.in_(groups)
    return and_(Case.ward_id == ward_id, state, scope)


async def inbox(
    session: Session, ward_id: int, groups: Sequence[int] | None, *, closed: bool, limit: int, offset: int
) -> Sequence[Case]:
    """Cases in the order in which they want work: new ones first, within a state the oldest first.

    Only cases of these groups and of none in particular, unless groups is None.
    """
    order = (Case.closed_at.desc(),) if closed else (sql_case(_ORDER, value=Case.state), Case.changed_at, Case.id)
    found = await session.execute(
        select(Case).where(_wanted(ward_id, groups, closed=closed)).order_by(*order).limit(limit).offset(offset)
    )
    return found.scalars().all()


async def count(session: Session, ward_id: int, groups: Sequence[int] | None, *, closed: bool) -> int:
    """How many cases `inbox` would list without a limit."""
    found = await session.execute(select(func.count()).select_from(Case).where(_wanted(ward_id, groups, closed=closed)))
    return found.scalar_one()


async def of_person(session: Session, ward_id: int, person_id: int, limit: int) -> Sequence[Case]:
    """The newest cases that this person sent under the account."""
    found = await session.execute(
        select(Case)
        .join(CaseIdentity, CaseIdentity.case_id == Case.id)
        .where(Case.ward_id == ward_id, CaseIdentity.person_id == person_id)
        .order_by(Case.id.desc())
        .limit(limit)
    )
    return found.scalars().all()


async def identity(session: Session, case_id: int) -> CaseIdentity | None:
    """Who reported; None when the report was not linked to an account."""
    return await session.get(CaseIdentity, case_id)


async def steps(session: Session, case_id: int) -> Sequence[CaseStep]:
    """The steps of a case in their order."""
    found = await session.execute(select(CaseStep).where(CaseStep.case_id == case_id).order_by(CaseStep.id))
    return found.scalars().all()


async def files_of(session: Session, case_id: int) -> Sequence[tuple[int, int, str, str]]:
    """(step id, file id, kind, name) of every file of a case, in order."""
    found = await session.execute(
        select(CaseFile.step_id, CaseFile.file_id, CaseFile.kind, File.name)
        .join(CaseStep, CaseStep.id == CaseFile.step_id)
        .join(File, File.id == CaseFile.file_id)
        .where(CaseStep.case_id == case_id)
        .order_by(CaseFile.file_id)
    )
    return [(row.step_id, row.file_id, row.kind, row.name) for row in found]


async def claim_move(session: Session, case_id: int, before: State, after: State, at: datetime) -> bool:
    """The case went from one state to the other; False when somebody moved it first."""
    changed = await session.execute(
        update(Case)
        .where(Case.id == case_id, Case.state == before)
        .values(state=after.value, changed_at=at, closed_at=at if after is State.CLOSED else None)
        .returning(Case.id)
    )
    return changed.first() is not None
