"""What is owed: seen by the office that owes it, done in time or late, reminded of before its day and once after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules import obligations as rules
from rules.calendar import after_quiet_hours, local_date
from rules.obligations import ANSWERED, NOTE_LENGTH, RULES, Kind, State
from rules.offices import Role
from rules.outcomes import Reason
from services.context import Actor, Env
from services.refusals import Refused, Why, line, require
from storage import audit, outbox, people
from storage import obligations as store
from storage.database import Session
from storage.models import Obligation
from storage.obligations import Subject
from storage.polls import terms

# Whose work it can be, and who sees the work of all.
OWERS = (Role.OFFICIAL, Role.FRONT, Role.GROUP_HEAD)
OVERSEERS = (Role.ADMINISTRATOR, Role.APPROVER)

CARD_DUE = "obligation_due"
CARD_OVERDUE = "obligation_overdue"


@dataclass(frozen=True, slots=True)
class ObligationView:
    """What is owed, by which office, until the end of due_on.

    is_local: the ward and not the law set the time.  begun_on is when something that must last began; lasts says
    that it is such a thing.  group is the name of the group whose head owes it.  `mine` lets the reader act.
    """

    id: int
    kind: Kind
    subject: str
    subject_id: int
    title: str
    role: Role
    group: str | None
    article: str
    is_local: bool
    due_on: date
    overdue: bool
    lasts: bool
    begun_on: date | None
    state: State
    mine: bool

    @property
    def is_over(self) -> bool:
        """Whether what must last has lasted."""
        return self.begun_on is not None and self.overdue


# --- reading ----------------------------------------------------------------------------------------


def concerns(actor: Actor) -> bool:
    """Whether the actor's offices owe anything ever, or see what others owe."""
    return actor.holds(*OWERS, *OVERSEERS)


def _offices(actor: Actor) -> list[tuple[str, int | None]] | None:
    """The offices whose work the actor sees; None for all."""
    if actor.holds(*OVERSEERS):
        return None
    return [(holding.role.value, holding.group_id) for holding in actor.offices]


def _is_mine(actor: Actor, row: Obligation) -> bool:
    return any(holding.role == row.role and holding.group_id in (None, row.group_id) for holding in actor.offices)


async def mine(env: Env, actor: Actor) -> tuple[ObligationView, ...]:
    """What the actor's offices owe, overdue first; administrators and approvers see what all owe."""
    require(actor, *OWERS, *OVERSEERS)
    async with env.db.read() as session:
        rows = await store.owed(session, env.ward_id, _offices(actor))
        return await _views(session, env, actor, rows)


async def one(env: Env, actor: Actor, obligation_id: int) -> ObligationView:
    """The obligation, in whatever state; NOT_FOUND when it is not for the actor to see."""
    require(actor, *OWERS, *OVERSEERS)
    async with env.db.read() as session:
        row = await _seen(session, env, actor, obligation_id)
        return (await _views(session, env, actor, [row]))[0]


async def told(env: Env, obligation_id: int) -> ObligationView | None:
    """The obligation as a message tells of it; None once it is owed no more."""
    async with env.db.read() as session:
        row = await store.get(session, env.ward_id, obligation_id)
        if row is None or row.state != State.OWED:
            return None
        return (await _views(session, env, None, [row]))[0]


async def _seen(session: Session, env: Env, actor: Actor, obligation_id: int) -> Obligation:
    row = await store.get(session, env.ward_id, obligation_id)
    if row is None or not (actor.holds(*OVERSEERS) or _is_mine(actor, row)):
        raise Refused(Why.NOT_FOUND)
    return row


async def _views(
    session: Session, env: Env, actor: Actor | None, rows: Sequence[Obligation]
) -> tuple[ObligationView, ...]:
    names = await store.group_names(session, rows)
    return tuple(_view(row, env.clock.now(), actor, names) for row in rows)


def _view(row: Obligation, now: datetime, actor: Actor | None, names: dict[int | None, str]) -> ObligationView:
    kind = Kind(row.kind)
    return ObligationView(
        id=row.id,
        kind=kind,
        subject=row.subject,
        subject_id=row.subject_id,
        title=row.title,
        role=Role(row.role),
        group=names.get(row.group_id),
        article=RULES[kind].article,
        is_local=rules.is_local(kind),
        due_on=row.due_on,
        overdue=row.due_at <= now,
        lasts=RULES[kind].lasts is not None,
        begun_on=row.begun_on,
        state=State(row.state),
        mine=actor is None or _is_mine(actor, row),
    )


# --- doing ------------------------------------------------------------------------------------------


def note(typed: str) -> str:
    """A note on how it was done; EMPTY, TOO_LONG."""
    return line(typed, NOTE_LENGTH)


async def begin(env: Env, actor: Actor, obligation_id: int) -> ObligationView:
    """What must last began today, and is owed until its last day; ALREADY_DONE when it had begun.

    Niêm yết: 30 days on end, the day of posting not counted (Luật 10/2022/QH15 Điều 13 khoản 2).
    """
    now = env.clock.now()
    today = local_date(now)
    async with env.db.write() as session:
        row = await _own(session, env, actor, obligation_id)
        time = rules.lasting(Kind(row.kind))
        if time is None or row.begun_on is not None:
            raise Refused(Why.ALREADY_DONE)
        if not await store.begin(session, row, today, time):
            raise Refused(Why.ALREADY_DONE)
        audit.note(session, env.ward_id, now, actor.person_id, "begun", "obligation", row.id)
        await session.refresh(row)
        return (await _views(session, env, actor, [row]))[0]


async def may_finish(env: Env, actor: Actor, obligation_id: int) -> ObligationView:
    """The obligation, before its holder is asked for a note; refused as `finish` is."""
    async with env.db.read() as session:
        row = await _own(session, env, actor, obligation_id)
        _check(row, env.clock.now())
        return (await _views(session, env, actor, [row]))[0]


async def finish(env: Env, actor: Actor, obligation_id: int, how: str | None) -> ObligationView:
    """It is done, in time or late, by this person.

    NOT_ALLOWED for another office, ALREADY_DONE when it is owed no more, ANSWER_NEEDED for what only an official
    answer does, NOT_LONG_ENOUGH (until) before what must last has lasted, NOT_BEGUN before it began.
    """
    remark = note(how) if how is not None else None
    now = env.clock.now()
    async with env.db.write() as session:
        row = await _own(session, env, actor, obligation_id)
        _check(row, now)
        # Of what lasts, the end is the least and not the most: it is in time when it began in time.
        in_time = not row.begun_late if row.begun_on else now < row.due_at
        if not await store.done(session, row, now, actor.person_id, remark, in_time=in_time):
            raise Refused(Why.ALREADY_DONE)
        await _after_sending(session, env, row, now)
        audit.note(session, env.ward_id, now, actor.person_id, "done", "obligation", row.id)
        await session.refresh(row)
        return (await _views(session, env, actor, [row]))[0]


async def _after_sending(session: Session, env: Env, row: Obligation, now: datetime) -> None:
    """A decision that was sent, and passed, is to be recognised where the law asks for it (Điều 21 khoản 2)."""
    if (row.kind, row.subject) != (Kind.DECISION_SENDING, "poll"):
        return
    poll = await terms.get(session, env.ward_id, row.subject_id)
    kind = rules.AFTER_SENDING.get(poll.matter) if poll and poll.matter and poll.outcome == Reason.PASSED else None
    if kind is not None:
        subject = Subject(row.subject, row.subject_id, row.title)
        await store.owe(session, env.ward_id, now, kind, subject, local_date(now), row.group_id)


async def _own(session: Session, env: Env, actor: Actor, obligation_id: int) -> Obligation:
    row = await store.get(session, env.ward_id, obligation_id)
    if row is None:
        raise Refused(Why.NOT_FOUND)
    if not _is_mine(actor, row):
        raise Refused(Why.NOT_ALLOWED)
    if row.state != State.OWED:
        raise Refused(Why.ALREADY_DONE)
    return row


def _check(row: Obligation, now: datetime) -> None:
    kind = Kind(row.kind)
    if kind in ANSWERED:
        raise Refused(Why.ANSWER_NEEDED)
    if RULES[kind].lasts is None:
        return
    if row.begun_on is None:
        raise Refused(Why.NOT_BEGUN)
    if now < row.due_at:
        raise Refused(Why.NOT_LONG_ENOUGH, until=f"{row.due_on:%d/%m/%Y}")


# --- what time does ---------------------------------------------------------------------------------


async def arise(env: Env) -> int:
    """The yearly review and the register of the last quarter are owed, once each; returns how many are new.

    Nothing from before the ward was here.
    """
    now = env.clock.now()
    async with env.db.read() as session:
        since = local_date((await people.ward(session, env.ward_id)).created_at)
        wanted = [(kind, subject, day) for kind, subject, day in _by_date(local_date(now)) if day >= since]
        known = await store.known(session, env.ward_id, [(kind, subject) for kind, subject, _ in wanted])
    new = [it for it in wanted if store.key(it[0], it[1]) not in known]
    if new:
        async with env.db.write() as session:
            for kind, subject, day in new:
                await store.owe(session, env.ward_id, now, kind, subject, day)
    return len(new)


def _by_date(today: date) -> list[tuple[Kind, Subject, date]]:
    """What is owed because of the date, with the day from which its time counts."""
    past = rules.quarter_of(today).before
    found = [(Kind.REGISTER, Subject("quarter", past.code, ""), past.next.first - timedelta(days=1))]
    review = rules.review_day(today.year)
    if today >= review - timedelta(days=rules.REVIEW_AHEAD.count):
        found.append((Kind.CONVENTION_REVIEW, Subject("year", today.year, ""), review))
    return found


async def remind(env: Env) -> int:
    """Holders are reminded on the working day before, and told once when the day has passed; returns of how much.

    Between 7:00 and 21:00.  Where nobody holds the office, the administrators hear it.
    """
    now = env.clock.now()
    async with env.db.read() as session:
        if not await store.unsaid(session, env.ward_id, now):
            return 0
    async with env.db.write() as session:
        claimed = await store.claim_unsaid(session, env.ward_id, now)
        for row, overdue in claimed:
            await _tell(session, env, row, now, overdue=overdue)
        return len(claimed)


async def _tell(session: Session, env: Env, row: Obligation, now: datetime, *, overdue: bool) -> None:
    card = CARD_OVERDUE if overdue else CARD_DUE
    holders = await people.holders(session, env.ward_id, [row.role], row.group_id)
    holders = holders or await people.holders(session, env.ward_id, [Role.ADMINISTRATOR])
    await outbox.put(
        session,
        [
            outbox.message(
                ward_id=env.ward_id,
                at=now,
                card=card,
                key=f"obligation:{row.id}:{row.due_on.isoformat()}:{card}",
                subject=f"obligation:{row.id}",
                account_id=account.id,
                values={"obligation": row.id},
                not_before=after_quiet_hours(now),
                expires_at=None if overdue else row.due_at,
            )
            for account in await people.accounts_of(session, holders)
        ],
    )
