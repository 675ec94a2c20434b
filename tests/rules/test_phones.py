"""Telephone numbers: one number however it is written, and nothing that is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.phones import canonical

MOBILE = st.from_regex(r"[35789][0-9]{8}", fullmatch=True)
LANDLINE = st.from_regex(r"2[0-9]{9}", fullmatch=True)
PREFIXES = st.sampled_from(["0", "+84", "84", "0084", "+84 ", "(+84) ", "+84(0)", "84 0"])
MARKS = st.lists(st.sampled_from(["", " ", ".", "-", "\u00a0", "  "]), min_size=10, max_size=10)


@given(MOBILE | LANDLINE, PREFIXES, MARKS)
def test_a_number_is_the_same_however_it_is_written(national: str, prefix: str, marks: list[str]) -> None:
    written = prefix + "".join(digit + mark for digit, mark in zip(national, marks, strict=False))
    assert canonical(written) == f"+84{national}"


@given(MOBILE)
def test_a_zero_that_a_spreadsheet_dropped_is_forgiven(national: str) -> None:
    assert canonical(national) == f"+84{national}"


@given(st.text())
def test_any_text_is_a_number_in_one_form_or_none(text: str) -> None:
    found = canonical(text)
    assert found is None or canonical(found) == found


@pytest.mark.parametrize(
    "written",
    ["", "0", "091234567", "09123456789", "+1 555 010 0000", "0412345678", "0912a45678", "=0912345678", "113"],
)
def test_what_is_no_vietnamese_number_is_none(written: str) -> None:
    assert canonical(written) is None
