"""What a supplier handed in, put together for whoever may read it."""

from dataclasses import dataclass

from marketplace.policies import Actor
from procurement.domain.prices import Stage, Totals, totals
from procurement.models import Order, OrderDocument, PriceLine, Registration
from procurement.policies import registrations_for


@dataclass(frozen=True)
class ReadOffer:
    """One round: the registration, its lines and what they come to."""

    registration: Registration
    lines: list[PriceLine]
    totals: Totals


def offers_for(actor: Actor, order: Order) -> list[ReadOffer]:
    """The rounds that this actor may read, the latest first; none for everybody else. Two queries."""
    registrations = list(registrations_for(actor, order).order_by("-round"))
    lines = list(PriceLine.objects.filter(order=order, stage=Stage.OFFERED)) if registrations else []
    offers = []
    for registration in registrations:
        own = [line for line in lines if line.round == registration.round]
        offers.append(ReadOffer(registration, own, totals(own)))
    return offers


def capability_files(actor: Actor, order: Order) -> list[OrderDocument]:
    """The capability files behind those offers, none of another supplier's."""
    suppliers = registrations_for(actor, order).values("supplier_id")
    rows = OrderDocument.objects.filter(order=order, purpose=OrderDocument.Purpose.CAPABILITY)
    return list(
        rows.filter(attachment__organisation__in=suppliers).select_related("attachment").order_by("pk")
    )
