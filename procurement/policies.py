"""Who may do what on an order, and its one doorway. What is hidden answers like what does not exist."""

from uuid import UUID

from django.db.models import QuerySet
from guardian.shortcuts import assign_perm, get_objects_for_user, remove_perm

from marketplace.errors import NotYours, Refusal
from marketplace.models import Attachment, Membership, Organisation, User
from marketplace.policies import OFFICIAL_ROLES, Actor, is_platform, require
from marketplace.states import Moves, Who
from procurement.models import (
    Contract,
    Milestone,
    Order,
    OrderDocument,
    Passport,
    Payment,
    Programme,
    Registration,
    Review,
)
from procurement.states import (
    CONTRACT_MOVES,
    MILESTONE_MOVES,
    ORDER_MOVES,
    PAYMENT_MOVES,
    PROGRAMME_MOVES,
    REVIEW_MOVES,
)

VERIFY = "verify_order"
_SUPPLIER_READERS = frozenset({Who.OWNER, Who.EDITOR})
_Purpose = OrderDocument.Purpose
# Which documents travel with the order itself; the others stay between its two sides.
_OPEN_WITH_ORDER = frozenset({_Purpose.PLAN, _Purpose.DECISION})
_OWN_OFFER = frozenset({_Purpose.CAPABILITY, _Purpose.LETTER})
_FOR_VERIFIER = frozenset({_Purpose.EVIDENCE, _Purpose.MEASUREMENT})
# What the page of anything that hangs on an order reads of the order.
_ORDER = ("order__organisation", "order__supplier", "order__verifier_organisation")


# --- roles on one order -----------------------------------------------------------------------
def order_roles(actor: Actor, order: Order) -> frozenset[str]:
    """The actor's duties on this order: the buyer's roles, SUPPLIER for its owner, VERIFIER by grant."""
    roles = set(actor.roles_in(order.organisation_id))
    if order.supplier_id is not None and Who.OWNER in actor.roles_in(order.supplier_id):
        roles.add(Who.SUPPLIER)
    if actor.user is not None and order.was_approved and verifies(actor.user, order):
        roles.add(Who.VERIFIER)
    return frozenset(roles)


def verifies(user: User, order: Order) -> bool:
    """Whether this person was granted to measure this order's milestones; a superuser alone was not."""
    return not user.is_superuser and user.has_perm(f"procurement.{VERIFY}", order)


def orders_to_verify(user: User) -> QuerySet[Order]:
    """Orders whose milestones this person measures."""
    orders: QuerySet[Order] = get_objects_for_user(
        user, VERIFY, Order, use_groups=False, with_superuser=False, accept_global_perms=False
    )
    return orders


def grant_verifier(user: User, order: Order) -> None:
    """Let this person measure this order's milestones."""
    assign_perm(VERIFY, user, order)


def revoke_verifier(user: User, order: Order) -> None:
    """The person measures here no longer."""
    remove_perm(VERIFY, user, order)


def is_buyer(actor: Actor, order: Order) -> bool:
    """One of the ordering organisation's own officials, acting for it."""
    return bool(actor.roles_in(order.organisation_id) & OFFICIAL_ROLES)


def is_supplier(actor: Actor, order: Order) -> bool:
    """An owner or editor of the named supplier, acting for it."""
    return order.supplier_id is not None and bool(actor.roles_in(order.supplier_id) & _SUPPLIER_READERS)


def is_member(user: User, organisation_id: int | None, *roles: str) -> bool:
    """Whether the person belongs there at all, or in one of these roles; whomever they act for now."""
    rows = Membership.objects.filter(user=user, organisation=organisation_id)
    return (rows.filter(role__in=roles) if roles else rows).exists()


# --- doorways ---------------------------------------------------------------------------------
def may_read(actor: Actor, order: Order) -> bool:
    """Public once its plan was approved; before that for its own agency and the portal's auditor."""
    return order.is_public or bool(actor.roles_in(order.organisation_id)) or is_platform(actor, Who.AUDITOR)


def access_order(actor: Actor, public_id: UUID, *, to: str = "read") -> Order:
    """The order, to `read`, to `change` (an officer), to see `offers`, or for a verb of its moves.

    A verb is open to whoever could take it in some state: that it is not open *now* is no secret
    to them, and is said by the verb itself.
    """
    rows = Order.objects.select_related(
        "organisation", "supplier", "technology", "programme", "verifier_organisation"
    )
    order = rows.filter(public_id=public_id).first()
    if order is None:
        raise NotYours(noun="order")
    require(may_read(actor, order) and _may(actor, order, to), "order")
    return order


def _may(actor: Actor, order: Order, to: str) -> bool:
    if to == "read":
        return True
    if to == "change":
        return Who.OFFICER in actor.roles_in(order.organisation_id)
    if to == "offers":
        return is_buyer(actor, order) or registrations_for(actor, order).exists()
    roles = order_roles(actor, order)
    return any(move.is_open_to(roles, order.method) for move in ORDER_MOVES if move.verb == to)


def registrations_for(actor: Actor, order: Order) -> QuerySet[Registration]:
    """Offers that this actor may read: the buyer's officials the named supplier's, a supplier its own."""
    rows = Registration.objects.filter(order=order).select_related("supplier")
    if is_buyer(actor, order):
        return rows
    organisation = actor.organisation
    if organisation is None or not actor.has(*_SUPPLIER_READERS):
        return rows.none()
    return rows.filter(supplier=organisation)


def access_programme(actor: Actor, public_id: UUID, *, to: str = "read") -> Programme:
    """The programme, to `read`, to `change` (an officer), or for a verb of its moves."""
    programme = Programme.objects.select_related("organisation").filter(public_id=public_id).first()
    if programme is None:
        raise NotYours(noun="programme")
    roles = actor.roles_in(programme.organisation_id)
    if to == "read":
        is_approved = programme.status == Programme.Status.APPROVED
        require(is_approved or bool(roles) or is_platform(actor, Who.AUDITOR), "programme")
    elif to == "change":
        require(Who.OFFICER in roles, "programme")
    else:
        require(any(move.is_open_to(roles) for move in PROGRAMME_MOVES if move.verb == to), "programme")
    return programme


def require_officer(actor: Actor) -> Organisation:
    """The verified agency for which this person may write orders. Refuses with NotYours or its status."""
    organisation = actor.organisation
    if organisation is None or not organisation.may_buy or not actor.has(Who.OFFICER):
        raise NotYours(noun="order")
    if not organisation.is_verified:
        raise Refusal("organisation_not_verified", status=409)
    return organisation


def may_read_attachment(actor: Actor, attachment: Attachment) -> bool:
    """Whether the order that this file hangs on lets this actor read it; no for a file of no order."""
    document = (
        OrderDocument.objects.filter(attachment=attachment).select_related("order", "attachment").first()
    )
    return document is not None and may_read_document(actor, document)


def may_read_document(actor: Actor, document: OrderDocument) -> bool:
    """By what the document is for, and whose side the actor is on."""
    order, organisation = document.order, document.attachment.organisation_id
    if document.purpose in _OPEN_WITH_ORDER:
        return may_read(actor, order)
    if document.purpose in _OWN_OFFER:
        # One supplier after another may be named: each reads its own offer alone.
        own = organisation is not None and bool(actor.roles_in(organisation) & _SUPPLIER_READERS)
        return own or is_buyer(actor, order)
    if is_buyer(actor, order) or is_supplier(actor, order):
        return True
    return document.purpose in _FOR_VERIFIER and Who.VERIFIER in order_roles(actor, order)


# --- doorways of what follows the decision ------------------------------------------------------
def reads_dossier(actor: Actor, order: Order) -> bool:
    """Whoever works on this contract (both sides, the verifier) or audits it: statements, reasons, files."""
    return (
        is_buyer(actor, order)
        or is_supplier(actor, order)
        or Who.VERIFIER in order_roles(actor, order)
        or is_platform(actor, Who.AUDITOR)
    )


def access_contract(actor: Actor, public_id: UUID, *, to: str = "read") -> Contract:
    """The contract, to `read` (everyone's once it was in force) or for a verb of its moves."""
    rows = Contract.objects.select_related(*_ORDER, "supplier", "decision__lot")
    contract = rows.filter(public_id=public_id).first()
    if contract is None:
        raise NotYours(noun="contract")
    order = contract.order
    is_open = contract.in_force_at is not None
    require(is_open or reads_dossier(actor, order), "contract")
    require(to == "read" or _is_mover(actor, order, CONTRACT_MOVES, to), "contract")
    return contract


def access_milestone(actor: Actor, public_id: UUID, *, to: str = "read") -> Milestone:
    """The milestone of a contract, to `read` as its contract is read, for a verb, or to `request_payment`."""
    rows = Milestone.objects.select_related(
        *(f"contract__{name}" for name in _ORDER), "contract__supplier", "lot__order__organisation"
    )
    milestone = rows.filter(public_id=public_id, contract__isnull=False).first()
    if milestone is None or milestone.contract is None:
        raise NotYours(noun="milestone")
    order = milestone.contract.order
    is_open = milestone.contract.in_force_at is not None
    require(is_open or reads_dossier(actor, order), "milestone")
    if to == "request_payment":
        require(Who.SUPPLIER in order_roles(actor, order), "milestone")
    else:
        require(to == "read" or _is_mover(actor, order, MILESTONE_MOVES, to), "milestone")
    return milestone


def reads_payments(actor: Actor, order: Order) -> bool:
    """The two sides and the auditor: invoices and the treasury's references are not the verifier's."""
    return is_buyer(actor, order) or is_supplier(actor, order) or is_platform(actor, Who.AUDITOR)


def access_payment(actor: Actor, public_id: UUID, *, to: str = "read") -> Payment:
    """The payment's dossier, for both sides and the auditor; its clock is public on the milestone's page."""
    rows = Payment.objects.select_related(
        *(f"milestone__contract__{name}" for name in _ORDER),
        "milestone__contract__supplier",
        "milestone__lot__order",
        "invoice__attachment",
    )
    payment = rows.filter(public_id=public_id).first()
    if payment is None or payment.milestone.contract is None:
        raise NotYours(noun="payment")
    order = payment.milestone.contract.order
    require(reads_payments(actor, order), "payment")
    require(to == "read" or _is_mover(actor, order, PAYMENT_MOVES, to), "payment")
    return payment


def access_review(actor: Actor, public_id: UUID, *, to: str = "read") -> Review:
    """The review, to `read` (everyone's, with no word and no name) or for a verb of its moves."""
    review = Review.objects.select_related(*_ORDER).filter(public_id=public_id).first()
    if review is None:
        raise NotYours(noun="review")
    require(review.order.is_public, "review")
    require(to == "read" or _is_mover(actor, review.order, REVIEW_MOVES, to), "review")
    return review


def reads_comments(actor: Actor, order: Order) -> bool:
    """Users' words go to the two sides alone: to mend what they speak of, never to the public."""
    return is_buyer(actor, order) or is_supplier(actor, order)


def access_passport(number: str) -> Passport:
    """The passport of this number: open to everyone."""
    rows = Passport.objects.select_related("order__organisation", "supplier", "listing")
    passport = rows.filter(number=number).first()
    if passport is None:
        raise NotYours(noun="passport")
    return passport


def may_order_again(actor: Actor) -> bool:
    """An officer of an agency: the one person who begins an order from a passport."""
    return actor.organisation is not None and actor.organisation.may_buy and actor.has(Who.OFFICER)


def _is_mover(actor: Actor, order: Order, moves: Moves, verb: str) -> bool:
    """Whoever could take this step in some state; that it is not open now, the verb itself says."""
    roles = order_roles(actor, order)
    return any(move.verb == verb and move.is_open_to(roles, order.method) for move in moves)
