"""The moment a poll opens: its terms freeze and people hear of it."""

from datetime import datetime

from rules.polls import Kind, closing_after_delay, next_reminder
from services.polls import notices
from storage import grounds
from storage.database import Session
from storage.models import LedgerLine
from storage.polls import ballots, due, terms


async def open_poll(session: Session, ward_id: int, poll_id: int, now: datetime) -> bool:
    """The poll is open with its electorate frozen, the book says so and the groups hear it; False when it was already.

    One that opens late closes later by the delay where the law's shortest period would otherwise be cut
    (Luật 10/2022/QH15 Điều 28 khoản 2, Nghị định 61/2023/NĐ-CP Điều 9), and the book tells it.  A ground that ended
    since it was composed does not carry it: it opens as an informal one.
    """
    if not await due.claim_opening(session, poll_id, now):
        return False
    poll = await terms.hold(session, ward_id, poll_id, alone=True)
    assert poll is not None
    closes_at = closing_after_delay(Kind(poll.kind), poll.opens_at, poll.closes_at, now)
    await ballots.write(session, LedgerLine(ward_id=ward_id, poll_id=poll_id, entry="opened", at=now))
    if closes_at != poll.closes_at:
        poll.closes_at = closes_at
        late = LedgerLine(
            ward_id=ward_id, poll_id=poll_id, entry="extended", reason="opened_late", closes_at=closes_at, at=now
        )
        await ballots.write(session, late)
    if poll.ground_id is not None:
        ground = await grounds.get(session, ward_id, poll.ground_id)
        poll.ground_id = ground.id if ground and ground.ended_at is None else None
    poll.remind_at = next_reminder(now, closes_at, 0, now)
    await session.flush()
    await due.freeze(session, poll_id)
    await notices.post_missing_cards(session, ward_id, now)
    await notices.ask_representatives(session, poll, now)
    return True
