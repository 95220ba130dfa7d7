"""The pages from naming the supplier to the decision: rows come back, files go in, nothing acts twice."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from marketplace.domain.clock import today
from procurement.models import Milestone, Order, OrderDecision, PriceLine
from procurement.states import OrderStatus
from tests import factories
from tests.procurement.factories import PDF, People, current_technology, make_listing

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
