"""The one road: listing → interest → order → accepted delivery → measured outcome → second buyer.

Where a listing or an order stands on it is computed from rows each time, never typed. Many listings
cost one query (`listing_times`), many orders a fixed few.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any, Final, TypedDict

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from marketplace.domain.clock import VIET_NAM
from marketplace.models import Interest, Listing
from marketplace.states import InterestStatus, ListingStatus
from procurement.domain.contracts import DONE
from procurement.models import Contract, Milestone, Order, Passport
from procurement.states import ContractStatus, OrderStatus

LISTED, INTEREST, ORDERED, ACCEPTED, MEASURED, SECOND = KEYS = (
    "listed",
    "interest",
    "ordered",
    "accepted",
    "measured",
    "second_buyer",
)
_OFF_THE_ROAD: Final = frozenset({ListingStatus.WITHDRAWN, ListingStatus.EXPIRED, ListingStatus.SUSPENDED})


class Stop(TypedDict):
    """One stop as the component draws it. `at`: passed, here, ahead or stopped."""

    key: str
    at: str
    fact: str
    when: datetime | None


@dataclass(frozen=True)
class Times:
    """When a listing or an order reached each stop; None for a stop not reached."""

    listed: datetime | None = None
    interest: datetime | None = None
    ordered: datetime | None = None
    accepted: datetime | None = None
    measured: datetime | None = None
    second_buyer: datetime | None = None

    def when(self, key: str) -> datetime | None:
        found: datetime | None = getattr(self, key)
        return found

    def reached(self) -> int:
        """How many stops, counted from the first, lie behind. Whoever ordered was interested before."""
        behind = [self.listed, self.interest or self.ordered, self.ordered, self.accepted, self.measured]
        behind.append(self.second_buyer)
        return next((place for place, when in enumerate(behind) if when is None), len(behind))


# --- many listings at once ------------------------------------------------------------------------
def with_times(listings: QuerySet[Listing]) -> QuerySet[Any]:
    """Listings with `road_*_at`: the first time each stop was reached, by one query."""
    in_force = Contract.objects.filter(order__listing=OuterRef("pk"), in_force_at__isnull=False)
    first = in_force.order_by("in_force_at")
    other = in_force.exclude(order__organisation_id=OuterRef("road_first_buyer")).order_by("in_force_at")
    fulfilled = in_force.filter(status=ContractStatus.FULFILLED).order_by("ended_at")
    outcomes = Passport.objects.filter(listing=OuterRef("pk"), order__status=OrderStatus.COMPLETED)
    asked = Interest.objects.filter(listing=OuterRef("pk")).exclude(status=InterestStatus.WITHDRAWN)
    return listings.annotate(
        road_interest_at=Subquery(asked.order_by("pk").values("created_at")[:1]),
        road_first_buyer=Subquery(first.values("order__organisation_id")[:1]),
        road_ordered_at=Subquery(first.values("in_force_at")[:1]),
        road_accepted_at=Subquery(fulfilled.values("ended_at")[:1]),
        road_measured_at=Subquery(outcomes.order_by("issued_at").values("issued_at")[:1]),
    ).annotate(road_second_at=Subquery(other.values("in_force_at")[:1]))


def listing_times(listing: Any) -> Times:
    """The times of one row of `with_times`."""
    return Times(
        listing.published_at,
        listing.road_interest_at,
        listing.road_ordered_at,
        listing.road_accepted_at,
        listing.road_measured_at,
        listing.road_second_at,
    )


class Count(TypedDict):
    """One stop of the funnel. `median_days` from the stop before, None while nobody has come so far."""

    key: str
    count: int
    median_days: int | None


def road_counts() -> list[Count]:
    """How many listings ever reached each stop, and the median days between two: two queries."""
    listed = Listing.objects.filter(published_at__isnull=False)
    moved = Q(interests__isnull=False) | Q(orders__isnull=False)
    travelled = [listing_times(row) for row in with_times(listed.filter(moved).distinct())]
    counts = [listed.count(), *(sum(times.reached() > place for times in travelled) for place in range(1, 6))]
    return [
        Count(key=key, count=counts[place], median_days=_median_days(travelled, place))
        for place, key in enumerate(KEYS)
    ]


def _median_days(travelled: list[Times], place: int) -> int | None:
    if place == 0:
        return None
    spans = []
    for times in travelled:
        start, end = times.when(KEYS[place - 1]), times.when(KEYS[place])
        if times.reached() > place and start is not None and end is not None and end >= start:
            spans.append((end - start).days)
    return round(median(spans)) if spans else None


# --- one listing, or a page of them ---------------------------------------------------------------
def listing_road(listing: Listing) -> list[Stop]:
    """The six stops of one listing, by one query."""
    return listing_roads([listing])[listing.pk]


def listing_roads(listings: Iterable[Listing]) -> dict[int, list[Stop]]:
    """The roads of a page of listings, by one query for all."""
    rows = with_times(Listing.objects.filter(pk__in=[listing.pk for listing in listings]))
    return {row.pk: _listing_stops(row) for row in rows}


def _listing_stops(listing: Any) -> list[Stop]:
    times = listing_times(listing)
    here = times.reached()
    stops = [_stop(key, place, here, times.when(key)) for place, key in enumerate(KEYS)]
    if listing.status in _OFF_THE_ROAD and here < len(KEYS):
        stops[here] = Stop(key=KEYS[here], at="stopped", fact=str(listing.get_status_display()), when=None)
    return stops


def _stop(key: str, place: int, here: int, when: datetime | None) -> Stop:
    at = "passed" if place < here else "here" if place == here else "ahead"
    shown = when if at == "passed" else None
    return Stop(key=key, at=at, fact=day_of(shown), when=shown)


# --- one order, or a page of them -----------------------------------------------------------------
# Where the order is, by its state; before its contract is in force it is being ordered.
_HERE: Final = {
    OrderStatus.CONTRACTED: KEYS.index(ACCEPTED),
    OrderStatus.TERMINATED: KEYS.index(ACCEPTED),
    OrderStatus.ACCEPTED: KEYS.index(MEASURED),
    OrderStatus.COMPLETED: KEYS.index(SECOND),
}


def order_road(order: Order) -> list[Stop]:
    """The six stops of one order, by one query."""
    return order_roads([order])[order.pk]


def order_roads(orders: Iterable[Order]) -> dict[int, list[Stop]]:
    """The roads of a page of orders, by one query for all. Other agencies' drafts count for nothing."""
    return {row.pk: _order_stops(row) for row in _orders_with_times([order.pk for order in orders])}


def _orders_with_times(pks: list[int]) -> QuerySet[Any]:
    """Orders with `road_*`. A second buyer is another agency under contract, from the passport or the listing."""
    contract = Contract.objects.filter(order=OuterRef("pk"), in_force_at__isnull=False)
    others = Order.objects.filter(was_approved=True).exclude(organisation_id=OuterRef("organisation_id"))
    again = others.filter(passport__order=OuterRef("pk"))
    same = Q(passport__order=OuterRef("pk")) | Q(listing__isnull=False, listing=OuterRef("listing"))
    later = Q(contracts__in_force_at__gt=OuterRef("road_ordered_at"))
    bought = others.filter(same, later).order_by("contracts__in_force_at")
    due = Milestone.objects.filter(contract__order=OuterRef("pk")).exclude(status__in=DONE).order_by("due_on")
    return (
        Order.objects.filter(pk__in=pks)
        .select_related("listing", "interest", "own_passport", "review")
        .annotate(
            road_ordered_at=Subquery(contract.values("in_force_at")[:1]),
            road_ended_at=Subquery(contract.values("ended_at")[:1]),
            road_has_second=Exists(again),
            road_due_on=Subquery(due.values("due_on")[:1]),
        )
        .annotate(road_second_at=Subquery(bought.values("contracts__in_force_at")[:1]))
    )


def _order_stops(order: Any) -> list[Stop]:
    here = _HERE.get(order.status, KEYS.index(ORDERED))
    if order.status == OrderStatus.COMPLETED and order.road_second_at is not None:
        here = len(KEYS)
    times = _order_times(order)
    stops = [_stop(key, place, here, times.when(key)) for place, key in enumerate(KEYS)]
    if order.listing is None:
        stops[0]["fact"] = _("from a problem, not from a listing")
    if here < len(KEYS):
        stops[here]["fact"] = _what_comes(order)
    if order.status in {OrderStatus.CANCELLED, OrderStatus.TERMINATED}:
        stops[here]["at"] = "stopped"
    return stops


def _order_times(order: Any) -> Times:
    passport = getattr(order, "own_passport", None)
    return Times(
        listed=order.listing.published_at if order.listing else None,
        interest=order.interest.created_at if order.interest else None,
        ordered=order.road_ordered_at,
        accepted=order.road_ended_at,
        measured=passport.issued_at if passport else None,
        second_buyer=order.road_second_at,
    )


def _what_comes(order: Any) -> str:
    """One fact about the stop where the order is: what is awaited, and until when."""
    review = getattr(order, "review", None)
    if order.status == OrderStatus.CONTRACTED and order.road_due_on is not None:
        return _("next milestone due %(day)s") % {"day": f"{order.road_due_on:%d/%m/%Y}"}
    if order.status == OrderStatus.ACCEPTED and review is not None and review.closes_at is not None:
        return _("users answer until %(day)s") % {"day": day_of(review.closes_at)}
    if order.status == OrderStatus.COMPLETED:
        return _("another agency has begun") if order.road_has_second else _("open to other agencies")
    return str(order.get_status_display())


def day_of(when: datetime | None) -> str:
    """The day in Viet Nam, `23/11/2026`; nothing for no time."""
    return f"{when.astimezone(VIET_NAM):%d/%m/%Y}" if when is not None else ""
