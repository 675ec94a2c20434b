"""Working days: Tết and Giỗ Tổ by sun and moon at UTC+7, holidays made up for, the ward's own word last."""

import itertools
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import law, lunar
from rules.calendar import (
    Calendar,
    CalendarDays,
    WorkingDays,
    after_quiet_hours,
    at_local,
    end_of_day,
    local_date,
    written,
)
from rules.disclosures import due_at
from rules.holidays import Name, holidays, is_working_day

days = st.dates(date(2020, 1, 1), date(2050, 12, 31))
years = st.integers(2020, 2050)
corrections = st.dictionaries(days, st.booleans(), max_size=5)
CALENDAR = Calendar()

# 2007, 2030 and 2053: in China, an hour further east, the new moon falls on the day after.
TET = [
    "2007-02-17 2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06",
    "2028-01-26 2029-02-13 2030-02-02 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08 2036-01-28",
    "2037-02-15 2038-02-04 2039-01-24 2040-02-12 2041-02-01 2042-01-22 2043-02-10 2044-01-30 2045-02-17",
    "2046-02-06 2047-01-26 2048-02-14 2049-02-02 2050-01-23 2053-02-18",
]
ANCESTORS = "2023-04-29 2024-04-18 2025-04-07 2026-04-26 2027-04-16"

# Days off on weekdays, as the Government announced them for offices.
ANNOUNCED = {
    2023: "02/01 20/01 23/01 24/01 25/01 26/01 01/05 02/05 03/05 01/09 04/09",
    2024: "01/01 08/02 09/02 12/02 13/02 14/02 18/04 29/04 30/04 01/05 02/09 03/09",
    2025: "01/01 27/01 28/01 29/01 30/01 31/01 07/04 30/04 01/05 02/05 01/09 02/09",
    2026: "01/01 02/01 16/02 17/02 18/02 19/02 20/02 27/04 30/04 01/05 31/08 01/09 02/09",
}


def dates(written: str) -> list[date]:
    return [date.fromisoformat(word) for word in written.split()]


@pytest.mark.parametrize("day", dates(" ".join(TET)))
def test_tet_is_the_new_moon_of_the_first_month(day: date) -> None:
    assert lunar.tet(day.year) == day


@pytest.mark.parametrize("day", dates(ANCESTORS))
def test_the_ancestors_are_honoured_on_the_tenth_of_the_third_month(day: date) -> None:
    assert lunar.solar(day.year, 3, 10) == day


def test_leap_months_are_left_out() -> None:
    """2023 had a second month 2, 2025 a second month 6, 2033 one after month 11."""
    lengths = {
        year: [second - first for first, second in zip(found.values(), list(found.values())[1:], strict=False)]
        for year in (2023, 2025, 2033)
        if (found := dict(sorted(lunar.months(year).items())))
    }
    doubled = {year: [place for place, one in enumerate(found, 1) if one.days > 30] for year, found in lengths.items()}
    assert doubled == {2023: [2], 2025: [6], 2033: [11]}


@given(years)
def test_a_lunar_year_has_twelve_ordinary_months_of_29_or_30_days(year: int) -> None:
    starts = [lunar.months(year)[month] for month in range(1, 13)]
    steps = [(second - first).days for first, second in itertools.pairwise(starts)]
    assert date(year, 1, 21) <= starts[0] <= date(year, 2, 21)
    assert sum(step > 30 for step in steps) <= 1
    assert all(step in (29, 30, 58, 59, 60) for step in steps)


@pytest.mark.parametrize("year", ANNOUNCED)
def test_weekdays_off_are_those_that_were_announced(year: int) -> None:
    off = [f"{day:%d/%m}" for day in holidays(year) if day.weekday() < 5]
    assert " ".join(off) == ANNOUNCED[year]


def test_a_weekend_that_was_exchanged_is_worked() -> None:
    assert is_working_day(date(2026, 8, 22))
    assert not is_working_day(date(2026, 8, 31))
    assert not is_working_day(date(2026, 8, 23))


@given(years)
def test_article_112_every_year_has_its_eleven_holidays_and_makes_up_for_weekends(year: int) -> None:
    """Bộ luật Lao động 45/2019/QH14 Điều 112, Điều 111 khoản 3."""
    named = holidays(year)
    by_law = [day for day, name in named.items() if name not in (Name.COMPENSATION, Name.EXCHANGED)]
    made_up = [day for day, name in named.items() if name is Name.COMPENSATION]
    assert len(by_law) == (11 if year >= 2021 else 10)
    assert len(made_up) == sum(day.weekday() >= 5 for day in by_law)
    assert all(day.weekday() < 5 for day in made_up)
    assert sum(name is Name.TET for name in named.values()) == 5
    assert lunar.tet(year) in named


@given(days, st.integers(0, 60), corrections)
def test_a_time_in_working_days_holds_exactly_that_many(start: date, count: int, corrected: dict[date, bool]) -> None:
    calendar = Calendar(corrected)
    last = calendar.after(start, WorkingDays(count))
    between = [start + timedelta(days=step) for step in range(1, (last - start).days + 1)]
    assert sum(calendar.is_working_day(day) for day in between) == count
    assert last == start or calendar.is_working_day(last)


@given(days, st.integers(0, 60), corrections)
def test_a_time_in_days_of_the_calendar_knows_no_holidays(start: date, count: int, corrected: dict[date, bool]) -> None:
    assert Calendar(corrected).after(start, CalendarDays(count)) == start + timedelta(days=count)


@given(days, st.integers(1, 30), st.integers(1, 30))
def test_times_follow_each_other(start: date, first: int, second: int) -> None:
    middle = CALENDAR.after(start, WorkingDays(first))
    assert CALENDAR.after(middle, WorkingDays(second)) == CALENDAR.after(start, WorkingDays(first + second))


@given(days, corrections)
def test_the_ward_has_the_last_word(day: date, corrected: dict[date, bool]) -> None:
    assert Calendar(corrected).is_working_day(day) is corrected.get(day, is_working_day(day))


@given(days)
def test_the_working_day_before_the_next_one_is_none_later(day: date) -> None:
    following = CALENDAR.next_working_day(day)
    assert CALENDAR.working_day_before(following) <= day < following


@given(days)
def test_a_day_ends_when_it_is_over_in_viet_nam(day: date) -> None:
    assert local_date(end_of_day(day) - timedelta(seconds=1)) == day
    assert local_date(end_of_day(day)) == day + timedelta(days=1)


def test_each_norm_counts_in_its_own_days() -> None:
    assert law.time("disclosure.deadline") == WorkingDays(5)
    assert law.time("disclosure.posting") == CalendarDays(30)
    assert len({WorkingDays(5), CalendarDays(5)}) == 2


def test_article_12_clause_3_over_tet_counts_working_days_only() -> None:
    """Luật 10/2022/QH15 Điều 12 khoản 3: signed on the Friday before Tết 2026, public by the end of 27 February."""
    assert due_at(date(2026, 2, 13), CALENDAR) == end_of_day(date(2026, 2, 27))
    assert due_at(date(2026, 2, 13), Calendar({date(2026, 2, 23): False})) == end_of_day(date(2026, 3, 2))


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Asia/Ho_Chi_Minh"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The computer stands in another part of the world."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("server")
def test_hours_are_those_of_viet_nam_wherever_the_computer_stands() -> None:
    noon = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)
    assert written(noon) == "12:00 18/11/2026"
    assert at_local(date(2026, 11, 18), 12) == noon
    assert end_of_day(date(2026, 11, 18)) == datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
    assert local_date(datetime(2026, 11, 18, 17, 0, tzinfo=UTC)) == date(2026, 11, 19)
    late = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)  # 22:00
    assert after_quiet_hours(late) == datetime(2026, 11, 19, 0, 0, tzinfo=UTC)
