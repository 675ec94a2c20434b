"""The messages about entered answers in the outbox, and the values that their writers in cards/ receive.

| card                 | to                         | values                                                      |
|----------------------|----------------------------|-------------------------------------------------------------|
| `poll_entry_waiting` | who may confirm            | poll, group                                                 |
| `poll_entered`       | a representative           | poll, option (position), origin, receipt, changed           |
| `poll_entry_refused` | who entered it             | entry                                                       |
| `poll_entries_late`  | the organiser              | poll, count                                                 |

Every row's subject is `poll:<id>`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rules.polls import RESULT_NEWS
from storage import outbox, people
from storage.database import Session
from storage.models import Poll, PollEntry
from storage.polls import entries


def _message(ward_id: int, poll_id: int, at: datetime, card: str, key: str, account_id: int, **more: Any) -> Any:
    return outbox.message(
        ward_id=ward_id,
        at=at,
        card=card,
        key=f"poll:{poll_id}:{key}",
        subject=f"poll:{poll_id}",
        account_id=account_id,
        **more,
    )


async def ask_second_persons(session: Session, poll: Poll, entry: PollEntry, person_ids: Sequence[int]) -> int:
    """Each reachable one of these persons hears that somebody's entries wait; returns how many do."""
    accounts = await people.accounts_of(session, person_ids)
    values = {"poll": poll.id, "group": entry.group_id}
    rows = [
        _message(
            poll.ward_id,
            poll.id,
            entry.entered_at,
            "poll_entry_waiting",
            f"entry:{entry.id}",
            account.id,
            values=values,
            expires_at=poll.closes_at,
        )
        for account in accounts
    ]
    await outbox.put(session, rows)
    return len(rows)


async def tell_household(
    session: Session, poll: Poll, entry: PollEntry, receipt: str, *, changed: bool, at: datetime
) -> None:
    """Whoever speaks for the household, when reachable, reads which answer was entered and how to change it."""
    account_id = await entries.account_to_tell(session, entry.household_id)
    if account_id is None:
        return
    values = {
        "poll": poll.id,
        "option": entry.option,
        "origin": entry.origin,
        "receipt": receipt,
        "changed": changed,
    }
    key = f"entered:{entry.id}"
    await outbox.put(
        session,
        [_message(poll.ward_id, poll.id, at, "poll_entered", key, account_id, values=values, priority=outbox.ANSWER)],
    )


async def tell_enterer(session: Session, entry: PollEntry, at: datetime) -> None:
    """Who entered it reads that it was refused, and why."""
    accounts = await people.accounts_of(session, [entry.entered_by])
    values = {"entry": entry.id}
    key = f"entry_refused:{entry.id}"
    rows = [
        _message(entry.ward_id, entry.poll_id, at, "poll_entry_refused", key, account.id, values=values)
        for account in accounts
    ]
    await outbox.put(session, rows)


async def tell_late(session: Session, poll: Poll, count: int, at: datetime) -> None:
    """The organiser reads how many entries were not confirmed in time."""
    accounts = await people.accounts_of(session, [poll.organiser_id])
    values = {"poll": poll.id, "count": count}
    until = at + RESULT_NEWS
    rows = [
        _message(
            poll.ward_id, poll.id, at, "poll_entries_late", "entries_late", account.id, values=values, expires_at=until
        )
        for account in accounts
    ]
    await outbox.put(session, rows)
