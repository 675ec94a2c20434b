"""A vote online, from the dossier to its two steps (Nghị định 59/2023/NĐ-CP Điều 5); endorsing a proposal."""

from collections.abc import Sequence
from datetime import datetime

from rules.offices import Role
from rules.polls import (
    REASON_LENGTH,
    RECORDED_DUTIES,
    STANDARD_OPTIONS,
    Duty,
    Kind,
    Matter,
    State,
    Step,
)
from services.context import Actor, Env
from services.polls import access, compose, drafting, lawful
from services.polls.views import DossierView, Draft, DutyView, PollView
from services.refusals import Refused, Why, line, require
from storage import audit, files, people
from storage.database import Session
from storage.models import Poll, VoteDossier, VoteDuty
from storage.polls import terms, votes


async def prepare(env: Env, actor: Actor, group_id: int, title: str, body: str) -> DossierView:
    """A matter of clause 6 waits to be prepared for a vote online; Refused NOT_ALLOWED, NOT_FOUND, EMPTY, TOO_LONG."""
    words, text = drafting.title(title), drafting.body(body)
    if not text:
        raise Refused(Why.EMPTY)
    async with env.db.write() as session:
        access.require_runs(env, actor, [group_id])
        if group_id not in {group.id for group in await people.groups(session, env.ward_id)}:
            raise Refused(Why.NOT_FOUND)
        kept = VoteDossier(
            ward_id=env.ward_id,
            group_id=group_id,
            title=words,
            body=text,
            organiser_id=actor.person_id,
            created_at=env.clock.now(),
        )
        session.add(kept)
        await session.flush()
        audit.note(session, env.ward_id, kept.created_at, actor.person_id, "vote.prepared", "dossier", kept.id)
        return (await _views(session, [kept]))[0]


async def record_duty(
    env: Env, actor: Actor, dossier_id: int, duty: Duty, note: str, file: tuple[str, str, bytes] | None = None
) -> DossierView:
    """The duty is done, as this note and file (name, mime, bytes) show; said again it replaces what was recorded.

    Refused EMPTY without a note, TOO_LONG, NOT_ALLOWED, NOT_FOUND, and STEP_UNDER_WAY once the first step began.
    """
    if duty not in RECORDED_DUTIES:
        raise Refused(Why.NOT_FOUND)
    words = line(note, REASON_LENGTH)
    async with env.db.write() as session:
        kept = await votes.dossier(session, env.ward_id, dossier_id, alone=True)
        if kept is None:
            raise Refused(Why.NOT_FOUND)
        access.require_runs(env, actor, [kept.group_id])
        if any(poll.state != State.VOID for poll in await votes.steps(session, [dossier_id])):
            raise Refused(Why.STEP_UNDER_WAY)
        now = env.clock.now()
        row = VoteDuty(
            dossier_id=dossier_id,
            duty=duty.value,
            ward_id=env.ward_id,
            note=words,
            file_id=(await files.keep(session, env.ward_id, now, *file)).id if file else None,
            recorded_by=actor.person_id,
            recorded_at=now,
        )
        await session.merge(row)
        await session.flush()
        audit.note(session, env.ward_id, now, actor.person_id, f"vote.duty.{duty.value}", "dossier", dossier_id)
        return (await _views(session, [kept]))[0]


async def _views(session: Session, dossiers: Sequence[VoteDossier]) -> list[DossierView]:
    ids = [it.id for it in dossiers]
    done = await votes.duties(session, ids)
    steps = await votes.steps(session, ids)
    shown = {view.id: view for view in await access.views(session, steps)}
    names = await terms.group_names(session, [it.group_id for it in dossiers])
    return [
        _view(
            it,
            names[it.group_id],
            [row for row in done if row.dossier_id == it.id],
            [poll for poll in steps if poll.dossier_id == it.id and poll.state != State.VOID],
            shown,
        )
        for it in dossiers
    ]


def _view(
    dossier: VoteDossier, group: str, done: Sequence[VoteDuty], steps: Sequence[Poll], shown: dict[int, PollView]
) -> DossierView:
    latest = {poll.step: shown[poll.id] for poll in steps}
    return DossierView(
        id=dossier.id,
        group_id=dossier.group_id,
        group_name=group,
        title=dossier.title,
        body=dossier.body,
        done=tuple(DutyView(Duty(row.duty), row.note, row.file_id is not None) for row in done),
        method=latest.get(Step.METHOD.value),
        vote=latest.get(Step.MATTER.value),
        method_agreed=lawful.agreed(steps) is not None,
    )


async def dossier(env: Env, actor: Actor, dossier_id: int) -> DossierView:
    """The dossier, for those who may run its vote; Refused NOT_FOUND, NOT_ALLOWED."""
    async with env.db.read() as session:
        found = await votes.dossier(session, env.ward_id, dossier_id)
        if found is None:
            raise Refused(Why.NOT_FOUND)
        access.require_runs(env, actor, [found.group_id])
        return (await _views(session, [found]))[0]


async def unfinished(env: Env, actor: Actor) -> list[DossierView]:
    """Dossiers of the actor's groups whose vote has not ended, the newest first."""
    async with env.db.read() as session:
        mine = [it for it in await votes.dossiers(session, env.ward_id) if access.runs(env, actor, [it.group_id])]
        shown = await _views(session, mine)
    return [it for it in shown if it.vote is None or it.vote.state is not State.CLOSED]


async def open_step(env: Env, actor: Actor, dossier_id: int, step: Step, closes_at: datetime) -> PollView:
    """The households are asked: how to decide, or the matter itself; Refused as `compose.create`."""
    it = await dossier(env, actor, dossier_id)
    return await compose.create(
        env,
        actor,
        Draft(
            kind=Kind.ONLINE_VOTE,
            title=it.title,
            body=it.body,
            options=STANDARD_OPTIONS,
            group_ids=(it.group_id,),
            opens_at=None,
            closes_at=closes_at,
            matter=Matter.OTHER,
            dossier_id=dossier_id,
            step=step,
        ),
    )


async def endorse(env: Env, actor: Actor, poll_id: int) -> PollView:
    """The Front supports this open proposal, which then goes to the community with fewer consents.

    Luật 10/2022/QH15 Điều 16 khoản 3.  Refused NOT_ALLOWED for others, NOT_FOUND, ALREADY_DONE, POLL_CLOSED.
    """
    async with env.db.write() as session:
        poll = await terms.hold(session, env.ward_id, poll_id, alone=True)
        if poll is None or poll.kind != Kind.CONVENTION_PROPOSAL:
            raise Refused(Why.NOT_FOUND)
        for group_id in await terms.groups_of(session, poll_id):
            require(actor, Role.FRONT, group_id=group_id)
        access.require_open(env, poll)
        if poll.endorsed_at is not None:
            raise Refused(Why.ALREADY_DONE)
        now = env.clock.now()
        poll.endorsed_by, poll.endorsed_at = actor.person_id, now
        await session.flush()
        audit.note(session, env.ward_id, now, actor.person_id, "poll.endorsed", "poll", poll_id)
        return await access.view(session, poll)
