"""A foreign or signed-out person at every address, in every state of every noun: hidden looks like absent.

Each test brings one noun through all its states and, at each, sends everybody round its addresses
(the table is in `addresses.py`). Wrong answers are collected, so that one run tells all of them.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.domain.clock import now, today
from marketplace.domain.drafts import keep_draft
from marketplace.domain.invitations import hash_token
from marketplace.models import (
    Interest,
    Invitation,
    Letter,
    Listing,
    Organisation,
    Portal,
    Province,
    User,
)
from marketplace.states import Who
from procurement.domain.contracts import sign_as_buyer, sign_as_supplier, terminate_contract
from procurement.domain.milestones import accept_milestone
from procurement.domain.orders import cancel_order
from procurement.domain.payments import request_payment
from procurement.domain.programmes import draft_programme
from procurement.domain.reviews import answer_review, close_review
from procurement.models import Contract, Milestone, Order, Payment, Programme, Review
from procurement.states import OrderStatus
from tests.architecture.addresses import FOREIGN_PREFIXES, TABLE, routed
from tests.architecture.rounds import Rounds, put
from tests.factories import acting, make_member
from tests.listing_factories import make_interest
from tests.procurement import deliveries, factories
from tests.procurement.factories import STEPS, People, make_file

WITH_ARGUMENTS = {"account_confirm_email", "account_reset_password_from_key"}
OF_SIGNING_IN = {
    "account_login", "account_signup", "account_inactive", "account_email_verification_sent",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key_done",
}  # fmt: skip


# --- the table --------------------------------------------------------------------------------------------
def test_every_address_has_its_row_and_every_row_its_address() -> None:
    routes = [name for name in routed() if not name.startswith(FOREIGN_PREFIXES)]

    assert sorted(routes) == sorted(address.name for address in TABLE)


def test_every_noun_is_brought_through_its_states_here() -> None:
    written = "".join(
        file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_every_*.py")
    )
    set_out = re.findall(r'rounds\(\s*"(\w+)"', written)

    assert sorted({address.noun for address in TABLE}) == sorted(set(set_out))


@pytest.mark.django_db
def test_the_pages_of_ones_own_account_ask_to_sign_in() -> None:
    """Those that django-allauth brings: whoever is signed out reads only the pages of signing in and up."""
    names = {name for name in routed() if name.startswith(FOREIGN_PREFIXES)} - WITH_ARGUMENTS
    client = Client()

    answers = {
        name: (client.get(reverse(name)), client.post(reverse(name))) for name in names - OF_SIGNING_IN
    }
    open_ = [name for name in answers for answer in answers[name] if answer.status_code != 302]

    assert open_ == []
    assert (len(answers), set(routed()) >= WITH_ARGUMENTS | OF_SIGNING_IN) == (14, True)


# --- the ground ---------------------------------------------------------------------------------------
def test_pages_of_no_noun(rounds: Any, finance: User, auditor: User, officer: User) -> None:
    visits = rounds("page", colleague=finance, operator=auditor)

    visits.at("only", {})

    assert visits.faults() == []


def test_reference(rounds: Any, finance: User, auditor: User) -> None:
    technologies = rounds("technology", colleague=finance, operator=auditor)
    technologies.at("only", {"technology": factories.current_technology().code})
    provinces = rounds("province", colleague=finance, operator=auditor)
    provinces.at("only", {"province": Province.objects.order_by("code")[0].code})

    assert technologies.faults() == []
    assert provinces.faults() == []


def test_letters_are_shown_to_everyone_or_to_no_one(
    rounds: Any, finance: User, auditor: User, test_portal: Portal
) -> None:
    letter = Letter.objects.create(fact="1:x", address="a@example.vn", language="vi", subject="Thư", body="…")
    visits = rounds("letter", colleague=finance, operator=auditor)

    visits.at("shown", {"letter": letter.public_id}, is_public=True)
    Portal.objects.all().delete()
    later = rounds("letter", colleague=finance, operator=auditor)
    later.at("hidden", {"letter": letter.public_id})

    assert visits.faults() == []
    assert later.wrong == []


def test_unsent_words_are_their_writers_alone(rounds: Any, owner: User, editor: User, auditor: User) -> None:
    draft = keep_draft(owner, "/vi/listings/new/", {"title_vi": ["Sen"]})
    assert draft is not None
    visits = rounds("draft", colleague=editor, operator=auditor)

    visits.at("kept", {"draft": draft.pk}, watched=draft)

    assert visits.faults() == []


def test_organisations(
    rounds: Any, firm: Organisation, owner: User, editor: User, moderator: User, registrar: User
) -> None:
    things = {"organisation": firm.public_id, "membership": owner.memberships.get().public_id}
    visits = rounds("organisation", colleague=editor, operator=moderator)

    for status in Organisation.Status.values:
        put(firm, status=status, suspended_until=today() + timedelta(days=30))
        visits.at(status, things, is_public=status in ("verified", "suspended"), watched=firm)

    assert visits.faults(Organisation.Status.values) == []


def test_invitations(
    rounds: Any, firm: Organisation, owner: User, editor: User, moderator: User, invitee: User
) -> None:
    later, at = now() + timedelta(days=7), now()
    invitation = Invitation.objects.create(
        organisation=firm, email=invitee.email, role=Who.EDITOR, invited_by=owner,
        token_hash=hash_token("mot-lan"), expires_at=later,
    )  # fmt: skip
    things = {"invitation": invitation.public_id, "token": "mot-lan"}
    visits = rounds("invitation", colleague=editor, operator=moderator)

    for state, fields in {
        "open": {},
        "accepted": {"accepted_at": at},
        "revoked": {"accepted_at": None, "revoked_at": at},
        "expired": {"revoked_at": None, "expires_at": at},
    }.items():
        put(invitation, **fields)
        visits.at(state, things, watched=invitation)

    assert visits.faults() == []


# --- listings -------------------------------------------------------------------------------------------
def suspend(firm: Organisation) -> None:
    put(firm, status="suspended", suspended_until=today() + timedelta(days=30))


def test_listings(rounds: Any, firm: Organisation, full_listing: Any, registrar: User) -> None:
    listing, things = full_listing
    visits = rounds("listing", colleague=make_member(firm, Who.RESEARCHER), operator=registrar)

    visits.through_all(listing, things, public={"published"})
    put(listing, status="published")
    suspend(firm)
    visits.at("published, by a suspended lister", things, watched=listing)

    assert visits.faults(Listing.Status.values) == []


def test_interests(rounds: Any, listing: Listing, officer: User, finance: User, moderator: User) -> None:
    interest, at = make_interest(listing, officer), now()
    put(interest, answered_at=at, outcome_due_at=at, why_not="price")
    visits = rounds("interest", colleague=finance, operator=moderator)

    visits.through_all(interest, {"interest": interest.public_id})

    assert visits.faults(Interest.Status.values) == []


# --- orders -----------------------------------------------------------------------------------------------
def test_programmes(rounds: Any, officer: User, agency_owner: User, moderator: User) -> None:
    programme = draft_programme(by=acting(officer), year=2027, title="Không khí sạch", purpose="Trường học.")
    visits = rounds("programme", colleague=agency_owner, operator=moderator)

    visits.through_all(programme, {"programme": programme.public_id}, public={"approved"})

    assert visits.faults(Programme.Status.values) == []


@pytest.fixture
def orders(rounds: Any, agency_owner: User, moderator: User) -> Rounds:
    visits: Rounds = rounds("order", colleague=agency_owner, operator=moderator)
    return visits


def visit_order(visits: Rounds, order: Order, note: str = "") -> None:
    order.refresh_from_db()
    things = {"order": order.public_id}
    visits.at(f"{order.status}{note}", things, is_public=order.was_approved, watched=order)


def test_orders_on_their_whole_road(orders: Rounds, people: People) -> None:
    order = factories.whole_draft(people)
    visit_order(orders, order)
    for step in STEPS.values():
        step(order, people)
        visit_order(orders, order)
    contract = order.contracts.get()
    sign_as_buyer(contract, by=people.who("approver"))
    sign_as_supplier(contract, by=people.who("owner"))
    visit_order(orders, order)
    order = deliveries.accept_all(contract, people)
    visit_order(orders, order)
    review = deliveries.opened_review(order, people, 1)
    answer_review(deliveries.codes_for(review, 1)[0], score=5)
    close_review(review, by=people.who("officer"))
    visit_order(orders, order)

    assert orders.faults(set(OrderStatus) - {OrderStatus.CANCELLED, OrderStatus.TERMINATED}) == []


def test_orders_that_ended_early(orders: Rounds, people: People) -> None:
    by = people.who("approver")
    for status in (OrderStatus.SUBMITTED, OrderStatus.APPROVED):
        order = factories.order_at(status, people)
        cancel_order(order, by=by, reasons="Không cần nữa.")
        visit_order(orders, order, f", when {status}")
    contract = deliveries.contract_in_force(people)
    terminate_contract(contract, by=by, reasons="Không cần nữa.")
    visit_order(orders, contract.order)

    assert orders.wrong == []
    assert {state.split(",")[0] for state in orders.states} == {"cancelled", "terminated"}


def test_contracts(rounds: Any, people: People, agency_owner: User, moderator: User) -> None:
    contract, at = deliveries.contract_in_force(people), now()
    visits = rounds("contract", colleague=agency_owner, operator=moderator)

    for status in Contract.Status.values:
        in_force = status in ("active", "fulfilled", "terminated")
        put(contract, status=status, in_force_at=at if in_force else None, ended_at=at)
        visits.at(status, {"contract": contract.public_id}, is_public=in_force, watched=contract)

    assert visits.faults(Contract.Status.values) == []


@pytest.fixture
def accepted(people: People) -> Milestone:
    """Delivered, measured and accepted: the rows that every later state reads are there."""
    milestone = deliveries.first_milestone(deliveries.contract_in_force(people))
    deliveries.deliver(milestone, people)
    deliveries.measure(milestone, people)
    accept_milestone(deliveries.fresh(milestone), by=people.who("officer"))
    return deliveries.fresh(milestone)


def test_milestones(rounds: Any, accepted: Milestone, agency_owner: User, moderator: User) -> None:
    things, contract = {"milestone": accepted.public_id}, accepted.contract
    assert contract is not None
    visits = rounds("milestone", colleague=agency_owner, operator=moderator)

    visits.through_all(accepted, things, public=Milestone.Status.values)
    put(accepted, status="planned")
    put(contract, status="drawn", in_force_at=None)
    visits.at("planned, not in force", things, watched=accepted)

    assert visits.faults(Milestone.Status.values) == []


def test_payments(rounds: Any, accepted: Milestone, people: People, finance: User, moderator: User) -> None:
    by = people.who("owner")
    invoice = make_file("hoa-don.pdf", by=by)
    payment = request_payment(accepted, by=by, invoice_number="1C26", invoice_on=today(), invoice=invoice)
    put(payment, treasury_reference="KB-1", value_on=today(), paid_at=now(), sent_at=now())
    # The verifier reads the contract's file, and not what is paid.
    visits = rounds("payment", colleague=people.verifier, operator=moderator)

    visits.through_all(payment, {"payment": payment.public_id})

    assert visits.faults(Payment.Status.values) == []


def test_reviews_and_their_codes(rounds: Any, people: People, agency_owner: User, moderator: User) -> None:
    order = deliveries.accept_all(deliveries.contract_in_force(people), people)
    review, at = deliveries.listed_review(order, people), now()
    [code] = deliveries.codes_for(review, 1)
    put(review, opened_at=at, closes_at=at + timedelta(days=9), closed_at=at)
    reviews = rounds("review", colleague=agency_owner, operator=moderator)
    codes = rounds("code", colleague=agency_owner, operator=moderator)

    reviews.through_all(review, {"review": review.public_id}, public=Review.Status.values)
    codes.through_all(review, {"code": code})
    put(review, status="open")
    review.codes.update(is_used=True)
    codes.at("open, used before", {"code": code}, watched=review)

    assert reviews.faults(Review.Status.values) == []
    assert codes.faults(Review.Status.values) == []


def test_passports(rounds: Any, people: People, agency_owner: User, moderator: User) -> None:
    passport = deliveries.passport_of(people, scores=(5,))
    visits = rounds("passport", colleague=agency_owner, operator=moderator)

    visits.at("issued", {"passport": passport.number}, watched=passport)
    put(passport, withdrawn_at=now())
    visits.at("withdrawn", {"passport": passport.number}, watched=passport)

    assert visits.faults() == []
