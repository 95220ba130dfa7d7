"""The pages of an order: what was typed comes back, a form acts once, and a list asks a fixed number of questions."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.domain.clock import today
from marketplace.models import Draft, Interest, User
from procurement.domain.orders import draft_order, gaps
from procurement.models import Milestone, Order, OrderDecision, PriceLine
from procurement.states import OrderStatus
from tests import factories
from tests.procurement.factories import PDF, People, current_technology, make_interest, make_listing

Bring = Callable[..., Order]


def page(name: str, order: Order, *more: str) -> str:
    return reverse(f"procurement:{name}", args=[order.public_id, *more])


def rows(kind: str, *typed: dict[str, str]) -> dict[str, str]:
    """A formset as a browser sends it."""
    sent = {f"{kind}-TOTAL_FORMS": str(len(typed)), f"{kind}-INITIAL_FORMS": "0"}
    return sent | {f"{kind}-{n}-{name}": value for n, row in enumerate(typed) for name, value in row.items()}


def line(**fields: str) -> dict[str, str]:
    return {
        "description": "Trạm đo", "quantity": "10", "unit": "trạm", "net_unit_minor": "40.000.000",
        "vat_percent": "10", "supply_on": "",
    } | fields  # fmt: skip


def milestone(share: str, target: str = "20", **fields: str) -> dict[str, str]:
    day = (today() + timedelta(days=90)).isoformat()
    return {"title": "Đủ sáu trạm", "share": share, "target": target, "due_on": day} | fields


def registration(*lines: dict[str, str], **fields: Any) -> dict[str, Any]:
    return {
        "letter": "Chúng tôi đăng ký.", "capability": "Đã lắp 40 trạm.", "delivery_days": "120",
        "files": SimpleUploadedFile("nang-luc.pdf", PDF, "application/pdf"),
        **rows("lines", *(lines or (line(),))), **fields,
    }  # fmt: skip


def negotiation(*shares: str, **fields: Any) -> dict[str, Any]:
    return {
        "held_on": today().isoformat(), "changes": "Không đổi.", "contract_terms": "Bảo hành 24 tháng.",
        **rows("lines", line()), **rows("milestones", *(milestone(share) for share in shares)), **fields,
    }  # fmt: skip


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


# --- supplier, registration, negotiation, decision --------------------------------------------------------
def test_the_pages_carry_an_order_from_approval_to_decision(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.APPROVED)
    officer, owner, approver = map(factories.client_for, (people.officer, people.owner, people.approver))
    terms = {
        "number": "128/QĐ-SKHCN", "contract_type": "output_based", "article": "Điều 109",
        "starts_on": today().isoformat(), "ends_on": (today() + timedelta(days=180)).isoformat(),
    }  # fmt: skip

    named = officer.post(page("name_supplier", order), {"source": f"listing:{people.listing.public_id}"})
    registered = owner.post(page("register_for_order", order), registration())
    read = officer.get(page("order_registrations", order)).content.decode()
    negotiated = officer.post(page("record_negotiation", order), negotiation("40", "60"))
    decided = approver.post(page("decide_order", order), terms)

    assert [answer.status_code for answer in (named, registered, negotiated, decided)] == [302] * 4
    assert "nang-luc.pdf" in read
    assert OrderDecision.objects.get().price_minor == 440_000_000
    assert [m.amount_minor for m in Milestone.objects.all()] == [176_000_000, 264_000_000]


def test_a_price_above_the_estimate_is_refused_and_every_row_comes_back(
    order_at: Bring, people: People
) -> None:
    order = order_at(OrderStatus.INVITED)
    dear = registration(line(net_unit_minor="60.000.000"))

    answer = factories.client_for(people.owner).post(page("register_for_order", order), dear)

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert all(
        words in shown for words in ("660.000.000", "500.000.000", "160.000.000", 'value="60.000.000"')
    )
    assert not PriceLine.objects.exists()


@pytest.mark.parametrize("shares", [("40", "59,99"), ("40", "60,01"), ("33,33", "33,33", "33,33")])
def test_milestones_that_are_not_the_whole_are_refused_and_come_back(
    order_at: Bring, people: People, shares: tuple[str, ...]
) -> None:
    order = order_at(OrderStatus.REGISTERED)

    answer = factories.client_for(people.officer).post(
        page("record_negotiation", order), negotiation(*shares)
    )

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert all(f'value="{share}"' in shown for share in shares)
    assert Order.objects.get(pk=order.pk).status == OrderStatus.REGISTERED


def test_shares_with_two_decimals_make_the_whole(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.REGISTERED)

    factories.client_for(people.officer).post(
        page("record_negotiation", order), negotiation("33,33", "33,33", "33,34")
    )

    assert [m.share for m in Milestone.objects.all()] == [3_333, 3_333, 3_334]


def test_one_more_row_is_asked_for_without_a_script_and_loses_nothing(
    order_at: Bring, people: People
) -> None:
    order = order_at(OrderStatus.INVITED)
    client = factories.client_for(people.owner)

    answer = client.post(page("register_for_order", order), registration(line(unit="bộ"), add_lines="1"))

    shown = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="bộ"' in shown
    assert "Chúng tôi đăng ký." in shown
    assert answer.context["form"].row_sets["lines"].total_form_count() == 2
    assert not order.registrations.exists()


def test_a_row_marked_as_removed_is_left_out(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.INVITED)
    client = factories.client_for(people.owner)

    client.post(page("register_for_order", order), registration(line(DELETE="on"), line(unit="bộ")))

    assert [row.unit for row in PriceLine.objects.all()] == ["bộ"]


def test_an_expired_session_gives_the_rows_back_too(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.REGISTERED)
    client = factories.client_for(people.officer)
    address = page("record_negotiation", order)
    author = client.get(address).context["form_author"]
    client.logout()

    client.post(address, negotiation("12,34", form_author=author))
    client.force_login(people.officer)

    assert 'value="12,34"' in client.get(address).content.decode()


def test_a_supplement_begins_with_what_was_sent_before(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.REGISTERED)
    factories.client_for(people.officer).post(
        page("ask_supplement", order), {"what": "Thêm chứng nhận hiệu chuẩn."}
    )

    shown = factories.client_for(people.owner).get(page("register_for_order", order)).content.decode()

    assert "Thêm chứng nhận hiệu chuẩn." in shown
    assert 'value="40.000.000"' in shown


def test_a_supplier_that_is_not_among_the_choices_is_not_named(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.APPROVED)

    answer = factories.client_for(people.officer).post(
        page("name_supplier", order), {"source": f"listing:{uuid.uuid4()}"}
    )

    assert answer.status_code == 422


def test_a_listing_opened_elsewhere_joins_the_choice(
    order_at: Bring, people: People, second_firm: Any
) -> None:
    order = order_at(OrderStatus.APPROVED)
    other = make_listing(second_firm, "Cảm biến khác", technology=current_technology(2))
    address = f"{page('name_supplier', order)}?listing={other.public_id}"

    answer = factories.client_for(people.officer).post(address, {"source": f"listing:{other.public_id}"})

    order.refresh_from_db()
    assert (answer.status_code, order.supplier) == (302, second_firm)


def test_declining_goes_by_its_page(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.INVITED)

    factories.client_for(people.owner).post(page("decline_order", order), {"why_not": "price", "comment": ""})

    order.refresh_from_db()
    assert (order.status, order.supplier) == (OrderStatus.APPROVED, None)


# --- lists --------------------------------------------------------------------------------------------
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
