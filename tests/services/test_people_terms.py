"""Terms of office, the numbers of the inspectorate and of boards, and whom a group's office covers."""

from datetime import date, timedelta

import pytest

from rules.calendar import local_date
from rules.offices import INCOMPATIBLE, Role, conflict, years_on
from scheduler import ticks
from services.context import Actor, Env
from services.people import actors, offices, terms
from services.polls import access
from services.refusals import Refused, Why
from storage.models import Account, Audit, Group, Office, Outbox
from tests.fixtures import FrozenClock, group_id, make_person
from tests.rows import rows


async def refused(why: Why, doing: object) -> Refused:
    with pytest.raises(Refused) as caught:
        await doing  # type: ignore[misc]
    assert caught.value.why is why
    return caught.value


async def takes(
    env: Env, role: Role, group: str | None = None, *, ends_on: date | None = None, project: str | None = None
) -> tuple[Actor, int]:
    """Somebody new who took this office up, and its id."""
    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    where = await group_id(env, group) if group else None
    made = await offices.invite(env, admin, role, where, project=project, ends_on=ends_on)
    actor = await make_person(env)
    taken = await offices.accept(env, actor, offices.reference(env, made.token), "Mẫu")
    return actor, taken.id


def today(env: Env) -> date:
    return local_date(env.clock.now())


async def test_a_term_ends_by_itself_after_its_last_day(env: Env, clock: FrozenClock) -> None:
    holder, office = await takes(env, Role.FRONT, "01", ends_on=today(env) + timedelta(days=2))
    clock.advance(days=2)
    await terms.end_due(env)
    assert (await rows(env, Office, id=office))[0].until is None
    clock.advance(days=1)
    for _ in range(2):
        await terms.end_due(env)
    ended = (await rows(env, Office, id=office))[0]
    assert (ended.until, ended.ended_by) == (clock.now(), None)
    assert [row.account_id for row in await rows(env, Outbox, card="people.office_ended")] == [holder.account_id]
    assert [(row.subject_id, row.person_id) for row in await rows(env, Audit, action="office_term_over")] == [
        (office, None)
    ]
    [account] = await rows(env, Account, id=holder.account_id)
    found = await actors.recognise(env, "telegram", account.external_id)
    assert found is not None
    assert found.offices == ()


async def test_a_term_without_a_last_day_does_not_end(env: Env, clock: FrozenClock) -> None:
    _, office = await takes(env, Role.FRONT)
    clock.advance(days=4000)
    await terms.end_due(env)
    assert (await rows(env, Office, id=office))[0].until is None


async def test_the_only_administrator_stays_beyond_the_term_until_there_is_another(
    env: Env, clock: FrozenClock
) -> None:
    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    async with env.db.write() as session:
        office = await session.get(Office, (await rows(env, Office))[0].id)
        assert office is not None
        office.ends_on = today(env)
    clock.advance(days=2)
    await terms.end_due(env)
    assert (await rows(env, Office, person_id=admin.person_id))[0].until is None
    await make_person(env, (Role.ADMINISTRATOR, None))
    await terms.end_due(env)
    assert (await rows(env, Office, person_id=admin.person_id))[0].until is not None


async def test_administrators_are_told_once_thirty_days_before_the_end(env: Env, clock: FrozenClock) -> None:
    await takes(env, Role.FRONT, ends_on=today(env) + timedelta(days=31))
    await terms.announce_ends(env)
    assert await rows(env, Outbox, card="people.office_ending") == []
    clock.advance(days=1)
    for _ in range(2):
        await terms.announce_ends(env)
    assert len(await rows(env, Outbox, card="people.office_ending")) == 1


async def test_terms_are_swept_with_everything_that_time_does() -> None:
    assert {terms.end_due, terms.announce_ends} <= set(ticks.SWEEPS)


async def test_terms_of_another_ward_are_left_alone(env: Env, other_ward: Env, clock: FrozenClock) -> None:
    await takes(other_ward, Role.FRONT, ends_on=today(env) + timedelta(days=1))
    clock.advance(days=5)
    await terms.announce_ends(env)
    await terms.end_due(env)
    assert await rows(other_ward, Outbox, card="people.office_ending") == []
    assert (await rows(other_ward, Office, role="front"))[0].until is None


@pytest.mark.parametrize("days", [-1, 0])
async def test_a_term_ends_tomorrow_at_the_earliest(env: Env, days: int) -> None:
    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    ends_on = today(env) + timedelta(days=days)
    await refused(Why.PAST_DATE, offices.invite(env, admin, Role.FRONT, ends_on=ends_on))


async def test_an_invitation_whose_term_passed_is_worth_nothing(env: Env, clock: FrozenClock) -> None:
    admin, actor = await make_person(env, (Role.ADMINISTRATOR, None)), await make_person(env)
    made = await offices.invite(env, admin, Role.FRONT, ends_on=today(env) + timedelta(days=1))
    clock.advance(days=2)
    await refused(Why.LINK_EXPIRED, offices.accept(env, actor, offices.reference(env, made.token), "Mẫu"))


async def test_an_inspector_of_a_group_serves_as_long_as_its_head_luat_10_dieu_36(env: Env) -> None:
    ends_on = today(env) + timedelta(days=500)
    await takes(env, Role.GROUP_HEAD, "02", ends_on=ends_on)
    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    for group, given, expected in (
        ("02", None, ends_on),
        ("02", ends_on - timedelta(days=9), ends_on - timedelta(days=9)),
        ("01", None, None),
    ):
        made = await offices.invite(env, admin, Role.INSPECTOR, await group_id(env, group), ends_on=given)
        assert made.ends_on == expected


async def test_a_small_ward_has_at_most_five_inspectors_nd_59_dieu_13(env: Env) -> None:
    for group in ("01", "01", "02", "03", None):
        await takes(env, Role.INSPECTOR, group)
    refusal = await refused(Why.INSPECTORATE_FULL, takes(env, Role.INSPECTOR, "02"))
    assert refusal.values["article"] == "Nghị định 59/2023/NĐ-CP Điều 13 khoản 2"


async def _more_groups(env: Env, count: int) -> None:
    async with env.db.write() as session:
        for number in range(4, 4 + count):
            session.add(
                Group(
                    ward_id=env.ward_id,
                    code=f"{number:02}",
                    name=f"Tổ dân phố {number}",
                    household_count=0,
                    valid_from=date(2026, 7, 1),
                )
            )


async def test_a_ward_of_five_groups_has_one_inspector_in_each_luat_10_dieu_36(env: Env) -> None:
    await _more_groups(env, 2)
    await takes(env, Role.INSPECTOR, "05")
    refusal = await refused(Why.GROUP_HAS_INSPECTOR, takes(env, Role.INSPECTOR, "05"))
    assert refusal.values["group"] == "Tổ dân phố 5"
    await takes(env, Role.INSPECTOR, "04")
    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    lacking = await offices.gaps(env, admin)
    assert (lacking.members, lacking.least, lacking.too_few) == (2, 5, True)
    assert lacking.groups == ("Tổ dân phố 1", "Tổ dân phố 2", "Tổ dân phố 3")


async def test_a_project_board_of_fewer_than_five_is_lacking_luat_10_dieu_41(env: Env, other_ward: Env) -> None:
    for _ in range(5):
        await takes(env, Role.SUPERVISOR, project="Đường Mẫu")
    for _ in range(4):
        await takes(env, Role.SUPERVISOR, project="Cầu Mẫu")
    await takes(other_ward, Role.SUPERVISOR, project="Chợ Mẫu")
    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    assert (await offices.gaps(env, admin)).boards == (("Cầu Mẫu", 4),)


async def test_nothing_is_lacking_in_a_small_ward_with_an_inspector_in_each_group(env: Env) -> None:
    for group in ("01", "02", "03"):
        await takes(env, Role.INSPECTOR, group)
    assert not await offices.gaps(env, await make_person(env, (Role.ADMINISTRATOR, None)))


async def test_the_book_tells_of_every_office_and_how_it_ended(env: Env, clock: FrozenClock) -> None:
    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    clock.advance(seconds=1)
    _, withdrawn = await takes(env, Role.OFFICIAL)
    clock.advance(seconds=1)
    _, over = await takes(env, Role.SUPERVISOR, project="Đường Mẫu", ends_on=today(env) + timedelta(days=1))
    await offices.end(env, admin, withdrawn)
    clock.advance(days=2)
    await terms.end_due(env)
    found, count = await offices.register(env, admin, 0, 10)
    ended = {one.id: one.withdrawn for one in found if one.until is not None}
    assert ended == {withdrawn: True, over: False}
    assert count == len(await rows(env, Office)) == len(found)
    page, _ = await offices.register(env, admin, 1, 1)
    assert page == found[1:2]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
async def test_the_book_is_for_administrators(env: Env, role: Role) -> None:
    actor = await make_person(env, (role, None))
    await refused(Why.NOT_ALLOWED, offices.register(env, actor, 0, 10))
    await refused(Why.NOT_ALLOWED, offices.gaps(env, actor))


async def test_who_grants_offices_does_not_read_what_is_closed_to_the_ward_office(env: Env) -> None:
    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    made = await offices.invite(env, admin, Role.INSPECTOR)
    await refused(Why.GRANTS_AND_READS, offices.accept(env, admin, offices.reference(env, made.token), "Mẫu"))


async def test_a_front_of_one_group_organises_for_that_group_only(env: Env) -> None:
    first, second = await group_id(env, "01"), await group_id(env, "02")
    front = await make_person(env, (Role.FRONT, "01"))
    assert access.runs(env, front, [first])
    assert not access.runs(env, front, [second])
    assert not access.runs(env, front, [first, second])


def test_every_pair_that_excludes_each_other_does_so_both_ways() -> None:
    for pair in INCOMPATIBLE:
        one, other = pair
        assert conflict({one}, other) is one
        assert conflict({other}, one) is other
    assert conflict({Role.INSPECTOR}, Role.SUPERVISOR) is None
    assert conflict({Role.INSPECTOR}, Role.FRONT) is None


def test_a_term_from_the_last_of_february_ends_on_the_last_of_february() -> None:
    assert years_on(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert years_on(date(2026, 11, 20), 5) == date(2031, 11, 20)
