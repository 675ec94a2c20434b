"""Vietnamese time: the local zone, quiet hours, and working days, never mixed with days of the calendar."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules import holidays

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

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


def end_of_day(day: date) -> datetime:
    """The moment when this day ends in Viet Nam."""
    return at_local(day + timedelta(days=1), 0)


def at_local(day: date, hour: int, minute: int = 0) -> datetime:
    """The aware moment when a Vietnamese clock shows this hour on this day."""
    return datetime.combine(day, time(hour, minute), VIETNAM)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A time counted in days on which offices work ("ngày làm việc")."""

    count: int


@dataclass(frozen=True, slots=True)
class CalendarDays:
    """A time counted in days of the calendar ("ngày")."""

    count: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of a ward: those of the law, but for the days that the ward set right.

    corrections say of a day whether offices work on it.
    """

    corrections: Mapping[date, bool] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on this day."""
        return self.corrections.get(day, holidays.is_working_day(day))

    def after(self, day: date, time: WorkingDays | CalendarDays) -> date:
        """The last day of this time; the day itself is not counted (Bộ luật Dân sự 2015 Điều 147 khoản 2)."""
        if isinstance(time, CalendarDays):
            return day + timedelta(days=time.count)
        for _ in range(time.count):
            day = self.next_working_day(day)
        return day

    def end_of(self, day: date, time: WorkingDays | CalendarDays) -> datetime:
        """The moment at which this time is over: the end of its last day."""
        return end_of_day(self.after(day, time))

    def next_working_day(self, day: date) -> date:
        """The first working day after this day."""
        return self._step(day, timedelta(days=1))

    def working_day_before(self, day: date) -> date:
        """The last working day before this day."""
        return self._step(day, timedelta(days=-1))

    def _step(self, day: date, step: timedelta) -> date:
        day += step
        while not self.is_working_day(day):
            day += step
        return day


def after_quiet_hours(moment: datetime) -> datetime:
    """The moment itself, or the next 7:00 in Viet Nam when it falls between 21:00 and 7:00."""
    here = local(moment)
    if QUIET_UNTIL <= here.time() < QUIET_FROM:
        return moment
    day = here.date() if here.time() < QUIET_UNTIL else here.date() + timedelta(days=1)
    return at_local(day, QUIET_UNTIL.hour)
