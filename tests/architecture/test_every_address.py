"""A foreign or signed-out person at every address, in every state of every noun: hidden looks like absent.

Each test brings one noun through all its states and, at each, sends everybody round its addresses
(the table is in `addresses.py`). Wrong answers are collected, so that one run tells all of them.
"""

import re
from collections.abc import Callable, Collection
from datetime import timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from marketplace.domain import listing_parts as parts
from marketplace.domain.clock import now, today
from marketplace.domain.drafts import keep_draft
from marketplace.domain.invitations import hash_token
from marketplace.models import (
    Attachment,
    Interest,
    Invitation,
    Letter,
    Listing,
    Membership,
    Organisation,
    Portal,
    Province,
    User,
    Verification,
)
from marketplace.states import Who
from procurement.domain.contracts import sign_as_buyer, sign_as_supplier, terminate_contract
from procurement.domain.documents import keep_documents
from procurement.domain.milestones import accept_milestone
from procurement.domain.orders import cancel_order
from procurement.domain.payments import request_payment
from procurement.domain.programmes import draft_programme
from procurement.domain.reviews import answer_review, close_review
from procurement.models import Contract, Milestone, Order, OrderDocument, Payment, Programme, Review
from procurement.states import OrderStatus
from tests.architecture.addresses import (
    EVERYONE,
    FOREIGN_PREFIXES,
    TABLE,
    Rounds,
    routed,
)
from tests.factories import acting, client_for, make_member, make_user
from tests.listing_factories import make_interest, make_whole, pdf_file
from tests.procurement import deliveries, factories
from tests.procurement.factories import STEPS, People, make_file

# Officer, approver and finance at once: nobody may hold them in one purchase, but doorways ask for roles alone.
OFFICIAL = (Who.OFFICER, Who.APPROVER, Who.FINANCE)


# --- who goes -------------------------------------------------------------------------------------------
@pytest.fixture
def elsewhere(agency: Organisation, firm: Organisation, second_agency: Organisation) -> Client:
    """Holds every role on both sides of a purchase, but acts for another agency."""
    user = make_member(second_agency, Who.OFFICER, name="Người hai nơi")
    for organisation, role in [*product([agency], OFFICIAL), (firm, Who.OWNER)]:
        Membership.objects.create(user=user, organisation=organisation, role=role)
    return client_for(user, second_agency)


@pytest.fixture
def official(second_agency: Organisation) -> User:
    return make_member(second_agency, *OFFICIAL, name="Cán bộ nơi khác")


@pytest.fixture
def listing(firm: Organisation) -> Listing:
    return factories.make_listing(firm)


@pytest.fixture
def verifier(db: None) -> User:
    return factories.make_verifier()


@pytest.fixture
def invitee(db: None) -> User:
    return make_user("Người được mời")


@pytest.fixture
def people(officer: User, approver: User, owner: User, verifier: User, listing: Listing) -> People:
    return People(officer, approver, owner, verifier, listing)


@pytest.fixture
def rounds(
    request: pytest.FixtureRequest, stranger: User, rival: User, official: User, elsewhere: Client
) -> Callable[..., Rounds]:
    """`rounds("order", colleague=…, operator=…)`: the people set out for the addresses of this noun."""

    @cache
    def insider(name: str) -> Client:
        return Client() if name == "nobody" else client_for(request.getfixturevalue(name))

    def set_out(noun: str, *, colleague: User, operator: User) -> Rounds:
        clients = {
            "nobody": Client(),
            "stranger": client_for(stranger),
            "rival": client_for(rival),
            "official": client_for(official),
            "elsewhere": elsewhere,
            "colleague": client_for(colleague),
            "operator": client_for(operator),
        }
        assert clients.keys() == EVERYONE
        return Rounds(noun, clients, insider)

    return set_out


def put(row: models.Model, **fields: Any) -> None:
    """Bring the row to a state without its verbs."""
    models.QuerySet(type(row)).filter(pk=row.pk).update(**fields)
    row.refresh_from_db()


def through_all(visits: Rounds, row: Any, things: dict[str, Any], *, public: Collection[str] = ()) -> None:
    """Every status that the row's model knows, one after the other."""
    for status in type(row).Status.values:
        put(row, status=status)
        visits.at(status, things, is_public=status in public, watched=row)


# --- the table --------------------------------------------------------------------------------------------
def test_every_address_has_its_row_and_every_row_its_address() -> None:
    routes = [name for name in routed() if not name.startswith(FOREIGN_PREFIXES)]

    assert sorted(routes) == sorted(address.name for address in TABLE)


def test_every_noun_is_brought_through_its_states_here() -> None:
    set_out = re.findall(r'rounds\(\s*"(\w+)"', Path(__file__).read_text(encoding="utf-8"))

    assert sorted({address.noun for address in TABLE}) == sorted(set(set_out))


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
def a_full_listing(owner: User) -> tuple[Listing, dict[str, Any]]:
    """A draft with a row of every kind, and the days that each of its states needs."""
    listing, by, at = make_whole(owner), acting(owner), now()
    certificate = parts.add_certificate(listing, by=by, name="ISO", issuer="QUATEST", upload=pdf_file())
    file = parts.add_document(listing, by=by, upload=pdf_file(), title="Hướng dẫn")
    later = at + timedelta(days=90)
    put(listing, submitted_at=at, check_due_at=later, published_at=at, renewed_at=at, expires_at=later)
    rows = {"claim": listing.claims.get(), "certificate": certificate, "file": file, "listing": listing}
    return listing, {name: row.public_id for name, row in rows.items()}


def suspend(firm: Organisation) -> None:
    put(firm, status="suspended", suspended_until=today() + timedelta(days=30))


def test_listings(
    rounds: Any, firm: Organisation, owner: User, officer: User, moderator: User, registrar: User
) -> None:
    listing, things = a_full_listing(owner)
    visits = rounds("listing", colleague=make_member(firm, Who.RESEARCHER), operator=registrar)

    through_all(visits, listing, things, public={"published"})
    put(listing, status="published")
    suspend(firm)
    visits.at("published, by a suspended lister", things, watched=listing)

    assert visits.faults(Listing.Status.values) == []


def test_interests(rounds: Any, listing: Listing, officer: User, finance: User, moderator: User) -> None:
    interest, at = make_interest(listing, officer), now()
    put(interest, answered_at=at, outcome_due_at=at, why_not="price")
    visits = rounds("interest", colleague=finance, operator=moderator)

    through_all(visits, interest, {"interest": interest.public_id})

    assert visits.faults(Interest.Status.values) == []


# --- orders -----------------------------------------------------------------------------------------------
def test_programmes(rounds: Any, officer: User, agency_owner: User, moderator: User) -> None:
    programme = draft_programme(by=acting(officer), year=2027, title="Không khí sạch", purpose="Trường học.")
    visits = rounds("programme", colleague=agency_owner, operator=moderator)

    through_all(visits, programme, {"programme": programme.public_id}, public={"approved"})

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

    through_all(visits, accepted, things, public=Milestone.Status.values)
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

    through_all(visits, payment, {"payment": payment.public_id})

    assert visits.faults(Payment.Status.values) == []


def test_reviews_and_their_codes(rounds: Any, people: People, agency_owner: User, moderator: User) -> None:
    order = deliveries.accept_all(deliveries.contract_in_force(people), people)
    review, at = deliveries.listed_review(order, people), now()
    [code] = deliveries.codes_for(review, 1)
    put(review, opened_at=at, closes_at=at + timedelta(days=9), closed_at=at)
    reviews = rounds("review", colleague=agency_owner, operator=moderator)
    codes = rounds("code", colleague=agency_owner, operator=moderator)

    through_all(reviews, review, {"review": review.public_id}, public=Review.Status.values)
    through_all(codes, review, {"code": code})
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


# --- files --------------------------------------------------------------------------------------------------
def test_files_of_a_lister(rounds: Any, firm: Organisation, owner: User, editor: User, auditor: User) -> None:
    by, agencies = acting(owner), {"official", "elsewhere"}
    listing, _things = a_full_listing(owner)
    evidence = [
        listing.certificates.get().attachment,
        parts.add_claim(listing, by=by, text="Bền", upload=pdf_file()).attachment,
        parts.prove_innovative(listing, by=by, upload=pdf_file()),
    ]
    open_file, shown = listing.files.get().attachment, make_file("giay-phep.pdf", by=by)
    Verification.objects.create(organisation=firm).documents.create(attachment=shown)
    visits = rounds("attachment", colleague=editor, operator=auditor)

    for status in Listing.Status.values:
        put(listing, status=status)
        is_on_offer = status == "published"
        visits.at(f"{status}, document", of(open_file), is_public=is_on_offer, also={"colleague"})
        for file in evidence:
            also = {"colleague", *(agencies if is_on_offer else ())}
            visits.at(f"{status}, evidence", of(file), also=also)
    visits.at("for a registrar", of(shown))
    visits.at("of nothing", of(make_file(by=by)))
    public = make_file(by=by)
    put(public, is_public=True)
    visits.at("public", of(public), is_public=True)
    put(public, scan=Attachment.Scan.INFECTED)
    visits.at("infected", of(public))

    assert visits.faults() == []


def of(file: Any) -> dict[str, Any]:
    return {"attachment": file.public_id}


@pytest.mark.parametrize("status", [OrderStatus.SUBMITTED, OrderStatus.DECIDED])
def test_files_of_an_order(
    rounds: Any, people: People, agency_owner: User, moderator: User, status: OrderStatus
) -> None:
    order = factories.order_at(status, people)
    visits = rounds("attachment", colleague=agency_owner, operator=moderator)

    for purpose in OrderDocument.Purpose:
        [document] = keep_documents(order, purpose, [make_file(by=people.who("owner"))])
        travels = purpose in ("plan", "decision")
        also = {"colleague"} if travels else ()
        visits.at(purpose, of(document.attachment), is_public=travels and order.was_approved, also=also)

    assert visits.faults(OrderDocument.Purpose.values) == []


# --- one's own noun with a foreign one inside ------------------------------------------------------------------
def test_a_foreign_row_under_ones_own_noun_is_nothing(
    firm: Organisation, owner: User, rival: User, second_firm: Organisation
) -> None:
    _listing, things = a_full_listing(owner)
    things["listing"] = make_whole(rival).public_id
    things |= {"organisation": second_firm.public_id, "membership": owner.memberships.get().public_id}
    client = client_for(rival)

    crossed = [row for row in TABLE if {"row", "membership"} & set(row.args)]
    answers = {client.post(row.url(things)).status_code for row in crossed}

    assert (len(crossed), answers) == (5, {404})


def test_an_order_is_not_begun_from_what_its_officer_cannot_read(
    listing: Listing, officer: User, official: User, rival: User
) -> None:
    interest, draft = make_interest(listing, officer), make_whole(rival)
    address, client = reverse("procurement:draft_order"), client_for(official)

    for hidden in (f"interest={interest.public_id}", f"listing={draft.public_id}", "listing=x"):
        for answer in (
            client.get(f"{address}?{hidden}"),
            client.post(f"{address}?{hidden}", {"title": "Sen"}),
        ):
            assert (hidden, answer.status_code) == (hidden, 404)
    assert Order.objects.count() == 0
