"""The pages from the signatures to the second buyer: walked in forms, hidden where they are not one's own."""

import pytest
from django.test import Client

from marketplace.domain.clock import today
from marketplace.models import User
from procurement.domain.milestones import accept_milestone, earliest_cure
from procurement.domain.payments import request_payment
from procurement.models import Contract, Milestone, Order, Payment
from procurement.states import ContractStatus, MilestoneStatus, OrderStatus, PaymentStatus
from tests.factories import client_for
from tests.procurement.browsing import page_of, pdf, send, text_of
from tests.procurement.deliveries import (
    codes_for,
    contract_in_force,
    deliver,
    drawn_contract,
    first_milestone,
    fresh,
    measure,
    passport_of,
)
from tests.procurement.factories import People, make_file

pytestmark = pytest.mark.django_db


# --- the whole way, in forms ------------------------------------------------------------------------------
def test_every_step_from_the_signatures_to_the_passport_is_taken_in_forms(
    people: People, finance: User
) -> None:
    contract = drawn_contract(people)
    approver, owner, officer = (
        client_for(people.approver),
        client_for(people.owner),
        client_for(people.officer),
    )
    verifier, payer = client_for(people.verifier), client_for(finance)

    send(approver, "sign_as_buyer", contract, has_read="on")
    send(owner, "sign_as_supplier", contract, has_read="on")
    for milestone in contract.milestones.all():
        send(owner, "deliver_milestone", milestone, statement="Đã giao.", evidence=pdf())
        send(
            verifier, "measure_milestone", milestone,
            value="18,4", sample="30 ngày", measured_on=today().isoformat(), report=pdf("do.pdf"),
        )  # fmt: skip
        send(officer, "accept_milestone", milestone)
        send(
            owner, "request_payment", milestone,
            invoice_number="128", invoice_on=today().isoformat(), invoice=pdf("hoa-don.pdf"),
        )  # fmt: skip
        payment = Payment.objects.get(milestone=milestone)
        send(payer, "send_payment", payment)
        send(payer, "record_payment", payment, treasury_reference="KB-1", value_on=today().isoformat())
    order = contract.order
    lines = "\n".join(f"nguoi-{number}@truong.example.vn; Trường" for number in range(5))
    send(officer, "list_reviewers", order, question="Có ích không?", people=lines)
    send(officer, "open_review", order.review)
    for code in codes_for(order.review, 5):
        page = Client().get(page_of("answer_review", code))
        Client().post(page_of("answer_review", code), {"form_key": page.context["form_key"], "score": "5"})
    send(officer, "close_review", order.review)

    order = Order.objects.get(pk=order.pk)
    assert order.status == OrderStatus.COMPLETED
    assert set(Payment.objects.values_list("status", flat=True)) == {PaymentStatus.PAID}
    shown = text_of(Client().get(order.own_passport.get_absolute_url()))
    assert order.own_passport.number in shown
    assert "5<small>/5" in shown


def test_a_missed_value_is_refused_in_words_and_may_be_cured_in_forms(people: People) -> None:
    milestone = first_milestone(contract_in_force(people))
    deliver(milestone, people)
    measure(milestone, people, "31.5")
    officer = client_for(people.officer)

    refused = send(officer, "accept_milestone", milestone)
    send(
        officer,
        "refuse_milestone",
        milestone,
        reasons="Vượt 1,5 giờ.",
        cure_until=earliest_cure().isoformat(),
    )

    assert refused.status_code == 409
    assert "31,5" in text_of(refused)
    assert fresh(milestone).status == MilestoneStatus.REFUSED
    assert "accept-milestone" not in text_of(officer.get(milestone.get_absolute_url()))


def test_part_acceptance_asks_for_an_amount_below_the_milestones(people: People) -> None:
    milestone = first_milestone(contract_in_force(people))
    deliver(milestone, people)
    measure(milestone, people, "31.5")
    officer = client_for(people.officer)

    for typed in ("-1", "1,5", "0", "176.000.000", "1" + "0" * 18):
        answer = send(officer, "accept_partly", milestone, accepted_minor=typed, reasons="Một phần.")
        assert answer.status_code in {422, 409}, typed
    send(officer, "accept_partly", milestone, accepted_minor="100.000.000", reasons="Một phần.")

    assert fresh(milestone).status == MilestoneStatus.PARTLY_ACCEPTED


def test_a_returned_dossier_is_completed_in_a_form(people: People, finance: User) -> None:
    payment = a_payment(people)

    send(client_for(finance), "return_payment", payment, reasons="Thiếu mã số thuế.")
    owner = client_for(people.owner)
    shown = text_of(owner.get(payment.get_absolute_url()))
    send(owner, "request_payment_again", payment, invoice_number="129", invoice_on=today().isoformat())

    payment.refresh_from_db()
    assert "Thiếu mã số thuế." in shown
    assert (payment.status, payment.invoice_number) == (PaymentStatus.REQUESTED, "129")


def a_payment(people: People, milestone: Milestone | None = None) -> Payment:
    """The first milestone, accepted; its payment requested."""
    milestone = milestone or first_milestone(contract_in_force(people))
    deliver(milestone, people)
    measure(milestone, people, "25")
    accept_milestone(fresh(milestone), by=people.who("officer"))
    by = people.who("owner")
    invoice = make_file("hoa-don.pdf", by=by)
    return request_payment(fresh(milestone), by=by, invoice_number="128", invoice_on=today(), invoice=invoice)


def test_the_same_form_sent_twice_acts_once(people: People, second_officer: User) -> None:
    passport = passport_of(people)
    officer = client_for(second_officer)
    address = page_of("order_from_passport", passport.number)
    key = officer.get(address).context["form_key"]

    first = officer.post(address, {"form_key": key})
    second = officer.post(address, {"form_key": key})

    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Order.objects.filter(passport=passport).count() == 1


# --- doors ------------------------------------------------------------------------------------------------
def test_an_unsigned_contract_is_hidden_from_everyone_but_those_on_it(people: People, rival: User) -> None:
    contract = drawn_contract(people)

    for client in (Client(), client_for(rival)):
        assert client.get(contract.get_absolute_url()).status_code == 404
        assert client.get(contract.milestones.first().get_absolute_url()).status_code == 404
    for person in (people.officer, people.approver, people.owner, people.verifier):
        assert client_for(person).get(contract.get_absolute_url()).status_code == 200


def test_a_contract_in_force_is_public_but_its_words_are_not(people: People) -> None:
    contract = contract_in_force(people)
    milestone = first_milestone(contract)
    deliver(milestone, people)
    measure(milestone, people, "25")

    public = text_of(Client().get(contract.get_absolute_url())) + text_of(
        Client().get(milestone.get_absolute_url())
    )
    theirs = text_of(client_for(people.owner).get(contract.get_absolute_url()))

    assert "440.000.000" in public
    assert "25" in public
    for words in (
        "bảo hành 24 tháng",
        "Đã lắp và bàn giao",
        people.approver.name,
        people.owner.name,
        "ket-qua-do",
    ):
        assert words not in public
    assert "bảo hành 24 tháng" in theirs


def test_every_verb_page_is_nothing_to_those_whose_duty_it_is_not(
    people: People, rival: User, finance: User
) -> None:
    contract = contract_in_force(people)
    milestone = first_milestone(contract)
    payment = a_payment(people, milestone)
    duties = {
        ("sign_as_buyer", contract): people.approver,
        ("sign_as_supplier", contract): people.owner,
        ("terminate_contract", contract): people.approver,
        ("deliver_milestone", milestone): people.owner,
        ("measure_milestone", milestone): people.verifier,
        ("accept_milestone", milestone): people.officer,
        ("accept_partly", milestone): people.officer,
        ("refuse_milestone", milestone): people.officer,
        ("request_payment", milestone): people.owner,
        ("request_payment_again", payment): people.owner,
        ("return_payment", payment): finance,
        ("send_payment", payment): finance,
        ("record_payment", payment): finance,
    }
    everyone = [people.officer, people.approver, people.owner, people.verifier, finance, rival]

    for (verb, subject), whose in duties.items():
        address = page_of(verb, subject.public_id)
        assert Client().get(address).status_code == 302, verb
        for person in everyone:
            answers = {
                client_for(person).get(address).status_code,
                client_for(person).post(address).status_code,
            }
            if person == whose:
                assert 404 not in answers, verb
            else:
                assert answers == {404}, (verb, person)


def test_the_payment_dossier_is_for_the_two_sides_alone(people: People, finance: User, rival: User) -> None:
    payment = a_payment(people)

    assert Client().get(payment.get_absolute_url()).status_code == 404
    for person, status in ((rival, 404), (people.verifier, 404), (finance, 200), (people.owner, 200)):
        assert client_for(person).get(payment.get_absolute_url()).status_code == status
        assert client_for(person).get(page_of("payments")).status_code == 200
    assert payment.milestone.title in text_of(client_for(finance).get(page_of("payments")))
    assert payment.milestone.title not in text_of(client_for(rival).get(page_of("payments")))


def test_a_step_that_is_not_open_now_says_so(people: People) -> None:
    milestone = first_milestone(contract_in_force(people))

    assert client_for(people.officer).get(page_of("accept_milestone", milestone.public_id)).status_code == 409


def test_what_was_typed_is_given_back_when_a_form_is_refused(people: People) -> None:
    milestone = first_milestone(contract_in_force(people))
    owner = client_for(people.owner)

    answer = send(owner, "deliver_milestone", milestone, statement="Đã giao hai trạm đầu.")

    assert answer.status_code == 422
    assert "Đã giao hai trạm đầu." in text_of(answer)


def test_what_was_typed_is_given_back_after_an_expired_session(people: People) -> None:
    contract = contract_in_force(people)
    approver = client_for(people.approver)
    address = page_of("terminate_contract", contract.public_id)
    opened = approver.get(address).context
    approver.logout()

    sent = approver.post(
        address,
        {
            "form_key": opened["form_key"],
            "form_author": opened["form_author"],
            "reasons": "Nhà cung cấp ngừng.",
        },
    )
    approver.force_login(people.approver)

    assert sent.status_code == 302
    assert "Nhà cung cấp ngừng." in text_of(approver.get(address))
    assert Contract.objects.get(pk=contract.pk).status == ContractStatus.ACTIVE
