"""How a second person releases, returns or withdraws what the first composed (four eyes: state secrets)."""

from rules.disclosures import State
from rules.obligations import after_publishing
from rules.offices import Role
from services.context import Actor, Env
from services.disclosures import loading, reading
from services.disclosures.composing import COMPOSERS, reason
from services.disclosures.views import (
    CARD_APPROVED,
    CARD_PUBLISHED,
    CARD_RETURNED,
    CARD_WITHDRAWN,
    FileView,
    Released,
    Shelf,
    VersionView,
)
from services.refusals import Refused, Why, require
from storage import audit, disclosures, obligations, outbox, people, search
from storage.database import Session
from storage.models import Disclosure, DisclosureVersion

# What obligations that follow from a version call it.
SUBJECT = "disclosure_version"


async def waiting(env: Env, actor: Actor, offset: int = 0, *, overdue: bool = False) -> Shelf:
    """What waits for approval, the most urgent first; only what is overdue where asked."""
    require(actor, *COMPOSERS)
    before = env.clock.now() if overdue else None
    async with env.db.read() as session:
        found = await disclosures.waiting(session, env.ward_id, reading.PAGE, offset, due_before=before)
    return reading.shelf(found.rows, offset, found.total)


async def review(env: Env, actor: Actor, version_id: int) -> VersionView:
    """Any version, for those who compose and approve."""
    require(actor, *COMPOSERS)
    async with env.db.read() as session:
        return await loading.view(session, *await _known(session, env, version_id))


async def review_original(env: Env, actor: Actor, version_id: int) -> FileView:
    """The file of any version, for those who compose and approve; NOT_FOUND when it was typed."""
    require(actor, *COMPOSERS)
    async with env.db.read() as session:
        version, _ = await _known(session, env, version_id)
        return await reading.file_of(session, version)


async def about_to(env: Env, actor: Actor, version_id: int, become: State) -> VersionView:
    """The version, before an approver is asked why it is refused or withdrawn; refused when that cannot be."""
    require(actor, Role.APPROVER)
    version = await review(env, actor, version_id)
    if become is State.REFUSED and version.state is not State.PENDING:
        raise Refused(Why.NOT_PENDING)
    if become is State.WITHDRAWN and version.state is not State.PUBLISHED:
        raise Refused(Why.ALREADY_DONE if version.state is State.WITHDRAWN else Why.NOT_FOUND)
    return version


async def approve(env: Env, actor: Actor, version_id: int) -> Released:
    """The version is public: it is found, and goes to the chats of its groups and to who asked for disclosures.

    SAME_PERSON when the actor composed it, NOT_PENDING when it does not wait any more.
    """
    require(actor, Role.APPROVER)
    now = env.clock.now()
    async with env.db.write() as session:
        version, disclosure = await _known(session, env, version_id)
        if version.state != State.PENDING:
            raise Refused(Why.NOT_PENDING)
        if version.composed_by == actor.person_id:
            raise Refused(Why.SAME_PERSON)
        if not await disclosures.release(session, version.id, now, actor.person_id):
            raise Refused(Why.NOT_PENDING)
        await search.index(session, version)
        await _owe_forms(session, env, version, disclosure)
        released = await _announce(session, env, version, disclosure)
        await _tell_composer(session, env, version, CARD_APPROVED)
        audit.note(session, env.ward_id, now, actor.person_id, "release", "disclosure_version", version.id)
        return released


async def refuse(env: Env, actor: Actor, version_id: int, because: str) -> None:
    """The version will not be published as it is, and its composer knows why; NOT_PENDING when it does not wait."""
    require(actor, Role.APPROVER)
    because = reason(because)
    now = env.clock.now()
    async with env.db.write() as session:
        version, _ = await _known(session, env, version_id)
        if not await disclosures.refuse(session, version.id, now, because):
            raise Refused(Why.NOT_PENDING)
        await _tell_composer(session, env, version, CARD_RETURNED)
        audit.note(session, env.ward_id, now, actor.person_id, "return", "disclosure_version", version.id)


async def withdraw(env: Env, actor: Actor, version_id: int, because: str) -> None:
    """The disclosure can no longer be read or found, and whoever was sent it is told why."""
    require(actor, Role.APPROVER)
    because = reason(because)
    now = env.clock.now()
    async with env.db.write() as session:
        version, disclosure = await _known(session, env, version_id)
        gone = await disclosures.withdraw(session, env.ward_id, disclosure.id, now, because)
        if not gone:
            raise Refused(Why.ALREADY_DONE if version.state == State.WITHDRAWN else Why.NOT_FOUND)
        await search.forget(session, disclosure.id)
        await obligations.cancel(session, env.ward_id, SUBJECT, gone)
        readers = await disclosures.readers(
            session, env.ward_id, [f"disclosure:{each}" for each in gone], CARD_PUBLISHED
        )
        await outbox.put(session, [_message(env, gone[-1], CARD_WITHDRAWN, *reader) for reader in readers])
        audit.note(session, env.ward_id, now, actor.person_id, "withdraw", "disclosure", disclosure.id)


async def _known(session: Session, env: Env, version_id: int) -> tuple[DisclosureVersion, Disclosure]:
    row = await disclosures.version(session, env.ward_id, version_id)
    if row is None:
        raise Refused(Why.NOT_FOUND)
    return row


async def _owe_forms(session: Session, env: Env, version: DisclosureVersion, disclosure: Disclosure) -> None:
    """Posting and the loudspeaker are owed (Điều 13 khoản 2, 3), for this version and no earlier one."""
    public = await disclosures.versions(session, env.ward_id, disclosure.id, State.PUBLISHED)
    await obligations.cancel(session, env.ward_id, SUBJECT, [it.id for it in public if it.id != version.id])
    for kind in after_publishing(disclosure.category):
        subject = obligations.Subject(SUBJECT, version.id, version.title)
        await obligations.owe(session, env.ward_id, env.clock.now(), kind, subject, version.decided_on)


def _message(
    env: Env, version_id: int, card: str, account_id: int | None, chat_id: int | None, priority: int = outbox.NOTICE
) -> dict[str, object]:
    return outbox.message(
        ward_id=env.ward_id,
        at=env.clock.now(),
        card=card,
        key=f"disclosure:{version_id}:{card}",
        subject=f"disclosure:{version_id}",
        account_id=account_id,
        chat_id=chat_id,
        values={"version": version_id},
        priority=priority,
    )


async def _announce(session: Session, env: Env, version: DisclosureVersion, disclosure: Disclosure) -> Released:
    group_ids = [group.id for group in await disclosures.groups(session, disclosure.id)]
    chats = await people.chats_of(session, env.ward_id, group_ids)
    accounts = await disclosures.subscribers(session, env.ward_id, group_ids)
    rows = [_message(env, version.id, CARD_PUBLISHED, None, chat.id) for chat in chats]
    rows += [_message(env, version.id, CARD_PUBLISHED, account_id, None, outbox.BROADCAST) for account_id in accounts]
    await outbox.put(session, rows)
    return Released(version.id, len(chats), len(accounts))


async def _tell_composer(session: Session, env: Env, version: DisclosureVersion, card: str) -> None:
    accounts = await people.accounts_of(session, [version.composed_by])
    await outbox.put(session, [_message(env, version.id, card, account.id, None) for account in accounts])
