"""Periods of polls: never shorter than the law's, reminded in waking hours, at most three times."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import law
from rules.calendar import local
from rules.polls import (
    MINIMUM_PERIOD,
    REMINDERS,
    STANDARD_OPTIONS,
    Kind,
    closing_after_delay,
    code,
    is_free,
    next_reminder,
    number_of,
    period_refusal,
)

MORNING = datetime(2026, 11, 20, 2, tzinfo=UTC)
kinds = st.sampled_from(Kind)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
periods = st.timedeltas(timedelta(minutes=5), timedelta(days=180))
delays = st.timedeltas(timedelta(0), timedelta(days=40))


@given(kinds, moments, periods)
def test_a_period_is_refused_exactly_when_it_is_shorter_than_the_norm(
    kind: Kind, opens_at: datetime, period: timedelta
) -> None:
    refused = period_refusal(kind, opens_at, opens_at + period)

    least = timedelta(days=law.days(MINIMUM_PERIOD[kind])) if kind in MINIMUM_PERIOD else timedelta(0)
    assert (refused is not None) == (period < least)


@given(kinds, moments, periods, delays)
def test_opening_late_never_cuts_a_period_below_the_norm(
    kind: Kind, opens_at: datetime, period: timedelta, delay: timedelta
) -> None:
    closes_at = opens_at + period
    if period_refusal(kind, opens_at, closes_at):
        return
    opened_at = opens_at + delay

    later = closing_after_delay(kind, opens_at, closes_at, opened_at)

    assert period_refusal(kind, opened_at, later) is None
    assert opened_at < later
    assert closes_at <= later < closes_at + delay + timedelta(minutes=1)
    assert (later - closes_at) % timedelta(minutes=1) == timedelta(0)


@given(moments, periods, st.integers(0, 2), st.timedeltas(timedelta(0), timedelta(days=180)))
def test_a_reminder_falls_in_waking_hours_before_closing_and_in_the_future(
    opens_at: datetime, period: timedelta, sent: int, passed: timedelta
) -> None:
    closes_at, now = opens_at + period, opens_at + passed

    due = next_reminder(opens_at, closes_at, sent, now)

    if due is not None:
        assert now < due < closes_at
        assert 7 <= local(due).hour < 21


@given(moments, periods)
def test_no_period_has_more_than_three_reminders(opens_at: datetime, period: timedelta) -> None:
    now, sent = opens_at, 0
    while due := next_reminder(opens_at, opens_at + period, sent, now):
        now, sent = due, sent + 1

    assert sent <= REMINDERS
    assert next_reminder(opens_at, opens_at + period, REMINDERS, opens_at) is None


def test_a_month_is_reminded_three_times() -> None:
    closes_at = MORNING + timedelta(days=30)
    first = next_reminder(MORNING, closes_at, 0, MORNING)

    assert first == MORNING + timedelta(days=15)
    assert next_reminder(MORNING, closes_at, 1, first) == MORNING + timedelta(days=24)
    third = next_reminder(MORNING, closes_at, 2, MORNING + timedelta(days=24))
    assert third is not None
    assert local(third).hour == 7  # 21:00 of the day before is night


@given(st.integers(1, 10**8))
def test_a_code_is_understood_however_it_is_typed(number: int) -> None:
    assert number_of(code(number)) == number
    assert number_of(f" bc-{number} ") == number
    assert number_of(str(number)) == number


@pytest.mark.parametrize("typed", ["", "BC", "BCBC1", "PA1", "một", "١٢", "9" * 40])
def test_what_is_no_code_is_no_number(typed: str) -> None:
    assert number_of(typed) is None


def test_one_standard_option_asks_for_words() -> None:
    assert [is_free(option) for option in STANDARD_OPTIONS] == [False, False, True]
    assert is_free("ý  kiến khác")
