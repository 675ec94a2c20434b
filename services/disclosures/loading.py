"""From rows to views."""

from collections.abc import Sequence

from rules.disclosures import State
from services.disclosures.views import Text, VersionView
from storage import disclosures, people
from storage.database import Session
from storage.models import Disclosure, DisclosureVersion


async def view(session: Session, version: DisclosureVersion, disclosure: Disclosure) -> VersionView:
    """The version as the rooms above see it; a withdrawn one has no text."""
    composer = await people.person(session, version.ward_id, version.composed_by)
    return VersionView(
        id=version.id,
        disclosure_id=disclosure.id,
        number=version.number,
        text=await _text(session, version, disclosure),
        state=State(version.state),
        composer=(composer.name if composer else None) or "",
        due_at=version.due_at,
        ended_at=version.ended_at,
        ended_because=version.ended_because,
    )


async def _text(session: Session, version: DisclosureVersion, disclosure: Disclosure) -> Text:
    published = await disclosures.versions(session, version.ward_id, disclosure.id, State.PUBLISHED)
    newest = published[0] if published and published[0].number > version.number else None
    groups = await disclosures.groups(session, disclosure.id)
    names, whole = await scope(session, version.ward_id, [group.id for group in groups])
    file = await disclosures.file_line(session, version.ward_id, version.file_id) if version.file_id else None
    return Text(
        title=version.title,
        body=version.body if version.state != State.WITHDRAWN else "",
        category=disclosure.category,
        decided_on=version.decided_on,
        groups=names,
        whole_ward=whole,
        correction=version.correction,
        published_at=version.published_at,
        file_name=file[0] if file else None,
        newer=newest.id if newest else None,
        newer_at=newest.published_at if newest else None,
        earlier=any(each.number < version.number for each in published),
    )


async def scope(session: Session, ward_id: int, group_ids: Sequence[int]) -> tuple[tuple[str, ...], bool]:
    """The names of these groups of the ward, and whether they are all of it."""
    known = await people.groups(session, ward_id)
    chosen = tuple(group.name for group in known if group.id in group_ids)
    return chosen, len(chosen) == len(known)
