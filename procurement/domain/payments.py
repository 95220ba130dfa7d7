"""Paying an accepted milestone: the dossier, its fourteen days, and the treasury's proof."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from marketplace.domain.clock import VIET_NAM, now, today
from marketplace.domain.journal import record
from marketplace.domain.moves import advance
from marketplace.domain.rules import due_at
from marketplace.errors import IllegalMove, NotSeparated, Refusal
from marketplace.models import Attachment, JournalEntry
from marketplace.policies import CLOCK_ACTOR, Actor
from marketplace.states import Move, Who
from procurement.domain.documents import keep_documents
from procurement.domain.order_moves import record_move, written
from procurement.models import Acceptance, Milestone, Order, OrderDocument, Payment
from procurement.policies import order_roles
from procurement.states import PAYMENT_MOVES, MilestoneStatus, PaymentStatus

DOSSIER = "payment_docs"  # Decree 214/2025 art. 120(8): the dossier is handled in 14 days
PAYABLE = frozenset({MilestoneStatus.ACCEPTED, MilestoneStatus.PARTLY_ACCEPTED})


@transaction.atomic
def request_payment(
    milestone: Milestone,
    *,
    by: Actor,
    invoice_number: str,
    invoice_on: date,
    invoice: Attachment | None = None,
) -> Payment:
    """Ask to be paid what was accepted, with the invoice; the agency's payment clock starts.

    Refuses with IllegalMove (not the supplier, or nothing accepted), already_done, invoice_in_future.
    Records `payment.requested`.
    """
    order = milestone.order
    if Who.SUPPLIER not in order_roles(by, order) or milestone.status not in PAYABLE:
        raise IllegalMove(verb="request_payment", before=milestone.status)
    at = now()
    try:
        with transaction.atomic():
            payment = Payment.objects.create(
                milestone=milestone,
                amount_minor=accepted_minor(milestone),
                requested_by=by.user,
                requested_at=at,
                due_at=due_at(DOSSIER, at),
                **_invoice(order, invoice_number, invoice_on, invoice),
            )
    except IntegrityError:
        raise Refusal("already_done", status=409) from None
    record("payment.requested", order, by=by, after=payment.status, **_facts(payment))
    return payment


@transaction.atomic
def return_payment(payment: Payment, *, by: Actor, reasons: str) -> Payment:
    """Send the dossier back with what is missing in it. Refuses with IllegalMove or reasons_missing.

    Records `payment.returned`.
    """
    move = _find("return_payment", payment, by)
    advance(payment, move, returned_reason=written(reasons))
    _record("payment.returned", payment, move, by=by)
    return payment


@transaction.atomic
def request_payment_again(
    payment: Payment, *, by: Actor, invoice_number: str, invoice_on: date, invoice: Attachment | None = None
) -> Payment:
    """Hand the completed dossier in again: the clock starts anew.

    Refuses with IllegalMove, invoice_missing or invoice_in_future. Records `payment.requested`.
    """
    move = _find("request_payment_again", payment, by)
    at = now()
    fields = _invoice(payment.order, invoice_number, invoice_on, invoice or payment.invoice)
    advance(payment, move, requested_by=by.user, requested_at=at, due_at=due_at(DOSSIER, at), **fields)
    _record("payment.requested", payment, move, by=by)
    return payment


@transaction.atomic
def send_payment(payment: Payment, *, by: Actor) -> Payment:
    """Send the dossier to the State Treasury. Whoever accepted the delivery does not also pay for it.

    Refuses with IllegalMove, NotSeparated or ChangedMeanwhile. Records `payment.sent`.
    """
    move = _find("send_payment", payment, by)
    _require_other_than_acceptor(payment, by)
    advance(payment, move, sent_by=by.user, sent_at=now())
    _record("payment.sent", payment, move, by=by)
    return payment


@transaction.atomic
def record_payment(payment: Payment, *, by: Actor, treasury_reference: str, value_on: date) -> Payment:
    """Enter the treasury's reference and value date, which prove the payment.

    Refuses with IllegalMove, NotSeparated, reference_missing, value_in_future, value_before_request or
    ChangedMeanwhile. Records `payment.paid`, without the reference.
    """
    move = _find("record_payment", payment, by)
    _require_other_than_acceptor(payment, by)
    reference = written(treasury_reference, "reference_missing")
    if value_on > today():
        raise Refusal("value_in_future")
    requested_on = payment.requested_at.astimezone(VIET_NAM).date()
    if value_on < requested_on:
        raise Refusal("value_before_request", day=f"{requested_on:%d/%m/%Y}")
    advance(payment, move, treasury_reference=reference, value_on=value_on, paid_at=now())
    _record("payment.paid", payment, move, by=by, value_on=value_on.isoformat())
    return payment


@transaction.atomic
def escalate_payment(payment: Payment) -> bool:
    """Tell the approver, once for each dossier, that the agency is late in paying. False: told before.

    Records `payment.overdue`.
    """
    payment = (
        Payment.objects.select_for_update(of=("self",))
        .select_related("milestone__lot__order")
        .get(pk=payment.pk)
    )
    order = payment.order
    told = JournalEntry.objects.filter(
        subject_type="procurement.order",
        subject_id=order.pk,
        verb="payment.overdue",
        facts__payment=payment.pk,
        facts__due_at=payment.due_at.isoformat(),
    )
    if payment.status != PaymentStatus.REQUESTED or now() <= payment.due_at or told.exists():
        return False
    facts = {**_facts(payment), "due_at": payment.due_at.isoformat()}
    record("payment.overdue", order, by=CLOCK_ACTOR, because="Decree 214/2025 art. 120(8)", **facts)
    return True


# --- facts ------------------------------------------------------------------------------------------
def accepted_minor(milestone: Milestone) -> int:
    """What the milestone earned, in dong: all of its share, or what was accepted of it."""
    accepted = Acceptance.objects.filter(measurement__handover__milestone=milestone, accepted_minor__gt=0)
    return accepted.latest("pk").accepted_minor


def _invoice(order: Order, number: str, day: date, file: Attachment | OrderDocument | None) -> dict[str, Any]:
    number = written(number, "invoice_missing")
    if day > today():
        raise Refusal("invoice_in_future")
    if isinstance(file, Attachment):
        [file] = keep_documents(order, OrderDocument.Purpose.INVOICE, [file])
    return {"invoice_number": number, "invoice_on": day, "invoice": file}


def _require_other_than_acceptor(payment: Payment, by: Actor) -> None:
    acceptances = Acceptance.objects.filter(measurement__handover__milestone=payment.milestone_id)
    if by.user is None or acceptances.filter(decided_by=by.user).exists():
        raise NotSeparated("acceptor_pays")


def _find(verb: str, payment: Payment, by: Actor) -> Move:
    return PAYMENT_MOVES.find(verb, payment.status, by=order_roles(by, payment.order))


def _facts(payment: Payment) -> dict[str, Any]:
    return {
        "payment": payment.pk,
        "milestone": payment.milestone.number,
        "amount_minor": payment.amount_minor,
    }


def _record(verb: str, payment: Payment, move: Move, *, by: Actor, **facts: Any) -> None:
    record_move(verb, payment.order, move, by=by, **_facts(payment), **facts)
