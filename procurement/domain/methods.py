"""The methods of procurement in force on a day, and what bounds them."""

from datetime import date

from marketplace.domain import clock, rules
from marketplace.models import Threshold
from procurement.models import Method


def methods_in_force(on: date | None = None) -> list[Method]:
    """Every method in force, in the law's order."""
    return list(Method.objects.in_force(on or clock.today()).order_by("position"))


def method_in_force(code: str, on: date | None = None) -> Method:
    """The method in force under this code. An unknown code raises RuleMissing: a bug or an empty database."""
    method: Method | None = Method.objects.in_force(on or clock.today()).filter(code=code).first()
    if method is None:
        raise rules.RuleMissing(code)
    return method


def thresholds_of(method: Method, on: date | None = None) -> list[Threshold]:
    """The amounts that bound a method on a day, each with its own article."""
    return [rules.threshold(code, on) for code in method.thresholds()]
