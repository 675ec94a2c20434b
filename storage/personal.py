"""Everything that any table holds about one person, and what may be taken out of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, exists, select, update

from rules.delivery import Reason
from storage.database import Session
from storage.models import (
    Account,
    Answer,
    Audit,
    Case,
    CaseIdentity,
    CaseStep,
    ClauseLine,
    Consent,
    ConventionClause,
    DataRequest,
    Group,
    Household,
    LedgerLine,
    Office,
    Opinion,
    Outbox,
    Person,
    Poll,
    PollOption,
    Representative,
    WrongCode,
)

ERASED = "erased"  # stands before the id in place of what a network called the account


async def accounts(session: Session, person_id: int) -> Sequence[Account]:
    """The accounts of the person."""
    found = await session.execute(select(Account).where(Account.person_id == person_id).order_by(Account.id))
    return found.scalars().all()


async def households(session: Session, person_id: int) -> Sequence[tuple[Representative, Household | None, Group]]:
    """Every household the person spoke for or asked to, the oldest first."""
    found = await session.execute(
        select(Representative, Household, Group)
        .outerjoin(Household, Household.id == Representative.household_id)
        .join(Group, Group.id == Representative.group_id)
        .where(Representative.person_id == person_id)
        .order_by(Representative.id)
    )
    return [(row[0], row[1], row[2]) for row in found]


async def consents(session: Session, person_id: int) -> Sequence[Consent]:
    """Every decision about consent, the oldest first."""
    found = await session.execute(select(Consent).where(Consent.person_id == person_id).order_by(Consent.id))
    return found.scalars().all()


async def answers(session: Session, person_id: int) -> Sequence[tuple[LedgerLine, int, str, str, bool]]:
    """(line, number and title of its poll, label, whether it stands) of every answer given, the oldest first."""
    stands = exists().where(Answer.poll_id == LedgerLine.poll_id, Answer.receipt == LedgerLine.receipt)
    found = await session.execute(
        select(LedgerLine, Poll.number, Poll.title, PollOption.label, stands)
        .join(Poll, Poll.id == LedgerLine.poll_id)
        .join(PollOption, (PollOption.poll_id == LedgerLine.poll_id) & (PollOption.position == LedgerLine.option))
        .where(LedgerLine.person_id == person_id, LedgerLine.entry == "answer")
        .order_by(LedgerLine.id)
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in found]


async def opinions(session: Session, person_id: int) -> Sequence[tuple[Opinion, int]]:
    """(opinion, number of its poll), the oldest first."""
    found = await session.execute(
        select(Opinion, Poll.number)
        .join(Poll, Poll.id == Opinion.poll_id)
        .where(Opinion.person_id == person_id)
        .order_by(Opinion.id)
    )
    return [(row[0], row[1]) for row in found]


async def clause_lines(session: Session, person_id: int) -> Sequence[tuple[ClauseLine, ConventionClause]]:
    """Every answer about a clause of a convention, with the clause, the oldest first."""
    found = await session.execute(
        select(ClauseLine, ConventionClause)
        .join(
            ConventionClause,
            (ConventionClause.version_id == ClauseLine.version_id)
            & (ConventionClause.edition == ClauseLine.edition)
            & (ConventionClause.position == ClauseLine.position),
        )
        .where(ClauseLine.person_id == person_id)
        .order_by(ClauseLine.id)
    )
    return [(row[0], row[1]) for row in found]


async def cases(session: Session, person_id: int) -> Sequence[tuple[Case, CaseIdentity]]:
    """Reports linked to the person, the oldest first."""
    found = await session.execute(
        select(Case, CaseIdentity)
        .join(CaseIdentity, CaseIdentity.case_id == Case.id)
        .where(CaseIdentity.person_id == person_id)
        .order_by(Case.id)
    )
    return [(row[0], row[1]) for row in found]


async def words_of_cases(session: Session, case_ids: Sequence[int]) -> Sequence[CaseStep]:
    """What the reporters of these cases wrote, the oldest first."""
    found = await session.execute(
        select(CaseStep)
        .where(CaseStep.case_id.in_(case_ids), CaseStep.move.in_(("report", "add")))
        .order_by(CaseStep.id)
    )
    return found.scalars().all()


async def offices(session: Session, person_id: int) -> Sequence[tuple[Office, Group | None]]:
    """Every office held or ended, the oldest first."""
    found = await session.execute(
        select(Office, Group)
        .outerjoin(Group, Group.id == Office.group_id)
        .where(Office.person_id == person_id)
        .order_by(Office.id)
    )
    return [(row[0], row[1]) for row in found]


async def messages(session: Session, person_id: int) -> Sequence[Outbox]:
    """Messages that went or go to the person by the outbox, the oldest first."""
    found = await session.execute(
        select(Outbox)
        .join(Account, Account.id == Outbox.account_id)
        .where(Account.person_id == person_id)
        .order_by(Outbox.id)
    )
    return found.scalars().all()


async def deeds(session: Session, ward_id: int, person_id: int) -> Sequence[Audit]:
    """What the audit says that the person did, the oldest first."""
    found = await session.execute(
        select(Audit).where(Audit.ward_id == ward_id, Audit.person_id == person_id).order_by(Audit.id)
    )
    return found.scalars().all()


async def wrong_codes(session: Session, person_id: int) -> Sequence[WrongCode]:
    """How often the person typed the code of no slip, and on which day, the oldest first."""
    found = await session.execute(select(WrongCode).where(WrongCode.person_id == person_id).order_by(WrongCode.id))
    return found.scalars().all()


async def unlink_closed_cases(session: Session, ward_id: int, person_id: int) -> Sequence[int]:
    """Nobody can tell any more who reported the person's closed cases; their ids."""
    closed = select(Case.id).where(Case.ward_id == ward_id, Case.state == "closed")
    done = await session.execute(
        delete(CaseIdentity)
        .where(CaseIdentity.person_id == person_id, CaseIdentity.case_id.in_(closed))
        .returning(CaseIdentity.case_id)
        .execution_options(synchronize_session=False)
    )
    return sorted(done.scalars())


async def erase_requests(session: Session, person_id: int, now: datetime) -> None:
    """What the person wrote in requests is gone, and none waits any more."""
    mine = DataRequest.person_id == person_id
    await session.execute(
        update(DataRequest).where(mine, DataRequest.state == "open").values(state="dropped", handled_at=now)
    )
    await session.execute(update(DataRequest).where(mine).values(text=None))


async def erase_accounts(session: Session, person: Person, now: datetime) -> None:
    """No network's id leads to the person any more, and nothing that waits is sent to them."""
    mine = await accounts(session, person.id)
    await session.execute(
        update(Outbox)
        .where(Outbox.account_id.in_([account.id for account in mine]), Outbox.state == "waiting")
        .values(state="expired", reason=Reason.ERASED, finished_at=now)
    )
    for account in mine:
        account.external_id = f"{ERASED}:{account.id}"
        account.unreachable_since = now
    person.erased_at = now
