"""Queries about the cards of polls in group chats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select, update

from storage.database import Session
from storage.models import (
    Chat,
    Outbox,
    Poll,
    PollCard,
    PollCount,
    PollGroup,
)
from storage.outbox import insert_ignoring


@dataclass(frozen=True, slots=True)
class Shown:
    """The card of a poll in a chat: the message it went out in, what it says and how many answered by now."""

    poll_id: int
    chat_id: int
    group_id: int
    outbox_id: int
    shown: int
    answered: int


async def chats_without_card(session: Session, ward_id: int, now: datetime) -> list[tuple[int, int, int]]:
    """Poll, chat and group, for each linked chat that does not yet have the card of an open poll."""
    found = await session.execute(
        select(Poll.id, Chat.id, Chat.group_id)
        .join(PollGroup, PollGroup.poll_id == Poll.id)
        .join(Chat, and_(Chat.group_id == PollGroup.group_id, Chat.unreachable_since.is_(None)))
        .outerjoin(PollCard, and_(PollCard.poll_id == Poll.id, PollCard.chat_id == Chat.id))
        .where(Poll.ward_id == ward_id, Poll.state == "open", Poll.closes_at > now, PollCard.chat_id.is_(None))
        .order_by(Poll.id, Chat.id)
    )
    return list(found)


async def outbox_ids(session: Session, ward_id: int, keys: Sequence[str]) -> dict[str, int]:
    """The message of each of these dedupe keys."""
    found = await session.execute(
        select(Outbox.dedupe_key, Outbox.id).where(Outbox.ward_id == ward_id, Outbox.dedupe_key.in_(keys))
    )
    return dict(found.all())


async def keep_card(session: Session, card: PollCard) -> None:
    """It is known which message shows the poll in this chat."""
    await session.execute(
        insert_ignoring(session, PollCard).values(
            poll_id=card.poll_id,
            chat_id=card.chat_id,
            ward_id=card.ward_id,
            group_id=card.group_id,
            outbox_id=card.outbox_id,
            shown=card.shown,
            refreshed_at=card.refreshed_at,
        )
    )


def _cards() -> Select[int, int, int, int, int, int]:
    answered = (
        select(func.coalesce(func.sum(PollCount.households), 0))
        .where(PollCount.poll_id == PollCard.poll_id, PollCount.group_id == PollCard.group_id)
        .scalar_subquery()
    )
    return (
        select(PollCard.poll_id, PollCard.chat_id, PollCard.group_id, PollCard.outbox_id, PollCard.shown, answered)
        .join(Outbox, Outbox.id == PollCard.outbox_id)
        .order_by(PollCard.poll_id, PollCard.chat_id)
    )


async def cards(session: Session, poll_id: int) -> list[Shown]:
    """The cards of the poll that stand in group chats, or are on their way there."""
    found = await session.execute(_cards().where(PollCard.poll_id == poll_id, Outbox.state.in_(("sent", "sending"))))
    return [_shown(row) for row in found]


async def outdated_cards(session: Session, ward_id: int, now: datetime, before: datetime) -> list[Shown]:
    """Cards of open polls that stand in a chat, say another number than is true, and were last changed before."""
    found = await session.execute(
        _cards()
        .join(Poll, Poll.id == PollCard.poll_id)
        .where(
            Poll.ward_id == ward_id,
            Poll.state == "open",
            Poll.closes_at > now,
            PollCard.refreshed_at <= before,
            Outbox.state == "sent",
        )
    )
    return [card for card in map(_shown, found) if card.shown != card.answered]


def _shown(row: tuple[int, int, int, int, int, int]) -> Shown:
    poll_id, chat_id, group_id, outbox_id, shown, answered = row
    return Shown(poll_id, chat_id, group_id, outbox_id, shown, int(answered))


async def claim_refresh(session: Session, card: Shown, now: datetime, before: datetime) -> bool:
    """The card says the new number as of now, and it was this transaction that took it."""
    claimed = await session.execute(
        update(PollCard)
        .where(
            PollCard.poll_id == card.poll_id,
            PollCard.chat_id == card.chat_id,
            PollCard.shown == card.shown,
            PollCard.refreshed_at <= before,
        )
        .values(shown=card.answered, refreshed_at=now)
        .returning(PollCard.chat_id)
        .execution_options(synchronize_session=False)
    )
    return claimed.first() is not None
