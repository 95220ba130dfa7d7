"""Prices in lines: net and VAT apart, taxes and fees itemised, never above the estimate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from marketplace.errors import Refusal
from marketplace.money import Money
from procurement.models import Order, PriceLine

MOST_LINES: Final = 50
Stage = PriceLine.Stage


@dataclass(frozen=True)
class Line:
    """A line as a side writes it; amounts in dong."""

    description: str
    quantity: int
    unit: str
    net_unit_minor: int
    vat_percent: int
    supply_on: date | None = None


@dataclass(frozen=True)
class Totals:
    """What the lines come to, in dong. VAT is rounded line by line, as an invoice does it."""

    net_minor: int
    vat_minor: int

    @property
    def gross_minor(self) -> int:
        return self.net_minor + self.vat_minor


def totals(lines: Iterable[PriceLine]) -> Totals:
    """The sums of net and VAT over the lines; their sum is the price."""
    rows = list(lines)
    return Totals(sum(row.net_minor for row in rows), sum(row.vat_minor for row in rows))


def checked_lines(order: Order, stage: str, round_: int, lines: Sequence[Line]) -> list[PriceLine]:
    """Rows of one round, not yet saved. Refuses with price_lines_missing or as `require_within_estimate`."""
    rows = [
        PriceLine(order=order, stage=stage, round=round_, number=number, **vars(line))
        for number, line in enumerate(lines, start=1)
    ]
    if not rows:
        raise Refusal("price_lines_missing")
    require_within_estimate(order, totals(rows))
    return rows


def require_within_estimate(order: Order, sums: Totals) -> None:
    """The price may not exceed the estimate (Decree 214/2025 art. 110), taxes and fees included.

    Refuses with price_is_zero or price_above_estimate.
    """
    if sums.gross_minor <= 0:
        raise Refusal("price_is_zero")
    if order.budget_minor is None or sums.gross_minor > order.budget_minor:
        above = Money(sums.gross_minor - (order.budget_minor or 0))
        raise Refusal(
            "price_above_estimate", price=Money(sums.gross_minor), estimate=order.budget, above=above
        )


def lines_of(order: Order, stage: str, round_: int) -> list[PriceLine]:
    """The lines of one round, in order."""
    return list(PriceLine.objects.filter(order=order, stage=stage, round=round_).order_by("number"))


def latest_lines(order: Order, stage: str) -> list[PriceLine]:
    """The lines of the last round at this stage; empty before the first."""
    last = PriceLine.objects.filter(order=order, stage=stage).order_by("-round").first()
    return lines_of(order, stage, last.round) if last else []
