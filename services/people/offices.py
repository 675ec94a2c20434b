"""Offices: offered by a one-time link, taken up, ended; each step is in the audit."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from rules import offices as rules
from rules.calendar import local_date
from rules.codes import draw, plain
from rules.law import NORMS
from rules.offices import (
    PROJECT_LENGTH,
    Gaps,
    Role,
    article,
    conflict,
    most_inspectors,
    one_inspector_each,
    scope_fits,
)
from rules.people import INVITATION_LETTERS, INVITATION_LIFE, NAME_LENGTH
from services.context import Actor, Env
from services.people.views import InvitationView, OfficeView
from services.refusals import Refused, Why, line, require
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


async def invite(
    env: Env,
    actor: Actor,
    role: Role,
    group_id: int | None = None,
    *,
    project: str | None = None,
    ends_on: date | None = None,
) -> InvitationView:
    """A one-time token for this office, good for 7 days; only its digest is kept.

    A group is named for the head of a group, and may be for the Mặt trận and the inspectorate; a project for its board.
    ends_on is the last day of the term, not before tomorrow; an inspector of a group has that of the group's head when
    none is given (Luật 10/2022/QH15 Điều 36 khoản 2).
    """
    require(actor, Role.ADMINISTRATOR)
    now, token = env.clock.now(), draw(INVITATION_LETTERS)
    if ends_on is not None and ends_on <= local_date(now):
        raise Refused(Why.PAST_DATE)
    named = line(project, PROJECT_LENGTH) if project is not None else None
    async with env.db.write() as session:
        group = await people.group(session, env.ward_id, group_id) if group_id is not None else None
        if group_id is not None and (group is None or group.valid_to is not None):
            raise Refused(Why.NOT_FOUND)
        if not scope_fits(role, group=group is not None, project=named is not None):
            raise Refused(Why.NOT_FOUND)
        if ends_on is None and role is Role.INSPECTOR and group is not None:
            ends_on = await _term_of_head(session, env, group.id)
        invitation = Invitation(
            ward_id=env.ward_id,
            role=role,
            group_id=group.id if group else None,
            project=named,
            ends_on=ends_on,
            digest=env.vault.digest(f"invitation:{token}"),
            created_by=actor.person_id,
            created_at=now,
            expires_at=now + INVITATION_LIFE,
        )
        session.add(invitation)
        await session.flush()
        audit.note(session, env.ward_id, now, actor.person_id, "office_offered", "invitation", invitation.id, role)
    return InvitationView(role, group.name if group else None, now + INVITATION_LIFE, token, named, ends_on)


async def _term_of_head(session: Session, env: Env, group_id: int) -> date | None:
    heads = await offices.held_as(session, env.ward_id, Role.GROUP_HEAD)
    ends = [head.ends_on for head in heads if head.group_id == group_id]
    today = local_date(env.clock.now())
    return next((day for day in ends if day is not None and day > today), None)


def reference(env: Env, token: str) -> str:
    """What names the invitation without telling its token."""
    return env.vault.digest(f"invitation:{plain(token)}")


def _usable(invitation: Invitation | None, now: datetime) -> Invitation:
    if invitation is None:
        raise Refused(Why.LINK_UNKNOWN)
    if invitation.used_at is not None:
        raise Refused(Why.LINK_USED)
    over = invitation.ends_on is not None and invitation.ends_on < local_date(now)
    if invitation.expires_at <= now or over:
        raise Refused(Why.LINK_EXPIRED)
    return invitation


async def _acceptable(session: Session, env: Env, actor: Actor, ref: str) -> Invitation:
    invitation = _usable(await offices.invitation(session, env.ward_id, ref), env.clock.now())
    held = await people.offices_of(session, actor.person_id)
    wanted = (invitation.role, invitation.group_id, invitation.project)
    if any((office.role, office.group_id, office.project) == wanted for office in held):
        raise Refused(Why.ALREADY_DONE)
    role = Role(invitation.role)
    against = conflict({Role(office.role) for office in held}, role)
    if against is not None:
        found = article(against, role)
        raise Refused(Why.OFFICES_CONFLICT, article=found) if found else Refused(Why.GRANTS_AND_READS)
    if role is Role.INSPECTOR:
        await _place_in_inspectorate(session, env, invitation.group_id)
    return invitation


async def _place_in_inspectorate(session: Session, env: Env, group_id: int | None) -> None:
    groups = {group.id: group.name for group in await people.groups(session, env.ward_id)}
    members = await offices.held_as(session, env.ward_id, Role.INSPECTOR)
    most = most_inspectors(len(groups))
    norm = "inspectorate.least" if one_inspector_each(len(groups)) else "inspectorate.most"
    if len({member.person_id for member in members}) >= most:
        raise Refused(Why.INSPECTORATE_FULL, most=most, article=NORMS[norm].article)
    taken = group_id is not None and any(member.group_id == group_id for member in members)
    if taken and group_id is not None and one_inspector_each(len(groups)):
        raise Refused(Why.GROUP_HAS_INSPECTOR, group=groups.get(group_id, ""), article=NORMS[norm].article)


async def preview(env: Env, actor: Actor, ref: str) -> InvitationView:
    """The office on offer; refused when the link is unknown, used or expired, or the office cannot be taken up."""
    async with env.db.read() as session:
        invitation = await _acceptable(session, env, actor, ref)
        group = await _group_name(session, env, invitation.group_id)
    return InvitationView(
        Role(invitation.role),
        group,
        invitation.expires_at,
        project=invitation.project,
        ends_on=invitation.ends_on,
    )


async def name_of(env: Env, actor: Actor) -> str | None:
    """The name under which the person is known in office, None when they never held one."""
    async with env.db.read() as session:
        person = await people.person(session, env.ward_id, actor.person_id)
    return person.name if person else None


async def accept(env: Env, actor: Actor, ref: str, name: str) -> OfficeView:
    """The actor holds the office under this name, and whoever invited them is told; the link is used up.

    Refused are offices that exclude each other (Luật 10/2022/QH15 Điều 37 khoản 2, Điều 42 khoản 2), and a member too
    many for the inspectorate (Điều 36 khoản 1; Nghị định 59/2023/NĐ-CP Điều 13 khoản 2).
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
            project=invitation.project,
            since=now,
            ends_on=invitation.ends_on,
        )
        session.add(office)
        await session.flush()
        _note(session, env, actor, "office_taken", office.id, office.role)
        inviter = [invitation.created_by] if invitation.created_by is not None else []
        await tell(session, env, inviter, "people.office_taken", office.id)
        group = await _group_name(session, env, office.group_id)
    return _shape(office, group, shown)


def _shape(office: Office, group: str | None, holder: str | None) -> OfficeView:
    return OfficeView(
        id=office.id,
        role=Role(office.role),
        group=group,
        holder=holder,
        since=office.since,
        project=office.project,
        ends_on=office.ends_on,
        until=office.until,
        withdrawn=office.ended_by is not None,
    )


async def tell(session: Session, env: Env, person_ids: Sequence[int], card: str, office_id: int) -> None:
    """A message about the office is on its way to these persons, within a transaction; once for each card."""
    accounts = await people.accounts_of(session, person_ids)
    await outbox.put(
        session,
        [
            outbox.message(
                ward_id=env.ward_id,
                at=env.clock.now(),
                card=card,
                key=f"{card}:{office_id}",
                subject=f"office:{office_id}",
                account_id=account.id,
                values={"office": office_id},
            )
            for account in accounts
        ],
    )


async def in_force(env: Env, actor: Actor) -> tuple[OfficeView, ...]:
    """Every office held now and by whom, for an administrator."""
    require(actor, Role.ADMINISTRATOR)
    async with env.db.read() as session:
        found = await offices.in_force(session, env.ward_id)
    return tuple(_shape(office, group.name if group else None, person.name) for office, person, group in found)


async def register(env: Env, actor: Actor, offset: int, limit: int) -> tuple[tuple[OfficeView, ...], int]:
    """Offices held and ended, the newest first, and how many there are altogether; for an administrator."""
    require(actor, Role.ADMINISTRATOR)
    async with env.db.read() as session:
        found = await offices.register(session, env.ward_id, offset, limit)
        count = await offices.ever(session, env.ward_id)
    return tuple(_shape(office, group.name if group else None, person.name) for office, person, group in found), count


async def gaps(env: Env, actor: Actor) -> Gaps:
    """What the inspectorate and the boards of projects still lack, for an administrator."""
    require(actor, Role.ADMINISTRATOR)
    async with env.db.read() as session:
        groups = {group.id: group.name for group in await people.groups(session, env.ward_id)}
        inspectors = await offices.held_as(session, env.ward_id, Role.INSPECTOR)
        supervisors = await offices.held_as(session, env.ward_id, Role.SUPERVISOR)
    boards = Counter(office.project for office in supervisors if office.project is not None)
    return rules.gaps(groups, [(office.person_id, office.group_id) for office in inspectors], boards)


async def show(env: Env, office_id: int) -> OfficeView | None:
    """The office, whether held or ended; None when it is not of this ward."""
    async with env.db.read() as session:
        office = await offices.office(session, env.ward_id, office_id)
        if office is None:
            return None
        person = await people.person(session, env.ward_id, office.person_id)
        group = await _group_name(session, env, office.group_id)
    return _shape(office, group, person.name if person else None)


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
        if not await offices.end(session, office.id, env.clock.now(), actor.person_id):
            raise Refused(Why.ALREADY_DONE)
        _note(session, env, actor, "office_ended", office.id, office.role)
        await tell(session, env, [office.person_id], "people.office_ended", office.id)
