"""The road is computed from what happened, stop by stop, and costs a list no query more than a row."""

from collections.abc import Callable
from typing import Any

import pytest

from marketplace.domain.clock import VIET_NAM
from marketplace.models import Listing, Organisation, User
from marketplace.states import ListingStatus
from procurement.domain.contracts import terminate_contract
from procurement.domain.orders import cancel_order
from procurement.domain.passports import order_from_passport
from procurement.domain.road import KEYS, listing_road, listing_roads, order_road, order_roads, road_counts
from procurement.models import Order
from procurement.states import OrderStatus
from tests.procurement.deliveries import (
    accept_all,
    completed_order,
    contract_in_force,
    opened_review,
    passport_of,
)
from tests.procurement.factories import People, make_interest, make_listing, order_at

pytestmark = pytest.mark.django_db


def ats(stops: list[Any]) -> list[str]:
    assert [stop["key"] for stop in stops] == list(KEYS)
    return [stop["at"] for stop in stops]


def counts() -> list[int]:
    return [stop["count"] for stop in road_counts()]


def second_purchase(people: People, second: People) -> Order:
    """Another agency buys from the passport, up to its contract in force."""
    passport = passport_of(people)
    contract = contract_in_force(second)
    Order.objects.filter(pk=contract.order_id).update(passport=passport)
    return Order.objects.get(pk=contract.order_id)


@pytest.fixture
def second(
    second_officer: User, second_approver: User, owner: User, verifier: User, listing: Listing
) -> People:
    return People(second_officer, second_approver, owner, verifier, listing)


# --- a listing ------------------------------------------------------------------------------------------
def test_a_listing_nobody_asked_about_waits_for_interest(listing: Listing) -> None:
    stops = listing_road(listing)

    assert ats(stops) == ["passed", "here", "ahead", "ahead", "ahead", "ahead"]
    assert stops[0]["fact"] == f"{listing.published_at.astimezone(VIET_NAM):%d/%m/%Y}"


def test_a_draft_has_not_set_out(firm: Organisation) -> None:
    draft = make_listing(firm, status=Listing.Status.DRAFT)
    Listing.objects.filter(pk=draft.pk).update(published_at=None)

    assert ats(listing_road(draft))[0] == "here"


def test_an_interest_brings_it_before_the_order(listing: Listing, second_officer: User) -> None:
    make_interest(listing, second_officer)

    assert ats(listing_road(listing)) == ["passed", "passed", "here", "ahead", "ahead", "ahead"]


def test_a_contract_passes_the_order_even_if_nobody_asked_before(people: People) -> None:
    contract_in_force(people)

    assert ats(listing_road(people.listing)) == ["passed", "passed", "passed", "here", "ahead", "ahead"]


def test_an_undecided_order_passes_nothing(people: People) -> None:
    order_at(OrderStatus.DECIDED, people)

    assert ats(listing_road(people.listing))[2] == "ahead"


def test_a_completed_order_leaves_the_second_buyer_to_find(people: People) -> None:
    completed_order(people)

    assert ats(listing_road(people.listing)) == ["passed"] * 5 + ["here"]


def test_another_agencys_contract_is_the_second_buyer(people: People, second: People) -> None:
    second_purchase(people, second)

    assert ats(listing_road(people.listing)) == ["passed"] * 6


def test_the_same_agency_buying_again_is_no_second_buyer(people: People) -> None:
    completed_order(people)
    contract_in_force(people)

    assert ats(listing_road(people.listing))[5] == "here"


def test_a_withdrawn_listing_stops_where_it_was(listing: Listing) -> None:
    Listing.objects.filter(pk=listing.pk).update(status=ListingStatus.WITHDRAWN)

    assert ats(listing_road(listing)) == ["passed", "stopped", "ahead", "ahead", "ahead", "ahead"]


# --- an order -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", [OrderStatus.APPROVED, OrderStatus.DECIDED])
def test_until_its_contract_an_order_is_being_ordered(people: People, status: OrderStatus) -> None:
    stops = order_road(order_at(status, people))

    assert ats(stops) == ["passed", "passed", "here", "ahead", "ahead", "ahead"]


def test_an_order_moves_along_with_its_contract_its_acceptance_and_its_result(people: People) -> None:
    contract = contract_in_force(people)
    under_contract = order_road(contract.order)
    order = accept_all(contract, people)
    accepted = order_road(order)
    opened_review(order, people)
    asked = order_road(order)

    assert ats(under_contract)[3] == ats(accepted)[4] == "here"
    assert ats(accepted)[:4] == ["passed"] * 4
    assert asked[4]["fact"] != accepted[4]["fact"]


def test_a_published_result_waits_for_the_second_buyer_and_knows_when_one_came(
    people: People, second: People
) -> None:
    order = second_purchase(people, second).passport.order

    assert ats(order_road(order)) == ["passed"] * 6


def test_another_agencys_draft_shows_nowhere(people: People, second: People) -> None:
    passport = passport_of(people)
    before = order_road(passport.order)

    order_from_passport(passport, by=second.who("officer"))

    assert order_road(passport.order) == before


def test_an_order_that_ended_early_stops_there(people: People) -> None:
    contract = contract_in_force(people)
    terminate_contract(contract, by=people.who("approver"), reasons="Không cần nữa.")
    cancelled = order_at(OrderStatus.APPROVED, people)
    cancel_order(cancelled, by=people.who("approver"), reasons="Không cần nữa.")

    assert ats(order_road(contract.order))[3] == "stopped"
    assert ats(order_road(cancelled))[2] == "stopped"


# --- the funnel -----------------------------------------------------------------------------------------
def test_the_funnel_counts_every_listing_that_ever_reached_a_stop(
    people: People, second: People, firm: Organisation, second_officer: User, days_pass: Callable[..., None]
) -> None:
    make_listing(firm, "Chưa ai hỏi")
    asked = make_listing(firm, "Đã có người hỏi")
    days_pass(8)
    make_interest(asked, second_officer)
    second_purchase(people, second)

    found = road_counts()

    assert [stop["count"] for stop in found] == [3, 2, 1, 1, 1, 1]
    assert (found[0]["median_days"], found[1]["median_days"]) == (None, 8)


def test_an_empty_portal_counts_nothing(db: None) -> None:
    assert counts() == [0] * 6


def test_no_stop_counts_more_than_the_one_before(people: People) -> None:
    contract_in_force(people)

    found = counts()
    assert found == sorted(found, reverse=True)


# --- what it costs --------------------------------------------------------------------------------------
def test_roads_of_three_cost_as_many_queries_as_of_one(
    people: People, firm: Organisation, django_assert_num_queries: Any
) -> None:
    listings = [make_listing(firm, f"Sản phẩm {number}") for number in range(3)]
    orders = [order_at(OrderStatus.APPROVED, people) for _ in range(3)]

    for few in (listings[:1], listings):
        with django_assert_num_queries(1):
            assert len(listing_roads(few)) == len(few)
    for some in (orders[:1], orders):
        with django_assert_num_queries(1):
            assert len(order_roads(some)) == len(some)
    with django_assert_num_queries(2):
        road_counts()
