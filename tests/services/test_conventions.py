"""The life of a convention on record: who may take which step, what the law refuses, what people then read."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from rules.conventions import Act, Basis, Outcome, State
from rules.offices import Role
from services.context import Env
from services.conventions import reading, steps, synthesis
from services.refusals import Refused, Why
from storage.models import Audit, ConventionStep, Obligation
from tests.fixtures import FrozenClock, group_id, make_household, make_person, make_representative
from tests.services.drafting import (
    MINUTES,
    TEXT,
    adopted,
    asked,
    closed,
    days_later,
    drafted,
    head,
    in_force,
    official,
    proposed,
    synthesised,
    today,
)
from tests.services.polling import make_chat, messages, refusal_of

AMENDED = TEXT.replace("18 giờ", "19 giờ")


# --- the whole way ---------------------------------------------------------------------------------------


async def test_a_convention_is_in_force_after_every_step_and_residents_read_it(env: Env, clock: FrozenClock) -> None:
    await make_household(env)
    by, recogniser, resident = await head(env), await official(env), await make_representative(env)
    version = await in_force(env, clock, by, recogniser)
    assert version.state is State.RECOGNISED
    there = await reading.home(env, resident, version.group_id)
    assert there.current is not None
    assert (there.current.decision, there.current.recognised_on) == ("12/QĐ-UBND", today(env))
    text = await reading.document(env, resident, version.id)
    assert " ".join(clause.whole for clause in text.clauses).split() == TEXT.split()
    _, found = await reading.search(env, resident, version.id, "trat tu")
    assert [clause.name for clause in found] == ["Điều 3"]

    await steps.take(env, by, version.id, Act.DISSEMINATE, today(env), "Niêm yết và loa truyền thanh")
    life = await reading.life(env, by, version.id)
    assert life.version.state is State.IN_FORCE
    assert life.version.owed is not None
    assert life.version.owed.act is Act.REVIEW
    assert [step.act for step in life.steps] == [
        Act.PROPOSE, Act.DRAFT, Act.WRITE, Act.CONSULT, Act.CLOSE, Act.SYNTHESISE, Act.MEET, Act.SEND,
        Act.RECOGNISE, Act.DISSEMINATE,
    ]  # fmt: skip


async def test_the_minutes_are_kept_and_read_by_its_offices_only(env: Env, clock: FrozenClock) -> None:
    await make_household(env)
    by, resident = await head(env), await make_representative(env)
    version = await adopted(env, clock, by)
    assert await reading.minutes(env, await official(env), version.id) == MINUTES
    for actor in (resident, await head(env, "02")):
        assert await refusal_of(reading.minutes(env, actor, version.id)) is Why.NOT_ALLOWED


async def test_every_step_is_in_the_audit_with_who_took_it(env: Env, clock: FrozenClock) -> None:
    await make_household(env)
    by, recogniser = await head(env), await official(env)
    await in_force(env, clock, by, recogniser)
    async with env.db.read() as session:
        book = (await session.execute(select(ConventionStep).order_by(ConventionStep.id))).scalars().all()
        audit = (await session.execute(select(Audit).order_by(Audit.id))).scalars().all()
    assert [f"convention_{step.act}" for step in book] == [line.action for line in audit]
    assert [step.person_id for step in book] == [line.person_id for line in audit]
    assert {step.person_id for step in book if step.act == Act.RECOGNISE} == {recogniser.person_id}
    assert [step.file_id is not None for step in book if step.act == Act.MEET] == [True]


async def test_an_amendment_replaces_the_version_in_force_and_is_compared_with_it(env: Env, clock: FrozenClock) -> None:
    await make_household(env)
    by, recogniser, resident = await head(env), await official(env), await make_representative(env)
    first = await in_force(env, clock, by, recogniser)
    second = await adopted(env, clock, by, AMENDED)
    there = await reading.home(env, resident, first.group_id)
    assert there.current is not None
    assert there.current.id == first.id, "what is adopted is not in force before its recognition"
    await steps.take(env, by, second.id, Act.SEND, today(env))
    await steps.recognise(env, recogniser, second.id, "13/QĐ-UBND", today(env))
    there = await reading.home(env, resident, first.group_id)
    assert there.current is not None
    assert there.previous is not None
    assert (there.current.id, there.previous.id, there.previous.state) == (second.id, first.id, State.REPLACED)
    comparison = await reading.comparison(env, resident, second.id)
    assert [change.name for change in comparison.changes if change.is_changed] == ["Điều 2"]


async def test_one_adopted_long_ago_is_entered_and_then_confirmed_by_an_official(env: Env) -> None:
    by, recogniser = await head(env), await official(env)
    resident = await make_representative(env)
    version = await steps.enter(env, by, await group_id(env, "01"), "huong_uoc", TEXT)
    assert (await reading.home(env, resident, version.group_id)).current is None
    earlier = days_later(today(env), -400)
    assert await refusal_of(steps.recognise(env, by, version.id, "5/QĐ-UBND", earlier)) is Why.NOT_ALLOWED
    await steps.recognise(env, recogniser, version.id, "5/QĐ-UBND", earlier)
    there = await reading.home(env, resident, version.group_id)
    assert there.current is not None
    assert there.current.recognised_on == earlier
    assert await refusal_of(steps.enter(env, by, version.group_id, "huong_uoc", TEXT)) is Why.ALREADY_DONE


# --- what the law refuses ----------------------------------------------------------------------------------


async def test_dieu_7_fewer_than_a_tenth_of_the_households_need_an_endorsement(env: Env) -> None:
    for _ in range(11):
        await make_household(env)
    by, group = await head(env), await group_id(env, "01")
    with pytest.raises(Refused) as refusal:
        await steps.propose(env, by, group, "quy_uoc", Basis.CITIZENS, 1)
    assert refusal.value.why is Why.TOO_FEW_SUPPORTERS
    assert refusal.value.values == {"needed": 2, "households": 11, "article": "Nghị định 61/2023/NĐ-CP Điều 7"}
    await steps.propose(env, by, group, "quy_uoc", Basis.ENDORSED, 1)


async def test_dieu_9_a_shorter_consultation_is_refused_with_the_article(env: Env) -> None:
    await make_household(env)
    by = await head(env)
    version = await drafted(env, by)
    with pytest.raises(Refused) as refusal:
        await steps.consult(env, by, version.id, today(env), 29, None)
    assert refusal.value.why is Why.PERIOD_TOO_SHORT
    assert refusal.value.values["article"] == "Nghị định 61/2023/NĐ-CP Điều 9 khoản 1"
    tomorrow = days_later(today(env), 1)
    assert await refusal_of(steps.consult(env, by, version.id, tomorrow, 30, None)) is Why.FUTURE_DATE
    long_ago = days_later(today(env), -40)
    assert await refusal_of(steps.consult(env, by, version.id, long_ago, 30, None)) is Why.PAST_DATE
    opened = await steps.consult(env, by, version.id, days_later(today(env), -10), 30, None)
    assert opened.closes_at is not None
    assert opened.closes_at - env.clock.now() > timedelta(days=20), "counted from the day of posting"


@pytest.mark.parametrize(
    ("households", "present", "agree", "outcome"),
    [(100, 50, 50, Outcome.TOO_FEW_PRESENT), (100, 60, 50, Outcome.BELOW_THRESHOLD)],
)
async def test_dieu_10_a_meeting_below_the_threshold_is_recorded_and_adopts_nothing(
    env: Env, clock: FrozenClock, households: int, present: int, agree: int, outcome: Outcome
) -> None:
    await make_household(env)
    by = await head(env)
    version = await synthesised(env, clock, by)
    left, why = await steps.meet(env, by, version.id, today(env), households, present, agree, MINUTES)
    assert (left.state, why, left.adopted_on) == (State.SYNTHESISED, outcome, None)
    life = await reading.life(env, by, version.id)
    assert life.steps[-1].outcome is outcome
    assert (Act.COUNT_SLIPS in life.acts) == (outcome is Outcome.TOO_FEW_PRESENT)


async def test_dieu_10_slips_follow_only_a_meeting_with_too_few_households(env: Env, clock: FrozenClock) -> None:
    await make_household(env)
    by = await head(env)
    version = await synthesised(env, clock, by)

    async def slips(agree: int) -> Outcome:
        return (await steps.count_slips(env, by, version.id, today(env), 100, 90, agree, MINUTES))[1]

    with pytest.raises(Refused) as refusal:
        await slips(80)
    assert refusal.value.why is Why.SLIPS_AFTER_MEETING
    assert refusal.value.values["article"] == "Nghị định 61/2023/NĐ-CP Điều 10 khoản 2"
    await steps.meet(env, by, version.id, today(env), 100, 60, 40, MINUTES)
    assert await refusal_of(slips(80)) is Why.SLIPS_AFTER_MEETING, "most were there and did not agree"
    await steps.meet(env, by, version.id, today(env), 100, 40, 40, MINUTES)
    assert await slips(50) is Outcome.BELOW_THRESHOLD
    assert await slips(51) is Outcome.ADOPTED
    assert (await reading.document(env, by, version.id)).version.state is State.ADOPTED


async def test_dieu_10_the_denominator_is_never_less_than_the_roll(env: Env, clock: FrozenClock) -> None:
    for _ in range(10):
        await make_household(env)
    by = await head(env)
    version = await synthesised(env, clock, by)
    only_those_present = steps.meet(env, by, version.id, today(env), 6, 6, 5, MINUTES)
    assert await refusal_of(only_those_present) is Why.FEWER_THAN_ROLL
    more_than_all = steps.meet(env, by, version.id, today(env), 10, 11, 5, MINUTES)
    assert await refusal_of(more_than_all) is Why.MEETING_NUMBERS_WRONG


async def test_no_meeting_before_the_consultation_is_over(env: Env, clock: FrozenClock) -> None:
    await make_household(env)
    by = await head(env)
    version = await asked(env, by)
    early = steps.meet(env, by, version.id, today(env), 100, 60, 51, MINUTES)
    assert await refusal_of(early) is Why.STEP_IMPOSSIBLE
    await closed(env, clock, version)
    await synthesis.synthesise(env, by, version.id)
    before = days_later(today(env), -1)
    assert await refusal_of(steps.meet(env, by, version.id, before, 100, 60, 51, MINUTES)) is Why.BEFORE_LAST_STEP


@pytest.mark.parametrize("act", [Act.MEET, Act.COUNT_SLIPS, Act.RECOGNISE, Act.SYNTHESISE, Act.CLOSE, Act.REPLACE])
async def test_nothing_is_adopted_or_recognised_by_a_plain_step(env: Env, clock: FrozenClock, act: Act) -> None:
    await make_household(env)
    both = await make_person(env, (Role.GROUP_HEAD, "01"), (Role.OFFICIAL, None))
    version = await synthesised(env, clock, both)
    assert await refusal_of(steps.take(env, both, version.id, act, today(env))) is Why.STEP_IMPOSSIBLE


# --- who may ------------------------------------------------------------------------------------------------


async def test_only_offices_of_the_group_compose_and_only_officials_recognise(
    env: Env, clock: FrozenClock, other_ward: Env
) -> None:
    await make_household(env)
    by, recogniser = await head(env), await official(env)
    version = await adopted(env, clock, by)
    strangers = (await head(env, "02"), recogniser, await make_representative(env), await make_person(env))
    for actor in strangers:
        assert await refusal_of(steps.take(env, actor, version.id, Act.SEND, today(env))) is Why.NOT_ALLOWED
    foreign = await head(other_ward)
    assert await refusal_of(steps.take(other_ward, foreign, version.id, Act.SEND, today(env))) is Why.NOT_FOUND
    assert await refusal_of(steps.take(env, foreign, version.id, Act.SEND, today(env))) is Why.NOT_FOUND
    await steps.take(env, by, version.id, Act.SEND, today(env))
    assert await refusal_of(steps.recognise(env, by, version.id, "1/QĐ", today(env))) is Why.NOT_ALLOWED
    assert await refusal_of(proposed(env, recogniser, "02")) is Why.NOT_ALLOWED
    assert await refusal_of(proposed(env, by)) is Why.PROPOSAL_EXISTS


async def test_a_draft_is_unreadable_outside_its_offices_until_it_is_posted(env: Env, other_ward: Env) -> None:
    await make_household(env)
    by, resident, other = await head(env), await make_representative(env), await head(env, "02")
    version = await drafted(env, by)
    for actor in (resident, other):
        assert await refusal_of(reading.document(env, actor, version.id)) is Why.NOT_FOUND
        assert (await reading.home(env, actor, version.group_id)).under_way is None
    await steps.consult(env, by, version.id, today(env), 30, None)
    assert (await reading.document(env, resident, version.id)).version.id == version.id
    foreign = await make_representative(other_ward)
    assert await refusal_of(reading.document(other_ward, foreign, version.id)) is Why.NOT_FOUND
    assert await refusal_of(reading.home(other_ward, foreign, version.group_id)) is Why.NOT_FOUND
    assert await refusal_of(reading.life(env, resident, version.id)) is Why.NOT_ALLOWED


# --- who hears --------------------------------------------------------------------------------------------


async def test_the_group_hears_of_meetings_and_recognitions_and_offices_of_what_they_owe(
    env: Env, clock: FrozenClock
) -> None:
    await make_household(env)
    chat = await make_chat(env, "01")
    await make_chat(env, "02")
    by, recogniser = await head(env), await official(env)
    version = await in_force(env, clock, by, recogniser)
    rows = await messages(env, "convention_news")
    life = await reading.life(env, by, version.id)
    acts = {step.id: step.act for step in life.steps}
    assert [acts[row.values["step"]] for row in rows if row.chat_id == chat] == [Act.CLOSE, Act.MEET, Act.RECOGNISE]
    assert {row.chat_id for row in rows} == {None, chat}
    assert [acts[row.values["step"]] for row in rows if row.account_id == recogniser.account_id] == [Act.SEND]


async def test_what_the_law_gives_days_for_is_owed_and_done_by_the_next_step(env: Env, clock: FrozenClock) -> None:
    await make_household(env)
    by, recogniser = await head(env), await official(env)

    async def owed() -> list[tuple[str, str, str]]:
        async with env.db.read() as session:
            rows = (await session.execute(select(Obligation).order_by(Obligation.id))).scalars().all()
            return [(row.kind, row.role, row.state) for row in rows]

    version = await adopted(env, clock, by)
    assert await owed() == [("decision_sending", "group_head", "owed")]
    await steps.take(env, by, version.id, Act.SEND, today(env))
    assert await owed() == [
        ("decision_sending", "group_head", "done"), ("convention_recognition", "official", "owed"),
    ]  # fmt: skip
    clock.advance(days=30)
    await steps.recognise(env, recogniser, version.id, "12/QĐ-UBND", today(env))
    assert [state for _, _, state in await owed()] == ["done", "late"]


async def test_the_desk_shows_what_is_due_first(env: Env, clock: FrozenClock) -> None:
    await make_household(env)
    front = await make_person(env, (Role.FRONT, None))
    await proposed(env, front, "02")
    sent = await adopted(env, clock, front)
    homes = await reading.desk(env, front)
    assert len(homes) == 3
    assert homes[0].under_way is not None
    assert homes[0].under_way.id == sent.id
    assert await refusal_of(reading.desk(env, await make_representative(env))) is Why.NOT_ALLOWED


async def test_a_returned_file_is_drafted_anew_or_sent_again(env: Env, clock: FrozenClock) -> None:
    await make_household(env)
    by, recogniser = await head(env), await official(env)
    version = await adopted(env, clock, by)
    await steps.take(env, by, version.id, Act.SEND, today(env))
    await steps.take(env, recogniser, version.id, Act.RETURN, today(env), "Điều 2 trái luật")
    await steps.take(env, by, version.id, Act.REVISE, today(env), "Sửa Điều 2")
    await steps.write(env, by, version.id, AMENDED)
    assert await refusal_of(steps.meet(env, by, version.id, today(env), 100, 60, 51, MINUTES)) is Why.STEP_IMPOSSIBLE
    opened = await steps.consult(env, by, version.id, today(env), 30, None)
    assert (opened.asked_edition, opened.adopted_on) == (2, None)


async def test_suspended_and_abolished_ones_are_no_longer_said_to_be_in_force(env: Env, clock: FrozenClock) -> None:
    await make_household(env)
    by, recogniser, resident = await head(env), await official(env), await make_representative(env)
    version = await in_force(env, clock, by, recogniser)
    await steps.take(env, recogniser, version.id, Act.SUSPEND, today(env), "14/QĐ-UBND")
    there = await reading.home(env, resident, version.group_id)
    assert there.current is not None
    assert there.current.state is State.SUSPENDED
    await steps.take(env, recogniser, version.id, Act.ABOLISH, today(env), "15/QĐ-UBND")
    assert (await reading.home(env, resident, version.group_id)).current is None
