"""What waits from the signatures to the published result: for both sides, the verifier and those who pay."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.deadlines import end_of
from marketplace.domain.clock import today
from marketplace.domain.rules import due_at
from marketplace.policies import Actor
from marketplace.states import Who
from marketplace.workspaces import MOST_DUTIES, Duty
from procurement.domain.payments import PAYABLE
from procurement.domain.reviews import publication_due
from procurement.models import Acceptance, Contract, Milestone, Order, Payment, Review
from procurement.phrases import BUTTONS
from procurement.policies import orders_to_verify
from procurement.states import ContractStatus, MilestoneStatus, OrderStatus, PaymentStatus, ReviewStatus

SIGNATURE = "order_contract_signature"
MEASUREMENT = "measurement"
_DELIVERED = (MilestoneStatus.DELIVERED, MilestoneStatus.MEASURED)


# --- signatures -----------------------------------------------------------------------------------
def signature_duties(actor: Actor) -> Iterator[Duty]:
    """Contracts that wait for this side's signature, and those that wait for the other's."""
    if actor.organisation is None or not actor.has(Who.APPROVER, Who.OWNER):
        return
    drawn = Contract.objects.filter(order__status=OrderStatus.DECIDED).select_related(
        "order__organisation", "supplier"
    )
    if actor.has(Who.APPROVER):
        for row in drawn.filter(order__organisation=actor.organisation).order_by("pk")[:MOST_DUTIES]:
            yield _signature(row, "sign_as_buyer", row.supplier.name, done=ContractStatus.BUYER_SIGNED)
    if actor.has(Who.OWNER):
        for row in drawn.filter(supplier=actor.organisation).order_by("pk")[:MOST_DUTIES]:
            other = row.order.organisation.name
            yield _signature(row, "sign_as_supplier", other, done=ContractStatus.SUPPLIER_SIGNED)


def _signature(row: Contract, verb: str, other: str, *, done: str) -> Duty:
    what = _("Sign the contract: %(order)s") % {"order": row.order.title}
    if row.status == done:
        waits = _("Contract waits for the other signature: %(order)s") % {"order": row.order.title}
        return Duty(_signed_by(row), waits, _about(row.order), row.get_absolute_url(), "", waits_for=other)
    return Duty(_signed_by(row), what, _about(row.order), row.get_absolute_url(), str(BUTTONS[verb]))


def _signed_by(row: Contract) -> datetime:
    return due_at(SIGNATURE, row.created_at)


# --- deliveries -----------------------------------------------------------------------------------
def supplier_duties(actor: Actor) -> Iterator[Duty]:
    """Milestones to deliver or to cure, payments to request or to complete."""
    if actor.organisation is None or not actor.has(Who.OWNER):
        return
    ours = _milestones().filter(contract__supplier=actor.organisation)
    running = ours.filter(contract__status=ContractStatus.ACTIVE)
    for row in running.filter(status=MilestoneStatus.PLANNED).order_by("due_on", "pk")[:MOST_DUTIES]:
        yield _duty(row, _("Deliver: %(milestone)s"), end_of(row.due_on), "deliver_milestone")
    for row in running.filter(status=MilestoneStatus.REFUSED).order_by("pk")[:MOST_DUTIES]:
        cure = cure_until(row)
        if cure is None or cure >= today():
            until = end_of(cure) if cure else None
            yield _duty(row, _("Cure and deliver again: %(milestone)s"), until, "deliver_milestone")
    for row in ours.filter(status__in=PAYABLE, payment=None).order_by("pk")[:MOST_DUTIES]:
        yield _duty(row, _("Request payment: %(milestone)s"), None, "request_payment")
    for row in running.filter(status__in=_DELIVERED).order_by("pk")[:MOST_DUTIES]:
        agency = row.order.organisation.name
        yield _waits(row, _("Delivered, waits for the answer: %(milestone)s"), agency)


def verifier_duties(actor: Actor) -> Iterator[Duty]:
    """Deliveries that this person measures, for whomever they act now."""
    if actor.user is None:
        return
    orders = orders_to_verify(actor.user).filter(status=OrderStatus.CONTRACTED)
    rows = _milestones().filter(contract__order__in=orders, status=MilestoneStatus.DELIVERED)
    for row in rows.order_by("pk")[:MOST_DUTIES]:
        until = due_at(MEASUREMENT, latest(row).created_at)
        yield _duty(row, _("Measure: %(milestone)s"), until, "measure_milestone", opens=True)


def officer_duties(actor: Actor) -> Iterator[Duty]:
    """Measured values to answer, users to ask, and what the verifier still measures."""
    if actor.organisation is None or not actor.has(Who.OFFICER):
        return
    rows = _milestones().filter(contract__order__organisation=actor.organisation, status__in=_DELIVERED)
    for row in rows.filter(contract__status=ContractStatus.ACTIVE).order_by("pk")[:MOST_DUTIES]:
        due = latest(row).acceptance_due_at
        if row.status == MilestoneStatus.MEASURED:
            yield _duty(row, _("Accept or refuse: %(milestone)s"), due, "accept_milestone", opens=True)
        else:
            unit = row.order.verifier_organisation
            who = unit.name if unit else _("the verifier")
            yield _waits(row, _("Delivered, waits for the measurement: %(milestone)s"), who, due)
    yield from _review_duties(actor)


def approver_duties(actor: Actor) -> Iterator[Duty]:
    """Contracts that stand still: a refused delivery was not cured in its time."""
    if actor.organisation is None or not actor.has(Who.APPROVER):
        return
    rows = _milestones().filter(
        contract__order__organisation=actor.organisation,
        contract__status=ContractStatus.ACTIVE,
        status=MilestoneStatus.REFUSED,
    )
    for row in rows.order_by("pk")[:MOST_DUTIES]:
        cure = cure_until(row)
        if cure is not None and cure < today() and row.contract is not None:
            what = _("Not cured in time, decide on the contract: %(milestone)s") % {"milestone": row.title}
            url = row.contract.get_absolute_url()
            yield Duty(end_of(cure), what, _about(row.order), url, _("Read the contract"))


def _milestones() -> QuerySet[Milestone]:
    return Milestone.objects.select_related(
        "contract", "lot__order__organisation", "lot__order__verifier_organisation"
    ).prefetch_related("handovers__measurement__acceptance")


def latest(row: Milestone) -> Any:
    """The delivery that waits, from what was fetched with the milestone."""
    return max(row.handovers.all(), key=lambda handover: handover.number)


def cure_until(row: Milestone) -> Any:
    """Until when a refused milestone may be cured."""
    measurement = getattr(latest(row), "measurement", None)
    acceptance: Acceptance | None = getattr(measurement, "acceptance", None)
    return acceptance.cure_until if acceptance else None


# --- users of the result ----------------------------------------------------------------------------
def _review_duties(actor: Actor) -> Iterator[Duty]:
    orders = Order.objects.filter(organisation=actor.organisation, status=OrderStatus.ACCEPTED)
    counted = orders.select_related("organisation", "review").annotate(
        asked=Count("review__reviewers", distinct=True), answered=Count("review__answers", distinct=True)
    )
    for order in counted.order_by("pk")[:MOST_DUTIES]:
        yield _review_duty(order, getattr(order, "review", None))


def _review_duty(order: Any, review: Review | None) -> Duty:
    due, facts = publication_due(order), {"order": order.title}
    if review is None:
        url = reverse("procurement:list_reviewers", args=[order.public_id])
        return Duty(
            due, _("List the users: %(order)s") % facts, _about(order), url, str(BUTTONS["list_reviewers"])
        )
    url = review.get_absolute_url()
    if review.status == ReviewStatus.LISTED:
        return Duty(
            due, _("Open the review: %(order)s") % facts, _about(order), url, str(BUTTONS["open_review"])
        )
    if order.answered >= order.asked:
        return Duty(
            due, _("Close the review: %(order)s") % facts, _about(order), url, str(BUTTONS["close_review"])
        )
    what = _("Users are answering: %(order)s") % facts
    return Duty(review.closes_at, what, _about(order), url, "", waits_for=_("the users"))


# --- payments -----------------------------------------------------------------------------------------
def payment_duties(actor: Actor) -> Iterator[Duty]:
    """Dossiers to send and payments to record; for the supplier those to complete and to wait for."""
    if actor.organisation is None:
        return
    rows = Payment.objects.select_related("milestone__lot__order__organisation").order_by("due_at", "pk")
    if actor.has(Who.FINANCE):
        buys = rows.filter(milestone__contract__order__organisation=actor.organisation)
        for row in buys.filter(status=PaymentStatus.REQUESTED)[:MOST_DUTIES]:
            yield _payment(row, _("Pay or return: %(milestone)s"), row.due_at, "send_payment")
        for row in buys.filter(status=PaymentStatus.SENT)[:MOST_DUTIES]:
            yield _payment(row, _("Record the payment: %(milestone)s"), None, "record_payment")
    if actor.has(Who.OWNER):
        sells = rows.filter(milestone__contract__supplier=actor.organisation)
        for row in sells.filter(status=PaymentStatus.RETURNED)[:MOST_DUTIES]:
            yield _payment(row, _("Complete the dossier: %(milestone)s"), None, "request_payment_again")
        for row in sells.filter(status__in=[PaymentStatus.REQUESTED, PaymentStatus.SENT])[:MOST_DUTIES]:
            what = _("Waits for payment: %(milestone)s") % {"milestone": row.milestone.title}
            payer = row.order.organisation.name
            yield Duty(row.due_at, what, _about(row.order), row.get_absolute_url(), "", waits_for=payer)


def _payment(row: Payment, what: str, when: datetime | None, verb: str) -> Duty:
    title = what % {"milestone": row.milestone.title}
    return Duty(when, title, _about(row.order), row.get_absolute_url(), str(BUTTONS[verb]))


# --- one line -------------------------------------------------------------------------------------------
def _duty(row: Milestone, what: str, when: datetime | None, verb: str, *, opens: bool = False) -> Duty:
    """`opens`: the page comes first, because there is something to read before the step."""
    url = row.get_absolute_url() if opens else reverse(f"procurement:{verb}", args=[row.public_id])
    label = _("Open it") if opens else str(BUTTONS[verb])
    return Duty(when, what % {"milestone": row.title}, _about(row.order), url, label)


def _waits(row: Milestone, what: str, who: str, when: datetime | None = None) -> Duty:
    when = when or latest(row).acceptance_due_at
    return Duty(
        when, what % {"milestone": row.title}, _about(row.order), row.get_absolute_url(), "", waits_for=who
    )


def _about(order: Order) -> str:
    return " · ".join(filter(None, [order.number, order.organisation.name]))


SOURCES: Final[list[Callable[[Actor], Iterable[Duty]]]] = [
    signature_duties,
    supplier_duties,
    verifier_duties,
    officer_duties,
    approver_duties,
    payment_duties,
]
