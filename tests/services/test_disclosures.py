"""Disclosures: nothing goes out before a second person releases it, and then everybody concerned has it once."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from rules.disclosures import State
from rules.offices import Role
from rules.people import Purpose
from services.context import Actor, Env
from services.disclosures import approving, composing, reading, tell_overdue
from services.disclosures.views import Draft
from services.people import consents
from services.refusals import Refused, Why
from storage.models import Account, Audit, Chat, DisclosureVersion, File, Outbox
from tests.fixtures import FrozenClock, group_id, make_person, make_representative

SIGNED = date(2026, 11, 20)  # a Friday; five working days later is Friday 27/11


async def _draft(env: Env, *codes: str, **change: object) -> Draft:
    groups = tuple([await group_id(env, code) for code in codes or ("01", "02", "03")])
    draft = Draft(
        title="Thu chi quỹ khuyến học", body="Điều 1. Thu 10 đồng.", category=5, group_ids=groups, decided_on=SIGNED
    )
    return replace(draft, **change)  # type: ignore[arg-type]


async def _official(env: Env) -> Actor:
    return await make_person(env, (Role.OFFICIAL, None), name="Chị Mẫu Soạn")


async def _approver(env: Env) -> Actor:
    return await make_person(env, (Role.APPROVER, None), name="Anh Mẫu Duyệt")


async def _kept(env: Env, actor: Actor, name: str, mime: str, content: bytes) -> int:
    ids: list[int] = []

    async def then(file_id: int) -> None:
        ids.append(file_id)

    await composing.keep_file(env, actor, name, mime, content, then)
    return ids[0]


async def _published(env: Env, **change: object) -> int:
    waiting = await composing.submit(env, await _official(env), await _draft(env, **change))
    await approving.approve(env, await _approver(env), waiting.version_id)
    return waiting.version_id


async def _link(env: Env, code: str, external_id: str) -> int:
    group = await group_id(env, code)
    async with env.db.write() as session:
        chat = Chat(
            ward_id=env.ward_id,
            network="telegram",
            external_id=external_id,
            title=f"Tổ {code}",
            group_id=group,
            linked_at=env.clock.now(),
        )
        session.add(chat)
        await session.flush()
        return chat.id


async def _outbox(env: Env, card: str) -> list[Outbox]:
    async with env.db.read() as session:
        found = await session.execute(
            select(Outbox).where(Outbox.ward_id == env.ward_id, Outbox.card == card).order_by(Outbox.id)
        )
        return list(found.scalars())


async def _refusal(doing: object) -> Why:
    with pytest.raises(Refused) as caught:
        await doing  # type: ignore[misc]
    return caught.value.why


# --- four eyes ------------------------------------------------------------------------------------


async def test_nothing_goes_out_before_a_second_person_released_it(env: Env) -> None:
    await _link(env, "01", "-1")
    resident, composer, approver = await make_person(env), await _official(env), await _approver(env)
    await consents.decide(env, resident, Purpose.DISCLOSURES, granted=True)

    waiting = await composing.submit(env, composer, await _draft(env))
    assert (waiting.approvers, waiting.due_at.isoformat()) == (1, "2026-11-28T00:00:00+07:00")
    assert [row.account_id for row in await _outbox(env, "disclosure_pending")] == [approver.account_id]
    assert await _outbox(env, "disclosure_published") == []
    assert (await reading.latest(env)).total == 0
    assert (await reading.search(env, "quỹ")).lines == ()
    assert await _refusal(reading.open_version(env, waiting.version_id)) is Why.NOT_FOUND

    released = await approving.approve(env, approver, waiting.version_id)
    assert (released.chats, released.persons) == (1, 1)
    assert len(await _outbox(env, "disclosure_published")) == 2
    assert [row.account_id for row in await _outbox(env, "disclosure_approved")] == [composer.account_id]
    assert [line.version_id for line in (await reading.latest(env)).lines] == [waiting.version_id]
    assert [line.version_id for line in (await reading.search(env, "quy")).lines] == [waiting.version_id]
    assert (await reading.open_version(env, waiting.version_id)).text.published_at == env.clock.now()


async def test_who_composed_cannot_release_even_as_approver(env: Env) -> None:
    both = await make_person(env, (Role.OFFICIAL, None), (Role.APPROVER, None))
    waiting = await composing.submit(env, both, await _draft(env))
    assert waiting.approvers == 0
    assert await _refusal(approving.approve(env, both, waiting.version_id)) is Why.SAME_PERSON
    assert (await reading.latest(env)).total == 0


async def test_the_database_itself_refuses_a_release_by_the_composer(env: Env) -> None:
    composer = await _official(env)
    waiting = await composing.submit(env, composer, await _draft(env))
    with pytest.raises(IntegrityError, match="approver_is_another_person"):
        async with env.db.write() as session:
            await session.execute(
                update(DisclosureVersion)
                .where(DisclosureVersion.id == waiting.version_id)
                .values(state=State.PUBLISHED, approved_by=composer.person_id, published_at=env.clock.now())
            )


async def test_two_approvers_at_once_release_it_once(env: Env) -> None:
    await _link(env, "01", "-1")
    waiting = await composing.submit(env, await _official(env), await _draft(env))
    approvers = [await _approver(env) for _ in range(4)]
    results = await asyncio.gather(
        *(approving.approve(env, each, waiting.version_id) for each in approvers), return_exceptions=True
    )
    refusals = [result.why for result in results if isinstance(result, Refused)]
    assert refusals == [Why.NOT_PENDING] * 3
    assert len(await _outbox(env, "disclosure_published")) == 1


async def test_only_offices_of_the_ward_compose_and_only_approvers_release(env: Env) -> None:
    draft = await _draft(env)
    waiting = await composing.submit(env, await make_person(env, (Role.ADMINISTRATOR, None)), draft)
    for office in ((), ((Role.FRONT, None),), ((Role.GROUP_HEAD, "01"),), ((Role.INSPECTOR, None),)):
        other = await make_person(env, *office)
        assert await _refusal(composing.submit(env, other, draft)) is Why.NOT_ALLOWED
        assert await _refusal(_kept(env, other, "a.txt", "text/plain", b"a")) is Why.NOT_ALLOWED
        assert await _refusal(composing.preview(env, other, draft)) is Why.NOT_ALLOWED
        assert await _refusal(composing.draft_of(env, other, waiting.version_id)) is Why.NOT_ALLOWED
        assert await _refusal(approving.review(env, other, waiting.version_id)) is Why.NOT_ALLOWED
        assert await _refusal(approving.review_original(env, other, waiting.version_id)) is Why.NOT_ALLOWED
        assert await _refusal(approving.waiting(env, other)) is Why.NOT_ALLOWED
    for office in (*(((Role.OFFICIAL, None),), ((Role.ADMINISTRATOR, None),)), ((Role.FRONT, None),), ()):
        other = await make_person(env, *office)
        for act in (
            approving.approve(env, other, waiting.version_id),
            approving.refuse(env, other, waiting.version_id, "Thiếu dấu"),
            approving.withdraw(env, other, waiting.version_id, "Thiếu dấu"),
        ):
            assert await _refusal(act) is Why.NOT_ALLOWED


async def test_another_ward_can_neither_see_nor_touch_anything(env: Env, other_ward: Env) -> None:
    await _link(other_ward, "01", "-2")
    neighbour = await make_person(other_ward, (Role.OFFICIAL, None))
    their_approver = await make_person(other_ward, (Role.APPROVER, None))
    await consents.decide(other_ward, neighbour, Purpose.DISCLOSURES, granted=True)
    public = await _published(env)
    waiting = await composing.submit(env, await _official(env), await _draft(env))

    for why in (
        await _refusal(reading.open_version(other_ward, public)),
        await _refusal(reading.original(other_ward, public)),
        await _refusal(reading.versions(other_ward, public)),
        await _refusal(approving.review(other_ward, neighbour, waiting.version_id)),
        await _refusal(approving.approve(other_ward, their_approver, waiting.version_id)),
        await _refusal(approving.refuse(other_ward, their_approver, waiting.version_id, "Không")),
        await _refusal(approving.withdraw(other_ward, their_approver, public, "Không")),
        await _refusal(composing.draft_of(other_ward, neighbour, public)),
    ):
        assert why is Why.NOT_FOUND
    mixed = replace(await _draft(env), disclosure_id=None)
    assert await _refusal(composing.submit(other_ward, neighbour, mixed)) is Why.NO_GROUPS
    correction = await composing.draft_of(env, await _official(env), public)
    foreign = replace(correction, body="Khác", decided_on=SIGNED, correction="Khác")
    assert await _refusal(composing.submit(other_ward, neighbour, foreign)) is Why.NOT_FOUND
    assert (await reading.latest(other_ward)).total == 0
    assert await reading.counts(other_ward) == {}
    assert (await approving.waiting(other_ward, neighbour)).total == 0
    assert await _outbox(other_ward, "disclosure_published") == []
    assert (await approving.waiting(env, await _official(env))).total == 1


# --- to whom it goes ------------------------------------------------------------------------------


async def test_it_goes_to_the_chats_of_its_groups_and_to_who_asked_and_lives_there_or_nowhere_known(env: Env) -> None:
    first, _second = await _link(env, "01", "-1"), await _link(env, "02", "-2")
    inside, outside = await make_representative(env, group_code="01"), await make_representative(env, group_code="02")
    homeless, silent = await make_person(env), await make_representative(env, group_code="01")
    for actor in (inside, outside, homeless):
        await consents.decide(env, actor, Purpose.DISCLOSURES, granted=True)
    blocked = await make_person(env)
    await consents.decide(env, blocked, Purpose.DISCLOSURES, granted=True)
    async with env.db.write() as session:
        await session.execute(
            update(Account).where(Account.id == blocked.account_id).values(unreachable_since=env.clock.now())
        )

    waiting = await composing.submit(env, await _official(env), await _draft(env, "01"))
    await approving.approve(env, await _approver(env), waiting.version_id)
    rows = await _outbox(env, "disclosure_published")
    assert [row.chat_id for row in rows if row.chat_id] == [first]
    assert {row.account_id for row in rows if row.account_id} == {inside.account_id, homeless.account_id}
    assert silent.account_id not in {row.account_id for row in rows}
    assert {row.subject for row in rows} == {f"disclosure:{waiting.version_id}"}


async def test_who_no_longer_wants_disclosures_is_sent_none(env: Env) -> None:
    resident = await make_person(env)
    await consents.decide(env, resident, Purpose.DISCLOSURES, granted=True)
    assert await reading.is_subscribed(env, resident)
    await consents.decide(env, resident, Purpose.DISCLOSURES, granted=False)
    await _published(env)
    assert await _outbox(env, "disclosure_published") == []


# --- returned, corrected, withdrawn ---------------------------------------------------------------


async def test_a_returned_text_comes_back_with_the_reason_and_can_be_composed_anew(env: Env) -> None:
    composer, approver = await _official(env), await _approver(env)
    file = await _kept(env, composer, "a.txt", "text/plain", b"abc")
    waiting = await composing.submit(env, composer, await _draft(env, file_id=file))
    await approving.refuse(env, approver, waiting.version_id, "  Thiếu số\nvăn bản ")
    assert [row.account_id for row in await _outbox(env, "disclosure_returned")] == [composer.account_id]
    seen = await approving.review(env, composer, waiting.version_id)
    assert (seen.state, seen.ended_because) == (State.REFUSED, "Thiếu số văn bản")
    assert await _refusal(approving.approve(env, approver, waiting.version_id)) is Why.NOT_PENDING
    assert await _refusal(approving.refuse(env, approver, waiting.version_id, "Lại")) is Why.NOT_PENDING

    again = await composing.draft_of(env, composer, waiting.version_id)
    assert again == await _draft(env, file_id=file)
    second = await composing.submit(env, composer, again)
    await approving.approve(env, approver, second.version_id)
    assert (await reading.original(env, second.version_id)).content == b"abc"
    assert (await reading.latest(env)).total == 1


async def test_a_reason_is_needed_and_not_too_long(env: Env) -> None:
    approver = await _approver(env)
    waiting = await composing.submit(env, await _official(env), await _draft(env))
    assert await _refusal(approving.refuse(env, approver, waiting.version_id, " \u200b")) is Why.EMPTY
    assert await _refusal(approving.refuse(env, approver, waiting.version_id, "x" * 301)) is Why.TOO_LONG


async def test_a_correction_replaces_the_text_and_the_old_one_stays_readable(env: Env, clock: FrozenClock) -> None:
    composer, approver = await _official(env), await _approver(env)
    old = await _published(env)
    clock.advance(days=1)
    draft = await composing.draft_of(env, composer, old)
    assert (draft.body, draft.decided_on, draft.category) == (None, None, 5)
    assert await _refusal(composing.submit(env, composer, replace(draft, body="Mới", decided_on=SIGNED))) is Why.EMPTY
    whole = replace(draft, body="Thu 12 đồng.", decided_on=SIGNED, correction="Ghi nhầm mức thu")
    waiting = await composing.submit(env, composer, whole)
    assert await _refusal(composing.submit(env, composer, whole)) is Why.PENDING_EXISTS
    assert (await reading.open_version(env, old)).text.newer is None
    await approving.approve(env, approver, waiting.version_id)

    before, after = await reading.open_version(env, old), await reading.open_version(env, waiting.version_id)
    assert (before.text.body, before.text.newer, before.number) == ("Điều 1. Thu 10 đồng.", waiting.version_id, 1)
    assert (after.text.newer, after.text.earlier, after.number) == (None, True, 2)
    assert after.text.correction == "Ghi nhầm mức thu"
    assert before.text.newer_at == clock.now()
    assert [line.version_id for line in (await reading.latest(env)).lines] == [waiting.version_id]
    assert [line.number for line in (await reading.versions(env, old)).lines] == [2, 1]
    assert [line.version_id for line in (await reading.search(env, "thu đồng")).lines] == [waiting.version_id]


async def test_two_corrections_at_once_leave_one_waiting(env: Env) -> None:
    old = await _published(env)
    officials = [await _official(env) for _ in range(3)]
    draft = replace(
        await composing.draft_of(env, officials[0], old), body="Mới", decided_on=SIGNED, correction="Ghi nhầm"
    )
    results = await asyncio.gather(*(composing.submit(env, each, draft) for each in officials), return_exceptions=True)
    assert [result.why for result in results if isinstance(result, Refused)] == [Why.PENDING_EXISTS] * 2
    assert (await approving.waiting(env, officials[0])).total == 1


async def test_a_withdrawn_disclosure_is_gone_and_whoever_read_it_is_told(env: Env) -> None:
    read, unread = await _link(env, "01", "-1"), await _link(env, "02", "-2")
    approver = await _approver(env)
    version = await _published(env)
    async with env.db.write() as session:
        await session.execute(update(Outbox).where(Outbox.chat_id == read).values(state="sent"))
    await approving.withdraw(env, approver, version, "Nhầm văn bản")
    assert [row.chat_id for row in await _outbox(env, "disclosure_withdrawn")] == [read]
    assert unread
    assert (await reading.latest(env)).total == 0
    assert (await reading.search(env, "quỹ")).lines == ()
    assert await reading.counts(env) == {}
    seen = await reading.open_version(env, version)
    assert (seen.state, seen.ended_because, seen.text.body) == (State.WITHDRAWN, "Nhầm văn bản", "")
    assert await _refusal(reading.original(env, version)) is Why.NOT_FOUND
    assert await _refusal(approving.withdraw(env, approver, version, "Lần nữa")) is Why.ALREADY_DONE


# --- reading --------------------------------------------------------------------------------------


async def test_lists_go_page_by_page_and_by_category(env: Env, clock: FrozenClock) -> None:
    made = []
    for number in range(7):
        clock.advance(minutes=1)
        made.append(await _published(env, title=f"Văn bản {number}", category=1 if number < 2 else 7))
    first, second = await reading.latest(env), await reading.latest(env, 5)
    assert [line.version_id for line in (*first.lines, *second.lines)] == made[::-1]
    assert (first.total, second.offset) == (7, 5)
    assert await reading.counts(env) == {1: 2, 7: 5}
    assert [line.title for line in (await reading.latest(env, 0, 1)).lines] == ["Văn bản 1", "Văn bản 0"]
    found = await reading.search(env, "van ban")
    rest = await reading.search(env, "van ban", 5)
    assert (len(found.lines), found.total, len(rest.lines), rest.total) == (5, 6, 2, 7)


async def test_a_group_chat_lists_what_concerns_its_group(env: Env) -> None:
    await _link(env, "02", "-2")
    approver = await _approver(env)
    for codes in (("01",), ("02",), ("01", "02")):
        waiting = await composing.submit(env, await _official(env), await _draft(env, *codes, title=" và ".join(codes)))
        await approving.approve(env, approver, waiting.version_id)
    assert {line.title for line in (await reading.of_chat(env, "telegram", "-2")).lines} == {"02", "01 và 02"}
    assert (await reading.of_chat(env, "telegram", "-99")).total == 3


async def test_the_original_file_comes_back_byte_for_byte(env: Env) -> None:
    composer, approver = await _official(env), await _approver(env)
    content = bytes(range(256)) * 1_000 + b"\r\n\x00"
    file = await _kept(env, composer, "Nghị quyết số 1.pdf", "application/pdf", content)
    waiting = await composing.submit(env, composer, await _draft(env, file_id=file))
    assert await _refusal(reading.original(env, waiting.version_id)) is Why.NOT_FOUND
    assert (await approving.review_original(env, approver, waiting.version_id)).content == content
    await approving.approve(env, approver, waiting.version_id)
    got = await reading.original(env, waiting.version_id)
    assert (got.name, got.content) == ("Nghị quyết số 1.pdf", content)


async def test_a_file_is_discarded_unless_a_version_has_it(env: Env) -> None:
    composer = await _official(env)
    used, unused = [await _kept(env, composer, "a.txt", "text/plain", b"a") for _ in range(2)]
    await composing.submit(env, composer, await _draft(env, file_id=used))
    for file_id in (used, unused):
        await composing.discard_file(env, composer, file_id)
    async with env.db.read() as session:
        assert list((await session.execute(select(File.id))).scalars()) == [used]


async def test_a_preview_is_what_readers_get(env: Env) -> None:
    composer = await _official(env)
    draft = await _draft(env, "01", "03")
    shown = await composing.preview(env, composer, draft)
    waiting = await composing.submit(env, composer, draft)
    await approving.approve(env, await _approver(env), waiting.version_id)
    public = (await reading.open_version(env, waiting.version_id)).text
    assert shown == replace(public, published_at=None)
    assert (shown.groups, shown.whole_ward) == (("Tổ dân phố 1", "Tổ dân phố 3"), False)
    assert (await composing.preview(env, composer, await _draft(env))).whole_ward


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"title": None}, Why.EMPTY),
        ({"title": "  "}, Why.EMPTY),
        ({"title": "a" * 201}, Why.TOO_LONG),
        ({"body": None}, Why.EMPTY),
        ({"body": " …\n"}, Why.EMPTY),
        ({"body": "a" * 400_001}, Why.TOO_LONG),
        ({"category": None}, Why.EMPTY),
        ({"category": 15}, Why.NOT_FOUND),
        ({"group_ids": ()}, Why.NO_GROUPS),
        ({"group_ids": (999_999,)}, Why.NO_GROUPS),
        ({"decided_on": None}, Why.EMPTY),
        ({"decided_on": SIGNED + timedelta(days=1)}, Why.FUTURE_DATE),
    ],
)
async def test_a_draft_that_is_not_whole_is_refused_and_leaves_nothing(
    env: Env, change: dict[str, object], why: Why
) -> None:
    composer = await _official(env)
    assert await _refusal(composing.submit(env, composer, await _draft(env, **change))) is why
    async with env.db.read() as session:
        assert (await session.execute(select(DisclosureVersion.id))).all() == []


# --- deadline -------------------------------------------------------------------------------------


async def test_officials_are_told_once_when_five_working_days_are_over(env: Env, clock: FrozenClock) -> None:
    official, approver = await _official(env), await _approver(env)
    waiting = await composing.submit(env, official, await _draft(env))
    clock.advance(days=7, hours=14, minutes=59)  # 23:59 on the fifth working day
    assert await tell_overdue(env) == 0
    assert (await approving.waiting(env, official, overdue=True)).total == 0
    clock.advance(minutes=1)
    assert await tell_overdue(env) == 1
    assert await tell_overdue(env) == 0
    rows = await _outbox(env, "disclosure_overdue")
    assert {row.account_id for row in rows} == {official.account_id, approver.account_id}
    assert {row.not_before.isoformat() for row in rows} == {"2026-11-28T00:00:00+00:00"}  # 7:00 in Viet Nam
    late = await approving.waiting(env, official, overdue=True)
    assert [line.version_id for line in late.lines] == [waiting.version_id]


async def test_two_sweeps_at_once_tell_once(env: Env, clock: FrozenClock) -> None:
    official = await _official(env)
    await composing.submit(env, official, await _draft(env))
    clock.advance(days=10)
    assert sorted(await asyncio.gather(*(tell_overdue(env) for _ in range(4)))) == [0, 0, 0, 1]
    assert len(await _outbox(env, "disclosure_overdue")) == 1


async def test_what_is_public_or_returned_is_never_overdue(env: Env, other_ward: Env, clock: FrozenClock) -> None:
    await _published(env)
    waiting = await composing.submit(env, await _official(env), await _draft(env))
    await approving.refuse(env, await _approver(env), waiting.version_id, "Không được công khai")
    foreign = await make_person(other_ward, (Role.OFFICIAL, None))
    await composing.submit(other_ward, foreign, await _draft(other_ward))
    clock.advance(days=30)
    assert await tell_overdue(env) == 0


async def test_every_step_is_in_the_audit_without_the_text(env: Env) -> None:
    await _published(env)
    async with env.db.read() as session:
        lines = list((await session.execute(select(Audit).order_by(Audit.id))).scalars())
        assert (await session.execute(select(File.id))).all() == []
    assert [line.action for line in lines] == ["submit", "release"]
    assert all(line.detail is None for line in lines)
