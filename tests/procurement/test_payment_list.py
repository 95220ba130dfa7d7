"""The finance officer's list costs as many queries for three payments as for one."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.domain.clock import today
from marketplace.models import User
from procurement.domain.milestones import accept_milestone
from procurement.domain.payments import request_payment
from procurement.models import Payment
from tests.factories import client_for
from tests.procurement.deliveries import contract_in_force, deliver, first_milestone, fresh, measure
from tests.procurement.factories import People, make_file

pytestmark = pytest.mark.django_db


def request_one(people: People) -> None:
    milestone = first_milestone(contract_in_force(people))
    deliver(milestone, people)
    measure(milestone, people)
    accept_milestone(fresh(milestone), by=people.who("officer"))
    owner = people.who("owner")
    invoice = make_file("hoa-don.pdf", by=owner)
    request_payment(fresh(milestone), by=owner, invoice_number="1", invoice_on=today(), invoice=invoice)


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("procurement:payments")).status_code == 200
    return len(asked)


def test_three_payments_cost_no_more_queries_than_one(people: People, finance: User) -> None:
    client: Any = client_for(finance)
    request_one(people)
    queries(client)  # sessions and templates settle
    one = queries(client)
    request_one(people)
    request_one(people)

    assert Payment.objects.count() == 3
    assert queries(client) == one
