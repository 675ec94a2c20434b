"""What the law forbids to ask on a network, refused with its article."""

from collections.abc import Sequence
from datetime import datetime

from rules import law
from rules.calendar import local_date
from rules.outcomes import Reason
from rules.polls import (
    COUNTED,
    DUTIES,
    FIXED_ANSWERS,
    FIXED_OPTIONS,
    GROUND_FOR,
    OF_ONE_GROUP,
    RECORDED_DUTIES,
    STANDARD_OPTIONS,
    WHERE_TO_DECIDE,
    Kind,
    State,
    Step,
    consent_ends,
    refusal_of_way,
)
from services.context import Actor, Env
from services.polls.views import Draft
from services.refusals import Refused, Why
from storage import grounds
from storage.database import Session
from storage.models import Poll
from storage.polls import votes


async def require(session: Session, env: Env, actor: Actor, draft: Draft, now: datetime) -> None:
    """Nothing in the law stands against putting this to the households on a network; else Refused.

    NOT_ONLINE for what a meeting or slips decide (Luật 10/2022/QH15 Điều 17 khoản 2), OPTIONS_FIXED, ONE_GROUP,
    POSTING_NEEDED and FUTURE_DATE for a posted draft, CONSENT_EXPIRES (months), and for a vote online GROUND_NEEDED,
    DUTIES_OPEN (n), METHOD_NOT_AGREED, STEP_UNDER_WAY (Nghị định 59/2023/NĐ-CP Điều 5); each with its article.
    """
    if draft.kind in COUNTED:
        raise Refused(Why.NOT_ONLINE, article=WHERE_TO_DECIDE)
    if article := refusal_of_way(draft.kind, draft.matter):
        raise Refused(Why.NOT_ONLINE, article=article)
    if draft.kind in OF_ONE_GROUP and len(draft.group_ids) != 1:
        raise Refused(Why.ONE_GROUP)
    if draft.kind in FIXED_ANSWERS and draft.options != STANDARD_OPTIONS:
        raise Refused(Why.OPTIONS_FIXED, article=FIXED_OPTIONS)
    if draft.kind is Kind.CONVENTION_CONSULTATION:
        _require_posting(draft, now)
    elif draft.kind is Kind.CONVENTION_PROPOSAL:
        require_consents(draft.kind, draft.opens_at or now, draft.closes_at)
    elif draft.kind is Kind.ONLINE_VOTE:
        await _require_duties(session, env, actor, draft)


def _require_posting(draft: Draft, now: datetime) -> None:
    if draft.posted_on is None:
        raise Refused(Why.POSTING_NEEDED, article=law.NORMS["convention.minimum"].article)
    if draft.posted_on > local_date(now):
        raise Refused(Why.FUTURE_DATE)


def require_consents(kind: Kind, opens_at: datetime, closes_at: datetime) -> None:
    """Every consent to a proposal still counts at closing, the first one too; else Refused CONSENT_EXPIRES (months)."""
    norm = law.NORMS["initiative.validity"]
    if kind is Kind.CONVENTION_PROPOSAL and local_date(closes_at) > consent_ends(opens_at):
        raise Refused(Why.CONSENT_EXPIRES, months=norm.value, article=norm.article)


async def _require_duties(session: Session, env: Env, actor: Actor, draft: Draft) -> None:
    if await ground(session, env, actor, Kind.ONLINE_VOTE) is None:
        raise Refused(Why.GROUND_NEEDED, article=GROUND_FOR[Kind.ONLINE_VOTE])
    dossier = None
    if draft.dossier_id is not None and draft.step is not None and draft.opens_at is None:
        dossier = await votes.dossier(session, env.ward_id, draft.dossier_id, alone=True)
    if dossier is None or (dossier.group_id,) != draft.group_ids:
        raise Refused(Why.DUTIES_OPEN, n=len(RECORDED_DUTIES), article=DUTIES)
    if missing := len(RECORDED_DUTIES) - len(await votes.duties(session, [dossier.id])):
        raise Refused(Why.DUTIES_OPEN, n=missing, article=DUTIES)
    steps = [poll for poll in await votes.steps(session, [dossier.id]) if poll.state != State.VOID]
    if draft.step is Step.MATTER and agreed(steps) is None:
        raise Refused(Why.METHOD_NOT_AGREED, article=law.NORMS["online.method"].article)
    again = draft.step is Step.METHOD and agreed(steps) is None
    if any(poll.step == draft.step and not (again and poll.state == State.CLOSED) for poll in steps):
        raise Refused(Why.STEP_UNDER_WAY)


def agreed(steps: Sequence[Poll]) -> Poll | None:
    """The first step by which the households agreed to vote online, None while they did not."""
    return next((poll for poll in steps if poll.step == Step.METHOD and poll.outcome == Reason.PASSED), None)


async def parent(session: Session, draft: Draft) -> int | None:
    """The poll of the first step, for a second one."""
    if draft.step is not Step.MATTER or draft.dossier_id is None:
        return None
    found = agreed(await votes.steps(session, [draft.dossier_id]))
    return found.id if found else None


async def ground(session: Session, env: Env, actor: Actor, kind: Kind) -> int | None:
    """The decision by which answers on the organiser's network count for this kind, None when none is recorded."""
    found = await grounds.in_force(session, env.ward_id, actor.network, kind.value)
    return found.id if found else None
