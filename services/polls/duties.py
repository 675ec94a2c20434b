"""What follows for the offices when a poll has closed, in the transaction that closes it."""

from datetime import datetime

from rules.calendar import local_date
from rules.obligations import AFTER_CLOSING
from rules.polls import COUNTED, Step
from storage import obligations
from storage.database import Session
from storage.models import Poll
from storage.obligations import Subject
from storage.polls import terms


def subject(poll: Poll) -> Subject:
    """The poll as what is owed names it."""
    return Subject("poll", poll.id, poll.title)


async def after_closing(session: Session, poll: Poll, now: datetime) -> None:
    """What the law asks after this kind of poll is owed, by the head of the group where only one was asked.

    Synthesis and answer (Luật 10/2022/QH15 Điều 28 khoản 3), or sending the decision (Điều 20 khoản 3).
    """
    kind = AFTER_CLOSING.get(poll.kind)
    if kind is None or poll.step == Step.METHOD:  # how to decide decides nothing yet
        return
    groups = await terms.groups_of(session, poll.id)
    counted_from = local_date(poll.opens_at if poll.kind in COUNTED else poll.closed_at or poll.closes_at)
    group_id = groups[0] if len(groups) == 1 else None
    await obligations.owe(session, poll.ward_id, now, kind, subject(poll), counted_from, group_id)
