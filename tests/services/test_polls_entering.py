"""Slips: entered by one, confirmed by another, counted once for each household, whichever way answers came."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from rules.calendar import local_date
from rules.entries import Outcome
from rules.offices import Role
from rules.polls import Origin
from services.context import Actor, Env
from services.polls import answering, compose, doors, entering, results, running
from services.polls.entry_views import Photo, Slip
from services.polls.views import PollView
from services.refusals import Why
from storage.database import Conflict
from storage.models import Account, Answer, Audit, Household, LedgerLine, PollEntry
from storage.polls import counts, entries
from tests.fixtures import FrozenClock, group_id, make_household, make_person, make_representative
from tests.services.polling import (
    AGREE,
    DISAGREE,
    answers,
    book,
    front,
    messages,
    open_survey,
    refusal_of,
)


async def head(env: Env, code: str = "01") -> Actor:
    return await make_person(env, (Role.GROUP_HEAD, code), name="Ông Mẫu")


def slip(env: Env, poll: PollView, household: int, option: int = AGREE, **changes: Any) -> Slip:
    made = Slip(poll.id, household, option, Origin.PAPER, local_date(env.clock.now()))
    return replace(made, **changes)


async def counted(env: Env, poll: PollView, household: int, option: int = AGREE, **changes: Any) -> Outcome:
    """The slip was entered by somebody and confirmed by somebody else."""
    one, other = await head(env), await head(env)
    made = await entering.enter(env, one, slip(env, poll, household, option, **changes))
    return (await entering.confirm(env, other, made.entry_id, "Theo phiếu")).outcome


async def tally(env: Env, poll: PollView) -> tuple[int, ...]:
    async with env.db.read() as session:
        return (await counts.tally(session, poll.id)).counts


async def audit_lines(env: Env, action: str) -> list[Audit]:
    async with env.db.read() as session:
        found = await session.execute(select(Audit).where(Audit.action == action).order_by(Audit.id))
        return list(found.scalars())


async def entry_row(env: Env, entry_id: int) -> PollEntry:
    async with env.db.read() as session:
        found = await entries.get(session, env.ward_id, entry_id)
        assert found is not None
        return found


async def test_a_slip_counts_when_a_second_person_confirmed_it_and_not_before(env: Env) -> None:
    household = await make_household(env)
    poll = await open_survey(env)
    one, other = await head(env), await front(env)
    made = await entering.enter(env, one, slip(env, poll, household, DISAGREE))
    assert await tally(env, poll) == (0, 0, 0)

    decision = await entering.confirm(env, other, made.entry_id)
    assert decision.outcome is Outcome.COUNTED
    assert await answers(env, poll.id) == {household: DISAGREE}
    assert await tally(env, poll) == (0, 1, 0)
    (line,) = await book(env, poll.id, "answer")
    assert (line.origin, line.person_id, line.receipt) == ("paper", None, decision.receipt)
    assert (line.entered_by, line.confirmed_by) == (one.person_id, other.person_id)
    assert await results.recount(env, poll.id) == [(poll.id, True)]


async def test_nobody_confirms_what_they_entered_themselves(env: Env) -> None:
    household = await make_household(env)
    poll = await open_survey(env)
    one = await front(env)
    made = await entering.enter(env, one, slip(env, poll, household))
    assert await refusal_of(entering.confirm(env, one, made.entry_id)) is Why.ENTRY_OWN
    assert await refusal_of(entering.refuse(env, one, made.entry_id, "Nhầm")) is Why.ENTRY_OWN
    assert (await entering.next_waiting(env, one)) == (None, 0)

    async def by_hand() -> None:
        async with env.db.write() as session:
            values = {"state": "confirmed", "outcome": "counted", "decided_by": one.person_id}
            await session.execute(update(PollEntry).where(PollEntry.id == made.entry_id).values(**values))

    with pytest.raises(Conflict):
        await by_hand()
    assert await answers(env, poll.id) == {}


async def test_the_book_takes_no_paper_answer_without_two_persons(env: Env) -> None:
    household = await make_household(env)
    poll = await open_survey(env)
    one = await front(env)

    async def write(**witnesses: int) -> None:
        async with env.db.write() as session:
            values = {
                "ward_id": env.ward_id,
                "poll_id": poll.id,
                "entry": "answer",
                "household_id": household,
                "option": AGREE,
                "origin": "paper",
                "at": env.clock.now(),
            }
            await session.execute(insert(LedgerLine).values(**values, **witnesses))

    for witnesses in ({}, {"entered_by": one.person_id}, dict.fromkeys(("entered_by", "confirmed_by"), one.person_id)):
        with pytest.raises(Conflict):
            await write(**witnesses)


async def test_only_who_looks_after_the_group_enters_and_confirms(env: Env, other_ward: Env) -> None:
    household = await make_household(env)
    await make_household(env, "02")
    poll = await open_survey(env, ("01", "02"))
    made = await entering.enter(env, await head(env), slip(env, poll, household))
    neighbour, stranger = await head(env, "02"), await make_person(env, (Role.OFFICIAL, None))
    elsewhere = await front(other_ward)
    for actor in (neighbour, stranger, elsewhere):
        other = await make_household(env)
        assert await refusal_of(entering.enter(env, actor, slip(env, poll, household))) is Why.NOT_ALLOWED
        assert await refusal_of(entering.confirm(env, actor, made.entry_id)) is Why.NOT_ALLOWED
        assert await refusal_of(entering.refuse(env, actor, made.entry_id, "Sai")) is Why.NOT_ALLOWED
        assert await refusal_of(entering.show(env, actor, made.entry_id)) is Why.NOT_ALLOWED
        assert await refusal_of(entering.picture(env, actor, made.entry_id)) is Why.NOT_ALLOWED
        assert await refusal_of(entering.enter(env, actor, slip(env, poll, other))) is Why.NOT_FOUND
    group = await group_id(env, "01")
    for actor in (neighbour, stranger, elsewhere):
        assert await refusal_of(doors.silent(env, actor, poll.id, group, "message")) is Why.NOT_ALLOWED
        assert await refusal_of(entering.search(env, actor, poll.id, group, "01")) is Why.NOT_ALLOWED
    for work in (entering.confirm(other_ward, elsewhere, made.entry_id), entering.show(other_ward, elsewhere, 1)):
        assert await refusal_of(work) is Why.NOT_FOUND
    assert (await entering.next_waiting(other_ward, elsewhere)) == (None, 0)
    assert (await entering.next_waiting(env, neighbour)) == (None, 0)
    assert (await entering.desk(other_ward, elsewhere)).polls == ()


async def test_the_same_answer_on_paper_is_noted_and_counts_once(env: Env) -> None:
    resident = await make_representative(env)
    poll = await open_survey(env)
    receipt = await answering.cast(env, resident, poll.id, AGREE, card_group_id=None)
    assert resident.household_id
    one, other = await head(env), await head(env)
    made = await entering.enter(env, one, slip(env, poll, resident.household_id, AGREE))
    view = await entering.show(env, other, made.entry_id)
    assert view.collision
    assert (view.collision.origin, view.collision.outcome) == (Origin.TELEGRAM, Outcome.SAME)

    decision = await entering.confirm(env, other, made.entry_id)
    assert (decision.outcome, decision.receipt) == (Outcome.SAME, receipt.code)
    assert await tally(env, poll) == (1, 0, 0)
    (line,) = await book(env, poll.id, "slip")
    assert (line.origin, line.entered_by, line.confirmed_by) == ("paper", one.person_id, other.person_id)
    assert await results.recount(env, poll.id) == [(poll.id, True)]


async def test_a_later_slip_replaces_a_tap_for_a_reason_and_the_household_hears_it(
    env: Env, clock: FrozenClock
) -> None:
    resident = await make_representative(env)
    poll = await open_survey(env)
    await answering.cast(env, resident, poll.id, AGREE, card_group_id=None)
    assert resident.household_id
    clock.advance(hours=1)
    one, other = await head(env), await head(env)
    made = await entering.enter(env, one, slip(env, poll, resident.household_id, DISAGREE))
    view = await entering.show(env, other, made.entry_id)
    assert view.collision
    assert view.collision.outcome is Outcome.COUNTED

    assert await refusal_of(entering.confirm(env, other, made.entry_id)) is Why.ENTRY_COLLIDES
    assert await refusal_of(entering.confirm(env, other, made.entry_id, "  ")) is Why.EMPTY
    assert await tally(env, poll) == (1, 0, 0)

    await entering.confirm(env, other, made.entry_id, "Hộ đổi ý tại cuộc họp")
    assert await tally(env, poll) == (0, 1, 0)
    line = (await book(env, poll.id, "answer"))[-1]
    assert (line.origin, line.reason, line.person_id) == ("paper", "Hộ đổi ý tại cuộc họp", None)
    (told,) = await messages(env, "poll_entered")
    assert told.account_id == resident.account_id
    assert told.values["changed"]

    back = await answering.cast(env, resident, poll.id, AGREE, card_group_id=None)
    assert back.changed
    assert await tally(env, poll) == (1, 0, 0)
    assert await results.recount(env, poll.id) == [(poll.id, True)]


async def test_an_older_slip_never_replaces_a_later_tap(env: Env, clock: FrozenClock) -> None:
    resident = await make_representative(env)
    poll = await open_survey(env)
    assert resident.household_id
    clock.advance(days=1)
    await answering.cast(env, resident, poll.id, AGREE, card_group_id=None)
    yesterday = local_date(clock.now()) - timedelta(days=1)
    what = await counted(env, poll, resident.household_id, DISAGREE, dated_on=yesterday)
    assert what is Outcome.OLDER
    assert await tally(env, poll) == (1, 0, 0)
    (line,) = await book(env, poll.id, "slip")
    assert line.reason == "Theo phiếu"
    assert await messages(env, "poll_entered") == []
    assert await results.recount(env, poll.id) == [(poll.id, True)]


async def test_of_two_slips_the_later_date_counts_whichever_was_entered_first(env: Env, clock: FrozenClock) -> None:
    household = await make_household(env)
    poll = await open_survey(env)
    first_day = local_date(clock.now())
    clock.advance(days=1)
    assert await counted(env, poll, household, DISAGREE) is Outcome.COUNTED
    assert await counted(env, poll, household, AGREE, dated_on=first_day) is Outcome.OLDER
    assert await answers(env, poll.id) == {household: DISAGREE}
    clock.advance(hours=1)
    assert await counted(env, poll, household, AGREE) is Outcome.COUNTED
    assert await answers(env, poll.id) == {household: AGREE}


async def test_a_household_that_gave_the_same_answer_later_keeps_it_against_a_slip_from_between(
    env: Env, clock: FrozenClock
) -> None:
    household = await make_household(env)
    poll = await open_survey(env)
    assert await counted(env, poll, household, AGREE) is Outcome.COUNTED
    first_day = local_date(clock.now())
    clock.advance(days=1)
    assert await counted(env, poll, household, AGREE) is Outcome.SAME
    assert await counted(env, poll, household, DISAGREE, dated_on=first_day) is Outcome.OLDER
    assert await answers(env, poll.id) == {household: AGREE}


async def test_a_household_has_one_waiting_slip_at_a_time(env: Env) -> None:
    household = await make_household(env)
    poll = await open_survey(env)
    one, other = await head(env), await front(env)

    async def enter(actor: Actor) -> Why | None:
        return await refusal_of(entering.enter(env, actor, slip(env, poll, household)))

    ends = await asyncio.gather(enter(one), enter(other), enter(one))
    assert sorted(map(str, ends)) == ["None", "entry_waiting", "entry_waiting"]
    assert await refusal_of(entering.household(env, one, poll.id, household)) is Why.ENTRY_WAITING


async def test_a_refused_slip_counts_for_nothing_and_its_enterer_reads_why(env: Env) -> None:
    household = await make_household(env)
    poll = await open_survey(env)
    one, other = await head(env), await head(env)
    made = await entering.enter(env, one, slip(env, poll, household))
    assert await refusal_of(entering.refuse(env, other, made.entry_id, " ")) is Why.EMPTY
    await entering.refuse(env, other, made.entry_id, "Phiếu không có chữ ký")
    (told,) = await messages(env, "poll_entry_refused")
    assert told.account_id == one.account_id
    assert (await entering.told_to_enterer(env, one, made.entry_id)).reason == "Phiếu không có chữ ký"
    assert await refusal_of(entering.told_to_enterer(env, other, made.entry_id)) is Why.NOT_FOUND
    assert await answers(env, poll.id) == {}
    assert await refusal_of(entering.confirm(env, other, made.entry_id)) is Why.ALREADY_DONE
    await entering.enter(env, one, slip(env, poll, household))


async def test_slips_are_not_confirmed_after_closing_and_the_organiser_reads_how_many(
    env: Env, clock: FrozenClock
) -> None:
    homes = [await make_household(env) for _ in range(3)]
    organiser = await front(env)
    poll = await open_survey(env, by=organiser)
    one, other = await head(env), await head(env)
    made = [await entering.enter(env, one, slip(env, poll, household)) for household in homes]
    await entering.confirm(env, other, made[0].entry_id)
    clock.advance(days=3)
    assert await refusal_of(entering.confirm(env, other, made[1].entry_id)) is Why.POLL_CLOSED
    assert await refusal_of(entering.enter(env, one, slip(env, poll, homes[0]))) is Why.POLL_CLOSED
    await running.close_due(env)
    assert [(await entry_row(env, it.entry_id)).state for it in made] == ["confirmed", "late", "late"]
    (told,) = await messages(env, "poll_entries_late")
    assert (told.account_id, told.values["count"]) == (organiser.account_id, 2)
    assert await tally(env, poll) == (1, 0, 0)
    assert (await entering.next_waiting(env, other)) == (None, 0)


async def test_slips_of_a_void_poll_count_for_nothing(env: Env) -> None:
    household = await make_household(env)
    organiser = await front(env)
    poll = await open_survey(env, by=organiser)
    made = await entering.enter(env, await head(env), slip(env, poll, household))
    await compose.void(env, organiser, poll.id, "Nhầm nội dung")
    assert (await entry_row(env, made.entry_id)).state == "late"
    assert await refusal_of(entering.confirm(env, organiser, made.entry_id)) is Why.POLL_VOID


async def test_a_slip_bears_a_day_of_the_period(env: Env, clock: FrozenClock) -> None:
    household = await make_household(env)
    poll = await open_survey(env)
    one, today = await head(env), local_date(clock.now())

    async def dated(day: date) -> Why | None:
        return await refusal_of(entering.enter(env, one, slip(env, poll, household, dated_on=day)))

    assert await dated(today + timedelta(days=1)) is Why.FUTURE_DATE
    assert await dated(today - timedelta(days=1)) is Why.ENTRY_BEFORE_OPENING
    assert await dated(today) is None


async def test_help_at_home_names_who_helped(env: Env) -> None:
    household = await make_household(env)
    poll = await open_survey(env)
    one = await head(env)
    helped = slip(env, poll, household, origin=Origin.ASSISTED)
    assert await refusal_of(entering.enter(env, one, helped)) is Why.EMPTY
    made = await entering.enter(env, one, replace(helped, helper=" Cô  Mẫu "))
    assert (await entering.show(env, await head(env), made.entry_id)).helper == "Cô Mẫu"
    by_tap = slip(env, poll, household, origin=Origin.TELEGRAM)
    assert await refusal_of(entering.enter(env, one, by_tap)) is Why.NOT_FOUND


async def test_a_household_outside_the_electorate_and_an_unknown_option_are_refused(env: Env, other_ward: Env) -> None:
    household = await make_household(env)
    poll = await open_survey(env)
    one = await front(env)
    newcomer, foreign = await make_household(env), await make_household(other_ward)
    for slips in (slip(env, poll, newcomer), slip(env, poll, foreign), slip(env, poll, household, 7)):
        assert await refusal_of(entering.enter(env, one, slips)) is Why.NOT_FOUND


async def test_a_second_person_is_told_once_for_a_stack(env: Env) -> None:
    homes = [await make_household(env) for _ in range(3)]
    poll = await open_survey(env)
    one, other = await head(env), await head(env)
    await make_person(env, (Role.GROUP_HEAD, "02"))
    for household in homes:
        await entering.enter(env, one, slip(env, poll, household))
    told = await messages(env, "poll_entry_waiting")
    assert other.account_id in [row.account_id for row in told]
    assert one.account_id not in [row.account_id for row in told]
    assert len(told) == 2  # the other head and the organiser, once each
    _view, waiting = await entering.next_waiting(env, other)
    assert waiting == 3


async def test_whoever_enters_learns_that_nobody_could_confirm(env: Env) -> None:
    household = await make_household(env)
    alone = await front(env)
    poll = await open_survey(env, by=alone)
    made = await entering.enter(env, alone, slip(env, poll, household))
    assert (made.others, made.told) == (0, 0)


async def test_the_photo_of_a_slip_is_kept_and_each_look_is_in_the_audit(env: Env) -> None:
    household = await make_household(env)
    poll = await open_survey(env)
    other = await head(env)
    photo = Photo("anh.jpg", "image/jpeg", b"anh")
    made = await entering.enter(env, await head(env), slip(env, poll, household), photo)
    assert (await entering.show(env, other, made.entry_id)).has_photo
    assert await entering.picture(env, other, made.entry_id) == b"anh"
    (look,) = await audit_lines(env, "poll.entry_photo_read")
    assert (look.person_id, look.subject_id) == (other.person_id, made.entry_id)


async def test_two_who_confirm_at_once_count_once(env: Env) -> None:
    household = await make_household(env)
    poll = await open_survey(env)
    made = await entering.enter(env, await head(env), slip(env, poll, household))
    others = [await head(env) for _ in range(3)]
    ends = await asyncio.gather(*(refusal_of(entering.confirm(env, it, made.entry_id)) for it in others))
    assert sorted(map(str, ends)) == ["None", "already_done", "already_done"]
    assert await tally(env, poll) == (1, 0, 0)
    assert len(await book(env, poll.id, "answer")) == 1


async def test_a_tap_and_a_confirmation_at_one_instant_leave_one_answer_in_book_and_counters(env: Env) -> None:
    for _ in range(8):
        resident = await make_representative(env)
        assert resident.household_id
        poll = await open_survey(env)
        made = await entering.enter(env, await head(env), slip(env, poll, resident.household_id, DISAGREE))
        other = await head(env)
        tapped, confirmed = await asyncio.gather(
            refusal_of(answering.cast(env, resident, poll.id, AGREE, card_group_id=None)),
            refusal_of(entering.confirm(env, other, made.entry_id)),
        )
        assert tapped is None
        assert confirmed in (None, Why.ENTRY_COLLIDES)
        # Whoever came first, the tap is never lost: a slip without a reason replaces nothing.
        assert await answers(env, poll.id) == {resident.household_id: AGREE}
        assert sum(await tally(env, poll)) == 1
        assert await results.recount(env, poll.id) == [(poll.id, True)]


async def test_the_ways_add_up_to_the_answers_of_each_group(env: Env, clock: FrozenClock) -> None:
    resident = await make_representative(env)
    homes = [await make_household(env) for _ in range(2)]
    far = await make_household(env, "02")
    poll = await open_survey(env, ("01", "02"))
    await answering.cast(env, resident, poll.id, AGREE, card_group_id=None)
    await counted(env, poll, homes[0])
    await counted(env, poll, homes[1], origin=Origin.MEETING)
    made = await entering.enter(env, await front(env), slip(env, poll, far, origin=Origin.ASSISTED, helper="Cô Mẫu"))
    await entering.confirm(env, await front(env), made.entry_id)
    async with env.db.read() as session:
        found = await entries.origins(session, poll.id)
        by_group = {group.group_id: group.answered for group in (await counts.tally(session, poll.id)).groups}
    first, second = await group_id(env, "01"), await group_id(env, "02")
    assert found == [(first, "meeting", 1), (first, "paper", 1), (first, "telegram", 1), (second, "assisted", 1)]
    assert by_group == {group: sum(n for it, _, n in found if it == group) for group in by_group}
    clock.advance(days=3)
    await running.close_due(env)
    ways = (await results.result(env, None, poll.id)).ways
    assert [(way.group_id, way.origin.value, way.households) for way in ways] == found


# --- the list for going door to door ------------------------------------------------------------------


async def test_the_list_tells_the_unreached_from_the_silent_and_leaves_out_who_answered(env: Env) -> None:
    answered, silent, blocked = [await make_representative(env) for _ in range(3)]
    nobody, on_paper = await make_household(env), await make_household(env)
    await make_household(env, "02")
    poll = await open_survey(env, ("01", "02"))
    await answering.cast(env, answered, poll.id, AGREE, card_group_id=None)
    async with env.db.write() as session:
        gone = update(Account).where(Account.id == blocked.account_id).values(unreachable_since=env.clock.now())
        await session.execute(gone)
        sealed = env.vault.seal("+84912345678")
        await session.execute(update(Household).where(Household.id == nobody).values(phone_sealed=sealed))
        codes = dict((await session.execute(select(Household.id, Household.code))).all())
    one = await head(env)
    await entering.enter(env, one, slip(env, poll, on_paper))
    found = await doors.silent(env, one, poll.id, await group_id(env, "01"), "message")
    assert silent.household_id
    assert blocked.household_id
    assert [door.code for door in found.unreached] == sorted(
        codes[it] for it in (blocked.household_id, nobody, on_paper)
    )
    assert [door.code for door in found.reached] == [codes[silent.household_id]]
    assert found.households == 5
    assert [door.phone for door in found.unreached if door.code == codes[nobody]] == ["0912345678"]
    assert [door.code for door in found.doors if door.has_waiting_entry] == [codes[on_paper]]


async def test_each_look_at_the_list_is_in_the_audit(env: Env) -> None:
    await make_household(env)
    poll = await open_survey(env)
    one = await head(env)
    for way in ("message", "xlsx", "pdf"):
        await doors.silent(env, one, poll.id, await group_id(env, "01"), way)
    looks = await audit_lines(env, "poll.silent_households_read")
    assert [(look.person_id, look.detail) for look in looks] == [
        (one.person_id, f"{way}, group 01, 1 households") for way in ("message", "xlsx", "pdf")
    ]


async def test_the_database_keeps_one_answer_for_a_household_whichever_way_it_came(env: Env) -> None:
    household = await make_household(env)
    poll = await open_survey(env)
    await counted(env, poll, household)

    async def again() -> None:
        async with env.db.write() as session:
            values = {
                "poll_id": poll.id,
                "household_id": household,
                "ward_id": env.ward_id,
                "group_id": await group_id(env, "01"),
                "option": DISAGREE,
                "origin": "telegram",
                "receipt": "AAAAAA",
                "answered_at": env.clock.now(),
            }
            await session.execute(insert(Answer).values(**values))

    with pytest.raises(Conflict):
        await again()
