"""Who sees what of an order, in every state: hidden answers like absent, on every page and for every file."""

import uuid
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.errors import NotYours
from marketplace.models import User
from marketplace.policies import NOBODY, Actor
from procurement.domain.offers import capability_files, offers_for
from procurement.domain.ordering import decline_order
from procurement.models import Order, OrderDocument
from procurement.policies import access_order, may_read_attachment, order_roles
from procurement.states import ORDER_MOVES, OrderStatus
from tests import factories
from tests.procurement.factories import STEPS, People, an_offer, make_file, make_listing

Bring = Callable[..., Order]

PLAN_PARTS = ["problem", "outcome", "technology", "delivery", "estimate", "reuse"]
# Verbs of the order's table that have a page of their own here; the contract's are its own.
VERBS = [
    "submit_plan", "return_plan", "approve_plan", "cancel_order", "name_supplier", "decline_order",
    "release_supplier", "register_for_order", "ask_supplement", "record_negotiation", "return_negotiation",
    "decide_order",
]  # fmt: skip
EVERY_STATE = [OrderStatus.DRAFT, *STEPS]


def pages_of(order: Order) -> Iterator[str]:
    """Every address below an order that acts or shows what is not public."""
    for verb in VERBS:
        yield reverse(f"procurement:{verb}", args=[order.public_id])
    for part in PLAN_PARTS:
        yield reverse("procurement:order_part", args=[order.public_id, part])
    yield reverse("procurement:find_reuse", args=[order.public_id])
    yield reverse("procurement:order_registrations", args=[order.public_id])


@pytest.fixture
def outsiders(rival: User, second_officer: User) -> list[Actor]:
    """Nobody, another firm's owner, another agency's officer."""
    return [NOBODY, factories.acting(rival), factories.acting(second_officer)]


# --- the page ---------------------------------------------------------------------------------------
def test_a_stranger_cannot_tell_a_draft_from_nothing(order_at: Bring, stranger: User) -> None:
    draft = order_at(OrderStatus.DRAFT)

    with pytest.raises(NotYours) as hidden:
        access_order(factories.acting(stranger), draft.public_id)
    with pytest.raises(NotYours) as absent:
        access_order(factories.acting(stranger), uuid.uuid4())

    assert (str(hidden.value), hidden.value.facts) == (str(absent.value), absent.value.facts)


@pytest.mark.parametrize("status", [OrderStatus.DRAFT, OrderStatus.SUBMITTED])
def test_before_approval_only_the_agency_reads(
    order_at: Bring, people: People, outsiders: list[Actor], status: OrderStatus
) -> None:
    order = order_at(status)

    for by in (people.who("officer"), people.who("approver")):
        assert access_order(by, order.public_id) == order
    for by in (*outsiders, people.who("owner"), people.who("verifier")):
        with pytest.raises(NotYours):
            access_order(by, order.public_id)


@pytest.mark.parametrize("status", list(STEPS)[1:])
def test_from_approval_on_everyone_reads_the_page(order_at: Bring, status: OrderStatus) -> None:
    order = order_at(status)

    assert access_order(NOBODY, order.public_id) == order
    assert Client().get(order.get_absolute_url()).status_code == 200


def test_an_officer_who_acts_for_another_organisation_is_no_officer_here(
    order_at: Bring, people: People, second_agency: object
) -> None:
    order = order_at(OrderStatus.DRAFT)
    elsewhere = Actor(people.officer, second_agency, frozenset({"officer"}))  # type: ignore[arg-type]

    with pytest.raises(NotYours):
        access_order(elsewhere, order.public_id)


# --- roles ------------------------------------------------------------------------------------------
def test_roles_on_an_order_come_from_its_two_sides_and_the_grant(
    order_at: Bring, people: People, editor: User
) -> None:
    order = order_at(OrderStatus.INVITED)

    roles = {
        name: order_roles(people.who(name), order) for name in ("officer", "approver", "owner", "verifier")
    }

    assert roles == {
        "officer": {"officer"}, "approver": {"approver"}, "owner": {"supplier"}, "verifier": {"verifier"},
    }  # fmt: skip
    assert order_roles(factories.acting(editor), order) == frozenset()


def test_a_superuser_is_no_verifier_by_that_alone(order_at: Bring, stranger: User) -> None:
    stranger.is_superuser = True
    stranger.save()

    assert order_roles(factories.acting(stranger), order_at(OrderStatus.APPROVED)) == frozenset()


@pytest.mark.parametrize("verb", VERBS)
def test_the_doorway_to_a_verb_opens_for_its_roles_alone(order_at: Bring, people: People, verb: str) -> None:
    order = order_at(OrderStatus.INVITED)
    who = {role for move in ORDER_MOVES if move.verb == verb for role in move.who}

    for name in ("officer", "approver", "owner", "verifier"):
        by = people.who(name)
        if order_roles(by, order) & who:
            assert access_order(by, order.public_id, to=verb) == order
        else:
            with pytest.raises(NotYours):
                access_order(by, order.public_id, to=verb)


# --- every page in every state ------------------------------------------------------------------------
@pytest.mark.parametrize("status", EVERY_STATE)
def test_a_foreign_person_finds_nothing_at_any_address_in_any_state(
    order_at: Bring, status: OrderStatus, rival: User, second_approver: User
) -> None:
    order = order_at(status)

    for user in (rival, second_approver):
        client = factories.client_for(user)
        for page in pages_of(order):
            assert (page, client.get(page).status_code) == (page, 404)
            assert (page, client.post(page, {"reasons": "x"}).status_code) == (page, 404)
    assert Order.objects.get(pk=order.pk).status == status


@pytest.mark.parametrize("status", EVERY_STATE)
def test_a_signed_out_person_is_asked_to_sign_in_and_changes_nothing(
    order_at: Bring, status: OrderStatus
) -> None:
    order = order_at(status)
    client = Client()

    for page in pages_of(order):
        if page.endswith("/registrations/"):
            assert client.get(page).status_code == 404
            continue
        for answer in (client.get(page), client.post(page, {"reasons": "x"})):
            assert answer.status_code == 302
            assert "/login/" in answer["Location"]
    assert Order.objects.get(pk=order.pk).status == status


def test_a_step_that_is_not_open_now_says_so_to_whoever_could_take_it(
    order_at: Bring, people: People
) -> None:
    order = order_at(OrderStatus.DRAFT)
    client = factories.client_for(people.approver)

    answer = client.get(reverse("procurement:approve_plan", args=[order.public_id]))

    assert answer.status_code == 409


# --- offers -----------------------------------------------------------------------------------------
def test_an_offer_is_read_by_its_two_sides_alone(
    order_at: Bring, people: People, outsiders: list[Actor], editor: User
) -> None:
    order = order_at(OrderStatus.REGISTERED)

    for by in (*map(people.who, ("officer", "approver", "owner")), factories.acting(editor)):
        assert len(offers_for(by, order)) == 1
    for by in (*outsiders, people.who("verifier")):
        assert offers_for(by, order) == []
        assert capability_files(by, order) == []


def test_the_capability_file_opens_for_its_two_sides_alone(
    order_at: Bring, people: People, rival: User
) -> None:
    order = order_at(OrderStatus.DECIDED)
    attachment = OrderDocument.objects.get(order=order).attachment

    assert may_read_attachment(people.who("officer"), attachment)
    assert may_read_attachment(people.who("owner"), attachment)
    for by in (NOBODY, factories.acting(rival), people.who("verifier")):
        assert not may_read_attachment(by, attachment)


def test_the_next_supplier_does_not_read_what_the_last_one_offered(
    order_at: Bring, people: People, rival: User
) -> None:
    from procurement.domain import ordering

    order = order_at(OrderStatus.REGISTERED)
    ordering.ask_supplement(order, by=people.who("officer"), what="Thêm chứng nhận.")
    decline_order(order, by=people.who("owner"), why_not="capacity")
    by = factories.acting(rival)
    assert by.organisation is not None
    ordering.name_supplier(order, by=people.who("officer"), listing=make_listing(by.organisation))

    assert offers_for(by, order) == []
    assert capability_files(by, order) == []
    ordering.register_for_order(order, by=by, offer=an_offer(), files=[make_file(by=by)])
    assert [offer.registration.supplier for offer in offers_for(by, order)] == [by.organisation]
    assert [offer.registration.supplier for offer in offers_for(people.who("owner"), order)] == [
        people.listing.organisation
    ]


@pytest.mark.parametrize("status", [OrderStatus.REGISTERED, OrderStatus.NEGOTIATED])
def test_until_the_decision_the_public_page_shows_no_price(
    order_at: Bring, people: People, status: OrderStatus
) -> None:
    order = order_at(status)

    public = Client().get(order.get_absolute_url()).content.decode()
    inside = factories.client_for(people.officer).get(order.get_absolute_url()).content.decode()

    assert "440.000.000" not in public
    assert "440.000.000" in inside


def test_the_decision_publishes_the_price(order_at: Bring) -> None:
    order = order_at(OrderStatus.DECIDED)

    assert "440.000.000" in Client().get(order.get_absolute_url()).content.decode()
