"""What waits for whom: one duty and one letter for each step, and what orders show on other pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.models import JournalEntry, Letter, User
from marketplace.states import Who
from procurement.domain import ordering, orders
from procurement.models import Order
from procurement.states import OrderStatus
from procurement.workspaces import duties
from tests import factories
from tests.procurement.factories import People, make_interest

Bring = Callable[..., Order]

# Who has a button in which state, before the contract is drawn.
WHOSE_TURN = [
    (OrderStatus.DRAFT, "officer"),
    (OrderStatus.SUBMITTED, "approver"),
    (OrderStatus.APPROVED, "officer"),
    (OrderStatus.INVITED, "owner"),
    (OrderStatus.REGISTERED, "officer"),
    (OrderStatus.NEGOTIATED, "approver"),
]


@pytest.mark.parametrize(("status", "person"), WHOSE_TURN)
def test_each_state_waits_for_exactly_one_side(
    order_at: Bring, people: People, status: OrderStatus, person: str
) -> None:
    order = order_at(status)

    with_button = {
        name
        for name in ("officer", "approver", "owner")
        for duty in duties(people.who(name))
        if duty.button and order.title in duty.what
    }

    assert with_button == {person}


@pytest.mark.parametrize(("status", "person"), WHOSE_TURN)
def test_a_duty_leads_to_a_page_that_opens(
    order_at: Bring, people: People, status: OrderStatus, person: str
) -> None:
    order_at(status)
    client = factories.client_for(getattr(people, person))

    for duty in duties(people.who(person)):
        assert client.get(duty.url).status_code == 200


def test_a_foreign_agency_and_firm_have_no_duty_here(
    order_at: Bring, rival: User, second_officer: User, second_approver: User
) -> None:
    for status, _person in WHOSE_TURN:
        order_at(status, title=f"Đơn {status}")

    for user in (rival, second_officer, second_approver):
        assert duties(factories.acting(user)) == []


def test_an_approver_who_wrote_the_plan_waits_for_a_colleague(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.SUBMITTED)
    Order.objects.filter(pk=order.pk).update(created_by=people.approver)

    assert [duty for duty in duties(people.who("approver")) if duty.button] == []


def test_a_returned_plan_says_so_to_its_officer(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.SUBMITTED)
    before = {duty.what for duty in duties(people.who("officer"))}

    orders.return_plan(order, by=people.who("approver"), reasons="Ghi rõ cách lấy mẫu.")

    after = {duty.what for duty in duties(people.who("officer"))}
    assert before != after


def test_a_supplier_that_is_late_becomes_the_officers_decision(
    order_at: Bring, people: People, days_pass: Callable[..., None]
) -> None:
    order = order_at(OrderStatus.INVITED)
    [waiting] = duties(people.who("officer"))
    days_pass(30)
    [late] = duties(people.who("officer"))

    assert (waiting.button, bool(waiting.waits_for)) == ("", True)
    assert late.url == reverse("procurement:release_supplier", args=[order.public_id])


def test_duties_ask_the_same_number_of_questions_for_one_and_for_three(
    order_at: Bring, people: People
) -> None:
    counts = []
    for title in ("Một", "Hai", "Ba"):
        order_at(OrderStatus.NEGOTIATED, title=title)
        with CaptureQueriesContext(connection) as asked:
            duties(people.who("approver"))
        counts.append(len(asked))

    assert counts[0] == counts[2]


# --- letters --------------------------------------------------------------------------------------------
@pytest.fixture
def written(deliver_all: Callable[[], int]) -> Callable[[], set[tuple[str, str]]]:
    """Delivers what waits; answers the new letters as (verb, person)."""

    def write() -> set[tuple[str, str]]:
        seen = set(Letter.objects.values_list("pk", flat=True))
        deliver_all()
        new = Letter.objects.exclude(pk__in=seen).select_related("recipient")
        return {
            (letter.fact.split(":")[1], letter.recipient.name if letter.recipient else "") for letter in new
        }

    return write


def test_each_step_writes_to_whoever_acts_next(order_at: Bring, people: People, written: Any) -> None:
    officer, approver, owner, verifier = (
        person.name for person in (people.officer, people.approver, people.owner, people.verifier)
    )
    order = order_at(OrderStatus.DRAFT)
    written()
    told = {}
    from tests.procurement.factories import STEPS

    for status, step in STEPS.items():
        step(order, people)
        told[status] = written()

    assert told == {
        OrderStatus.SUBMITTED: {("order.plan_submitted", approver)},
        OrderStatus.APPROVED: {("order.plan_approved", officer), ("order.plan_approved", verifier)},
        OrderStatus.INVITED: {("order.supplier_named", owner)},
        OrderStatus.REGISTERED: {("order.registered", officer)},
        OrderStatus.NEGOTIATED: {("order.negotiated", approver)},
        OrderStatus.DECIDED: {("order.decided", officer), ("order.decided", owner)},
    }


def test_what_comes_back_is_written_to_whoever_mends_it(
    order_at: Bring, people: People, written: Any
) -> None:
    plan, deal = order_at(OrderStatus.SUBMITTED), order_at(OrderStatus.NEGOTIATED, title="Đèn đường")
    written()

    orders.return_plan(plan, by=people.who("approver"), reasons="Ghi rõ cách lấy mẫu.")
    ordering.return_negotiation(deal, by=people.who("approver"), reasons="Thêm mốc giữa kỳ.")

    assert written() == {
        ("order.plan_returned", people.officer.name), ("order.negotiation_returned", people.officer.name),
    }  # fmt: skip
    assert "Ghi rõ cách lấy mẫu." in Letter.objects.get(fact__endswith="plan_returned").body


def test_a_decline_and_a_supplement_reach_the_other_side(
    order_at: Bring, people: People, written: Any
) -> None:
    first, second = order_at(OrderStatus.INVITED), order_at(OrderStatus.REGISTERED, title="Đèn đường")
    written()

    ordering.decline_order(first, by=people.who("owner"), why_not="capacity")
    ordering.ask_supplement(second, by=people.who("officer"), what="Thêm chứng nhận.")

    assert written() == {
        ("order.declined", people.officer.name), ("order.supplement_asked", people.owner.name),
    }  # fmt: skip


def test_a_letter_about_a_state_that_has_passed_is_not_written(
    order_at: Bring, people: People, written: Any
) -> None:
    order = order_at(OrderStatus.SUBMITTED)
    orders.cancel_order(order, by=people.who("approver"), reasons="Ngân sách bị cắt.")

    assert written() == {("order.cancelled", people.officer.name)}


def test_nobody_writes_to_themselves(order_at: Bring, people: People, written: Any) -> None:
    order = order_at(OrderStatus.DRAFT)
    factories.Membership.objects.create(user=people.officer, organisation=people.agency, role=Who.APPROVER)
    written()

    orders.submit_plan(order, by=people.who("officer"), no_secret=True)

    assert written() == {("order.plan_submitted", people.approver.name)}


def test_letters_name_no_price(order_at: Bring, written: Any) -> None:
    order_at(OrderStatus.NEGOTIATED)
    written()

    assert not any("440.000.000" in letter.subject + letter.body for letter in Letter.objects.all())


# --- other pages ------------------------------------------------------------------------------------------
def test_a_listing_offers_officers_to_order_and_to_name_its_supplier(
    order_at: Bring, people: People, stranger: User
) -> None:
    order = order_at(OrderStatus.APPROVED)
    address = people.listing.get_absolute_url()
    draft = f"{reverse('procurement:draft_order')}?listing={people.listing.public_id}"
    name = (
        f"{reverse('procurement:name_supplier', args=[order.public_id])}?listing={people.listing.public_id}"
    )

    officer = factories.client_for(people.officer).get(address).content.decode()
    others = [factories.client_for(stranger).get(address), factories.client_for(people.owner).get(address)]

    assert draft in officer
    assert name in officer
    assert all(draft not in other.content.decode() for other in others)
    assert all(order.title in other.content.decode() for other in others)


def test_an_answered_interest_offers_the_asking_officer_to_order(people: People) -> None:
    interest = make_interest(people.listing, people.officer)
    draft = f"{reverse('procurement:draft_order')}?interest={interest.public_id}"

    asker = factories.client_for(people.officer).get(interest.get_absolute_url()).content.decode()
    lister = factories.client_for(people.owner).get(interest.get_absolute_url()).content.decode()

    assert draft in asker
    assert draft not in lister


@pytest.mark.parametrize("place", ["home", "technology", "organisation"])
def test_public_orders_show_on_other_pages_and_drafts_do_not(
    order_at: Bring, people: People, place: str
) -> None:
    public = order_at(OrderStatus.APPROVED, title="Đơn công khai")
    order_at(OrderStatus.DRAFT, title="Đơn còn nháp")
    address = {
        "home": reverse("marketplace:home"),
        "technology": public.technology.get_absolute_url() if public.technology else "",
        "organisation": people.agency.get_absolute_url(),
    }[place]

    shown = Client().get(address).content.decode()

    assert "Đơn công khai" in shown
    assert "Đơn còn nháp" not in shown


def test_every_word_of_the_journal_has_its_phrase(order_at: Bring) -> None:
    from procurement.phrases import VERBS

    order_at(OrderStatus.DECIDED)

    verbs = {
        verb for verb in JournalEntry.objects.values_list("verb", flat=True) if verb.startswith("order.")
    }
    assert verbs <= set(VERBS)
