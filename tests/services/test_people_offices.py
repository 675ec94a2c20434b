"""Offices: one-time, within their ward, never two that exclude each other."""

import asyncio
from datetime import timedelta

import pytest

from rules.offices import Role
from rules.people import INVITATION_LIFE, NAME_LENGTH
from services.context import Actor, Env
from services.people import me, offices
from services.refusals import Refused, Why
from storage.models import Audit, Invitation, Office, Outbox
from tests.fixtures import FrozenClock, group_id, make_person
from tests.rows import rows


async def refused(why: Why, doing: object) -> None:
    with pytest.raises(Refused) as caught:
        await doing  # type: ignore[misc]
    assert caught.value.why is why


async def offered(env: Env, role: Role, group: str | None = None, by: Actor | None = None) -> str:
    admin = by or await make_person(env, (Role.ADMINISTRATOR, None))
    view = await offices.invite(env, admin, role, await group_id(env, group) if group else None)
    return offices.reference(env, view.token)


async def held(env: Env, actor: Actor) -> list[tuple[Role, str | None]]:
    return [(office.role, office.group) for office in (await me.view(env, actor)).offices]


async def test_an_invitation_is_previewed_and_taken_up(env: Env) -> None:
    admin, newcomer = await make_person(env, (Role.ADMINISTRATOR, None)), await make_person(env)
    reference = await offered(env, Role.GROUP_HEAD, "02", admin)
    preview = await offices.preview(env, newcomer, reference)
    assert (preview.role, preview.group, preview.token) == (Role.GROUP_HEAD, "Tổ dân phố 2", "")
    taken = await offices.accept(env, newcomer, reference, "  Bác   Mẫu ")
    assert taken.holder == "Bác Mẫu"
    assert await held(env, newcomer) == [(Role.GROUP_HEAD, "Tổ dân phố 2")]
    assert [row.account_id for row in await rows(env, Outbox, card="people.office_taken")] == [admin.account_id]


async def test_every_grant_and_end_is_in_the_audit(env: Env) -> None:
    admin, newcomer = await make_person(env, (Role.ADMINISTRATOR, None)), await make_person(env)
    office = await offices.accept(env, newcomer, await offered(env, Role.OFFICIAL, by=admin), "Mẫu")
    await offices.end(env, admin, office.id)
    book = [(row.action, row.person_id) for row in await rows(env, Audit)]
    assert book == [
        ("office_offered", admin.person_id),
        ("office_taken", newcomer.person_id),
        ("office_ended", admin.person_id),
    ]


async def test_only_the_digest_of_a_token_is_kept(env: Env) -> None:
    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    token = (await offices.invite(env, admin, Role.FRONT)).token
    assert len(token) == 20
    assert token not in repr([vars(row) for table in (Invitation, Audit) for row in await rows(env, table)])


async def test_a_link_works_once_even_for_two_at_the_same_instant(env: Env) -> None:
    reference = await offered(env, Role.OFFICIAL)
    people = [await make_person(env) for _ in range(2)]
    ends = await asyncio.gather(
        *(offices.accept(env, person, reference, "Mẫu") for person in people), return_exceptions=True
    )
    assert [end.why for end in ends if isinstance(end, Refused)] == [Why.LINK_USED]
    assert len(await rows(env, Office, role="official")) == 1


async def test_a_link_expires_after_seven_days(env: Env, clock: FrozenClock) -> None:
    reference, actor = await offered(env, Role.FRONT), await make_person(env)
    clock.advance(seconds=(INVITATION_LIFE - timedelta(seconds=1)).total_seconds())
    await offices.preview(env, actor, reference)
    clock.advance(seconds=1)
    await refused(Why.LINK_EXPIRED, offices.preview(env, actor, reference))
    await refused(Why.LINK_EXPIRED, offices.accept(env, actor, reference, "Mẫu"))


async def test_an_unknown_link_is_refused(env: Env) -> None:
    actor = await make_person(env)
    await refused(Why.LINK_UNKNOWN, offices.preview(env, actor, offices.reference(env, "KHONGCO")))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Role.INSPECTOR, Role.OFFICIAL),
        (Role.OFFICIAL, Role.INSPECTOR),
        (Role.APPROVER, Role.INSPECTOR),
        (Role.INSPECTOR, Role.APPROVER),
        (Role.GROUP_HEAD, Role.INSPECTOR),
        (Role.SUPERVISOR, Role.OFFICIAL),
        (Role.SUPERVISOR, Role.APPROVER),
    ],
)
async def test_offices_that_exclude_each_other_are_refused(env: Env, first: Role, second: Role) -> None:
    actor = await make_person(env, (first, "01" if first is Role.GROUP_HEAD else None))
    reference = await offered(env, second)
    await refused(Why.OFFICES_CONFLICT, offices.preview(env, actor, reference))
    await refused(Why.OFFICES_CONFLICT, offices.accept(env, actor, reference, "Mẫu"))
    assert [role for role, _ in await held(env, actor)] == [first]


async def test_two_links_to_excluding_offices_at_the_same_instant_give_one(env: Env) -> None:
    references = [await offered(env, role) for role in (Role.INSPECTOR, Role.OFFICIAL)]
    actor = await make_person(env)
    await asyncio.gather(
        *(offices.accept(env, actor, reference, "Mẫu") for reference in references), return_exceptions=True
    )
    assert len(await held(env, actor)) == 1


async def test_an_office_that_is_held_is_not_taken_up_again_and_the_link_stays_good(env: Env) -> None:
    reference = await offered(env, Role.FRONT)
    await refused(Why.ALREADY_DONE, offices.accept(env, await make_person(env, (Role.FRONT, None)), reference, "Mẫu"))
    await offices.accept(env, await make_person(env), reference, "Mẫu")


@pytest.mark.parametrize("name", ["", " \u200b ", "a" * (NAME_LENGTH + 1)])
async def test_a_name_that_cannot_be_shown_is_refused_and_the_link_stays_good(env: Env, name: str) -> None:
    reference, actor = await offered(env, Role.FRONT), await make_person(env)
    with pytest.raises(Refused):
        await offices.accept(env, actor, reference, name)
    await offices.accept(env, actor, reference, "Mẫu")


async def test_a_group_is_named_for_the_head_of_a_group_and_may_be_for_front_and_inspector(env: Env) -> None:
    admin, first = await make_person(env, (Role.ADMINISTRATOR, None)), await group_id(env, "01")
    await refused(Why.NOT_FOUND, offices.invite(env, admin, Role.GROUP_HEAD))
    for role in (Role.OFFICIAL, Role.APPROVER, Role.ADMINISTRATOR, Role.SUPERVISOR):
        await refused(Why.NOT_FOUND, offices.invite(env, admin, role, first))
    for role in (Role.FRONT, Role.INSPECTOR):
        assert (await offices.invite(env, admin, role, first)).group == "Tổ dân phố 1"
        assert (await offices.invite(env, admin, role)).group is None


async def test_a_project_is_named_for_the_board_of_a_project_and_for_nobody_else(env: Env) -> None:
    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    await refused(Why.NOT_FOUND, offices.invite(env, admin, Role.SUPERVISOR))
    await refused(Why.NOT_FOUND, offices.invite(env, admin, Role.FRONT, project="Đường Mẫu"))
    await refused(Why.EMPTY, offices.invite(env, admin, Role.SUPERVISOR, project=" "))
    made = await offices.invite(env, admin, Role.SUPERVISOR, project=" Đường  Mẫu ")
    taken = await offices.accept(env, await make_person(env), offices.reference(env, made.token), "Mẫu")
    assert (taken.role, taken.scope) == (Role.SUPERVISOR, "Đường Mẫu")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
async def test_only_an_administrator_offers_and_ends_offices(env: Env, role: Role) -> None:
    actor = await make_person(env, (role, "01" if role is Role.GROUP_HEAD else None))
    office = (await rows(env, Office))[0]
    await refused(Why.NOT_ALLOWED, offices.invite(env, actor, Role.FRONT))
    await refused(Why.NOT_ALLOWED, offices.in_force(env, actor))
    await refused(Why.NOT_ALLOWED, offices.end(env, actor, office.id))


async def test_who_loses_an_office_is_told_and_it_ends_once(env: Env) -> None:
    admin, holder = await make_person(env, (Role.ADMINISTRATOR, None)), await make_person(env, (Role.FRONT, None))
    office = (await rows(env, Office, person_id=holder.person_id))[0]
    await offices.end(env, admin, office.id)
    assert await held(env, holder) == []
    assert [row.account_id for row in await rows(env, Outbox, card="people.office_ended")] == [holder.account_id]
    await refused(Why.ALREADY_DONE, offices.end(env, admin, office.id))


async def test_two_administrators_cannot_end_each_other_at_the_same_instant(env: Env) -> None:
    admins = [await make_person(env, (Role.ADMINISTRATOR, None)) for _ in range(2)]
    found = [(await rows(env, Office, person_id=admin.person_id))[0].id for admin in admins]
    ends = await asyncio.gather(
        offices.end(env, admins[0], found[1]), offices.end(env, admins[1], found[0]), return_exceptions=True
    )
    assert [end.why for end in ends if isinstance(end, Refused)] == [Why.LAST_ADMINISTRATOR]
    assert len(await rows(env, Office, role="administrator", until=None)) == 1


async def test_an_office_or_a_link_of_another_ward_does_not_exist_here(env: Env, other_ward: Env) -> None:
    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    await make_person(other_ward, (Role.FRONT, None))
    foreign = (await rows(other_ward, Office))[0]
    await refused(Why.NOT_FOUND, offices.end(env, admin, foreign.id))
    await refused(Why.NOT_FOUND, offices.invite(env, admin, Role.GROUP_HEAD, await group_id(other_ward, "01")))
    await refused(Why.LINK_UNKNOWN, offices.preview(env, admin, await offered(other_ward, Role.FRONT)))
    assert await offices.show(env, foreign.id) is None
    assert {office.role for office in await offices.in_force(env, admin)} == {Role.ADMINISTRATOR}
    assert (await rows(other_ward, Office))[0].until is None
