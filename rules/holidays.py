"""Days on which offices of Viet Nam are closed though it is no weekend, and weekends on which they work.

Bộ luật Lao động 45/2019/QH14: Điều 112 names the holidays, Điều 111 khoản 3 the day that makes up for one that falls
on a weekend.  The Government decides each year how the days of Tết and of 2 September lie, and which working days are
exchanged; what it has not announced yet is what its earlier decisions lead one to expect.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from rules import lunar

# The code is in force since 2021; before it, 2 September had no second day.
SECOND_DAY_SINCE = 2021
TET_DAYS = 5
_DAY = timedelta(days=1)
MONDAY, TUESDAY, THURSDAY = 0, 1, 3


class Name(StrEnum):
    """Why a day is no ordinary one."""

    NEW_YEAR = "new_year"
    TET = "tet"
    ANCESTORS = "ancestors"  # Giỗ Tổ Hùng Vương, 10/3 by the lunar calendar
    VICTORY = "victory"
    LABOUR = "labour"
    NATIONAL = "national"
    COMPENSATION = "compensation"
    EXCHANGED = "exchanged"  # off by decision of the Government, made up for on a weekend


# Working days exchanged by decision of the Government: the day off, and the weekend day that is worked for it.
EXCHANGES: Mapping[date, date] = {
    date(2024, 4, 29): date(2024, 5, 4),
    date(2025, 5, 2): date(2025, 4, 26),
    date(2026, 1, 2): date(2026, 1, 10),
    date(2026, 8, 31): date(2026, 8, 22),
}
WORKED_WEEKENDS = frozenset(EXCHANGES.values())


def _tet(year: int) -> list[date]:
    """Five days, one of the old year where Tết is a Tuesday and else two, as announced for 2020 to 2026."""
    first = lunar.tet(year)
    before = 1 if first.weekday() == TUESDAY else 2
    return [first + timedelta(days=day) for day in range(-before, TET_DAYS - before)]


def _national(year: int) -> list[date]:
    """2 September and, since 2021, the neighbour that makes the longer rest, as announced for 2021 to 2026."""
    day = date(year, 9, 2)
    if year < SECOND_DAY_SINCE:
        return [day]
    return [day, day + _DAY] if day.weekday() in (MONDAY, THURSDAY) else [day - _DAY, day]


@lru_cache(maxsize=128)
def holidays(year: int) -> Mapping[date, Name]:
    """The holidays of the year in order, with the days that make up for those on a weekend."""
    named = {
        date(year, 1, 1): Name.NEW_YEAR,
        **dict.fromkeys(_tet(year), Name.TET),
        lunar.solar(year, 3, 10): Name.ANCESTORS,
        date(year, 4, 30): Name.VICTORY,
        date(year, 5, 1): Name.LABOUR,
        **dict.fromkeys(_national(year), Name.NATIONAL),
    }
    for day in sorted(named):
        if day.weekday() >= 5:
            named[_next_working(day, named)] = Name.COMPENSATION
    named |= {off: Name.EXCHANGED for off in EXCHANGES if off.year == year}
    return dict(sorted(named.items()))


def _next_working(day: date, taken: Mapping[date, Name]) -> date:
    while day.weekday() >= 5 or day in taken:
        day += _DAY
    return day


def is_working_day(day: date) -> bool:
    """Whether offices work on this day, as far as law and Government say."""
    return day in WORKED_WEEKENDS or (day.weekday() < 5 and day not in holidays(day.year))
