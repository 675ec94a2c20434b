"""What nobody needs any more goes, each kind after the time that the ward set for it."""

from collections.abc import Awaitable, Callable, Mapping

from rules.calendar import local_date
from rules.offices import Role
from rules.retention import LIMITS, Period, allowed, cutoff
from services.context import Actor, Env
from services.refusals import Refused, Why, require
from storage import audit, outbox, people, retention, settings
from storage.database import Session

BATCH = 500
_PREFIX = "retention."
_APPLIED = "retention_applied_on"

# One batch within a transaction: how many it was; fewer than BATCH means that nothing is left.
Batch = Callable[[Session, Env, int], Awaitable[int]]


def _days(settings_: Mapping[str, str], period: Period) -> int:
    return int(settings_.get(_PREFIX + period, LIMITS[period].default))


async def periods(env: Env, actor: Actor) -> dict[Period, int]:
    """For how many days each kind is kept, for an administrator."""
    require(actor, Role.ADMINISTRATOR)
    async with env.db.read() as session:
        known = await settings.of(session, env.ward_id)
    return {period: _days(known, period) for period in Period}


async def set_period(env: Env, actor: Actor, period: Period, days: int) -> None:
    """This kind is kept for so many days; OUT_OF_LIMITS outside of what a ward may set."""
    require(actor, Role.ADMINISTRATOR)
    if not allowed(period, days):
        raise Refused(Why.OUT_OF_LIMITS, least=LIMITS[period].least, most=LIMITS[period].most)
    now = env.clock.now()
    async with env.db.write() as session:
        await settings.put(session, env.ward_id, _PREFIX + period, str(days), actor.person_id, now)
        audit.note(session, env.ward_id, now, actor.person_id, "retention_set", "ward", env.ward_id, f"{period} {days}")


async def apply(env: Env) -> None:
    """Once a day: whatever was kept long enough is gone, a batch in a transaction; the audit has how much of what."""
    today = local_date(env.clock.now()).isoformat()
    async with env.db.read() as session:
        known = await settings.of(session, env.ward_id)
        shared = {
            period: await settings.highest(session, _PREFIX + period, LIMITS[period].default)
            for period in (Period.INBOX, Period.CONVERSATIONS)
        }
    if known.get(_APPLIED) == today:
        return
    gone = {}
    for name, (period, step) in STEPS.items():
        # The tables of the plumbing belong to no ward: the ward that keeps longest decides.
        count = await _all(env, step, shared.get(period, _days(known, period)))
        if count:
            gone[name] = count
    now = env.clock.now()
    async with env.db.write() as session:
        await settings.put(session, env.ward_id, _APPLIED, today, None, now)
        for name, count in gone.items():
            audit.note(session, env.ward_id, now, None, "retention_applied", name, None, str(count))


async def _all(env: Env, step: Batch, days: int) -> int:
    total = 0
    while True:
        async with env.db.write() as session:
            count = await step(session, env, days)
        total += count
        if count < BATCH:
            return total


def _plain(remove: Callable[..., Awaitable[int]]) -> Batch:
    async def step(session: Session, env: Env, days: int) -> int:
        return await remove(session, env.ward_id, cutoff(env.clock.now(), days), BATCH)

    return step


async def _claims(session: Session, env: Env, days: int) -> int:
    """Whoever waited is told, so that they can ask again."""
    now = env.clock.now()
    ended = await retention.claims(session, env.ward_id, cutoff(now, days), now, BATCH)
    requests = {person_id: request_id for request_id, person_id in ended}
    accounts = await people.accounts_of(session, list(requests))
    await outbox.put(
        session,
        [
            outbox.message(
                ward_id=env.ward_id,
                at=now,
                card="people.refused",
                key=f"answer:{requests[account.person_id]}",
                subject=f"request:{requests[account.person_id]}",
                account_id=account.id,
            )
            for account in accounts
        ],
    )
    return len(ended)


STEPS: dict[str, tuple[Period, Batch]] = {
    "invitations": (Period.CODES, _plain(retention.invitations)),
    "link_codes": (Period.CODES, _plain(retention.link_codes)),
    "slips": (Period.CODES, _plain(retention.slips)),
    "wrong_codes": (Period.CODES, _plain(retention.wrong_codes)),
    "inbox": (Period.INBOX, _plain(retention.inbox)),
    "conversations": (Period.CONVERSATIONS, _plain(retention.conversations)),
    "outbox": (Period.OUTBOX, _plain(retention.messages)),
    "representatives": (Period.CLAIMS, _claims),
    "files": (Period.DRAFT_FILES, _plain(retention.draft_files)),
    "case_identities": (Period.IDENTITIES, _plain(retention.identities)),
}
