"""Offices: offered by a one-time link, taken up, ended; each step is in the audit."""

from datetime import datetime

from rules.codes import draw, plain
from rules.offices import GROUP_ROLES, Role, conflict
from rules.people import INVITATION_LETTERS, INVITATION_LIFE, NAME_LENGTH
from services.context import Actor, Env
from services.people.lines import line
from services.people.views import InvitationView, OfficeView
from services.refusals import Refused, Why, require
from storage import audit, offices, outbox, people
from storage.database import Session
from storage.models import Invitation, Office


def _note(session: Session, env: Env, actor: Actor, action: str, subject_id: int, role: str) -> None:
    audit.note(session, env.ward_id, env.clock.now(), actor.person_id, action, "office", subject_id, role)


async def _group_name(session: Session, env: Env, group_id: int | None) -> str | None:
    if group_id is None:
        return None
    group = await people.group(session, env.ward_id, group_id)
    return group.name if group else None


async def invite(env: Env, actor: Actor, role: Role, group_id: int | None = None) -> InvitationView:
    """A one-time token for this office, good for 7 days; only its digest is kept.

    A group is named for the offices of a group, and for no other.
    """
    require(actor, Role.ADMINISTRATOR)
    now, token = env.clock.now(), draw(INVITATION_LETTERS)
    async with env.db.write() as session:
        group = await people.group(session, env.ward_id, group_id) if group_id is not None else None
        if (group is not None and group.valid_to is None) is not (role in GROUP_ROLES):
            raise Refused(Why.NOT_FOUND)
        invitation = Invitation(
            ward_id=env.ward_id,
            role=role,
            group_id=group.id if group else None,
            digest=env.vault.digest(f"invitation:{token}"),
            created_by=actor.person_id,
            created_at=now,
            expires_at=now + INVITATION_LIFE,
        )
        session.add(invitation)
        await session.flush()
        audit.note(session, env.ward_id, now, actor.person_id, "office_offered", "invitation", invitation.id, role)
    return InvitationView(role, group.name if group else None, now + INVITATION_LIFE, token)


def reference(env: Env, token: str) -> str:
    """What names the invitation without telling its token."""
    return env.vault.digest(f"invitation:{plain(token)}")


def _usable(invitation: Invitation | None, now: datetime) -> Invitation:
    if invitation is None:
        raise Refused(Why.LINK_UNKNOWN)
    if invitation.used_at is not None:
        raise Refused(Why.LINK_USED)
    if invitation.expires_at <= now:
        raise Refused(Why.LINK_EXPIRED)
    return invitation


async def _acceptable(session: Session, env: Env, actor: Actor, ref: str) -> Invitation:
    invitation = _usable(await offices.invitation(session, env.ward_id, ref), env.clock.now())
    held = await people.offices_of(session, actor.person_id)
    if any((office.role, office.group_id) == (invitation.role, invitation.group_id) for office in held):
        raise Refused(Why.ALREADY_DONE)
    if conflict({Role(office.role) for office in held}, Role(invitation.role)) is not None:
        raise Refused(Why.OFFICES_CONFLICT)
    return invitation


async def preview(env: Env, actor: Actor, ref: str) -> InvitationView:
    """The office on offer; refused when the link is unknown, used or expired, or the office cannot be taken up."""
    async with env.db.read() as session:
        invitation = await _acceptable(session, env, actor, ref)
        group = await _group_name(session, env, invitation.group_id)
    return InvitationView(Role(invitation.role), group, invitation.expires_at)


async def name_of(env: Env, actor: Actor) -> str | None:
    """The name under which the person is known in office, None when they never held one."""
    async with env.db.read() as session:
        person = await people.person(session, env.ward_id, actor.person_id)
    return person.name if person else None


async def accept(env: Env, actor: Actor, ref: str, name: str) -> OfficeView:
    """The actor holds the office under this name, and whoever invited them is told; the link is used up.

    Offices that exclude each other are refused (Luật 10/2022/QH15 Điều 37 khoản 2).
    """
    shown, now = line(name, NAME_LENGTH), env.clock.now()
    async with env.db.write() as session:
        await offices.lock(session, env.ward_id)
        invitation = await _acceptable(session, env, actor, ref)
        if not await offices.use_invitation(session, invitation.id, actor.person_id, now):
            raise Refused(Why.LINK_USED)
        person = await people.person(session, env.ward_id, actor.person_id)
        if person is None:
            raise Refused(Why.NOT_FOUND)
        person.name = shown
        office = Office(
            ward_id=env.ward_id,
            person_id=actor.person_id,
            role=invitation.role,
            group_id=invitation.group_id,
            since=now,
        )
        session.add(office)
        await session.flush()
        _note(session, env, actor, "office_taken", office.id, office.role)
        await _tell(session, env, invitation.created_by, "people.office_taken", office)
        group = await _group_name(session, env, office.group_id)
    return OfficeView(office.id, Role(office.role), group, shown, now)


async def _tell(session: Session, env: Env, person_id: int | None, card: str, office: Office) -> None:
    accounts = await people.accounts_of(session, [person_id]) if person_id is not None else []
    await outbox.put(
        session,
        [
            outbox.message(
                ward_id=env.ward_id,
                at=env.clock.now(),
                card=card,
                key=f"{card}:{office.id}",
                subject=f"office:{office.id}",
                account_id=account.id,
                values={"office": office.id},
            )
            for account in accounts
        ],
    )


async def in_force(env: Env, actor: Actor) -> tuple[OfficeView, ...]:
    """Every office held now and by whom, for an administrator."""
    require(actor, Role.ADMINISTRATOR)
    async with env.db.read() as session:
        found = await offices.in_force(session, env.ward_id)
    return tuple(
        OfficeView(office.id, Role(office.role), group.name if group else None, person.name, office.since)
        for office, person, group in found
    )


async def show(env: Env, office_id: int) -> OfficeView | None:
    """The office, whether held or ended; None when it is not of this ward."""
    async with env.db.read() as session:
        office = await offices.office(session, env.ward_id, office_id)
        if office is None:
            return None
        person = await people.person(session, env.ward_id, office.person_id)
        group = await _group_name(session, env, office.group_id)
    return OfficeView(office.id, Role(office.role), group, person.name if person else None, office.since)


async def end(env: Env, actor: Actor, office_id: int) -> None:
    """Nobody holds the office any more, and its holder is told; the last administrator stays."""
    require(actor, Role.ADMINISTRATOR)
    async with env.db.write() as session:
        await offices.lock(session, env.ward_id)
        office = await offices.office(session, env.ward_id, office_id)
        if office is None:
            raise Refused(Why.NOT_FOUND)
        last = office.role == Role.ADMINISTRATOR and await offices.how_many(session, env.ward_id, office.role) == 1
        if last and office.until is None:
            raise Refused(Why.LAST_ADMINISTRATOR)
        if not await offices.end(session, office.id, env.clock.now()):
            raise Refused(Why.ALREADY_DONE)
        _note(session, env, actor, "office_ended", office.id, office.role)
        await _tell(session, env, office.person_id, "people.office_ended", office)
