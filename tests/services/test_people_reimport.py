"""The roll as the year goes: who is missing, who moved, who comes back; nobody is ever deleted."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.calendar import local_date
from rules.people import Purpose
from rules.roll import RawRow
from services.context import Env
from services.people import actors, confirmation, consents, roll, slips
from services.people.views import RollReport
from services.polls import answering
from services.refusals import Why
from storage import schema
from storage.database import Database
from storage.models import Account, Audit, Household, HouseholdChange, Outbox, Representative
from tests.fixtures import FrozenClock, group_id, make_household, make_person, make_representative, make_ward
from tests.rows import rows
from tests.services.polling import AGREE, open_survey, refusal_of

HOMES = (("01", "01-001"), ("01", "01-002"), ("01", "01-003"), ("02", "02-001"))


def listed(homes: Sequence[tuple[str, str]]) -> list[RawRow]:
    return [
        RawRow(
            number,
            {"group_code": group, "household_code": code, "address": f"Số {code}", "representative": "Nguyễn Mẫu"},
        )
        for number, (group, code) in enumerate(homes, 2)
    ]


async def load(env: Env, homes: Sequence[tuple[str, str]], **options: Any) -> RollReport:
    return await roll.load(env, listed(homes), **options)


async def open_codes(env: Env) -> set[str]:
    return {row.code for row in await rows(env, Household) if row.closed_on is None}


async def home(env: Env, code: str) -> Household:
    return (await rows(env, Household, code=code))[0]


async def test_households_that_a_list_leaves_out_are_told_and_stay(env: Env) -> None:
    await load(env, HOMES)
    report = await load(env, HOMES[2:])
    assert [(gone.code, gone.group) for gone in report.missing] == [
        ("01-001", "Tổ dân phố 1"),
        ("01-002", "Tổ dân phố 1"),
    ]
    assert report.closed == 0
    assert len(await open_codes(env)) == 4


async def test_with_close_missing_they_are_closed_today_with_history_and_kept(env: Env) -> None:
    await load(env, HOMES)
    report = await load(env, HOMES[1:], close_missing=True)
    assert report.closed == 1
    closed = await home(env, "01-001")
    assert closed.closed_on == local_date(env.clock.now())
    (line,) = await rows(env, HouseholdChange)
    assert (line.household_id, line.kind, line.cause) == (closed.id, "closed", "roll")
    assert "1 closed" in ((await rows(env, Audit, action="roll_loaded"))[-1].detail or "")


async def test_a_dry_run_tells_what_would_be_closed_and_closes_nothing(env: Env) -> None:
    await load(env, HOMES)
    report = await load(env, HOMES[1:], close_missing=True, dry_run=True)
    assert report.closed == 1
    assert len(await open_codes(env)) == 4


async def test_a_group_that_the_list_does_not_name_is_left_alone(env: Env) -> None:
    await load(env, HOMES)
    report = await load(env, HOMES[:3], close_missing=True)
    assert report.missing == ()
    assert "02-001" in await open_codes(env)


async def test_nothing_is_closed_while_a_row_is_rejected(env: Env) -> None:
    await load(env, HOMES)
    report = await load(env, [*HOMES[2:], ("77", "77-001")], close_missing=True)
    assert (len(report.missing), report.closed, report.left_open) == (2, 0, True)
    assert len(await open_codes(env)) == 4


async def test_a_household_whose_row_was_rejected_is_not_missing(env: Env) -> None:
    await load(env, HOMES)
    report = await load(env, [*HOMES[1:], ("77", "01-001")])
    assert report.missing == ()


async def test_closing_ends_the_representation_with_its_reason_and_tells_the_person(env: Env) -> None:
    await load(env, HOMES)
    actor = await make_representative(env, (await home(env, "01-001")).id)
    await load(env, HOMES[1:], close_missing=True)
    (ended,) = await rows(env, Representative, person_id=actor.person_id)
    assert (ended.state, ended.end_reason) == ("ended", "household_closed")
    (told,) = await rows(env, Outbox, card="people.household_closed")
    assert told.account_id == actor.account_id
    (account,) = await rows(env, Account, id=actor.account_id)
    again = await actors.recognise(env, account.network, account.external_id)
    assert again is not None
    assert again.household_id is None


async def test_the_slip_of_a_closed_household_is_void(env: Env) -> None:
    await load(env, HOMES)
    code = next(line.code for line in await slips.issue(env) if line.household_code == "01-001")
    await load(env, HOMES[1:], close_missing=True)
    person = await make_person(env)
    await consents.decide(env, person, Purpose.HOUSEHOLD, granted=True)
    assert await refusal_of(confirmation.check_slip(env, person, code)) is Why.CODE_EXPIRED


async def test_a_closed_household_that_comes_back_is_reopened_with_history(env: Env, clock: FrozenClock) -> None:
    await load(env, HOMES)
    await load(env, HOMES[1:], close_missing=True)
    clock.advance(days=30)
    report = await load(env, HOMES)
    assert report.reopened == 1
    assert (await home(env, "01-001")).closed_on is None
    assert [line.kind for line in await rows(env, HouseholdChange)] == ["closed", "reopened"]


async def test_a_household_that_moves_is_an_update_with_history(env: Env) -> None:
    await load(env, HOMES)
    report = await load(env, [("02", "01-001"), *HOMES[1:]])
    assert report.moved == 1
    (line,) = await rows(env, HouseholdChange)
    assert (line.kind, line.from_group_id, line.to_group_id) == (
        "moved",
        await group_id(env, "01"),
        await group_id(env, "02"),
    )


async def test_an_open_poll_keeps_the_households_it_was_opened_with(env: Env) -> None:
    await load(env, HOMES)
    actor = await make_representative(env, (await home(env, "01-001")).id)
    stays = await make_representative(env, (await home(env, "01-002")).id)
    poll = await open_survey(env, ("01",))
    await answering.cast(env, actor, poll.id, AGREE, card_group_id=None)
    await load(env, [("02", "01-002"), *HOMES[2:]], close_missing=True)  # one gone, one moved away
    await answering.cast(env, stays, poll.id, AGREE, card_group_id=actor.group_id)
    card = await answering.card_for(env, None, poll.id, await group_id(env, "01"))
    assert (card.participation.answered, card.participation.households) == (2, 3)


async def test_a_list_of_another_ward_closes_nothing_here(env: Env, other_ward: Env) -> None:
    await load(env, HOMES)
    await load(other_ward, HOMES)
    await load(other_ward, HOMES[:1], close_missing=True)
    assert len(await open_codes(env)) == 4


async def test_how_far_a_list_is_never_goes_back_and_ends_at_its_end(env: Env) -> None:
    told: list[tuple[int, int]] = []
    await load(env, HOMES, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


# --- whatever lists come, in whatever order --------------------------------------------------------


async def _through(folder: Path, lists: Sequence[dict[int, str]]) -> None:
    db = Database(f"sqlite+aiosqlite:///{folder / 'test.db'}")
    await schema.create(db)
    env = await make_ward(db, FrozenClock())
    await make_household(env, "03", "KEPT")
    ever: set[str] = {"KEPT"}
    for homes in lists:
        report = await load(env, [(group, f"H{n}") for n, group in homes.items()], close_missing=True)
        there = {row.code: row for row in await rows(env, Household)}
        ever |= {f"H{n}" for n in homes}
        assert set(there) == ever  # nobody is ever deleted
        groups = {code: await group_id(env, code) for code in ("01", "02")}
        for n, group in homes.items():
            assert (there[f"H{n}"].group_id, there[f"H{n}"].closed_on) == (groups[group], None)
        named = {f"H{n}" for n in homes}
        left = {code for code, row in there.items() if row.closed_on is None} - named
        assert all(there[code].group_id not in {groups[group] for group in homes.values()} for code in left)
        assert len(report.rows) == len(homes)
        assert (await load(env, [(group, f"H{n}") for n, group in homes.items()])).missing == ()
    await db.close()


@settings(max_examples=12)
@given(st.lists(st.dictionaries(st.integers(0, 7), st.sampled_from(["01", "02"]), min_size=1), min_size=1, max_size=5))
def test_after_any_lists_the_roll_is_the_last_one_and_everybody_is_kept(lists: list[dict[int, str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(_through(Path(name), lists))
