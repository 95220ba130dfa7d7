"""The pages of questions and answers, walked by both sides."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.domain.clock import today
from marketplace.models import Interest, Listing, User
from tests import factories
from tests.listing_factories import form_of, make_interest, make_published

pytestmark = pytest.mark.django_db
ASKED = {"purpose": "pilot", "message": "Thử ở 3 quầy?"}


@pytest.fixture
def listing(owner: User, moderator: User) -> Listing:
    return make_published(owner, moderator)


def test_a_question_walks_its_road_in_the_browser(listing: Listing, officer: User, owner: User) -> None:
    asker, lister = factories.client_for(officer), factories.client_for(owner)
    ask = reverse("marketplace:ask_about", args=[listing.public_id])
    answer = asker.post(ask, {**form_of(asker, ask), **ASKED})
    interest = Interest.objects.get()
    assert answer.url == interest.get_absolute_url()

    reply = reverse("marketplace:answer_interest", args=[interest.public_id])
    words = {"answer": "Được", "quotation_minor": "64.800.000", "offered_on": today().isoformat()}
    assert lister.post(reply, {**form_of(lister, reply), **words}).status_code == 302
    page = asker.get(interest.get_absolute_url()).content.decode()
    assert "64.800.000" in page

    end = reverse("marketplace:pass_interest", args=[interest.public_id])
    refused = asker.post(end, {**form_of(asker, end), "why_not": "other"})
    assert refused.status_code == 422
    done = asker.post(end, {**form_of(asker, end), "why_not": "too_early", "comment": "Chờ TRL 9"})
    assert done.status_code == 302
    assert "Chờ TRL 9" in lister.get(interest.get_absolute_url()).content.decode()


def test_the_same_form_sent_twice_asks_once(listing: Listing, officer: User) -> None:
    client = factories.client_for(officer)
    address = reverse("marketplace:ask_about", args=[listing.public_id])
    form = {**form_of(client, address), **ASKED}

    first, second = client.post(address, form), client.post(address, form)

    assert (first.url, Interest.objects.count()) == (second.url, 1)


def test_a_signed_out_reader_is_asked_to_sign_in_first(client: Client, listing: Listing) -> None:
    address = reverse("marketplace:ask_about", args=[listing.public_id])

    assert client.get(address).status_code == 302
    assert address in client.get(listing.get_absolute_url()).content.decode()


@pytest.mark.parametrize("side", ["asked", "received"])
def test_the_list_costs_the_same_with_one_and_with_three(
    side: str, owner: User, moderator: User, officer: User
) -> None:
    client = factories.client_for(owner if side == "received" else officer)
    address = reverse("marketplace:interests") + f"?side={side}"

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    make_interest(make_published(owner, moderator), officer)
    cost()
    one = cost()
    for _ in range(2):
        make_interest(make_published(owner, moderator), officer)

    assert cost() == one


def test_an_empty_list_has_a_next_step(officer: User) -> None:
    page = factories.client_for(officer).get(reverse("marketplace:interests"))

    assert reverse("marketplace:listings") in page.content.decode()
