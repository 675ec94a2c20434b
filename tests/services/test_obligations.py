"""What is owed: it arises with its event, is reminded of once before and once after, and is done by its office."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from rules.calendar import at_local, end_of_day
from rules.obligations import Kind, State
from rules.offices import Role
from rules.polls import Kind as Matter
from rules.polls import Matter as Clause
from rules.regrouping import Kind as Regroup
from rules.regrouping import Part, Step
from services import calendar, obligations
from services.context import Actor, Env
from services.disclosures import approving, composing, register
from services.disclosures.views import Draft
from services.people import actors, regrouping
from services.people.changes_file import Changes
from services.polls import compose, counting, explaining, running
from services.polls.views import PollView
from services.refusals import Why
from storage import obligations as store
from storage.models import Account, Obligation
from tests.fixtures import FrozenClock, group_id, make_household, make_person, make_representative
from tests.services.polling import front, make_chat, messages, open_survey, refusal_of
from tests.services.voting import entered

FRIDAY = date(2026, 11, 20)


async def official(env: Env) -> Actor:
    return await make_person(env, (Role.OFFICIAL, None), name="Chị Mẫu Công chức")


async def rows(env: Env, *kinds: Kind) -> list[Obligation]:
    async with env.db.read() as session:
        found = await session.execute(
            select(Obligation).where(Obligation.ward_id == env.ward_id).order_by(Obligation.id)
        )
        return [row for row in found.scalars() if not kinds or row.kind in kinds]


async def consulted(env: Env, clock: FrozenClock, kind: Matter = Matter.CONSULTATION) -> PollView:
    """A consultation of group 01, closed at the end of its 20 or 30 days."""
    await make_household(env, "01")
    days = 20 if kind is Matter.CONSULTATION else 31
    poll = await open_survey(env, kind=kind, closes_at=clock.now() + timedelta(days=days))
    clock.advance(days=days)
    await running.close_due(env)
    return poll


async def owe(
    env: Env, kind: Kind = Kind.DECISION_RECOGNITION, number: int = 1, group: int | None = None
) -> Obligation:
    subject = store.Subject("decision", number, "Quyết định mẫu")
    async with env.db.write() as session:
        await store.owe(session, env.ward_id, env.clock.now(), kind, subject, FRIDAY, group)
    return (await rows(env, kind))[-1]


async def release(env: Env, category: int) -> int:
    draft = Draft(
        title="Văn bản mẫu",
        body="Điều 1.",
        category=category,
        group_ids=(await group_id(env, "01"),),
        decided_on=FRIDAY,
    )
    composer = await official(env)
    approver = await make_person(env, (Role.APPROVER, None), name="Anh Mẫu Duyệt")
    waiting = await composing.submit(env, composer, draft)
    await approving.approve(env, approver, waiting.version_id)
    return waiting.version_id


# --- events -----------------------------------------------------------------------------------------


async def test_article_28_clause_3_closing_a_consultation_owes_its_synthesis_once(env: Env, clock: FrozenClock) -> None:
    poll = await consulted(env, clock)
    await running.close_due(env)
    (row,) = await rows(env)
    assert (row.kind, row.subject, row.subject_id, row.role) == ("synthesis", "poll", poll.id, "official")
    assert row.counted_from == date(2026, 12, 10)
    assert row.due_on == date(2026, 12, 31)  # 15 working days
    assert row.title == poll.title


async def test_a_survey_owes_nothing(env: Env, clock: FrozenClock) -> None:
    await consulted(env, clock, Matter.SURVEY)
    assert await rows(env) == []


async def test_a_consultation_that_was_stopped_owes_nothing(env: Env, clock: FrozenClock) -> None:
    await make_household(env, "01")
    somebody = await front(env)
    poll = await open_survey(env, by=somebody, kind=Matter.CONSULTATION, closes_at=clock.now() + timedelta(days=21))
    await compose.void(env, somebody, poll.id, "Nhầm nội dung")
    clock.advance(days=30)
    await running.close_due(env)
    assert await rows(env) == []


async def test_the_wards_own_days_count_from_when_they_are_set(env: Env, clock: FrozenClock) -> None:
    await consulted(env, clock)
    await calendar.set_answer_days(env, await make_person(env, (Role.ADMINISTRATOR, None)), 5)
    assert (await rows(env))[0].due_on == date(2026, 12, 17)


async def test_article_13_publishing_owes_posting_and_the_loudspeaker(env: Env) -> None:
    version = await release(env, 7)
    posting, loudspeaker = await rows(env)
    assert (posting.kind, loudspeaker.kind) == ("posting", "loudspeaker")
    assert {row.subject_id for row in (posting, loudspeaker)} == {version}
    assert posting.due_on == date(2026, 11, 27)


async def test_a_withdrawn_disclosure_need_not_be_posted(env: Env) -> None:
    version = await release(env, 5)
    approver = await make_person(env, (Role.APPROVER, None))
    await approving.withdraw(env, approver, version, "Nhầm số")
    assert [row.state for row in await rows(env)] == ["cancelled"]


async def test_a_correction_is_posted_in_place_of_what_it_corrects(env: Env) -> None:
    version = await release(env, 5)
    again = await composing.draft_of(env, await official(env), version)
    draft = replace(again, body="Điều 1 sửa.", decided_on=FRIDAY, correction="Sửa số")
    waiting = await composing.submit(env, await official(env), draft)
    await approving.approve(env, await make_person(env, (Role.APPROVER, None)), waiting.version_id)
    assert [(row.subject_id, row.state) for row in await rows(env)] == [
        (version, "cancelled"),
        (waiting.version_id, "owed"),
    ]


async def test_the_year_and_the_quarter_bring_what_they_owe_once(env: Env, clock: FrozenClock) -> None:
    assert await obligations.arise(env) == 0  # the ward came after 18 November and the third quarter
    clock.advance(days=50)  # 9 January 2027
    assert sum(await asyncio.gather(*(obligations.arise(env) for _ in range(3)))) >= 1
    assert await obligations.arise(env) == 0
    (register,) = await rows(env)
    assert (register.kind, register.subject_id, register.due_on) == ("register", 20264, date(2027, 1, 8))
    clock.advance(days=282)  # 18 October
    await obligations.arise(env)
    assert not await rows(env, Kind.CONVENTION_REVIEW)
    clock.advance(days=1)
    await obligations.arise(env)
    (review,) = await rows(env, Kind.CONVENTION_REVIEW)
    assert (review.subject_id, review.due_on) == (2027, date(2027, 11, 18))


# --- doing ------------------------------------------------------------------------------------------


async def test_the_office_that_owes_sees_it_first_due_first_and_does_it(env: Env, clock: FrozenClock) -> None:
    holder = await official(env)
    later, sooner = await owe(env, Kind.DECISION_RECOGNITION), await owe(env, Kind.POSTING)
    async with env.db.write() as session:
        row = await session.get(Obligation, sooner.id)
        assert row is not None
        row.due_at = clock.now() - timedelta(days=1)
    found = await obligations.mine(env, holder)
    assert [(view.id, view.overdue, view.mine) for view in found] == [(sooner.id, True, True), (later.id, False, True)]
    done = await obligations.finish(env, holder, later.id, "Quyết định số 12")
    assert done.state is State.DONE
    (row,) = await rows(env, Kind.DECISION_RECOGNITION)
    assert (row.done_by, row.note, row.done_at) == (holder.person_id, "Quyết định số 12", clock.now())
    assert await refusal_of(obligations.finish(env, holder, later.id, None)) is Why.ALREADY_DONE


async def test_what_is_done_after_its_day_is_done_late(env: Env, clock: FrozenClock) -> None:
    holder = await official(env)
    row = await owe(env)
    clock.advance(days=8)
    assert (await obligations.finish(env, holder, row.id, None)).state is State.LATE


async def test_another_office_or_group_neither_sees_nor_does_it(env: Env, other_ward: Env) -> None:
    of_group = await owe(env, Kind.DECISION_SENDING, group=await group_id(env, "01"))
    head = await make_person(env, (Role.GROUP_HEAD, "01"))
    neighbour = await make_person(env, (Role.GROUP_HEAD, "02"))
    assert [view.id for view in await obligations.mine(env, head)] == [of_group.id]
    assert await obligations.mine(env, neighbour) == ()
    assert await refusal_of(obligations.one(env, neighbour, of_group.id)) is Why.NOT_FOUND
    assert await refusal_of(obligations.finish(env, neighbour, of_group.id, None)) is Why.NOT_ALLOWED
    inspector = await make_person(env, (Role.INSPECTOR, None))
    assert await refusal_of(obligations.mine(env, inspector)) is Why.NOT_ALLOWED
    stranger = await make_person(other_ward, (Role.OFFICIAL, None))
    assert await refusal_of(obligations.one(other_ward, stranger, of_group.id)) is Why.NOT_FOUND


async def test_an_administrator_sees_what_all_owe_and_does_none_of_it(env: Env) -> None:
    row = await owe(env)
    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    (view,) = await obligations.mine(env, admin)
    assert not view.mine
    assert await refusal_of(obligations.finish(env, admin, row.id, None)) is Why.NOT_ALLOWED


async def test_article_13_clause_2_posting_lasts_thirty_days_from_its_beginning(env: Env, clock: FrozenClock) -> None:
    holder = await official(env)
    await release(env, 5)
    (row,) = await rows(env)
    assert await refusal_of(obligations.finish(env, holder, row.id, None)) is Why.NOT_BEGUN
    begun = await obligations.begin(env, holder, row.id)
    assert (begun.begun_on, begun.due_on) == (FRIDAY, date(2026, 12, 20))
    assert await refusal_of(obligations.begin(env, holder, row.id)) is Why.ALREADY_DONE
    clock.advance(days=30)
    assert await refusal_of(obligations.finish(env, holder, row.id, None)) is Why.NOT_LONG_ENOUGH
    clock.advance(days=1)
    assert (await obligations.finish(env, holder, row.id, None)).state is State.DONE


async def test_a_posting_that_began_late_is_late(env: Env, clock: FrozenClock) -> None:
    holder = await official(env)
    await release(env, 5)
    (row,) = await rows(env)
    clock.advance(days=8)
    await obligations.begin(env, holder, row.id)
    clock.advance(days=31)
    assert (await obligations.finish(env, holder, row.id, None)).state is State.LATE


async def test_what_a_merged_group_owed_its_heir_owes(env: Env, clock: FrozenClock) -> None:
    head = await make_person(env, (Role.GROUP_HEAD, "01"))
    await make_person(env, (Role.GROUP_HEAD, "03"))
    row = await owe(env, Kind.DECISION_SENDING, group=await group_id(env, "01"))
    today = clock.now().date()
    heir = Part("09", "Tổ Hòa Bình", takes_rest=True, offices_of=("01",))
    await regrouping.carry_out(
        env, Changes("Nghị quyết mẫu", today, today, (Step(Regroup.MERGE, ("01", "02"), (heir,)),))
    )
    clock.advance(days=8)
    await obligations.remind(env)
    assert [it.account_id for it in await messages(env, "obligation_overdue")] == [head.account_id]
    async with env.db.read() as session:
        account = await session.get(Account, head.account_id)
    assert account is not None
    heir_head = await actors.recognise(env, account.network, account.external_id)
    assert heir_head is not None
    assert [(it.id, it.group) for it in await obligations.mine(env, heir_head)] == [(row.id, "Tổ dân phố 1")]
    assert (await obligations.finish(env, heir_head, row.id, None)).state is State.LATE


@pytest.mark.parametrize(
    ("matter", "agree", "follows"),
    [
        (Clause.HEAD, 3, [("decision_recognition", "official")]),
        (Clause.BOARDS, 3, [("board_recognition", "front")]),
        (Clause.FUND, 4, []),
        (Clause.HEAD, 2, []),
    ],
)
async def test_article_21_clause_2_a_decision_that_passed_is_sent_and_then_recognised(
    env: Env, matter: Clause, agree: int, follows: list[tuple[str, str]]
) -> None:
    for _ in range(4):
        await make_household(env, "01")
    head = await make_person(env, (Role.GROUP_HEAD, "01"))
    poll = await entered(env, await front(env), Matter.MEETING_VOTE, matter, ("01", 4, agree, 4 - agree, 0))
    await counting.confirm(env, head, poll.id)
    (sending,) = await rows(env)
    assert (sending.kind, sending.role, sending.due_on) == ("decision_sending", "group_head", date(2026, 11, 27))
    await obligations.finish(env, head, sending.id, "Công văn số 3")
    assert [(row.kind, row.role) for row in (await rows(env))[1:]] == follows


# --- reminding --------------------------------------------------------------------------------------


async def test_a_holder_is_reminded_once_on_the_working_day_before_and_once_when_it_is_overdue(
    env: Env, clock: FrozenClock
) -> None:
    holder = await official(env)
    await make_person(env, (Role.FRONT, None))
    await owe(env)  # due on Friday 27 November
    clock.advance(days=5)
    assert await obligations.remind(env) == 0
    clock.advance(days=1)  # Thursday, 9:00
    assert sum(await asyncio.gather(*(obligations.remind(env) for _ in range(3)))) == 1
    assert await obligations.remind(env) == 0
    (reminder,) = await messages(env, "obligation_due")
    assert (reminder.account_id, reminder.expires_at) == (holder.account_id, end_of_day(date(2026, 11, 27)))
    clock.advance(days=1, hours=15, minutes=1)  # a minute into Saturday
    assert await obligations.remind(env) == 1
    assert await obligations.remind(env) == 0
    (overdue,) = await messages(env, "obligation_overdue")
    assert overdue.not_before == at_local(date(2026, 11, 28), 7)


async def test_after_a_pause_over_the_day_only_the_overdue_message_comes(env: Env, clock: FrozenClock) -> None:
    await official(env)
    await owe(env)
    clock.advance(days=20)
    assert await obligations.remind(env) == 1
    assert [row.card for row in await messages(env)] == ["obligation_overdue"]


async def test_what_is_done_is_not_reminded_of(env: Env, clock: FrozenClock) -> None:
    holder = await official(env)
    row = await owe(env)
    await obligations.finish(env, holder, row.id, None)
    clock.advance(days=20)
    assert await obligations.remind(env) == 0
    assert await obligations.told(env, row.id) is None


async def test_where_nobody_holds_the_office_the_administrators_hear_of_it(env: Env, clock: FrozenClock) -> None:
    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    await owe(env)
    clock.advance(days=20)
    await obligations.remind(env)
    assert [row.account_id for row in await messages(env)] == [admin.account_id]


# --- the official answer ----------------------------------------------------------------------------


async def test_the_official_answer_fulfils_what_was_owed_and_goes_to_everybody_asked(
    env: Env, clock: FrozenClock
) -> None:
    resident = await make_representative(env, group_code="01")
    chat = await make_chat(env, "01")
    poll = await consulted(env, clock)
    holder = await official(env)
    (waiting,) = await explaining.awaited(env, holder)
    assert (waiting.poll.id, waiting.overdue) == (poll.id, False)
    (synthesis,) = await rows(env)
    assert await refusal_of(obligations.finish(env, holder, synthesis.id, None)) is Why.ANSWER_NEEDED

    answered = await explaining.publish(env, holder, poll.id, "Tiếp thu ý kiến về giờ mở cửa.")

    assert answered.text == "Tiếp thu ý kiến về giờ mở cửa."
    assert [(row.kind, row.state) for row in await rows(env)] == [("synthesis", "done"), ("answer_disclosure", "owed")]
    assert (await rows(env, Kind.ANSWER_DISCLOSURE))[0].due_on == date(2026, 12, 17)
    told = await messages(env, "poll_explained")
    assert {(row.chat_id, row.account_id) for row in told} == {(chat, None), (None, resident.account_id)}
    assert await explaining.awaited(env, holder) == []
    assert await refusal_of(explaining.publish(env, holder, poll.id, "Lần nữa")) is Why.ALREADY_DONE
    read = await explaining.read(env, poll.id)
    assert read is not None
    assert read.author == "Chị Mẫu Công chức"


async def test_two_officials_at_once_answer_once(env: Env, clock: FrozenClock) -> None:
    poll = await consulted(env, clock)
    pair = [await official(env), await official(env)]
    ended = await asyncio.gather(*(refusal_of(explaining.publish(env, who, poll.id, "Trả lời")) for who in pair))
    assert sorted(map(str, ended)) == ["None", "already_done"]


async def test_only_the_office_that_owes_answers(env: Env, clock: FrozenClock) -> None:
    poll = await consulted(env, clock)
    head = await make_person(env, (Role.GROUP_HEAD, "01"))
    resident = await make_representative(env)
    assert await explaining.awaited(env, head) == []
    assert await refusal_of(explaining.publish(env, head, poll.id, "Trả lời")) is Why.NOT_ALLOWED
    assert await refusal_of(explaining.publish(env, resident, poll.id, "Trả lời")) is Why.NOT_ALLOWED
    assert await refusal_of(explaining.awaited(env, resident)) is Why.NOT_ALLOWED


@pytest.mark.parametrize(("text", "why"), [(" ", Why.EMPTY), ("…", Why.EMPTY), ("a" * 20_001, Why.TOO_LONG)])
async def test_an_answer_without_words_or_too_long_is_refused(
    env: Env, clock: FrozenClock, text: str, why: Why
) -> None:
    poll = await consulted(env, clock)
    assert await refusal_of(explaining.publish(env, await official(env), poll.id, text)) is why
    assert (await rows(env))[0].state == "owed"


# --- the register of a quarter ----------------------------------------------------------------------


async def test_article_13_clause_2_the_register_holds_what_was_published_in_its_quarter(
    env: Env, clock: FrozenClock
) -> None:
    holder = await official(env)
    withdrawn = await release(env, 7)
    posting, _loudspeaker = await rows(env)
    await obligations.begin(env, holder, posting.id)
    await approving.withdraw(env, await make_person(env, (Role.APPROVER, None)), withdrawn, "Nhầm số")
    await release(env, 2)
    clock.advance(days=41, hours=14, minutes=59)  # the last minute of the year
    await release(env, 12)
    clock.advance(minutes=1)
    await release(env, 1)

    found = await register.register(env, holder, 20264)
    assert [(line.category, line.in_time) for line in found.lines] == [(2, True), (7, True), (12, False)]
    assert found.lines[1].withdrawn_at is not None
    assert found.lines[1].posted == register.Span(FRIDAY, date(2026, 12, 20))
    assert found.lines[0].posted is None
    assert [line.category for line in (await register.register(env, holder, 20271)).lines] == [1]
    assert [quarter.code for quarter in register.quarters(env, holder)] == [20271, 20264, 20263, 20262]


async def test_the_register_is_for_those_who_compose_and_of_their_ward(env: Env, other_ward: Env) -> None:
    await release(env, 2)
    stranger = await make_person(other_ward, (Role.OFFICIAL, None))
    assert (await register.register(other_ward, stranger, 20264)).lines == ()
    assert await refusal_of(register.register(env, await front(env), 20264)) is Why.NOT_ALLOWED
    assert await refusal_of(register.register(env, await official(env), 20265)) is Why.NOT_FOUND
