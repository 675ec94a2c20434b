"""Notices and invitations of the Mặt trận and of group heads to the households of their groups."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rules.announcements import BODY_LENGTH, PLACE_LENGTH, TITLE_LENGTH, Kind, short_notice
from rules.law import Norm
from rules.offices import Role
from rules.texts import normalise
from services.context import Actor, Env
from services.refusals import Refused, Why, line, require
from storage import announcements, audit, outbox, people
from storage.database import Session
from storage.models import Announcement

SENDERS = (Role.FRONT, Role.GROUP_HEAD)
CARD = "announcement"
# A notice that could not be delivered for so long is not news any more.
NEWS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """A residential group that may be written to."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to send; meets_at and place are set for an invitation and for nothing else."""

    kind: Kind
    title: str
    body: str
    group_ids: tuple[int, ...]
    meets_at: datetime | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class AnnouncementView:
    """What readers see; id is 0 while it is a draft, groups are names."""

    id: int
    kind: Kind
    title: str
    body: str
    meets_at: datetime | None
    place: str | None
    groups: tuple[str, ...]
    sender_name: str | None
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """To how many group chats and representatives it is on its way."""

    chats: int
    persons: int


def title(typed: str) -> str:
    """The title as it will be kept; Refused EMPTY, TOO_LONG."""
    return line(typed, TITLE_LENGTH)


def place(typed: str) -> str:
    """The place as it will be kept; Refused EMPTY, TOO_LONG."""
    return line(typed, PLACE_LENGTH)


def body(typed: str) -> str:
    """The text as it will be kept; Refused EMPTY, TOO_LONG."""
    text = normalise(typed).strip()
    if not text:
        raise Refused(Why.EMPTY)
    if len(text) > BODY_LENGTH:
        raise Refused(Why.TOO_LONG, limit=BODY_LENGTH)
    return text


def meeting(env: Env, meets_at: datetime) -> datetime:
    """When they meet; Refused PAST_DATE unless it lies ahead."""
    if meets_at <= env.clock.now():
        raise Refused(Why.PAST_DATE)
    return meets_at


def late(env: Env, draft: Draft) -> Norm | None:
    """The norm that an invitation sent now would not keep (Nghị định 59/2023/NĐ-CP Điều 3 khoản 3)."""
    return short_notice(draft.meets_at, env.clock.now()) if draft.meets_at else None


async def groups(env: Env, actor: Actor) -> tuple[GroupChoice, ...]:
    """The groups that the actor may write to, in order of their code; Refused NOT_ALLOWED when there is none."""
    async with env.db.read() as session:
        return await _groups(session, env, actor)


async def _groups(session: Session, env: Env, actor: Actor) -> tuple[GroupChoice, ...]:
    require(actor, *SENDERS)
    found = await people.groups(session, env.ward_id) if actor.ward_id == env.ward_id else ()
    covered = tuple(GroupChoice(group.id, group.name) for group in found if actor.covers(group.id, *SENDERS))
    if not covered:
        raise Refused(Why.NOT_ALLOWED)
    return covered


async def _tidy(session: Session, env: Env, actor: Actor, draft: Draft) -> tuple[Draft, tuple[str, ...]]:
    """The draft as it will be kept, and the names of its groups."""
    allowed = {group.id: group.name for group in await _groups(session, env, actor)}
    if not draft.group_ids:
        raise Refused(Why.NO_GROUPS)
    if not set(draft.group_ids) <= set(allowed):
        raise Refused(Why.NOT_ALLOWED)
    invites = draft.kind is Kind.INVITATION
    if invites and (draft.meets_at is None or draft.place is None):
        raise Refused(Why.EMPTY)
    tidy = Draft(
        kind=draft.kind,
        title=title(draft.title),
        body=body(draft.body),
        group_ids=tuple(group for group in allowed if group in draft.group_ids),
        meets_at=meeting(env, draft.meets_at) if invites and draft.meets_at else None,
        place=place(draft.place) if invites and draft.place is not None else None,
    )
    return tidy, tuple(allowed[group] for group in tidy.group_ids)


async def preview(env: Env, actor: Actor, draft: Draft) -> AnnouncementView:
    """The draft as readers will see it; Refused as by `send`."""
    async with env.db.read() as session:
        tidy, names = await _tidy(session, env, actor, draft)
        sender = await people.person(session, env.ward_id, actor.person_id)
    return AnnouncementView(
        id=0,
        kind=tidy.kind,
        title=tidy.title,
        body=tidy.body,
        meets_at=tidy.meets_at,
        place=tidy.place,
        groups=names,
        sender_name=sender.name if sender else None,
        sent_at=env.clock.now(),
    )


async def send(env: Env, actor: Actor, draft: Draft) -> Sent:
    """It is on its way to the linked chats of its groups and to the reachable representatives of their households.

    Refused NOT_ALLOWED outside the actor's groups, NO_GROUPS, EMPTY, TOO_LONG, PAST_DATE for a meeting.
    """
    now = env.clock.now()
    async with env.db.write() as session:
        tidy, _ = await _tidy(session, env, actor, draft)
        row = Announcement(
            ward_id=env.ward_id,
            kind=tidy.kind.value,
            title=tidy.title,
            body=tidy.body,
            meets_at=tidy.meets_at,
            place=tidy.place,
            sender_id=actor.person_id,
            sent_at=now,
        )
        await announcements.add(session, row, tidy.group_ids)
        audit.note(session, env.ward_id, now, actor.person_id, "send", "announcement", row.id)
        return await _post(session, row, tidy.group_ids)


async def _post(session: Session, row: Announcement, group_ids: tuple[int, ...]) -> Sent:
    chats = await people.chats_of(session, row.ward_id, group_ids)
    accounts = await announcements.representatives(session, row.ward_id, group_ids)
    common: dict[str, Any] = {
        "ward_id": row.ward_id,
        "at": row.sent_at,
        "card": CARD,
        "key": f"announcement:{row.id}",
        "subject": f"announcement:{row.id}",
        "values": {"announcement": row.id},
        "expires_at": row.meets_at or row.sent_at + NEWS,
    }
    await outbox.put(
        session,
        [
            *(outbox.message(chat_id=chat.id, **common) for chat in chats),
            *(outbox.message(account_id=account, priority=outbox.BROADCAST, **common) for account in accounts),
        ],
    )
    return Sent(len(chats), len(accounts))


async def read(env: Env, announcement_id: int) -> AnnouncementView:
    """An announcement as it was sent, for anybody; Refused NOT_FOUND."""
    async with env.db.read() as session:
        found = await announcements.get(session, env.ward_id, announcement_id)
        if found is None:
            raise Refused(Why.NOT_FOUND)
        row, sender = found
        names = await announcements.group_names(session, row.id)
    return AnnouncementView(
        id=row.id,
        kind=Kind(row.kind),
        title=row.title,
        body=row.body,
        meets_at=row.meets_at,
        place=row.place,
        groups=tuple(names),
        sender_name=sender,
        sent_at=row.sent_at,
    )
