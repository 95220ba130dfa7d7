"""Who sees a listing in which state; hidden and absent look the same."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.domain.listings import (
    withdraw_listing,
)
from marketplace.errors import NotYours
from marketplace.models import Listing, Organisation, User
from marketplace.policies import NOBODY, access_listing
from tests import factories
from tests.factories import acting
from tests.listing_factories import (
    make_draft,
    make_interest,
    make_published,
    make_submitted,
)

pytestmark = pytest.mark.django_db


def test_a_stranger_cannot_tell_a_draft_from_nothing(owner: User, rival: User, moderator: User) -> None:
    draft = make_draft(owner)

    for actor in (NOBODY, acting(rival), acting(moderator)):
        with pytest.raises(NotYours) as hidden:
            access_listing(actor, draft.public_id)
        with pytest.raises(NotYours) as absent:
            access_listing(actor, uuid.uuid4())
        assert (str(hidden.value), hidden.value.facts) == (str(absent.value), absent.value.facts)


def test_hidden_and_absent_listings_give_the_same_page(client: Client, owner: User) -> None:
    draft = make_draft(owner)

    hidden = client.get(reverse("marketplace:listing", args=[draft.public_id]))
    absent = client.get(reverse("marketplace:listing", args=[uuid.uuid4()]))

    assert (hidden.status_code, absent.status_code) == (404, 404)


def test_a_researcher_changes_own_results_and_not_those_of_others(
    researcher: User, transfer_officer: User
) -> None:
    own = make_draft(researcher, kind="research_result")
    other = make_draft(transfer_officer, kind="research_result")

    assert access_listing(acting(researcher), own.public_id, to="change") == own
    with pytest.raises(NotYours):
        access_listing(acting(researcher), other.public_id, to="change")


def test_who_acts_for_another_organisation_sees_no_draft_of_the_first(
    owner: User, firm: Organisation, second_firm: Organisation
) -> None:
    draft = make_draft(owner)
    factories.Membership.objects.create(user=owner, organisation=second_firm, role="owner")

    with pytest.raises(NotYours):
        access_listing(acting(owner, second_firm), draft.public_id)


def test_who_asked_still_reads_a_listing_that_was_withdrawn(
    owner: User, officer: User, moderator: User
) -> None:
    listing = make_published(owner, moderator)
    make_interest(listing, officer)
    withdraw_listing(listing, by=acting(owner))

    assert access_listing(acting(officer), listing.public_id) == listing
    with pytest.raises(NotYours):
        access_listing(NOBODY, listing.public_id)


@pytest.mark.parametrize("state", ["draft", "submitted", "published"])
@pytest.mark.parametrize(
    "name",
    ["submit_listing", "recall_listing", "renew_listing", "withdraw_listing", "add_claim", "add_image"],
)
def test_foreign_and_signed_out_people_reach_no_step_of_the_lister(
    client: Client, owner: User, rival: User, moderator: User, state: str, name: str
) -> None:
    made = {"draft": make_draft, "submitted": make_submitted}
    listing = made[state](owner) if state in made else make_published(owner, moderator)
    address = reverse(f"marketplace:{name}", args=[listing.public_id])

    signed_out = client.post(address)
    foreign = factories.client_for(rival).post(address)

    assert (signed_out.status_code, foreign.status_code) == (302, 404)
    assert Listing.objects.get(pk=listing.pk).status == state
