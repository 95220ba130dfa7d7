"""The order decision: a second person settles supplier, price and time; the contract is drawn."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction

from marketplace.domain.moves import advance
from marketplace.errors import NotSeparated, Refusal
from marketplace.money import Money
from marketplace.policies import Actor, require_verified
from procurement.domain.order_moves import find_move, named_supplier, record_move
from procurement.domain.prices import Stage, latest_lines, require_within_estimate, totals
from procurement.models import Contract, Milestone, Negotiation, Order, OrderDecision

# What the form proposes as the decision's ground; the official may write another.
ARTICLE: Final = "Điều 29a Luật Đấu thầu; khoản 4 Điều 109 Nghị định 214/2025/NĐ-CP"


@dataclass(frozen=True)
class Terms:
    """What the decision says beside supplier and price (Decree 214/2025 art. 109(4))."""

    number: str
    contract_type: str
    starts_on: date
    ends_on: date
    article: str = ARTICLE


@transaction.atomic
def decide_order(order: Order, *, by: Actor, terms: Terms) -> OrderDecision:
    """Decide the order at the negotiated price, and draw the contract that both sides will sign.

    By another person than the one who recorded the negotiation. Refuses with IllegalMove, NotSeparated,
    dates_reversed, the refusals of a price, or ChangedMeanwhile. Records `order.decided` with the price.
    """
    move = find_move("decide_order", order, by)
    require_verified(order.organisation)
    negotiation = order.negotiations.latest("round")
    if by.user is None or by.user.pk == negotiation.recorded_by_id:
        raise NotSeparated()
    if terms.ends_on < terms.starts_on:
        raise Refusal("dates_reversed")
    sums = totals(latest_lines(order, Stage.AGREED))
    require_within_estimate(order, sums)
    advance(order, move, status_reason="")
    decision = OrderDecision.objects.create(
        lot=order.lots.get(number=1),
        supplier=named_supplier(order),
        price_minor=sums.gross_minor,
        decided_by=by.user,
        **vars(terms),
    )
    _draw_contract(order, decision, negotiation)
    record_move(
        "order.decided",
        order,
        move,
        by=by,
        supplier=order.supplier_id,
        price_minor=sums.gross_minor,
        contract_type=terms.contract_type,
    )
    return decision


def _draw_contract(order: Order, decision: OrderDecision, negotiation: Negotiation) -> Contract:
    """The contract matches the decision to the dong, and its milestones share the price without loss."""
    contract = Contract.objects.create(
        order=order,
        decision=decision,
        supplier=decision.supplier,
        price_minor=decision.price_minor,
        terms=negotiation.contract_terms,
    )
    milestones = list(Milestone.objects.filter(lot=decision.lot, contract=None).order_by("number"))
    parts = Money(decision.price_minor).split([milestone.share for milestone in milestones])
    for milestone, part in zip(milestones, parts, strict=True):
        milestone.contract, milestone.amount_minor = contract, part.minor
        milestone.save(update_fields=["contract", "amount_minor"])
    return contract
