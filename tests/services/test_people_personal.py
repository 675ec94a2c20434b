"""Everything stored about a person is told to that person, all of it and of nobody else, and goes when they say so."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from rules.calendar import Calendar, at_local, local_date
from rules.offices import Role
from rules.people import Purpose, Way
from rules.personal import Kind, State, acknowledge_by, answer_by
from rules.reports import Kind as CaseKind
from rules.reports import Move, Naming
from services import reports
from services.context import Actor, Env
from services.people import actors, consents, data_requests, offices, personal
from services.polls import answering
from services.refusals import Refused, Why
from storage.models import (
    Account,
    Answer,
    Audit,
    Base,
    CaseIdentity,
    Consent,
    DataRequest,
    Household,
    LedgerLine,
    Office,
    Opinion,
    Outbox,
    Person,
    Representative,
)
from tests.fixtures import FrozenClock, make_household, make_person, make_representative
from tests.rows import rows
from tests.services.polling import AGREE, OTHER, open_survey

CANARY = "CHIM-BÁO-CỦA-NGƯỜI-KHÁC"


async def refused(why: Why, doing: object) -> None:
    with pytest.raises(Refused) as caught:
        await doing  # type: ignore[misc]
    assert caught.value.why is why


def report(text: str, name: str | None = None) -> reports.Draft:
    naming = Naming.NAMED if name else Naming.CONFIDENTIAL
    return reports.Draft(kind=CaseKind.FEEDBACK, naming=naming, name=name, group_id=None, text=text)


async def live(env: Env, mark: str) -> tuple[Actor, str]:
    """Somebody who did everything that leaves something behind, bearing the mark; the code of their report."""
    household = await make_household(env, "01")
    actor = await make_representative(env, household)
    async with env.db.write() as session:
        home = await session.get(Household, household)
        assert home is not None
        home.phone_sealed = env.vault.seal(f"+84 {mark}")
        await session.execute(
            update(Representative).where(Representative.person_id == actor.person_id).values(way=Way.PHONE)
        )
    for purpose in Purpose:
        await consents.decide(env, actor, purpose, granted=True)
    poll = await open_survey(env, title=f"Việc chung {mark[:4]}")
    for option in (AGREE, OTHER):
        await answering.cast(env, actor, poll.id, option, card_group_id=None)
    await answering.write_opinion(env, actor, poll.id, f"Ý kiến {mark}")
    code = await reports.file_report(env, actor, report(f"Cống tắc {mark}", f"Tên {mark}"))
    await data_requests.ask(env, actor, Kind.CORRECT, f"Sửa {mark}")
    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    made = await offices.invite(env, admin, Role.SUPERVISOR, project=f"Dự án {mark}")
    await offices.accept(env, actor, offices.reference(env, made.token), f"Bà {mark}")
    account = (await rows(env, Account, id=actor.account_id))[0]
    again = await actors.recognise(env, "telegram", account.external_id)
    assert again is not None
    return again, code


async def test_the_export_holds_everything_about_the_person_and_nothing_of_others(env: Env) -> None:
    mine, code = await live(env, "DẤU-CỦA-TÔI")
    await live(env, CANARY)
    found = await personal.export(env, mine, {"draft": "DẤU-CỦA-TÔI đang viết"})
    text = personal.machine_readable(found).decode()
    assert CANARY not in text
    told = json.loads(text)
    account = (await rows(env, Account, id=mine.account_id))[0]
    assert [one["external_id"] for one in told["accounts"]] == [account.external_id]
    assert [one["phone"] for one in told["households"]] == ["+84 DẤU-CỦA-TÔI"]
    assert {one["purpose"] for one in told["consents"]} == set(Purpose)
    lines = await rows(env, LedgerLine, person_id=mine.person_id, entry="answer")
    assert [one["receipt"] for one in told["answers"]] == [line.receipt for line in lines]
    assert [one["stands"] for one in told["answers"]] == [False, True]
    assert [one["text"] for one in told["opinions"]] == ["Ý kiến DẤU-CỦA-TÔI"]
    assert [(one["code"], one["name"], one["words"]) for one in told["cases"]] == [
        (code, "Tên DẤU-CỦA-TÔI", ["Cống tắc DẤU-CỦA-TÔI"])
    ]
    assert [one["scope"] for one in told["offices"]] == ["Dự án DẤU-CỦA-TÔI"]
    assert [one["kind"] for one in told["requests"]] == ["view", "correct"]
    assert told["name"] == "Bà DẤU-CỦA-TÔI"
    assert told["draft"] == {"draft": "DẤU-CỦA-TÔI đang viết"}
    assert len(told["messages"]) == len(await rows(env, Outbox, account_id=mine.account_id))
    assert len(told["deeds"]) == len(await rows(env, Audit, person_id=mine.person_id)) > 0


# Columns that name a person or an account, and where they are told; the rest is what people did in office.
TOLD = {
    "accounts.person_id": "accounts",
    "representatives.person_id": "households",
    "consents.person_id": "consents",
    "answers.person_id": "answers",
    "opinions.person_id": "opinions",
    "clause_ledger.person_id": "clauses",
    "clause_answers.person_id": "clauses",
    "case_identities.person_id": "cases",
    "offices.person_id": "offices",
    "invitations.used_by": "offices",
    "data_requests.person_id": "requests",
    "outbox.account_id": "messages",
    "wrong_codes.person_id": "wrong_codes",
}
IN_OFFICE = ("_by", "sender_id", "organiser_id", "inspector_id", "convention_steps.person_id")


def test_no_table_names_a_person_without_its_place_in_the_export() -> None:
    naming = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name in ("persons", "accounts") for key in column.foreign_keys)
    }
    assert [name for name in sorted(naming - TOLD.keys()) if not name.endswith(IN_OFFICE)] == []
    assert set(TOLD.values()) <= set(personal.Everything.__dataclass_fields__)


async def test_an_export_stands_in_the_book_as_a_request_done_at_once(env: Env) -> None:
    actor = await make_person(env)
    await personal.export(env, actor, {})
    row = (await rows(env, DataRequest))[0]
    assert (row.kind, row.state, row.handled_at, row.person_id) == ("view", "done", env.clock.now(), actor.person_id)


# --- deleted -------------------------------------------------------------------------------------


async def resident(env: Env) -> Actor:
    """A representative who answered, wrote, agreed and holds no office."""
    actor = await make_representative(env)
    for purpose in Purpose:
        await consents.decide(env, actor, purpose, granted=True)
    poll = await open_survey(env)
    await answering.cast(env, actor, poll.id, AGREE, card_group_id=None)
    await answering.write_opinion(env, actor, poll.id, "Nên mở muộn hơn")
    await data_requests.ask(env, actor, Kind.CORRECT, "Sửa địa chỉ")
    return actor


async def test_after_a_deletion_answers_count_and_nothing_leads_to_the_account(env: Env) -> None:
    actor = await resident(env)
    before = (await rows(env, Account, id=actor.account_id))[0].external_id
    counted = [(row.household_id, row.option, row.receipt) for row in await rows(env, Answer)]
    kept = await personal.erase(env, actor)
    assert kept == personal.Kept((), name=False, office=False)
    assert [(row.household_id, row.option, row.receipt) for row in await rows(env, Answer)] == counted != []
    assert len(await rows(env, Opinion)) == 1
    assert await actors.recognise(env, "telegram", before) is None
    account = (await rows(env, Account, id=actor.account_id))[0]
    assert (account.external_id, account.unreachable_since) == (f"erased:{account.id}", env.clock.now())
    assert {row.state for row in await rows(env, Representative, person_id=actor.person_id)} == {"ended"}
    person = (await rows(env, Person, id=actor.person_id))[0]
    assert (person.name, person.wants_disclosures, person.erased_at) == (None, False, env.clock.now())
    assert [row.granted for row in await rows(env, Consent, person_id=actor.person_id)] == [True, True, False, False]
    asked = await rows(env, DataRequest, person_id=actor.person_id)
    assert [(row.kind, row.state, row.text) for row in asked] == [
        ("correct", "dropped", None),
        ("delete", "done", None),
    ]
    assert [row for row in await rows(env, Outbox, account_id=actor.account_id) if row.state == "waiting"] == []
    again = await actors.arrive(env, "telegram", before)
    assert again.person_id != actor.person_id
    await refused(Why.ALREADY_DONE, personal.erase(env, actor))


async def test_a_deletion_touches_nobody_else(env: Env, other_ward: Env) -> None:
    actor, neighbour, stranger = await resident(env), await resident(env), await resident(other_ward)

    async def of(where: Env, person: Actor) -> list[str]:
        return [
            repr([{name: value for name, value in vars(row).items() if name[0] != "_"} for row in found])
            for found in (
                await rows(where, Account, id=person.account_id),
                await rows(where, Person, id=person.person_id),
                await rows(where, Representative, person_id=person.person_id),
                await rows(where, Consent, person_id=person.person_id),
                await rows(where, DataRequest, person_id=person.person_id),
                await rows(where, Outbox, account_id=person.account_id),
            )
        ]

    before = await of(env, neighbour), await of(other_ward, stranger)
    await personal.erase(env, actor)
    assert (await of(env, neighbour), await of(other_ward, stranger)) == before


async def test_closed_reports_are_unlinked_and_open_ones_are_said(env: Env) -> None:
    actor, inspector = await make_person(env), await make_person(env, (Role.INSPECTOR, None))
    closed, still_open = [await reports.file_report(env, actor, report("Cống tắc", "Bà Mẫu")) for _ in range(2)]
    case = (await reports.follow(env, closed)).id
    for move, words in ((Move.ACCEPT, ""), (Move.ANSWER, "Đã thông."), (Move.CLOSE, "")):
        await reports.inspector_moves(env, inspector, case, move, words)
    kept = await personal.erase(env, actor)
    assert kept.open_cases == (still_open,)
    assert case not in [row.case_id for row in await rows(env, CaseIdentity)]
    assert (await reports.follow(env, still_open)).code == still_open


async def test_somebody_in_office_keeps_account_and_name_until_it_ends(env: Env) -> None:
    admin, holder = await make_person(env, (Role.ADMINISTRATOR, None)), await make_person(env, (Role.FRONT, None))
    kept = await personal.erase(env, holder)
    assert (kept.name, kept.office) == (True, True)
    assert (await rows(env, Account, id=holder.account_id))[0].unreachable_since is None
    await offices.end(env, admin, (await rows(env, Office, person_id=holder.person_id))[0].id)
    kept = await personal.erase(env, holder)
    assert (kept.name, kept.office) == (True, False)
    assert (await rows(env, Account, id=holder.account_id))[0].external_id.startswith("erased:")
    assert (await rows(env, Person, id=holder.person_id))[0].name == "Người Mẫu"


async def test_all_consents_are_taken_back_at_once(env: Env) -> None:
    actor = await resident(env)
    await personal.withdraw_all(env, actor)
    assert {one.granted for one in await consents.given(env, actor)} == {False}
    assert {row.state for row in await rows(env, Representative, person_id=actor.person_id)} == {"ended"}
    assert [row.state for row in await rows(env, DataRequest, kind="withdraw")] == ["done"]


# --- requests ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "days"),
    [(Kind.VIEW, 10), (Kind.CORRECT, 10), (Kind.WITHDRAW, 15), (Kind.RESTRICT, 15), (Kind.DELETE, 20)],
)
def test_an_answer_is_due_in_days_of_the_calendar_nd_356_dieu_5(kind: Kind, days: int) -> None:
    friday = date(2026, 11, 20)
    due = answer_by(kind, at_local(friday, 9), Calendar())
    assert local_date(due - timedelta(seconds=1)) == friday + timedelta(days=days)


def test_a_request_is_acknowledged_within_two_working_days_nd_356_dieu_5() -> None:
    friday = date(2026, 11, 20)
    due = acknowledge_by(at_local(friday, 9), Calendar())
    assert local_date(due - timedelta(seconds=1)) == date(2026, 11, 24)


async def test_a_request_is_acknowledged_when_it_comes_and_answered_by_an_administrator(env: Env) -> None:
    actor, admin = await make_representative(env), await make_person(env, (Role.ADMINISTRATOR, None))
    asked = await data_requests.ask(env, actor, Kind.CORRECT, "  Sai số nhà ")
    row = (await rows(env, DataRequest))[0]
    assert row.acknowledged_at == env.clock.now() <= row.acknowledge_by
    assert [one.account_id for one in await rows(env, Outbox, card="people.data_asked")] == [admin.account_id]
    seen = await data_requests.view(env, admin, asked.id)
    assert (seen.text, seen.state) == ("Sai số nhà", State.OPEN)
    assert seen.who is not None
    await data_requests.settle(env, admin, asked.id, "Đã sửa.", granted=True)
    assert [one.account_id for one in await rows(env, Outbox, card="people.data_answered")] == [actor.account_id]
    await refused(Why.ALREADY_DONE, data_requests.settle(env, admin, asked.id, "Lại", granted=False))
    assert ((await data_requests.waiting(env, admin, 0, 8))[1]) == 0


async def test_what_is_due_first_stands_first_and_overdue_is_said(env: Env, clock: FrozenClock) -> None:
    actor, admin = await make_person(env), await make_person(env, (Role.ADMINISTRATOR, None))
    later = await data_requests.ask(env, actor, Kind.RESTRICT, "Một")  # 15 days
    sooner = await data_requests.ask(env, actor, Kind.CORRECT, "Hai")  # 10 days
    clock.advance(days=11)
    found, count = await data_requests.waiting(env, admin, 0, 8)
    assert [(one.id, one.overdue) for one in found] == [(sooner.id, True), (later.id, False)]
    assert count == 2


async def test_administrators_are_reminded_before_the_day_and_once_it_has_passed(env: Env, clock: FrozenClock) -> None:
    await make_person(env, (Role.ADMINISTRATOR, None))
    await data_requests.ask(env, await make_person(env), Kind.CORRECT, "Sửa")
    counts = []
    for days in (6, 1, 0, 4, 0):
        clock.advance(days=days)
        await data_requests.remind_due(env)
        counts.append(
            (
                len(await rows(env, Outbox, card="people.data_due")),
                len(await rows(env, Outbox, card="people.data_overdue")),
            )
        )
    assert counts == [(0, 0), (1, 0), (1, 0), (1, 1), (1, 1)]


async def test_requests_are_for_administrators_of_their_ward(env: Env, other_ward: Env) -> None:
    asked = await data_requests.ask(other_ward, await make_person(other_ward), Kind.CORRECT, "Sửa")
    admin, official = await make_person(env, (Role.ADMINISTRATOR, None)), await make_person(env, (Role.OFFICIAL, None))
    await refused(Why.NOT_FOUND, data_requests.view(env, admin, asked.id))
    await refused(Why.NOT_FOUND, data_requests.settle(env, admin, asked.id, "Đã sửa", granted=True))
    assert (await data_requests.waiting(env, admin, 0, 8)) == ((), 0)
    await refused(Why.NOT_ALLOWED, data_requests.waiting(env, official, 0, 8))
    await refused(Why.NOT_ALLOWED, data_requests.settle(env, official, asked.id, "Đã sửa", granted=True))


@pytest.mark.parametrize(("text", "why"), [(" ", Why.EMPTY), ("a" * 1001, Why.TOO_LONG)])
async def test_a_request_without_usable_words_is_refused(env: Env, text: str, why: Why) -> None:
    await refused(why, data_requests.ask(env, await make_person(env), Kind.CORRECT, text))
    assert await rows(env, DataRequest) == []
