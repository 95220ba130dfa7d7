"""What contracts, reviews and passports have to say on the pages of orders, listings, organisations and at home."""

from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.models import Listing, Organisation, StrategicTechnology
from marketplace.policies import Actor
from marketplace.states import Who
from marketplace.workspaces import Panel
from procurement.domain.satisfaction import satisfaction_of
from procurement.models import Contract, Order, Passport, Review
from procurement.phrases import BUTTONS
from procurement.policies import order_roles, reads_dossier
from procurement.states import CONTRACT_MOVES, ContractStatus, OrderStatus

MOST_SHOWN: Final = 5
_SIGNING: Final = frozenset(
    {ContractStatus.DRAWN, ContractStatus.BUYER_SIGNED, ContractStatus.SUPPLIER_SIGNED}
)


# --- on the page of an order --------------------------------------------------------------------------
def contract_panel(request: HttpRequest, order: Order) -> Panel | None:
    """How the contract stands; until it is in force only for those who sign it or read its dossier."""
    contract = Contract.objects.filter(order=order).select_related("supplier").order_by("pk").last()
    actor = _actor(request)
    if contract is None or not (contract.in_force_at is not None or reads_dossier(actor, order)):
        return None
    buttons = []
    if order.status == OrderStatus.DECIDED and contract.status in _SIGNING:
        moves = CONTRACT_MOVES.exits(contract.status, by=order_roles(actor, order))
        buttons = [{"label": BUTTONS[move.verb], "url": _page(move.verb, contract)} for move in moves]
    return Panel(
        _("Contract"), "procurement/panels/contract.html", {"contract": contract, "buttons": buttons}
    )


def review_panel(request: HttpRequest, order: Order) -> Panel | None:
    """What users say, or the officer's way to ask them."""
    review = Review.objects.filter(order=order).first()
    is_officer = Who.OFFICER in order_roles(_actor(request), order)
    may_list = is_officer and order.status == OrderStatus.ACCEPTED and review is None
    if review is None and not may_list:
        return None
    context = {"order": order, "review": review, "may_list": may_list, "satisfaction": satisfaction_of(order)}
    return Panel(_("Review by users"), "procurement/panels/review.html", context)


def passport_panel(request: HttpRequest, order: Order) -> Panel | None:
    """The passport that this order came to."""
    return _panel(_("Passport"), Passport.objects.filter(order=order))


# --- on other pages -------------------------------------------------------------------------------------
def listing_passports(request: HttpRequest, listing: Listing) -> Panel | None:
    """An accepted delivery proves a listing: its passports, ended ones too."""
    return _panel(_("Proved by delivery"), Passport.objects.filter(listing=listing))


def organisation_passports(request: HttpRequest, organisation: Organisation) -> Panel | None:
    """What this organisation delivered."""
    return _panel(_("Deliveries with a passport"), Passport.objects.filter(supplier=organisation))


def technology_passports(request: HttpRequest, technology: StrategicTechnology) -> Panel | None:
    """What was measured for this technology."""
    return _panel(_("Measured outcomes"), Passport.objects.filter(order__technology=technology))


def home_passports(request: HttpRequest) -> Panel | None:
    """The newest outcomes."""
    return _panel(_("Newest outcomes"), Passport.objects.all())


def _panel(title: str, rows: QuerySet[Passport]) -> Panel | None:
    passports = list(
        rows.select_related("order__organisation", "supplier").order_by("-issued_at", "-pk")[:MOST_SHOWN]
    )
    return Panel(title, "procurement/panels/passports.html", {"passports": passports}) if passports else None


def _page(verb: str, subject: Any) -> str:
    return reverse(f"procurement:{verb}", args=[subject.public_id])


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
