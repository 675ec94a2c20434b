"""Composing a poll, and the two things that may still be done to it: extend and void."""

from dataclasses import dataclass, replace
from datetime import datetime

from rules.polls import (
    LONGEST_PERIOD,
    Kind,
    State,
    is_free,
    next_reminder,
    period_refusal,
)
from services.context import Actor, Env
from services.polls import access, drafting, entering, lawful, notices, opening
from services.polls.views import Draft, PollView
from services.refusals import Refused, Why
from storage import audit, people
from storage.database import Session
from storage.models import LedgerLine, Poll
from storage.polls import ballots, terms


@dataclass(frozen=True, slots=True)
class _Period:
    opens_at: datetime
    closes_at: datetime


def _tidy(draft: Draft) -> Draft:
    """The draft as it will be kept; Refused EMPTY, TOO_LONG, OPTIONS_WRONG, NO_GROUPS."""
    if not draft.group_ids:
        raise Refused(Why.NO_GROUPS)
    return replace(
        draft,
        title=drafting.title(draft.title),
        body=drafting.body(draft.body),
        options=drafting.options(draft.options),
        group_ids=tuple(dict.fromkeys(draft.group_ids)),
    )


def _period(draft: Draft, now: datetime) -> _Period:
    """When the poll runs; Refused PAST_DATE, ENDS_BEFORE_IT_BEGINS, PERIOD_TOO_LONG, PERIOD_TOO_SHORT."""
    opens_at = draft.opens_at or now
    if opens_at < now:
        raise Refused(Why.PAST_DATE)
    if draft.closes_at <= opens_at:
        raise Refused(Why.ENDS_BEFORE_IT_BEGINS)
    if draft.closes_at - opens_at > LONGEST_PERIOD:
        raise Refused(Why.PERIOD_TOO_LONG, days=LONGEST_PERIOD.days)
    if short := period_refusal(draft.kind, opens_at, draft.closes_at, draft.posted_on):
        norm = short.norm
        raise Refused(Why.PERIOD_TOO_SHORT, days=norm.value, unit=norm.unit, article=norm.article)
    return _Period(opens_at, draft.closes_at)


async def _examine(session: Session, env: Env, actor: Actor, draft: Draft) -> tuple[Draft, _Period]:
    tidy = _tidy(draft)
    in_force = {group.id for group in await people.groups(session, env.ward_id)}
    if not in_force.issuperset(tidy.group_ids):
        raise Refused(Why.NOT_FOUND)
    access.require_runs(env, actor, tidy.group_ids)
    now = env.clock.now()
    await lawful.require(session, env, actor, tidy, now)
    period = _period(tidy, now)
    if not await terms.open_households(session, tidy.group_ids):
        raise Refused(Why.NO_HOUSEHOLDS)
    return tidy, period


async def check(env: Env, actor: Actor, draft: Draft) -> None:
    """Nothing stands against asking this; else Refused.

    NOT_ALLOWED outside the actor's groups; PERIOD_TOO_SHORT (days, unit, article) where the law asks for more
    (Luật 10/2022/QH15 Điều 28 khoản 2, Nghị định 61/2023/NĐ-CP Điều 9); PERIOD_TOO_LONG, PAST_DATE,
    ENDS_BEFORE_IT_BEGINS; EMPTY, TOO_LONG, OPTIONS_WRONG (limit, length), NO_GROUPS, NO_HOUSEHOLDS, NOT_FOUND; and
    what `lawful.require` refuses.
    """
    async with env.db.read() as session:
        await _examine(session, env, actor, draft)


async def create(env: Env, actor: Actor, draft: Draft) -> PollView:
    """The poll stands in the book: scheduled, or open at once with its electorate frozen; Refused as by `check`."""
    async with env.db.write() as session:
        number = await terms.next_number(session, env.ward_id)
        tidy, period = await _examine(session, env, actor, draft)
        now = env.clock.now()
        poll = Poll(
            ward_id=env.ward_id,
            number=number,
            kind=tidy.kind.value,
            title=tidy.title,
            body=tidy.body,
            state=State.SCHEDULED.value,
            organiser_id=actor.person_id,
            opens_at=period.opens_at,
            closes_at=period.closes_at,
            matter=tidy.matter,
            dossier_id=tidy.dossier_id,
            step=tidy.step,
            parent_id=await lawful.parent(session, tidy),
            posted_on=tidy.posted_on,
            ground_id=await lawful.ground(session, env, actor, tidy.kind),
            reminders_sent=0,
            created_at=now,
        )
        await terms.add(session, poll, [(option, is_free(option)) for option in tidy.options], tidy.group_ids)
        await _enter(session, env, actor, poll, "composed", now)
        if period.opens_at <= now:
            await opening.open_poll(session, env.ward_id, poll.id, now)
        return await access.view(session, poll)


async def _enter(
    session: Session,
    env: Env,
    actor: Actor,
    poll: Poll,
    entry: str,
    now: datetime,
    reason: str | None = None,
    closes_at: datetime | None = None,
) -> None:
    """What somebody did to the poll stands in its book and in the audit."""
    line = LedgerLine(
        ward_id=env.ward_id,
        poll_id=poll.id,
        entry=entry,
        person_id=actor.person_id,
        reason=reason,
        closes_at=closes_at,
        at=now,
    )
    await ballots.write(session, line)
    audit.note(session, env.ward_id, now, actor.person_id, f"poll.{entry}", "poll", poll.id)


async def _held(session: Session, env: Env, actor: Actor, poll_id: int) -> Poll:
    """The poll, held alone, not yet ended; Refused NOT_FOUND, NOT_ALLOWED, POLL_CLOSED, POLL_VOID."""
    poll = await terms.hold(session, env.ward_id, poll_id, alone=True)
    if poll is None:
        raise Refused(Why.NOT_FOUND)
    access.require_runs(env, actor, await terms.groups_of(session, poll_id))
    if poll.state != State.SCHEDULED:
        access.require_open(env, poll)
    return poll


async def extend(env: Env, actor: Actor, poll_id: int, closes_at: datetime, reason: str) -> PollView:
    """The poll closes later, for a reason that stands in the book and is told to the groups.

    Refused NOT_LATER (closes) for an earlier end, PERIOD_TOO_LONG, CONSENT_EXPIRES (months) for a proposal, EMPTY or
    TOO_LONG for the reason, NOT_ALLOWED, POLL_CLOSED, POLL_VOID.
    """
    why = drafting.reason(reason)
    async with env.db.write() as session:
        poll = await _held(session, env, actor, poll_id)
        now = env.clock.now()
        drafting.later(closes_at, than=max(poll.closes_at, now))
        if closes_at - poll.opens_at > LONGEST_PERIOD:
            raise Refused(Why.PERIOD_TOO_LONG, days=LONGEST_PERIOD.days)
        lawful.require_consents(Kind(poll.kind), poll.opens_at, closes_at)
        poll.closes_at = closes_at
        if poll.state == State.OPEN:
            poll.remind_at = next_reminder(poll.opens_at, closes_at, poll.reminders_sent, now)
            told = {"reason": why, "closes_at": closes_at.isoformat()}
            await notices.tell_everybody(session, poll, now, "poll_extended", f"extended:{now.isoformat()}", told)
            await notices.redraw_cards(session, poll, now, f"extended:{now.isoformat()}")
        await _enter(session, env, actor, poll, "extended", now, why, closes_at)
        return await access.view(session, poll)


async def void(env: Env, actor: Actor, poll_id: int, reason: str) -> PollView:
    """The poll is void for good, for a reason that stands in the book; groups that were asked hear it.

    Refused EMPTY or TOO_LONG for the reason, NOT_ALLOWED, POLL_CLOSED, POLL_VOID.
    """
    why = drafting.reason(reason)
    async with env.db.write() as session:
        poll = await _held(session, env, actor, poll_id)
        now = env.clock.now()
        was_open = poll.state == State.OPEN
        poll.state, poll.closed_at, poll.remind_at = State.VOID.value, now, None
        await session.flush()
        await entering.expire(session, poll)
        if was_open:
            await notices.redraw_cards(session, poll, now, "voided")
            await notices.tell_everybody(session, poll, now, "poll_voided", "voided", {"reason": why})
        await _enter(session, env, actor, poll, "voided", now, why)
        return await access.view(session, poll)
