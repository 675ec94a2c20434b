"""Queries about the electorate, its answers, the book of a poll and what households wrote.

Counters of a group are changed in order of the option, so that transactions on PostgreSQL never wait for each
other in a circle.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, insert, select, update

from rules.codes import draw
from rules.polls import RECEIPT_LENGTH
from storage.database import Session
from storage.models import (
    Account,
    Answer,
    Elector,
    Group,
    Household,
    LedgerLine,
    Opinion,
    PollCount,
    PollOption,
    Representative,
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where the representative of a household in the electorate is reached."""

    account_id: int
    household_id: int
    group_id: int


async def household_held(session: Session, person_id: int) -> Household | None:
    """The household that the person speaks for now, which stays so until the transaction ends."""
    found = await session.execute(
        select(Household)
        .join(Representative, Representative.household_id == Household.id)
        .where(Representative.person_id == person_id, Representative.state == "active", Household.closed_on.is_(None))
        .with_for_update(read=True, of=Representative)
    )
    return found.scalar_one_or_none()


async def elector_group(session: Session, poll_id: int, household_id: int, *, alone: bool) -> int | None:
    """The group in which the household is counted, None outside the electorate.

    `alone` keeps other answers of the same household waiting until the transaction ends.
    """
    query = select(Elector.group_id).where(Elector.poll_id == poll_id, Elector.household_id == household_id)
    found = await session.execute(query.with_for_update(key_share=True) if alone else query)
    return found.scalar_one_or_none()


async def recipients(session: Session, poll_id: int, *, silent_only: bool = False) -> list[Recipient]:
    """The reachable representatives of the electorate, one account each; only of households without an answer."""
    newest = func.max(Account.id)
    query = (
        select(newest, Elector.household_id, Elector.group_id)
        .join(
            Representative,
            and_(Representative.household_id == Elector.household_id, Representative.state == "active"),
        )
        .join(Account, and_(Account.person_id == Representative.person_id, Account.unreachable_since.is_(None)))
        .where(Elector.poll_id == poll_id)
        .group_by(Elector.household_id, Elector.group_id)
        .order_by(newest)
    )
    if silent_only:
        query = query.outerjoin(
            Answer, and_(Answer.poll_id == Elector.poll_id, Answer.household_id == Elector.household_id)
        ).where(Answer.household_id.is_(None))
    return [Recipient(*row) for row in (await session.execute(query))]


async def answer(session: Session, poll_id: int, household_id: int) -> tuple[int, str] | None:
    """The option that the household answers with, and its receipt."""
    found = await session.execute(
        select(Answer.option, Answer.receipt).where(Answer.poll_id == poll_id, Answer.household_id == household_id)
    )
    return found.one_or_none()


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Who entered and who confirmed an answer that did not come by chat, when, and why it replaced another."""

    entered_by: int
    confirmed_by: int
    at: datetime
    reason: str | None


async def record_answer(
    session: Session, ballot: Answer, replaces: int | None, witnesses: Witnesses | None = None
) -> LedgerLine:
    """The household's answer is this and the counters follow; returns its line in the book.

    `replaces` is the option that it had before.  The caller holds the elector alone.
    """
    new = {
        "option": ballot.option,
        "person_id": ballot.person_id,
        "origin": ballot.origin,
        "receipt": ballot.receipt,
        "answered_at": ballot.answered_at,
    }
    whose = {"poll_id": ballot.poll_id, "household_id": ballot.household_id}
    where = {**whose, "ward_id": ballot.ward_id, "group_id": ballot.group_id}
    if replaces is None:
        await session.execute(insert(Answer).values(**where, **new))
    else:
        await session.execute(
            update(Answer).filter_by(**whose).values(**new).execution_options(synchronize_session=False)
        )
    changes = {ballot.option: 1} | ({} if replaces is None else {replaces: -1})
    for option, change in sorted(changes.items()):
        await _count(session, ballot.poll_id, ballot.group_id, option, change)
    return await write(
        session,
        LedgerLine(
            **where,
            entry="answer",
            option=ballot.option,
            person_id=ballot.person_id,
            origin=ballot.origin,
            receipt=ballot.receipt,
            at=witnesses.at if witnesses else ballot.answered_at,
            entered_by=witnesses.entered_by if witnesses else None,
            confirmed_by=witnesses.confirmed_by if witnesses else None,
            reason=witnesses.reason if witnesses else None,
        ),
    )


async def _count(session: Session, poll_id: int, group_id: int, option: int, change: int) -> None:
    await session.execute(
        update(PollCount)
        .where(PollCount.poll_id == poll_id, PollCount.group_id == group_id, PollCount.option == option)
        .values(households=PollCount.households + change)
        .execution_options(synchronize_session=False)
    )


async def write(session: Session, line: LedgerLine) -> LedgerLine:
    """The line stands in the book, under its id."""
    session.add(line)
    await session.flush()
    return line


async def fresh_receipt(session: Session, poll_id: int) -> str:
    """A receipt code that no line of this poll bears."""
    while True:
        receipt = draw(RECEIPT_LENGTH)
        taken = select(LedgerLine.id).where(LedgerLine.poll_id == poll_id, LedgerLine.receipt == receipt)
        if (await session.execute(taken)).first() is None:
            return receipt


async def opinions(session: Session, poll_id: int) -> list[tuple[int, str, str | None, str, datetime]]:
    """Group id and name, label of the household's answer, words and moment of every opinion, in order."""
    found = await session.execute(
        select(Opinion.group_id, Group.name, PollOption.label, Opinion.text, Opinion.at)
        .join(Group, Group.id == Opinion.group_id)
        .outerjoin(Answer, and_(Answer.poll_id == Opinion.poll_id, Answer.household_id == Opinion.household_id))
        .outerjoin(PollOption, and_(PollOption.poll_id == Opinion.poll_id, PollOption.position == Answer.option))
        .where(Opinion.poll_id == poll_id)
        .order_by(Group.code, PollOption.position, Opinion.at, Opinion.id)
    )
    return list(found)
