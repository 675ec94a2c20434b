"""Guessing codes of slips: ten wrong ones a day, then not even a right one, until tomorrow."""

import asyncio

import pytest
from sqlalchemy.exc import IntegrityError

from rules.calendar import local_date
from rules.people import WRONG_CODES_A_DAY
from services.context import Env
from services.people import confirmation, slips
from services.refusals import Why
from storage.models import WrongCode
from tests.fixtures import FrozenClock, make_household, make_person
from tests.rows import rows
from tests.services.polling import refusal_of


async def slip_for(env: Env) -> str:
    await make_household(env)
    return (await slips.issue(env))[0].code


async def test_after_ten_wrong_codes_not_even_the_right_one_is_taken_until_tomorrow(
    env: Env, clock: FrozenClock
) -> None:
    code, actor = await slip_for(env), await make_person(env)
    for _ in range(WRONG_CODES_A_DAY):
        assert await refusal_of(confirmation.check_slip(env, actor, "AAAA-2222")) is Why.CODE_UNKNOWN
    for guess in ("BBBB-2222", code):
        assert await refusal_of(confirmation.check_slip(env, actor, guess)) is Why.TOO_MANY_CODES
    assert len(await rows(env, WrongCode)) == WRONG_CODES_A_DAY
    clock.advance(days=1)
    assert await refusal_of(confirmation.check_slip(env, actor, code)) is None


async def test_nine_mistakes_do_not_keep_anybody_from_the_right_code(env: Env) -> None:
    code, actor = await slip_for(env), await make_person(env)
    for _ in range(WRONG_CODES_A_DAY - 1):
        await refusal_of(confirmation.check_slip(env, actor, "AAAA-2222"))
    assert await refusal_of(confirmation.check_slip(env, actor, code)) is None


async def test_the_mistakes_of_one_person_are_not_those_of_another(env: Env) -> None:
    code, clumsy, other = await slip_for(env), await make_person(env), await make_person(env)
    for _ in range(WRONG_CODES_A_DAY):
        await refusal_of(confirmation.check_slip(env, clumsy, "AAAA-2222"))
    assert await refusal_of(confirmation.check_slip(env, other, code)) is None


async def test_codes_typed_at_the_same_moment_are_all_counted(env: Env) -> None:
    actor = await make_person(env)
    guesses = [confirmation.check_slip(env, actor, f"AAAA-{number}") for number in range(15)]
    told = await asyncio.gather(*map(refusal_of, guesses))
    assert told.count(Why.CODE_UNKNOWN) == WRONG_CODES_A_DAY
    assert told.count(Why.TOO_MANY_CODES) == 15 - WRONG_CODES_A_DAY


async def test_old_mistakes_are_forgotten_and_an_eleventh_is_impossible(env: Env, clock: FrozenClock) -> None:
    actor = await make_person(env)
    await refusal_of(confirmation.check_slip(env, actor, "AAAA-2222"))
    clock.advance(days=1)
    await refusal_of(confirmation.check_slip(env, actor, "AAAA-2222"))
    today = local_date(clock.now())
    assert [row.day for row in await rows(env, WrongCode)] == [today]
    with pytest.raises(IntegrityError):
        async with env.db.write() as session:
            session.add(WrongCode(ward_id=env.ward_id, person_id=actor.person_id, day=today, number=11))
