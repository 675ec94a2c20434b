"""Vietnamese time: the local zone and the working-day calendar, as data."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

# Public holidays of the Labour Code (Bộ luật Lao động 45/2019/QH14 Điều 112): fixed ones by month and day,
# Tết and Giỗ Tổ by lunar calendar as dates.  A later year is added here before it begins.
FIXED_HOLIDAYS = frozenset({(1, 1), (4, 30), (5, 1), (9, 2)})
DATED_HOLIDAYS = frozenset(
    {
        *(date(2026, 2, day) for day in range(16, 21)),  # Tết Bính Ngọ
        date(2026, 4, 27),  # Giỗ Tổ, 26/4 being a Sunday
        date(2026, 9, 1),
        *(date(2027, 2, day) for day in range(5, 11)),  # Tết Đinh Mùi
        date(2027, 4, 16),
        date(2027, 9, 3),
    }
)

QUIET_FROM = time(21, 0)
QUIET_UNTIL = time(7, 0)


def local(moment: datetime) -> datetime:
    """The same moment on a Vietnamese clock."""
    return moment.astimezone(VIETNAM)


def local_date(moment: datetime) -> date:
    """The calendar day in Viet Nam at this moment."""
    return local(moment).date()


def written(moment: datetime) -> str:
    """The moment as people here write it: 17:00 25/12/2026."""
    return f"{local(moment):%H:%M %d/%m/%Y}"


def at_local(day: date, hour: int, minute: int = 0) -> datetime:
    """The aware moment when a Vietnamese clock shows this hour on this day."""
    return datetime.combine(day, time(hour, minute), VIETNAM)


def is_working_day(day: date) -> bool:
    """Whether offices work: not a weekend, not a public holiday."""
    return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS and day not in DATED_HOLIDAYS


def add_working_days(day: date, count: int) -> date:
    """The count-th working day after this day; the day itself is not counted (Bộ luật Dân sự 2015 Điều 147)."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def after_quiet_hours(moment: datetime) -> datetime:
    """The moment itself, or the next 7:00 in Viet Nam when it falls between 21:00 and 7:00."""
    here = local(moment)
    if QUIET_UNTIL <= here.time() < QUIET_FROM:
        return moment
    day = here.date() if here.time() < QUIET_UNTIL else here.date() + timedelta(days=1)
    return at_local(day, QUIET_UNTIL.hour)
