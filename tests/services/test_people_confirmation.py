"""Who speaks for a household: one person each, never without consent, whatever way they came."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from rules.offices import Role
from rules.people import CLAIM_LENGTH, SLIP_LIFE, Purpose
from services.context import Actor, Env
from services.people import confirmation, consents, me, slips
from services.refusals import Refused, Why
from storage.models import Household, Outbox, Representative, Slip
from tests.fixtures import FrozenClock, group_id, make_household, make_person, make_representative
from tests.rows import rows


async def agreed(env: Env, *offices: tuple[Role, str | None]) -> Actor:
    actor = await make_person(env, *offices)
    await consents.decide(env, actor, Purpose.HOUSEHOLD, granted=True)
    return actor


async def slip_for(env: Env, household: int) -> str:
    async with env.db.read() as session:
        row = await session.get(Household, household)
    assert row is not None
    return next(line.code for line in await slips.issue(env) if line.household_code == row.code)


async def with_phone(env: Env, phone: str, group: str = "01") -> int:
    household = await make_household(env, group)
    async with env.db.write() as session:
        row = await session.get(Household, household)
        assert row is not None
        row.phone_digest, row.phone_sealed = env.vault.digest(f"phone:{phone}"), env.vault.seal(phone)
    return household


async def confirm_by(env: Env, actor: Actor, code: str, *, consenting: bool = False) -> str:
    reference = await confirmation.check_slip(env, actor, code)
    return (await confirmation.by_slip(env, actor, reference, consenting=consenting)).code


async def refused(why: Why, doing: object) -> None:
    with pytest.raises(Refused) as caught:
        await doing  # type: ignore[misc]
    assert caught.value.why is why


async def holder(env: Env, actor: Actor) -> str | None:
    home = (await me.view(env, actor)).household
    return home.code if home else None


async def ask(env: Env, actor: Actor, group: str = "01", claim: str = "Nguyễn Mẫu An, số 1") -> int:
    await confirmation.ask_group_head(env, actor, await group_id(env, group), claim)
    return (await rows(env, Representative, state="waiting", person_id=actor.person_id))[0].id


# --- by slip -------------------------------------------------------------------------------------


async def test_a_slip_makes_its_holder_the_representative(env: Env) -> None:
    household = await make_household(env, code="01-001")
    code = await slip_for(env, household)
    actor = await agreed(env)
    assert await confirm_by(env, actor, f" {code[:4].lower()}-{code[4:]}") == "01-001"
    assert await holder(env, actor) == "01-001"


async def test_a_slip_works_once(env: Env) -> None:
    code = await slip_for(env, await make_household(env))
    await confirm_by(env, await agreed(env), code)
    await refused(Why.CODE_USED, confirm_by(env, await agreed(env), code))


async def test_two_persons_with_one_slip_at_the_same_instant_one_wins_and_the_other_hears_why(env: Env) -> None:
    code = await slip_for(env, await make_household(env, code="01-001"))
    first, second = await agreed(env), await agreed(env)
    reference = await confirmation.check_slip(env, first, code)
    ends = await asyncio.gather(
        confirmation.by_slip(env, first, reference),
        confirmation.by_slip(env, second, reference),
        return_exceptions=True,
    )
    lost = [end for end in ends if isinstance(end, Refused)]
    assert len(lost) == 1
    assert lost[0].why in (Why.CODE_USED, Why.HOUSEHOLD_HAS_REPRESENTATIVE)
    assert sorted([await holder(env, first) or "", await holder(env, second) or ""]) == ["", "01-001"]


async def test_one_person_with_two_slips_at_the_same_instant_gets_one_household(env: Env) -> None:
    homes = [await make_household(env), await make_household(env)]
    actor = await agreed(env)
    async with env.db.read() as session:
        names = {row.code for home in homes if (row := await session.get(Household, home))}
    references = [
        await confirmation.check_slip(env, actor, line.code)
        for line in await slips.issue(env)
        if line.household_code in names
    ]
    ends = await asyncio.gather(
        *(confirmation.by_slip(env, actor, reference) for reference in references), return_exceptions=True
    )
    assert [end.why for end in ends if isinstance(end, Refused)] == [Why.PERSON_HAS_HOUSEHOLD]
    assert len(await rows(env, Representative, state="active")) == 1


async def somebody_waits(env: Env) -> None:
    """Returns when a transaction of PostgreSQL waits for another; on SQLite the second has not begun."""
    waits = text("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
    while not env.db.is_sqlite:
        async with env.db.read() as session:
            if (await session.execute(waits)).first():
                return


@pytest.mark.parametrize("taken", ["household", "person"])
async def test_who_comes_second_by_a_hair_hears_why(env: Env, taken: str) -> None:
    household, actor = await make_household(env), await agreed(env)
    reference = await confirmation.check_slip(env, actor, await slip_for(env, household))
    rival = Representative(
        ward_id=env.ward_id,
        household_id=household if taken == "household" else await make_household(env),
        group_id=await group_id(env, "01"),
        person_id=actor.person_id if taken == "person" else (await make_person(env)).person_id,
        state="active",
        way="slip",
        asked_at=env.clock.now(),
    )
    async with env.db.write() as session:
        session.add(rival)
        await session.flush()
        second = asyncio.create_task(confirmation.by_slip(env, actor, reference))
        await somebody_waits(env)
    expected = Why.HOUSEHOLD_HAS_REPRESENTATIVE if taken == "household" else Why.PERSON_HAS_HOUSEHOLD
    await refused(expected, second)
    assert (await rows(env, Slip))[0].used_at is None


async def test_a_slip_of_a_household_that_has_a_representative_is_refused_and_stays_unused(env: Env) -> None:
    household = await make_household(env)
    code = await slip_for(env, household)
    spoken_for = await make_representative(env, household)
    newcomer = await agreed(env)
    await refused(Why.HOUSEHOLD_HAS_REPRESENTATIVE, confirm_by(env, newcomer, code))
    await confirmation.end(env, spoken_for)
    await confirm_by(env, newcomer, code)


async def test_a_slip_expires_after_sixty_days(env: Env, clock: FrozenClock) -> None:
    code = await slip_for(env, await make_household(env))
    actor = await agreed(env)
    clock.advance(seconds=(SLIP_LIFE - timedelta(seconds=1)).total_seconds())
    await confirmation.check_slip(env, actor, code)
    clock.advance(seconds=1)
    await refused(Why.CODE_EXPIRED, confirm_by(env, actor, code))


async def test_an_unknown_code_is_refused(env: Env) -> None:
    await refused(Why.CODE_UNKNOWN, confirm_by(env, await agreed(env), "AAAA-2222"))


async def test_a_new_slip_makes_the_old_one_worthless(env: Env) -> None:
    household = await make_household(env)
    old, new = await slip_for(env, household), await slip_for(env, household)
    actor = await agreed(env)
    await refused(Why.CODE_EXPIRED, confirm_by(env, actor, old))
    await confirm_by(env, actor, new)


async def test_a_slip_of_another_ward_is_unknown_here(env: Env, other_ward: Env) -> None:
    code = await slip_for(other_ward, await make_household(other_ward))
    await refused(Why.CODE_UNKNOWN, confirm_by(env, await agreed(env), code))


# --- consent -------------------------------------------------------------------------------------


async def test_without_consent_no_way_leads_to_a_household(env: Env) -> None:
    actor = await make_person(env)
    code = await slip_for(env, await with_phone(env, "+84999000001"))
    await refused(Why.CONSENT_NEEDED, confirm_by(env, actor, code))
    await refused(Why.CONSENT_NEEDED, confirmation.by_phone(env, actor, "0999000001"))
    await refused(
        Why.CONSENT_NEEDED, confirmation.ask_group_head(env, actor, await group_id(env, "01"), "Mẫu An, số 1")
    )
    assert await rows(env, Representative) == []


async def test_consent_given_with_the_slip_is_recorded_with_it(env: Env) -> None:
    actor = await make_person(env)
    code = await slip_for(env, await make_household(env, code="01-001"))
    assert await confirm_by(env, actor, code, consenting=True) == "01-001"
    assert (await me.view(env, actor)).consent(Purpose.HOUSEHOLD) is True


async def test_consent_given_with_a_slip_that_is_refused_is_not_recorded(env: Env) -> None:
    actor = await make_person(env)
    household = await make_household(env)
    reference = await confirmation.check_slip(env, actor, await slip_for(env, household))
    await make_representative(env, household)
    await refused(Why.HOUSEHOLD_HAS_REPRESENTATIVE, confirmation.by_slip(env, actor, reference, consenting=True))
    assert (await me.view(env, actor)).consent(Purpose.HOUSEHOLD) is None


async def test_taking_consent_back_ends_the_link_and_erases_what_was_written(env: Env) -> None:
    spoken, waits = await make_representative(env), await agreed(env)
    request = await ask(env, waits)
    for actor in (spoken, waits):
        await consents.decide(env, actor, Purpose.HOUSEHOLD, granted=False)
    assert await holder(env, spoken) is None
    row = (await rows(env, Representative, id=request))[0]
    assert (row.state, row.claim) == ("ended", None)


async def test_consent_to_disclosures_is_the_subscription(env: Env) -> None:
    actor = await make_person(env)
    wants = []
    for granted in (True, False):
        await consents.decide(env, actor, Purpose.DISCLOSURES, granted=granted)
        from storage.models import Person

        wants.append((await rows(env, Person, id=actor.person_id))[0].wants_disclosures)
    assert wants == [True, False]


async def test_the_same_decision_twice_is_one_line_and_another_one_more(env: Env) -> None:
    from storage.models import Consent

    actor = await make_person(env)
    for granted in (True, True, False):
        await consents.decide(env, actor, Purpose.DISCLOSURES, granted=granted)
    assert [row.granted for row in await rows(env, Consent)] == [True, False]


async def test_nothing_is_decided_before_somebody_decides(env: Env) -> None:
    assert [view.granted for view in await consents.given(env, await make_person(env))] == [None, None]


# --- by phone ------------------------------------------------------------------------------------


@pytest.mark.parametrize("shared", ["84999000001", "+84 999 000 001", "0999000001"])
async def test_a_phone_on_the_roll_makes_its_owner_the_representative(env: Env, shared: str) -> None:
    household = await with_phone(env, "+84999000001")
    actor = await agreed(env)
    assert (await confirmation.by_phone(env, actor, shared)).id == household


async def test_a_phone_that_is_not_on_the_roll_is_refused(env: Env) -> None:
    await with_phone(env, "+84999000001")
    for number in ("0999000002", "+1 555 010 0000", ""):
        await refused(Why.PHONE_UNKNOWN, confirmation.by_phone(env, await agreed(env), number))


async def test_a_phone_of_two_households_is_refused(env: Env) -> None:
    for _ in range(2):
        await with_phone(env, "+84999000001")
    await refused(Why.PHONE_AMBIGUOUS, confirmation.by_phone(env, await agreed(env), "0999000001"))


async def test_a_phone_of_another_ward_is_unknown_here(env: Env, other_ward: Env) -> None:
    await with_phone(other_ward, "+84999000001")
    await refused(Why.PHONE_UNKNOWN, confirmation.by_phone(env, await agreed(env), "0999000001"))


async def test_a_household_that_is_closed_is_found_no_more(env: Env, clock: FrozenClock) -> None:
    household = await with_phone(env, "+84999000001")
    async with env.db.write() as session:
        row = await session.get(Household, household)
        assert row is not None
        row.closed_on = clock.now().date()
    await refused(Why.PHONE_UNKNOWN, confirmation.by_phone(env, await agreed(env), "0999000001"))


# --- by the head of the group --------------------------------------------------------------------


async def test_the_head_of_the_group_hears_of_a_request_and_confirms_it(env: Env) -> None:
    head, asker = await make_person(env, (Role.GROUP_HEAD, "01")), await agreed(env)
    household = await make_household(env, code="01-001")
    request = await ask(env, asker)
    assert [row.account_id for row in await rows(env, Outbox, card="people.request")] == [head.account_id]
    shown = await confirmation.waiting_for(env, head)
    assert shown is not None
    assert (shown.id, shown.claim, shown.count) == (request, "Nguyễn Mẫu An, số 1", 1)
    await confirmation.confirm(env, head, request, household)
    assert await holder(env, asker) == "01-001"
    assert [row.account_id for row in await rows(env, Outbox, card="people.confirmed")] == [asker.account_id]
    assert (await rows(env, Representative, id=request))[0].claim is None


async def test_without_a_head_the_front_hears_of_a_request(env: Env) -> None:
    front = await make_person(env, (Role.FRONT, None))
    await make_person(env, (Role.GROUP_HEAD, "02"))
    asker = await agreed(env)
    assert await confirmation.ask_group_head(env, asker, await group_id(env, "01"), "Mẫu An")
    assert [row.account_id for row in await rows(env, Outbox)] == [front.account_id]


async def test_it_is_said_when_nobody_could_be_told(env: Env) -> None:
    asker = await agreed(env)
    assert await confirmation.ask_group_head(env, asker, await group_id(env, "01"), "Mẫu An") is False


async def test_a_refusal_reaches_the_person_and_erases_what_they_wrote(env: Env) -> None:
    head, asker = await make_person(env, (Role.GROUP_HEAD, "01")), await agreed(env)
    request = await ask(env, asker)
    await confirmation.refuse(env, head, request)
    assert [row.account_id for row in await rows(env, Outbox, card="people.refused")] == [asker.account_id]
    assert (await rows(env, Representative, id=request))[0].claim is None
    await refused(Why.ALREADY_DONE, confirmation.refuse(env, head, request))


async def test_two_heads_who_answer_at_once_answer_once(env: Env) -> None:
    heads = [await make_person(env, (Role.GROUP_HEAD, "01")) for _ in range(2)]
    household, asker = await make_household(env), await agreed(env)
    request = await ask(env, asker)
    ends = await asyncio.gather(
        confirmation.confirm(env, heads[0], request, household),
        confirmation.refuse(env, heads[1], request),
        return_exceptions=True,
    )
    assert [end.why for end in ends if isinstance(end, Refused)] == [Why.ALREADY_DONE]
    assert len(await rows(env, Outbox, subject=f"request:{request}", account_id=asker.account_id)) == 1


async def test_the_head_of_another_group_sees_and_answers_nothing(env: Env) -> None:
    stranger, asker = await make_person(env, (Role.GROUP_HEAD, "02")), await agreed(env)
    household = await make_household(env)
    request = await ask(env, asker)
    assert await confirmation.waiting_for(env, stranger) is None
    await refused(Why.NOT_ALLOWED, confirmation.confirm(env, stranger, request, household))
    await refused(Why.NOT_ALLOWED, confirmation.refuse(env, stranger, request))
    await refused(Why.NOT_ALLOWED, confirmation.candidates(env, stranger, request))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OFFICIAL, Role.INSPECTOR, Role.APPROVER])
async def test_other_offices_confirm_nobody(env: Env, role: Role) -> None:
    request = await ask(env, await agreed(env))
    actor = await make_person(env, (role, None))
    await refused(Why.NOT_ALLOWED, confirmation.waiting_for(env, actor))
    await refused(Why.NOT_ALLOWED, confirmation.refuse(env, actor, request))


async def test_nobody_confirms_themselves(env: Env) -> None:
    head = await agreed(env, (Role.GROUP_HEAD, "01"))
    household = await make_household(env)
    request = await ask(env, head)
    await refused(Why.OWN_REQUEST, confirmation.confirm(env, head, request, household))


async def test_a_household_of_another_group_cannot_be_given(env: Env) -> None:
    head, asker = await make_person(env, (Role.GROUP_HEAD, "01")), await agreed(env)
    request = await ask(env, asker)
    elsewhere = await make_household(env, "02")
    await refused(Why.NOT_FOUND, confirmation.confirm(env, head, request, elsewhere))
    assert await holder(env, asker) is None


async def test_a_household_and_a_request_of_another_ward_do_not_exist_here(env: Env, other_ward: Env) -> None:
    head, asker = await make_person(env, (Role.GROUP_HEAD, "01")), await agreed(env)
    request = await ask(env, asker)
    foreign_request = await ask(other_ward, await agreed(other_ward))
    foreign_home = await make_household(other_ward, "01")
    await refused(Why.NOT_FOUND, confirmation.confirm(env, head, request, foreign_home))
    await refused(Why.NOT_FOUND, confirmation.refuse(env, head, foreign_request))
    await refused(
        Why.NOT_FOUND,
        confirmation.ask_group_head(env, await agreed(env), await group_id(other_ward, "01"), "Mẫu An"),
    )
    assert (await rows(other_ward, Representative, id=foreign_request))[0].state == "waiting"


async def test_the_household_that_fits_the_words_comes_first_and_taken_ones_after_it(env: Env) -> None:
    head, asker = await make_person(env, (Role.GROUP_HEAD, "01")), await agreed(env)
    free = await make_household(env, "01", "01-010")
    taken = await make_household(env, "01", "01-011")
    await make_representative(env, taken)
    request = await ask(env, asker, claim="hộ 01-010 hay 01-011")
    assert [home.id for home in await confirmation.candidates(env, head, request)] == [free, taken]
    assert [home.id for home in await confirmation.candidates(env, head, request, "01010")] == [free]


async def test_asking_again_replaces_the_earlier_request(env: Env) -> None:
    asker = await agreed(env)
    first = await ask(env, asker, "01")
    second = await ask(env, asker, "02")
    states = {row.id: row.state for row in await rows(env, Representative)}
    assert states == {first: "ended", second: "waiting"}


async def test_being_confirmed_by_slip_ends_the_request(env: Env) -> None:
    asker = await agreed(env)
    request = await ask(env, asker)
    await confirm_by(env, asker, await slip_for(env, await make_household(env)))
    assert (await rows(env, Representative, id=request))[0].state == "ended"


async def test_words_for_the_head_have_an_end(env: Env) -> None:
    asker, group = await agreed(env), await group_id(env, "01")
    await refused(Why.EMPTY, confirmation.ask_group_head(env, asker, group, " \u200b\n"))
    await refused(Why.TOO_LONG, confirmation.ask_group_head(env, asker, group, "a" * (CLAIM_LENGTH + 1)))


# --- ending --------------------------------------------------------------------------------------


async def test_a_household_that_was_given_up_is_free_for_another_person(env: Env) -> None:
    household = await make_household(env)
    first = await make_representative(env, household)
    await confirmation.end(env, first)
    await refused(Why.ALREADY_DONE, confirmation.end(env, first))
    second = await agreed(env)
    await confirm_by(env, second, await slip_for(env, household))
    assert {row.state for row in await rows(env, Representative)} == {"ended", "active"}


async def test_what_is_stored_about_me_is_what_i_am_shown(env: Env) -> None:
    household = await make_household(env, "02", "02-001")
    actor = await make_representative(env, household)
    shown = await me.view(env, actor)
    assert shown.household is not None
    assert (shown.household.code, shown.household.group) == ("02-001", "Tổ dân phố 2")
    assert (shown.name, shown.offices, shown.waits_in) == (None, (), None)


async def test_a_person_of_another_ward_is_not_shown(env: Env, other_ward: Env) -> None:
    stranger = await make_person(other_ward)
    await refused(Why.NOT_FOUND, me.of_person(env, stranger.person_id))
