"""Notices and invitations: who may send them, to whom they go, and what is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.announcements import Kind
from rules.offices import Role
from services import announcements
from services.announcements import Draft
from services.context import Actor, Env
from services.refusals import Refused, Why
from tests.fixtures import FrozenClock, group_id, make_person, make_representative
from tests.services.polling import make_chat, messages


async def front(env: Env) -> Actor:
    return await make_person(env, (Role.FRONT, None), name="Bà Mẫu")


async def notice(env: Env, *codes: str) -> Draft:
    groups = tuple([await group_id(env, code) for code in codes or ("01",)])
    return Draft(Kind.NOTICE, "Cắt nước", "Sáng mai cắt nước.", groups)


async def test_it_goes_once_to_each_chat_and_each_representative_of_its_groups(env: Env) -> None:
    chat = await make_chat(env, "01")
    await make_chat(env, "02")
    first, second = await make_representative(env), await make_representative(env)
    await make_representative(env, group_code="02")
    sent = await announcements.send(env, await front(env), await notice(env))
    assert (sent.chats, sent.persons) == (1, 2)
    rows = await messages(env, announcements.CARD)
    assert {row.chat_id for row in rows} - {None} == {chat}
    assert {row.account_id for row in rows} - {None} == {first.account_id, second.account_id}


async def test_what_is_read_is_what_was_sent_and_by_whom(env: Env) -> None:
    await make_chat(env)
    draft = replace(await notice(env, "02", "01"), title="  Cắt   nước ", body="Một\r\nHai  ")
    before = await announcements.preview(env, await front(env), draft)
    await announcements.send(env, await front(env), draft)
    row = (await messages(env, announcements.CARD))[0]
    after = await announcements.read(env, row.values["announcement"])
    assert replace(after, id=0) == before
    assert after.title == "Cắt nước"
    assert after.body == "Một\nHai"
    assert after.groups == ("Tổ dân phố 1", "Tổ dân phố 2")
    assert after.sender_name == "Bà Mẫu"


async def test_only_those_who_look_after_a_group_write_to_it(env: Env, other_ward: Env) -> None:
    head = await make_person(env, (Role.GROUP_HEAD, "01"))
    resident = await make_representative(env)
    official = await make_person(env, (Role.OFFICIAL, None))
    stranger = await front(other_ward)
    both = await notice(env, "01", "02")
    for actor, draft in ((head, both), (resident, both), (official, both), (stranger, both)):
        with pytest.raises(Refused) as refusal:
            await announcements.send(env, actor, draft)
        assert refusal.value.why is Why.NOT_ALLOWED
    assert await messages(env) == []
    assert [group.name for group in await announcements.groups(env, head)] == ["Tổ dân phố 1"]
    await announcements.send(env, head, await notice(env))


async def test_another_ward_reads_nothing_of_it(env: Env, other_ward: Env) -> None:
    await make_chat(env)
    await announcements.send(env, await front(env), await notice(env))
    number = (await messages(env))[0].values["announcement"]
    with pytest.raises(Refused) as refusal:
        await announcements.read(other_ward, number)
    assert refusal.value.why is Why.NOT_FOUND


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"title": " \u200b "}, Why.EMPTY),
        ({"title": "Ữ" * 201}, Why.TOO_LONG),
        ({"body": " "}, Why.EMPTY),
        ({"body": "Ữ" * 20_001}, Why.TOO_LONG),
        ({"group_ids": ()}, Why.NO_GROUPS),
        ({"kind": Kind.INVITATION}, Why.EMPTY),
    ],
)
async def test_what_lacks_something_is_refused_whole(env: Env, change: dict[str, object], why: Why) -> None:
    draft = replace(await notice(env), **change)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refusal:
        await announcements.send(env, await front(env), draft)
    assert refusal.value.why is why
    assert await messages(env) == []


async def test_an_invitation_lies_ahead_and_is_late_within_two_days(env: Env, clock: FrozenClock) -> None:
    now = clock.now()
    draft = replace(await notice(env), kind=Kind.INVITATION, place="Sân đình", meets_at=now + timedelta(days=2))
    assert announcements.late(env, draft) is None
    sooner = replace(draft, meets_at=now + timedelta(days=2, seconds=-1))
    norm = announcements.late(env, sooner)
    assert norm is not None
    assert "Điều 3 khoản 3" in norm.article
    await make_chat(env)
    await announcements.send(env, await front(env), sooner)
    assert (await messages(env))[0].expires_at == sooner.meets_at
    with pytest.raises(Refused) as refusal:
        await announcements.send(env, await front(env), replace(draft, meets_at=now))
    assert refusal.value.why is Why.PAST_DATE
