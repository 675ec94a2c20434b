"""The roll and the ward file: loaded whole or not at all, every row accounted for."""

import contextlib
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from rules.offices import Role
from rules.people import Purpose
from rules.roll import RawRow
from services.context import Env
from services.people import confirmation, consents, roll, roll_files, slips, ward_file, wards
from services.people.roll_files import Fault, UnreadableRollError
from services.people.views import RollReport
from services.people.ward_file import BadWardFileError
from services.refusals import Refused, Why
from storage.models import Audit, Group, Household, Invitation, Representative, Slip, Ward
from tests.conftest import ROOT
from tests.fixtures import FrozenClock, make_household, make_person, make_representative
from tests.rows import rows

HEADINGS = "group_code,group_name,household_code,address,representative,phone\n"
GOOD = [
    "01,Tổ dân phố 1,01-001,Số 1 đường Mẫu,Nguyễn Mẫu An,0999-000-001",
    "01,Tổ dân phố 1,01-002,Số 2 đường Mẫu,Trần Mẫu Bình,",
    "02,Tổ dân phố 2,02-001,Số 3 đường Mẫu,Lê Mẫu Cúc,+84 999 000 003",
]


def csv_file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "roll.csv"
    path.write_bytes(text.encode(encoding))
    return path


def read(folder: Path, text: str, encoding: str = "utf-8") -> tuple[RawRow, ...]:
    return roll_files.read(csv_file(folder, text, encoding)).rows


def fault(folder: Path, text: str, encoding: str = "utf-8") -> UnreadableRollError:
    with pytest.raises(UnreadableRollError) as caught:
        read(folder, text, encoding)
    return caught.value


async def load(env: Env, folder: Path, lines: list[str], **options: Any) -> RollReport:
    return await roll.load(env, read(folder, HEADINGS + "\n".join(lines)), **options)


def ends(report: RollReport) -> list[tuple[int, str, str | None]]:
    return [(row.number, row.outcome.value, row.reason.value if row.reason else None) for row in report.rows]


# --- loading -------------------------------------------------------------------------------------


async def test_rows_are_added_then_unchanged_then_updated(env: Env, tmp_path: Path) -> None:
    assert [end for _, end, _ in ends(await load(env, tmp_path, GOOD))] == ["added"] * 3
    assert [end for _, end, _ in ends(await load(env, tmp_path, GOOD))] == ["unchanged"] * 3
    moved = [GOOD[0].replace("Số 1", "Số 9"), GOOD[1] + "0999 000 002", GOOD[2]]
    assert [end for _, end, _ in ends(await load(env, tmp_path, moved))] == ["updated", "updated", "unchanged"]
    assert (await rows(env, Household, code="01-001"))[0].address == "Số 9 đường Mẫu"


async def test_a_phone_is_sealed_and_found_by_its_digest(env: Env, tmp_path: Path) -> None:
    await load(env, tmp_path, GOOD)
    row = (await rows(env, Household, code="01-001"))[0]
    assert row.phone_sealed is not None
    assert b"999000001" not in row.phone_sealed
    assert env.vault.unseal(row.phone_sealed) == "+84999000001"
    assert row.phone_digest == env.vault.digest("phone:+84999000001")
    actor = await make_person(env)
    await consents.decide(env, actor, Purpose.HOUSEHOLD, granted=True)
    assert (await confirmation.by_phone(env, actor, "84999000001")).code == "01-001"


async def test_bad_rows_are_rejected_with_their_number_and_the_others_loaded(env: Env, tmp_path: Path) -> None:
    bad = [
        "01,,,Số 4 đường Mẫu,Mẫu Một,",
        "77,,77-001,Số 5 đường Mẫu,Mẫu Hai,",
        "01,,01-001,Số 6 đường Mẫu,Mẫu Ba,",
        "01,,01-007,=HYPERLINK(1),Mẫu Bốn,",
        "01,,01-008,Số 8, đường Mẫu,Mẫu Năm,",
        "01,,01-009,Số 9 đường Mẫu,Mẫu Sáu,12345",
    ]
    report = await load(env, tmp_path, [GOOD[0], *bad])
    assert ends(report) == [
        (2, "added", None),
        (3, "rejected", "no_household_code"),
        (4, "rejected", "unknown_group"),
        (5, "rejected", "duplicate"),
        (6, "rejected", "formula"),
        (7, "rejected", "extra_cells"),
        (8, "added", "bad_phone"),
    ]
    assert report.rows[3].first == 2
    assert [row.code for row in await rows(env, Household)] == ["01-001", "01-009"]


async def test_a_dry_run_tells_the_same_and_writes_nothing(env: Env, tmp_path: Path) -> None:
    told = await load(env, tmp_path, GOOD, dry_run=True)
    assert await rows(env, Household) == []
    assert ends(told) == ends(await load(env, tmp_path, GOOD))


async def test_a_load_that_breaks_leaves_nothing_behind(
    env: Env, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await load(env, tmp_path, GOOD[:1])

    def broken(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr("services.people.roll.audit.note", broken)
        with pytest.raises(MemoryError):
            await load(env, tmp_path, [GOOD[0].replace("Số 1", "Số 9"), *GOOD[1:]])
    assert [(row.code, row.address) for row in await rows(env, Household)] == [("01-001", "Số 1 đường Mẫu")]


async def test_a_longer_list_takes_no_more_statements(env: Env) -> None:
    counted: list[int] = []

    @event.listens_for(env.db.writer.sync_engine, "before_cursor_execute")
    def _count(*_: object) -> None:
        counted[-1] += 1

    for count in (5, 1_400):
        cells = {"group_code": "01", "address": "Số 1", "representative": "Mẫu", "phone": "0999000001"}
        listed = [RawRow(number, {**cells, "household_code": f"{count}-{number}"}) for number in range(count)]
        counted.append(0)
        await roll.load(env, listed)
    assert counted[0] == counted[1]


async def test_counts_that_differ_from_the_declared_are_told(env: Env, tmp_path: Path) -> None:
    async with env.db.write() as session:
        for group in await rows(env, Group):
            found = await session.get(Group, group.id)
            assert found is not None
            found.household_count = 2
    report = await load(env, tmp_path, GOOD, dry_run=True)
    assert [(one.group, one.declared, one.households) for one in report.differences] == [
        ("Tổ dân phố 2", 2, 1),
        ("Tổ dân phố 3", 2, 0),
    ]


async def test_another_name_for_a_group_is_told_once(env: Env, tmp_path: Path) -> None:
    lines = [line.replace("Tổ dân phố 2", "Tổ Hoa Sen").replace("Tổ dân phố 1", "to dan pho 1") for line in GOOD]
    assert (await load(env, tmp_path, lines)).other_names == (("Tổ Hoa Sen", "Tổ dân phố 2"),)


async def test_a_household_that_moves_takes_its_representative_along(env: Env, tmp_path: Path) -> None:
    household = await make_household(env, "01", "01-001")
    actor = await make_representative(env, household)
    await load(env, tmp_path, [GOOD[0].replace("01,Tổ dân phố 1", "03,Tổ dân phố 3")])
    moved = (await rows(env, Household))[0]
    assert moved.group_id == (await rows(env, Representative, person_id=actor.person_id))[0].group_id
    assert moved.group_id != actor.group_id


async def test_a_closed_household_that_comes_again_is_open(env: Env, tmp_path: Path, clock: FrozenClock) -> None:
    await load(env, tmp_path, GOOD)
    async with env.db.write() as session:
        row = await session.get(Household, (await rows(env, Household))[0].id)
        assert row is not None
        row.closed_on = clock.now().date()
    assert [end for _, end, _ in ends(await load(env, tmp_path, GOOD))] == ["updated", "unchanged", "unchanged"]


async def test_a_list_without_phones_leaves_them_alone(env: Env, tmp_path: Path) -> None:
    await load(env, tmp_path, GOOD)
    text = "group_code;household_code;address;representative\n01;01-001;Số 1 đường Mẫu;Nguyễn Mẫu An\n"
    book = roll_files.read(csv_file(tmp_path, text))
    report = await roll.load(env, book.rows, phones_listed=book.phones_listed)
    assert [end for _, end, _ in ends(report)] == ["unchanged"]
    assert (await rows(env, Household, code="01-001"))[0].phone_digest is not None


async def test_the_same_codes_in_another_ward_are_other_households(env: Env, other_ward: Env, tmp_path: Path) -> None:
    await load(other_ward, tmp_path, GOOD)
    assert [end for _, end, _ in ends(await load(env, tmp_path, GOOD))] == ["added"] * 3
    await load(env, tmp_path, [line.replace("đường Mẫu", "ngõ Mẫu") for line in GOOD])
    assert {row.address for row in await rows(other_ward, Household)} == {f"Số {n} đường Mẫu" for n in (1, 2, 3)}


# --- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_usual_csv_is_read(tmp_path: Path, delimiter: str, encoding: str, end: str) -> None:
    text = (HEADINGS + "\n".join(GOOD)).replace(",", delimiter).replace("\n", end)
    found = read(tmp_path, text, encoding)
    assert [row.number for row in found] == [2, 3, 4]
    assert found[0].cells["representative"] == "Nguyễn Mẫu An"
    assert found[0].cells["group_code"] == "01"


def test_vietnamese_headings_titles_and_empty_lines_are_understood(tmp_path: Path) -> None:
    text = "DANH SÁCH HỘ;;;\n;;;\nMã tổ;MÃ HỘ;Địa chỉ;Người đại diện\n\n01;01-001;Số 1, ngõ 2;Mẫu An\n"
    (found,) = read(tmp_path, text)
    assert (found.number, found.cells["address"]) == (5, "Số 1, ngõ 2")


def test_a_quoted_address_keeps_its_commas(tmp_path: Path) -> None:
    (found,) = read(tmp_path, HEADINGS + '01,Tổ 1,01-001,"Số 1, ngõ ""Hoa""",Mẫu An,\n')
    assert found.cells["address"] == 'Số 1, ngõ "Hoa"'
    assert found.fault is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Fault.EMPTY),
        (" \n ", Fault.EMPTY),
        (HEADINGS, Fault.NO_ROWS),
        ("một,hai\nba,bốn\n", Fault.NO_HEADINGS),
        ("group_code,address,representative\n01,a,b\n", Fault.MISSING_COLUMNS),
        (HEADINGS.replace("phone", "Mã hộ") + GOOD[0], Fault.DOUBLE_COLUMN),
        (HEADINGS + '01,Tổ 1,01-001,"Số 1,Mẫu An,\n', Fault.QUOTES),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(tmp_path: Path, text: str, expected: Fault) -> None:
    assert fault(tmp_path, text).fault is expected


def test_another_encoding_is_refused_with_the_line_where_it_shows(tmp_path: Path) -> None:
    error = fault(tmp_path, HEADINGS + "01,To 1,01-001,So 1,Mau An,\n01,To 1,01-002,Sơn,Đ,\n", "cp1258")
    assert (error.fault, error.line) == (Fault.ENCODING, 3)
    assert fault(tmp_path, HEADINGS, "utf-16").fault is Fault.ENCODING


def test_the_missing_columns_are_named(tmp_path: Path) -> None:
    assert fault(tmp_path, "Mã tổ;Địa chỉ\n01;a\n").columns == ("household_code", "representative")


def test_a_file_that_is_not_there_or_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRollError) as caught:
        roll_files.read(tmp_path / "no.csv")
    assert caught.value.fault is Fault.MISSING
    (tmp_path / "roll.doc").write_text("x")
    with pytest.raises(UnreadableRollError) as caught:
        roll_files.read(tmp_path / "roll.doc")
    assert caught.value.fault is Fault.UNKNOWN_KIND


def workbook(folder: Path, fill: Callable[[Any], None]) -> Path:
    book = openpyxl.Workbook()
    fill(book.active)
    path = folder / "roll.xlsx"
    book.save(path)
    return path


def test_a_workbook_is_read_with_numbers_as_people_write_them(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["DANH SÁCH HỘ"])
        sheet.append(["Mã tổ", "Mã hộ", "Địa chỉ", "Người đại diện", "Số điện thoại"])
        sheet.append([1, 101.0, "Số 1", "Mẫu An", 999000001])

    (found,) = roll_files.read(workbook(tmp_path, fill)).rows
    assert (found.number, dict(found.cells)) == (
        3,
        {
            "group_code": "1",
            "household_code": "101",
            "address": "Số 1",
            "representative": "Mẫu An",
            "phone": "999000001",
        },
    )


def test_rows_with_merged_cells_are_rejected_and_a_merged_title_is_not(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["DANH SÁCH HỘ"])
        sheet.append(["Mã tổ", "Mã hộ", "Địa chỉ", "Người đại diện"])
        for number in range(1, 5):
            sheet.append(["01", f"01-{number:03}", "Số 1", "Mẫu An"])
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("C4:C5")

    found = roll_files.read(workbook(tmp_path, fill)).rows
    assert {row.number: row.fault and row.fault.value for row in found} == {3: None, 4: "merged", 5: "merged", 6: None}


def test_the_first_sheet_with_headings_is_the_list(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Ghi chú"])
    sheet = book.create_sheet("Hộ")
    sheet.append(["Mã tổ", "Mã hộ", "Địa chỉ", "Người đại diện"])
    sheet.append(["01", "01-001", "Số 1", "Mẫu An"])
    book.save(tmp_path / "roll.xlsx")
    assert len(roll_files.read(tmp_path / "roll.xlsx").rows) == 1


@given(st.binary(min_size=1, max_size=400), st.sampled_from([".csv", ".xlsx"]))
def test_any_bytes_are_a_list_or_a_reason(tmp_path_factory: pytest.TempPathFactory, content: bytes, kind: str) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{kind}"
    path.write_bytes(content)
    with contextlib.suppress(UnreadableRollError):
        roll_files.read(path)


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, lambda sheet: sheet.append(["Mã tổ", "Mã hộ", "Địa chỉ", "Người đại diện"]))
    whole = path.read_bytes()
    chance = random.Random(7)
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(8):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged[: chance.randrange(len(damaged) // 2, len(damaged))])
        with pytest.raises(UnreadableRollError):
            roll_files.read(path)


# --- slips ---------------------------------------------------------------------------------------


async def test_slips_are_different_and_only_their_digests_are_kept(env: Env, tmp_path: Path) -> None:
    await load(env, tmp_path, GOOD)
    lines = await slips.issue(env)
    codes = {line.code for line in lines}
    assert len(codes) == 3
    assert all(len(code) == 8 for code in codes)
    kept = repr([vars(row) for table in (Slip, Audit) for row in await rows(env, table)])
    assert not any(code in kept for code in codes)


async def test_slips_are_for_one_group_and_for_households_without_a_representative(env: Env, tmp_path: Path) -> None:
    await load(env, tmp_path, GOOD)
    taken = (await rows(env, Household, code="01-002"))[0]
    await make_representative(env, taken.id)
    assert [line.household_code for line in await slips.issue(env, "01")] == ["01-001"]
    with pytest.raises(Refused) as caught:
        await slips.issue(env, "99")
    assert caught.value.why is Why.NOT_FOUND


async def test_slips_of_one_ward_do_not_void_those_of_another(
    env: Env, other_ward: Env, tmp_path: Path, clock: FrozenClock
) -> None:
    for ward in (env, other_ward):
        await load(ward, tmp_path, GOOD)
    await slips.issue(other_ward)
    await slips.issue(env)
    assert all(row.expires_at > clock.now() for row in await rows(other_ward, Slip))


# --- the ward file -------------------------------------------------------------------------------

WARD = """
code = "sao-mai"
name = "Sao Mai"
kind = "phường"
group_label = "tổ dân phố"
hotline = "0999 000 111"
office_hours = "7:30–11:30"
[[groups]]
code = "01"
name = "Tổ dân phố Một"
households = 118
[[groups]]
code = "04"
name = "Tổ dân phố 4"
households = 90
"""


def ward_of(folder: Path, text: str) -> ward_file.WardFacts:
    path = folder / "ward.toml"
    path.write_text(text, encoding="utf-8")
    return ward_file.read(path)


async def establish(env: Env, folder: Path, text: str = WARD, *, invite: bool = False) -> Any:
    return await wards.establish(env.db, env.clock, env.vault, ward_of(folder, text), invite=invite)


async def test_a_ward_is_created_once_and_updated_after(env: Env, tmp_path: Path) -> None:
    new = await establish(env, tmp_path, WARD.replace("sao-mai", "hoa-sen"))
    assert (new.is_new, new.added) == (True, ("01", "04"))
    again = await establish(env, tmp_path, WARD.replace("sao-mai", "hoa-sen"))
    assert (again.is_new, again.ward_id, again.added, again.changed) == (False, new.ward_id, (), ())


async def test_an_update_changes_what_the_file_says_and_leaves_other_groups(env: Env, tmp_path: Path) -> None:
    done = await establish(env, tmp_path)
    assert (done.ward_id, done.added, done.changed, done.left_out) == (env.ward_id, ("04",), ("01",), ("02", "03"))
    assert [group.name for group in await wards.groups(env)] == [
        "Tổ dân phố Một",
        "Tổ dân phố 2",
        "Tổ dân phố 3",
        "Tổ dân phố 4",
    ]
    assert (await wards.line(env)).hotline == "0999 000 111"


async def test_the_first_administrator_takes_up_the_office_by_the_token_once(env: Env, tmp_path: Path) -> None:
    from services.people import offices

    first = (await establish(env, tmp_path)).token
    second = (await establish(env, tmp_path)).token
    actor = await make_person(env)
    with pytest.raises(Refused) as caught:
        await offices.accept(env, actor, offices.reference(env, first), "Mẫu")
    assert caught.value.why is Why.LINK_EXPIRED
    await offices.accept(env, actor, offices.reference(env, second), "Mẫu")
    assert (await establish(env, tmp_path)).token is None
    assert (await establish(env, tmp_path, invite=True)).token is not None
    assert len(await rows(env, Invitation, role="administrator")) == 3


async def test_another_ward_is_left_alone(env: Env, other_ward: Env, tmp_path: Path) -> None:
    await establish(env, tmp_path)
    assert [group.name for group in await wards.groups(other_ward)] == [f"Tổ dân phố {n}" for n in (1, 2, 3)]
    async with env.db.read() as session:
        found = await session.get(Ward, other_ward.ward_id)
    assert found is not None
    assert found.hotline == "0999 000 000"


@pytest.mark.parametrize(
    ("change", "expected", "where"),
    [
        (("", ""), None, ""),
        (('code = "sao-mai"', ""), ward_file.Fault.BAD_VALUE, "code"),
        (('name = "Sao Mai"', 'name = ""'), ward_file.Fault.BAD_VALUE, "name"),
        (("households = 118", "households = -1"), ward_file.Fault.BAD_VALUE, "groups[1].households"),
        (("households = 118", "households = true"), ward_file.Fault.BAD_VALUE, "groups[1].households"),
        (('code = "04"', 'code = "01"'), ward_file.Fault.DUPLICATE, "01"),
        (("[[groups]]", "[[others]]"), ward_file.Fault.NO_GROUPS, ""),
        (("[[groups]]", "[[groups"), ward_file.Fault.UNREADABLE, ""),
    ],
)
def test_a_ward_file_that_is_wrong_says_where(
    tmp_path: Path, change: tuple[str, str], expected: ward_file.Fault | None, where: str
) -> None:
    if expected is None:
        assert len(ward_of(tmp_path, WARD).groups) == 2
        return
    with pytest.raises(BadWardFileError) as caught:
        ward_of(tmp_path, WARD.replace(*change))
    assert (caught.value.fault, caught.value.where) == (expected, where)


async def test_an_administrator_looks_the_ward_over_and_nobody_else(env: Env, tmp_path: Path) -> None:
    await load(env, tmp_path, GOOD)
    await make_representative(env, (await rows(env, Household, code="01-001"))[0].id)
    admin = await make_person(env, (Role.ADMINISTRATOR, None))
    seen = await wards.overview(env, admin)
    assert [(one.group.code, one.households, one.registered, one.chats) for one in seen.groups] == [
        ("01", 2, 1, 0),
        ("02", 1, 0, 0),
        ("03", 0, 0, 0),
    ]
    with pytest.raises(Refused):
        await wards.overview(env, await make_person(env, (Role.OFFICIAL, None)))


# --- the sample ----------------------------------------------------------------------------------


async def test_the_sample_ward_and_its_roll_fit_each_other(env: Env) -> None:
    facts = ward_file.read(ROOT / "samples" / "ward.toml")
    done = await wards.establish(env.db, env.clock, env.vault, facts)
    sample = Env(db=env.db, clock=env.clock, vault=env.vault, ward_id=done.ward_id)
    book = roll_files.read(ROOT / "samples" / "roll.csv")
    report = await roll.load(sample, book.rows)
    assert len(facts.groups) == 12
    assert 1_300 <= len(report.rows) <= 1_500
    assert {(row.outcome.value, row.reason) for row in report.rows} == {("added", None)}
    assert report.differences == ()
    assert report.other_names == ()


def test_the_sample_names_nobody_who_lives() -> None:
    book = roll_files.read(ROOT / "samples" / "roll.csv")
    for row in book.rows:
        assert "Mẫu" in row.cells["representative"]
        assert row.cells["phone"] == "" or row.cells["phone"].startswith("0999")
