"""A milestone's life: delivered with evidence, measured by the verifier, accepted on the measured value."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from marketplace.deadlines import due_on
from marketplace.domain.clock import VIET_NAM, now, today
from marketplace.domain.journal import record
from marketplace.domain.moves import advance
from marketplace.domain.rules import due_at, period, work_calendar
from marketplace.errors import IllegalMove, NotSeparated, Refusal
from marketplace.models import Attachment, JournalEntry, User
from marketplace.money import Money
from marketplace.policies import CLOCK_ACTOR, Actor
from marketplace.states import Move
from procurement.domain.contracts import fulfil_when_done, lock_contract
from procurement.domain.documents import keep_documents
from procurement.domain.order_moves import record_move, written
from procurement.models import Acceptance, Contract, Handover, Measurement, Milestone, Order, OrderDocument
from procurement.policies import order_roles
from procurement.states import MILESTONE_MOVES, ContractStatus, MilestoneStatus

REPLY = "acceptance_reply"  # how long the buyer may take to answer a delivery
CURE = "cure_min"  # the least time a supplier gets to mend what was refused


# --- delivery -----------------------------------------------------------------------------------
@transaction.atomic
def deliver_milestone(
    milestone: Milestone, *, by: Actor, statement: str, evidence: Sequence[Attachment]
) -> Handover:
    """Hand the milestone over, with stored files as evidence; the buyer's acceptance clock starts.

    Refuses with IllegalMove, cure_time_over, statement_missing, evidence_missing or ChangedMeanwhile.
    Records `milestone.delivered`.
    """
    contract, move = _find("deliver_milestone", milestone, by)
    _require_cure_time(milestone)
    statement = written(statement, "statement_missing")
    if not evidence:
        raise Refusal("evidence_missing")
    at = now()
    advance(milestone, move)
    handover = Handover.objects.create(
        milestone=milestone,
        number=milestone.handovers.count() + 1,
        statement=statement,
        delivered_by=by.user,
        created_at=at,
        acceptance_due_at=due_at(REPLY, at),
    )
    handover.evidence.set(keep_documents(contract.order, OrderDocument.Purpose.EVIDENCE, evidence))
    _record("milestone.delivered", contract.order, move, milestone, by=by, handover=handover.pk)
    return handover


def _require_cure_time(milestone: Milestone) -> None:
    """A refused milestone comes back within its cure time; after it the approver decides what follows."""
    if milestone.status != MilestoneStatus.REFUSED:
        return
    refusal = Acceptance.objects.filter(measurement__handover__milestone=milestone).latest("pk")
    if refusal.cure_until is not None and today() > refusal.cure_until:
        raise Refusal("cure_time_over", day=f"{refusal.cure_until:%d/%m/%Y}", status=409)


# --- measurement --------------------------------------------------------------------------------
@transaction.atomic
def measure_milestone(
    milestone: Milestone, *, by: Actor, value: Decimal, sample: str, measured_on: date, report: Attachment
) -> Measurement:
    """Enter the value that the named verifier measured, with the stored report.

    Refuses with IllegalMove (nobody else holds the grant), not_a_number, measured_in_future,
    measured_before_delivery or ChangedMeanwhile. Records `milestone.measured`.
    """
    contract, move = _find("measure_milestone", milestone, by)
    handover = latest_handover(milestone)
    if not value.is_finite():
        raise Refusal("not_a_number")
    if measured_on > today():
        raise Refusal("measured_in_future")
    # A measurement of an earlier delivery says nothing of the one that was cured.
    if measured_on < handover.created_at.astimezone(VIET_NAM).date():
        raise Refusal("measured_before_delivery", day=f"{handover.created_at.astimezone(VIET_NAM):%d/%m/%Y}")
    advance(milestone, move)
    [document] = keep_documents(contract.order, OrderDocument.Purpose.MEASUREMENT, [report])
    measurement = Measurement.objects.create(
        handover=handover,
        value=value,
        sample=sample,
        measured_on=measured_on,
        measured_by=_person(by),
        report=document,
    )
    _record(
        "milestone.measured",
        contract.order,
        move,
        milestone,
        by=by,
        value=plain(value),
        target=plain(milestone.target),
        measured_on=measured_on.isoformat(),
    )
    return measurement


# --- acceptance ---------------------------------------------------------------------------------
@transaction.atomic
def accept_milestone(milestone: Milestone, *, by: Actor) -> Acceptance:
    """Accept in full, because the measured value meets the target; the whole share becomes payable.

    Refuses with IllegalMove, NotSeparated, target_missed or ChangedMeanwhile.
    Records `milestone.accepted`; with the last one also `contract.fulfilled` and `order.accepted`.
    """
    contract, move, measurement = _may_decide("accept_milestone", milestone, by)
    order = contract.order
    if not order.meets_target(measurement.value, milestone.target):
        raise Refusal(
            "target_missed",
            status=409,
            value=with_unit(measurement.value, order),
            target=with_unit(milestone.target, order),
        )
    outcome = Acceptance.Outcome.FULL
    return _decide(
        milestone,
        contract,
        measurement,
        move,
        by=by,
        verb="milestone.accepted",
        outcome=outcome,
        accepted_minor=amount(milestone),
    )


@transaction.atomic
def accept_partly(milestone: Milestone, *, by: Actor, accepted_minor: int, reasons: str) -> Acceptance:
    """Accept in part, for a lower price in dong, with reasons.

    Refuses with IllegalMove, NotSeparated, amount_not_partial, reasons_missing or ChangedMeanwhile.
    Records `milestone.partly_accepted`; the last one ends the order as `accept_milestone` does.
    """
    contract, move, measurement = _may_decide("accept_partly", milestone, by)
    if not 0 < accepted_minor < amount(milestone):
        raise Refusal("amount_not_partial", limit=str(Money(amount(milestone))))
    return _decide(
        milestone,
        contract,
        measurement,
        move,
        by=by,
        verb="milestone.partly_accepted",
        outcome=Acceptance.Outcome.PARTIAL,
        accepted_minor=accepted_minor,
        reasons=written(reasons),
    )


@transaction.atomic
def refuse_milestone(milestone: Milestone, *, by: Actor, reasons: str, cure_until: date) -> Acceptance:
    """Refuse the delivery, with reasons and a time in which it may be cured and delivered again.

    Refuses with IllegalMove, NotSeparated, reasons_missing, cure_too_short or ChangedMeanwhile.
    Records `milestone.refused`.
    """
    contract, move, measurement = _may_decide("refuse_milestone", milestone, by)
    if cure_until < (earliest := earliest_cure()):
        raise Refusal("cure_too_short", day=f"{earliest:%d/%m/%Y}")
    return _decide(
        milestone,
        contract,
        measurement,
        move,
        by=by,
        verb="milestone.refused",
        outcome=Acceptance.Outcome.REFUSED,
        accepted_minor=0,
        reasons=written(reasons),
        cure_until=cure_until,
    )


def _may_decide(verb: str, milestone: Milestone, by: Actor) -> tuple[Contract, Move, Measurement]:
    """The contract, locked; the move; and what was measured. Whoever measured does not also accept."""
    contract = lock_contract(milestone)
    _, move = _find(verb, milestone, by, contract=contract)
    measurement = latest_measurement(milestone)
    if by.user is None or by.user.pk in {measurement.measured_by_id, contract.order.verifier_id}:
        raise NotSeparated("verifier_accepts")
    return contract, move, measurement


def _decide(
    milestone: Milestone,
    contract: Contract,
    measurement: Measurement,
    move: Move,
    *,
    by: Actor,
    verb: str,
    **also: Any,
) -> Acceptance:
    advance(milestone, move)
    acceptance = Acceptance.objects.create(measurement=measurement, decided_by=_person(by), **also)
    facts = {"value": plain(measurement.value), "target": plain(milestone.target)}
    _record(verb, contract.order, move, milestone, by=by, accepted_minor=acceptance.accepted_minor, **facts)
    fulfil_when_done(contract, by=by)
    return acceptance


# --- the acceptance clock -------------------------------------------------------------------------
@transaction.atomic
def escalate_acceptance(handover: Handover) -> bool:
    """Tell the approver, once, that the agency is late with its answer to a delivery. False: told before.

    Records `milestone.acceptance_overdue`.
    """
    milestone = Milestone.objects.select_for_update().get(pk=handover.milestone_id)
    order = handover.milestone.order
    waits = milestone.status in {MilestoneStatus.DELIVERED, MilestoneStatus.MEASURED}
    told = JournalEntry.objects.filter(
        subject_type="procurement.order",
        subject_id=order.pk,
        verb="milestone.acceptance_overdue",
        facts__handover=handover.pk,
    )
    if not waits or now() <= handover.acceptance_due_at or told.exists():
        return False
    record(
        "milestone.acceptance_overdue",
        order,
        by=CLOCK_ACTOR,
        because=f"platform policy: {REPLY}",
        milestone=milestone.number,
        handover=handover.pk,
    )
    return True


# --- facts of one milestone -----------------------------------------------------------------------
def latest_handover(milestone: Milestone) -> Handover:
    """The delivery that waits for an answer, or had the last one."""
    return Handover.objects.filter(milestone=milestone).latest("number")


def latest_measurement(milestone: Milestone) -> Measurement:
    """The value measured for the latest delivery. A milestone in state *measured* always has one."""
    return (
        Measurement.objects.select_related("handover")
        .filter(handover__milestone=milestone)
        .latest("handover__number")
    )


def amount(milestone: Milestone) -> int:
    """The milestone's part of the decided price, in dong; fixed by the order decision."""
    if milestone.amount_minor is None:
        raise IllegalMove(verb="pay_milestone", before=milestone.status)
    return milestone.amount_minor


def earliest_cure() -> date:
    """The first day that a cure time may end on."""
    return due_on(today(), period(CURE).length, work_calendar())


def plain(number: Decimal) -> str:
    """A decimal as text without trailing zeros, alike in every language: `79.2`."""
    return f"{number.normalize():f}"


def with_unit(number: Decimal, order: Order) -> str:
    """`79,2 %`, as Vietnamese readers write it, for a sentence."""
    return f"{plain(number).replace('.', ',')}\u00a0{order.unit}"


def _find(
    verb: str, milestone: Milestone, by: Actor, *, contract: Contract | None = None
) -> tuple[Contract, Move]:
    if contract is None:
        contract = _contract(milestone, verb)
    if contract.status != ContractStatus.ACTIVE:
        raise IllegalMove(verb=verb, before=milestone.status)
    return contract, MILESTONE_MOVES.find(verb, milestone.status, by=order_roles(by, contract.order))


def _person(by: Actor) -> User:
    """Who acts; roles come with a person, so that a move was found for them already."""
    if by.user is None:
        raise IllegalMove(verb="act", before="")
    return by.user


def _contract(milestone: Milestone, verb: str) -> Contract:
    if milestone.contract is None:
        raise IllegalMove(verb=verb, before=milestone.status)
    return milestone.contract


def _record(verb: str, order: Order, move: Move, milestone: Milestone, *, by: Actor, **facts: Any) -> None:
    record_move(verb, order, move, by=by, milestone=milestone.number, **facts)
