"""Queries about what is owed.  `owe` is called inside the transaction of the event from which it follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select, update

from rules import obligations as rules
from rules.calendar import QUIET_UNTIL, Calendar, CalendarDays, WorkingDays, at_local, end_of_day
from rules.obligations import Kind, State
from storage import calendar, people
from storage.database import Session
from storage.models import Group, Obligation
from storage.outbox import insert_ignoring


@dataclass(frozen=True, slots=True)
class Subject:
    """What an obligation is about: the kind of thing ("poll"), its id, and how it is called."""

    kind: str
    id: int
    title: str


def key(kind: Kind, subject: Subject) -> str:
    """What can be owed once in a ward."""
    return f"{kind}:{subject.kind}:{subject.id}"


async def known(session: Session, ward_id: int, wanted: Sequence[tuple[Kind, Subject]]) -> set[str]:
    """The keys of these that are owed, or were."""
    keys = [key(kind, subject) for kind, subject in wanted]
    found = await session.execute(select(Obligation.key).where(Obligation.ward_id == ward_id, Obligation.key.in_(keys)))
    return set(found.scalars())


async def owe(
    session: Session,
    ward_id: int,
    now: datetime,
    kind: Kind,
    subject: Subject,
    counted_from: date,
    group_id: int | None = None,
) -> None:
    """This is owed, once for a subject, within the time of its rule from this day on, by the ward's working days."""
    ward = await people.ward(session, ward_id)
    days = await calendar.calendar(session, ward_id)
    due_on = days.after(counted_from, rules.time(kind, ward.answer_days))
    values = {
        "ward_id": ward_id,
        "key": key(kind, subject),
        "kind": kind.value,
        "subject": subject.kind,
        "subject_id": subject.id,
        "title": subject.title[: rules.TITLE_LENGTH],
        "role": rules.responsible(kind, group_id).value,
        "group_id": group_id,
        "counted_from": counted_from,
        "state": State.OWED.value,
        "created_at": now,
        **_due(days, due_on),
    }
    await session.execute(insert_ignoring(session, Obligation).values(**values))


def _due(days: Calendar, due_on: date) -> dict[str, date | datetime]:
    """The last day of the time, its end, and the morning of the working day before."""
    return {
        "due_on": due_on,
        "due_at": end_of_day(due_on),
        "remind_at": at_local(days.working_day_before(due_on), QUIET_UNTIL.hour),
    }


async def fulfil(
    session: Session, ward_id: int, kind: Kind, subject: str, subject_id: int, now: datetime, by: int
) -> bool:
    """What was owed about this subject is done, in time or late; False when it was not owed."""
    found = await session.execute(
        select(Obligation).where(
            Obligation.ward_id == ward_id,
            Obligation.kind == kind,
            Obligation.subject == subject,
            Obligation.subject_id == subject_id,
        )
    )
    row = found.scalar_one_or_none()
    return row is not None and await done(session, row, now, by, None, in_time=now < row.due_at)


async def done(session: Session, row: Obligation, now: datetime, by: int, note: str | None, *, in_time: bool) -> bool:
    """It is done; False when it was not owed any more."""
    state = State.DONE if in_time else State.LATE
    changed = await session.execute(
        update(Obligation)
        .where(Obligation.id == row.id, Obligation.state == State.OWED)
        .values(state=state.value, done_at=now, done_by=by, note=note)
        .returning(Obligation.id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None


async def begin(session: Session, row: Obligation, on: date, time: WorkingDays | CalendarDays) -> bool:
    """What lasts has begun on this day and is owed for so long; False when it had begun or is not owed."""
    days = await calendar.calendar(session, row.ward_id)
    changed = await session.execute(
        update(Obligation)
        .where(Obligation.id == row.id, Obligation.state == State.OWED, Obligation.begun_on.is_(None))
        .values(
            begun_on=on,
            begun_late=on > row.due_on,
            reminded_at=None,
            overdue_told_at=None,
            **_due(days, days.after(on, time)),
        )
        .returning(Obligation.id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None


async def cancel(session: Session, ward_id: int, subject: str, subject_ids: Sequence[int]) -> None:
    """Nothing is owed about these subjects any more."""
    await session.execute(
        update(Obligation)
        .where(
            Obligation.ward_id == ward_id,
            Obligation.subject == subject,
            Obligation.subject_id.in_(subject_ids),
            Obligation.state == State.OWED,
        )
        .values(state=State.CANCELLED.value)
        .execution_options(synchronize_session=False)
    )


async def reckon_anew(session: Session, ward_id: int) -> None:
    """What is owed within a number of working days is due by the ward's working days as they are now."""
    ward = await people.ward(session, ward_id)
    days = await calendar.calendar(session, ward_id)
    found = await session.execute(
        select(Obligation).where(Obligation.ward_id == ward_id, Obligation.state == State.OWED)
    )
    for row in found.scalars():
        kind = Kind(row.kind)
        due_on = row.due_on if row.begun_on else days.after(row.counted_from, rules.time(kind, ward.answer_days))
        for name, value in _due(days, due_on).items():
            setattr(row, name, value)


def _held(offices: Sequence[tuple[str, int | None]]) -> ColumnElement[bool]:
    """Whether one of these offices, each for a group or for the whole ward, owes it."""
    return or_(
        *(
            Obligation.role == role
            if group_id is None
            else and_(Obligation.role == role, Obligation.group_id == group_id)
            for role, group_id in offices
        )
    )


async def owed(
    session: Session,
    ward_id: int,
    offices: Sequence[tuple[str, int | None]] | None,
    kinds: Sequence[Kind] | None = None,
) -> Sequence[Obligation]:
    """What these offices owe, or all, the first due first; only of these kinds where they are named."""
    query = select(Obligation).where(Obligation.ward_id == ward_id, Obligation.state == State.OWED)
    if offices is not None:
        query = query.where(_held(offices))
    if kinds is not None:
        query = query.where(Obligation.kind.in_([kind.value for kind in kinds]))
    return (await session.execute(query.order_by(Obligation.due_at, Obligation.id))).scalars().all()


async def group_names(session: Session, rows: Sequence[Obligation]) -> dict[int | None, str]:
    """The names of the groups whose heads owe these, groups that ended too."""
    ids = {row.group_id for row in rows if row.group_id is not None}
    found = await session.execute(select(Group.id, Group.name).where(Group.id.in_(ids)))
    return dict(found.all())


async def get(session: Session, ward_id: int, obligation_id: int) -> Obligation | None:
    """The obligation, when of this ward."""
    found = await session.execute(
        select(Obligation).where(Obligation.ward_id == ward_id, Obligation.id == obligation_id)
    )
    return found.scalar_one_or_none()


async def about(session: Session, ward_id: int, subject: str, subject_ids: Sequence[int]) -> Sequence[Obligation]:
    """Whatever was owed about these subjects, in whatever state."""
    found = await session.execute(
        select(Obligation)
        .where(
            Obligation.ward_id == ward_id,
            Obligation.subject == subject,
            Obligation.subject_id.in_(subject_ids),
        )
        .order_by(Obligation.id)
    )
    return found.scalars().all()


def _unsaid(now: datetime) -> ColumnElement[bool]:
    """Whether somebody should hear of it now: it is overdue, or its reminder has come, and nobody was told."""
    return and_(
        Obligation.state == State.OWED,
        or_(
            and_(Obligation.due_at <= now, Obligation.overdue_told_at.is_(None)),
            and_(Obligation.remind_at <= now, Obligation.due_at > now, Obligation.reminded_at.is_(None)),
        ),
    )


async def unsaid(session: Session, ward_id: int, now: datetime) -> bool:
    """Whether there is an obligation of which somebody should hear now."""
    found = await session.execute(select(Obligation.id).where(Obligation.ward_id == ward_id, _unsaid(now)).limit(1))
    return found.first() is not None


async def claim_unsaid(session: Session, ward_id: int, now: datetime) -> list[tuple[Obligation, bool]]:
    """Obligations of which this transaction tells, each with whether it is overdue."""
    found = await session.execute(
        select(Obligation)
        .where(Obligation.ward_id == ward_id, _unsaid(now))
        .order_by(Obligation.id)
        .with_for_update(skip_locked=True)
    )
    claimed = []
    for row in found.scalars():
        overdue = row.due_at <= now
        row.reminded_at = row.reminded_at or now
        if overdue:
            row.overdue_told_at = now
        claimed.append((row, overdue))
    return claimed
