"""Paying an accepted milestone: requested with an invoice, sent by finance, proved by the treasury."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from marketplace.domain.clock import today
from marketplace.errors import ChangedMeanwhile, IllegalMove, NotSeparated, Refusal
from marketplace.models import JournalEntry, Membership, User
from marketplace.states import Who
from procurement.domain.contracts import terminate_contract
from procurement.domain.milestones import accept_milestone, accept_partly
from procurement.domain.payments import (
    escalate_payment,
    record_payment,
    request_payment,
    request_payment_again,
    return_payment,
    send_payment,
)
from procurement.models import Milestone, Payment
from procurement.states import PaymentStatus
from tests import factories
from tests.procurement.deliveries import contract_in_force, deliver, first_milestone, fresh, measure
from tests.procurement.factories import People, make_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def measured(people: People) -> Milestone:
    milestone = first_milestone(contract_in_force(people))
    deliver(milestone, people)
    measure(milestone, people, "25")
    return fresh(milestone)


@pytest.fixture
def accepted(measured: Milestone, people: People) -> Milestone:
    accept_milestone(measured, by=people.who("officer"))
    return fresh(measured)


def request(milestone: Milestone, people: People, **fields: object) -> Payment:
    owner = people.who("owner")
    values = {"invoice_number": "1C26TSK-00000128", "invoice_on": today(), "invoice": make_file(by=owner)}
    return request_payment(milestone, by=owner, **(values | fields))


@pytest.fixture
def payment(accepted: Milestone, people: People) -> Payment:
    return request(accepted, people)


# --- asking -------------------------------------------------------------------------------------------
def test_what_was_accepted_is_what_is_paid_and_the_clock_of_the_law_starts(payment: Payment) -> None:
    assert payment.amount_minor == 176_000_000
    # Decree 214/2025 art. 120(8): fourteen days; a last day that is not worked gives way to the next one.
    assert timedelta(days=13) < payment.due_at - payment.requested_at < timedelta(days=25)


def test_of_a_part_acceptance_only_the_part_is_paid(measured: Milestone, people: People) -> None:
    accept_partly(measured, by=people.who("officer"), accepted_minor=90_000_000, reasons="Chậm một tuần.")

    assert request(fresh(measured), people).amount_minor == 90_000_000


def test_what_is_not_accepted_is_not_paid(measured: Milestone, people: People) -> None:
    with pytest.raises(IllegalMove):
        request(measured, people)


def test_an_accepted_milestone_is_payable_after_an_early_end(accepted: Milestone, people: People) -> None:
    terminate_contract(accepted.contract, by=people.who("approver"), reasons="Không cần phần còn lại.")

    assert request(fresh(accepted), people).status == PaymentStatus.REQUESTED


@pytest.mark.parametrize("person", ["officer", "approver", "verifier"])
def test_only_the_supplier_asks_to_be_paid(accepted: Milestone, people: People, person: str) -> None:
    with pytest.raises(IllegalMove):
        request_payment(accepted, by=people.who(person), invoice_number="1", invoice_on=today())


def test_a_milestone_is_paid_once(payment: Payment, accepted: Milestone, people: People) -> None:
    with pytest.raises(Refusal) as refused:
        request(accepted, people)

    assert refused.value.code == "already_done"
    assert Payment.objects.count() == 1


def test_an_invoice_of_tomorrow_or_without_a_number_is_refused(accepted: Milestone, people: People) -> None:
    for fields, code in [
        ({"invoice_on": today() + timedelta(days=1)}, "invoice_in_future"),
        ({"invoice_number": "  "}, "invoice_missing"),
    ]:
        with pytest.raises(Refusal) as refused:
            request(accepted, people, **fields)
        assert refused.value.code == code


# --- handling ---------------------------------------------------------------------------------------------
def test_finance_sends_and_proves_the_payment(payment: Payment, finance: User) -> None:
    by = factories.acting(finance)

    send_payment(payment, by=by)
    record_payment(payment, by=by, treasury_reference="KBNN-2026-88121", value_on=today())

    payment.refresh_from_db()
    assert (payment.status, payment.treasury_reference) == (PaymentStatus.PAID, "KBNN-2026-88121")
    assert payment.paid_at is not None


@pytest.mark.parametrize("person", ["officer", "approver", "owner", "verifier"])
def test_nobody_but_finance_handles_a_payment(payment: Payment, people: People, person: str) -> None:
    for act in (
        lambda by: send_payment(payment, by=by),
        lambda by: return_payment(payment, by=by, reasons="Thiếu hoá đơn."),
    ):
        with pytest.raises(IllegalMove):
            act(people.who(person))


def test_whoever_accepted_does_not_also_pay(payment: Payment, people: People) -> None:
    Membership.objects.create(user=people.officer, organisation=people.agency, role=Who.FINANCE)

    with pytest.raises(NotSeparated):
        send_payment(payment, by=people.who("officer"))


def test_an_incomplete_dossier_comes_back_and_the_clock_starts_anew(
    payment: Payment, people: People, finance: User, days_pass: Callable[..., None]
) -> None:
    due = payment.due_at
    return_payment(payment, by=factories.acting(finance), reasons="Hoá đơn thiếu mã số thuế.")
    days_pass(3)

    request_payment_again(payment, by=people.who("owner"), invoice_number="1C26TSK-129", invoice_on=today())

    payment.refresh_from_db()
    assert (payment.status, payment.invoice_number) == (PaymentStatus.REQUESTED, "1C26TSK-129")
    assert payment.due_at > due
    assert payment.invoice is not None


def test_a_returned_dossier_says_what_is_missing(payment: Payment, finance: User) -> None:
    with pytest.raises(Refusal) as refused:
        return_payment(payment, by=factories.acting(finance), reasons=" ")

    assert refused.value.code == "reasons_missing"


def test_two_finance_officers_send_a_payment_once(payment: Payment, finance: User) -> None:
    late = Payment.objects.select_related("milestone__lot__order").get(pk=payment.pk)
    send_payment(payment, by=factories.acting(finance))

    with pytest.raises(ChangedMeanwhile):
        send_payment(late, by=factories.acting(finance))


@pytest.mark.parametrize(
    ("reference", "days", "code"),
    [(" ", 0, "reference_missing"), ("KB-1", 1, "value_in_future"), ("KB-1", -1, "value_before_request")],
)
def test_a_payment_without_proof_is_not_recorded(
    payment: Payment, finance: User, reference: str, days: int, code: str
) -> None:
    by = factories.acting(finance)
    send_payment(payment, by=by)

    with pytest.raises(Refusal) as refused:
        record_payment(payment, by=by, treasury_reference=reference, value_on=today() + timedelta(days=days))

    assert refused.value.code == code


def test_a_payment_that_was_not_sent_is_not_recorded(payment: Payment, finance: User) -> None:
    with pytest.raises(IllegalMove):
        record_payment(payment, by=factories.acting(finance), treasury_reference="KB-1", value_on=today())


def test_the_database_knows_no_payment_without_proof(payment: Payment) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(status=PaymentStatus.PAID)


# --- the clock ----------------------------------------------------------------------------------------
def test_a_late_payment_is_escalated_once_for_each_dossier(
    payment: Payment, people: People, finance: User, days_pass: Callable[..., None]
) -> None:
    early = escalate_payment(payment)
    days_pass(30)
    told = [early, escalate_payment(payment), escalate_payment(payment)]
    return_payment(payment, by=factories.acting(finance), reasons="Thiếu biên bản.")
    request_payment_again(payment, by=people.who("owner"), invoice_number="2", invoice_on=today())
    days_pass(30)

    assert told == [False, True, False]
    assert [escalate_payment(payment), escalate_payment(payment)] == [True, False]


def test_the_treasurys_reference_stays_out_of_the_journal(payment: Payment, finance: User) -> None:
    by = factories.acting(finance)
    send_payment(payment, by=by)
    record_payment(payment, by=by, treasury_reference="KBNN-2026-88121", value_on=today())

    facts = JournalEntry.objects.get(verb="payment.paid").facts
    assert facts == {
        "payment": payment.pk, "milestone": 1, "amount_minor": 176_000_000, "value_on": today().isoformat(),
    }  # fmt: skip
