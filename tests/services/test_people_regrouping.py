"""Groups merged, split and renamed: households go along, offices and chats too, what was asked before stays."""

import asyncio
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.calendar import local_date
from rules.offices import Role
from rules.people import Purpose
from rules.regrouping import BadChangesError, Fault, Kind, Part, Step
from services.context import Actor, Env
from services.people import actors, chats, confirmation, consents, regrouping, wards
from services.people.changes_file import Changes, read
from services.polls import answering
from services.refusals import Why
from storage import people, schema
from storage.database import Database
from storage.models import (
    Account,
    Audit,
    Chat,
    Group,
    GroupSuccession,
    Household,
    HouseholdChange,
    Invitation,
    Office,
    Outbox,
    Representative,
)
from tests.conftest import ROOT
from tests.fixtures import FrozenClock, group_id, make_household, make_person, make_representative, make_ward
from tests.rows import rows
from tests.services.polling import AGREE, make_chat, open_survey, refusal_of

DECISION = "Nghị quyết số 00/NQ-HĐND"


def changes(env: Env, *steps: Step, in_force: date | None = None) -> Changes:
    today = local_date(env.clock.now())
    return Changes(DECISION, today - timedelta(days=5), in_force or today, steps)


def merge(*old: str, code: str = "09", offices_of: tuple[str, ...] = ()) -> Step:
    return Step(Kind.MERGE, old, (Part(code, "Tổ Hòa Bình", takes_rest=True, offices_of=offices_of),))


def split(old: str, first: tuple[str, ...]) -> Step:
    return Step(
        Kind.SPLIT,
        (old,),
        (
            Part(f"{old}A", "Tổ A", households=first),
            Part(f"{old}B", "Tổ B", takes_rest=True, takes_chats=True, offices_of=(old,)),
        ),
    )


def rename(old: str) -> Step:
    return Step(Kind.RENAME, (old,), (Part(old, "Tổ Đoàn Kết", takes_rest=True, offices_of=(old,)),))


async def again(env: Env, actor: Actor) -> Actor:
    """The same person as known now."""
    (account,) = await rows(env, Account, id=actor.account_id)
    found = await actors.recognise(env, account.network, account.external_id)
    assert found is not None
    return found


async def fault_of(env: Env, made: Changes) -> Fault:
    with pytest.raises(BadChangesError) as caught:
        await regrouping.carry_out(env, made)
    return caught.value.fault


async def test_merged_groups_end_and_their_households_are_in_the_new_one(env: Env) -> None:
    homes = [await make_household(env, code) for code in ("01", "01", "02", "03")]
    old = [await group_id(env, code) for code in ("01", "02")]
    report = await regrouping.carry_out(env, changes(env, merge("01", "02")))
    assert report.moves[0].new == (("Tổ Hòa Bình", 3),)
    assert [group.code for group in await wards.groups(env)] == ["03", "09"]
    new = await group_id(env, "09")
    assert [row.group_id for row in await rows(env, Household)] == [new, new, new, await group_id(env, "03")]
    today = local_date(env.clock.now())
    assert {row.valid_to for row in await rows(env, Group) if row.id in old} == {today}
    (made,) = await rows(env, Group, id=new)
    assert (made.valid_from, made.household_count) == (today, 3)
    successions = await rows(env, GroupSuccession)
    assert [(row.predecessor_id, row.successor_id, row.kind, row.decision) for row in successions] == [
        (one, new, "merge", DECISION) for one in old
    ]
    moves = await rows(env, HouseholdChange)
    assert [(row.household_id, row.cause) for row in moves] == [(home, "regrouping") for home in homes[:3]]


async def test_a_split_follows_its_list_and_says_by_which_decision(env: Env) -> None:
    first, second = await make_household(env, "01", "A1"), await make_household(env, "01", "A2")
    await regrouping.carry_out(env, changes(env, split("01", ("A1",))))
    there = {row.id: row.group_id for row in await rows(env, Household)}
    assert there == {first: await group_id(env, "01A"), second: await group_id(env, "01B")}
    (note,) = await rows(env, Audit, action="groups_changed")
    assert note.detail == DECISION


async def test_a_renamed_group_keeps_its_code_and_people_and_has_a_predecessor(env: Env) -> None:
    head = await make_person(env, (Role.GROUP_HEAD, "01"))
    speaker = await make_representative(env)
    old = await group_id(env, "01")
    await regrouping.carry_out(env, changes(env, rename("01")))
    new = await group_id(env, "01")
    assert new != old
    assert (await again(env, speaker)).group_id == new
    assert (await again(env, head)).covers(new, Role.GROUP_HEAD)


async def test_both_chats_serve_the_merged_group_and_so_does_an_unused_code(env: Env) -> None:
    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    offered = await chats.offer_code(env, admin, await group_id(env, "02"))
    for code in ("01", "02"):
        await make_chat(env, code)
    await regrouping.carry_out(env, changes(env, merge("01", "02")))
    new = await group_id(env, "09")
    assert [chat.group_id for chat in await rows(env, Chat)] == [new, new]
    assert (await chats.link(env, admin, offered.code, "telegram", "-5", "Nhóm")).id == new


async def test_offices_go_on_or_end_as_the_decision_says_and_who_loses_one_is_told(env: Env) -> None:
    stays = await make_person(env, (Role.GROUP_HEAD, "01"))
    goes = await make_person(env, (Role.GROUP_HEAD, "02"))
    report = await regrouping.carry_out(env, changes(env, merge("01", "02", offices_of=("01",))))
    assert (report.offices_moved, report.offices_ended) == (1, 1)
    new = await group_id(env, "09")
    assert (await again(env, stays)).covers(new, Role.GROUP_HEAD)
    assert (await again(env, goes)).offices == ()
    (told,) = await rows(env, Outbox, card="people.office_ended")
    assert told.account_id == goes.account_id
    assert [row.action for row in await rows(env, Audit, subject="office")] == ["office_moved", "office_ended"]
    assert len([row for row in await rows(env, Office) if row.until is None]) == 1


async def test_an_invitation_to_an_office_that_ends_is_worth_nothing(env: Env) -> None:
    from services.people import offices

    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    await offices.invite(env, admin, Role.GROUP_HEAD, await group_id(env, "01"))
    await offices.invite(env, admin, Role.GROUP_HEAD, await group_id(env, "02"))
    await regrouping.carry_out(env, changes(env, merge("01", "02", offices_of=("02",))))
    ended, kept = await rows(env, Invitation)
    assert ended.expires_at == env.clock.now()
    assert kept.group_id == await group_id(env, "09")


async def test_who_waits_to_be_confirmed_waits_in_the_new_group(env: Env) -> None:
    head = await make_person(env, (Role.GROUP_HEAD, "01"))
    household = await make_household(env, "02")
    asker = await make_person(env)
    await consents.decide(env, asker, Purpose.HOUSEHOLD, granted=True)
    await confirmation.ask_group_head(env, asker, await group_id(env, "02"), "Mẫu, số 1")
    await regrouping.carry_out(env, changes(env, merge("01", "02", offices_of=("01",))))
    head = await again(env, head)
    waiting = await confirmation.waiting_for(env, head)
    assert waiting is not None
    await confirmation.confirm(env, head, waiting.id, household)
    assert (await again(env, asker)).household_id == household


async def test_an_open_poll_keeps_its_groups_its_households_and_its_people(env: Env) -> None:
    head = await make_person(env, (Role.GROUP_HEAD, "01"))
    first, other = await make_representative(env, group_code="01"), await make_representative(env, group_code="02")
    await make_chat(env, "01")
    old = await group_id(env, "01")
    poll = await open_survey(env, ("01",))
    await regrouping.carry_out(env, changes(env, merge("01", "02", offices_of=("01",))))
    await answering.cast(env, await again(env, first), poll.id, AGREE, card_group_id=old)
    outsider = answering.cast(env, await again(env, other), poll.id, AGREE, card_group_id=None)
    assert await refusal_of(outsider) is Why.NOT_IN_ELECTORATE
    card = await answering.private_card(env, await again(env, first), poll.id)
    assert (card.group_name, card.participation.households) == ("Tổ dân phố 1", 1)
    assert (await again(env, head)).covers(old, Role.GROUP_HEAD)
    async with env.db.read() as session:
        assert len(await people.chats_of(session, env.ward_id, [old])) == 1
        assert await people.holders(session, env.ward_id, [Role.GROUP_HEAD], old) == [head.person_id]


async def test_a_poll_that_is_to_open_later_stands_in_the_way(env: Env) -> None:
    await make_representative(env)
    await open_survey(env, ("01",), opens_at=env.clock.now() + timedelta(hours=3))
    assert await fault_of(env, changes(env, merge("01", "02"))) is Fault.POLL_PLANNED


async def test_a_decision_that_is_not_in_force_yet_is_refused(env: Env) -> None:
    today = local_date(env.clock.now())
    tomorrow = changes(env, merge("01", "02"), in_force=today + timedelta(days=1))
    assert await fault_of(env, tomorrow) is Fault.NOT_YET


async def test_a_decision_from_before_the_ward_was_founded_here_ends_groups_no_earlier_than_they_began(
    env: Env,
) -> None:
    await regrouping.carry_out(env, changes(env, merge("01", "02"), in_force=date(2026, 6, 30)))
    assert all(row.valid_to is None or row.valid_to >= row.valid_from for row in await rows(env, Group))


async def test_an_impossible_step_leaves_everything_as_it_was(env: Env) -> None:
    await make_household(env, "01", "A1")
    await make_household(env, "03", "C1")
    assert await fault_of(env, changes(env, merge("01", "02"), split("03", ("A1",)))) is Fault.HOUSEHOLD_UNKNOWN
    assert [group.code for group in await wards.groups(env)] == ["01", "02", "03"]
    assert await rows(env, GroupSuccession) == []


async def test_a_dry_run_tells_the_same_and_writes_nothing(env: Env) -> None:
    await make_household(env, "01")
    told = await regrouping.carry_out(env, changes(env, merge("01", "02")), dry_run=True)
    assert await rows(env, GroupSuccession) == []
    assert told.moves == (await regrouping.carry_out(env, changes(env, merge("01", "02")))).moves


async def test_another_ward_is_not_touched(env: Env, other_ward: Env) -> None:
    home = await make_household(other_ward, "01")
    await regrouping.carry_out(env, changes(env, merge("01", "02")))
    assert [group.code for group in await wards.groups(other_ward)] == ["01", "02", "03"]
    assert (await rows(other_ward, Household))[0].id == home


async def test_offices_reach_back_over_several_changes(env: Env) -> None:
    head = await make_person(env, (Role.GROUP_HEAD, "01"))
    olds = [await group_id(env, code) for code in ("01", "02", "03")]
    await regrouping.carry_out(env, changes(env, merge("01", "02", offices_of=("01",))))
    await regrouping.carry_out(env, changes(env, merge("09", "03", code="10", offices_of=("09",))))
    known = await again(env, head)
    assert all(known.covers(old, Role.GROUP_HEAD) for old in olds)
    assert known.offices[0].group_id == await group_id(env, "10")


def test_the_sample_is_a_plan(tmp_path: Path) -> None:
    found = read(ROOT / "samples" / "changes.toml")
    assert [step.kind for step in found.steps] == [Kind.MERGE, Kind.SPLIT, Kind.RENAME]
    assert found.steps[0].parts[0].offices_of == ("01",)
    assert found.steps[1].heir.code == "03B"
    assert found.steps[2].parts[0].code == "04"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("decision = ", Fault.UNREADABLE),
        ("decided_on = 2026-06-25\nin_force = 2026-07-01", Fault.BAD_VALUE),
        ('decision = "x"\ndecided_on = "hôm qua"\nin_force = 2026-07-01', Fault.BAD_VALUE),
        ('merge = "x"', Fault.BAD_VALUE),
        ('[[merge]]\ngroups = ["01", 2]\ncode = "1"\nname = "x"', Fault.BAD_VALUE),
        ('[[rename]]\ngroup = "01"\nname = " "', Fault.BAD_VALUE),
        ('[[split]]\ngroup = "01"', Fault.TOO_FEW),
    ],
)
def test_a_file_that_is_no_plan_is_refused(tmp_path: Path, text: str, expected: Fault) -> None:
    path = tmp_path / "changes.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadChangesError) as caught:
        read(path)
    assert caught.value.fault is expected


# --- whatever is decided, in whatever order ---------------------------------------------------------


async def _through(folder: Path, plan: list[tuple[str, int, int]]) -> None:
    db = Database(f"sqlite+aiosqlite:///{folder / 'test.db'}")
    await schema.create(db)
    env = await make_ward(db, FrozenClock())
    homes = {await make_household(env, code, f"H{number}") for number, code in enumerate(["01", "01", "02", "03"])}
    speaker = await make_representative(env, min(homes))
    for place, (kind, first, second) in enumerate(plan):
        known = [group.code for group in await wards.groups(env)]
        old, other = known[first % len(known)], known[second % len(known)]
        if kind == "merge" and old != other:
            step = merge(old, other, code=f"M{place}")
        elif kind == "split":
            there = [row.code for row in await rows(env, Household, group_id=await group_id(env, old))]
            step = split(old, tuple(there[: second % (len(there) + 1)]))
        else:
            step = rename(old)
        await regrouping.carry_out(env, changes(env, step))
        in_force = {group.id for group in await wards.groups(env)}
        households = await rows(env, Household)
        assert {row.id for row in households} == homes
        assert all(row.group_id in in_force for row in households)
        declared = sum(row.household_count for row in await rows(env, Group) if row.id in in_force)
        assert declared <= len(homes)
        (one,) = await rows(env, Representative, person_id=speaker.person_id)
        assert one.group_id == next(row.group_id for row in households if row.id == one.household_id)
    await db.close()


@settings(max_examples=12)
@given(
    st.lists(
        st.tuples(st.sampled_from(["merge", "split", "rename"]), st.integers(0, 5), st.integers(0, 5)),
        min_size=1,
        max_size=5,
    )
)
def test_after_any_decisions_every_household_is_in_one_group_in_force(plan: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(_through(Path(name), plan))
