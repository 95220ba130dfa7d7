"""A milestone: delivered with evidence, measured by the named verifier, accepted on the measured value."""

import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.clock import today
from marketplace.errors import ChangedMeanwhile, IllegalMove, NotSeparated, Refusal
from marketplace.models import JournalEntry, Membership, User
from marketplace.states import Who
from procurement.domain.contracts import terminate_contract
from procurement.domain.milestones import (
    accept_milestone,
    accept_partly,
    amount,
    deliver_milestone,
    earliest_cure,
    measure_milestone,
    plain,
    refuse_milestone,
)
from procurement.models import Acceptance, Contract, Milestone
from procurement.policies import revoke_verifier
from procurement.states import ContractStatus, MilestoneStatus, OrderStatus
from tests import factories
from tests.procurement.deliveries import (
    accept_all,
    contract_in_force,
    deliver,
    drawn_contract,
    first_milestone,
    fresh,
    measure,
)
from tests.procurement.factories import People, make_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(people: People) -> Contract:
    return contract_in_force(people)


@pytest.fixture
def milestone(contract: Contract) -> Milestone:
    """The first one: target 30 hours, lower is better, 40 % of 440 million dong."""
    return first_milestone(contract)


@pytest.fixture
def measured(milestone: Milestone, people: People) -> Milestone:
    """Delivered, and measured at 25 hours: the target is met."""
    deliver(milestone, people)
    measure(milestone, people, "25")
    return fresh(milestone)


@pytest.fixture
def missed(milestone: Milestone, people: People) -> Milestone:
    """Delivered, and measured at 31.5 hours: the target is missed."""
    deliver(milestone, people)
    measure(milestone, people, "31.5")
    return fresh(milestone)


# --- delivering ---------------------------------------------------------------------------------------
def test_a_delivery_starts_the_agencys_clock(milestone: Milestone, people: People) -> None:
    handover = deliver(milestone, people)

    assert fresh(milestone).status == MilestoneStatus.DELIVERED
    assert handover.evidence.count() == 1
    # Ten days, by platform policy; a last day that is not worked gives way to the next one.
    assert timedelta(days=9) < handover.acceptance_due_at - handover.created_at < timedelta(days=20)


@pytest.mark.parametrize("person", ["officer", "approver", "verifier"])
def test_only_the_supplier_delivers(milestone: Milestone, people: People, person: str) -> None:
    by = people.who(person)

    with pytest.raises(IllegalMove):
        deliver_milestone(milestone, by=by, statement="Đã giao.", evidence=[make_file(by=by)])


@pytest.mark.parametrize(
    ("fields", "code"), [({"evidence": []}, "evidence_missing"), ({"statement": " "}, "statement_missing")]
)
def test_a_delivery_without_statement_or_evidence_is_refused(
    milestone: Milestone, people: People, fields: dict[str, object], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        deliver(milestone, people, **fields)

    assert refused.value.code == code
    assert fresh(milestone).status == MilestoneStatus.PLANNED


def test_nothing_is_delivered_before_both_have_signed(people: People) -> None:
    contract = drawn_contract(people)

    with pytest.raises(IllegalMove):
        deliver(contract.milestones.get(number=1), people)


def test_nothing_is_delivered_after_the_contract_ended(
    contract: Contract, milestone: Milestone, people: People
) -> None:
    terminate_contract(contract, by=people.who("approver"), reasons="Không cần nữa.")

    with pytest.raises(IllegalMove):
        deliver(milestone, people)


# --- measuring ------------------------------------------------------------------------------------------
def test_the_named_verifier_measures_and_the_journal_holds_the_value(
    milestone: Milestone, people: People
) -> None:
    deliver(milestone, people)

    measurement = measure(milestone, people, "18.4")

    assert (measurement.value, measurement.measured_by) == (Decimal("18.4"), people.verifier)
    assert fresh(milestone).status == MilestoneStatus.MEASURED
    entry = JournalEntry.objects.get(verb="milestone.measured")
    assert entry.facts == {
        "milestone": 1, "value": "18.4", "target": "30", "measured_on": today().isoformat(),
    }  # fmt: skip


@pytest.mark.parametrize("person", ["officer", "approver", "owner"])
def test_nobody_but_the_named_verifier_measures(milestone: Milestone, people: People, person: str) -> None:
    deliver(milestone, people)

    with pytest.raises(IllegalMove):
        measure(milestone, people, by=people.who(person))


def test_a_verifier_without_the_grant_measures_no_longer(milestone: Milestone, people: People) -> None:
    deliver(milestone, people)
    revoke_verifier(people.verifier, milestone.lot.order)
    verifier = User.objects.get(pk=people.verifier.pk)

    with pytest.raises(IllegalMove):
        measure(milestone, people, by=factories.acting(verifier))


def test_a_value_measured_tomorrow_or_before_the_delivery_is_refused(
    milestone: Milestone, people: People
) -> None:
    deliver(milestone, people)

    for day, code in [
        (today() + timedelta(days=1), "measured_in_future"),
        (today() - timedelta(days=1), "measured_before_delivery"),
    ]:
        with pytest.raises(Refusal) as refused:
            measure(milestone, people, measured_on=day)
        assert refused.value.code == code


def test_what_is_no_number_is_no_measured_value(milestone: Milestone, people: People) -> None:
    deliver(milestone, people)

    with pytest.raises(Refusal) as refused:
        measure(milestone, people, "NaN")

    assert refused.value.code == "not_a_number"


def test_an_undelivered_milestone_is_not_measured(milestone: Milestone, people: People) -> None:
    with pytest.raises(IllegalMove):
        measure(milestone, people)


# --- accepting ------------------------------------------------------------------------------------------
def test_a_value_that_meets_the_target_is_accepted_for_the_whole_share(
    measured: Milestone, people: People
) -> None:
    acceptance = accept_milestone(measured, by=people.who("officer"))

    assert (acceptance.outcome, acceptance.accepted_minor) == (Acceptance.Outcome.FULL, 176_000_000)
    assert fresh(measured).status == MilestoneStatus.ACCEPTED


def test_a_value_that_misses_the_target_is_never_accepted_in_full(missed: Milestone, people: People) -> None:
    with pytest.raises(Refusal) as refused:
        accept_milestone(missed, by=people.who("officer"))

    assert refused.value.code == "target_missed"
    assert refused.value.facts == {"value": "31,5\u00a0giờ", "target": "30\u00a0giờ"}
    assert fresh(missed).status == MilestoneStatus.MEASURED


@pytest.mark.parametrize("person", ["approver", "owner", "verifier"])
def test_only_the_officer_accepts(measured: Milestone, people: People, person: str) -> None:
    with pytest.raises(IllegalMove):
        accept_milestone(measured, by=people.who(person))


def test_whoever_measured_does_not_also_accept(measured: Milestone, people: People) -> None:
    Membership.objects.create(user=people.verifier, organisation=people.agency, role=Who.OFFICER)

    with pytest.raises(NotSeparated):
        accept_milestone(measured, by=factories.acting(people.verifier, people.agency))


def test_a_delivered_milestone_is_not_accepted_before_it_is_measured(
    milestone: Milestone, people: People
) -> None:
    deliver(milestone, people)

    with pytest.raises(IllegalMove):
        accept_milestone(fresh(milestone), by=people.who("officer"))


def test_a_missed_target_may_be_accepted_in_part_for_less(missed: Milestone, people: People) -> None:
    acceptance = accept_partly(
        missed, by=people.who("officer"), accepted_minor=100_000_000, reasons="Thiếu 1,5 giờ so với mục tiêu."
    )

    assert (acceptance.outcome, acceptance.accepted_minor) == (Acceptance.Outcome.PARTIAL, 100_000_000)
    assert fresh(missed).status == MilestoneStatus.PARTLY_ACCEPTED


@pytest.mark.parametrize("accepted_minor", [-1, 0, 176_000_000, 10**18])
def test_a_part_is_more_than_nothing_and_less_than_all(
    missed: Milestone, people: People, accepted_minor: int
) -> None:
    with pytest.raises(Refusal) as refused:
        accept_partly(missed, by=people.who("officer"), accepted_minor=accepted_minor, reasons="Một phần.")

    assert refused.value.code == "amount_not_partial"


def test_part_acceptance_and_refusal_need_reasons(missed: Milestone, people: People) -> None:
    by = people.who("officer")

    for refuse in (
        lambda: accept_partly(missed, by=by, accepted_minor=1, reasons=" "),
        lambda: refuse_milestone(missed, by=by, reasons="", cure_until=earliest_cure()),
    ):
        with pytest.raises(Refusal) as refused:
            refuse()
        assert refused.value.code == "reasons_missing"


def test_an_answer_in_a_race_is_given_once(measured: Milestone, people: People) -> None:
    late = fresh(measured)
    accept_milestone(measured, by=people.who("officer"))

    with pytest.raises(ChangedMeanwhile):
        refuse_milestone(late, by=people.who("officer"), reasons="Chưa đạt.", cure_until=earliest_cure())

    assert Acceptance.objects.count() == 1


# --- refusing and curing --------------------------------------------------------------------------------
def test_a_refused_milestone_is_cured_delivered_and_measured_again(missed: Milestone, people: People) -> None:
    refuse_milestone(missed, by=people.who("officer"), reasons="Vượt 1,5 giờ.", cure_until=earliest_cure())

    again = deliver(missed, people)
    measure(missed, people, "29")
    acceptance = accept_milestone(fresh(missed), by=people.who("officer"))

    assert again.number == 2
    assert acceptance.outcome == Acceptance.Outcome.FULL
    outcomes = Acceptance.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == ["refused", "full"]


def test_a_cure_time_shorter_than_the_policy_is_refused(missed: Milestone, people: People) -> None:
    with pytest.raises(Refusal) as refused:
        refuse_milestone(
            missed, by=people.who("officer"), reasons="Vượt.", cure_until=earliest_cure() - timedelta(days=1)
        )

    assert refused.value.code == "cure_too_short"
    assert refused.value.facts == {"day": f"{earliest_cure():%d/%m/%Y}"}


def test_after_the_cure_time_nothing_is_delivered_again(
    missed: Milestone, people: People, days_pass: Callable[..., None]
) -> None:
    refuse_milestone(missed, by=people.who("officer"), reasons="Vượt.", cure_until=earliest_cure())
    days_pass((earliest_cure() - today()).days + 1)

    with pytest.raises(Refusal) as refused:
        deliver(missed, people)

    assert refused.value.code == "cure_time_over"


# --- the end of the contract ----------------------------------------------------------------------------
def test_the_last_accepted_milestone_fulfils_the_contract_and_accepts_the_order(
    contract: Contract, people: People
) -> None:
    order = accept_all(contract, people)

    contract.refresh_from_db()
    assert contract.status == ContractStatus.FULFILLED
    assert contract.ended_at is not None
    assert order.status == OrderStatus.ACCEPTED
    verbs = JournalEntry.objects.filter(subject_id=order.pk).values_list("verb", flat=True)
    assert list(verbs)[-3:] == ["milestone.accepted", "contract.fulfilled", "order.accepted"]


def test_one_accepted_milestone_of_two_leaves_the_contract_in_force(
    measured: Milestone, people: People
) -> None:
    accept_milestone(measured, by=people.who("officer"))

    contract = Contract.objects.get(pk=measured.contract_id)
    assert contract.status == ContractStatus.ACTIVE
    assert contract.order.status == OrderStatus.CONTRACTED


def test_the_milestones_amounts_are_the_whole_price(contract: Contract) -> None:
    assert sum(amount(milestone) for milestone in contract.milestones.all()) == contract.price_minor


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_last_milestones_accepted_at_once_still_accept_the_order(
    contract: Contract, people: People
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs a real PostgreSQL (DATABASE_URL)")
    for milestone in contract.milestones.all():
        deliver(milestone, people)
        measure(milestone, people)
    by, start = people.who("officer"), threading.Barrier(2)

    def accept(number: int) -> None:
        start.wait(timeout=20)
        try:
            accept_milestone(fresh(contract.milestones.get(number=number)), by=by)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    contract.refresh_from_db()
    assert contract.status == ContractStatus.FULFILLED
    assert contract.order.status == OrderStatus.ACCEPTED


# --- figures ----------------------------------------------------------------------------------------------
@given(st.decimals(-(10**13), 10**13, places=4))
def test_a_measured_value_is_written_without_loss_and_without_an_exponent(value: Decimal) -> None:
    assert Decimal(plain(value)) == value
    assert "E" not in plain(value)


def test_words_of_a_refusal_stay_out_of_the_journal(missed: Milestone, people: People) -> None:
    refuse_milestone(
        missed, by=people.who("officer"), reasons="Bụi vượt 1,5 giờ.", cure_until=earliest_cure()
    )

    assert "Bụi" not in str(list(JournalEntry.objects.values_list("facts", flat=True)))


def test_the_measured_value_is_not_taken_from_a_stranger(
    milestone: Milestone, people: People, rival: User
) -> None:
    deliver(milestone, people)

    with pytest.raises(IllegalMove):
        measure_milestone(
            fresh(milestone), by=factories.acting(rival), value=Decimal(1), sample="", measured_on=today(),
            report=make_file(by=factories.acting(rival)),
        )  # fmt: skip
