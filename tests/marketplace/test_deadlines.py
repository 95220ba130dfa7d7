"""A deadline is counted as the Civil Code counts it, over weekends, holidays and make-up days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.deadlines import (
    VIET_NAM,
    Period,
    Unit,
    WorkCalendar,
    add_months,
    add_working_days,
    days_until,
    due_at,
    due_on,
    latest_start,
    working_days_between,
)

TET_2026 = [date(2026, 2, 16) + timedelta(days=count) for count in range(5)]
# National Day 2026: Monday 31 August is off, Saturday 22 August is worked for it.
CALENDAR = WorkCalendar.of(
    [*TET_2026, date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)], [date(2026, 8, 22)]
)
PLAIN = WorkCalendar()

days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
calendars = st.builds(
    WorkCalendar.of, st.lists(days, max_size=20, unique=True), st.lists(days, max_size=5, unique=True)
)


def at(*parts):
    return datetime(*parts, tzinfo=VIET_NAM)


def test_the_day_of_the_event_is_not_counted():
    assert due_at(at(2026, 3, 2, 9, 30), Period(3, Unit.WORKING_DAY), PLAIN).date() == date(2026, 3, 5)


def test_a_period_in_days_ends_with_the_end_of_its_last_day():
    due = due_at(at(2026, 3, 2, 9, 30), Period(3, Unit.DAY), PLAIN)

    assert due == at(2026, 3, 5, 23, 59, 59, 999999)
    assert due.tzinfo is VIET_NAM


def test_hours_run_from_the_moment_itself():
    assert due_at(at(2026, 2, 13, 17, 15), Period(24, Unit.HOUR), CALENDAR) == at(2026, 2, 14, 17, 15)


def test_working_days_step_over_the_weekend():
    assert due_on(date(2026, 3, 6), Period(1, Unit.WORKING_DAY), PLAIN) == date(2026, 3, 9)


def test_working_days_step_over_tet():
    assert due_on(date(2026, 2, 12), Period(2, Unit.WORKING_DAY), CALENDAR) == date(2026, 2, 23)


def test_a_make_up_saturday_is_a_working_day():
    assert due_on(date(2026, 8, 21), Period(1, Unit.WORKING_DAY), CALENDAR) == date(2026, 8, 22)
    assert due_on(date(2026, 8, 21), Period(1, Unit.WORKING_DAY), PLAIN) == date(2026, 8, 24)


def test_calendar_days_that_end_on_a_day_off_end_on_the_next_working_day():
    assert due_on(date(2026, 2, 7), Period(10, Unit.DAY), CALENDAR) == date(2026, 2, 23)
    assert due_on(date(2026, 2, 7), Period(10, Unit.DAY), PLAIN) == date(2026, 2, 17)


@pytest.mark.parametrize(
    ("event_on", "months", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 10, 15), 6, date(2027, 4, 15)),
    ],
)
def test_a_month_without_such_a_day_ends_on_its_last_one(event_on, months, last):
    assert add_months(event_on, months) == last


def test_six_years_end_on_the_same_day_of_the_year():
    assert due_on(date(2026, 3, 2), Period(6, Unit.YEAR), PLAIN) == date(2032, 3, 2)


def test_the_day_is_viet_nams_wherever_the_clock_stands():
    evening_in_london = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)  # already 3 March, 01:00, in Ha Noi

    assert due_at(evening_in_london, Period(1, Unit.DAY), PLAIN).date() == date(2026, 3, 4)


def test_an_instant_without_a_zone_decides_nothing():
    with pytest.raises(ValueError):
        due_at(at(2026, 3, 2).replace(tzinfo=None), Period(1, Unit.DAY), PLAIN)


def test_hours_have_no_last_day_and_no_period_runs_backwards():
    with pytest.raises(ValueError):
        due_on(date(2026, 3, 2), Period(24, Unit.HOUR), PLAIN)
    with pytest.raises(ValueError):
        Period(-1, Unit.DAY)


def test_three_working_days_before_a_closing_are_counted_back():
    closing = date(2026, 3, 9)  # a Monday

    assert latest_start(closing, 3, PLAIN) == date(2026, 3, 4)
    assert working_days_between(date(2026, 3, 4), closing, PLAIN) == 3


def test_days_until_are_days_of_the_calendar():
    assert days_until(at(2026, 3, 2, 23, 59), at(2026, 3, 3, 0, 1)) == 1
    assert days_until(at(2026, 3, 2, 0, 1), at(2026, 3, 2, 23, 59)) == 0
    assert days_until(at(2026, 3, 5, 9, 0), at(2026, 3, 2, 9, 0)) == -3


@given(days, st.integers(1, 60), calendars)
def test_as_many_working_days_lie_between_as_were_added(event_on, count, work):
    due = add_working_days(event_on, count, work)

    assert work.is_working(due)
    assert working_days_between(event_on, due, work) == count


@given(days, days, calendars)
def test_counting_backwards_is_the_negative(first, second, work):
    assert working_days_between(first, second, work) == -working_days_between(second, first, work)


@given(days, st.integers(0, 400), st.sampled_from([Unit.DAY, Unit.WORKING_DAY, Unit.MONTH]), calendars)
def test_a_period_in_days_always_ends_on_a_worked_day_after_its_event(event_on, amount, unit, work):
    last = due_on(event_on, Period(amount, unit), work)

    assert work.is_working(last)
    assert last >= event_on


@given(days, st.integers(0, 100), st.integers(0, 100), st.sampled_from(list(Unit)), calendars)
def test_a_longer_period_never_ends_sooner(event_on, amount, more, unit, work):
    start = datetime(event_on.year, event_on.month, event_on.day, 12, tzinfo=VIET_NAM)

    assert due_at(start, Period(amount + more, unit), work) >= due_at(start, Period(amount, unit), work)


@given(days, st.integers(0, 30), calendars)
def test_counting_back_leaves_at_least_that_many_working_days(last_on, count, work):
    assert working_days_between(latest_start(last_on, count, work), last_on, work) == count
