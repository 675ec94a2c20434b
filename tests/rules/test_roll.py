"""Rows of a roll: each ends once, with a reason when it is not taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import roll
from rules.roll import Entry, RawRow, Reason, Rejection, judge, judge_all

GOOD = {
    "group_code": "01",
    "group_name": "Tổ dân phố 1",
    "household_code": "01-001",
    "address": "12, đường Hoa Mẫu",
    "representative": "Nguyễn Mẫu An",
    "phone": "0999 000 001",
}


def row(number: int = 2, /, **cells: str) -> RawRow:
    return RawRow(number, GOOD | cells)


def reason_of(**cells: str) -> Reason:
    judged = judge(row(2, **cells))
    assert isinstance(judged, Rejection)
    return judged.reason


def test_a_good_row_is_a_household() -> None:
    assert judge(row()) == Entry(2, "01", "01-001", "12, đường Hoa Mẫu", "Nguyễn Mẫu An", "+84999000001")


@pytest.mark.parametrize("column", ["household_code", "group_code"])
@pytest.mark.parametrize("empty", ["", "  ", "\u200b", "\ufeff"])
def test_a_row_without_a_code_is_rejected(column: str, empty: str) -> None:
    expected = {"household_code": Reason.NO_HOUSEHOLD_CODE, "group_code": Reason.NO_GROUP_CODE}[column]
    assert reason_of(**{column: empty}) is expected


@pytest.mark.parametrize("column", ["household_code", "address", "representative"])
@pytest.mark.parametrize("formula", ["=1+1", "+cmd|'/C calc'!A0", "-2", "@SUM(A1)", " \u200b=HYPERLINK(1)"])
def test_what_a_spreadsheet_would_run_is_rejected(column: str, formula: str) -> None:
    assert reason_of(**{column: formula}) is Reason.FORMULA


def test_names_and_addresses_have_an_end() -> None:
    assert reason_of(representative="a" * (roll.NAME_LENGTH + 1)) is Reason.TOO_LONG
    assert reason_of(address="a" * (roll.ADDRESS_LENGTH + 1)) is Reason.TOO_LONG
    assert isinstance(judge(row(representative="a" * roll.NAME_LENGTH)), Entry)


def test_a_bad_phone_is_left_out_and_said() -> None:
    judged = judge(row(phone="12 34"))
    assert isinstance(judged, Entry)
    assert (judged.phone, judged.remark) == (None, Reason.BAD_PHONE)


def test_a_missing_phone_is_nothing_to_remark() -> None:
    judged = judge(row(phone=""))
    assert isinstance(judged, Entry)
    assert (judged.phone, judged.remark) == (None, None)


def test_of_two_rows_with_one_code_the_first_counts_whatever_the_letters_look_like() -> None:
    entries, rejections = judge_all([row(2, household_code="a-1"), row(3, household_code="A-1 ")], {"01"})
    assert [entry.number for entry in entries] == [2]
    assert rejections == [Rejection(3, Reason.DUPLICATE, first=2)]


def test_a_rejected_row_does_not_take_the_code_from_a_good_one() -> None:
    entries, rejections = judge_all([row(2, group_code="77"), row(3)], {"01"})
    assert [entry.number for entry in entries] == [3]
    assert rejections == [Rejection(2, Reason.UNKNOWN_GROUP)]


@pytest.mark.parametrize(("written", "meant"), [("01", "01"), ("1", "01"), ("001", "01"), ("10", "10"), ("7", None)])
def test_a_zero_that_a_spreadsheet_dropped_still_names_the_group(written: str, meant: str | None) -> None:
    assert roll.group_for(written, {"01", "10", "12"}) == meant


def test_a_group_that_could_be_two_is_none() -> None:
    assert roll.group_for("1", {"01", "001"}) is None


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Mã tổ", "group_code"),
        ("TÊN TỔ", "group_name"),
        ("mã  hộ", "household_code"),
        ("Ma\u0303 hộ", "household_code"),
        ("\ufeffhousehold_code", "household_code"),
        ("Household Code", "household_code"),
        ("Địa chỉ", "address"),
        ("dia chi", "address"),
        ("Người đại diện", "representative"),
        ("Số điện thoại:", "phone"),
        ("Ghi chú", None),
    ],
)
def test_headings_are_known_in_both_languages_with_or_without_accents(heading: str, column: str | None) -> None:
    assert roll.column_of(heading) == column


CELLS = st.dictionaries(st.sampled_from(sorted(GOOD)), st.text(max_size=250), max_size=6)


@given(st.lists(CELLS, max_size=20))
def test_every_row_ends_exactly_once_and_what_is_taken_is_whole(tables: list[dict[str, str]]) -> None:
    rows = [RawRow(number, GOOD | cells) for number, cells in enumerate(tables, 2)]
    entries, rejections = judge_all(rows, {"01", "02"})
    assert sorted([*(e.number for e in entries), *(r.number for r in rejections)]) == [r.number for r in rows]
    codes = [entry.household_code for entry in entries]
    assert len(set(codes)) == len(codes)
    for entry in entries:
        assert entry.household_code
        assert entry.group_code in {"01", "02"}
        assert len(entry.representative) <= roll.NAME_LENGTH
        assert not entry.representative.startswith(("=", "+", "-", "@"))
