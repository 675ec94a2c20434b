"""Chats: which group chat belongs to which residential group, and who can be reached."""

from rules.codes import draw, plain
from rules.offices import Role
from rules.people import LINK_LETTERS, LINK_LIFE
from rules.texts import normalise
from services.context import Actor, Env
from services.people.views import GroupView, LinkCodeView
from services.refusals import Refused, Why, require
from storage import audit, offices, people
from storage.models import Chat, LinkCode

TITLE_LENGTH = 128


def _digest(env: Env, code: str) -> str:
    return env.vault.digest(f"link:{plain(code)}")


async def offer_code(env: Env, actor: Actor, group_id: int) -> LinkCodeView:
    """A one-time code for /lienket in the chat of this group, good for 7 days; only its digest is kept."""
    require(actor, Role.ADMINISTRATOR)
    code, now = draw(LINK_LETTERS), env.clock.now()
    async with env.db.write() as session:
        group = await people.group(session, env.ward_id, group_id)
        if group is None or group.valid_to is not None:
            raise Refused(Why.NOT_FOUND)
        session.add(
            LinkCode(
                ward_id=env.ward_id,
                group_id=group.id,
                digest=_digest(env, code),
                created_by=actor.person_id,
                expires_at=now + LINK_LIFE,
            )
        )
        audit.note(session, env.ward_id, now, actor.person_id, "link_code_made", "group", group.id)
    return LinkCodeView(code, group.name, now + LINK_LIFE)


async def link(env: Env, actor: Actor | None, code: str, network: str, external_id: str, title: str) -> GroupView:
    """The chat belongs to the group of this code, which is used up; a chat belongs to one group, the newest.

    Whether the person is an administrator of the chat is known to the network and asked by the door.
    """
    now = env.clock.now()
    async with env.db.write() as session:
        found = await offices.link_code(session, env.ward_id, _digest(env, code))
        if found is None:
            raise Refused(Why.LINK_UNKNOWN)
        if found.used_at is None and found.expires_at <= now:
            raise Refused(Why.LINK_EXPIRED)
        if not await offices.use_link_code(session, found.id, now):
            raise Refused(Why.LINK_USED)
        group = await people.group(session, env.ward_id, found.group_id)
        if group is None:
            raise Refused(Why.NOT_FOUND)
        chat = await people.chat(session, env.ward_id, network, external_id)
        if chat is None:
            chat = Chat(ward_id=env.ward_id, network=network, external_id=external_id)
            session.add(chat)
        chat.title, chat.group_id, chat.linked_at = normalise(title)[:TITLE_LENGTH], group.id, now
        chat.unreachable_since = None
        await session.flush()
        who = actor.person_id if actor else None
        audit.note(session, env.ward_id, now, who, "chat_linked", "chat", chat.id, group.code)
    return GroupView(group.id, group.code, group.name)


async def moved(env: Env, network: str, old_id: str, new_id: str) -> None:
    """The chat that had the old id has the new one; where that was linked by itself, the old one is given up."""
    now = env.clock.now()
    async with env.db.write() as session:
        chat = await people.chat(session, env.ward_id, network, old_id)
        if chat is None:
            return
        if await people.chat(session, env.ward_id, network, new_id) is not None:
            chat.unreachable_since = now
            return
        chat.external_id, chat.unreachable_since = new_id, None
        audit.note(session, env.ward_id, now, None, "chat_moved", "chat", chat.id)


async def left(env: Env, network: str, external_id: str) -> None:
    """Nothing is sent to this group chat until the assistant is back in it."""
    async with env.db.write() as session:
        await offices.mark_chat(session, env.ward_id, network, external_id, env.clock.now())


async def returned(env: Env, network: str, external_id: str) -> None:
    """The group chat can be reached."""
    async with env.db.write() as session:
        await offices.mark_chat(session, env.ward_id, network, external_id, None)


async def blocked(env: Env, network: str, external_id: str) -> None:
    """The account of this network cannot be reached until its owner comes back."""
    async with env.db.write() as session:
        await offices.mark_account_of(session, env.ward_id, network, external_id, env.clock.now())


async def unblocked(env: Env, network: str, external_id: str) -> None:
    """The account of this network can be reached."""
    async with env.db.write() as session:
        await offices.mark_account_of(session, env.ward_id, network, external_id, None)
