"""What a finished count decides: worked out once at closing, and frozen."""

from dataclasses import replace

from rules.outcomes import Ballot, Outcome, Reason, decide
from rules.polls import Kind, Matter, Step
from rules.tallies import Tally
from storage.database import Session
from storage.models import Poll
from storage.polls import counts, votes


async def _decide(session: Session, poll: Poll, tally: Tally) -> Outcome | None:
    ballot = Ballot(
        kind=Kind(poll.kind),
        matter=Matter(poll.matter) if poll.matter else None,
        step=Step(poll.step) if poll.step else None,
        endorsed=poll.endorsed_at is not None,
    )
    return decide(ballot, tally, await votes.present(session, poll.id))


async def freeze(session: Session, poll: Poll) -> None:
    """The poll's outcome stands for good, None where it decides nothing; its count does not change any more."""
    outcome = await _decide(session, poll, await counts.tally(session, poll.id))
    poll.outcome = outcome.reason.value if outcome else None
    await session.flush()


async def frozen(session: Session, poll: Poll, tally: Tally) -> Outcome | None:
    """The outcome with its numbers; the reason is the one that was frozen, whatever the law says since."""
    outcome = await _decide(session, poll, tally)
    return replace(outcome, reason=Reason(poll.outcome)) if outcome and poll.outcome else None
