"""Queries about how many answered, and what."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select

from rules.tallies import Ballot, GroupTally, Tally
from storage.database import Session
from storage.models import (
    Answer,
    Group,
    LedgerLine,
    Opinion,
    Poll,
    PollCount,
    PollGroup,
    PollOption,
)


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many households of a group answered of how many that may."""

    poll_id: int
    group_id: int
    code: str
    name: str
    answered: int
    households: int


async def turnout(session: Session, poll_ids: Sequence[int]) -> list[Turnout]:
    """How many answered, by poll and group in order of its code; never what."""
    found = await session.execute(
        select(
            PollGroup.poll_id,
            PollGroup.group_id,
            Group.code,
            Group.name,
            func.coalesce(func.sum(PollCount.households), 0),
            PollGroup.households,
        )
        .join(Group, Group.id == PollGroup.group_id)
        .outerjoin(PollCount, and_(PollCount.poll_id == PollGroup.poll_id, PollCount.group_id == PollGroup.group_id))
        .where(PollGroup.poll_id.in_(poll_ids))
        .group_by(PollGroup.poll_id, PollGroup.group_id, Group.code, Group.name, PollGroup.households)
        .order_by(PollGroup.poll_id, Group.code, PollGroup.group_id)
    )
    return [
        Turnout(poll_id, group_id, code, name, int(answered), households)
        for poll_id, group_id, code, name, answered, households in found
    ]


async def tally(session: Session, poll_id: int) -> Tally:
    """The count of the poll: the one query behind every picture, table and file about it."""
    found = await session.execute(
        select(
            Group.id,
            Group.code,
            Group.name,
            PollGroup.households,
            PollOption.label,
            func.coalesce(PollCount.households, 0),
        )
        .select_from(PollGroup)
        .join(Group, Group.id == PollGroup.group_id)
        .join(PollOption, PollOption.poll_id == PollGroup.poll_id)
        .outerjoin(
            PollCount,
            and_(
                PollCount.poll_id == PollGroup.poll_id,
                PollCount.group_id == PollGroup.group_id,
                PollCount.option == PollOption.position,
            ),
        )
        .where(PollGroup.poll_id == poll_id)
        .order_by(Group.code, Group.id, PollOption.position)
    )
    labels: list[str] = []
    heads: dict[int, tuple[str, str, int]] = {}
    counts: dict[int, list[int]] = {}
    for group_id, code, name, households, label, count in found:
        heads[group_id] = (code, name, households)
        counts.setdefault(group_id, []).append(count)
        if len(heads) == 1:
            labels.append(label)
    groups = (GroupTally(group_id, *head, tuple(counts[group_id])) for group_id, head in heads.items())
    return Tally(tuple(labels), tuple(groups))


async def ballots(session: Session, poll_id: int) -> list[Ballot]:
    """Every answer in the book, in order."""
    found = await session.execute(
        select(LedgerLine.id, LedgerLine.household_id, LedgerLine.group_id, LedgerLine.option)
        .where(LedgerLine.poll_id == poll_id, LedgerLine.entry == "answer")
        .order_by(LedgerLine.id)
    )
    return [Ballot(line, household or 0, group or 0, option or 0) for line, household, group, option in found]


async def current_answers(session: Session, poll_id: int, options: int) -> dict[int, tuple[int, ...]]:
    """How many current answers each option has, for each group that has any."""
    found = await session.execute(
        select(Answer.group_id, Answer.option, func.count())
        .where(Answer.poll_id == poll_id)
        .group_by(Answer.group_id, Answer.option)
    )
    counts: dict[int, list[int]] = {}
    for group_id, option, count in found:
        counts.setdefault(group_id, [0] * options)[option] = count
    return {group_id: tuple(row) for group_id, row in counts.items()}


async def opinions(session: Session, poll_ids: Sequence[int]) -> dict[int, int]:
    """How many opinions were written, for each poll that has any."""
    found = await session.execute(
        select(Opinion.poll_id, func.count()).where(Opinion.poll_id.in_(poll_ids)).group_by(Opinion.poll_id)
    )
    return dict(found.all())


async def ever_open(session: Session, ward_id: int) -> list[int]:
    """Every poll of the ward that was ever open, in order of its number."""
    found = await session.execute(
        select(Poll.id)
        .join(LedgerLine, and_(LedgerLine.poll_id == Poll.id, LedgerLine.entry == "opened"))
        .where(Poll.ward_id == ward_id)
        .order_by(Poll.number)
    )
    return list(found.scalars())
