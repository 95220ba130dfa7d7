"""The pages of listings: what readers find, what listers fill, and what each costs in queries."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from marketplace.domain.listing_parts import (
    parts_of,
)
from marketplace.domain.listings import (
    edit_listing,
)
from marketplace.domain.moderation import restore_listing, suspend_listing
from marketplace.models import Listing, User
from tests import factories
from tests.factories import acting
from tests.listing_factories import (
    WORDS,
    form_of,
    make_draft,
    make_published,
    make_submitted,
    make_whole,
    pdf_file,
)

pytestmark = pytest.mark.django_db


def test_the_list_finds_with_and_without_marks(client: Client, owner: User, moderator: User) -> None:
    make_published(owner, moderator)
    address = reverse("marketplace:listings")

    found = [
        client.get(address, {"q": words}).context["rows"] for words in ("tro ly mot cua", "TRỢ LÝ", "đông")
    ]

    assert [len(rows) for rows in found] == [1, 1, 0]


def test_the_list_narrows_by_kind_readiness_and_technology(
    client: Client, owner: User, transfer_officer: User, moderator: User
) -> None:
    product = make_published(owner, moderator)
    result = make_published(transfer_officer, moderator, kind="research_result", trl=4)
    address = reverse("marketplace:listings")

    def titles(**chosen: Any) -> list[Listing]:
        return [row for row, _stops in client.get(address, chosen).context["rows"]]

    assert titles() == [result, product]
    assert titles(kind="product") == [product]
    assert titles(trl=5) == [product]
    assert titles(technology=product.technology_id) == [result, product]
    assert titles(kind="nonsense", trl="x", technology="zz") == [result, product]
    assert titles(sort="price") == [product]


def count_queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ["listings", "own_listings", "moderation"])
def test_lists_cost_the_same_with_one_and_with_three(
    name: str, owner: User, moderator: User, client: Client
) -> None:
    make = {"listings": lambda: make_published(owner, moderator)}.get(name, lambda: make_submitted(owner))
    browser = {"own_listings": factories.client_for(owner), "moderation": factories.client_for(moderator)}
    address = reverse(f"marketplace:{name}")
    make()
    reader = browser.get(name, client)
    count_queries(reader, address)  # sessions, content types and templates settle
    one = count_queries(reader, address)
    make()
    make()

    assert count_queries(reader, address) == one


def test_the_page_shows_what_is_promised_beside_its_proof(
    client: Client, owner: User, moderator: User
) -> None:
    listing = make_published(owner, moderator)

    with translation.override("vi"):
        page = client.get(listing.get_absolute_url())

    body = page.content.decode()
    assert page.status_code == 200
    for words in (WORDS["title_vi"], "79,2 %", "5.400.000", "quầy và tháng"):
        assert words in body


def test_the_page_of_a_product_costs_a_bounded_number_of_queries(
    client: Client, owner: User, moderator: User, django_assert_max_num_queries: Any
) -> None:
    listing = make_published(owner, moderator)
    client.get(listing.get_absolute_url())

    with django_assert_max_num_queries(35):
        client.get(listing.get_absolute_url())


def test_own_words_are_escaped(client: Client, owner: User, moderator: User) -> None:
    hostile = "<script>alert(1)</script>"
    listing = make_published(owner, moderator, title_vi=hostile, description_vi=hostile, summary_vi=hostile)

    for address in (listing.get_absolute_url(), reverse("marketplace:listings")):
        assert hostile not in client.get(address).content.decode()


def test_a_listing_is_drafted_filled_and_submitted_in_the_browser(owner: User, moderator: User) -> None:
    client = factories.client_for(owner)
    new = reverse("marketplace:listing_new")
    answer = client.post(new, {**form_of(client, new), "kind": "product", "title_vi": "Sen"})
    listing = Listing.objects.get()
    assert answer.url == reverse("marketplace:listing_part", args=[listing.public_id, "basics"])

    whole = make_whole(owner)
    parts = {
        "basics": {"product_kind": "software", "title_vi": "Sen", "summary_vi": "Trả lời", "trl": "8"},
        "description": {"description_vi": "Dài"},
        "price": {"price_minor": "5.400.000 ₫", "price_unit": "tháng", "tax": "included"},
        "origin": {"origin": "vietnam", "domestic_cost_percent": "82,5", "domestic_cost_basis": "Sổ 2026"},
    }
    parts["basics"]["technology"] = whole.technology_id
    for part, words in parts.items():
        address = reverse("marketplace:listing_part", args=[listing.public_id, part])
        listing.refresh_from_db()
        answer = client.post(address, {**form_of(client, address), "revision": listing.revision, **words})
        assert answer.status_code == 302, answer.context["form"].errors
    claim = reverse("marketplace:add_claim", args=[listing.public_id])
    client.post(claim, {**form_of(client, claim), "text": "Đúng", "figure": "79 %", "upload": pdf_file()})
    submit = reverse("marketplace:submit_listing", args=[listing.public_id])
    answer = client.post(submit, form_of(client, submit))

    listing.refresh_from_db()
    assert (answer.status_code, listing.status) == (302, "submitted")
    assert (listing.price_minor, str(listing.domestic_cost_percent)) == (5_400_000, "82.50")


@pytest.mark.parametrize("typed", ["-1", "1.5", "10" + "0" * 18, "một triệu"])
def test_an_impossible_price_is_given_back_with_its_reason(owner: User, typed: str) -> None:
    client = factories.client_for(owner)
    draft = make_draft(owner)
    address = reverse("marketplace:listing_part", args=[draft.public_id, "price"])

    answer = client.post(address, {**form_of(client, address), "revision": 0, "price_minor": typed})

    assert answer.status_code == 422
    assert "price_minor" in answer.context["form"].errors
    assert typed in answer.content.decode()


def test_a_conflict_gives_back_the_words_and_the_second_sending_succeeds(owner: User, editor: User) -> None:
    client = factories.client_for(editor)
    draft = make_draft(owner)
    address = reverse("marketplace:listing_part", args=[draft.public_id, "description"])
    form = {**form_of(client, address), "revision": draft.revision, "description_vi": "Của Linh"}
    edit_listing(draft, by=acting(owner), description_vi="Của Phúc")

    refused = client.post(address, form)
    assert (refused.status_code, "Của Linh" in refused.content.decode()) == (409, True)
    form["revision"] = refused.context["form"]["revision"].value()
    again = client.post(address, form)

    draft.refresh_from_db()
    assert (again.status_code, draft.description_vi) == (302, "Của Linh")


def test_every_part_of_both_kinds_opens(owner: User, transfer_officer: User, researcher: User) -> None:
    for user, kind in (
        (owner, "product"),
        (transfer_officer, "research_result"),
        (researcher, "research_result"),
    ):
        draft = make_whole(user, kind=kind)
        client = factories.client_for(user)
        for part in parts_of(draft):
            page = client.get(reverse("marketplace:listing_part", args=[draft.public_id, part.key]))
            assert page.status_code == 200
        assert client.get(draft.get_absolute_url()).status_code == 200
    assert client.get(reverse("marketplace:hand_over_listing", args=[draft.public_id])).status_code == 200
    foreign_part = reverse("marketplace:listing_part", args=[draft.public_id, "price"])
    assert client.get(foreign_part).status_code == 404


def test_suspended_listings_are_seen_by_their_lister_with_the_reason(owner: User, moderator: User) -> None:
    listing = make_published(owner, moderator)
    suspend_listing(listing, by=acting(moderator), reasons="Chứng chỉ giả")

    own = factories.client_for(owner).get(listing.get_absolute_url())
    public = Client().get(listing.get_absolute_url())

    assert ("Chứng chỉ giả" in own.content.decode(), public.status_code) == (True, 404)
    assert restore_listing(listing, by=acting(moderator)).status == "published"
