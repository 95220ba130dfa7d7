"""What waits for whom from the signatures to the passport, and the letters about it: each person in their turn."""

from collections.abc import Callable, Iterator

import pytest
from django.core import mail

from marketplace.domain.clock import today
from marketplace.domain.notifications import write_letters
from marketplace.models import JournalEntry, Letter, User
from marketplace.policies import Actor
from procurement.domain.contracts import sign_as_buyer, sign_as_supplier, terminate_contract
from procurement.domain.due import play_due
from procurement.domain.milestones import accept_milestone, earliest_cure, refuse_milestone
from procurement.domain.payments import record_payment, request_payment, return_payment, send_payment
from procurement.domain.reviews import answer_review, close_review
from procurement.models import Payment
from procurement.workspaces import duties
from tests import factories
from tests.procurement.deliveries import (
    accept_all,
    codes_for,
    contract_in_force,
    deliver,
    deliver_entries,
    drawn_contract,
    first_milestone,
    fresh,
    listed_review,
    measure,
    opened_review,
)
from tests.procurement.factories import People

pytestmark = pytest.mark.django_db


def mine(actor: Actor) -> list[str]:
    """Buttons of what waits for this person now."""
    return [duty.button for duty in duties(actor) if not duty.waits_for]


def others(actor: Actor) -> list[str]:
    """For whom this person waits."""
    return [duty.waits_for for duty in duties(actor) if duty.waits_for]


# --- duties -----------------------------------------------------------------------------------------------
def test_both_sides_are_asked_to_sign_until_they_have(people: People) -> None:
    contract = drawn_contract(people)
    approver, owner = people.who("approver"), people.who("owner")
    before = mine(approver), mine(owner)

    sign_as_buyer(contract, by=approver)

    assert [len(duties) for duties in before] == [1, 1]
    assert (mine(approver), others(approver)) == ([], [people.listing.organisation.name])
    assert len(mine(owner)) == 1


def test_each_step_of_a_delivery_waits_for_its_person(people: People, finance: User) -> None:
    milestone = first_milestone(contract_in_force(people))
    owner, verifier, officer, payer = (
        people.who("owner"),
        people.who("verifier"),
        people.who("officer"),
        factories.acting(finance),
    )
    planned = len(mine(owner))
    deliver(milestone, people)
    delivered = len(mine(verifier)), len(mine(officer)), len(others(officer))
    measure(milestone, people, "25")
    measured = len(mine(verifier)), len(mine(officer))
    accept_milestone(fresh(milestone), by=officer)
    accepted = len(mine(officer)), len(mine(owner))
    request_payment(fresh(milestone), by=owner, invoice_number="1", invoice_on=today())
    requested = len(mine(payer))
    payment = Payment.objects.get()
    return_payment(payment, by=payer, reasons="Thiếu.")
    returned = len(mine(payer)), len(mine(owner))

    assert planned == 2  # both milestones
    assert (delivered, measured) == ((1, 0, 1), (0, 1))
    assert accepted == (0, 2)  # request payment, and deliver the second milestone
    assert requested == 1
    assert returned == (0, 2)


def test_a_refused_milestone_waits_for_the_supplier_and_after_its_time_for_the_approver(
    people: People, days_pass: Callable[..., None]
) -> None:
    milestone = first_milestone(contract_in_force(people))
    deliver(milestone, people)
    measure(milestone, people, "36")
    refuse_milestone(fresh(milestone), by=people.who("officer"), reasons="Vượt.", cure_until=earliest_cure())
    in_time = len(mine(people.who("owner"))), len(mine(people.who("approver")))

    days_pass(20)

    assert in_time == (2, 0)
    assert (len(mine(people.who("owner"))), len(mine(people.who("approver")))) == (1, 1)


def test_a_review_waits_for_the_officer_then_for_the_users_then_for_the_officer(people: People) -> None:
    officer = people.who("officer")
    order = accept_all(contract_in_force(people), people)
    accepted = len(mine(officer))
    listed_review(order, people, 2)
    listed = len(mine(officer))
    review = opened_review(order, people, 2)
    asked = len(mine(officer)), len(others(officer))
    for code in codes_for(review, 2):
        answer_review(code, score=4)
    answered = len(mine(officer))
    close_review(review, by=officer)

    assert (accepted, listed, asked, answered, len(mine(officer))) == (1, 1, (0, 1), 1, 0)


def test_nothing_of_it_waits_for_a_stranger(people: People, rival: User, second_officer: User) -> None:
    deliver(first_milestone(contract_in_force(people)), people)

    assert mine(factories.acting(rival)) == mine(factories.acting(second_officer)) == []


# --- letters ----------------------------------------------------------------------------------------------
@pytest.fixture
def written(people: People) -> Iterator[Callable[[], dict[str, list[str]]]]:
    """Subjects of the letters since the last call, by the person's name in this story."""
    names = {getattr(people, name).email: name for name in ("officer", "approver", "owner", "verifier")}

    def since() -> dict[str, list[str]]:
        deliver_entries()
        found: dict[str, list[str]] = {}
        for message in mail.outbox:
            found.setdefault(names.get(message.to[0], message.to[0]), []).append(message.subject)
        mail.outbox.clear()
        return found

    yield since
    mail.outbox.clear()


def test_a_signature_writes_to_whoever_signs_next(
    people: People, written: Callable[[], dict[str, list[str]]]
) -> None:
    contract = drawn_contract(people)
    written()

    sign_as_buyer(contract, by=people.who("approver"))
    first = written()
    sign_as_supplier(contract, by=people.who("owner"))

    assert set(first) == {"owner"}
    assert set(written()) == {"officer"}  # who signed last needs no letter


def test_each_step_of_a_delivery_writes_to_whoever_acts_next(
    people: People, finance: User, written: Callable[[], dict[str, list[str]]]
) -> None:
    milestone = first_milestone(contract_in_force(people))
    payer = factories.acting(finance)
    written()
    told = []
    for step in (
        lambda: deliver(milestone, people),
        lambda: measure(milestone, people, "25"),
        lambda: accept_milestone(fresh(milestone), by=people.who("officer")),
        lambda: request_payment(
            fresh(milestone), by=people.who("owner"), invoice_number="1", invoice_on=today()
        ),
        lambda: send_payment(Payment.objects.get(), by=payer),
        lambda: record_payment(Payment.objects.get(), by=payer, treasury_reference="KB", value_on=today()),
    ):
        step()
        told.append(set(written()))

    assert told == [
        {"verifier", "officer"},
        {"officer", "owner"},
        {"owner"},
        {finance.email},
        set(),
        {"owner"},
    ]


def test_a_refusal_carries_its_reasons_to_the_supplier_alone(
    people: People, written: Callable[[], dict[str, list[str]]]
) -> None:
    milestone = first_milestone(contract_in_force(people))
    deliver(milestone, people)
    measure(milestone, people, "36")
    written()

    refuse_milestone(
        fresh(milestone), by=people.who("officer"), reasons="Bụi vượt.", cure_until=earliest_cure()
    )
    deliver_entries()

    assert [message.to for message in mail.outbox] == [[people.owner.email]]
    assert "Bụi vượt." in mail.outbox[0].body


def test_a_late_agency_hears_it_once(
    people: People, written: Callable[[], dict[str, list[str]]], days_pass: Callable[..., None]
) -> None:
    deliver(first_milestone(contract_in_force(people)), people)
    written()
    days_pass(40)

    play_due()
    first = written()
    play_due()

    assert set(first) == {"approver", "officer"}
    assert written() == {}


def test_the_passport_is_told_to_its_owner(
    people: People, written: Callable[[], dict[str, list[str]]]
) -> None:
    contract = contract_in_force(people)
    written()

    terminate_contract(contract, by=people.who("approver"), reasons="Không cần nữa.")

    told = written()
    assert len(told["owner"]) == 2  # the end of the contract, and the passport that says so
    assert set(told) == {"owner", "officer", "verifier"}


def test_a_letter_of_a_step_that_has_passed_is_not_written(
    people: People, written: Callable[[], dict[str, list[str]]]
) -> None:
    milestone = first_milestone(contract_in_force(people))
    written()
    deliver(milestone, people)
    measure(milestone, people, "25")

    told = written()

    assert "verifier" not in told


def test_every_letter_is_in_its_readers_language_and_leads_to_a_page(people: People) -> None:
    people.owner.language = "en"
    people.owner.save(update_fields=["language"])
    accept_all(contract_in_force(people), people)

    deliver_entries()

    letters = Letter.objects.filter(recipient=people.owner)
    assert letters.exists()
    for letter in letters:
        assert letter.url.startswith("/en/")
        assert factories.client_for(people.owner).get(letter.url).status_code in {200, 409}


def test_delivering_an_entry_twice_writes_one_letter(people: People) -> None:
    deliver(first_milestone(contract_in_force(people)), people)
    deliver_entries()
    count = Letter.objects.count()

    for entry in JournalEntry.objects.filter(subject_type="procurement.order"):
        write_letters(entry)

    told = Letter.objects.filter(fact__endswith="milestone.delivered")
    assert told.count() == 2
    assert Letter.objects.count() >= count
