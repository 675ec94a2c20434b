"""Consent, one purpose at a time; silence is none (Luật 91/2025/QH15 Điều 9)."""

from rules.people import Purpose
from services.context import Actor, Env
from services.people.views import ConsentView
from services.refusals import Refused, Why
from storage import audit, people, representatives
from storage.database import Session
from storage.models import Consent


async def given(env: Env, actor: Actor) -> tuple[ConsentView, ...]:
    """What the person decided, for every purpose in the order in which they are asked."""
    async with env.db.read() as session:
        return await of(session, actor.person_id)


async def of(session: Session, person_id: int) -> tuple[ConsentView, ...]:
    """The same, within a transaction."""
    newest = await representatives.consents(session, person_id)
    return tuple(
        ConsentView(purpose, newest[purpose].granted, newest[purpose].decided_at)
        if purpose in newest
        else ConsentView(purpose, None, None)
        for purpose in Purpose
    )


async def decide(env: Env, actor: Actor, purpose: Purpose, *, granted: bool) -> None:
    """The person agreed or did not; the earlier decision stays in the book.

    Without consent for the household nobody speaks for it any more, and no request for it waits.
    """
    async with env.db.write() as session:
        await record(session, env, actor, purpose, granted=granted)
        if purpose is Purpose.HOUSEHOLD and not granted:
            now = env.clock.now()
            await representatives.drop_requests(session, actor.person_id, now)
            ended = await representatives.end(session, actor.person_id, now, actor.person_id)
            if ended is not None:
                audit.note(session, env.ward_id, now, actor.person_id, "representative_ended", "representative", ended)


async def record(session: Session, env: Env, actor: Actor, purpose: Purpose, *, granted: bool) -> None:
    """The decision is in the book of this transaction, unless it is the one that stands."""
    standing = (await representatives.consents(session, actor.person_id)).get(purpose)
    if standing is None or standing.granted is not granted:
        session.add(
            Consent(
                ward_id=env.ward_id,
                person_id=actor.person_id,
                purpose=purpose,
                granted=granted,
                decided_at=env.clock.now(),
            )
        )
        await session.flush()
    if purpose is Purpose.DISCLOSURES:
        person = await people.person(session, env.ward_id, actor.person_id)
        if person is None:
            raise Refused(Why.NOT_FOUND)
        person.wants_disclosures = granted


async def require_household(session: Session, actor: Actor) -> None:
    """Refuse to store anything about a household of somebody who did not agree to it."""
    standing = (await representatives.consents(session, actor.person_id)).get(Purpose.HOUSEHOLD)
    if standing is None or not standing.granted:
        raise Refused(Why.CONSENT_NEEDED)
