"""The rules in force on a day: thresholds, periods, percentages, gates, size classes, working days.

`on` is a day in Viet Nam; without it, the portal's today. A code without a row in force is a bug
or an empty database (`manage.py load_reference`), and raises RuleMissing.
"""

from datetime import date, datetime
from typing import Any

from marketplace.deadlines import WorkCalendar, in_viet_nam
from marketplace.deadlines import due_at as end_of_period
from marketplace.domain import clock
from marketplace.errors import Refusal
from marketplace.models import (
    EnterpriseSize,
    Gate,
    Holiday,
    Portal,
    RulePercentage,
    RulePeriod,
    RulesVersion,
    Threshold,
)

LARGE = "large"


class RuleMissing(LookupError):
    """No rule of this code is in force on this day."""


def threshold(code: str, on: date | None = None) -> Threshold:
    """The threshold in force: `.amount` is Money, `.source` its article."""
    row: Threshold = _in_force(Threshold, code, on)
    return row


def period(code: str, on: date | None = None) -> RulePeriod:
    """The period in force: `.length` for arithmetic, `.source` and `.is_policy` for the page."""
    row: RulePeriod = _in_force(RulePeriod, code, on)
    return row


def percentage(code: str, on: date | None = None) -> RulePercentage:
    """The share in force: `.least` and `.most` in per cent."""
    row: RulePercentage = _in_force(RulePercentage, code, on)
    return row


def gate_is_on(code: str, on: date | None = None) -> bool:
    """Whether this check is made; always so, outside a database marked trial."""
    gate: Gate = _in_force(Gate, code, on)
    return gate.is_on or clock.portal_mark() != Portal.Mark.TRIAL


def switch_gates_off(*codes: str) -> None:
    """Stop making these checks. Refuses with gate_stays_on outside a database marked trial."""
    if clock.portal_mark() != Portal.Mark.TRIAL:
        raise Refusal("gate_stays_on")
    switched = Gate.objects.filter(code__in=codes).update(is_on=False)
    if switched < len(set(codes)):
        raise RuleMissing(", ".join(codes))


def current_rules_version(on: date | None = None) -> RulesVersion:
    """The state of the procurement law that an order freezes."""
    row: RulesVersion = _only(RulesVersion.objects.in_force(on or clock.today()), "rules version")
    return row


def due_at(code: str, start: datetime) -> datetime:
    """Last instant of the period that was in force on the day of its event, in Viet Nam's time."""
    rule = period(code, in_viet_nam(start).date())
    return end_of_period(start, rule.length, work_calendar())


def work_calendar() -> WorkCalendar:
    """Weekends, holidays and make-up days as the rows say them; an unconfirmed holiday is worked."""
    rows = list(Holiday.objects.values_list("date", "kind"))
    return WorkCalendar.of(
        [day for day, kind in rows if kind == Holiday.Kind.HOLIDAY],
        [day for day, kind in rows if kind == Holiday.Kind.MAKEUP],
    )


def size_class(
    sector: str, staff: int, revenue: int | None, capital: int | None, on: date | None = None
) -> str:
    """`micro`, `small`, `medium` or `large`, by yearly average of insured staff, dong and main activity.

    The smallest class whose staff limit holds, and its revenue or its capital limit.
    Source: Decree 80/2021/NĐ-CP art. 5.
    """
    rows = EnterpriseSize.objects.in_force(on or clock.today()).filter(sector=sector).order_by("position")
    classes = list(rows)
    if not classes:
        raise RuleMissing(f"size classes of {sector}")
    fitting = (row for row in classes if row.fits(staff=staff, revenue_minor=revenue, capital_minor=capital))
    smallest = next(fitting, None)
    return smallest.size if smallest else LARGE


def _in_force(model: Any, code: str, on: date | None) -> Any:
    return _only(model.objects.in_force(on or clock.today()).filter(code=code), code)


def _only(rows: Any, wanted: str) -> Any:
    row = rows.order_by("-in_force_from").first()
    if row is None:
        raise RuleMissing(wanted)
    return row
