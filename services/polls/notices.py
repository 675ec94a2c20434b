"""The messages of polls in the outbox: the card names and the values that their writers in cards/ receive.

| card                    | to                     | values                                                    |
|-------------------------|------------------------|-----------------------------------------------------------|
| `poll_card`             | chat of a group        | poll, group; later as an edit of the same message         |
| `poll_card_private`     | a representative       | poll, group, household                                    |
| `poll_receipt`          | who answered           | poll, receipt, option (its label), changed                |
| `poll_reminder`         | a representative       | poll, group, household; not sent unless still_silent      |
| `poll_extended`         | chats, representatives | poll, group, reason (None: opened late), closes_at (ISO)  |
| `poll_voided`           | chats, representatives | poll, group, reason                                       |
| `poll_result`           | chat of a group        | poll, group                                               |
| `poll_result_private`   | a representative       | poll, group                                               |
| `poll_result_organiser` | the organiser          | poll                                                      |
| `poll_explained`        | chats, representatives | poll, group                                               |

Every row's subject is `poll:<id>`.
"""

from datetime import datetime
from typing import Any

from rules.calendar import QUIET_FROM, after_quiet_hours, at_local, local_date
from rules.polls import RESULT_NEWS
from storage import outbox, people
from storage.database import Session
from storage.models import LedgerLine, Poll, PollCard
from storage.polls import ballots, cards, counts, terms


def _message(poll: Poll, at: datetime, card: str, key: str, **more: Any) -> dict[str, Any]:
    """A row about the poll; `key` is what happens once in its life."""
    return outbox.message(
        ward_id=poll.ward_id, at=at, card=card, key=f"poll:{poll.id}:{key}", subject=f"poll:{poll.id}", **more
    )


async def post_missing_cards(session: Session, ward_id: int, now: datetime) -> int:
    """Every linked chat of a group asked by an open poll has its card, or has it on the way; returns how many are new.

    A chat that is linked while a poll is open gets it too.
    """
    missing = await cards.chats_without_card(session, ward_id, now)
    polls = {poll_id: await terms.get(session, ward_id, poll_id) for poll_id in {poll_id for poll_id, _, _ in missing}}
    answered = {(it.poll_id, it.group_id): it.answered for it in await counts.turnout(session, list(polls))}
    for poll_id, chat_id, group_id in missing:
        poll = polls[poll_id]
        assert poll is not None
        row = _message(
            poll,
            now,
            "poll_card",
            "card",
            chat_id=chat_id,
            values={"poll": poll_id, "group": group_id},
            expires_at=poll.closes_at,
        )
        await outbox.put(session, [row])
        written = await cards.outbox_ids(session, ward_id, [row["dedupe_key"]])
        await cards.keep_card(
            session,
            PollCard(
                poll_id=poll_id,
                chat_id=chat_id,
                ward_id=ward_id,
                group_id=group_id,
                outbox_id=written[row["dedupe_key"]],
                shown=answered[poll_id, group_id],
                refreshed_at=now,
            ),
        )
    return len(missing)


async def ask_representatives(session: Session, poll: Poll, now: datetime) -> None:
    """Each reachable representative of the electorate receives the question."""
    await outbox.put(
        session,
        [
            _message(
                poll,
                now,
                "poll_card_private",
                "ask",
                account_id=to.account_id,
                values={"poll": poll.id, "group": to.group_id, "household": to.household_id},
                priority=outbox.BROADCAST,
                expires_at=poll.closes_at,
            )
            for to in await ballots.recipients(session, poll.id)
        ],
    )


async def give_receipt(session: Session, poll: Poll, line: LedgerLine, label: str, *, changed: bool, to: int) -> None:
    """The receipt of this line of the book goes to the account that answered."""
    values = {"poll": poll.id, "receipt": line.receipt, "option": label, "changed": changed}
    row = _message(
        poll, line.at, "poll_receipt", f"receipt:{line.id}", account_id=to, values=values, priority=outbox.ANSWER
    )
    await outbox.put(session, [row])


async def redraw_own_card(session: Session, poll: Poll, line: LedgerLine, group_id: int, to: int) -> None:
    """The card in the private chat follows an answer that was given in the group; nothing when it has none there."""
    asked = _message(poll, line.at, "poll_card_private", "ask", account_id=to)
    original = await outbox.id_of(session, poll.ward_id, asked["dedupe_key"])
    if original is None:
        return
    values = {"poll": poll.id, "group": group_id, "household": line.household_id}
    row = _message(
        poll,
        line.at,
        "poll_card_private",
        f"own:{line.id}",
        account_id=to,
        values=values,
        edits_id=original,
        expires_at=poll.closes_at,
    )
    await outbox.put(session, [row])


async def remind(session: Session, poll: Poll, number: int, now: datetime) -> int:
    """The number-th reminder goes to reachable households without an answer; returns how many.

    It comes between 7:00 and 21:00: at night it waits for the morning, and one that could not be delivered by
    evening, or before closing, is not delivered at all.  Nobody is reminded when closing comes before the morning.
    """
    waking = after_quiet_hours(now)
    if waking >= poll.closes_at:
        return 0
    evening = at_local(local_date(waking), QUIET_FROM.hour)
    silent = await ballots.recipients(session, poll.id, silent_only=True)
    await outbox.put(
        session,
        [
            _message(
                poll,
                now,
                "poll_reminder",
                f"reminder:{number}",
                account_id=to.account_id,
                values={"poll": poll.id, "group": to.group_id, "household": to.household_id},
                priority=outbox.BROADCAST,
                not_before=waking,
                expires_at=min(poll.closes_at, evening),
            )
            for to in silent
        ],
    )
    return len(silent)


async def tell_everybody(
    session: Session, poll: Poll, now: datetime, card: str, key: str, values: dict[str, Any], private: str | None = None
) -> None:
    """The linked chats of the poll's groups, and the representatives of its electorate, hear this.

    `private` is the card for representatives where it is another.
    """
    until = now + RESULT_NEWS
    chats = await people.chats_of(session, poll.ward_id, await terms.groups_of(session, poll.id))
    told = {"poll": poll.id, **values}
    rows = [
        _message(poll, now, card, key, chat_id=chat.id, values={**told, "group": chat.group_id}, expires_at=until)
        for chat in chats
    ]
    rows += [
        _message(
            poll,
            now,
            private or card,
            key,
            account_id=to.account_id,
            values={**told, "group": to.group_id},
            priority=outbox.BROADCAST,
            expires_at=until,
        )
        for to in await ballots.recipients(session, poll.id)
    ]
    await outbox.put(session, rows)


async def tell_result(session: Session, poll: Poll, now: datetime) -> None:
    """The groups, the representatives and the organiser hear what came out."""
    await tell_everybody(session, poll, now, "poll_result", "result", {}, private="poll_result_private")
    organiser = await people.accounts_of(session, [poll.organiser_id])
    await outbox.put(
        session,
        [
            _message(
                poll,
                now,
                "poll_result_organiser",
                "result:organiser",
                account_id=account.id,
                values={"poll": poll.id},
                expires_at=now + RESULT_NEWS,
            )
            for account in organiser
        ],
    )


async def redraw_cards(session: Session, poll: Poll, now: datetime, key: str) -> None:
    """The poll's cards in group chats say what is true now."""
    await outbox.put(session, [redrawn(poll, card, now, key, None) for card in await cards.cards(session, poll.id)])


def redrawn(poll: Poll, card: cards.Shown, now: datetime, key: str, until: datetime | None) -> dict[str, Any]:
    """The message that changes this card in its chat."""
    return _message(
        poll,
        now,
        "poll_card",
        f"card:{key}",
        chat_id=card.chat_id,
        values={"poll": card.poll_id, "group": card.group_id},
        edits_id=card.outbox_id,
        expires_at=until,
    )


async def refresh(session: Session, ward_id: int, card: cards.Shown, now: datetime, before: datetime) -> bool:
    """The card's participation line follows, unless another process does it or it was changed since `before`."""
    poll = await terms.get(session, ward_id, card.poll_id)
    if poll is None or not await cards.claim_refresh(session, card, now, before):
        return False
    await outbox.put(session, [redrawn(poll, card, now, now.isoformat(), poll.closes_at)])
    return True
