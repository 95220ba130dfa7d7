"""The order plan: whole before it is submitted, approved by a second person, public from then on."""

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from marketplace.domain import journal
from marketplace.errors import ChangedMeanwhile, IllegalMove, NotSeparated, NotYours, Refusal
from marketplace.models import Interest, JournalEntry, Organisation, User
from marketplace.phrases import sentence
from marketplace.policies import Actor
from marketplace.states import Who
from procurement.domain.orders import (
    PARTS,
    approve_plan,
    cancel_order,
    draft_order,
    gaps,
    return_plan,
    submit_plan,
    write_plan,
)
from procurement.errors import ReuseUndecided
from procurement.models import Counter, Order
from procurement.policies import verifies
from procurement.states import OrderStatus
from tests import factories
from tests.procurement.factories import People, current_technology, make_interest, order_at, whole_draft

Bring = Callable[..., Order]


def last_entry(order: Order) -> JournalEntry:
    entry = JournalEntry.objects.filter(subject_type="procurement.order", subject_id=order.pk).last()
    assert entry is not None
    return entry


# --- drafting -------------------------------------------------------------------------------------
def test_an_officer_begins_an_order_that_lacks_everything_but_its_title(people: People) -> None:
    order = draft_order(by=people.who("officer"), title="Quan trắc bụi mịn")

    assert order.status == OrderStatus.DRAFT
    assert order.organisation == people.agency
    assert order.number is None
    assert order.lots.count() == 1
    assert {part for part, missing in gaps(order).items() if missing} == set(PARTS)
    assert (last_entry(order).verb, last_entry(order).is_public) == ("order.drafted", False)


@pytest.mark.parametrize("person", ["approver", "owner", "verifier"])
def test_nobody_but_an_officer_of_an_agency_begins_an_order(people: People, person: str) -> None:
    with pytest.raises(NotYours):
        draft_order(by=people.who(person), title="Quan trắc bụi mịn")


def test_an_agency_that_nobody_verified_orders_nothing(people: People) -> None:
    Organisation.objects.filter(pk=people.agency.pk).update(status="registered")

    with pytest.raises(Refusal) as refused:
        draft_order(by=people.who("officer"), title="Quan trắc bụi mịn")

    assert refused.value.code == "organisation_not_verified"


def test_an_answered_interest_becomes_a_filled_draft_once(people: People) -> None:
    interest = make_interest(people.listing, people.officer)
    by = people.who("officer")

    order = draft_order(by=by, title="Quan trắc", interest=interest, problem=interest.message)

    assert (order.interest, order.listing) == (interest, people.listing)
    assert Interest.objects.get(pk=interest.pk).status == Interest.Status.ORDERED
    with pytest.raises(IllegalMove):
        draft_order(by=by, title="Quan trắc", interest=Interest.objects.get(pk=interest.pk))
    assert Order.objects.filter(interest=interest).count() == 1


def test_another_agency_does_not_order_from_this_ones_interest(people: People, second_officer: User) -> None:
    interest = make_interest(people.listing, people.officer)

    with pytest.raises(IllegalMove):
        draft_order(by=factories.acting(second_officer), title="Quan trắc", interest=interest)


# --- writing --------------------------------------------------------------------------------------
def test_a_part_is_done_when_its_fields_are_there(people: People) -> None:
    by = people.who("officer")
    order = draft_order(by=by, title="Quan trắc bụi mịn")

    write_plan(order, by=by, technology=current_technology(), budget_minor=1)

    assert gaps(order)["technology"] == gaps(order)["estimate"] == []
    assert gaps(order)["problem"] == ["problem"]


@pytest.mark.parametrize(
    ("direction", "target", "code"),
    [
        ("lower", 38, "target_not_lower"),
        ("lower", 45, "target_not_lower"),
        ("higher", 20, "target_not_higher"),
    ],
)
def test_a_target_that_does_not_beat_the_baseline_is_refused(
    people: People, direction: str, target: int, code: str
) -> None:
    by = people.who("officer")
    order = draft_order(by=by, title="Quan trắc bụi mịn")

    with pytest.raises(Refusal) as refused:
        write_plan(order, by=by, direction=direction, baseline=Decimal(38), target=Decimal(target))

    assert refused.value.code == code
    with translation.override("en"):
        assert "38" in sentence(refused.value)


def test_an_end_before_the_start_is_refused(people: People) -> None:
    order = whole_draft(people)

    with pytest.raises(Refusal) as refused:
        write_plan(order, by=people.who("officer"), ends_on=order.created_at.date())

    assert refused.value.code == "dates_reversed"


@pytest.mark.parametrize("amount", [0, -1, 10**15, 10**18])
def test_the_database_itself_refuses_an_estimate_out_of_bounds(people: People, amount: int) -> None:
    order = whole_draft(people)

    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(budget_minor=amount)


def test_a_plan_that_waits_for_approval_is_not_rewritten(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.SUBMITTED)

    with pytest.raises(IllegalMove):
        write_plan(order, by=people.who("officer"), title="Đơn khác")


def test_a_writer_who_was_overtaken_loses_the_race_and_writes_nothing(people: People) -> None:
    order = whole_draft(people)
    stale = Order.objects.get(pk=order.pk)
    submit_plan(order, by=people.who("officer"), no_secret=True)

    with pytest.raises(ChangedMeanwhile):
        write_plan(stale, by=people.who("officer"), title="Đơn khác")

    assert Order.objects.get(pk=order.pk).title == order.title


# --- submitting -----------------------------------------------------------------------------------
def test_a_whole_plan_is_submitted_with_the_officers_declaration(people: People) -> None:
    order = whole_draft(people)

    submit_plan(order, by=people.who("officer"), no_secret=True)

    assert order.status == OrderStatus.SUBMITTED
    assert order.no_secret_officer == people.officer
    assert (last_entry(order).verb, last_entry(order).is_public) == ("order.plan_submitted", False)


def test_a_plan_with_gaps_says_how_many_parts_are_done(people: People) -> None:
    by = people.who("officer")
    order = whole_draft(people)
    write_plan(order, by=by, problem="", budget_minor=None)

    with pytest.raises(Refusal) as refused:
        submit_plan(order, by=by, no_secret=True)

    assert (refused.value.code, refused.value.facts) == ("order_incomplete", {"done": 4, "parts": 6})


def test_what_exists_already_must_be_answered_first(people: People) -> None:
    order = whole_draft(people)
    order.reuse_findings.update(answer="")

    with pytest.raises(ReuseUndecided) as refused:
        submit_plan(order, by=people.who("officer"), no_secret=True)

    assert refused.value.facts == {"count": 1}


def test_without_the_declaration_on_state_secrets_nothing_is_submitted(people: People) -> None:
    order = whole_draft(people)

    with pytest.raises(Refusal) as refused:
        submit_plan(order, by=people.who("officer"), no_secret=False)

    assert refused.value.code == "secret_undeclared"
    assert Order.objects.get(pk=order.pk).status == OrderStatus.DRAFT


# --- approving ------------------------------------------------------------------------------------
def test_approval_numbers_freezes_the_rules_grants_the_verifier_and_publishes(
    order_at: Bring, people: People
) -> None:
    order = order_at(OrderStatus.SUBMITTED)

    approve_plan(order, by=people.who("approver"), no_secret=True)

    fresh = Order.objects.get(pk=order.pk)
    year = fresh.approved_at.year if fresh.approved_at else 0
    assert fresh.number == f"DH-{year}-0001"
    assert fresh.is_public
    assert fresh.rules_version
    assert (fresh.approved_by, fresh.no_secret_approver) == (people.approver, people.approver)
    assert verifies(people.verifier, fresh)
    assert not verifies(people.owner, fresh)
    entry = last_entry(order)
    assert (entry.verb, entry.is_public) == ("order.plan_approved", True)
    assert entry.facts == {"number": fresh.number, "budget_minor": fresh.budget_minor}


def test_numbers_follow_one_another(order_at: Bring) -> None:
    first, second = order_at(OrderStatus.APPROVED), order_at(OrderStatus.APPROVED, title="Đèn đường")

    assert [first.number[-4:], second.number[-4:]] == ["0001", "0002"]  # type: ignore[index]


@pytest.mark.parametrize("wrote", ["created_by", "no_secret_officer"])
def test_whoever_wrote_or_submitted_the_plan_does_not_approve_it(
    order_at: Bring, people: People, wrote: str
) -> None:
    order = order_at(OrderStatus.SUBMITTED)
    colleague = factories.make_member(people.agency, Who.OFFICER)
    Order.objects.filter(pk=order.pk).update(created_by=colleague, no_secret_officer=colleague)
    Order.objects.filter(pk=order.pk).update(**{wrote: people.approver})
    order.refresh_from_db()

    with pytest.raises(NotSeparated):
        approve_plan(order, by=people.who("approver"), no_secret=True)


def test_the_database_itself_separates_writing_and_approving(order_at: Bring) -> None:
    order = order_at(OrderStatus.SUBMITTED)

    for one in (order.created_by, order.no_secret_officer):
        with pytest.raises(IntegrityError), transaction.atomic():
            Order.objects.filter(pk=order.pk).update(approved_by=one)


@pytest.mark.parametrize("person", ["officer", "owner", "verifier"])
def test_only_an_approver_of_the_agency_approves(order_at: Bring, people: People, person: str) -> None:
    order = order_at(OrderStatus.SUBMITTED)

    with pytest.raises(IllegalMove):
        approve_plan(order, by=people.who(person), no_secret=True)


def test_another_agencys_approver_approves_nothing_here(order_at: Bring, second_approver: User) -> None:
    order = order_at(OrderStatus.SUBMITTED)

    with pytest.raises(IllegalMove):
        approve_plan(order, by=factories.acting(second_approver), no_secret=True)


def test_the_approver_declares_too(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.SUBMITTED)

    with pytest.raises(Refusal) as refused:
        approve_plan(order, by=people.who("approver"), no_secret=False)

    assert refused.value.code == "secret_undeclared"


def test_the_second_of_two_approvers_changes_nothing_and_takes_no_number(
    order_at: Bring, people: People
) -> None:
    order = order_at(OrderStatus.SUBMITTED)
    second = factories.acting(factories.make_member(people.agency, Who.APPROVER))
    stale = Order.objects.get(pk=order.pk)
    approve_plan(order, by=people.who("approver"), no_secret=True)

    with pytest.raises(ChangedMeanwhile):
        approve_plan(stale, by=second, no_secret=True)

    assert Order.objects.get(pk=order.pk).approved_by == people.approver
    assert Counter.objects.get().value == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_approvers_at_once_exactly_one_approves(people: People) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs a real PostgreSQL (DATABASE_URL)")
    order = order_at(OrderStatus.SUBMITTED, people)
    second = factories.acting(factories.make_member(people.agency, Who.APPROVER))
    start, answers = threading.Barrier(2), []

    def approve(by: Actor) -> None:
        mine = Order.objects.get(pk=order.pk)
        start.wait(timeout=20)
        try:
            approve_plan(mine, by=by, no_secret=True)
            answers.append("approved")
        except ChangedMeanwhile:
            answers.append("changed")
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=(by,)) for by in (people.who("approver"), second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert sorted(answers) == ["approved", "changed"]
    assert Counter.objects.get().value == 1
    approvals = JournalEntry.objects.filter(verb="order.plan_approved", subject_id=order.pk)
    assert approvals.count() == 1


# --- returning and cancelling -----------------------------------------------------------------------
def test_a_plan_comes_back_with_reasons_and_goes_again(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.SUBMITTED)

    return_plan(order, by=people.who("approver"), reasons=" Ghi rõ cách lấy mẫu. ")

    assert (order.status, order.status_reason) == (OrderStatus.DRAFT, "Ghi rõ cách lấy mẫu.")
    assert last_entry(order).facts == {}
    submit_plan(order, by=people.who("officer"), no_secret=True)
    assert (order.status, order.status_reason) == (OrderStatus.SUBMITTED, "")


def test_a_plan_does_not_come_back_without_reasons(order_at: Bring, people: People) -> None:
    order = order_at(OrderStatus.SUBMITTED)

    with pytest.raises(Refusal) as refused:
        return_plan(order, by=people.who("approver"), reasons="  ")

    assert refused.value.code == "reasons_missing"


@pytest.mark.parametrize("status", [OrderStatus.SUBMITTED, OrderStatus.INVITED, OrderStatus.DECIDED])
def test_an_approver_cancels_before_the_contract(
    order_at: Bring, people: People, status: OrderStatus
) -> None:
    order = order_at(status)

    cancel_order(order, by=people.who("approver"), reasons="Ngân sách bị cắt.")

    assert order.status == OrderStatus.CANCELLED
    assert last_entry(order).is_public == order.was_approved
    assert not order.lots.get().decisions.filter(is_active=True).exists()


def test_an_officer_gives_up_a_draft_but_not_an_approved_order(order_at: Bring, people: People) -> None:
    draft, approved = order_at(OrderStatus.DRAFT), order_at(OrderStatus.APPROVED)

    cancel_order(draft, by=people.who("officer"), reasons="Trùng với đơn khác.")

    assert draft.status == OrderStatus.CANCELLED
    with pytest.raises(IllegalMove):
        cancel_order(approved, by=people.who("officer"), reasons="Trùng với đơn khác.")


def test_the_journal_of_an_order_holds_no_word_that_a_person_wrote(order_at: Bring) -> None:
    order = order_at(OrderStatus.DECIDED)

    for entry in journal.timeline(order, everything=True):
        texts = [value for value in entry.facts.values() if isinstance(value, str)]
        assert all(" " not in text for text in texts), entry.facts
