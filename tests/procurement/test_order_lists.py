"""The lists of orders: what they hold, how they are filtered, and that they ask a fixed number of questions."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.models import User
from procurement.models import Order
from procurement.states import OrderStatus
from tests import factories
from tests.procurement.factories import People, current_technology, make_listing

Bring = Callable[..., Order]


def titles(answer: Any) -> list[str]:
    return [order.title for order in answer.context["page"]]


def test_the_public_list_holds_approved_orders_alone(order_at: Bring) -> None:
    order_at(OrderStatus.DRAFT, title="Nháp")
    order_at(OrderStatus.SUBMITTED, title="Chờ duyệt")
    order_at(OrderStatus.APPROVED, title="Đã duyệt")

    assert titles(Client().get(reverse("procurement:orders"))) == ["Đã duyệt"]


def test_orders_are_found_by_words_number_state_technology_and_agency(
    order_at: Bring, people: People
) -> None:
    dust = order_at(OrderStatus.APPROVED, title="Đo bụi mịn")
    lamp = order_at(OrderStatus.INVITED, title="Đèn đường", technology=current_technology(3))
    address = reverse("procurement:orders")

    def found(**query: str) -> list[str]:
        return titles(Client().get(address, query))

    assert found(q="do bui") == ["Đo bụi mịn"]
    assert found(q=str(lamp.number)) == ["Đèn đường"]
    assert found(status="invited") == ["Đèn đường"]
    assert found(technology=str(current_technology(3).pk)) == ["Đèn đường"]
    assert found(agency=str(people.agency.public_id), q="đo") == ["Đo bụi mịn"]
    assert found(status="nonsense", agency="nonsense", technology="nonsense") == [lamp.title, dust.title]
    assert found(q="không có") == []


def test_my_organisations_list_holds_drafts_and_what_it_was_named_for(
    order_at: Bring, people: People, rival: User
) -> None:
    order_at(OrderStatus.DRAFT, title="Nháp")
    order_at(OrderStatus.INVITED, title="Đã mời")
    address = reverse("procurement:own_orders")

    assert titles(factories.client_for(people.officer).get(address)) == ["Đã mời", "Nháp"]
    assert titles(factories.client_for(people.owner).get(address)) == ["Đã mời"]
    assert titles(factories.client_for(rival).get(address)) == []
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_public_list_asks_the_same_number_of_questions_for_one_and_for_three(
    order_at: Bring, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        order_at(OrderStatus.INVITED, title=f"Đơn {number}")
    client, address = Client(), reverse("procurement:orders")
    client.get(address)

    # Count, rows, roads; the two facets; the portal's mark.
    with django_assert_num_queries(6):
        client.get(address)


def test_my_list_asks_the_same_number_of_questions_for_one_and_for_three(
    order_at: Bring, people: People
) -> None:
    client, address = factories.client_for(people.officer), reverse("procurement:own_orders")
    counts = []
    for title in ("Một", "Hai", "Ba"):
        order_at(OrderStatus.INVITED, title=title)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))

    assert counts[0] == counts[2] <= 12


def test_the_page_of_an_order_asks_no_more_for_three_findings_than_for_one(
    order_at: Bring, people: People
) -> None:
    few = order_at(OrderStatus.INVITED)
    for title in ("Đo bụi mịn một", "Đo bụi mịn hai"):
        make_listing(people.listing.organisation, title)
    many = order_at(OrderStatus.INVITED, title="Đo bụi mịn")
    client = factories.client_for(people.officer)
    counts = []
    for order in (few, many):
        client.get(order.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            client.get(order.get_absolute_url())
        counts.append(len(asked))

    assert many.reuse_findings.count() > few.reuse_findings.count()
    assert counts[0] == counts[1] <= 40
