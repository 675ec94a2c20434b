"""Votes online: only what the law lets be decided so, only after what it asks, and never by rounding."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from rules.calendar import local_date
from rules.offices import Role
from rules.outcomes import Reason
from rules.polls import Duty, Kind, Matter, Origin, Step, earliest_end_after_posting
from services import grounds
from services.context import Actor, Env
from services.polls import answering, compose, doors, entering, minutes, results, running, votes
from services.polls.entry_views import Slip
from services.refusals import Refused, Why
from tests.fixtures import FrozenClock, group_id, make_household, make_person
from tests.services.polling import front, refusal_of, row, survey
from tests.services.voting import answered, opened, prepared, record_ground, representatives


@pytest.mark.parametrize("matter", [None, *(matter for matter in Matter if matter is not Matter.OTHER)])
async def test_what_a_meeting_decides_is_refused_online_with_the_article(env: Env, matter: Matter | None) -> None:
    await make_household(env)
    draft = await survey(env, kind=Kind.ONLINE_VOTE, matter=matter)
    with pytest.raises(Refused) as refused:
        await compose.create(env, await front(env), draft)
    assert (refused.value.why, refused.value.values["article"]) == (Why.NOT_ONLINE, "Luật 10/2022/QH15 Điều 17 khoản 2")


@pytest.mark.parametrize("kind", [Kind.MEETING_VOTE, Kind.SLIP_VOTE])
async def test_a_vote_of_a_meeting_or_on_paper_is_not_asked_in_chat(env: Env, kind: Kind) -> None:
    await make_household(env)
    draft = await survey(env, kind=kind, matter=Matter.OTHER)
    assert await refusal_of(compose.create(env, await front(env), draft)) is Why.NOT_ONLINE


async def test_no_vote_online_without_a_recorded_ground(env: Env) -> None:
    await make_household(env)
    officer = await front(env)
    dossier = await prepared(env, officer)
    await record_ground(env, Kind.CONSULTATION)
    await record_ground(env, Kind.ONLINE_VOTE, "zalo")
    assert await refusal_of(opened(env, officer, dossier, Step.METHOD)) is Why.GROUND_NEEDED
    await record_ground(env)
    assert (await opened(env, officer, dossier, Step.METHOD)).formal


@pytest.mark.parametrize("done", range(5))
async def test_no_vote_online_before_every_duty_is_recorded(env: Env, done: int) -> None:
    await make_household(env)
    await record_ground(env)
    officer = await front(env)
    dossier = await prepared(env, officer, duties=done)
    with pytest.raises(Refused) as refused:
        await opened(env, officer, dossier, Step.METHOD)
    assert (refused.value.why, refused.value.values["n"]) == (Why.DUTIES_OPEN, 5 - done)


async def test_a_duty_needs_evidence_and_stands_once_the_households_are_asked(env: Env) -> None:
    await make_household(env)
    await record_ground(env)
    officer = await front(env)
    dossier = await prepared(env, officer, duties=0)
    assert await refusal_of(votes.record_duty(env, officer, dossier.id, Duty.TEAM, " \n")) is Why.EMPTY
    assert await refusal_of(votes.record_duty(env, officer, dossier.id, Duty.METHOD, "Đã hỏi")) is Why.NOT_FOUND
    kept = await votes.record_duty(env, officer, dossier.id, Duty.TEAM, "Ba người", ("a.pdf", "application/pdf", b"x"))
    assert [(it.duty, it.note, it.has_file) for it in kept.done] == [(Duty.TEAM, "Ba người", True)]
    stranger = await make_person(env, (Role.GROUP_HEAD, "02"))
    assert await refusal_of(votes.record_duty(env, stranger, dossier.id, Duty.TEAM, "Ba người")) is Why.NOT_ALLOWED
    dossier = await prepared(env, officer)
    await opened(env, officer, dossier, Step.METHOD)
    assert await refusal_of(votes.record_duty(env, officer, dossier.id, Duty.TEAM, "Bốn")) is Why.STEP_UNDER_WAY


async def test_options_of_a_vote_are_fixed(env: Env) -> None:
    await make_household(env)
    await record_ground(env)
    officer = await front(env)
    dossier = await prepared(env, officer)
    changes: dict[str, Any] = {
        "kind": Kind.ONLINE_VOTE,
        "matter": Matter.OTHER,
        "dossier_id": dossier.id,
        "step": Step.METHOD,
    }
    draft = await survey(env, options=("Có", "Không"), **changes)
    assert await refusal_of(compose.create(env, officer, draft)) is Why.OPTIONS_FIXED
    other_group = await survey(env, ("02",), **changes)
    await make_household(env, "02")
    assert await refusal_of(compose.create(env, officer, other_group)) is Why.DUTIES_OPEN


async def test_the_matter_is_asked_only_after_more_than_half_of_all_agreed_to_the_method(
    env: Env, clock: FrozenClock
) -> None:
    await record_ground(env)
    officer, homes = await front(env), await representatives(env, 4)
    dossier = await prepared(env, officer)
    assert await refusal_of(opened(env, officer, dossier, Step.MATTER)) is Why.METHOD_NOT_AGREED

    half = await opened(env, officer, dossier, Step.METHOD)
    assert await refusal_of(opened(env, officer, dossier, Step.METHOD)) is Why.STEP_UNDER_WAY
    await answered(env, clock, half, homes[:2])
    assert (await row(env, half.id)).outcome == Reason.METHOD_NOT_AGREED
    assert await refusal_of(opened(env, officer, dossier, Step.MATTER)) is Why.METHOD_NOT_AGREED

    again = await opened(env, officer, dossier, Step.METHOD)
    await answered(env, clock, again, homes[:3])
    assert (await votes.dossier(env, officer, dossier.id)).method_agreed
    assert await refusal_of(opened(env, officer, dossier, Step.METHOD)) is Why.STEP_UNDER_WAY
    vote = await opened(env, officer, dossier, Step.MATTER)
    assert (await row(env, vote.id)).parent_id == again.id
    await answered(env, clock, vote, homes[:2])
    outcome = (await results.result(env, None, vote.id)).outcome
    assert outcome is not None
    assert (outcome.reason, outcome.needed, outcome.households) == (Reason.BELOW_THRESHOLD, 3, 4)
    assert await votes.unfinished(env, officer) == []


async def test_minutes_list_the_households_for_the_organiser_alone(env: Env, clock: FrozenClock) -> None:
    await record_ground(env)
    officer, homes = await front(env), await representatives(env, 3)
    dossier = await prepared(env, officer)
    method = await opened(env, officer, dossier, Step.METHOD)
    await answered(env, clock, method, homes)
    vote = await opened(env, officer, dossier, Step.MATTER)
    assert await refusal_of(minutes.take(env, officer, vote.id)) is Why.NOT_FOUND
    await answering.cast(env, homes[0], vote.id, 1, card_group_id=None)
    await answered(env, clock, vote, homes[1:])

    view = await minutes.take(env, officer, vote.id)

    assert (len(view.voters), view.result.tally.counts, view.method.tally.counts) == (3, (2, 1, 0), (3, 0, 0))
    assert view.result.outcome is not None
    assert view.result.outcome.passed
    assert await refusal_of(minutes.take(env, await front(env), vote.id)) is Why.NOT_ALLOWED
    assert await refusal_of(minutes.take(env, officer, method.id)) is Why.NOT_FOUND


# --- conventions -------------------------------------------------------------------------------------------


async def test_a_consultation_on_a_draft_counts_from_its_posting(env: Env, clock: FrozenClock) -> None:
    await make_household(env)
    officer, now = await front(env), clock.now()
    posted = local_date(now) - timedelta(days=10)
    least = earliest_end_after_posting(posted)
    draft = await survey(env, kind=Kind.CONVENTION_CONSULTATION, posted_on=posted, closes_at=least)
    assert await refusal_of(compose.create(env, officer, replace(draft, posted_on=None))) is Why.POSTING_NEEDED
    tomorrow = local_date(now) + timedelta(days=1)
    assert await refusal_of(compose.create(env, officer, replace(draft, posted_on=tomorrow))) is Why.FUTURE_DATE
    early = replace(draft, closes_at=least - timedelta(seconds=1))
    assert await refusal_of(compose.create(env, officer, early)) is Why.PERIOD_TOO_SHORT
    assert (await compose.create(env, officer, draft)).posted_on == posted


async def test_a_proposal_needs_a_tenth_of_one_group_within_three_months(env: Env, clock: FrozenClock) -> None:
    homes = await representatives(env, 2)
    for _ in range(19):
        await make_household(env)
    officer = await front(env)
    draft = await survey(env, kind=Kind.CONVENTION_PROPOSAL, closes_at=clock.now() + timedelta(days=3))
    late = replace(draft, closes_at=clock.now() + timedelta(days=93))
    assert await refusal_of(compose.create(env, officer, late)) is Why.CONSENT_EXPIRES
    both = replace(draft, group_ids=(*draft.group_ids, await group_id(env, "02")))
    assert await refusal_of(compose.create(env, officer, both)) is Why.ONE_GROUP
    poll = await compose.create(env, officer, draft)
    work = compose.extend(env, officer, poll.id, clock.now() + timedelta(days=93), "Nhiều hộ đi vắng")
    assert await refusal_of(work) is Why.CONSENT_EXPIRES
    await answered(env, clock, poll, homes)
    outcome = (await results.result(env, None, poll.id)).outcome
    assert outcome is not None
    assert (outcome.reason, outcome.agree, outcome.needed) == (Reason.BELOW_THRESHOLD, 2, 3)


async def test_the_front_may_support_a_proposal_of_fewer(env: Env, clock: FrozenClock) -> None:
    homes = await representatives(env, 1)
    for _ in range(19):
        await make_household(env)
    head = await make_person(env, (Role.GROUP_HEAD, "01"))
    draft = await survey(env, kind=Kind.CONVENTION_PROPOSAL, closes_at=clock.now() + timedelta(days=3))
    poll = await compose.create(env, head, draft)
    assert await refusal_of(votes.endorse(env, head, poll.id)) is Why.NOT_ALLOWED
    assert (await votes.endorse(env, await front(env), poll.id)).endorsed
    assert await refusal_of(votes.endorse(env, await front(env), poll.id)) is Why.ALREADY_DONE
    await answered(env, clock, poll, homes)
    assert (await row(env, poll.id)).outcome == Reason.ENDORSED


# --- grounds -----------------------------------------------------------------------------------------------


async def test_a_consultation_is_informal_until_a_ground_is_recorded(env: Env, clock: FrozenClock) -> None:
    await make_household(env)
    officer = await front(env)
    draft = await survey(env, kind=Kind.CONSULTATION, closes_at=clock.now() + timedelta(days=20))
    assert not (await compose.create(env, officer, draft)).formal
    ground = await record_ground(env, Kind.CONSULTATION)
    formal = await compose.create(env, officer, draft)
    assert formal.formal
    await grounds.end(env, await make_person(env, (Role.ADMINISTRATOR, None)), ground.id)
    assert not (await compose.create(env, officer, draft)).formal
    assert (await row(env, formal.id)).ground_id == ground.id


async def test_a_ground_that_ended_before_opening_carries_nothing(env: Env, clock: FrozenClock) -> None:
    await make_household(env)
    ground = await record_ground(env, Kind.CONSULTATION)
    opens = clock.now() + timedelta(days=1)
    draft = await survey(env, kind=Kind.CONSULTATION, opens_at=opens, closes_at=opens + timedelta(days=20))
    poll = await compose.create(env, await front(env), draft)
    assert poll.formal
    await grounds.end(env, await make_person(env, (Role.ADMINISTRATOR, None)), ground.id)
    clock.advance(days=1)
    await running.open_due(env)
    assert (await row(env, poll.id)).ground_id is None


async def test_grounds_are_recorded_by_administrators_once_each(env: Env, other_ward: Env, clock: FrozenClock) -> None:
    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    today = local_date(clock.now())
    ground = await record_ground(env, Kind.CONSULTATION)

    async def record(
        actor: Actor = admin, effect: Kind = Kind.ONLINE_VOTE, number: str = "1/QĐ", day: date = today
    ) -> Why | None:
        return await refusal_of(grounds.record(env, actor, "telegram", effect, number, day))

    assert await record(actor=await front(env)) is Why.NOT_ALLOWED
    assert await record(effect=Kind.CONSULTATION) is Why.GROUND_EXISTS
    assert await record(effect=Kind.SURVEY) is Why.NOT_FOUND
    assert await record(number=" ") is Why.EMPTY
    assert await record(day=today + timedelta(days=1)) is Why.FUTURE_DATE
    assert await record() is None
    stranger = await make_person(other_ward, (Role.ADMINISTRATOR, None))
    assert await refusal_of(grounds.end(other_ward, stranger, ground.id)) is Why.NOT_FOUND
    await grounds.end(env, admin, ground.id)
    assert await refusal_of(grounds.end(env, admin, ground.id)) is Why.NOT_FOUND
    assert [it.effect for it in await grounds.in_force(env, admin)] == [Kind.ONLINE_VOTE]


async def test_an_opinion_has_no_outcome(env: Env, clock: FrozenClock) -> None:
    homes = await representatives(env, 1)
    poll = await compose.create(env, await front(env), await survey(env))
    await answering.cast(env, homes[0], poll.id, 0, card_group_id=None)
    clock.advance(days=4)
    await running.close_due(env)
    assert (await row(env, poll.id)).outcome is None
    assert (await results.result(env, None, poll.id)).outcome is None


async def test_an_online_vote_takes_no_paper(env: Env) -> None:
    by = await front(env)
    await record_ground(env)
    voter, *_ = await representatives(env, 3)
    poll = await opened(env, by, await prepared(env, by), Step.METHOD)
    assert poll.id not in [it.id for it in (await entering.desk(env, by)).polls]
    assert poll.id in [it.id for it in await doors.polls(env, by)], "its households may still be asked at the door"
    assert voter.household_id is not None
    slip = Slip(poll.id, voter.household_id, 0, Origin.PAPER, local_date(env.clock.now()))
    with pytest.raises(Refused) as refusal:
        await entering.enter(env, by, slip)
    assert refusal.value.why is Why.ONLINE_ONLY
