"""Days and hours as people here type them: 8:00 25/12/2026, 5 giờ chiều mai, 17h30 ngày 25 tháng 12."""

import re
from datetime import date, datetime, time, timedelta

from rules.calendar import at_local, local_date
from rules.texts import fold

WORKDAY_ENDS = time(17, 0)
YEARS = range(2000, 2101)

_NUMERIC = re.compile(
    r"(?<![\d/.-])(?:(?P<iso>\d{4})-(?P<iso_month>\d{1,2})-(?P<iso_day>\d{1,2})"
    r"|(?P<day>\d{1,2})\s?/\s?(?P<month>\d{1,2})(?:\s?/\s?(?P<year>\d{4}|\d{2}))?"
    r"|(?P<day2>\d{1,2})(?P<mark>[.-])(?P<month2>\d{1,2})(?P=mark)(?P<year2>\d{4}|\d{2}))(?![\d/])"
)
_WORDS = re.compile(r"(?<!\d)(?P<day>\d{1,2})\s?thang\s?(?P<month>\d{1,2})(?:\s?(?:nam|/|,)?\s?(?P<year>\d{4}))?(?!\d)")
_NEAR = (
    (re.compile(r"\bhom nay\b"), 0),
    (re.compile(r"\b(?:ngay )?mai\b"), 1),
    (re.compile(r"\b(?:ngay )?kia\b"), 2),
)
_WEEKDAY = re.compile(r"\b(?:thu\s?(?P<name>hai|ba|tu|nam|sau|bay|[2-7])|(?P<sunday>chu nhat|cn))\b")
_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
_CLOCK = re.compile(
    r"(?<![\d/.-])(?P<hour>\d{1,2})\s?(?::\s?(?P<minute>\d{2})|(?:gio|g|h)(?:\s?(?P<minute2>\d{2})(?:\s?(?:phut|p))?"
    r"|\s(?P<half>ruoi))?)(?![\d:/])(?:\s?(?P<part>sang|trua|chieu|toi|dem)\b)?"
)
_FILLERS = re.compile(r"\b(?:luc|vao|ngay|mung|mong|den|tu|het|truoc|buoi)\b|[,;]|(?<!\d)[.-](?!\d)")
_DAYS = re.compile(r"(?:sau |trong |them )?(?P<days>\d{1,3})(?: ngay)?(?: nua)?\.?")


def read_days(typed: str) -> int | None:
    """The number in "sau 20 ngày", "20 ngày" or "20"; None for anything else."""
    found = _DAYS.fullmatch(fold(typed))
    return int(found["days"]) if found else None


def read_moment(typed: str, now: datetime, default: time = WORKDAY_ENDS) -> datetime | None:
    """The moment that was typed, on a Vietnamese clock; None when it cannot be read for sure.

    A day without a year is the next such day, a day without an hour is meant at `default`, an hour without a day
    is today's.  A weekday beside a date must be that date's.
    """
    rest = fold(typed)
    weekday, rest = _take_weekday(rest)
    day, rest, faulty = _take_day(rest, local_date(now))
    hour, rest, bad_hour = _take_clock(rest)
    if faulty or bad_hour or _FILLERS.sub(" ", rest).strip():
        return None
    if day is None and weekday is not None:
        day = _next_weekday(local_date(now), weekday)
    elif day is not None and weekday not in (None, day.weekday()):
        return None
    if day is None and hour is None:
        return None
    day = day or local_date(now)
    if hour == timedelta(days=1):
        day, hour = day + timedelta(days=1), timedelta()
    if hour is None:
        hour = timedelta(hours=default.hour, minutes=default.minute)
    minutes = hour // timedelta(minutes=1)
    return at_local(day, minutes // 60, minutes % 60)


def _next_weekday(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _take_weekday(rest: str) -> tuple[int | None, str]:
    found = _WEEKDAY.search(rest)
    if found is None:
        return None, rest
    if found["sunday"]:
        weekday = 6
    elif found["name"].isdigit():
        weekday = int(found["name"]) - 2
    else:
        weekday = _WEEKDAYS[found["name"]]
    return weekday, _without(rest, found)


def _take_day(rest: str, today: date) -> tuple[date | None, str, bool]:
    """The day, what is left, and whether a day was written that does not exist."""
    for pattern, ahead in _NEAR:
        if found := pattern.search(rest):
            return today + timedelta(days=ahead), _without(rest, found), False
    found = _NUMERIC.search(rest) or _WORDS.search(rest)
    if found is None:
        return None, rest, False
    parts = found.groupdict()
    year = parts.get("iso") or parts.get("year") or parts.get("year2")
    month = parts.get("iso_month") or parts.get("month") or parts.get("month2")
    day = parts.get("iso_day") or parts.get("day") or parts.get("day2")
    assert month is not None
    assert day is not None
    taken = _date(int(day), int(month), year, today)
    return taken, _without(rest, found), taken is None


def _date(day: int, month: int, year: str | None, today: date) -> date | None:
    if year is not None:
        years = [int(year) + (2000 if len(year) == 2 else 0)]
    else:
        years = list(range(today.year, today.year + 9))  # 29/2 may be eight years away
    for each in years:
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if each in YEARS and (year is not None or found >= today):
            return found
    return None


def _take_clock(rest: str) -> tuple[timedelta | None, str, bool]:
    """The time since midnight, what is left, and whether an hour was written that does not exist."""
    found = _CLOCK.search(rest)
    if found is None:
        return None, rest, False
    hour = _hour(int(found["hour"]), found["part"])
    minute = 30 if found["half"] else int(found["minute"] or found["minute2"] or 0)
    if hour is None or minute > 59 or (hour == 24 and minute):
        return None, rest, True
    return timedelta(hours=hour, minutes=minute), _without(rest, found), False


# The hours that each part of the day may be said with, and those of them that mean the afternoon.
_PARTS = {
    "sang": (range(12), ()),
    "trua": ((10, 11, 12, 13, 1, 2), (1, 2)),
    "chieu": (range(1, 19), range(1, 12)),
    "toi": ((*range(5, 12), *range(17, 24)), range(5, 12)),
    "dem": ((0, 1, 2, 3, 4, *range(9, 12), *range(21, 25)), range(9, 12)),
}


def _hour(hour: int, part: str | None) -> int | None:
    if part is None:
        return hour if hour <= 24 else None
    said, afternoon = _PARTS[part]
    if hour not in said:
        return None
    return hour + 12 if hour in afternoon else hour


def _without(rest: str, found: re.Match[str]) -> str:
    return f"{rest[: found.start()]} {rest[found.end() :]}"


def whole_minute(moment: datetime) -> datetime:
    """The moment itself when it is a whole minute, else the next one."""
    short = moment.replace(second=0, microsecond=0)
    return short if short == moment else short + timedelta(minutes=1)
