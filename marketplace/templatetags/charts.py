"""Charts drawn by the server: x in per cent, y in pixels, no viewBox, so that text keeps its size.

Every chart has a title, a description and its table twin; in tables the number stands beside the bar.
"""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from itertools import count

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from marketplace.templatetags.figures import number_text, with_unit
from marketplace.templatetags.road import fact_of

register = template.Library()

_numbers = count(1)  # ids of a page's charts must differ; across pages they may be anything


def _decimal(value: object) -> Decimal | None:
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return None
    return exact if exact.is_finite() else None


def _percent(value: Decimal | None, largest: Decimal) -> str:
    """A width in per cent, between 0 and 100."""
    if value is None or largest <= 0:
        return "0"
    share = min(Decimal(100), max(Decimal(0), 100 * value / largest))
    return f"{share:.1f}".rstrip("0").rstrip(".")


@register.simple_tag
def bar(share: object, tone: str = "") -> SafeString:
    """A bar of 0 to 100 per cent. Its number stands in words beside it, so readers skip the drawing."""
    width = _percent(_decimal(share), Decimal(100))
    return format_html(
        '<svg class="bar" aria-hidden="true"><rect class="bar__track" width="100%" height="100%"/>'
        '<rect class="bar__fill"{} width="{}%" height="100%"/></svg>',
        format_html(' data-tone="{}"', tone) if tone else "",
        width,
    )


@register.inclusion_tag("marketplace/components/measure_chart.html")
def measure_chart(
    baseline: object,
    target: object,
    measured: object = None,
    *,
    unit: object = "",
    metric: object = "",
    lower_is_better: bool | None = None,
    source: object = "",
) -> dict[str, object]:
    """Baseline, target and, once it is known, the measured value, on one scale from zero.

    Without `lower_is_better` the direction is read from baseline and target.
    """
    base, goal, found = _decimal(baseline), _decimal(target), _decimal(measured)
    if base is None or goal is None:
        return {"is_drawn": False}
    falls = goal < base if lower_is_better is None else lower_is_better
    largest = _scale_end([base, goal, found], str(unit))
    met = None if found is None else (found <= goal if falls else found >= goal)
    at = Decimal(_percent(goal, largest))
    return {
        "is_drawn": True,
        "id": next(_numbers),
        "metric": metric,
        "source": source,
        "base_width": _percent(base, largest),
        "goal_at": _percent(goal, largest),
        "found_width": _percent(found, largest),
        "goal_anchor": "start" if at < 25 else "end" if at > 75 else "middle",
        "base": with_unit(base, unit),
        "goal": with_unit(goal, unit),
        "goal_sign": "≤" if falls else "≥",
        "found": None if found is None else with_unit(found, unit),
        "met": met,
        "zero": with_unit(0, unit),
        "end": with_unit(largest, unit),
    }


def _scale_end(values: Iterable[Decimal | None], unit: str) -> Decimal:
    """Where the scale ends: 100 for shares, else a round figure a little above the largest value."""
    largest = max([value for value in values if value is not None], default=Decimal(1))
    if unit.strip() == "%" and largest <= 100:
        return Decimal(100)
    if largest <= 0:
        return Decimal(1)
    step = Decimal(10) ** largest.adjusted()
    for times in (1, Decimal("1.5"), 2, Decimal("2.5"), 3, 4, 5, 6, 8, 10):
        if step * times >= largest:
            return step * times
    return largest


@register.inclusion_tag("marketplace/components/score_table.html")
def score_table(rows: Iterable[object], caption: object = "") -> dict[str, object]:
    """Named parts that sum to the whole: each with `name`, `points` and `of`, its maximum."""
    items = list(rows)
    parts = [
        {
            "name": fact_of(row, "name"),
            "points": number_text(fact_of(row, "points", 0)),
            "of": number_text(fact_of(row, "of", 0)),
            "share": _percent(_points(row, "points"), _points(row, "of") or Decimal(1)),
            "source": fact_of(row, "source"),
        }
        for row in items
    ]
    points = sum((_points(row, "points") for row in items), Decimal(0))
    most = sum((_points(row, "of") for row in items), Decimal(0))
    total = _("%(points)s of %(most)s") % {"points": number_text(points), "most": number_text(most)}
    return {"parts": parts, "total": total, "caption": caption}


def _points(row: object, name: str) -> Decimal:
    return _decimal(fact_of(row, name, 0)) or Decimal(0)
