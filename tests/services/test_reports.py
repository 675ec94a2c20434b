"""Reports: every step reaches the reporter, and nobody outside the inspectorate reads a case."""

import asyncio

import pytest
from sqlalchemy import select

from rules.offices import Role
from rules.reports import Kind, Move, Naming, State
from services import reports
from services.context import Env
from services.refusals import Refused, Why
from services.reports import Draft, Piece, Upload
from storage.models import Audit, CaseIdentity, Outbox
from tests.fixtures import group_id, make_person


def _draft(naming: Naming = Naming.CONFIDENTIAL, text: str = "Cống thoát nước bị tắc", **more: object) -> Draft:
    return Draft(kind=Kind.FEEDBACK, naming=naming, name=None, group_id=None, text=text, **more)  # type: ignore[arg-type]


async def _messages(env: Env, card: str) -> list[Outbox]:
    async with env.db.read() as session:
        return list((await session.execute(select(Outbox).where(Outbox.card == card).order_by(Outbox.id))).scalars())


async def _case_id(env: Env, code: str) -> int:
    return (await reports.follow(env, code)).id


async def test_a_case_goes_from_report_to_close_and_every_step_reaches_the_reporter(env: Env) -> None:
    reporter, inspector = await make_person(env), await make_person(env, (Role.INSPECTOR, None))
    code = await reports.file_report(env, reporter, _draft())
    assert len(await _messages(env, "case_news")) == 1
    case = await _case_id(env, code)

    await reports.inspector_moves(env, inspector, case, Move.ACCEPT)
    await reports.inspector_moves(env, inspector, case, Move.ASK, "Ở đoạn nào ạ?")
    assert (await reports.follow(env, code)).state is State.ASKED
    await reports.reporter_moves(env, code, Move.ADD, "Trước nhà văn hóa")
    await reports.inspector_moves(env, inspector, case, Move.ANSWER, "Đã thông cống.")
    await reports.inspector_moves(env, inspector, case, Move.CLOSE)

    told = await _messages(env, "case_step")
    assert [row.account_id for row in told] == [reporter.account_id] * 4
    view = await reports.follow(env, code)
    assert [step.move for step in view.steps] == ["report", "accept", "ask", "add", "answer", "close"]
    assert view.state is State.CLOSED
    assert "Đã thông cống." in [step.text for step in view.steps]


async def test_a_code_is_found_however_it_is_typed(env: Env) -> None:
    code = await reports.file_report(env, await make_person(env), _draft())
    for typed in (code, code.lower(), code.replace("-", " "), code.removeprefix("PA-"), f"  {code} "):
        assert (await reports.follow(env, typed)).code == code
    with pytest.raises(Refused) as refusal:
        await reports.follow(env, "PA-2222-2222")
    assert refusal.value.why is Why.CASE_UNKNOWN


async def test_every_opening_of_a_case_is_in_the_audit_without_its_words(env: Env) -> None:
    inspector = await make_person(env, (Role.INSPECTOR, None))
    case = await _case_id(env, await reports.file_report(env, await make_person(env), _draft()))
    await reports.open_case(env, inspector, case)
    await reports.open_case(env, inspector, case)
    async with env.db.read() as session:
        lines = list((await session.execute(select(Audit).where(Audit.subject == "case"))).scalars())
    assert [(line.person_id, line.action, line.subject_id) for line in lines] == [
        (inspector.person_id, "case_read", case)
    ] * 2
    assert not any("Cống" in (line.detail or "") for line in lines)


async def test_an_unlinked_report_keeps_no_account_and_is_followed_by_its_code(env: Env) -> None:
    reporter, inspector = await make_person(env), await make_person(env, (Role.INSPECTOR, None))
    code = await reports.file_report(env, reporter, _draft(Naming.UNLINKED))
    async with env.db.read() as session:
        assert (await session.execute(select(CaseIdentity))).first() is None
    await reports.inspector_moves(env, inspector, await _case_id(env, code), Move.ACCEPT)
    assert await _messages(env, "case_step") == []
    assert await reports.mine(env, reporter) == []
    assert (await reports.follow(env, code)).state is State.ACCEPTED


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.INSPECTOR])
async def test_no_other_office_reads_or_moves_a_case(env: Env, role: Role) -> None:
    outsider = await make_person(env, (role, None))
    case = await _case_id(env, await reports.file_report(env, await make_person(env), _draft()))
    for attempt in (
        reports.desk(env, outsider),
        reports.open_case(env, outsider, case),
        reports.content(env, outsider, case),
        reports.inspector_moves(env, outsider, case, Move.ACCEPT),
    ):
        with pytest.raises(Refused) as refusal:
            await attempt
        assert refusal.value.why is Why.NOT_ALLOWED


async def test_an_inspector_of_one_group_does_not_read_cases_of_another(env: Env) -> None:
    first, second = await group_id(env, "01"), await group_id(env, "02")
    inspector = await make_person(env, (Role.INSPECTOR, "01"))
    reporter = await make_person(env)
    codes = [
        await reports.file_report(env, reporter, Draft(Kind.FEEDBACK, Naming.CONFIDENTIAL, None, group, "x"))
        for group in (first, second, None)
    ]
    listed, total = await reports.desk(env, inspector)
    assert {case.code for case in listed} == {codes[0], codes[2]}
    assert total == 2
    with pytest.raises(Refused):
        await reports.open_case(env, inspector, await _case_id(env, codes[1]))


async def test_an_inspector_of_another_ward_meets_nothing(env: Env, other_ward: Env) -> None:
    stranger = await make_person(other_ward, (Role.INSPECTOR, None))
    code = await reports.file_report(env, await make_person(env), _draft())
    case = await _case_id(env, code)
    with pytest.raises(Refused):
        await reports.open_case(other_ward, stranger, case)
    with pytest.raises(Refused):
        await reports.open_case(env, stranger, case)
    assert await reports.desk(other_ward, stranger) == ([], 0)
    with pytest.raises(Refused):
        await reports.follow(other_ward, code)


async def test_the_inspectorate_sees_a_name_only_when_it_was_given(env: Env) -> None:
    reporter, inspector = await make_person(env), await make_person(env, (Role.INSPECTOR, None))
    named = await reports.file_report(
        env, reporter, Draft(Kind.FEEDBACK, Naming.NAMED, "Trần Thị Mẫu", None, "Đèn hỏng")
    )
    hidden = await reports.file_report(
        env, reporter, Draft(Kind.FEEDBACK, Naming.CONFIDENTIAL, "Trần Thị Mẫu", None, "Đèn hỏng")
    )
    assert (await reports.open_case(env, inspector, await _case_id(env, named))).reporter == "Trần Thị Mẫu"
    assert (await reports.open_case(env, inspector, await _case_id(env, hidden))).reporter is None
    async with env.db.read() as session:
        names = [row.name for row in (await session.execute(select(CaseIdentity))).scalars()]
    assert sorted(names, key=str) == ["None", "Trần Thị Mẫu"] or names == ["Trần Thị Mẫu", None]


async def test_two_inspectors_accepting_at_once_accept_once(env: Env) -> None:
    inspectors = [await make_person(env, (Role.INSPECTOR, None)) for _ in range(2)]
    code = await reports.file_report(env, await make_person(env), _draft())
    case = await _case_id(env, code)
    done = await asyncio.gather(
        *(reports.inspector_moves(env, inspector, case, Move.ACCEPT) for inspector in inspectors),
        return_exceptions=True,
    )
    assert sum(isinstance(result, Refused) for result in done) == 1
    assert [step.move for step in (await reports.follow(env, code)).steps].count("accept") == 1


async def test_files_come_back_byte_for_byte(env: Env) -> None:
    reporter, inspector = await make_person(env), await make_person(env, (Role.INSPECTOR, None))
    kept: list[Piece] = []

    async def then(piece: Piece) -> None:
        kept.append(piece)

    photo = bytes(range(256))
    await reports.keep_piece(env, Upload("anh.jpg", "image/jpeg", photo, "photo"), then)
    code = await reports.file_report(env, reporter, _draft(text="", pieces=tuple(kept)))
    await reports.reporter_moves(env, code, Move.ADD, "", Upload("don.pdf", "application/pdf", b"%PDF", "document"))
    found = await reports.content(env, inspector, await _case_id(env, code))
    assert [(file.kind, content) for file, content in found] == [("photo", photo), ("document", b"%PDF")]


@pytest.mark.parametrize(
    ("text", "why"), [("", Why.EMPTY), ("   \n", Why.EMPTY), ("\u200b", Why.EMPTY), ("ă" * 10_001, Why.TOO_LONG)]
)
async def test_an_unusable_text_is_refused_and_nothing_is_kept(env: Env, text: str, why: Why) -> None:
    with pytest.raises(Refused) as refusal:
        await reports.file_report(env, await make_person(env), _draft(text=text))
    assert refusal.value.why is why
    assert await _messages(env, "case_news") == []


async def test_a_closed_case_is_opened_again_by_its_reporter_only_with_words(env: Env) -> None:
    inspector = await make_person(env, (Role.INSPECTOR, None))
    code = await reports.file_report(env, await make_person(env), _draft())
    case = await _case_id(env, code)
    for move, words in ((Move.ACCEPT, ""), (Move.ANSWER, "Đã sửa."), (Move.CLOSE, "")):
        await reports.inspector_moves(env, inspector, case, move, words)
    with pytest.raises(Refused):
        await reports.reporter_moves(env, code, Move.ADD, "thêm")
    with pytest.raises(Refused):
        await reports.reporter_moves(env, code, Move.REOPEN, " ")
    assert (await reports.reporter_moves(env, code, Move.REOPEN, "Vẫn tắc")).state is State.ACCEPTED
