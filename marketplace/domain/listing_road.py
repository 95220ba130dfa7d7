"""Where listings are on the road: listing → interest → order → accepted delivery → outcome → second buyer.

Computed from what happened, never typed. The package named by `LISTING_ROADS` knows all six stops;
without one, the ground tells the first two.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from marketplace.models import Interest, Listing

STOPS: Final = ("listed", "interest", "ordered", "accepted", "measured", "second_buyer")
_ENDED: Final = frozenset({Listing.Status.WITHDRAWN, Listing.Status.EXPIRED, Listing.Status.SUSPENDED})


@dataclass(frozen=True)
class RoadStop:
    """One stop: its key, whether it is passed, here, ahead or stopped, and one fact (a date, a count)."""

    key: str
    at: str = "ahead"
    fact: str = ""


# Stops are objects or dicts with `key`, `at`, `fact`: what the component `road` draws.
Roads = Mapping[int, list[Any]]


def road_stops(listing: Listing) -> list[Any]:
    """The six stops of one listing's road."""
    return roads_of([listing])[listing.pk]


def roads_of(listings: Collection[Listing]) -> Roads:
    """The roads of many listings by primary key, in a fixed number of queries."""
    if settings.LISTING_ROADS:
        tell: Callable[[Collection[Listing]], Roads] = import_string(settings.LISTING_ROADS)
        return tell(listings)
    asked = ~Q(status=Interest.Status.WITHDRAWN)
    rows = Interest.objects.filter(asked, listing__in=[row.pk for row in listings]).order_by()
    askers = dict(rows.values_list("listing").annotate(Count("organisation", distinct=True)))
    return {row.pk: _first_stops(row, askers.get(row.pk, 0)) for row in listings}


def _first_stops(listing: Listing, askers: int) -> list[RoadStop]:
    here = "stopped" if listing.status in _ENDED else "here"
    interest = RoadStop("interest", here, _("Asked by: %(count)s") % {"count": askers})
    listed = RoadStop("listed", "passed" if askers else here, _day(listing))
    reached = [listed, interest] if askers else [listed]
    return [*reached, *(RoadStop(key) for key in STOPS[len(reached) :])]


def _day(listing: Listing) -> str:
    if listing.published_at is None:
        return str(listing.get_status_display())
    return date_format(localtime(listing.published_at), "d/m/Y")
