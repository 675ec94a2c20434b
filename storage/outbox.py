"""Messages to send, written in the transaction that caused them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage.database import Session
from storage.models import Outbox

# Lower is sooner: an answer to a person never waits behind a broadcast.
ANSWER, NOTICE, BROADCAST = 0, 5, 9


def insert_ignoring(session: Session, table: type[Any]) -> Any:
    """An INSERT of this table that leaves rows with a known unique key as they are."""
    insert = postgres_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    return insert(table).on_conflict_do_nothing()


def message(
    *,
    ward_id: int,
    at: datetime,
    card: str,
    key: str,
    subject: str,
    account_id: int | None = None,
    chat_id: int | None = None,
    values: dict[str, Any] | None = None,
    priority: int = NOTICE,
    repeatable: bool = True,
    edits_id: int | None = None,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> dict[str, Any]:
    """One row for `put`: the named card with these values, to one account or one group chat.

    The same key in the same ward is kept once.  A message that is not repeatable is shown to a person
    when its outcome is unknown, instead of being sent again.
    """
    recipient = f"a{account_id}" if account_id is not None else f"c{chat_id}"
    return {
        "ward_id": ward_id,
        "dedupe_key": f"{key}:{recipient}",
        "account_id": account_id,
        "chat_id": chat_id,
        "card": card,
        "values": values or {},
        "subject": subject,
        "priority": priority,
        "repeatable": repeatable,
        "edits_id": edits_id,
        "not_before": not_before or at,
        "expires_at": expires_at,
        "state": "waiting",
        "attempts": 0,
        "created_at": at,
    }


async def put(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """The rows are in the outbox once, and the delivery worker is told after the commit."""
    for start in range(0, len(rows), 500):
        await session.execute(insert_ignoring(session, Outbox), list(rows[start : start + 500]))
    if rows:
        session.info["outbox"] = True
