"""The list of orders, one's own, and the page of an order."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.module_loading import import_string

from marketplace.domain.journal import timeline
from marketplace.models.folding import fold
from marketplace.policies import Actor, is_platform, require
from marketplace.states import Who
from procurement.domain.offers import capability_files, offers_for
from procurement.domain.order_events import events_ahead
from procurement.domain.prices import Stage, latest_lines, totals
from procurement.domain.road import order_road, order_roads
from procurement.forms.orders import OrderFilterForm
from procurement.models import Milestone, Order, OrderDecision, OrderDocument
from procurement.policies import access_order, is_buyer, is_supplier, may_read_document, order_roles
from procurement.states import OrderStatus
from procurement.views.order_plans import task_list

A_PAGE: Final = 20
_WITH: Final = ("organisation", "technology")
# From here on the decision stands, and with it supplier, price and milestones are everyone's to read.
_DECIDED: Final = frozenset(
    {
        OrderStatus.DECIDED,
        OrderStatus.CONTRACTED,
        OrderStatus.ACCEPTED,
        OrderStatus.COMPLETED,
        OrderStatus.TERMINATED,
    }
)


# --- lists ------------------------------------------------------------------------------------------
def orders(request: HttpRequest) -> HttpResponse:
    """Every order whose plan was approved, the newest first; filtered by state, technology, agency and words."""
    form = OrderFilterForm(request.GET or None)
    found = _filtered(Order.objects.filter(was_approved=True), form)
    page = _paged(request, found.select_related(*_WITH).order_by("-approved_at", "-pk"))
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "page": page,
        "form": form,
        "is_filtered": bool(form.is_bound and any(form.cleaned_data.values())),
        "may_order": _is_officer(actor),
        "nav": "orders",
    }
    return render(request, "procurement/orders/list.html", context)


def _filtered(rows: QuerySet[Order], form: OrderFilterForm) -> QuerySet[Order]:
    """An unknown value filters nothing; what is valid beside it does."""
    if not form.is_bound:
        return rows
    form.is_valid()
    wanted = form.cleaned_data
    if wanted.get("status"):
        rows = rows.filter(status=wanted["status"])
    if wanted.get("technology"):
        rows = rows.filter(technology=wanted["technology"])
    if wanted.get("agency"):
        rows = rows.filter(organisation=wanted["agency"])
    for word in fold(wanted.get("q") or "").split()[:8]:
        rows = rows.filter(Q(folded__contains=word) | Q(number__iexact=word))
    return rows


def own_orders(request: HttpRequest) -> HttpResponse:
    """What the acting organisation orders, drafts included, or was named to deliver."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    actor: Actor = request.actor  # type: ignore[attr-defined]
    organisation = actor.organisation
    require(organisation is not None, "orders")
    sides = Q(organisation=organisation) | Q(supplier=organisation)
    rows = Order.objects.filter(sides).select_related(*_WITH).order_by("-pk")
    context = {"page": _paged(request, rows), "may_order": _is_officer(actor), "nav": "work"}
    return render(request, "procurement/orders/own.html", context)


def _paged(request: HttpRequest, rows: QuerySet[Order]) -> Page:
    """One page of orders, each with its road: one query for all roads."""
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    roads = order_roads(page.object_list)
    for order in page.object_list:
        order.road = roads.get(order.pk, [])  # type: ignore[attr-defined]
    return page


def _is_officer(actor: Actor) -> bool:
    return actor.organisation is not None and actor.organisation.may_buy and actor.has(Who.OFFICER)


# --- one order ----------------------------------------------------------------------------------------
def order(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One order: where it is on the road, what it promises, what was answered, decided and paid."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access_order(actor, public_id)
    on_a_side = is_buyer(actor, found) or is_supplier(actor, found)
    sees_all = bool(actor.roles_in(found.organisation_id)) or is_platform(actor, Who.AUDITOR)
    context = {
        "order": found,
        "roles": order_roles(actor, found),
        "on_a_side": on_a_side,
        "road": order_road(found),
        "findings": _findings(found),
        "documents": _documents(actor, found),
        "history": [*timeline(found, everything=sees_all), *events_ahead(found)],
        "panels": _panels(request, found),
        "nav": "orders",
        **_price(found, on_a_side=on_a_side),
        **_offers(actor, found),
        **_draft(actor, found),
    }
    return render(request, "procurement/orders/page.html", context)


def _findings(found: Order) -> list[Any]:
    return list(found.reuse_findings.select_related("listing__organisation", "earlier__organisation"))


def _price(found: Order, *, on_a_side: bool) -> dict[str, Any]:
    """The agreed price and its milestones: public once decided, until then between the two sides."""
    is_decided = found.status in _DECIDED or OrderDecision.objects.filter(lot__order=found).exists()
    shows = is_decided or (on_a_side and found.status == OrderStatus.NEGOTIATED)
    lines = latest_lines(found, Stage.AGREED) if shows else []
    decision = OrderDecision.objects.filter(lot__order=found).order_by("-pk").first() if is_decided else None
    return {
        "is_decided": is_decided,
        "decision": decision,
        "contract": found.contracts.order_by("-pk").first() if is_decided else None,
        "lines": lines,
        "totals": totals(lines),
        "milestones": list(Milestone.objects.filter(lot__order=found)) if shows else [],
        "negotiation": found.negotiations.last() if on_a_side else None,
    }


def _offers(actor: Actor, found: Order) -> dict[str, Any]:
    if actor.organisation is None:
        return {"offers": []}
    offers = offers_for(actor, found)
    return {"offers": offers, "capability_files": capability_files(actor, found) if offers else []}


def _draft(actor: Actor, found: Order) -> dict[str, Any]:
    """An officer sees of a draft which parts are done."""
    may_write = Who.OFFICER in actor.roles_in(found.organisation_id) and found.status == OrderStatus.DRAFT
    return {"plan": task_list(found)} if may_write else {"plan": None}


def _documents(actor: Actor, found: Order) -> list[OrderDocument]:
    """Files that travel with the order; the capability file has its place beside the offer."""
    rows = found.documents.exclude(purpose=OrderDocument.Purpose.CAPABILITY).select_related("attachment")
    return [row for row in rows.order_by("pk") if may_read_document(actor, row)]


def _panels(request: HttpRequest, found: Order) -> list[Any]:
    paths = settings.ORDER_PANELS
    return [panel for dotted in paths for panel in import_string(dotted)(request, found)]


routes = [
    path("orders/", orders, name="orders"),
    path("orders/mine/", own_orders, name="own_orders"),
    path("orders/<uuid:public_id>/", order, name="order"),
]
