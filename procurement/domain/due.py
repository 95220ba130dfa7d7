"""The legal events ahead of an order, and playing those whose time has come.

Page, reminder and sweep read the same rows. Every verb here is safe to play twice and beside itself.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from django.db import models, transaction

from marketplace.domain.clock import now
from marketplace.domain.journal import record
from marketplace.errors import Refusal
from marketplace.models import JournalEntry
from marketplace.policies import CLOCK_ACTOR
from procurement.domain.milestones import escalate_acceptance
from procurement.domain.payments import escalate_payment
from procurement.domain.reviews import close_review, publication_due
from procurement.models import Handover, Order, Payment, Review
from procurement.states import MilestoneStatus, OrderStatus, PaymentStatus, ReviewStatus

log = logging.getLogger(__name__)

Verb = Callable[[], object]
Event = tuple[datetime, Verb]
_WAITS = (MilestoneStatus.DELIVERED, MilestoneStatus.MEASURED)


def coming_events(order: Order) -> Iterator[Event]:
    """Every event still ahead of this order or due and not yet played, unordered. Reads, never writes.

    A verb's name says what it is: `event[1].func.__name__`.
    """
    if order.status == OrderStatus.INVITED and order.registration_due_at is not None:
        yield order.registration_due_at, partial(remind_registration, order)
    for handover in _waiting_handovers().filter(milestone__contract__order=order):
        yield handover.acceptance_due_at, partial(escalate_acceptance, handover)
    for payment in _waiting_payments().filter(milestone__contract__order=order):
        yield payment.due_at, partial(escalate_payment, payment)
    for review in _open_reviews().filter(order=order):
        if review.closes_at is not None:
            yield review.closes_at, partial(close_review, review, by=CLOCK_ACTOR)
    if order.status == OrderStatus.ACCEPTED and (due := publication_due(order)) is not None:
        yield due, partial(escalate_publication, order)


def play_due() -> int:
    """Play every event whose time has come, each in its own transaction; how many changed the world."""
    return sum(_played(verb) for verb in list(_due(now())))


def _due(at: datetime) -> Iterator[Verb]:
    invited = Order.objects.filter(status=OrderStatus.INVITED, registration_due_at__lt=at)
    yield from (partial(remind_registration, order) for order in invited)
    late = _waiting_handovers().filter(acceptance_due_at__lt=at)
    yield from (partial(escalate_acceptance, handover) for handover in late)
    yield from (partial(escalate_payment, payment) for payment in _waiting_payments().filter(due_at__lt=at))
    over = _open_reviews().filter(closes_at__lt=at)
    yield from (partial(close_review, review, by=CLOCK_ACTOR) for review in over)
    told = JournalEntry.objects.filter(
        subject_type="procurement.order", verb="order.publication_overdue", subject_id=models.OuterRef("pk")
    )
    for order in Order.objects.filter(~models.Exists(told), status=OrderStatus.ACCEPTED):
        due = publication_due(order)
        if due is not None and due < at:
            yield partial(escalate_publication, order)


def _played(verb: Verb) -> int:
    try:
        with transaction.atomic():
            return int(bool(verb()))
    except Refusal:
        # A person, or another worker, was first: nothing is left to do.
        return 0
    except Exception:
        # One order's bug must not keep the others' events from being played.
        log.exception("a due event failed: %r", verb)
        return 0


# --- rows that wait ---------------------------------------------------------------------------------
def _waiting_handovers() -> models.QuerySet[Handover]:
    """Deliveries without an answer: of each milestone that waits, the latest one."""
    rows = Handover.objects.filter(milestone__status__in=_WAITS, measurement__acceptance=None)
    return rows.select_related("milestone__lot__order").order_by("pk")


def _waiting_payments() -> models.QuerySet[Payment]:
    rows = Payment.objects.filter(status=PaymentStatus.REQUESTED)
    return rows.select_related("milestone__lot__order").order_by("pk")


def _open_reviews() -> models.QuerySet[Review]:
    return Review.objects.filter(status=ReviewStatus.OPEN).select_related("order").order_by("pk")


# --- reminders that belong to no other verb -----------------------------------------------------------
@transaction.atomic
def remind_registration(order: Order) -> bool:
    """Tell the officer, once for each date, that the named supplier has not answered. False: told before.

    Records `order.registration_overdue`; releasing the supplier stays a person's decision.
    """
    order = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    due = order.registration_due_at
    if order.status != OrderStatus.INVITED or due is None or now() <= due:
        return False
    return _tell_once(order, "order.registration_overdue", "platform policy: registration_reply", due=due)


@transaction.atomic
def escalate_publication(order: Order) -> bool:
    """Tell the approver, once, that the law's day to publish the result has passed. False: told before.

    Records `order.publication_overdue`.
    """
    order = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    due = publication_due(order)
    if order.status != OrderStatus.ACCEPTED or due is None or now() <= due:
        return False
    return _tell_once(order, "order.publication_overdue", "Decree 214/2025 art. 109(6)", due=due)


def _tell_once(order: Order, verb: str, because: str, *, due: datetime) -> bool:
    """One entry for each deadline that passed; the order's lock makes it one also for two workers."""
    entries = JournalEntry.objects.filter(verb=verb, subject_type="procurement.order", subject_id=order.pk)
    if entries.filter(facts__due_at=due.isoformat()).exists():
        return False
    record(verb, order, by=CLOCK_ACTOR, because=because, due_at=due.isoformat())
    return True
