"""The Vietnamese lunar calendar, reckoned from the sun and the moon at UTC+7.

New moons after J. Meeus, Astronomical Algorithms (2nd ed.), chapter 49: right to within seconds.  The place of the
sun after chapter 25: right to 0.01 degree, a quarter of an hour.  China reckons at UTC+8, which is why Tết
differs there in some years (2007, 2030).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from math import floor, radians, sin

MEAN_MONTH = 29.530588861
# The new moon that Meeus counts from, 6 January 2000, as a Julian day; and what turns days into ordinals of date.
FIRST_NEW_MOON = 2451550.09766
ORDINAL_OF_JULIAN = 1721424.5
EAST_OF_GREENWICH = 7 / 24
WINTER_SOLSTICE = 9  # the major term at 270 degrees: it lies in month 11

# Periodic terms: amplitude in days; multiples of the sun's anomaly, the moon's anomaly and its argument of latitude;
# power of the eccentricity by which the amplitude shrinks.
_TERMS: Sequence[tuple[float, int, int, int, int]] = (
    (-0.40720, 0, 1, 0, 0),
    (0.17241, 1, 0, 0, 1),
    (0.01608, 0, 2, 0, 0),
    (0.01039, 0, 0, 2, 0),
    (0.00739, -1, 1, 0, 1),
    (-0.00514, 1, 1, 0, 1),
    (0.00208, 2, 0, 0, 2),
    (-0.00111, 0, 1, -2, 0),
    (-0.00057, 0, 1, 2, 0),
    (0.00056, 1, 2, 0, 1),
    (-0.00042, 0, 3, 0, 0),
    (0.00042, 1, 0, 2, 1),
    (0.00038, 1, 0, -2, 1),
    (-0.00024, -1, 2, 0, 1),
)


def _clock_error(years: float) -> float:
    """By how many days the even time of astronomers is ahead of the clock (after Espenak and Meeus, 2005 to 2050)."""
    return (62.92 + 0.32217 * years + 0.005589 * years * years) / 86400


@lru_cache(maxsize=2048)
def new_moon(number: int) -> date:
    """The day in Viet Nam on which this new moon falls; number 0 is the first of the year 2000."""
    t = number / 1236.85
    moment = FIRST_NEW_MOON + MEAN_MONTH * number + 0.00015437 * t * t
    eccentricity = 1 - 0.002516 * t - 0.0000074 * t * t
    sun = radians(2.5534 + 29.10535670 * number - 0.0000014 * t * t)
    moon = radians(201.5643 + 385.81693528 * number + 0.0107582 * t * t)
    latitude = radians(160.7108 + 390.67050284 * number - 0.0016118 * t * t)
    node = radians(124.7746 - 1.56375588 * number + 0.0020672 * t * t)
    moment += sum(
        size * eccentricity**shrinks * sin(suns * sun + moons * moon + latitudes * latitude)
        for size, suns, moons, latitudes, shrinks in _TERMS
    )
    moment += -0.00017 * sin(node) + 0.000325 * sin(radians(299.77 + 0.107408 * number - 0.009173 * t * t))
    local = moment - _clock_error(number / 12.3685) + EAST_OF_GREENWICH
    return date.fromordinal(floor(local - ORDINAL_OF_JULIAN))


def major_term(day: date) -> int:
    """In which twelfth of its way the sun stands as this day begins in Viet Nam: 0 from the spring equinox on."""
    julian = day.toordinal() + ORDINAL_OF_JULIAN - EAST_OF_GREENWICH
    t = (julian + _clock_error((julian - 2451545) / 365.25) - 2451545) / 36525
    anomaly = radians(357.52911 + 35999.05029 * t - 0.0001537 * t * t)
    centre = (
        (1.914602 - 0.004817 * t) * sin(anomaly)
        + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
        + 0.000289 * sin(3 * anomaly)
    )
    node = radians(125.04 - 1934.136 * t)
    longitude = 280.46646 + 36000.76983 * t + 0.0003032 * t * t + centre - 0.00569 - 0.00478 * sin(node)
    return floor(longitude % 360 / 30)


def _eleventh_month(year: int) -> int:
    """The number of the new moon that begins the month of the winter solstice of this year."""
    number = round((date(year, 12, 31) - date(2000, 1, 6)).days / MEAN_MONTH)
    while new_moon(number) > date(year, 12, 31) or major_term(new_moon(number)) >= WINTER_SOLSTICE:
        number -= 1
    return number if major_term(new_moon(number + 1)) >= WINTER_SOLSTICE else number + 1


@lru_cache(maxsize=512)
def months(year: int) -> dict[int, date]:
    """The first day of each ordinary month of the lunar year that begins in this year; leap months are left out.

    Where thirteen months lie between two winter solstices, the first without a major term is a leap month.
    """
    found: dict[int, date] = {}
    for first, last, wanted in (
        (_eleventh_month(year - 1), _eleventh_month(year), range(1, 11)),
        (_eleventh_month(year), _eleventh_month(year + 1), (11, 12)),
    ):
        leap = _leap(first, last)
        ordinary = [number for number in range(first, last) if number != leap]
        for place, number in enumerate(ordinary):
            name = (place + 10) % 12 + 1
            if name in wanted:
                found[name] = new_moon(number)
    return found


def _leap(first: int, last: int) -> int | None:
    if last - first == 12:
        return None
    return next(
        number for number in range(first + 1, last) if major_term(new_moon(number)) == major_term(new_moon(number + 1))
    )


def solar(year: int, month: int, day: int) -> date:
    """The day that the lunar calendar calls by this month and day, in the lunar year that begins in this year."""
    return months(year)[month] + timedelta(days=day - 1)


def tet(year: int) -> date:
    """The first day of the lunar year."""
    return solar(year, 1, 1)
