"""Figures as this house writes them: money, days, moments, numbers, shares, spans of time.

A filter gives plain text for sentences and attributes; the tag of the same name gives marked-up text.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.domain.clock import VIET_NAM
from marketplace.money import NO_BREAK_SPACE, Money

register = template.Library()

ABSENT = "–"
DAY = "%d/%m/%Y"
MOMENT = "%d/%m/%Y %H:%M"
SOON = timedelta(hours=48)


# --- amounts -------------------------------------------------------------------------------------
def money_text(amount: object) -> str:
    """`1.234.567 ₫` in both languages, from minor units or Money; a dash for none."""
    if amount is None or amount == "":
        return ABSENT
    if isinstance(amount, Money):
        return str(amount)
    return str(Money(int(str(amount))))


def number_text(value: object) -> str:
    """`1.234,5` in Vietnamese, `1,234.5` in English; what is no number stays as it is."""
    if value is None or value == "":
        return ABSENT
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not exact.is_finite():
        return str(value)
    plain = f"{exact:,f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    if get_language() == "en":
        return plain
    return plain.translate(str.maketrans(",.", ".,"))


def with_unit(value: object, unit: object = "") -> str:
    """A number and its unit on one line: `79,2 %`, `38 giờ`."""
    text = number_text(value)
    return f"{text}{NO_BREAK_SPACE}{unit}" if unit and text != ABSENT else text


register.filter("money", money_text)
register.filter("number", number_text)


@register.filter
def percent(value: object) -> str:
    return with_unit(value, "%")


@register.simple_tag(name="money")
def money_tag(amount: object) -> SafeString:
    return format_html('<span class="figures">{}</span>', money_text(amount))


@register.simple_tag
def measure(value: object, unit: object = "") -> SafeString:
    return format_html('<span class="figures">{}</span>', with_unit(value, unit))


# --- time ----------------------------------------------------------------------------------------
def local(moment: datetime) -> datetime:
    """The same instant on the clocks of Viet Nam."""
    return moment.astimezone(VIET_NAM)


def day_text(value: object) -> str:
    """`23/11/2026`; a text such as “after acceptance” stays as it is."""
    if isinstance(value, datetime):
        return local(value).strftime(DAY)
    if isinstance(value, date):
        return value.strftime(DAY)
    return str(value) if value else ABSENT


def moment_text(value: object) -> str:
    """`23/11/2026 09:02`; a day without an hour stays a day."""
    return local(value).strftime(MOMENT) if isinstance(value, datetime) else day_text(value)


def machine_time(value: object) -> str:
    """What `<time datetime>` holds, with the zone of Viet Nam; empty for a text."""
    if isinstance(value, datetime):
        return local(value).isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else ""


def time_element(value: object, text: str) -> SafeString:
    machine = machine_time(value)
    if not machine:
        return format_html("{}", text)
    return format_html('<time datetime="{}" class="nowrap">{}</time>', machine, text)


register.filter("day", day_text)
register.filter("moment", moment_text)
register.filter("machine_time", machine_time)


@register.simple_tag(name="day")
def day_tag(value: object) -> SafeString:
    return time_element(value, day_text(value))


@register.simple_tag(name="moment")
def moment_tag(value: object) -> SafeString:
    return time_element(value, moment_text(value))


def spoken_moment(value: date) -> str:
    """`15:00 thứ Sáu, 04/12/2026`: how a deadline is said in full."""
    if not isinstance(value, datetime):
        return day_text(value)
    here = local(value)
    sentences = (
        _("%(time)s Monday, %(day)s"),
        _("%(time)s Tuesday, %(day)s"),
        _("%(time)s Wednesday, %(day)s"),
        _("%(time)s Thursday, %(day)s"),
        _("%(time)s Friday, %(day)s"),
        _("%(time)s Saturday, %(day)s"),
        _("%(time)s Sunday, %(day)s"),
    )
    return sentences[here.weekday()] % {"time": here.strftime("%H:%M"), "day": here.strftime(DAY)}


def end_of(due: date) -> datetime:
    """The last moment at which something due is still in time: a day ends at midnight in Viet Nam."""
    if isinstance(due, datetime):
        return due
    return datetime.combine(due + timedelta(days=1), time.min, VIET_NAM)


def pace(due: date, now: datetime) -> str:
    """`late`, `soon` (under 48 hours) or `calm`."""
    left = end_of(due) - now
    if left <= timedelta(0):
        return "late"
    return "soon" if left < SOON else "calm"


def span_text(span: timedelta, *, coarse: bool = False) -> str:
    """`11 ngày 6 giờ`, `47 phút`; coarse leaves out the hours beside days."""
    minutes = int(abs(span).total_seconds() // 60)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days and hours and not coarse:
        return f"{days_text(days)} {_hours(hours)}"
    if days:
        return days_text(days)
    return _hours(hours) if hours else _minutes(minutes)


# Two sentences instead of a plural form: Vietnamese has none.
def _hours(count: int) -> str:
    return _("1 hour") if count == 1 else _("%(n)s hours") % {"n": count}


def _minutes(count: int) -> str:
    return _("1 minute") if count == 1 else _("%(n)s minutes") % {"n": count}


@register.filter("days")
def days_text(count: object) -> str:
    """`21 ngày`, `1 day`: a number of days as a reader says it; a dash for none."""
    if count is None or count == "":
        return ABSENT
    return _("1 day") if count == 1 else _("%(n)s days") % {"n": number_text(count)}


def left_text(due: date, now: datetime, *, coarse: bool = False) -> str:
    """`Còn 11 ngày 6 giờ`, `Trễ 2 ngày`, `Hôm nay`."""
    span = end_of(due) - now
    if not isinstance(due, datetime):
        return _whole_days_left((due - local(now).date()).days)
    if span <= timedelta(0):
        return _("%(span)s late") % {"span": span_text(span, coarse=coarse)}
    return _("%(span)s left") % {"span": span_text(span, coarse=coarse)}


def _whole_days_left(days: int) -> str:
    if days == 0:
        return _("Today")
    if days == 1:
        return _("Tomorrow")
    if days < 0:
        return _("%(span)s late") % {"span": days_text(-days)}
    return _("%(span)s left") % {"span": days_text(days)}
