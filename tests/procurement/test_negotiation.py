"""What was agreed and what was decided: milestones to the whole, the price within the estimate, by two people."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from marketplace.domain.clock import today
from marketplace.errors import IllegalMove, NotSeparated, Refusal
from marketplace.models import JournalEntry
from procurement.domain import decisions, ordering
from procurement.domain.ordering import Stop
from procurement.errors import MilestonesNotWhole
from procurement.models import Milestone, Order, OrderDecision, Registration
from procurement.states import ContractStatus, OrderStatus
from tests.procurement.factories import (
    People,
    an_agreement,
    make_file,
    price_line,
    some_terms,
    two_milestones,
)

Bring = Callable[..., Order]


def last_entry(order: Order) -> JournalEntry:
    entry = JournalEntry.objects.filter(subject_type="procurement.order", subject_id=order.pk).last()
    assert entry is not None
    return entry


def register(order: Order, people: People, offer: ordering.Offer, **also: Any) -> Registration:
    also.setdefault("files", [make_file(by=people.who("owner"))])
    return ordering.register_for_order(order, by=people.who("owner"), offer=offer, **also)


# --- negotiation ------------------------------------------------------------------------------------
def test_a_negotiation_keeps_price_terms_and_milestones(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.REGISTERED)

    negotiation = ordering.record_negotiation(order, by=people.who("officer"), agreed=an_agreement())

    assert (order.status, negotiation.recorded_by) == (OrderStatus.NEGOTIATED, people.officer)
    milestones = Milestone.objects.filter(lot__order=order)
    assert [(m.number, m.share, m.contract, m.amount_minor) for m in milestones] == [
        (1, 4_000, None, None), (2, 6_000, None, None),
    ]  # fmt: skip


@pytest.mark.parametrize("shares", [(4_000, 5_999), (4_000, 6_001), (10_001, -1), (10_000, 0), (0,)])
def test_milestones_make_exactly_the_whole(order_at: Bring, people: People, shares: tuple[int, ...]) -> None:
    order = order_at(OrderStatus.REGISTERED)
    stops = [Stop("Mốc", share, Decimal(20), today()) for share in shares]

    with pytest.raises(MilestonesNotWhole) as refused:
        ordering.record_negotiation(order, by=people.who("officer"), agreed=an_agreement(milestones=stops))

    assert refused.value.status == 422
    assert Order.objects.get(pk=order.pk).status == OrderStatus.REGISTERED


def test_the_refused_shares_are_said_in_per_cent(order_at: Bring, people: People) -> None:
    stops = [Stop("Mốc", 9_550, Decimal(20), today())]

    with pytest.raises(MilestonesNotWhole) as refused, translation.override("vi"):
        ordering.record_negotiation(
            order_at(OrderStatus.REGISTERED), by=people.who("officer"), agreed=an_agreement(milestones=stops)
        )

    assert refused.value.facts == {"percent": "95,5"}


def test_the_last_milestone_carries_the_target_of_the_order(order_at: Bring, people: People) -> None:
    agreed = an_agreement(milestones=two_milestones(target=Decimal(25)))

    with pytest.raises(Refusal) as refused:
        ordering.record_negotiation(order_at(OrderStatus.REGISTERED), by=people.who("officer"), agreed=agreed)

    assert refused.value.code == "last_target_differs"


def test_what_was_agreed_stays_within_the_estimate(order_at: Bring, people: People) -> None:
    agreed = an_agreement(price_line(50_000_000))

    with pytest.raises(Refusal) as refused:
        ordering.record_negotiation(order_at(OrderStatus.REGISTERED), by=people.who("officer"), agreed=agreed)

    assert refused.value.code == "price_above_estimate"


def test_a_negotiation_of_tomorrow_is_not_recorded(order_at: Bring, people: People) -> None:
    agreed = an_agreement(held_on=today() + timedelta(days=1))

    with pytest.raises(Refusal) as refused:
        ordering.record_negotiation(order_at(OrderStatus.REGISTERED), by=people.who("officer"), agreed=agreed)

    assert refused.value.code == "held_in_future"


def test_a_returned_negotiation_is_agreed_anew(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.NEGOTIATED)

    ordering.return_negotiation(order, by=people.who("approver"), reasons="Thêm mốc giữa kỳ.")
    assert (order.status, order.status_reason) == (OrderStatus.REGISTERED, "Thêm mốc giữa kỳ.")

    one = (Stop("Tất cả", 10_000, Decimal(20), today()),)
    ordering.record_negotiation(order, by=people.who("officer"), agreed=an_agreement(milestones=one))
    assert [m.title for m in Milestone.objects.filter(lot__order=order)] == ["Tất cả"]
    assert order.negotiations.count() == 2


@pytest.mark.parametrize("person", ["approver", "owner", "verifier"])
def test_only_the_officer_records_a_negotiation(order_at: Bring, people: People, person: str) -> None:
    with pytest.raises(IllegalMove):
        ordering.record_negotiation(
            order_at(OrderStatus.REGISTERED), by=people.who(person), agreed=an_agreement()
        )


# --- decision ---------------------------------------------------------------------------------------
def test_the_decision_draws_a_contract_that_shares_the_price_without_loss(
    order_at: Bring, people: People
) -> None:
    thirds = tuple(
        Stop(f"Mốc {n}", share, Decimal(20), today())
        for n, share in enumerate((3_333, 3_333, 3_334), start=1)
    )
    order = order_at(OrderStatus.REGISTERED)
    line = price_line(100_000_001, quantity=1)
    ordering.record_negotiation(order, by=people.who("officer"), agreed=an_agreement(line, milestones=thirds))

    decision = decisions.decide_order(order, by=people.who("approver"), terms=some_terms())

    contract = decision.contract
    amounts = [milestone.amount_minor or 0 for milestone in contract.milestones.all()]
    assert (order.status, contract.status) == (OrderStatus.DECIDED, ContractStatus.DRAWN)
    assert sum(amounts) == contract.price_minor == decision.price_minor == 110_000_001
    assert contract.terms == order.negotiations.get().contract_terms
    entry = last_entry(order)
    assert (entry.verb, entry.is_public, entry.facts["price_minor"]) == ("order.decided", True, 110_000_001)


def test_whoever_recorded_the_negotiation_does_not_decide(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.NEGOTIATED)
    order.negotiations.update(recorded_by=people.approver)

    with pytest.raises(NotSeparated):
        decisions.decide_order(order, by=people.who("approver"), terms=some_terms())


@pytest.mark.parametrize("person", ["officer", "owner", "verifier"])
def test_only_the_approver_decides(order_at: Bring, people: People, person: str) -> None:
    with pytest.raises(IllegalMove):
        decisions.decide_order(order_at(OrderStatus.NEGOTIATED), by=people.who(person), terms=some_terms())


def test_a_decision_does_not_end_before_it_starts(order_at: Bring, people: People) -> None:
    terms = some_terms(ends_on=today())

    with pytest.raises(Refusal) as refused:
        decisions.decide_order(order_at(OrderStatus.NEGOTIATED), by=people.who("approver"), terms=terms)

    assert refused.value.code == "dates_reversed"


def test_the_database_itself_allows_one_standing_decision(order_at: Bring) -> None:
    decision = OrderDecision.objects.get(lot__order=order_at(OrderStatus.DECIDED))

    with pytest.raises(IntegrityError), transaction.atomic():
        OrderDecision.objects.create(
            lot=decision.lot, number="2", supplier=decision.supplier, price_minor=1, contract_type="lump_sum",
            starts_on=today(), ends_on=today(), article="–", decided_by=decision.decided_by,
        )  # fmt: skip


def test_an_order_is_decided_once_however_often_it_is_sent(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.DECIDED)

    with pytest.raises(IllegalMove):
        decisions.decide_order(Order.objects.get(pk=order.pk), by=people.who("approver"), terms=some_terms())
    assert order.contracts.count() == 1
