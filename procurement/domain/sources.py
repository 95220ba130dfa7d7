"""Where a supplier may be known from: the offers that an officer chooses among when naming one."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from marketplace.deadlines import in_viet_nam
from marketplace.models import Interest, Listing
from marketplace.policies import Actor
from marketplace.states import InterestStatus
from procurement.models import Order, Passport, ReuseFinding

MOST_SOURCES: Final = 25


@dataclass(frozen=True)
class Source:
    """One offer: exactly one of the three is there. `key` is the form's value."""

    key: str
    label: str
    listing: Listing | None = None
    interest: Interest | None = None
    passport: Passport | None = None
    is_wanted: bool = False
    is_own: bool = False  # the draft was made from it

    def subject(self) -> dict[str, Any]:
        """The verb's argument."""
        named = {"listing": self.listing, "interest": self.interest, "passport": self.passport}
        return {name: value for name, value in named.items() if value is not None}


def supplier_sources(order: Order, *, by: Actor, listing: str = "", passport: str = "") -> list[Source]:
    """The order's own source first; then passports of its technology, the agency's questions, what was found for it.

    `listing` and `passport` come from an address: an offer that stands joins the choice, anything else does not.
    """
    found = [
        *_passports(order, passport),
        *_interests(order),
        *_listings(order, listing),
    ]
    found.sort(key=lambda source: (not source.is_wanted, not source.is_own))
    unique = {source.key: source for source in found}
    return [source for source in unique.values() if _stands_apart(source, order)][:MOST_SOURCES]


def _stands_apart(source: Source, order: Order) -> bool:
    """An agency's own offer is no choice of its order."""
    if source.passport is not None:
        return source.passport.supplier_id != order.organisation_id
    lister = (
        source.interest.lister_id if source.interest else source.listing and source.listing.organisation_id
    )
    return lister != order.organisation_id


def _passports(order: Order, wanted: str) -> list[Source]:
    rows = Passport.objects.filter(withdrawn_at=None).select_related("supplier", "order")
    same = rows.filter(order__technology=order.technology).exclude(order=order)
    own = rows.filter(pk__in=_one(order.passport_id))
    chosen = [*rows.filter(number=wanted), *own, *same.order_by("-pk")[:10]]
    return [
        Source(
            f"passport:{row.number}",
            _("Passport %(number)s · %(supplier)s: %(title)s")
            % {"number": row.number, "supplier": row.supplier.name, "title": row.order.title},
            passport=row,
            is_wanted=row.number == wanted,
            is_own=row.pk == order.passport_id,
        )
        for row in chosen
    ]


def _interests(order: Order) -> list[Source]:
    rows = Interest.objects.filter(
        organisation=order.organisation_id, status__in=[InterestStatus.ANSWERED, InterestStatus.ORDERED]
    ).select_related("listing", "lister")
    return [
        Source(
            f"interest:{row.public_id}",
            _("Your question of %(day)s · %(supplier)s: %(title)s")
            % {
                "day": f"{in_viet_nam(row.created_at):%d/%m/%Y}",
                "supplier": row.lister.name,
                "title": row.listing.title,
            },
            interest=row,
            is_own=row.pk == order.interest_id,
        )
        for row in rows.order_by("-pk")[:10]
    ]


def _listings(order: Order, wanted: str) -> list[Source]:
    rows = Listing.objects.public().select_related("organisation")
    answered = ReuseFinding.objects.filter(order=order).exclude(listing=None)
    found = list(rows.filter(pk__in=answered.values("listing_id")).order_by("pk")[:20])
    chosen = [*rows.filter(public_id__in=_uuids(wanted)), *rows.filter(pk__in=_one(order.listing_id)), *found]
    return [
        Source(
            f"listing:{row.public_id}",
            _("Listing · %(supplier)s: %(title)s") % {"supplier": row.organisation.name, "title": row.title},
            listing=row,
            is_wanted=str(row.public_id) == wanted,
            is_own=row.pk == order.listing_id,
        )
        for row in chosen
    ]


def _one(key: int | None) -> list[int]:
    return [] if key is None else [key]


def _uuids(text: str) -> list[UUID]:
    try:
        return [UUID(text)]
    except ValueError:
        return []
