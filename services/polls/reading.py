"""The terms of a poll, for anybody, once it was opened."""

from rules.calendar import written
from rules.polls import State
from services.context import Env
from services.polls import access
from services.polls.views import PollView
from services.refusals import Refused, Why


async def poll(env: Env, poll_id: int) -> PollView:
    """The poll in whatever state; Refused NOT_FOUND, POLL_NOT_OPEN (opens) while it is only planned."""
    async with env.db.read() as session:
        found = await access.find(session, env, poll_id)
        if found.state == State.SCHEDULED:
            raise Refused(Why.POLL_NOT_OPEN, opens=written(found.opens_at))
        return await access.view(session, found)
