"""The contract: signed by both sides in either order, ended early only with reasons."""

import pytest
from django.db import IntegrityError, transaction

from marketplace.errors import ChangedMeanwhile, IllegalMove, NotSeparated, Refusal
from marketplace.models import JournalEntry, Membership, Organisation, User
from marketplace.states import Who
from procurement.domain.contracts import sign_as_buyer, sign_as_supplier, terminate_contract
from procurement.domain.milestones import accept_milestone
from procurement.domain.orders import cancel_order
from procurement.models import Contract, Order, OrderDecision, Passport
from procurement.states import ContractStatus, MilestoneStatus, OrderStatus
from tests import factories
from tests.procurement.deliveries import (
    contract_in_force,
    deliver,
    drawn_contract,
    first_milestone,
    fresh,
    measure,
)
from tests.procurement.factories import People

pytestmark = pytest.mark.django_db
SIGNATURES = {"approver": sign_as_buyer, "owner": sign_as_supplier}


def verbs_of(order: Order) -> list[str]:
    entries = JournalEntry.objects.filter(subject_type="procurement.order", subject_id=order.pk)
    return list(entries.values_list("verb", flat=True))


# --- signing ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("sides", [("approver", "owner"), ("owner", "approver")])
def test_the_second_signature_puts_the_contract_in_force_whoever_signs_first(
    people: People, sides: tuple[str, str]
) -> None:
    contract = drawn_contract(people)

    SIGNATURES[sides[0]](contract, by=people.who(sides[0]))
    first = Contract.objects.get(pk=contract.pk)
    SIGNATURES[sides[1]](contract, by=people.who(sides[1]))

    contract.refresh_from_db()
    assert first.in_force_at is None
    assert contract.status == ContractStatus.ACTIVE
    assert contract.order.status == OrderStatus.CONTRACTED
    assert contract.in_force_at == max(contract.buyer_signed_at, contract.supplier_signed_at)
    assert verbs_of(contract.order)[-2:] == ["contract.active", "order.contracted"]


@pytest.mark.parametrize("person", ["officer", "verifier", "owner"])
def test_only_the_approver_signs_for_the_ordering_organisation(people: People, person: str) -> None:
    contract = drawn_contract(people)

    with pytest.raises(IllegalMove):
        sign_as_buyer(contract, by=people.who(person))

    contract.refresh_from_db()
    assert contract.status == ContractStatus.DRAWN


@pytest.mark.parametrize("person", ["officer", "approver", "verifier"])
def test_only_the_suppliers_owner_signs_for_the_supplier(people: People, person: str) -> None:
    contract = drawn_contract(people)

    with pytest.raises(IllegalMove):
        sign_as_supplier(contract, by=people.who(person))


def test_an_editor_and_a_rivals_owner_sign_nothing(people: People, editor: User, rival: User) -> None:
    contract = drawn_contract(people)

    for stranger in (editor, rival):
        with pytest.raises(IllegalMove):
            sign_as_supplier(contract, by=factories.acting(stranger))


def test_one_person_never_signs_for_both_sides(people: People, firm: Organisation) -> None:
    contract = drawn_contract(people)
    sign_as_buyer(contract, by=people.who("approver"))
    Membership.objects.create(user=people.approver, organisation=firm, role=Who.OWNER)

    with pytest.raises(NotSeparated):
        sign_as_supplier(contract, by=factories.acting(people.approver, firm))


def test_nobody_signs_twice(people: People) -> None:
    contract = drawn_contract(people)
    sign_as_buyer(contract, by=people.who("approver"))

    with pytest.raises(IllegalMove):
        sign_as_buyer(contract, by=people.who("approver"))


def test_a_signature_that_lost_a_race_changes_nothing(people: People) -> None:
    contract = drawn_contract(people)
    late = Contract.objects.select_related("order").get(pk=contract.pk)
    sign_as_buyer(contract, by=people.who("approver"))

    with pytest.raises(ChangedMeanwhile):
        sign_as_supplier(late, by=people.who("owner"))

    contract.refresh_from_db()
    assert contract.supplier_signed_at is None


def test_the_contract_of_a_cancelled_order_is_not_signed(people: People) -> None:
    contract = drawn_contract(people)
    cancel_order(contract.order, by=people.who("approver"), reasons="Ngân sách bị cắt.")

    with pytest.raises(IllegalMove):
        sign_as_supplier(contract, by=people.who("owner"))


def test_a_contract_that_does_not_match_the_decision_is_not_signed(people: People) -> None:
    contract = drawn_contract(people)
    OrderDecision.objects.filter(pk=contract.decision_id).update(price_minor=contract.price_minor - 1)
    contract = Contract.objects.get(pk=contract.pk)

    with pytest.raises(Refusal) as refused:
        sign_as_buyer(contract, by=people.who("approver"))

    assert refused.value.code == "contract_not_as_decided"


def test_the_database_keeps_an_unsigned_contract_out_of_force(people: People) -> None:
    contract = drawn_contract(people)

    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(status=ContractStatus.ACTIVE)


def test_a_signature_enters_the_journal_without_a_person_or_a_price_of_anybodys_offer(people: People) -> None:
    contract = contract_in_force(people)

    entries = JournalEntry.objects.filter(verb__startswith="contract.", subject_id=contract.order_id)

    assert [entry.facts for entry in entries] == [{}, {}, {"price_minor": contract.price_minor}]


# --- ending early -----------------------------------------------------------------------------------
def test_a_terminated_contract_ends_its_open_milestones_and_its_passport_says_so(people: People) -> None:
    contract = contract_in_force(people)
    deliver(first_milestone(contract), people)

    terminate_contract(contract, by=people.who("approver"), reasons="Nhà cung cấp ngừng hoạt động.")

    contract.refresh_from_db()
    assert contract.status == ContractStatus.TERMINATED
    assert contract.order.status == OrderStatus.TERMINATED
    assert {milestone.status for milestone in contract.milestones.all()} == {MilestoneStatus.ENDED}
    passport = Passport.objects.get(order=contract.order)
    assert passport.payload["status"] == "terminated"
    assert "terminated" in passport.payload["caveats"]


def test_what_was_accepted_before_the_end_stays_accepted(people: People) -> None:
    contract = contract_in_force(people)
    milestone = first_milestone(contract)
    deliver(milestone, people)
    measure(milestone, people, "25")
    accept_milestone(fresh(milestone), by=people.who("officer"))
    contract.refresh_from_db()

    terminate_contract(contract, by=people.who("approver"), reasons="Không cần phần còn lại.")

    assert [m.status for m in contract.milestones.order_by("number")] == ["accepted", "ended"]


@pytest.mark.parametrize("person", ["officer", "owner", "verifier"])
def test_only_the_approver_ends_a_contract_early(people: People, person: str) -> None:
    contract = contract_in_force(people)

    with pytest.raises(IllegalMove):
        terminate_contract(contract, by=people.who(person), reasons="Không cần nữa.")


def test_ending_early_needs_reasons(people: People) -> None:
    contract = contract_in_force(people)

    with pytest.raises(Refusal) as refused:
        terminate_contract(contract, by=people.who("approver"), reasons="  ")

    assert refused.value.code == "reasons_missing"
    contract.refresh_from_db()
    assert contract.status == ContractStatus.ACTIVE


def test_the_reasons_of_an_early_end_stay_out_of_the_journal(people: People) -> None:
    contract = contract_in_force(people)

    terminate_contract(contract, by=people.who("approver"), reasons="Nhà cung cấp ngừng hoạt động.")

    for entry in JournalEntry.objects.filter(subject_id=contract.order_id):
        assert "ngừng" not in str(entry.facts)
