"""What everybody may read: lists, categories, search, the text, its versions and the original file."""

from collections.abc import Iterable

from rules.disclosures import State
from services.context import Actor, Env
from services.disclosures import loading
from services.disclosures.views import FileView, Listed, Shelf, VersionView
from services.refusals import Refused, Why
from storage import disclosures, files, people
from storage import search as index
from storage.database import Session
from storage.models import Disclosure, DisclosureVersion

PAGE = 5
GROUP_PAGE = 3


def line(version: DisclosureVersion, disclosure: Disclosure) -> Listed:
    """The version as a line of a list."""
    return Listed(
        version.id, version.title, disclosure.category, version.number, version.published_at or version.due_at
    )


def shelf(rows: Iterable[tuple[DisclosureVersion, Disclosure]], offset: int, total: int) -> Shelf:
    """A page of a list."""
    return Shelf(tuple(line(*row) for row in rows), offset, total)


async def latest(env: Env, offset: int = 0, category: int | None = None) -> Shelf:
    """What was published, the newest first, of one category of Điều 11 where it is named."""
    async with env.db.read() as session:
        found = await disclosures.published(session, env.ward_id, PAGE, offset, category=category)
    return shelf(found.rows, offset, found.total)


async def of_chat(env: Env, network: str, external_id: str) -> Shelf:
    """The newest for the group of this chat; for the whole ward when the chat is tied to no group."""
    async with env.db.read() as session:
        chat = await people.chat(session, env.ward_id, network, external_id)
        found = await disclosures.published(
            session, env.ward_id, GROUP_PAGE, 0, group_id=chat.group_id if chat else None
        )
    return shelf(found.rows, 0, found.total)


async def counts(env: Env) -> dict[int, int]:
    """How many disclosures each category has; categories without one are absent."""
    async with env.db.read() as session:
        return await disclosures.counts(session, env.ward_id)


async def search(env: Env, query: str, offset: int = 0) -> Shelf:
    """What has all these words, with or without their accents, the best first; `total` stops one after the page."""
    async with env.db.read() as session:
        ids = await index.search(session, env.ward_id, query, PAGE + 1, offset)
        rows = await disclosures.of_ids(session, env.ward_id, ids[:PAGE])
    return shelf(rows, offset, offset + len(ids))


async def open_version(env: Env, version_id: int) -> VersionView:
    """A version that is or was public; NOT_FOUND for one that never was.

    A withdrawn one comes without its text.
    """
    async with env.db.read() as session:
        return await _public(session, env, version_id)


async def versions(env: Env, version_id: int) -> Shelf:
    """Every version of the same disclosure that can be read, the newest first."""
    async with env.db.read() as session:
        known = await _public(session, env, version_id)
        found = await disclosures.versions(session, env.ward_id, known.disclosure_id, State.PUBLISHED)
        rows = await disclosures.of_ids(session, env.ward_id, [version.id for version in found])
    return shelf(rows, 0, len(rows))


async def original(env: Env, version_id: int) -> FileView:
    """The file a published text was read from; NOT_FOUND when it was typed."""
    async with env.db.read() as session:
        row = await disclosures.version(session, env.ward_id, version_id)
        if row is None or row[0].state != State.PUBLISHED:
            raise Refused(Why.NOT_FOUND)
        return await file_of(session, row[0])


async def file_of(session: Session, version: DisclosureVersion) -> FileView:
    """The version's file; NOT_FOUND when it has none."""
    found = await files.with_content(session, version.ward_id, [version.file_id] if version.file_id else [])
    if not found:
        raise Refused(Why.NOT_FOUND)
    return FileView(found[0].name, found[0].content)


async def _public(session: Session, env: Env, version_id: int) -> VersionView:
    row = await disclosures.version(session, env.ward_id, version_id)
    if row is None or row[0].state not in (State.PUBLISHED, State.WITHDRAWN):
        raise Refused(Why.NOT_FOUND)
    return await loading.view(session, *row)


async def is_subscribed(env: Env, actor: Actor) -> bool:
    """Whether this person asked to be sent what is published."""
    async with env.db.read() as session:
        person = await people.person(session, env.ward_id, actor.person_id)
    return person is not None and person.wants_disclosures
