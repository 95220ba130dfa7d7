"""Every legal event ahead of an order, and playing those whose time has come: once, whoever plays."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from marketplace.domain.clock import now, today
from marketplace.models import JournalEntry
from procurement.domain import due as due_events
from procurement.domain.due import coming_events, play_due
from procurement.domain.milestones import accept_milestone, escalate_acceptance
from procurement.domain.payments import request_payment
from procurement.domain.reviews import answer_review
from procurement.models import Handover, Order
from procurement.states import OrderStatus
from tests.procurement.deliveries import (
    accept_all,
    codes_for,
    contract_in_force,
    deliver,
    first_milestone,
    fresh,
    measure,
    opened_review,
)
from tests.procurement.factories import People, order_at

pytestmark = pytest.mark.django_db


def ahead(order: Order) -> dict[str, timedelta]:
    """Name of each coming verb, and how far ahead it is."""
    return {verb.func.__name__: when - now() for when, verb in coming_events(order)}


def entries(verb: str) -> int:
    return JournalEntry.objects.filter(verb=verb).count()


def test_each_state_knows_what_comes_next(people: People) -> None:
    invited = order_at(OrderStatus.INVITED, people)
    contract = contract_in_force(people)
    quiet = ahead(contract.order)
    deliver(first_milestone(contract), people)

    assert set(ahead(invited)) == {"remind_registration"}
    assert quiet == {}
    assert set(ahead(contract.order)) == {"escalate_acceptance"}


def test_an_accepted_order_has_its_payments_its_review_and_the_day_of_the_law(people: People) -> None:
    order = accept_all(contract_in_force(people), people)
    request_payment(
        order.contracts.get().milestones.get(number=1),
        by=people.who("owner"),
        invoice_number="1",
        invoice_on=today(),
    )
    opened_review(order, people)

    coming = ahead(order)

    assert set(coming) == {"escalate_payment", "close_review", "escalate_publication"}
    assert all(when > timedelta(0) for when in coming.values())


def test_nothing_is_played_before_its_time(people: People) -> None:
    order_at(OrderStatus.INVITED, people)
    opened_review(accept_all(contract_in_force(people), people), people)

    assert play_due() == 0


def test_a_supplier_that_does_not_answer_is_told_of_once(
    people: People, days_pass: Callable[..., None]
) -> None:
    order = order_at(OrderStatus.INVITED, people)
    days_pass(40)

    played = [play_due(), play_due()]

    order.refresh_from_db()
    assert played == [1, 0]
    assert entries("order.registration_overdue") == 1
    assert order.status == OrderStatus.INVITED


def test_a_late_acceptance_and_a_late_payment_are_escalated_once(
    people: People, days_pass: Callable[..., None]
) -> None:
    contract = contract_in_force(people)
    deliver(first_milestone(contract), people)
    days_pass(40)

    assert [play_due(), play_due()] == [1, 0]
    assert entries("milestone.acceptance_overdue") == 1


def test_a_review_closes_by_the_clock_and_the_result_is_published(
    people: People, days_pass: Callable[..., None]
) -> None:
    order = accept_all(contract_in_force(people), people)
    for code in codes_for(opened_review(order, people), 3):
        answer_review(code, score=4)
    days_pass(40)

    assert play_due() == 1

    order.refresh_from_db()
    assert order.status == OrderStatus.COMPLETED
    assert (entries("passport.issued"), play_due()) == (1, 0)


def test_a_result_that_nobody_publishes_goes_to_the_approver_once(
    people: People, days_pass: Callable[..., None]
) -> None:
    accept_all(contract_in_force(people), people)
    days_pass(40)

    assert [play_due(), play_due()] == [1, 0]
    assert entries("order.publication_overdue") == 1


def test_one_orders_bug_does_not_hold_up_the_others(
    people: People, days_pass: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    order_at(OrderStatus.INVITED, people)
    deliver(first_milestone(contract_in_force(people)), people)
    days_pass(40)

    def broken(order: Order) -> bool:
        raise RuntimeError("a bug")

    monkeypatch.setattr(due_events, "remind_registration", broken)

    assert play_due() == 1
    assert entries("milestone.acceptance_overdue") == 1


# --- the clock ------------------------------------------------------------------------------------------
def test_a_late_answer_is_escalated_once(people: People, days_pass: Callable[..., None]) -> None:
    handover = deliver(first_milestone(contract_in_force(people)), people)
    early = escalate_acceptance(handover)
    days_pass(30)

    assert [early, escalate_acceptance(handover), escalate_acceptance(handover)] == [False, True, False]
    assert JournalEntry.objects.filter(verb="milestone.acceptance_overdue").count() == 1


def test_an_answered_delivery_is_not_escalated(people: People, days_pass: Callable[..., None]) -> None:
    milestone = first_milestone(contract_in_force(people))
    deliver(milestone, people)
    measure(milestone, people, "25")
    accept_milestone(fresh(milestone), by=people.who("officer"))
    days_pass(30)

    assert not escalate_acceptance(Handover.objects.get())
