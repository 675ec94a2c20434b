"""What nobody needs any more goes when its time is over, a moment before it stays, and no result loses anything."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from rules.offices import Role
from rules.reports import Kind, Move, Naming
from rules.retention import LIMITS, Period, allowed
from scheduler import ticks
from services import reports, retention
from services.context import Actor, Env
from services.people import personal
from services.polls import answering
from services.polls import running as polls
from services.refusals import Refused, Why
from storage.models import (
    Audit,
    Base,
    CaseIdentity,
    Conversation,
    File,
    Inbox,
    Invitation,
    LinkCode,
    Outbox,
    PollCard,
    Representative,
    Slip,
    WardSetting,
    WrongCode,
)
from tests.fixtures import FrozenClock, group_id, make_household, make_person, make_representative
from tests.rows import rows
from tests.services.polling import AGREE, OTHER, make_chat, open_survey

SECOND = timedelta(seconds=1)
FAR = timedelta(days=4000)


async def put(env: Env, *found: Base) -> None:
    async with env.db.write() as session:
        session.add_all(found)


async def refused(why: Why, doing: object) -> None:
    with pytest.raises(Refused) as caught:
        await doing  # type: ignore[misc]
    assert caught.value.why is why


async def everything_of(env: Env, table: type[Base]) -> list[Base]:
    async with env.db.read() as session:
        return list((await session.execute(select(table).order_by(*table.__table__.primary_key))).scalars())


async def invitation(env: Env, since: datetime, mark: str) -> None:
    await put(
        env,
        Invitation(ward_id=env.ward_id, role="front", digest=mark, created_at=since - FAR, expires_at=since),
        Invitation(
            ward_id=env.ward_id, role="front", digest=f"used {mark}", created_at=since, expires_at=since, used_at=since
        ),
    )


async def link_code(env: Env, since: datetime, mark: str) -> None:
    admin, group = await make_person(env), await group_id(env, "01")
    for digest, used_at in ((mark, None), (f"used {mark}", since)):
        await put(
            env,
            LinkCode(
                ward_id=env.ward_id,
                group_id=group,
                digest=digest,
                created_by=admin.person_id,
                expires_at=since,
                used_at=used_at,
            ),
        )


async def slip(env: Env, since: datetime, mark: str) -> None:
    household = await make_household(env)
    for digest, used_at in ((mark, None), (f"used {mark}", since)):
        await put(
            env,
            Slip(
                ward_id=env.ward_id,
                household_id=household,
                digest=digest,
                issued_at=since - FAR,
                expires_at=since,
                used_at=used_at,
            ),
        )


async def inbox(env: Env, since: datetime, mark: str) -> None:
    await put(env, Inbox(channel="bot", update_id=mark, at=since))


async def conversation(env: Env, since: datetime, mark: str) -> None:
    await put(env, Conversation(key=mark, state="x", data={"words": "dở"}, changed_at=since))


async def message(env: Env, since: datetime, mark: str) -> None:
    actor = await make_person(env)
    for subject, state in ((mark, "sent"), (f"waits {mark}", "waiting"), (f"disclosure:{mark}", "sent")):
        await put(
            env,
            Outbox(
                ward_id=env.ward_id,
                dedupe_key=subject,
                account_id=actor.account_id,
                card="people.refused",
                values={},
                subject=subject,
                priority=5,
                repeatable=True,
                not_before=since,
                state=state,
                attempts=1,
                created_at=since - FAR,
                finished_at=since if state == "sent" else None,
            ),
        )


async def draft_file(env: Env, since: datetime, mark: str) -> None:
    await put(
        env,
        File(ward_id=env.ward_id, name=mark, mime="text/plain", size=1, sha256=mark, content=b"x", created_at=since),
    )


Planting = Callable[[Env, datetime, str], Awaitable[None]]
KINDS: list[tuple[Period, type[Base], str, Planting, set[str]]] = [
    (Period.CODES, Invitation, "digest", invitation, {"used old", "used new"}),
    (Period.CODES, LinkCode, "digest", link_code, {"used old", "used new"}),
    (Period.CODES, Slip, "digest", slip, {"used old", "used new"}),
    (Period.INBOX, Inbox, "update_id", inbox, set()),
    (Period.CONVERSATIONS, Conversation, "key", conversation, set()),
    (
        Period.OUTBOX,
        Outbox,
        "subject",
        message,
        {"waits old", "waits new", "disclosure:old", "disclosure:new"},
    ),
    (Period.DRAFT_FILES, File, "name", draft_file, set()),
]


@pytest.mark.parametrize(
    ("period", "table", "column", "plant", "spared"), KINDS, ids=[table.__name__ for _, table, *_ in KINDS]
)
async def test_it_goes_after_its_time_and_not_a_moment_before(
    env: Env, period: Period, table: type[Base], column: str, plant: Planting, spared: set[str]
) -> None:
    edge = env.clock.now() - timedelta(days=LIMITS[period].default)
    await plant(env, edge - SECOND, "old")
    await plant(env, edge, "new")
    await retention.apply(env)
    assert {getattr(row, column) for row in await everything_of(env, table)} == spared | {"new"}
    [line] = [row for row in await rows(env, Audit, action="retention_applied") if row.subject == table.__tablename__]
    assert (line.detail, line.person_id) == ("1", None)


@pytest.mark.parametrize(
    ("table", "column", "plant"),
    [(kind[1], kind[2], kind[3]) for kind in KINDS if kind[1] not in (Inbox, Conversation)],
)
async def test_another_ward_is_left_as_it_is(
    env: Env, other_ward: Env, table: type[Base], column: str, plant: Planting
) -> None:
    await plant(other_ward, env.clock.now() - FAR, "old")
    before = [getattr(row, column) for row in await rows(other_ward, table)]
    await retention.apply(env)
    assert [getattr(row, column) for row in await rows(other_ward, table)] == before != []


async def test_the_ward_that_keeps_longest_decides_about_what_belongs_to_no_ward(env: Env, other_ward: Env) -> None:
    await retention.set_period(other_ward, await make_person(other_ward, (Role.ADMINISTRATOR, None)), Period.INBOX, 90)
    await inbox(env, env.clock.now() - timedelta(days=60), "old")
    await retention.apply(env)
    assert len(await everything_of(env, Inbox)) == 1


async def test_a_wrong_code_is_forgotten(env: Env, clock: FrozenClock) -> None:
    actor = await make_person(env)
    today = clock.now().date()
    for days in (30, 31):
        await put(
            env,
            WrongCode(ward_id=env.ward_id, person_id=actor.person_id, day=today - timedelta(days=days), number=1),
        )
    await retention.apply(env)
    assert [row.day for row in await rows(env, WrongCode)] == [today - timedelta(days=30)]


async def test_who_waited_too_long_for_a_household_is_told_and_their_words_are_gone(env: Env) -> None:
    edge = env.clock.now() - timedelta(days=LIMITS[Period.CLAIMS].default)
    asking = [await make_person(env) for _ in range(2)]
    for actor, at in zip(asking, (edge - SECOND, edge), strict=True):
        await put(
            env,
            Representative(
                ward_id=env.ward_id,
                group_id=await group_id(env, "01"),
                person_id=actor.person_id,
                state="waiting",
                way="group_head",
                claim="Số 1",
                asked_at=at,
            ),
        )
    await retention.apply(env)
    found = {row.person_id: (row.state, row.claim) for row in await rows(env, Representative)}
    assert found == {asking[0].person_id: ("ended", None), asking[1].person_id: ("waiting", "Số 1")}
    assert [row.account_id for row in await rows(env, Outbox, card="people.refused")] == [asking[0].account_id]


async def reported(env: Env, reporter: Actor, *, closed: bool = True) -> int:
    draft = reports.Draft(Kind.FEEDBACK, Naming.NAMED, "Bà Mẫu", None, "Cống tắc")
    case = (await reports.follow(env, await reports.file_report(env, reporter, draft))).id
    inspector = await make_person(env, (Role.INSPECTOR, None))
    for move, words in ((Move.ACCEPT, ""), (Move.ANSWER, "Đã thông."), (Move.CLOSE, "")) if closed else ():
        await reports.inspector_moves(env, inspector, case, move, words)
    return case


async def test_who_reported_is_forgotten_after_the_closing_and_never_before(env: Env, clock: FrozenClock) -> None:
    reporter = await make_person(env)
    still_open = await reported(env, reporter, closed=False)
    old = await reported(env, reporter)
    clock.advance(seconds=1)
    new = await reported(env, reporter)
    clock.advance(days=LIMITS[Period.IDENTITIES].default)
    await retention.apply(env)
    assert {row.case_id for row in await rows(env, CaseIdentity)} == {still_open, new}
    assert old not in {still_open, new}


async def test_a_report_of_somebody_who_deleted_their_data_is_unlinked_once_it_is_closed(
    env: Env, clock: FrozenClock
) -> None:
    reporter = await make_person(env)
    case = await reported(env, reporter, closed=False)
    await personal.erase(env, reporter)
    await retention.apply(env)
    assert len(await rows(env, CaseIdentity)) == 1
    inspector = await make_person(env, (Role.INSPECTOR, None))
    for move, words in ((Move.ACCEPT, ""), (Move.ANSWER, "Đã thông."), (Move.CLOSE, "")):
        await reports.inspector_moves(env, inspector, case, move, words)
    clock.advance(days=1)
    await retention.apply(env)
    assert await rows(env, CaseIdentity) == []


async def test_a_file_that_a_draft_or_a_row_names_stays_however_old(env: Env) -> None:
    old = env.clock.now() - FAR
    upload = reports.Upload(kind="photo", name="anh.jpg", mime="image/jpeg", content=b"x")
    pieces = []

    async def keep(piece: reports.Piece) -> None:
        pieces.append(piece)

    await reports.keep_piece(env, upload, keep)
    await reports.file_report(
        env,
        await make_person(env),
        reports.Draft(Kind.FEEDBACK, Naming.UNLINKED, None, None, "Cống tắc", pieces=tuple(pieces)),
    )
    await draft_file(env, old, "in a draft")
    await draft_file(env, old, "left behind")
    async with env.db.write() as session:
        for file in (await session.execute(select(File))).scalars():
            file.created_at = old
    named = next(row.id for row in await rows(env, File) if row.name == "in a draft")
    await put(
        env,
        Conversation(key="k", state="x", data={"pieces": [[named, "photo"]]}, changed_at=env.clock.now()),
    )
    await retention.apply(env)
    assert {row.name for row in await rows(env, File)} == {"anh.jpg", "in a draft"}


async def test_no_ballot_minute_or_case_ever_loses_anything(env: Env, clock: FrozenClock) -> None:
    """Ten years later, all that polls, cases and the roll consist of is as it was; only listed tables shrink."""
    await make_chat(env, "01")
    voters = [await make_representative(env) for _ in range(3)]
    poll = await open_survey(env)
    running = await open_survey(env, closes_at=env.clock.now() + timedelta(days=30))
    for voter, option in zip(voters, (AGREE, OTHER, AGREE), strict=True):
        for one in (poll, running):
            await answering.cast(env, voter, one.id, option, card_group_id=None)
        await answering.write_opinion(env, voter, poll.id, "Nên mở muộn hơn")
    await reported(env, voters[0])
    clock.advance(days=3)
    await polls.close_due(env)
    shrinking = {"invitations", "link_codes", "slips", "wrong_codes", "inbox", "conversations", "outbox", "files"}
    changing = {"case_identities", "ward_settings", "audit"}
    kept = [
        mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__tablename__ not in shrinking | changing
    ]

    async def contents() -> dict[str, list[str]]:
        return {
            table.__tablename__: [
                repr({name: value for name, value in vars(row).items() if name[0] != "_"})
                for row in await everything_of(env, table)
            ]
            for table in kept
        }

    for one in (poll, running):
        await message(env, clock.now(), f"poll:{one.id}")
    async with env.db.write() as session:
        for row in (await session.execute(select(Outbox))).scalars():
            row.state, row.finished_at = "sent", clock.now()
    about_running = {row.id for row in await rows(env, Outbox, subject=f"poll:{running.id}")}
    cards = {row.outbox_id for row in await rows(env, PollCard)}
    before = await contents()
    assert all(before[name] for name in ("answers", "ledger", "electors", "poll_counts", "opinions", "cases"))
    clock.advance(days=3650)
    for _ in range(2):
        await retention.apply(env)
        clock.advance(days=1)
    assert await contents() == before
    left = await rows(env, Outbox)
    assert cards <= {row.id for row in left}
    # Of polls that are not over, everything that was sent is known too.
    assert about_running <= {row.id for row in left}
    assert {row.id for row in left if row.subject == f"poll:{poll.id}"} <= cards
    assert set(retention.STEPS) == shrinking | {"representatives", "case_identities"}


async def test_many_go_in_batches(env: Env, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(5):
        await inbox(env, env.clock.now() - FAR, str(number))
    await retention.apply(env)
    assert await everything_of(env, Inbox) == []
    assert [row.detail for row in await rows(env, Audit, subject="inbox")] == ["5"]


async def test_it_is_done_once_a_day(env: Env, clock: FrozenClock) -> None:
    await retention.apply(env)
    await inbox(env, clock.now() - FAR, "late")
    await retention.apply(env)
    assert len(await everything_of(env, Inbox)) == 1
    clock.advance(days=1)
    await retention.apply(env)
    assert await everything_of(env, Inbox) == []
    assert retention.apply in ticks.SWEEPS


# --- settings ------------------------------------------------------------------------------------


async def test_an_administrator_sets_a_period_within_limits(env: Env, other_ward: Env) -> None:
    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    await retention.set_period(env, admin, Period.OUTBOX, 90)
    assert (await retention.periods(env, admin))[Period.OUTBOX] == 90
    assert await rows(other_ward, WardSetting) == []
    await message(env, env.clock.now() - timedelta(days=91), "old")
    await retention.apply(env)
    assert "old" not in {row.subject for row in await rows(env, Outbox)}
    assert [row.detail for row in await rows(env, Audit, action="retention_set")] == ["outbox 90"]


@pytest.mark.parametrize("period", list(Period))
def test_defaults_and_choices_lie_within_the_limits(period: Period) -> None:
    limits = LIMITS[period]
    assert all(allowed(period, days) for days in (limits.default, *limits.choices))
    assert not allowed(period, limits.least - 1)
    assert not allowed(period, limits.most + 1)


async def test_a_period_outside_its_limits_is_refused_and_so_is_who_is_no_administrator(env: Env) -> None:
    admin, official = await make_person(env, (Role.ADMINISTRATOR, None)), await make_person(env, (Role.OFFICIAL, None))
    await refused(Why.OUT_OF_LIMITS, retention.set_period(env, admin, Period.IDENTITIES, 29))
    await refused(Why.NOT_ALLOWED, retention.set_period(env, official, Period.IDENTITIES, 730))
    await refused(Why.NOT_ALLOWED, retention.periods(env, official))
    assert await rows(env, WardSetting) == []
