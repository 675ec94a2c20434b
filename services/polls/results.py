"""Reading what came out: nobody before closing, officials included; who takes part is visible."""

from rules import tallies
from rules.calendar import written
from rules.polls import State
from services.context import Actor, Env
from services.polls import access
from services.polls.views import (
    GroupParticipation,
    OpinionView,
    Participation,
    PollView,
    ResultView,
    RunningView,
)
from services.refusals import Refused, Why
from storage.database import Session
from storage.models import Poll
from storage.polls import ballots, counts, terms


async def _closed(session: Session, env: Env, poll_id: int) -> Poll:
    poll = await access.find(session, env, poll_id)
    if poll.state == State.VOID:
        raise Refused(Why.POLL_VOID)
    if poll.state != State.CLOSED:
        raise Refused(Why.NOT_CLOSED_YET, closes=written(poll.closes_at))
    return poll


async def result(env: Env, actor: Actor | None, poll_id: int) -> ResultView:
    """The count of a closed poll, for anybody; Refused NOT_CLOSED_YET (closes) before, POLL_VOID, NOT_FOUND."""
    async with env.db.read() as session:
        poll = await _closed(session, env, poll_id)
        return (await access.results(session, [poll]))[0]


async def last_result_of_group(env: Env, group_id: int) -> ResultView | None:
    """The latest result of what this group was asked."""
    async with env.db.read() as session:
        found = await access.results(session, await terms.closed(session, env.ward_id, group_id, 1))
        return found[0] if found else None


async def opinions(env: Env, actor: Actor, poll_id: int) -> list[OpinionView]:
    """What households wrote, by group and answer, without names, of the groups that the actor's offices cover.

    The organiser reads them all.  Refused NOT_ALLOWED without an office that reads them, NOT_CLOSED_YET (closes)
    since words tell answers, POLL_VOID, NOT_FOUND.
    """
    async with env.db.read() as session:
        poll = await access.find(session, env, poll_id)
        access.require_reads(env, actor)
        organises = actor.person_id == poll.organiser_id and actor.holds(*access.ORGANISERS)
        await _closed(session, env, poll_id)
        return [
            OpinionView(name, label, text, at)
            for group_id, name, label, text, at in await ballots.opinions(session, poll_id)
            if organises or actor.covers(group_id, *access.READERS)
        ]


async def closed_polls(env: Env, actor: Actor) -> list[PollView]:
    """Closed polls that asked a group covered by the actor's offices, the last closed first; Refused NOT_ALLOWED."""
    access.require_reads(env, actor)
    async with env.db.read() as session:
        return _covered(actor, await access.views(session, await terms.closed(session, env.ward_id)))


def _covered(actor: Actor, polls: list[PollView]) -> list[PollView]:
    return [poll for poll in polls if any(actor.covers(group_id, *access.READERS) for group_id in poll.group_ids)]


async def open_polls(env: Env, actor: Actor) -> list[RunningView]:
    """Scheduled and open polls that ask a group covered by the actor's offices, with how many answered, never what.

    Refused NOT_ALLOWED.
    """
    access.require_reads(env, actor)
    async with env.db.read() as session:
        polls = _covered(actor, await access.views(session, await terms.unfinished(session, env.ward_id)))
        turnout = await counts.turnout(session, [poll.id for poll in polls])
    return [_running(poll, [it for it in turnout if it.poll_id == poll.id]) for poll in polls]


def _running(poll: PollView, turnout: list[counts.Turnout]) -> RunningView:
    whole = Participation(sum(it.answered for it in turnout), sum(it.households for it in turnout))
    groups = (GroupParticipation(it.group_id, it.code, it.name, it.answered, it.households) for it in turnout)
    return RunningView(poll, whole, tuple(groups))


async def recount(env: Env, poll_id: int | None) -> list[tuple[int, bool]]:
    """Whether the book of each poll that was ever open, or of this one, agrees with its counters and answers.

    Refused NOT_FOUND.
    """
    async with env.db.read() as session:
        if poll_id is not None:
            await access.find(session, env, poll_id)
        chosen = await counts.ever_open(session, env.ward_id) if poll_id is None else [poll_id]
        return [(it, await _agrees(session, it)) for it in chosen]


async def _agrees(session: Session, poll_id: int) -> bool:
    tally = await counts.tally(session, poll_id)
    book = tallies.recount(len(tally.options), await counts.ballots(session, poll_id))
    counted = {group.group_id: group.counts for group in tally.groups if group.answered}
    return book == counted == await counts.current_answers(session, poll_id, len(tally.options))
