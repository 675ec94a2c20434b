"""What every poll service asks first: which poll, who may run it, what it looks like."""

from collections.abc import Sequence

from rules.calendar import written
from rules.offices import Role
from rules.polls import Kind, Matter, Origin, State, Step, code
from services.context import Actor, Env
from services.polls import verdicts
from services.polls.views import OptionView, PollView, ResultView, WayCount
from services.refusals import Refused, Why
from storage.database import Session
from storage.models import Poll
from storage.polls import counts, entries, terms

# Who may put a matter to the households, and look after it.
ORGANISERS = (Role.FRONT, Role.GROUP_HEAD)
# Who may read what the whole ward answered, and the opinions.
READERS = (Role.FRONT, Role.OFFICIAL, Role.APPROVER, Role.ADMINISTRATOR, Role.GROUP_HEAD)


def _shape(it: terms.Terms) -> PollView:
    poll = it.poll
    return PollView(
        id=poll.id,
        number=poll.number,
        code=code(poll.number),
        kind=Kind(poll.kind),
        title=poll.title,
        body=poll.body,
        state=State(poll.state),
        opens_at=poll.opens_at,
        closes_at=poll.closes_at,
        closed_at=poll.closed_at,
        options=tuple(OptionView(option.position, option.label, option.is_free) for option in it.options),
        group_ids=it.group_ids,
        organiser_name=it.organiser_name,
        reminders_sent=poll.reminders_sent,
        matter=Matter(poll.matter) if poll.matter else None,
        step=Step(poll.step) if poll.step else None,
        dossier_id=poll.dossier_id,
        posted_on=poll.posted_on,
        formal=poll.ground_id is not None,
        endorsed=poll.endorsed_at is not None,
        organiser_id=poll.organiser_id,
    )


async def views(session: Session, polls: Sequence[Poll]) -> list[PollView]:
    """These polls as they are told, in the same order."""
    return [_shape(it) for it in await terms.terms(session, polls)]


async def view(session: Session, poll: Poll) -> PollView:
    """The poll as it is told."""
    return (await views(session, [poll]))[0]


async def results(session: Session, polls: Sequence[Poll]) -> list[ResultView]:
    """What came out of these closed polls, in the same order."""
    opinions = await counts.opinions(session, [poll.id for poll in polls])
    found = []
    for poll, it in zip(polls, await views(session, polls), strict=True):
        tally = await counts.tally(session, it.id)
        outcome = await verdicts.frozen(session, poll, tally) if poll.outcome else None
        ways = tuple(WayCount(group, Origin(way), n) for group, way, n in await entries.origins(session, it.id))
        found.append(ResultView(it, tally, opinions.get(it.id, 0), outcome, ways))
    return found


async def find(session: Session, env: Env, poll_id: int) -> Poll:
    """The ward's poll; Refused NOT_FOUND."""
    poll = await terms.get(session, env.ward_id, poll_id)
    if poll is None:
        raise Refused(Why.NOT_FOUND)
    return poll


def runs(env: Env, actor: Actor, group_ids: Sequence[int]) -> bool:
    """Whether the actor's office lets them organise polls of all these groups."""
    return actor.ward_id == env.ward_id and all(actor.covers(group_id, *ORGANISERS) for group_id in group_ids)


def require_runs(env: Env, actor: Actor, group_ids: Sequence[int]) -> None:
    """Refuse NOT_ALLOWED unless the actor may organise polls of all these groups."""
    if not runs(env, actor, group_ids):
        raise Refused(Why.NOT_ALLOWED)


def require_reads(env: Env, actor: Actor) -> None:
    """Refuse NOT_ALLOWED unless the actor holds an office of this ward that reads results for others."""
    if actor.ward_id != env.ward_id or not actor.holds(*READERS):
        raise Refused(Why.NOT_ALLOWED)


def require_open(env: Env, poll: Poll) -> None:
    """Refuse POLL_NOT_OPEN, POLL_CLOSED or POLL_VOID unless answers count at this moment by our clock."""
    now = env.clock.now()
    if poll.state == State.VOID:
        raise Refused(Why.POLL_VOID)
    if poll.state == State.CLOSED or now >= poll.closes_at:
        raise Refused(Why.POLL_CLOSED, closed=written(poll.closed_at or poll.closes_at))
    if poll.state != State.OPEN or now < poll.opens_at:
        raise Refused(Why.POLL_NOT_OPEN, opens=written(poll.opens_at))
