"""The steps of a convention's life as recorded by those who take them (Nghị định 61/2023/NĐ-CP).

What happened on paper or at a meeting is written down here; nothing is adopted in chat.  Each step is one
transaction with a line in the version's book and in the audit.
"""

from datetime import date

from rules import clauses
from rules.calendar import local_date
from rules.clauses import Clause
from rules.conventions import (
    ADOPTION_ARTICLE,
    BODY_LENGTH,
    COMPOSERS,
    CURRENT,
    DISSEMINATION_ARTICLE,
    LONGEST_CONSULTATION,
    NOTE_LENGTH,
    NUMBER_LENGTH,
    PLAIN,
    PROPOSAL_ARTICLE,
    SLIPS_ARTICLE,
    STEPS_ARTICLE,
    UNDER_WAY,
    Act,
    Basis,
    Outcome,
    State,
    consultation_end,
    consultation_refusal,
    meeting_outcome,
    numbers_fit,
    slips_outcome,
    supporters_needed,
)
from rules.obligations import Kind
from services.context import Actor, Env
from services.conventions import access
from services.conventions.access import Record
from services.conventions.reading import slips_allowed
from services.conventions.views import MinutesFile, VersionView
from services.refusals import Refused, Why, require
from storage import announcements, conventions, obligations, outbox, people
from storage.conventions import Found
from storage.database import Session
from storage.models import Convention, ConventionStep, ConventionVersion, Group
from storage.obligations import Subject
from storage.polls import terms

CONSULTATION_CARD, INVITATION_CARD = "convention_consultation", "convention_invitation"


def _today(env: Env) -> date:
    return local_date(env.clock.now())


# --- beginning -----------------------------------------------------------------------------------------


def read_text(typed: str) -> tuple[Clause, ...]:
    """The clauses of a text; Refused EMPTY, TOO_LONG."""
    return clauses.split(access.words(typed, BODY_LENGTH))


async def propose(env: Env, actor: Actor, group_id: int, kind: str, basis: Basis, supporters: int = 0) -> VersionView:
    """A new version is proposed: the first, or an amendment of the one in force (Điều 7, Điều 13).

    Refused NOT_ALLOWED, PROPOSAL_EXISTS, TOO_FEW_SUPPORTERS (needed, households, article).
    """
    async with env.db.write() as session:
        households = await terms.open_households(session, [group_id])
        needed = supporters_needed(basis, households)
        if supporters < needed:
            raise Refused(Why.TOO_FEW_SUPPORTERS, needed=needed, households=households, article=PROPOSAL_ARTICLE)
        found = await _begin(session, env, actor, group_id, kind, State.PROPOSED)
        record = Record(_today(env), note=basis.value, households=households, agree=supporters)
        step = await access.write_step(session, env, actor, found, Act.PROPOSE, State.PROPOSED, record)
        await access.tell(session, env, found, step, group=False)
        return await access.view(session, env, found)


async def enter(env: Env, actor: Actor, group_id: int, kind: str, typed: str) -> VersionView:
    """The text of a convention that was adopted before waits for the official to write down its recognition.

    Refused NOT_ALLOWED, EMPTY, TOO_LONG, PROPOSAL_EXISTS, ALREADY_DONE when the group has one in force here.
    """
    text = read_text(typed)
    async with env.db.write() as session:
        for row, _, _ in await conventions.versions(session, env.ward_id, [group_id]):
            if row.state in CURRENT:
                raise Refused(Why.ALREADY_DONE)
        found = await _begin(session, env, actor, group_id, kind, State.SENT)
        found[0].edition = 1
        await conventions.write_clauses(session, found[0], 1, text)
        step = await access.write_step(session, env, actor, found, Act.ENTER, State.SENT, Record(_today(env)))
        await access.tell(session, env, found, step, group=False)
        return await access.view(session, env, found)


async def _begin(session: Session, env: Env, actor: Actor, group_id: int, kind: str, state: State) -> Found:
    require(actor, *COMPOSERS, group_id=group_id)
    group = await people.group(session, env.ward_id, group_id)
    if group is None or actor.ward_id != env.ward_id:
        raise Refused(Why.NOT_FOUND)
    convention = await conventions.of_group(session, env.ward_id, group_id)
    if convention is None:
        convention = Convention(ward_id=env.ward_id, group_id=group_id, kind=kind, created_at=env.clock.now())
        session.add(convention)
        await session.flush()
    existing = await conventions.versions(session, env.ward_id, [group_id])
    if any(row.state in UNDER_WAY for row, _, _ in existing):
        raise Refused(Why.PROPOSAL_EXISTS)
    row = ConventionVersion(
        ward_id=env.ward_id,
        convention_id=convention.id,
        number=max((row.number for row, _, _ in existing), default=0) + 1,
        state=state.value,
        since=_today(env),
        edition=0,
        created_at=env.clock.now(),
    )
    session.add(row)
    await session.flush()
    return row, convention, group


# --- the draft -----------------------------------------------------------------------------------------


async def write(env: Env, actor: Actor, version_id: int, typed: str) -> VersionView:
    """The version has this text: the draft, or after the consultation the completed one beside what people were asked.

    Refused as a step is, EMPTY, TOO_LONG.
    """
    text = read_text(typed)
    async with env.db.write() as session:
        found, state = await access.held(session, env, actor, version_id, Act.WRITE)
        row = found[0]
        if row.edition == 0 or row.edition == row.asked_edition:
            row.edition += 1
        await conventions.write_clauses(session, row, row.edition, text)
        await access.write_step(session, env, actor, found, Act.WRITE, state, Record(_today(env)))
        return await access.view(session, env, found)


def require_period(days: int) -> None:
    """Refuse PERIOD_TOO_SHORT (days, unit, article), PERIOD_TOO_LONG (days) for a consultation of so many days."""
    if norm := consultation_refusal(days):
        raise Refused(Why.PERIOD_TOO_SHORT, days=norm.value, unit=norm.unit, article=norm.article)
    if days > LONGEST_CONSULTATION:
        raise Refused(Why.PERIOD_TOO_LONG, days=LONGEST_CONSULTATION)


async def consult(
    env: Env, actor: Actor, version_id: int, posted_on: date, days: int, network_agreed_on: date | None
) -> VersionView:
    """The draft, posted on this day, is open to the households of the group for so many days (Điều 9).

    Refused as a step is, FUTURE_DATE, NO_TEXT, NO_HOUSEHOLDS, PERIOD_TOO_SHORT (days, unit, article),
    PERIOD_TOO_LONG (days), PAST_DATE when that time is over already.
    """
    require_period(days)
    access.require_day(env, posted_on, None)
    if network_agreed_on is not None:
        access.require_day(env, network_agreed_on, None)
    closes_at = consultation_end(posted_on, days)
    if closes_at <= env.clock.now():
        raise Refused(Why.PAST_DATE)
    async with env.db.write() as session:
        found, state = await access.held(session, env, actor, version_id, Act.CONSULT)
        row, _, group = found
        if row.edition == 0:
            raise Refused(Why.NO_TEXT)
        row.households = await terms.open_households(session, [group.id])
        if not row.households:
            raise Refused(Why.NO_HOUSEHOLDS)
        row.posted_on, row.closes_at, row.network_agreed_on = posted_on, closes_at, network_agreed_on
        row.asked_edition = row.edition
        await access.write_step(session, env, actor, found, Act.CONSULT, state, Record(posted_on))
        await _invite(session, env, found)
        return await access.view(session, env, found)


async def _invite(session: Session, env: Env, found: Found) -> None:
    """The group's chats and every representative that can be reached learn of the draft."""
    row, _, group = found
    key = f"consultation:{row.asked_edition}"
    values = {"version": row.id}
    chats = await people.chats_of(session, env.ward_id, [group.id])
    accounts = await announcements.representatives(session, env.ward_id, [group.id])
    rows = [
        access.message(env, row, CONSULTATION_CARD, key, chat_id=chat.id, values=values, expires_at=row.closes_at)
        for chat in chats
    ]
    rows += [
        access.message(
            env,
            row,
            INVITATION_CARD,
            key,
            account_id=account,
            values=values,
            priority=outbox.BROADCAST,
            expires_at=row.closes_at,
        )
        for account in accounts
    ]
    await outbox.put(session, rows)


async def close_due(env: Env) -> int:
    """Consultations whose time is over take no more answers, and those who owe the synthesis know; returns how many."""
    async with env.db.read() as session:
        ended = await conventions.due_to_close(session, env.ward_id, env.clock.now())
    for version_id in ended:
        async with env.db.write() as session:
            found = await conventions.hold(session, env.ward_id, version_id, alone=True)
            if found is None or found[0].state != State.CONSULTATION or found[0].closes_at is None:
                continue
            record = Record(local_date(found[0].closes_at))
            step = await access.write_step(session, env, None, found, Act.CLOSE, State.CONSULTED, record)
            await access.tell(session, env, found, step, group=True)
    return len(ended)


# --- adoption, outside the chat --------------------------------------------------------------------------


def require_fit(households: int, present: int, agree: int) -> None:
    """Refuse MEETING_NUMBERS_WRONG unless these can be the numbers of one meeting."""
    if not numbers_fit(households, present, agree):
        raise Refused(Why.MEETING_NUMBERS_WRONG)


async def meet(
    env: Env, actor: Actor, version_id: int, held_on: date, households: int, present: int, agree: int, file: MinutesFile
) -> tuple[VersionView, Outcome]:
    """What the meeting decided is on record; only one that adopted moves the version on (Điều 10 khoản 1).

    `households` is the number of all in the group, never less than on the roll.  Refused as a step is,
    FUTURE_DATE, BEFORE_LAST_STEP, MEETING_NUMBERS_WRONG, FEWER_THAN_ROLL (households, article).
    """
    outcome = meeting_outcome(households, present, agree)
    record = Record(held_on, None, outcome, households, present, agree, file)
    return await _decide(env, actor, version_id, Act.MEET, record), outcome


async def count_slips(
    env: Env,
    actor: Actor,
    version_id: int,
    ended_on: date,
    households: int,
    returned: int,
    agree: int,
    file: MinutesFile,
) -> tuple[VersionView, Outcome]:
    """What the slips said is on record; only after a meeting with too few households (Điều 10 khoản 2).

    Refused as `meet`, and SLIPS_AFTER_MEETING (article).
    """
    outcome = slips_outcome(households, agree)
    record = Record(ended_on, None, outcome, households, returned, agree, file)
    return await _decide(env, actor, version_id, Act.COUNT_SLIPS, record), outcome


async def _decide(env: Env, actor: Actor, version_id: int, act: Act, record: Record) -> VersionView:
    households = record.households or 0
    require_fit(households, record.present or 0, record.agree or 0)
    async with env.db.write() as session:
        found, state = await access.held(session, env, actor, version_id, act)
        row, _, group = found
        book = await conventions.steps(session, version_id)
        if act is Act.COUNT_SLIPS and not slips_allowed(book):
            raise Refused(Why.SLIPS_AFTER_MEETING, article=SLIPS_ARTICLE)
        earlier = [it.on_day for it in book if it.act in (Act.MEET, Act.CLOSE)]
        access.require_day(env, record.on_day, max(earlier, default=None))
        on_roll = await terms.open_households(session, [group.id])
        if households < on_roll:
            raise Refused(Why.FEWER_THAN_ROLL, households=on_roll, article=ADOPTION_ARTICLE)
        adopted = record.outcome is Outcome.ADOPTED
        if adopted:
            row.adopted_on = record.on_day
        state = state if adopted else State(row.state)
        step = await access.write_step(session, env, actor, found, act, state, record)
        if adopted:
            await _owe(session, env, Kind.DECISION_SENDING, step, group)
        await access.tell(session, env, found, step, group=True)
        return await access.view(session, env, found)


# The subject of what is owed: the step from which its days are counted.
_STEP = "convention_step"


async def _owe(session: Session, env: Env, kind: Kind, step: ConventionStep, group: Group) -> None:
    """From this step on, the next one is owed."""
    subject = Subject(_STEP, step.id, group.name)
    await obligations.owe(session, env.ward_id, env.clock.now(), kind, subject, step.on_day, group.id)


async def _done(session: Session, env: Env, actor: Actor, version_id: int) -> None:
    """Whatever was owed since the last steps of this version is done."""
    owed_after = {
        Act.MEET: Kind.DECISION_SENDING,
        Act.COUNT_SLIPS: Kind.DECISION_SENDING,
        Act.SEND: Kind.CONVENTION_RECOGNITION,
    }
    for step in await conventions.steps(session, version_id):
        if kind := owed_after.get(Act(step.act)):
            await obligations.fulfil(session, env.ward_id, kind, _STEP, step.id, env.clock.now(), actor.person_id)


# --- steps that are a day and some words -------------------------------------------------------------------

# Which of them the group's chats hear of.
_PUBLIC = frozenset({Act.RECOGNISE, Act.SUSPEND, Act.RESUME, Act.ABOLISH})


async def take(env: Env, actor: Actor, version_id: int, act: Act, on_day: date, note: str | None = None) -> VersionView:
    """A step without numbers is on record: forming the drafting team, sending, returning, disseminating, and so on.

    Every one but sending says something.  Refused as a step is, FUTURE_DATE, BEFORE_LAST_STEP, EMPTY, TOO_LONG,
    ONE_MORE_FORM (article) for a dissemination by posting alone (Điều 15 khoản 1).
    """
    if act not in PLAIN:
        raise Refused(Why.STEP_IMPOSSIBLE, article=STEPS_ARTICLE)
    if act is Act.DISSEMINATE and not note:
        raise Refused(Why.ONE_MORE_FORM, article=DISSEMINATION_ARTICLE)
    note = None if act is Act.SEND else access.words(note or "", NOTE_LENGTH)
    async with env.db.write() as session:
        found, state = await access.held(session, env, actor, version_id, act)
        access.require_day(env, on_day, found[0].since)
        if act is Act.SEND and found[0].adopted_on is None:
            raise Refused(Why.STEP_IMPOSSIBLE, article=ADOPTION_ARTICLE)
        if act is Act.REVISE:
            found[0].adopted_on = None
        if act in (Act.SEND, Act.RETURN):
            await _done(session, env, actor, version_id)
        step = await access.write_step(session, env, actor, found, act, state, Record(on_day, note))
        if act is Act.SEND:
            await _owe(session, env, Kind.CONVENTION_RECOGNITION, step, found[2])
        await access.tell(session, env, found, step, group=act in _PUBLIC)
        return await access.view(session, env, found)


async def recognise(env: Env, actor: Actor, version_id: int, decision: str, decided_on: date) -> VersionView:
    """The version is in force from the day of this decision (Điều 11 khoản 5), and replaces the one before.

    Refused as a step is, EMPTY, TOO_LONG, FUTURE_DATE, BEFORE_LAST_STEP.
    """
    number = access.words(decision, NUMBER_LENGTH)
    async with env.db.write() as session:
        found, state = await access.held(session, env, actor, version_id, Act.RECOGNISE)
        row, _, group = found
        # One that was adopted before it came here was also recognised before.
        access.require_day(env, decided_on, row.since if row.adopted_on else None)
        for other in await conventions.versions(session, env.ward_id, [group.id]):
            if other[0].state in CURRENT:
                record = Record(decided_on, number)
                await access.write_step(session, env, actor, other, Act.REPLACE, State.REPLACED, record)
        await _done(session, env, actor, version_id)
        row.decision, row.recognised_on = number, decided_on
        step = await access.write_step(session, env, actor, found, Act.RECOGNISE, state, Record(decided_on, number))
        await access.tell(session, env, found, step, group=True)
        return await access.view(session, env, found)
