"""Queries about conventions: versions and their clauses, the steps of their life, answers and themes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, func, select

from rules.clauses import Clause
from storage.database import Session
from storage.models import (
    ClauseAnswer,
    ClauseLine,
    Convention,
    ConventionClause,
    ConventionStep,
    ConventionVersion,
    Group,
    Household,
    SuggestionTheme,
)

Found = tuple[ConventionVersion, Convention, Group]


def _versions(ward_id: int) -> Select[ConventionVersion, Convention, Group]:
    return (
        select(ConventionVersion, Convention, Group)
        .join(Convention, Convention.id == ConventionVersion.convention_id)
        .join(Group, Group.id == Convention.group_id)
        .where(ConventionVersion.ward_id == ward_id)
    )


async def of_group(session: Session, ward_id: int, group_id: int) -> Convention | None:
    """The convention of this group, in whatever state."""
    found = await session.execute(
        select(Convention).where(Convention.ward_id == ward_id, Convention.group_id == group_id)
    )
    return found.scalar_one_or_none()


async def version(session: Session, ward_id: int, version_id: int) -> Found | None:
    """The version with its convention and group, when of this ward."""
    found = await session.execute(_versions(ward_id).where(ConventionVersion.id == version_id))
    row = found.one_or_none()
    return (row[0], row[1], row[2]) if row else None


async def hold(session: Session, ward_id: int, version_id: int, *, alone: bool) -> Found | None:
    """The same, which stays as it is until the transaction ends; `alone` keeps everybody else waiting."""
    query = _versions(ward_id).where(ConventionVersion.id == version_id)
    found = await session.execute(query.with_for_update(read=not alone, of=ConventionVersion))
    row = found.one_or_none()
    return (row[0], row[1], row[2]) if row else None


async def versions(session: Session, ward_id: int, group_ids: Sequence[int]) -> list[Found]:
    """All versions of these groups, in order of the group's code, the newest first."""
    found = await session.execute(
        _versions(ward_id)
        .where(Convention.group_id.in_(group_ids))
        .order_by(Group.code, Group.id, ConventionVersion.number.desc())
    )
    return [(row[0], row[1], row[2]) for row in found]


# --- texts ---------------------------------------------------------------------------------------------


async def write_clauses(session: Session, row: ConventionVersion, edition: int, clauses: Sequence[Clause]) -> None:
    """This edition of the version has these clauses and no others."""
    await session.execute(
        delete(ConventionClause).where(ConventionClause.version_id == row.id, ConventionClause.edition == edition)
    )
    session.add_all(
        ConventionClause(
            version_id=row.id,
            edition=edition,
            position=clause.position,
            ward_id=row.ward_id,
            label=clause.label,
            heading=clause.heading,
            text=clause.text,
        )
        for clause in clauses
    )
    await session.flush()


async def clauses(session: Session, version_id: int, edition: int) -> tuple[Clause, ...]:
    """The clauses of this edition, in order."""
    found = await session.execute(
        select(ConventionClause)
        .where(ConventionClause.version_id == version_id, ConventionClause.edition == edition)
        .order_by(ConventionClause.position)
    )
    return tuple(Clause(row.position, row.label, row.heading, row.text) for row in found.scalars())


# --- steps ---------------------------------------------------------------------------------------------


async def steps(session: Session, version_id: int) -> Sequence[ConventionStep]:
    """What was done to the version, in order."""
    found = await session.execute(
        select(ConventionStep).where(ConventionStep.version_id == version_id).order_by(ConventionStep.id)
    )
    return found.scalars().all()


async def step(session: Session, ward_id: int, step_id: int) -> ConventionStep | None:
    """The step, when of this ward."""
    found = await session.execute(
        select(ConventionStep).where(ConventionStep.ward_id == ward_id, ConventionStep.id == step_id)
    )
    return found.scalar_one_or_none()


async def due_to_close(session: Session, ward_id: int, now: datetime) -> list[int]:
    """Versions whose consultation has ended."""
    found = await session.execute(
        select(ConventionVersion.id)
        .where(
            ConventionVersion.ward_id == ward_id,
            ConventionVersion.state == "consultation",
            ConventionVersion.closes_at <= now,
        )
        .order_by(ConventionVersion.id)
    )
    return list(found.scalars())


# --- answers -------------------------------------------------------------------------------------------


async def hold_household(session: Session, household_id: int) -> None:
    """Other answers of this household wait until the transaction ends."""
    await session.execute(select(Household.id).where(Household.id == household_id).with_for_update(key_share=True))


async def record(session: Session, line: ClauseLine, before: ClauseAnswer | None) -> None:
    """The line is in the book, and what the household says about the clause now is this."""
    session.add(line)
    await session.flush()
    if before is not None:
        before.choice, before.words, before.person_id = line.choice, line.words, line.person_id
        before.line_id, before.answered_at = line.id, line.at
        await session.flush()
        return
    session.add(
        ClauseAnswer(
            version_id=line.version_id,
            edition=line.edition,
            position=line.position,
            household_id=line.household_id,
            ward_id=line.ward_id,
            person_id=line.person_id,
            choice=line.choice,
            words=line.words,
            line_id=line.id,
            answered_at=line.at,
        )
    )
    await session.flush()


async def answers_of(session: Session, version_id: int, edition: int, household_id: int) -> dict[int, ClauseAnswer]:
    """What the household says now, by the place of the clause."""
    found = await session.execute(
        select(ClauseAnswer).where(
            ClauseAnswer.version_id == version_id,
            ClauseAnswer.edition == edition,
            ClauseAnswer.household_id == household_id,
        )
    )
    return {row.position: row for row in found.scalars()}


async def tally(session: Session, version_id: int, edition: int) -> dict[tuple[int, str], int]:
    """How many households say what: by place of the clause and choice."""
    found = await session.execute(
        select(ClauseAnswer.position, ClauseAnswer.choice, func.count())
        .where(ClauseAnswer.version_id == version_id, ClauseAnswer.edition == edition)
        .group_by(ClauseAnswer.position, ClauseAnswer.choice)
    )
    return {(position, choice): count for position, choice, count in found}


async def participants(session: Session, version_id: int, edition: int) -> int:
    """How many households said something."""
    found = await session.execute(
        select(func.count(func.distinct(ClauseAnswer.household_id))).where(
            ClauseAnswer.version_id == version_id, ClauseAnswer.edition == edition
        )
    )
    return found.scalar_one()


async def suggestions(session: Session, version_id: int, edition: int) -> Sequence[ClauseAnswer]:
    """What households suggest now, by clause, the oldest first."""
    found = await session.execute(
        select(ClauseAnswer)
        .where(ClauseAnswer.version_id == version_id, ClauseAnswer.edition == edition, ClauseAnswer.choice == "suggest")
        .order_by(ClauseAnswer.position, ClauseAnswer.line_id)
    )
    return found.scalars().all()


async def suggestion(session: Session, ward_id: int, line_id: int) -> ClauseAnswer | None:
    """The suggestion that this line of the book made, while it stands."""
    found = await session.execute(
        select(ClauseAnswer).where(
            ClauseAnswer.ward_id == ward_id, ClauseAnswer.line_id == line_id, ClauseAnswer.choice == "suggest"
        )
    )
    return found.scalar_one_or_none()


# --- themes --------------------------------------------------------------------------------------------


async def themes(session: Session, version_id: int, edition: int) -> Sequence[SuggestionTheme]:
    """The themes of a consultation, in order of creation."""
    found = await session.execute(
        select(SuggestionTheme)
        .where(SuggestionTheme.version_id == version_id, SuggestionTheme.edition == edition)
        .order_by(SuggestionTheme.id)
    )
    return found.scalars().all()


async def theme(session: Session, ward_id: int, theme_id: int) -> SuggestionTheme | None:
    """The theme, when of this ward."""
    found = await session.execute(
        select(SuggestionTheme).where(SuggestionTheme.ward_id == ward_id, SuggestionTheme.id == theme_id)
    )
    return found.scalar_one_or_none()
