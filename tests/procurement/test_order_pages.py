"""The pages of an order: what was typed comes back, a form acts once, and a list asks a fixed number of questions."""

import uuid
from collections.abc import Callable

import pytest
from django.urls import reverse

from marketplace.models import Draft, Interest
from procurement.domain.orders import draft_order, gaps
from procurement.models import Order
from procurement.states import OrderStatus
from tests import factories
from tests.procurement.factories import People, make_interest

Bring = Callable[..., Order]


def page(name: str, order: Order, *more: str) -> str:
    return reverse(f"procurement:{name}", args=[order.public_id, *more])


# --- drafting and parts -------------------------------------------------------------------------------
def test_an_order_begun_from_a_listing_carries_it_and_its_technology(people: People) -> None:
    client = factories.client_for(people.officer)
    address = f"{reverse('procurement:draft_order')}?listing={people.listing.public_id}"

    shown = client.get(address)
    sent = client.post(address, {"title": "Trạm đo bụi"})

    order = Order.objects.get()
    assert people.listing.title in shown.content.decode()
    assert (order.listing, order.technology) == (people.listing, people.listing.technology)
    assert sent["Location"] == page("order_part", order, "problem")


def test_an_order_begun_from_an_interest_carries_the_question(people: People) -> None:
    interest = make_interest(people.listing, people.officer)
    address = f"{reverse('procurement:draft_order')}?interest={interest.public_id}"

    factories.client_for(people.officer).post(address, {"title": "Trạm đo bụi"})

    order = Order.objects.get()
    assert (order.interest, order.problem) == (interest, interest.message)
    assert Interest.objects.get().status == Interest.Status.ORDERED


@pytest.mark.parametrize("address", ["?listing=nonsense", "?listing={}", "?interest={}"])
def test_an_order_begins_from_nothing_that_is_hidden_or_absent(people: People, address: str) -> None:
    client = factories.client_for(people.officer)

    answer = client.get(reverse("procurement:draft_order") + address.format(uuid.uuid4()))

    assert answer.status_code == 404


def test_an_unfinished_part_is_kept_for_later_but_not_taken_as_done(people: People) -> None:
    order = draft_order(by=people.who("officer"), title="Trạm đo bụi")
    client = factories.client_for(people.officer)
    typed = {"metric": "Số giờ vượt ngưỡng", "baseline": "38,5"}

    refused = client.post(page("order_part", order, "outcome"), typed)
    kept = client.post(page("order_part", order, "outcome"), typed | {"later": "1"})

    order.refresh_from_db()
    assert refused.status_code == 422
    assert (kept.status_code, kept["Location"]) == (302, order.get_absolute_url())
    assert (order.metric, str(order.baseline)) == ("Số giờ vượt ngưỡng", "38.5000")
    assert "target" in gaps(order)["outcome"]


@pytest.mark.parametrize(
    "typed", ["-1", "1.5", "1000000000000000000", "1.000.000.000.000.000.000", "0", "nhiều"]
)
def test_a_budget_out_of_bounds_is_refused_and_comes_back(people: People, typed: str) -> None:
    order = draft_order(by=people.who("officer"), title="Trạm đo bụi")

    answer = factories.client_for(people.officer).post(
        page("order_part", order, "estimate"), {"budget_minor": typed}
    )

    order.refresh_from_db()
    assert answer.status_code == 422
    assert answer.context["form"].errors["budget_minor"]
    assert f'value="{typed}"' in answer.content.decode()
    assert order.budget_minor is None


def test_each_budget_out_of_bounds_has_its_own_sentence(people: People) -> None:
    order = draft_order(by=people.who("officer"), title="Trạm đo bụi")
    client = factories.client_for(people.officer)

    answers = [
        client.post(page("order_part", order, "estimate"), {"budget_minor": typed})
        .context["form"]
        .errors["budget_minor"]
        for typed in ("-1", "1.5", "1000000000000000000")
    ]

    assert len({str(answer) for answer in answers}) == 3


@pytest.mark.parametrize("typed", ["500.000.000", "500 000 000", "500,000,000", "500000000 ₫"])
def test_a_budget_is_read_as_people_write_it(people: People, typed: str) -> None:
    order = draft_order(by=people.who("officer"), title="Trạm đo bụi")

    factories.client_for(people.officer).post(page("order_part", order, "estimate"), {"budget_minor": typed})

    order.refresh_from_db()
    assert order.budget_minor == 500_000_000


def test_a_verifier_who_stands_on_a_side_is_refused_at_the_field(people: People) -> None:
    order = draft_order(by=people.who("officer"), title="Trạm đo bụi")
    typed = {"verifier_email": people.approver.email, "metric": "Số giờ"}

    answer = factories.client_for(people.officer).post(page("order_part", order, "outcome"), typed)

    assert "verifier_email" in answer.context["form"].errors
    assert people.approver.email in answer.content.decode()


def test_words_typed_in_a_part_are_saved_as_one_goes(people: People) -> None:
    order = draft_order(by=people.who("officer"), title="Trạm đo bụi")
    client = factories.client_for(people.officer)
    address = page("order_part", order, "problem")

    saved = client.post(address, {"autosave": "1", "title": "Trạm đo bụi", "problem": "Bụi mịn mỗi sáng"})
    again = client.get(address).content.decode()

    assert saved.status_code == 204
    assert "Bụi mịn mỗi sáng" in again
    client.post(address, {"title": "Trạm đo bụi", "problem": "Bụi mịn mỗi sáng"})
    assert not Draft.objects.exists()


def test_an_expired_session_gives_the_typed_words_back(people: People) -> None:
    order = draft_order(by=people.who("officer"), title="Trạm đo bụi")
    client = factories.client_for(people.officer)
    address = page("order_part", order, "problem")
    author = client.get(address).context["form_author"]
    client.logout()

    expired = client.post(
        address, {"form_author": author, "title": "Trạm đo bụi", "problem": "Gõ lúc hết phiên"}
    )
    client.force_login(people.officer)

    assert "/login/" in expired["Location"]
    assert "Gõ lúc hết phiên" in client.get(address).content.decode()


def test_the_search_and_its_answers_go_by_their_pages(people: People) -> None:
    order = draft_order(by=people.who("officer"), title="Trạm đo bụi mịn", listing=people.listing)
    client = factories.client_for(people.officer)

    client.post(page("find_reuse", order))
    finding = order.reuse_findings.get()
    unexplained = client.post(page("order_part", order, "reuse"), {f"answer_{finding.pk}": "unsuitable"})
    answered = client.post(
        page("order_part", order, "reuse"),
        {f"answer_{finding.pk}": "unsuitable", f"reason_{finding.pk}": "Chỉ đo trong nhà."},
    )

    finding.refresh_from_db()
    assert (unexplained.status_code, answered.status_code) == (422, 302)
    assert (finding.answer, finding.reason) == ("unsuitable", "Chỉ đo trong nhà.")


# --- submitting and approving ---------------------------------------------------------------------------
def test_a_form_sent_twice_acts_once(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.DRAFT)
    client = factories.client_for(people.officer)
    sent = {"no_secret": "on", "form_key": str(uuid.uuid4())}

    first = client.post(page("submit_plan", order), sent)
    second = client.post(page("submit_plan", order), sent)

    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"] == order.get_absolute_url()


def test_without_the_declaration_the_page_says_what_is_missing(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.DRAFT)

    answer = factories.client_for(people.officer).post(page("submit_plan", order), {})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["no_secret"])


def test_the_loser_of_a_race_keeps_what_was_typed(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.SUBMITTED)
    client = factories.client_for(people.approver)
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.DRAFT)

    answer = client.post(page("return_plan", order), {"reasons": "Ghi rõ cách lấy mẫu."})

    assert answer.status_code == 409
    assert "Ghi rõ cách lấy mẫu." in answer.content.decode()


def test_the_approver_sees_the_answers_to_what_exists(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.SUBMITTED)

    shown = factories.client_for(people.approver).get(order.get_absolute_url()).content.decode()

    assert people.listing.title in shown
    assert page("approve_plan", order) in shown
    assert page("return_plan", order) in shown


def test_whoever_wrote_the_plan_is_offered_no_button_to_approve_it(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.SUBMITTED)
    Order.objects.filter(pk=order.pk).update(created_by=people.approver)

    shown = factories.client_for(people.approver).get(order.get_absolute_url()).content.decode()

    assert page("approve_plan", order) not in shown
