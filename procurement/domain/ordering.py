"""From an approved plan to a recorded negotiation: one supplier is named, registers and negotiates.

Law on Bidding 22/2023 art. 29a; Decree 214/2025 art. 109 and 110. The decision is in `decisions.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.formats import number_format

from marketplace.domain.clock import now, today
from marketplace.domain.moves import advance
from marketplace.domain.rules import due_at
from marketplace.errors import Refusal
from marketplace.models import Attachment, Interest, Listing, Organisation, WhyNot
from marketplace.policies import Actor, require_verified
from procurement.domain.documents import keep_documents
from procurement.domain.order_moves import find_move, named_supplier, record_move, written
from procurement.domain.prices import Line, Stage, checked_lines
from procurement.domain.verifiers import require_fit_verifier
from procurement.errors import MilestonesNotWhole
from procurement.models import (
    Lot,
    Milestone,
    Negotiation,
    Order,
    OrderDocument,
    Passport,
    PriceLine,
    Registration,
)
from procurement.models.contracts import WHOLE
from procurement.policies import is_member

REPLY = "registration_reply"  # the rule row that says how long a named supplier has


# --- naming the supplier --------------------------------------------------------------------------
@transaction.atomic
def name_supplier(
    order: Order,
    *,
    by: Actor,
    listing: Listing | None = None,
    interest: Interest | None = None,
    passport: Passport | None = None,
) -> Order:
    """Identify the one supplier, by its listing, by an interest of this agency, or by a passport.

    Refuses with IllegalMove, supplier_source_missing, supplier_not_offering, supplier_not_verified,
    supplier_is_buyer, supplier_has_official or verifier_is_supplier. Records `order.supplier_named`.
    """
    move = find_move("name_supplier", order, by)
    require_verified(order.organisation)
    supplier, found = _source_of(order, listing, interest, passport)
    _require_fit_supplier(order, supplier, by)
    due = due_at(REPLY, now())
    advance(order, move, supplier=supplier, registration_due_at=due, status_reason="", **found)
    source = next(name for name in ("passport", "interest", "listing") if found[name] is not None)
    record_move(
        "order.supplier_named",
        order,
        move,
        by=by,
        supplier=supplier.pk,
        source=source,
        due_at=due.isoformat(),
    )
    return order


def _source_of(
    order: Order, listing: Listing | None, interest: Interest | None, passport: Passport | None
) -> tuple[Organisation, dict[str, Any]]:
    """The supplier behind exactly one source, and the three fields as the order keeps them."""
    if passport is not None and passport.withdrawn_at is None:
        return passport.supplier, {"listing": passport.listing, "interest": None, "passport": passport}
    if interest is not None and interest.organisation_id == order.organisation_id:
        return interest.lister, {"listing": interest.listing, "interest": interest, "passport": None}
    if listing is not None and listing.is_public:
        return listing.organisation, {"listing": listing, "interest": None, "passport": None}
    given = any(source is not None for source in (listing, interest, passport))
    raise Refusal("supplier_not_offering" if given else "supplier_source_missing")


def _require_fit_supplier(order: Order, supplier: Organisation, by: Actor) -> None:
    if supplier.pk == order.organisation_id:
        raise Refusal("supplier_is_buyer")
    if not supplier.is_verified:
        raise Refusal("supplier_not_verified")
    officials = [person for person in (by.user, order.created_by, order.approved_by) if person is not None]
    if any(is_member(person, supplier.pk) for person in officials):
        raise Refusal("supplier_has_official")
    if order.verifier is not None:
        require_fit_verifier(order.verifier, order, supplier=supplier)


@transaction.atomic
def decline_order(order: Order, *, by: Actor, why_not: str, comment: str = "") -> Order:
    """The named supplier passes and says why, in the fixed vocabulary; the agency may name another.

    Refuses with IllegalMove, why_not_missing or why_not_comment_missing (another reason needs its words).
    Records `order.declined` with the code; the comment stays on the order.
    """
    move = find_move("decline_order", order, by)
    if why_not not in WhyNot.values:
        raise Refusal("why_not_missing")
    if why_not == WhyNot.OTHER and not comment.strip():
        raise Refusal("why_not_comment_missing")
    supplier = order.supplier_id
    advance(order, move, supplier=None, registration_due_at=None, status_reason=comment.strip())
    record_move("order.declined", order, move, by=by, supplier=supplier, why_not=why_not)
    return order


@transaction.atomic
def release_supplier(order: Order, *, by: Actor, reasons: str) -> Order:
    """Let go of a supplier that has not answered in time.

    Refuses with IllegalMove, registration_still_open or reasons_missing. Records `order.supplier_released`.
    """
    move = find_move("release_supplier", order, by)
    if order.registration_due_at is not None and now() <= order.registration_due_at:
        raise Refusal("registration_still_open", status=409)
    supplier = order.supplier_id
    advance(order, move, supplier=None, registration_due_at=None, status_reason=written(reasons))
    record_move("order.supplier_released", order, move, by=by, supplier=supplier)
    return order


# --- registration ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Offer:
    """What a supplier hands in: its letter, its capability, its price in lines, its time in days."""

    letter: str
    capability: str
    delivery_days: int
    lines: Sequence[Line]
    is_first_supply: bool = False
    cost_elements: str = ""


@transaction.atomic
def register_for_order(
    order: Order, *, by: Actor, offer: Offer, files: Sequence[Attachment] = ()
) -> Registration:
    """Hand in registration letter, capability file and itemised price; each round is kept.

    What is first supplied in Viet Nam states its cost elements and profit (Decree 214/2025 art. 109).
    Refuses with IllegalMove, organisation_not_verified, cost_elements_missing, capability_file_missing or the
    refusals of a price. Records `order.registered`, without a figure.
    """
    move = find_move("register_for_order", order, by)
    supplier = named_supplier(order)
    require_verified(supplier)
    if offer.is_first_supply and not offer.cost_elements.strip():
        raise Refusal("cost_elements_missing")
    earlier = order.registrations.filter(supplier=supplier)
    if not files and not earlier.exists():
        raise Refusal("capability_file_missing")
    round_ = order.registrations.count() + 1
    lines = checked_lines(order, Stage.OFFERED, round_, offer.lines)
    advance(order, move)
    registration = Registration.objects.create(
        order=order,
        supplier=supplier,
        round=round_,
        letter=offer.letter,
        capability=offer.capability,
        delivery_days=offer.delivery_days,
        is_first_supply=offer.is_first_supply,
        cost_elements=offer.cost_elements.strip(),
        registered_by=by.user,
    )
    PriceLine.objects.bulk_create(lines)
    keep_documents(order, OrderDocument.Purpose.CAPABILITY, files)
    record_move("order.registered", order, move, by=by, supplier=order.supplier_id, round=round_)
    return registration


@transaction.atomic
def ask_supplement(order: Order, *, by: Actor, what: str) -> Order:
    """Ask the supplier to clarify and supplement its capability file, with a new time to answer.

    Refuses with IllegalMove or supplement_missing. Records `order.supplement_asked`, not public.
    """
    move = find_move("ask_supplement", order, by)
    registration = order.registrations.latest("round")
    registration.supplement_asked = written(what, "supplement_missing")
    registration.save(update_fields=["supplement_asked"])
    advance(order, move, registration_due_at=due_at(REPLY, now()))
    record_move("order.supplement_asked", order, move, by=by, public=False, round=registration.round)
    return order


# --- negotiation ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Stop:
    """A milestone as it was agreed: its share in basis points, its target, its day."""

    title: str
    share: int
    target: Decimal
    due_on: date


@dataclass(frozen=True)
class Agreement:
    """What the two sides settled: the record's words, the price in lines, the milestones."""

    held_on: date
    changes: str
    contract_terms: str
    lines: Sequence[Line]
    milestones: Sequence[Stop]


@transaction.atomic
def record_negotiation(order: Order, *, by: Actor, agreed: Agreement) -> Negotiation:
    """Write down what was agreed on price, terms and milestones, never above the estimate.

    Refuses with IllegalMove, held_in_future, MilestonesNotWhole, last_target_differs, the refusals of a
    price, or ChangedMeanwhile. Records `order.negotiated`, without a figure.
    """
    move = find_move("record_negotiation", order, by)
    if agreed.held_on > today():
        raise Refusal("held_in_future")
    _require_whole(agreed.milestones)
    _require_last_target(order, agreed.milestones[-1])
    round_ = order.negotiations.count() + 1
    lines = checked_lines(order, Stage.AGREED, round_, agreed.lines)
    advance(order, move, status_reason="")
    negotiation = Negotiation.objects.create(
        order=order,
        round=round_,
        held_on=agreed.held_on,
        changes=agreed.changes,
        contract_terms=agreed.contract_terms,
        recorded_by=by.user,
    )
    PriceLine.objects.bulk_create(lines)
    _write_milestones(order.lots.get(number=1), agreed.milestones)
    record_move("order.negotiated", order, move, by=by, round=round_)
    return negotiation


def _require_whole(milestones: Sequence[Stop]) -> None:
    """The shares make exactly 100 %, to the basis point: nothing of the price is left over or paid twice."""
    shares = sum(stop.share for stop in milestones)
    if shares != WHOLE or any(stop.share <= 0 for stop in milestones):
        raise MilestonesNotWhole(percent=number_format(Decimal(shares) / 100))


def _require_last_target(order: Order, last: Stop) -> None:
    if order.target is not None and last.target != order.target:
        raise Refusal("last_target_differs", target=number_format(order.target.normalize()), unit=order.unit)


def _write_milestones(lot: Lot, milestones: Sequence[Stop]) -> None:
    """A negotiation that was sent back is agreed anew: its milestones give way to the new ones."""
    lot.milestones.filter(contract=None).delete()
    Milestone.objects.bulk_create(
        Milestone(lot=lot, number=number, **vars(stop)) for number, stop in enumerate(milestones, start=1)
    )


@transaction.atomic
def return_negotiation(order: Order, *, by: Actor, reasons: str) -> Order:
    """The approver sends the negotiation back with reasons. Refuses with IllegalMove or reasons_missing.

    Records `order.negotiation_returned`, not public.
    """
    move = find_move("return_negotiation", order, by)
    advance(order, move, status_reason=written(reasons))
    record_move("order.negotiation_returned", order, move, by=by, public=False)
    return order
