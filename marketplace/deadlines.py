"""Deadlines: periods of the law and of the platform, working days, holidays. Pure.

Counting follows the Civil Code 91/2015/QH13, articles 147 and 148:
hours run from the moment itself; the day of the event is not counted, the next one is the first;
a period ends with the end (24:00) of its last day; a last day that is a weekend or a holiday
gives way to the end of the next working day.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

VIET_NAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")
# The last instant of a day: "24:00" itself already carries the next day's date.
END_OF_DAY: Final = time(23, 59, 59, 999999)
_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)


class Unit(StrEnum):
    """How a period is counted."""

    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class Period:
    """So many hours, days, working days, months or years; never negative."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("a period does not run backwards")


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked: Monday to Friday, less the holidays, plus the make-up days (*làm bù*)."""

    holidays: frozenset[date] = field(default_factory=frozenset)
    makeup_days: frozenset[date] = field(default_factory=frozenset)

    @classmethod
    def of(cls, holidays: Iterable[date] = (), makeup_days: Iterable[date] = ()) -> "WorkCalendar":
        return cls(frozenset(holidays), frozenset(makeup_days))

    def is_working(self, day: date) -> bool:
        """A make-up day is worked even on a Saturday; a holiday is not, whatever its weekday."""
        if day in self.makeup_days:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays

    def next_working(self, day: date) -> date:
        """This day when it is worked, else the first one after it that is."""
        while not self.is_working(day):
            day += _DAY
        return day


def due_at(start: datetime, period: Period, work: WorkCalendar) -> datetime:
    """Last instant of a period that begins with an event at `start`, in Viet Nam's time.

    Whatever happens later than this instant is late. Refuses a `start` without a time zone.
    """
    local = in_viet_nam(start)
    if period.unit is Unit.HOUR:
        # Through UTC: adding to a local time would count the clock's face, not the hours.
        return (start.astimezone(UTC) + timedelta(hours=period.amount)).astimezone(VIET_NAM)
    return end_of(due_on(local.date(), period, work))


def due_on(event_on: date, period: Period, work: WorkCalendar) -> date:
    """Last day of a period counted in days, working days, months or years from the day of an event."""
    if period.unit is Unit.HOUR:
        raise ValueError("hours end at an instant, not on a day: use due_at")
    if period.unit is Unit.WORKING_DAY:
        return add_working_days(event_on, period.amount, work)
    if period.unit is Unit.DAY:
        return work.next_working(event_on + timedelta(days=period.amount))
    months = period.amount * (12 if period.unit is Unit.YEAR else 1)
    return work.next_working(add_months(event_on, months))


def latest_start(last_on: date, working_days: int, work: WorkCalendar) -> date:
    """Latest day on which a thing must happen to leave so many working days up to and with `last_on`.

    For duties counted back from a fixed day, such as three working days before a closing.
    """
    day = last_on
    while working_days > 0:
        if work.is_working(day):
            working_days -= 1
        day -= _DAY
    return day


def add_working_days(event_on: date, working_days: int, work: WorkCalendar) -> date:
    """The n-th working day after the day of the event; n = 0 is that day itself, or the next worked one."""
    day = event_on if working_days else work.next_working(event_on)
    while working_days > 0:
        day += _DAY
        if work.is_working(day):
            working_days -= 1
    return day


def working_days_between(event_on: date, other: date, work: WorkCalendar) -> int:
    """Working days after the first day, up to and with the second; negative when the second is earlier."""
    if other < event_on:
        return -working_days_between(other, event_on, work)
    span = (other - event_on).days
    return sum(work.is_working(event_on + timedelta(days=count)) for count in range(1, span + 1))


def days_until(moment: datetime, due: datetime) -> int:
    """Calendar days in Viet Nam from a moment to a deadline: 0 today, negative when it has passed."""
    return (in_viet_nam(due).date() - in_viet_nam(moment).date()).days


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it has none such."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def end_of(day: date) -> datetime:
    """The last instant of a calendar day in Viet Nam."""
    return datetime.combine(day, END_OF_DAY, tzinfo=VIET_NAM)


def in_viet_nam(moment: datetime) -> datetime:
    """The same instant on Viet Nam's clocks (UTC+7, no summer time)."""
    if moment.tzinfo is None:
        raise ValueError("an instant without a time zone decides no deadline")
    return moment.astimezone(VIET_NAM)
