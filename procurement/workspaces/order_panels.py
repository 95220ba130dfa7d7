"""What orders have to say on the pages of listings, interests, organisations, technologies and the home page."""

from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from marketplace.models import Interest, Listing, Organisation, StrategicTechnology
from marketplace.policies import Actor
from marketplace.states import InterestStatus, Who
from marketplace.workspaces import Panel
from procurement.models import Order
from procurement.states import OrderStatus

MOST_SHOWN: Final = 5


def listing_panel(request: HttpRequest, listing: Listing) -> Panel | None:
    """The public orders from this listing; for an officer the way to order, or to name its supplier."""
    actor = _actor(request)
    is_buyer = _is_officer(actor) and listing.is_public and listing.organisation != actor.organisation
    waiting = Order.objects.none()
    if is_buyer:
        waiting = Order.objects.filter(organisation=actor.organisation, status=OrderStatus.APPROVED)
    orders = list(_public(Order.objects.filter(listing=listing)))
    if not orders and not is_buyer:
        return None
    waiting = waiting.order_by("-pk")[:MOST_SHOWN]
    context = {"orders": orders, "listing": listing, "may_order": is_buyer, "waiting": waiting}
    return Panel(_("Orders"), "procurement/panels/listing.html", context)


def interest_panel(request: HttpRequest, interest: Interest) -> Panel | None:
    """From an answer to an order draft, in one step; and the orders that came of it."""
    actor = _actor(request)
    is_asker = _is_officer(actor) and interest.organisation == actor.organisation
    may_order = is_asker and interest.status == InterestStatus.ANSWERED
    seen = Q(was_approved=True) | Q(organisation=actor.organisation) if is_asker else Q(was_approved=True)
    orders = list(Order.objects.filter(seen, interest=interest).select_related("organisation")[:MOST_SHOWN])
    if not orders and not may_order:
        return None
    context = {"orders": orders, "interest": interest, "may_order": may_order}
    return Panel(_("Orders"), "procurement/panels/interest.html", context)


def organisation_panel(request: HttpRequest, organisation: Organisation) -> Panel | None:
    """What it ordered, and for what it was named."""
    return _panel(_("Orders"), Order.objects.filter(Q(organisation=organisation) | Q(supplier=organisation)))


def technology_panel(request: HttpRequest, technology: StrategicTechnology) -> Panel | None:
    """The orders that count towards this technology."""
    more = {"technology": technology}
    return _panel(_("Orders of this technology"), Order.objects.filter(technology=technology), **more)


def home_panel(request: HttpRequest) -> Panel | None:
    """The newest orders."""
    return _panel(_("Newest orders"), Order.objects.all())


def _panel(title: str, rows: QuerySet[Order], **more: Any) -> Panel | None:
    orders = list(_public(rows))
    return Panel(title, "procurement/panels/orders.html", {"orders": orders, **more}) if orders else None


def _public(rows: QuerySet[Order]) -> QuerySet[Order]:
    shown = rows.filter(was_approved=True).select_related("organisation", "technology")
    return shown.order_by("-approved_at", "-pk")[:MOST_SHOWN]


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _is_officer(actor: Actor) -> bool:
    return actor.organisation is not None and actor.organisation.may_buy and actor.has(Who.OFFICER)
