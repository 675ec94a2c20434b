"""How an official composes: the file, the draft as residents will see it, and handing it over for approval."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime

from rules import texts
from rules.calendar import local_date
from rules.disclosures import BODY_LENGTH, CATEGORIES, REASON_LENGTH, TITLE_LENGTH, State, due_at
from rules.offices import Role
from services.context import Actor, Env
from services.disclosures import loading
from services.disclosures.views import CARD_PENDING, Draft, Submitted, Text
from services.refusals import Refused, Why, line, require
from storage import audit, calendar, disclosures, files, outbox, people
from storage.database import Conflict, Session
from storage.models import Disclosure, DisclosureGroup, DisclosureVersion

COMPOSERS = (Role.OFFICIAL, Role.APPROVER, Role.ADMINISTRATOR)


def title(typed: str) -> str:
    """A title; EMPTY or TOO_LONG when it cannot be one."""
    return line(typed, TITLE_LENGTH)


def reason(typed: str) -> str:
    """Why something is corrected, returned or withdrawn; EMPTY or TOO_LONG when it cannot be used."""
    return line(typed, REASON_LENGTH)


def body(typed: str) -> str:
    """A text; EMPTY without a letter or digit, TOO_LONG over 400,000 characters."""
    text = texts.normalise(typed).strip()
    if not any(letter.isalnum() for letter in text):
        raise Refused(Why.EMPTY)
    if len(text) > BODY_LENGTH:
        raise Refused(Why.TOO_LONG, limit=BODY_LENGTH)
    return text


def day(env: Env, decided_on: date) -> date:
    """The day a document was signed; FUTURE_DATE when it has not come yet."""
    if decided_on > local_date(env.clock.now()):
        raise Refused(Why.FUTURE_DATE)
    return decided_on


def check(actor: Actor) -> None:
    """Refuse unless the actor may compose."""
    require(actor, *COMPOSERS)


async def keep_file(
    env: Env, actor: Actor, name: str, mime: str, content: bytes, then: Callable[[int], Awaitable[None]]
) -> None:
    """The file is kept byte for byte; what `then`, given its id, leaves is committed with it."""
    check(actor)
    async with env.db.write() as session:
        file = await files.keep(session, env.ward_id, env.clock.now(), name, mime, content)
        await then(file.id)


async def discard_file(env: Env, actor: Actor, file_id: int) -> None:
    """The file of a draft that is not wanted any more is gone, unless a version has it."""
    check(actor)
    async with env.db.write() as session:
        if not await disclosures.is_file_used(session, env.ward_id, file_id):
            await files.forget(session, env.ward_id, [file_id])


async def preview(env: Env, actor: Actor, draft: Draft) -> Text:
    """The finished draft as readers will see it; EMPTY while something is missing."""
    check(actor)
    async with env.db.read() as session:
        whole = await _whole(session, env, draft)
        names, all_groups = await loading.scope(session, env.ward_id, whole.group_ids)
        file = await disclosures.file_line(session, env.ward_id, draft.file_id) if draft.file_id else None
    return Text(
        title=whole.title,
        body=whole.body,
        category=whole.category,
        decided_on=whole.decided_on,
        groups=names,
        whole_ward=all_groups,
        correction=draft.correction,
        file_name=file[0] if file else None,
        earlier=draft.disclosure_id is not None,
    )


async def last_moment(env: Env, decided_on: date) -> datetime:
    """When a document signed on this day must be public at the latest, by the ward's working days."""
    async with env.db.read() as session:
        return due_at(decided_on, await calendar.calendar(session, env.ward_id))


async def draft_of(env: Env, actor: Actor, version_id: int) -> Draft:
    """What a published version is corrected from, or a returned one is written anew from."""
    check(actor)
    async with env.db.read() as session:
        row = await disclosures.version(session, env.ward_id, version_id)
        if row is None or row[0].state not in (State.PUBLISHED, State.REFUSED):
            raise Refused(Why.NOT_FOUND)
        version, disclosure = row
        public = await disclosures.versions(session, env.ward_id, disclosure.id, State.PUBLISHED)
        groups = await disclosures.groups(session, disclosure.id)
    returned = version.state == State.REFUSED
    return Draft(
        title=version.title,
        body=version.body if returned else None,
        file_id=version.file_id if returned else None,
        category=disclosure.category,
        group_ids=tuple(group.id for group in groups),
        decided_on=version.decided_on if returned else None,
        disclosure_id=disclosure.id if public else None,
        correction=version.correction if returned and public else None,
    )


async def submit(env: Env, actor: Actor, draft: Draft) -> Submitted:
    """The draft is a version that waits, and every approver but its composer is told.

    EMPTY while something is missing, NO_GROUPS without a group, PENDING_EXISTS when the disclosure has a
    version waiting already. Nobody else sees it before a second person releases it.
    """
    check(actor)
    now = env.clock.now()
    async with env.db.write() as session:
        whole = await _whole(session, env, draft)
        disclosure_id = draft.disclosure_id or await _new(session, env, whole)
        version = DisclosureVersion(
            ward_id=env.ward_id,
            disclosure_id=disclosure_id,
            number=await disclosures.next_number(session, disclosure_id),
            title=whole.title,
            body=whole.body,
            file_id=draft.file_id,
            correction=draft.correction,
            decided_on=whole.decided_on,
            due_at=due_at(whole.decided_on, await calendar.calendar(session, env.ward_id)),
            state=State.PENDING,
            composed_by=actor.person_id,
            composed_at=now,
        )
        session.add(version)
        try:
            await session.flush()
        except Conflict as error:
            raise Refused(Why.PENDING_EXISTS) from error
        told = await _tell_approvers(session, env, actor, version)
        audit.note(session, env.ward_id, now, actor.person_id, "submit", "disclosure_version", version.id)
        return Submitted(version.id, version.due_at, told)


@dataclass(frozen=True, slots=True)
class _Whole:
    """A draft in which nothing is missing."""

    title: str
    body: str
    category: int
    group_ids: tuple[int, ...]
    decided_on: date


async def _whole(session: Session, env: Env, draft: Draft) -> _Whole:
    category = draft.category
    if draft.disclosure_id is not None:
        category, group_ids = await _kept(session, env, draft.disclosure_id)
        if not draft.correction:
            raise Refused(Why.EMPTY)
    else:
        known = {group.id for group in await people.groups(session, env.ward_id)}
        group_ids = tuple(each for each in draft.group_ids if each in known)
    if draft.title is None or draft.body is None or category is None or draft.decided_on is None:
        raise Refused(Why.EMPTY)
    if category not in CATEGORIES:
        raise Refused(Why.NOT_FOUND)
    if not group_ids:
        raise Refused(Why.NO_GROUPS)
    return _Whole(title(draft.title), body(draft.body), category, group_ids, day(env, draft.decided_on))


async def _kept(session: Session, env: Env, disclosure_id: int) -> tuple[int, tuple[int, ...]]:
    """Category and groups of a disclosure that is public, which a correction does not change."""
    public = await disclosures.versions(session, env.ward_id, disclosure_id, State.PUBLISHED)
    if not public:
        raise Refused(Why.NOT_FOUND)
    if await disclosures.versions(session, env.ward_id, disclosure_id, State.PENDING):
        raise Refused(Why.PENDING_EXISTS)
    row = await disclosures.version(session, env.ward_id, public[0].id)
    assert row is not None
    return row[1].category, tuple(group.id for group in await disclosures.groups(session, disclosure_id))


async def _new(session: Session, env: Env, whole: _Whole) -> int:
    disclosure = Disclosure(ward_id=env.ward_id, category=whole.category, created_at=env.clock.now())
    session.add(disclosure)
    await session.flush()
    session.add_all(
        DisclosureGroup(disclosure_id=disclosure.id, group_id=group_id, ward_id=env.ward_id)
        for group_id in whole.group_ids
    )
    return disclosure.id


async def _tell_approvers(session: Session, env: Env, actor: Actor, version: DisclosureVersion) -> int:
    holders = await people.holders(session, env.ward_id, [Role.APPROVER])
    others = [person_id for person_id in holders if person_id != actor.person_id]
    accounts = await people.accounts_of(session, others)
    await outbox.put(
        session,
        [
            outbox.message(
                ward_id=env.ward_id,
                at=env.clock.now(),
                card=CARD_PENDING,
                key=f"disclosure:{version.id}:pending",
                subject=f"disclosure:{version.id}",
                account_id=account.id,
                values={"version": version.id},
            )
            for account in accounts
        ],
    )
    return len(accounts)
