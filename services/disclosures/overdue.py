"""Điều 12 khoản 3: five working days from the day a document was signed until it must be public."""

from rules.calendar import after_quiet_hours
from rules.offices import Role
from services.context import Env
from services.disclosures.views import CARD_OVERDUE
from storage import disclosures, outbox, people


async def tell_overdue(env: Env) -> int:
    """Approvers and officials are told, once, of each version that waits past its time; returns how many those were.

    The time is over at midnight; the message waits for the morning.
    """
    now = env.clock.now()
    async with env.db.read() as session:
        late = await disclosures.waiting(session, env.ward_id, 1, 0, due_before=now)
    if not late.total:
        return 0
    async with env.db.write() as session:
        claimed = await disclosures.claim_overdue(session, env.ward_id, now)
        holders = await people.holders(session, env.ward_id, [Role.APPROVER, Role.OFFICIAL])
        accounts = await people.accounts_of(session, holders)
        await outbox.put(
            session,
            [
                outbox.message(
                    ward_id=env.ward_id,
                    at=now,
                    card=CARD_OVERDUE,
                    key=f"disclosure:{version_id}:overdue",
                    subject=f"disclosure:{version_id}",
                    account_id=account.id,
                    values={"version": version_id},
                    not_before=after_quiet_hours(now),
                )
                for version_id in claimed
                for account in accounts
            ],
        )
    return len(claimed)
