"""The minutes of a vote online: who took part and what came out (Nghị định 59/2023/NĐ-CP Điều 5 khoản 4)."""

from rules.polls import Kind, State, Step
from services.context import Actor, Env
from services.polls import access
from services.polls.views import MinutesView, PollView, VoterView
from services.refusals import Refused, Why
from storage import audit, people
from storage.polls import votes


def has_minutes(poll: PollView) -> bool:
    """Whether minutes are owed: the second step of a vote online, once it ended."""
    return poll.kind is Kind.ONLINE_VOTE and poll.step is Step.MATTER and poll.state is State.CLOSED


def may_take(actor: Actor, poll: PollView) -> bool:
    """Whether the actor organised this vote and still holds the office for it; minutes hold names."""
    mine = actor.person_id == poll.organiser_id
    return has_minutes(poll) and mine and all(actor.covers(group, *access.ORGANISERS) for group in poll.group_ids)


async def take(env: Env, actor: Actor, poll_id: int) -> MinutesView:
    """What the minutes of this closed vote say; that they were taken stands in the audit, since they hold names.

    Refused NOT_FOUND for anything else, NOT_ALLOWED for anybody but its organiser.
    """
    async with env.db.write() as session:
        poll = await access.find(session, env, poll_id)
        view = await access.view(session, poll)
        if not has_minutes(view):
            raise Refused(Why.NOT_FOUND)
        if actor.ward_id != env.ward_id or not may_take(actor, view):
            raise Refused(Why.NOT_ALLOWED)
        assert poll.parent_id is not None
        result, method = await access.results(session, [poll, await access.find(session, env, poll.parent_id)])
        ward = await people.ward(session, env.ward_id)
        voters = tuple(VoterView(it.code, it.representative, it.address) for it in await votes.voters(session, poll_id))
        audit.note(session, env.ward_id, env.clock.now(), actor.person_id, "poll.minutes", "poll", poll_id)
        return MinutesView(f"{ward.kind_label} {ward.name}", result.tally.groups[0].name, result, method, voters)
