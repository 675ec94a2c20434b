"""The ward's working days: what the law says, what an administrator set right, and the terms that follow."""

from dataclasses import dataclass
from datetime import date, timedelta

from rules import obligations as rules
from rules.calendar import local_date
from rules.holidays import WORKED_WEEKENDS, Name, holidays, is_working_day
from rules.offices import Role
from services.context import Actor, Env
from services.refusals import Refused, Why, line, require
from storage import audit, calendar, disclosures, obligations, people
from storage.database import Session
from storage.models import DayCorrection

REASON_LENGTH = 200
SHOWN_DAYS = 365


@dataclass(frozen=True, slots=True)
class DayView:
    """A day that is no ordinary one: whether offices work, why by the law, and why otherwise in this ward.

    name is None where only the ward's own word makes it one; worked weekends have it and `works`.
    """

    day: date
    works: bool
    name: Name | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Coming:
    """The days to come that are no ordinary ones, and the working days that the ward gives itself for an answer."""

    days: tuple[DayView, ...]
    answer_days: int


async def coming(env: Env, actor: Actor) -> Coming:
    """What lies in the next year, for an administrator."""
    require(actor, Role.ADMINISTRATOR)
    today = local_date(env.clock.now())
    async with env.db.read() as session:
        ward = await people.ward(session, env.ward_id)
        corrected = {row.day: row for row in await calendar.corrections(session, env.ward_id, today)}
    known = {
        day: name
        for year in (today.year, today.year + 1)
        for day, name in holidays(year).items()
        if today <= day <= today + timedelta(days=SHOWN_DAYS)
    }
    worked = {day for day in WORKED_WEEKENDS if day >= today}
    days = sorted({*known, *worked, *corrected})
    return Coming(tuple(_view(day, known, corrected.get(day)) for day in days), ward.answer_days)


def _view(day: date, known: dict[date, Name], corrected: DayCorrection | None) -> DayView:
    name = known.get(day, Name.EXCHANGED if day in WORKED_WEEKENDS else None)
    if corrected is None:
        return DayView(day, is_working_day(day), name, None)
    return DayView(day, corrected.works, name, corrected.reason)


def ahead(env: Env, day: date) -> date:
    """A day that may still be set right; PAST_DATE when it has passed."""
    if day < local_date(env.clock.now()):
        raise Refused(Why.PAST_DATE)
    return day


async def correct(env: Env, actor: Actor, day: date, *, works: bool, reason: str) -> None:
    """Offices of the ward work on this day, or do not; whatever is owed in working days is due accordingly.

    PAST_DATE for a day that has passed, EMPTY or TOO_LONG for the reason.
    """
    require(actor, Role.ADMINISTRATOR)
    ahead(env, day)
    why = _reason(reason)
    now = env.clock.now()
    async with env.db.write() as session:
        await session.merge(
            DayCorrection(ward_id=env.ward_id, day=day, works=works, reason=why, set_by=actor.person_id, set_at=now)
        )
        await _follow(session, env)
        action = "day_worked" if works else "day_off"
        audit.note(session, env.ward_id, now, actor.person_id, action, "calendar", None, f"{day.isoformat()} {why}")


async def restore(env: Env, actor: Actor, day: date) -> None:
    """The day is again what the law says; NOT_FOUND when nobody had set it right, PAST_DATE when it has passed."""
    require(actor, Role.ADMINISTRATOR)
    ahead(env, day)
    async with env.db.write() as session:
        if not await calendar.forget(session, env.ward_id, day):
            raise Refused(Why.NOT_FOUND)
        await _follow(session, env)
        audit.note(
            session, env.ward_id, env.clock.now(), actor.person_id, "day_restored", "calendar", None, day.isoformat()
        )


async def set_answer_days(env: Env, actor: Actor, days: int) -> None:
    """The ward answers consultations within so many working days; NOT_FOUND for a number that is not on offer."""
    require(actor, Role.ADMINISTRATOR)
    if days not in rules.ANSWER_DAYS_CHOICES:
        raise Refused(Why.NOT_FOUND)
    async with env.db.write() as session:
        ward = await people.ward(session, env.ward_id)
        ward.answer_days = days
        await _follow(session, env)
        audit.note(session, env.ward_id, env.clock.now(), actor.person_id, "answer_days", "ward", ward.id, str(days))


async def _follow(session: Session, env: Env) -> None:
    await session.flush()
    await obligations.reckon_anew(session, env.ward_id)
    await disclosures.reckon_anew(session, env.ward_id, await calendar.calendar(session, env.ward_id))


def _reason(typed: str) -> str:
    return line(typed, REASON_LENGTH)
