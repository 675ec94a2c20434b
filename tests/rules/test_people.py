"""Finding a household by what somebody wrote."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from rules.people import likely


@dataclass(frozen=True)
class Home:
    code: str
    address: str
    representative: str


HOMES = [
    Home("01-001", "Số 1 đường Hoa Mẫu", "Nguyễn Mẫu An"),
    Home("01-002", "Số 2 đường Hoa Mẫu", "Trần Mẫu Bình"),
    Home("01-010", "Số 10 đường Lúa Mẫu", "Lê Mẫu Cúc"),
]


def codes(written: str) -> list[str]:
    return [home.code for home in likely(written, HOMES, 3)]


def test_a_code_comes_first_with_or_without_hyphens() -> None:
    assert codes("01-010")[0] == "01-010"
    assert codes("01002")[0] == "01-002"


def test_a_name_is_found_without_accents_and_inside_a_sentence() -> None:
    assert codes("toi la tran mau binh, o so 2")[0] == "01-002"
    assert codes("Lê Mẫu Cúc")[0] == "01-010"


def test_what_fits_nothing_finds_nothing() -> None:
    assert codes("zzz") == []
    assert codes("") == []


@given(st.text(max_size=100))
def test_any_words_find_at_most_what_was_asked_for(written: str) -> None:
    assert len(likely(written, HOMES, 2)) <= 2
