"""Lists that nobody else counts: as many queries for three rows as for one."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.domain.drafts import keep_draft
from marketplace.models import Letter, Organisation, Portal, User
from tests import factories

pytestmark = pytest.mark.django_db


def queries(client: Client, name: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse(name)).status_code == 200
    return len(asked)


def cost_with_one_and_three(client: Client, name: str, add: Callable[[int], object]) -> tuple[int, int]:
    add(1)
    queries(client, name)  # sessions and templates settle
    one = queries(client, name)
    add(2)
    add(3)
    return one, queries(client, name)


def test_organisations_that_wait_for_a_registrar(registrar: User) -> None:
    def add(number: int) -> None:
        waiting = factories.make_organisation(f"Công ty {number}", status=Organisation.Status.REGISTERED)
        factories.make_identifier(waiting)
        waiting.verifications.create(statement="Xem đăng ký kinh doanh")

    one, three = cost_with_one_and_three(
        factories.client_for(registrar), "marketplace:verification_queue", add
    )

    assert one == three


def test_letters(test_portal: Portal, owner: User) -> None:
    def add(number: int) -> None:
        person = factories.make_user(f"Người {number}")
        Letter.objects.create(
            fact=f"fact-{number}",
            recipient=person,
            address=person.email,
            language="vi",
            subject="Thư",
            body="Thư",
        )

    one, three = cost_with_one_and_three(Client(), "marketplace:letters", add)

    assert one == three


def test_unsent_forms(owner: User) -> None:
    def add(number: int) -> None:
        keep_draft(owner, f"/vi/listings/new/{number}/", {"title_vi": ["Trợ lý ảo"]})

    one, three = cost_with_one_and_three(factories.client_for(owner), "marketplace:drafts", add)

    assert one == three
