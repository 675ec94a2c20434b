"""The ward: founded from its file, described to people, looked over by its administrators."""

from rules.calendar import local_date
from rules.codes import draw
from rules.offices import Role
from rules.people import INVITATION_LETTERS, INVITATION_LIFE
from services.context import Actor, Clock, Env
from services.people.views import Established, GroupStanding, GroupView, Overview, WardView
from services.people.ward_file import GroupFacts, WardFacts
from services.refusals import Refused, Why, require
from storage import audit, offices, people, roll
from storage.database import Database, Session
from storage.models import Group, Invitation, Ward
from storage.vault import Vault


def _view(ward: Ward) -> WardView:
    return WardView(ward.kind_label, ward.name, ward.group_label, ward.hotline, ward.office_hours)


async def line(env: Env) -> WardView:
    """The ward's names, hotline and office hours."""
    async with env.db.read() as session:
        return _view(await people.ward(session, env.ward_id))


async def groups(env: Env) -> tuple[GroupView, ...]:
    """The groups in force, in order of their code."""
    async with env.db.read() as session:
        found = await people.groups(session, env.ward_id)
    return tuple(GroupView(group.id, group.code, group.name) for group in found)


async def group(env: Env, group_id: int) -> GroupView:
    """The group; refused when it is not of this ward or no longer in force."""
    found = next((group for group in await groups(env) if group.id == group_id), None)
    if found is None:
        raise Refused(Why.NOT_FOUND)
    return found


async def overview(env: Env, actor: Actor) -> Overview:
    """The ward and how far each group is, for an administrator."""
    require(actor, Role.ADMINISTRATOR)
    async with env.db.read() as session:
        ward = await people.ward(session, env.ward_id)
        found = await people.groups(session, env.ward_id)
        households = await roll.counts(session, env.ward_id)
        registered = await roll.registered(session, env.ward_id)
        chats = await offices.chat_counts(session, env.ward_id)
    return Overview(
        _view(ward),
        tuple(
            GroupStanding(
                GroupView(group.id, group.code, group.name),
                group.household_count,
                households.get(group.id, 0),
                registered.get(group.id, 0),
                chats.get(group.id, 0),
            )
            for group in found
        ),
    )


async def establish(db: Database, clock: Clock, vault: Vault, facts: WardFacts, *, invite: bool = False) -> Established:
    """The ward and its groups are as the file says; groups that it leaves out stay as they are.

    While nobody is administrator, or with `invite`, a new one-time token for that office replaces earlier ones.
    """
    async with db.write() as session:
        ward, is_new = await _ward(session, clock, facts)
        added, changed, left_out = await _groups(session, clock, ward.id, facts.groups)
        token = None
        if invite or not await offices.how_many(session, ward.id, Role.ADMINISTRATOR):
            token = await _first_invitation(session, clock, vault, ward.id)
        audit.note(session, ward.id, clock.now(), None, "ward_established", "ward", ward.id)
        return Established(ward.id, is_new, added, changed, left_out, token)


async def _ward(session: Session, clock: Clock, facts: WardFacts) -> tuple[Ward, bool]:
    ward = next((ward for ward in await people.wards(session) if ward.code == facts.code), None)
    is_new = ward is None
    if ward is None:
        ward = Ward(code=facts.code, created_at=clock.now())
        session.add(ward)
    ward.name, ward.kind_label, ward.group_label = facts.name, facts.kind, facts.group_label
    ward.hotline, ward.office_hours = facts.hotline, facts.office_hours
    await session.flush()
    return ward, is_new


async def _groups(
    session: Session, clock: Clock, ward_id: int, facts: tuple[GroupFacts, ...]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    there = {group.code: group for group in await people.groups(session, ward_id)}
    added, changed = [], []
    for fact in facts:
        group = there.pop(fact.code, None)
        if group is None:
            session.add(
                Group(
                    ward_id=ward_id,
                    code=fact.code,
                    name=fact.name,
                    household_count=fact.households,
                    valid_from=local_date(clock.now()),
                )
            )
            added.append(fact.code)
        elif (group.name, group.household_count) != (fact.name, fact.households):
            group.name, group.household_count = fact.name, fact.households
            changed.append(fact.code)
    return tuple(added), tuple(changed), tuple(there)


async def _first_invitation(session: Session, clock: Clock, vault: Vault, ward_id: int) -> str:
    now, token = clock.now(), draw(INVITATION_LETTERS)
    await offices.void_founding(session, ward_id, now)
    session.add(
        Invitation(
            ward_id=ward_id,
            role=Role.ADMINISTRATOR,
            group_id=None,
            digest=vault.digest(f"invitation:{token}"),
            created_by=None,
            created_at=now,
            expires_at=now + INVITATION_LIFE,
        )
    )
    return token


async def group_of_chat(env: Env, network: str, external_id: str) -> int | None:
    """The residential group that this group chat is tied to, None when it is tied to none."""
    async with env.db.read() as session:
        chat = await people.chat(session, env.ward_id, network, external_id)
        return chat.group_id if chat else None
