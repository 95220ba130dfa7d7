"""One named supplier, its registration, the negotiation, the decision: each by its person, each once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from marketplace.domain.clock import now
from marketplace.errors import IllegalMove, Refusal
from marketplace.models import JournalEntry, Listing, Membership, Organisation, User
from marketplace.phrases import sentence
from marketplace.states import Who
from procurement.domain import ordering
from procurement.models import Order, Passport, PriceLine, Registration
from procurement.states import OrderStatus
from tests import factories
from tests.procurement.factories import (
    BUDGET,
    People,
    an_offer,
    make_file,
    make_interest,
    make_listing,
    price_line,
)

Bring = Callable[..., Order]


def last_entry(order: Order) -> JournalEntry:
    entry = JournalEntry.objects.filter(subject_type="procurement.order", subject_id=order.pk).last()
    assert entry is not None
    return entry


def make_passport(order: Order, **fields: Any) -> Passport:
    return Passport.objects.create(
        number=f"HC-2026-{order.pk:06d}", order=order, supplier=order.supplier, listing=order.listing,
        payload={}, signature="–", key_id="–", issued_at=now(), **fields,
    )  # fmt: skip


def register(order: Order, people: People, offer: ordering.Offer, **also: Any) -> Registration:
    also.setdefault("files", [make_file(by=people.who("owner"))])
    return ordering.register_for_order(order, by=people.who("owner"), offer=offer, **also)


# --- naming ---------------------------------------------------------------------------------------
def test_the_supplier_named_from_a_listing_has_a_day_to_answer(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.APPROVED)

    ordering.name_supplier(order, by=people.who("officer"), listing=people.listing)

    assert (order.status, order.supplier) == (OrderStatus.INVITED, people.listing.organisation)
    assert order.registration_due_at is not None
    assert now() < order.registration_due_at
    entry = last_entry(order)
    assert (entry.verb, entry.is_public) == ("order.supplier_named", True)
    assert (entry.facts["supplier"], entry.facts["source"]) == (people.listing.organisation_id, "listing")


def test_the_supplier_may_come_from_an_interest_of_this_agency(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.APPROVED)
    interest = make_interest(people.listing, people.officer)

    ordering.name_supplier(order, by=people.who("officer"), interest=interest)

    assert (order.supplier, order.interest) == (people.listing.organisation, interest)


def test_the_supplier_may_come_from_a_passport_that_stands(order_at: Bring, people: People) -> None:
    done, order = order_at(OrderStatus.DECIDED), order_at(OrderStatus.APPROVED, title="Đo bụi ở tỉnh khác")
    passport = make_passport(done)

    ordering.name_supplier(order, by=people.who("officer"), passport=passport)

    assert (order.supplier, order.passport, order.listing) == (done.supplier, passport, people.listing)
    assert last_entry(order).facts["source"] == "passport"


def test_a_withdrawn_passport_names_nobody(order_at: Bring, people: People) -> None:
    passport = make_passport(order_at(OrderStatus.DECIDED), withdrawn_at=now())

    with pytest.raises(Refusal) as refused:
        ordering.name_supplier(order_at(OrderStatus.APPROVED), by=people.who("officer"), passport=passport)

    assert refused.value.code == "supplier_not_offering"


def test_another_agencys_interest_names_nobody(order_at: Bring, people: People, second_officer: User) -> None:
    order = order_at(OrderStatus.APPROVED)
    foreign = make_interest(people.listing, second_officer)

    with pytest.raises(Refusal) as refused:
        ordering.name_supplier(order, by=people.who("officer"), interest=foreign)

    assert refused.value.code == "supplier_not_offering"


def test_without_a_source_nobody_is_named(order_at: Bring, people: People) -> None:
    with pytest.raises(Refusal) as refused:
        ordering.name_supplier(order_at(OrderStatus.APPROVED), by=people.who("officer"))

    assert refused.value.code == "supplier_source_missing"


def test_a_listing_that_left_the_market_names_nobody(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.APPROVED)
    people.listing.status = Listing.Status.WITHDRAWN

    with pytest.raises(Refusal) as refused:
        ordering.name_supplier(order, by=people.who("officer"), listing=people.listing)

    assert refused.value.code == "supplier_not_offering"


def test_a_supplier_whose_verification_fell_is_not_named(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.APPROVED)
    interest = make_interest(people.listing, people.officer)
    interest.lister.status = Organisation.Status.SUSPENDED

    with pytest.raises(Refusal) as refused:
        ordering.name_supplier(order, by=people.who("officer"), interest=interest)

    assert refused.value.code == "supplier_not_verified"


def test_an_organisation_does_not_order_from_itself(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.APPROVED)

    with pytest.raises(Refusal) as refused:
        ordering.name_supplier(order, by=people.who("officer"), listing=make_listing(people.agency))

    assert refused.value.code == "supplier_is_buyer"


def test_a_supplier_to_which_the_verifier_belongs_is_not_named(
    order_at: Bring, people: People, second_firm: Organisation
) -> None:
    order = order_at(OrderStatus.APPROVED)
    Membership.objects.create(user=people.verifier, organisation=second_firm, role=Who.EDITOR)

    with pytest.raises(Refusal) as refused:
        ordering.name_supplier(order, by=people.who("officer"), listing=make_listing(second_firm))

    assert refused.value.code == "verifier_is_supplier"


@pytest.mark.parametrize("person", ["officer", "approver"])
def test_an_official_of_the_order_has_no_seat_at_the_supplier(
    order_at: Bring, people: People, person: str
) -> None:
    order = order_at(OrderStatus.APPROVED)
    supplier = people.listing.organisation
    Membership.objects.create(user=getattr(people, person), organisation=supplier, role=Who.EDITOR)

    with pytest.raises(Refusal) as refused:
        ordering.name_supplier(
            order, by=factories.acting(people.officer, people.agency), listing=people.listing
        )

    assert refused.value.code == "supplier_has_official"


@pytest.mark.parametrize("person", ["approver", "owner", "verifier"])
def test_only_the_officer_names(order_at: Bring, people: People, person: str) -> None:
    with pytest.raises(IllegalMove):
        ordering.name_supplier(order_at(OrderStatus.APPROVED), by=people.who(person), listing=people.listing)


# --- declining and releasing --------------------------------------------------------------------------
def test_a_supplier_that_passes_says_why_and_another_may_be_named(
    order_at: Bring, people: People, second_firm: Organisation
) -> None:
    order = order_at(OrderStatus.INVITED)

    ordering.decline_order(
        order, by=people.who("owner"), why_not="capacity", comment="Hết dây chuyền tới tháng 6."
    )

    assert (order.status, order.supplier, order.registration_due_at) == (OrderStatus.APPROVED, None, None)
    entry = last_entry(order)
    assert (entry.verb, entry.facts["why_not"]) == ("order.declined", "capacity")
    ordering.name_supplier(order, by=people.who("officer"), listing=make_listing(second_firm))
    assert order.supplier == second_firm


@pytest.mark.parametrize(
    ("why_not", "code"),
    [("", "why_not_missing"), ("mood", "why_not_missing"), ("other", "why_not_comment_missing")],
)
def test_passing_takes_a_reason_of_the_list(order_at: Bring, people: People, why_not: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        ordering.decline_order(order_at(OrderStatus.INVITED), by=people.who("owner"), why_not=why_not)

    assert refused.value.code == code


def test_only_the_named_supplier_passes(order_at: Bring, people: People, rival: User, editor: User) -> None:
    order = order_at(OrderStatus.INVITED)

    for by in (people.who("officer"), factories.acting(rival), factories.acting(editor)):
        with pytest.raises(IllegalMove):
            ordering.decline_order(order, by=by, why_not="price")


def test_a_supplier_is_released_only_after_its_time(
    order_at: Bring, people: People, days_pass: Callable[..., None]
) -> None:
    order = order_at(OrderStatus.INVITED)

    with pytest.raises(Refusal) as refused:
        ordering.release_supplier(order, by=people.who("officer"), reasons="Không trả lời.")
    assert refused.value.code == "registration_still_open"

    days_pass(30)
    ordering.release_supplier(order, by=people.who("officer"), reasons="Không trả lời.")
    assert (order.status, order.supplier) == (OrderStatus.APPROVED, None)


# --- registration -----------------------------------------------------------------------------------
def test_a_registration_keeps_letter_capability_and_price_by_line(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.INVITED)
    lines = (price_line(), price_line(33, description="Lắp đặt", quantity=1, vat_percent=8))

    registration = register(order, people, an_offer(*lines))

    assert order.status == OrderStatus.REGISTERED
    assert (registration.round, registration.supplier) == (1, people.listing.organisation)
    rows = list(PriceLine.objects.filter(order=order, stage="offered").order_by("number"))
    assert [(row.number, row.net_minor, row.vat_minor) for row in rows] == [
        (1, 400_000_000, 40_000_000),
        (2, 33, 3),
    ]
    assert order.documents.get().purpose == "capability"
    assert "price" not in str(last_entry(order).facts)


@pytest.mark.parametrize(
    ("net", "code"),
    [(BUDGET // 10, "price_above_estimate"), (0, "price_is_zero"), (10**14, "price_above_estimate")],
)
def test_a_price_above_the_estimate_or_of_nothing_is_refused(
    order_at: Bring, people: People, net: int, code: str
) -> None:
    order = order_at(OrderStatus.INVITED)

    with pytest.raises(Refusal) as refused:
        register(order, people, an_offer(price_line(net)))

    assert refused.value.code == code
    assert order.status == OrderStatus.INVITED
    assert not order.registrations.exists()


def test_the_refusal_of_a_price_names_price_estimate_and_difference(order_at: Bring, people: People) -> None:
    with pytest.raises(Refusal) as refused:
        register(order_at(OrderStatus.INVITED), people, an_offer(price_line(50_000_000)))

    with translation.override("en"):
        words = sentence(refused.value)
    assert all(figure in words for figure in ("550.000.000", "500.000.000", "50.000.000"))


def test_a_price_equal_to_the_estimate_is_taken(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.INVITED)

    register(order, people, an_offer(price_line(BUDGET // 10, vat_percent=0)))

    assert order.status == OrderStatus.REGISTERED


def test_without_a_line_or_a_capability_file_nothing_is_registered(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.INVITED)

    with pytest.raises(Refusal) as no_line:
        register(order, people, replace(an_offer(), lines=()))
    with pytest.raises(Refusal) as no_file:
        register(order, people, an_offer(), files=[])

    assert (no_line.value.code, no_file.value.code) == ("price_lines_missing", "capability_file_missing")


def test_a_first_supply_states_its_cost_elements(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.INVITED)

    with pytest.raises(Refusal) as refused:
        register(order, people, an_offer(is_first_supply=True, cost_elements=" "))
    assert refused.value.code == "cost_elements_missing"

    registration = register(
        order, people, an_offer(is_first_supply=True, cost_elements="Linh kiện 60 %, lãi 8 %.")
    )
    assert registration.cost_elements == "Linh kiện 60 %, lãi 8 %."


def test_only_the_named_suppliers_owner_registers(
    order_at: Bring, people: People, rival: User, editor: User
) -> None:
    order = order_at(OrderStatus.INVITED)

    for by in (people.who("officer"), factories.acting(rival), factories.acting(editor)):
        with pytest.raises(IllegalMove):
            ordering.register_for_order(order, by=by, offer=an_offer())


def test_a_supplier_registers_once_however_often_it_is_sent(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.INVITED)
    register(order, people, an_offer())

    with pytest.raises(IllegalMove):
        register(Order.objects.get(pk=order.pk), people, an_offer())

    assert order.registrations.count() == 1


def test_a_supplement_opens_a_second_round_with_new_time(
    order_at: Bring, people: People, days_pass: Callable[..., None]
) -> None:
    order = order_at(OrderStatus.REGISTERED)
    before = order.registration_due_at
    days_pass(2)

    ordering.ask_supplement(order, by=people.who("officer"), what="Thêm chứng nhận hiệu chuẩn.")

    assert order.status == OrderStatus.INVITED
    assert order.registration_due_at != before
    assert order.registrations.get().supplement_asked == "Thêm chứng nhận hiệu chuẩn."
    assert (last_entry(order).verb, last_entry(order).is_public) == ("order.supplement_asked", False)
    assert register(order, people, an_offer(), files=[]).round == 2
