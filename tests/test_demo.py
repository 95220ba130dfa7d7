"""The demo: it loads in time and once, ends at now, and every page that it fills opens for everybody it made."""

import io
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from marketplace.demo.cast import HOUSES, OPERATOR, PASSWORD
from marketplace.domain.clock import now
from marketplace.models import (
    Delivery,
    Interest,
    JournalEntry,
    Letter,
    Listing,
    Membership,
    Organisation,
    Portal,
    User,
)
from marketplace.states import InterestStatus, ListingStatus, OrganisationStatus
from procurement.models import Contract, Milestone, Order, Passport, Payment, Programme, Review
from procurement.states import MilestoneStatus, OrderStatus, PaymentStatus
from tests.factories import client_for

ADDRESSES = [house.address(person) for house in (*HOUSES, OPERATOR) for person in house.people]
# One of each role; the others share their pages.
REPRESENTATIVES = [
    "ha.officer", "lan.approver", "thang.finance", "phuc.owner", "bao.researcher", "yen.verifier",
    "dung.registrar", "ngoc.moderator", "kien.auditor",
]  # fmt: skip
LISTS = [
    "marketplace:home", "marketplace:listings", "marketplace:organisations", "marketplace:technologies",
    "marketplace:indicators", "marketplace:rules", "marketplace:provinces", "marketplace:agencies",
    "marketplace:trl", "marketplace:glossary", "procurement:orders", "procurement:programmes",
    "procurement:passports",
]  # fmt: skip
OWN_LISTS = ["marketplace:workspace", "marketplace:interests", "marketplace:account", "marketplace:letters"]
NOUNS = (
    Listing,
    Organisation,
    Interest,
    Programme,
    Order,
    Contract,
    Milestone,
    Payment,
    Review,
    Passport,
    Letter,
)
SECONDS = 25


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[float]:
    """The loaded demo, for every test of this file; the seconds of work it took."""
    with django_db_blocker.unblock(), transaction.atomic():
        began = time.process_time()  # other tests run beside this one
        call_command("load_demo", stdout=io.StringIO())
        yield time.process_time() - began
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def loaded(demo: float, db: None) -> None:
    """Each test sees the demo, and leaves it as it was."""


def person(key: str) -> User:
    return User.objects.get(email__startswith=f"{key}@")


# --- loading --------------------------------------------------------------------------------------------
def test_it_loads_in_time_and_ends_at_now(demo: float):
    portal = Portal.objects.get()

    assert demo < SECONDS
    assert (portal.mark, portal.clock_offset_seconds) == (Portal.Mark.DEMO, 0)
    assert JournalEntry.objects.filter(recorded_at__gt=now()).count() == 0


def test_every_entry_reached_its_listeners_on_its_own_day():
    late = [
        letter.fact
        for letter in Letter.objects.exclude(fact__contains="review").exclude(fact__startswith="invitation")
        if letter.created_at.date()
        != JournalEntry.objects.get(pk=letter.fact.split(":")[0]).recorded_at.date()
    ]

    assert Delivery.objects.filter(done_at=None).count() == 0
    assert late == []


def test_a_second_load_changes_nothing_and_prints_the_table_again():
    before = {model: model.objects.count() for model in (*NOUNS, User, JournalEntry)}
    out = io.StringIO()

    call_command("load_demo", stdout=out)

    assert {model: model.objects.count() for model in before} == before
    assert [address for address in ADDRESSES if address not in out.getvalue()] == []
    assert PASSWORD in out.getvalue()


def test_the_table_alone_is_printed_without_loading():
    out = io.StringIO()

    call_command("load_demo", "--table", stdout=out)

    assert out.getvalue().count(".demo.example") == len(ADDRESSES)


def test_it_refuses_a_database_that_holds_something_else():
    Portal.objects.all().delete()

    with pytest.raises(CommandError):
        call_command("load_demo", stdout=io.StringIO())


# --- what is there --------------------------------------------------------------------------------------
def test_everything_invented_says_so_in_both_languages():
    unmarked = [
        organisation.name_vi
        for organisation in Organisation.objects.all()
        if not (organisation.name_vi.endswith("(minh hoạ)") and organisation.name_en.endswith("(demo)"))
    ]

    assert unmarked == []


def test_listings_stand_at_several_moments():
    found = set(Listing.objects.values_list("status", flat=True))

    assert found == {
        ListingStatus.DRAFT,
        ListingStatus.SUBMITTED,
        ListingStatus.PUBLISHED,
        ListingStatus.RETURNED,
    }
    assert any(listing.gaps() for listing in Listing.objects.filter(status=ListingStatus.DRAFT))


def test_interests_are_asked_answered_ordered_and_passed_with_a_reason():
    found = set(Interest.objects.values_list("status", flat=True))

    assert found == {
        InterestStatus.ASKED, InterestStatus.ANSWERED, InterestStatus.ORDERED, InterestStatus.PASSED
    }  # fmt: skip
    assert Interest.objects.filter(status=InterestStatus.PASSED, why_not="").count() == 0


def test_orders_stand_at_every_moment_that_a_reader_should_see():
    found = set(Order.objects.values_list("status", flat=True))

    assert found == {
        OrderStatus.DRAFT, OrderStatus.SUBMITTED, OrderStatus.REGISTERED, OrderStatus.NEGOTIATED,
        OrderStatus.CONTRACTED, OrderStatus.COMPLETED,
    }  # fmt: skip


def test_one_passport_has_enough_answers_and_a_refusal_and_the_other_is_partial_with_few():
    first, second = Passport.objects.order_by("number")

    assert (first.payload["satisfaction"]["answers"], first.payload["caveats"]) == (11, ["refused", "demo"])
    assert (second.payload["satisfaction"]["mean"], second.payload["caveats"]) == (
        None,
        ["partial", "few_answers", "demo"],
    )


def test_a_second_buyer_begins_from_the_passport():
    draft = Order.objects.get(passport__isnull=False)

    assert draft.status == OrderStatus.DRAFT
    assert draft.organisation != draft.passport.order.organisation


def test_an_acceptance_is_overdue_and_a_payment_nearly_due():
    late = Milestone.objects.get(status=MilestoneStatus.MEASURED)
    waiting = Payment.objects.get(status=PaymentStatus.REQUESTED)

    assert late.handovers.get().acceptance_due_at < now()
    assert JournalEntry.objects.filter(verb="milestone.acceptance_overdue").count() == 1
    assert waiting.due_at > now()


def test_one_person_belongs_to_two_organisations_and_one_organisation_waits_to_be_verified():
    homes = Membership.objects.filter(user=person("dang.editor")).values("organisation").distinct()

    assert homes.count() == 2
    assert Organisation.objects.filter(status=OrganisationStatus.REGISTERED).count() == 1


def test_everybody_signs_in_with_the_printed_password():
    unable = [address for address in ADDRESSES if not Client().login(email=address, password=PASSWORD)]

    assert unable == []


# --- every page opens -----------------------------------------------------------------------------------
def pages_of(client: Client) -> dict[str, int]:
    """Address and answer of every noun's own page. A page that breaks raises here."""
    rows: list[models.Model] = [row for noun in NOUNS for row in noun.objects.all()]
    addresses = [row.get_absolute_url() for row in rows if hasattr(row, "get_absolute_url")]
    return {address: client.get(address).status_code for address in addresses}


def test_every_public_page_opens_for_everybody():
    client = Client()
    public = [
        *Listing.objects.public(),
        *Organisation.objects.filter(status=OrganisationStatus.VERIFIED),
        *Order.objects.filter(was_approved=True),
        *Programme.objects.all(),
        *Passport.objects.all(),
    ]

    broken = [row for row in public if client.get(row.get_absolute_url()).status_code != 200]
    closed = [name for name in LISTS if client.get(reverse(name)).status_code != 200]

    assert (broken, closed) == ([], [])


def test_a_page_of_any_noun_opens_or_hides_from_a_stranger():
    answers = pages_of(Client())

    assert set(answers.values()) <= {200, 302, 404}


@pytest.mark.parametrize("key", REPRESENTATIVES)
def test_each_role_opens_every_nouns_page_or_is_told_that_there_is_nothing(key: str):
    answers = pages_of(client_for(person(key)))

    assert set(answers.values()) <= {200, 302, 404}


def test_every_letter_leads_its_reader_to_a_page_that_opens():
    clients = {user: client_for(user) for user in User.objects.all()}
    letters = Letter.objects.exclude(url="").filter(recipient__isnull=False).select_related("recipient")

    closed = [
        (letter.address, letter.subject, letter.url)
        for letter in letters
        # 409: the step was taken since, and the page says so.
        if clients[letter.recipient].get(letter.url).status_code not in {200, 409}
    ]

    assert closed == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_workspace_and_every_button_on_it_open(address: str):
    client = client_for(User.objects.get(email=address))
    for name in OWN_LISTS:
        assert client.get(reverse(name)).status_code == 200, name
    page = client.get(reverse("marketplace:workspace")).content.decode()

    body = page[page.index("<main") : page.index("</main>")]
    links = {link.split("#")[0] for link in re.findall(r'href="(/(?:vi|en)/[^"]*)"', body)}
    closed = {
        link: client.get(link).status_code for link in sorted(links) if client.get(link).status_code != 200
    }

    assert closed == {}
