"""The second look: who may take it, what it decides, and whom it tells."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.domain.listings import recall_listing
from marketplace.domain.moderation import (
    publish_listing,
    restore_listing,
    return_listing,
    suspend_listing,
)
from marketplace.errors import IllegalMove, NotSeparated, NotYours, Refusal
from marketplace.models import JournalEntry, Letter, Listing, Membership, Organisation, User
from marketplace.policies import access_listing
from marketplace.states import Who
from marketplace.workspaces import duties
from tests import factories
from tests.factories import acting, make_member
from tests.listing_factories import form_of, make_draft, make_published, make_submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(owner: User) -> Listing:
    return make_submitted(owner)


def test_a_submission_writes_to_the_moderators_and_is_their_duty(
    submitted: Listing, moderator: User, registrar: User, deliver_all: Callable[[], int]
) -> None:
    deliver_all()

    letters = Letter.objects.filter(fact__endswith=":listing.submitted")
    assert list(letters.values_list("address", flat=True)) == [moderator.email]
    assert [duty.when for duty in duties(acting(moderator))] == [submitted.check_due_at]


def test_a_returned_listing_says_what_to_mend(
    submitted: Listing, moderator: User, owner: User, editor: User, deliver_all: Callable[[], int]
) -> None:
    return_listing(submitted, by=acting(moderator), reasons="Chưa nêu nguồn của 79,2 %")
    deliver_all()

    assert (submitted.status, submitted.status_reason) == ("returned", "Chưa nêu nguồn của 79,2 %")
    letters = Letter.objects.filter(fact__endswith=":listing.returned")
    assert {letter.address: "79,2 %" in letter.body for letter in letters} == {
        owner.email: True,
        editor.email: True,
    }
    assert [bool(duty.button) for duty in duties(acting(owner))] == [True]


def test_the_journal_keeps_no_word_of_the_reasons(submitted: Listing, moderator: User) -> None:
    return_listing(submitted, by=acting(moderator), reasons="Ông Nam nói dối")

    entry = JournalEntry.objects.get(verb="listing.returned")
    assert (entry.facts, entry.is_public) == ({}, False)


@pytest.mark.parametrize("verb", [return_listing, suspend_listing])
def test_reasons_are_not_left_out(submitted: Listing, moderator: User, verb: Callable[..., Listing]) -> None:
    if verb is suspend_listing:
        publish_listing(submitted, by=acting(moderator))

    with pytest.raises(Refusal) as refused:
        verb(submitted, by=acting(moderator), reasons=" ")

    assert refused.value.code == "reasons_missing"


@pytest.mark.parametrize("who", ["owner", "rival", "officer", "registrar", "auditor", "stranger"])
def test_nobody_but_a_moderator_publishes(
    submitted: Listing, who: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(IllegalMove):
        publish_listing(submitted, by=acting(request.getfixturevalue(who)))


def test_a_firm_cannot_give_itself_the_moderators_role(submitted: Listing, firm: Organisation) -> None:
    pretender = make_member(firm, Who.MODERATOR, Who.OWNER)

    with pytest.raises(IllegalMove):
        publish_listing(submitted, by=acting(pretender, firm))


def test_a_moderator_who_belongs_to_the_lister_leaves_it_to_a_colleague(
    submitted: Listing, moderator: User, operator: Organisation, firm: Organisation
) -> None:
    Membership.objects.create(user=moderator, organisation=firm, role=Who.EDITOR)

    for verb in (publish_listing, lambda listing, by: return_listing(listing, by=by, reasons="Không")):
        with pytest.raises(NotSeparated):
            verb(submitted, by=acting(moderator, operator))
    assert duties(acting(moderator, operator)) == []


def test_whoever_submitted_it_and_then_left_does_not_check_it(
    owner: User, operator: Organisation, submitted: Listing
) -> None:
    owner.memberships.all().delete()
    Membership.objects.create(user=owner, organisation=operator, role=Who.MODERATOR)

    with pytest.raises(NotSeparated):
        publish_listing(submitted, by=acting(owner, operator))


def test_a_suspension_takes_it_off_the_portal_and_ends(
    owner: User, moderator: User, deliver_all: Callable[[], int]
) -> None:
    listing = make_published(owner, moderator)
    suspend_listing(listing, by=acting(moderator), reasons="Chứng chỉ hết hạn")
    assert list(Listing.objects.public()) == []

    restore_listing(listing, by=acting(moderator))
    deliver_all()

    assert list(Listing.objects.public()) == [listing]
    told = {letter.fact.partition(":")[2] for letter in Letter.objects.filter(address=owner.email)}
    assert told == {"listing.published", "listing.suspended", "listing.restored"}


def test_a_recalled_listing_leaves_the_moderators_sight(
    submitted: Listing, owner: User, moderator: User
) -> None:
    assert access_listing(acting(moderator), submitted.public_id, to="moderate") == submitted
    recall_listing(submitted, by=acting(owner))

    with pytest.raises(NotYours):
        access_listing(acting(moderator), submitted.public_id, to="moderate")


def test_the_queue_is_the_moderators_alone_and_begins_with_the_oldest(
    client: Client, owner: User, editor: User, moderator: User
) -> None:
    first, second = make_submitted(owner), make_submitted(editor)
    address = reverse("marketplace:moderation")

    page = factories.client_for(moderator).get(address)

    assert list(page.context["page"]) == [first, second]
    assert factories.client_for(owner).get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_a_moderator_looks_and_decides_in_the_browser(
    submitted: Listing, owner: User, moderator: User
) -> None:
    client = factories.client_for(moderator)
    look = client.get(reverse("marketplace:moderate", args=[submitted.public_id]))
    assert (look.status_code, look.context["is_stranger"]) == (200, True)

    back = reverse("marketplace:return_listing", args=[submitted.public_id])
    empty = client.post(back, form_of(client, back))
    assert empty.status_code == 422
    publish = reverse("marketplace:publish_listing", args=[submitted.public_id])
    done = client.post(publish, form_of(client, publish))

    submitted.refresh_from_db()
    assert (done.status_code, submitted.status) == (302, "published")


@pytest.mark.parametrize("name", ["moderate", "publish_listing", "return_listing", "suspend_listing"])
def test_foreign_and_signed_out_people_reach_no_decision(
    client: Client, submitted: Listing, owner: User, name: str
) -> None:
    address = reverse(f"marketplace:{name}", args=[submitted.public_id])

    assert client.get(address).status_code == 302
    assert factories.client_for(owner).get(address).status_code == 404


def test_a_draft_is_hidden_from_moderators(owner: User, moderator: User) -> None:
    draft = make_draft(owner)

    page = factories.client_for(moderator).get(reverse("marketplace:moderate", args=[draft.public_id]))

    assert page.status_code == 404
