"""Days and hours as people type them: read for sure, or not at all."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendar import at_local
from rules.dates import read_days, read_moment, whole_minute

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 9:00 on a Friday in Viet Nam
CHRISTMAS_MORNING = at_local(date(2026, 12, 25), 8)
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@pytest.mark.parametrize(
    "typed",
    [
        "8:00 25/12/2026",
        "25/12/2026 8:00",
        "08:00, 25-12-2026",
        "8h 25/12",
        "8h00 ngày 25/12/26",
        "8 giờ ngày 25 tháng 12 năm 2026",
        "lúc 8g sáng, thứ sáu 25.12.2026",
        "2026-12-25 08:00",
        "8 GIỜ SÁNG 25/12",
        "8h sáng 25 tháng 12",
    ],
)
def test_the_same_hour_written_in_many_ways(typed: str) -> None:
    assert read_moment(typed, NOW) == CHRISTMAS_MORNING


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("8 giờ rưỡi 25/12", at_local(date(2026, 12, 25), 8, 30)),
        ("5 giờ chiều mai", at_local(date(2026, 11, 21), 17)),
        ("7h30 tối chủ nhật", at_local(date(2026, 11, 22), 19, 30)),
        ("12h trưa 25/12", at_local(date(2026, 12, 25), 12)),
        ("1 giờ trưa 25/12", at_local(date(2026, 12, 25), 13)),
        ("24h 25/12", at_local(date(2026, 12, 26), 0)),
        ("17:00", at_local(date(2026, 11, 20), 17)),
        ("25/12/2026", at_local(date(2026, 12, 25), 17)),
        ("mùng 5 tháng 12", at_local(date(2026, 12, 5), 17)),
        ("1/1", at_local(date(2027, 1, 1), 17)),
        ("29/2", at_local(date(2028, 2, 29), 17)),
        ("thứ hai 8h", at_local(date(2026, 11, 23), 8)),
    ],
)
def test_what_is_left_out_is_the_next_such_day_or_the_end_of_work(typed: str, expected: datetime) -> None:
    assert read_moment(typed, NOW) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "hôm nào đó",
        "31/2/2027",
        "32/1",
        "12/2026",
        "27:00 25/12",
        "8:75 25/12",
        "24h30 25/12",
        "13 giờ sáng 25/12",
        "thứ năm 25/12/2026",  # it is a Friday
        "8h 25/12 hoặc 26/12",
        "8h hoặc 9h 25/12",
        "25/12/1999",
        "17:00:00 25/12/2026",
        "25/12/2026/8",
        "20",
    ],
)
def test_what_is_not_sure_is_not_read(typed: str) -> None:
    assert read_moment(typed, NOW) is None


moments = st.builds(at_local, st.dates(date(2026, 11, 21), date(2040, 12, 31)), st.integers(0, 23), st.integers(0, 59))


@given(moments)
def test_every_moment_is_read_back_from_each_way_of_writing_it(moment: datetime) -> None:
    for form in ("%H:%M %d/%m/%Y", "%d-%m-%Y %Hh%M", "%H giờ %M phút ngày %d tháng %m năm %Y", "%Y-%m-%d %H:%M"):
        assert read_moment(moment.strftime(form), NOW) == moment
    assert read_moment(f"{moment:%H:%M} {WEEKDAYS[moment.weekday()]}, {moment:%d/%m/%Y}", NOW) == moment


@given(st.text(max_size=60) | st.text("0123456789:/.-hgiờ thángtưềuămài", max_size=30))
def test_whatever_is_typed_is_a_moment_of_this_century_or_nothing(typed: str) -> None:
    moment = read_moment(typed, NOW)
    assert moment is None or (moment.tzinfo is not None and 2000 <= moment.year <= 2101)


@given(st.integers(0, 999))
def test_a_number_of_days_is_read_in_each_way(days: int) -> None:
    for form in ("{}", "{} ngày", "sau {} ngày", "Thêm {} ngày nữa"):
        assert read_days(form.format(days)) == days


@pytest.mark.parametrize("typed", ["", "ngày", "20/11", "2 tháng", "-3 ngày", "1000"])
def test_what_is_no_number_of_days(typed: str) -> None:
    assert read_days(typed) is None


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_whole_minute_is_never_earlier_and_less_than_a_minute_later(moment: datetime) -> None:
    if moment > datetime(9999, 12, 31, 23, 58, tzinfo=UTC):
        return
    whole = whole_minute(moment)
    assert whole.time() == time(whole.hour, whole.minute)
    assert timedelta() <= whole - moment < timedelta(minutes=1)
