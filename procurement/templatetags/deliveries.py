"""Where an order goes on once it was decided: the page of its contract, its review or its passport."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.policies import Actor
from marketplace.states import Who
from procurement.models import Contract, Order, Passport, Review
from procurement.phrases import BUTTONS
from procurement.policies import order_roles, reads_dossier
from procurement.states import OrderStatus


def further_pages(order: Order, actor: Actor) -> list[dict[str, Any]]:
    """The one page on which this reader goes on, as a button; none before the decision."""
    if order.status in {OrderStatus.DECIDED, OrderStatus.CONTRACTED}:
        return _contract(order, actor)
    if order.status == OrderStatus.ACCEPTED:
        return _review(order, actor)
    if order.status in {OrderStatus.COMPLETED, OrderStatus.TERMINATED}:
        passport = Passport.objects.filter(order=order).first()
        return [_page(_("Open the passport"), passport.get_absolute_url())] if passport else []
    return []


def _contract(order: Order, actor: Actor) -> list[dict[str, Any]]:
    contract = Contract.objects.filter(order=order).order_by("pk").last()
    if contract is None or not (contract.in_force_at is not None or reads_dossier(actor, order)):
        return []
    return [_page(_("Open the contract"), contract.get_absolute_url())]


def _review(order: Order, actor: Actor) -> list[dict[str, Any]]:
    review = Review.objects.filter(order=order).first()
    if review is not None:
        return [_page(_("Open the review's page"), review.get_absolute_url())]
    if Who.OFFICER not in order_roles(actor, order):
        return []
    return [_page(BUTTONS["list_reviewers"], reverse("procurement:list_reviewers", args=[order.public_id]))]


def _page(label: object, url: str) -> dict[str, Any]:
    return {"label": label, "url": url, "is_main": True, "is_grave": False}
