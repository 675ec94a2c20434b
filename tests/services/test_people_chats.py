"""Group chats: tied by a one-time code, followed when they move, silent when the assistant was removed."""

from datetime import timedelta

import pytest

from rules.offices import Role
from rules.people import LINK_LIFE
from services.context import Env
from services.people import chats
from services.refusals import Refused, Why
from storage.models import Account, Audit, Chat, LinkCode
from tests.fixtures import FrozenClock, group_id, make_person
from tests.rows import rows

CHAT, OTHER = "-1001", "-1002"


async def refused(why: Why, doing: object) -> None:
    with pytest.raises(Refused) as caught:
        await doing  # type: ignore[misc]
    assert caught.value.why is why


async def code_for(env: Env, group: str) -> str:
    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    return (await chats.offer_code(env, admin, await group_id(env, group))).code


async def linked(env: Env, group: str, chat: str = CHAT) -> None:
    await chats.link(env, None, await code_for(env, group), "telegram", chat, "Tổ mẫu")


async def where(env: Env) -> dict[str, tuple[int, bool]]:
    return {row.external_id: (row.group_id, row.unreachable_since is None) for row in await rows(env, Chat)}


async def test_a_code_ties_the_chat_to_its_group(env: Env) -> None:
    actor = await make_person(env)
    code = await code_for(env, "01")
    group = await chats.link(env, actor, f"{code[:4].lower()}-{code[4:]}", "telegram", CHAT, "Tổ mẫu")
    assert group.code == "01"
    assert await where(env) == {CHAT: (await group_id(env, "01"), True)}
    assert (await rows(env, Audit, action="chat_linked"))[0].person_id == actor.person_id


async def test_a_code_works_once(env: Env) -> None:
    code = await code_for(env, "01")
    await chats.link(env, None, code, "telegram", CHAT, "Tổ mẫu")
    await refused(Why.LINK_USED, chats.link(env, None, code, "telegram", OTHER, "Tổ mẫu"))
    assert list(await where(env)) == [CHAT]


async def test_a_code_expires_after_seven_days(env: Env, clock: FrozenClock) -> None:
    code = await code_for(env, "01")
    clock.advance(seconds=LINK_LIFE / timedelta(seconds=1))
    await refused(Why.LINK_EXPIRED, chats.link(env, None, code, "telegram", CHAT, "Tổ mẫu"))


async def test_a_code_that_was_not_given_ties_nothing(env: Env, other_ward: Env) -> None:
    await refused(Why.LINK_UNKNOWN, chats.link(env, None, "AAAA2222", "telegram", CHAT, "Tổ mẫu"))
    foreign = await code_for(other_ward, "01")
    await refused(Why.LINK_UNKNOWN, chats.link(env, None, foreign, "telegram", CHAT, "Tổ mẫu"))
    assert await where(env) == {}


async def test_only_the_digest_of_a_code_is_kept(env: Env) -> None:
    code = await code_for(env, "01")
    assert code not in repr([vars(row) for table in (LinkCode, Audit) for row in await rows(env, table)])


async def test_a_chat_belongs_to_the_group_of_its_newest_code(env: Env) -> None:
    await linked(env, "01")
    await linked(env, "02")
    assert await where(env) == {CHAT: (await group_id(env, "02"), True)}


async def test_only_an_administrator_gets_a_code(env: Env) -> None:
    head = await make_person(env, (Role.GROUP_HEAD, "01"))
    await refused(Why.NOT_ALLOWED, chats.offer_code(env, head, await group_id(env, "01")))


async def test_a_code_for_a_group_of_another_ward_is_refused(env: Env, other_ward: Env) -> None:
    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    await refused(Why.NOT_FOUND, chats.offer_code(env, admin, await group_id(other_ward, "01")))


async def test_a_chat_that_moved_keeps_its_group(env: Env) -> None:
    await linked(env, "01", "-77")
    await chats.left(env, "telegram", "-77")
    for _ in range(2):  # told from the old chat and from the new one
        await chats.moved(env, "telegram", "-77", "-100077")
    assert await where(env) == {"-100077": (await group_id(env, "01"), True)}


async def test_a_chat_that_was_tied_again_before_its_move_was_told_stays_as_it_is(env: Env) -> None:
    await linked(env, "01", "-77")
    await linked(env, "02", "-100077")
    await chats.moved(env, "telegram", "-77", "-100077")
    assert await where(env) == {
        "-77": (await group_id(env, "01"), False),
        "-100077": (await group_id(env, "02"), True),
    }


async def test_a_chat_cannot_be_reached_until_the_assistant_is_back(env: Env, other_ward: Env) -> None:
    for ward in (env, other_ward):
        await linked(ward, "01")
    await chats.left(env, "telegram", CHAT)
    assert [reachable for _, reachable in (await where(env)).values()] == [False]
    assert [reachable for _, reachable in (await where(other_ward)).values()] == [True]
    await chats.returned(env, "telegram", CHAT)
    assert [reachable for _, reachable in (await where(env)).values()] == [True]


async def test_an_account_cannot_be_reached_while_it_blocks_the_assistant(env: Env) -> None:
    actor = await make_person(env)
    account = (await rows(env, Account, id=actor.account_id))[0]
    await chats.blocked(env, "telegram", account.external_id)
    assert (await rows(env, Account))[0].unreachable_since is not None
    await chats.unblocked(env, "telegram", account.external_id)
    assert (await rows(env, Account))[0].unreachable_since is None


async def test_a_chat_that_was_never_tied_is_nothing_to_follow(env: Env) -> None:
    await chats.left(env, "telegram", CHAT)
    await chats.moved(env, "telegram", CHAT, OTHER)
    await chats.blocked(env, "telegram", "12345")
    assert await where(env) == {}
