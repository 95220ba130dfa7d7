"""Signing the contract, fulfilling it, and ending it before its time."""

from datetime import datetime
from typing import Any

from django.db import transaction

from marketplace.domain.clock import now
from marketplace.domain.moves import advance
from marketplace.errors import NotSeparated, Refusal
from marketplace.policies import Actor, require_verified
from marketplace.states import Move
from procurement.domain.order_moves import find_move, record_move, written
from procurement.domain.passports import issue_passport
from procurement.models import Contract, Milestone
from procurement.policies import order_roles
from procurement.states import CONTRACT_MOVES, MILESTONE_MOVES, ContractStatus, MilestoneStatus

DONE = frozenset({MilestoneStatus.ACCEPTED, MilestoneStatus.PARTLY_ACCEPTED, MilestoneStatus.ENDED})


@transaction.atomic
def sign_as_buyer(contract: Contract, *, by: Actor) -> Contract:
    """Sign for the ordering organisation; as the second signature it puts the contract in force.

    Refuses with IllegalMove, NotSeparated, contract_not_as_decided or ChangedMeanwhile.
    Records `contract.signed_by_buyer` and, in force, `contract.active` and `order.contracted`.
    """
    move, order_move = _may_sign(contract, "sign_as_buyer", by)
    _require_two_people(by, contract.supplier_signed_by_id)
    at = now()
    advance(contract, move, buyer_signed_by=by.user, buyer_signed_at=at, **_in_force(move, at))
    record_move("contract.signed_by_buyer", contract.order, move, by=by)
    _take_effect(contract, move, order_move, by=by)
    return contract


@transaction.atomic
def sign_as_supplier(contract: Contract, *, by: Actor) -> Contract:
    """Sign for the supplier; as the second signature it puts the contract in force.

    Refuses with IllegalMove, NotSeparated, organisation_not_verified, contract_not_as_decided or
    ChangedMeanwhile. Records `contract.signed_by_supplier` and, in force, as `sign_as_buyer` does.
    """
    move, order_move = _may_sign(contract, "sign_as_supplier", by)
    require_verified(contract.supplier)
    _require_two_people(by, contract.buyer_signed_by_id)
    at = now()
    advance(contract, move, supplier_signed_by=by.user, supplier_signed_at=at, **_in_force(move, at))
    record_move("contract.signed_by_supplier", contract.order, move, by=by)
    _take_effect(contract, move, order_move, by=by)
    return contract


def _may_sign(contract: Contract, verb: str, by: Actor) -> tuple[Move, Move]:
    """The signature's own move, and the order's: a cancelled order has no contract left to sign."""
    order = contract.order
    move = CONTRACT_MOVES.find(verb, contract.status, by=order_roles(by, order))
    order_move = find_move("sign_contract", order, by)
    decision = contract.decision
    as_decided = decision.price_minor == contract.price_minor and decision.supplier_id == contract.supplier_id
    if not (decision.is_active and as_decided):
        raise Refusal("contract_not_as_decided", status=409)
    return move, order_move


def _require_two_people(by: Actor, other_signer_id: int | None) -> None:
    if by.user is None or by.user.pk == other_signer_id:
        raise NotSeparated()


def _in_force(move: Move, at: datetime) -> dict[str, Any]:
    return {"in_force_at": at} if move.after == ContractStatus.ACTIVE else {}


def _take_effect(contract: Contract, move: Move, order_move: Move, *, by: Actor) -> None:
    if move.after != ContractStatus.ACTIVE:
        return
    order = contract.order
    advance(order, order_move)
    record_move("contract.active", order, move, by=by, price_minor=contract.price_minor)
    record_move("order.contracted", order, order_move, by=by)


@transaction.atomic
def terminate_contract(contract: Contract, *, by: Actor, reasons: str) -> Contract:
    """End the contract early, with reasons: its open milestones end, and a passport says so.

    What was accepted before stays accepted and payable. Refuses with IllegalMove, reasons_missing or
    ChangedMeanwhile. Records `contract.terminated`, `milestone.ended`, `order.terminated`, `passport.issued`.
    """
    order = contract.order
    move = CONTRACT_MOVES.find("terminate_contract", contract.status, by=order_roles(by, order))
    order_move = find_move("terminate_order", order, by)
    advance(contract, move, ended_at=now(), ended_reason=written(reasons))
    _end_milestones(contract, by=by)
    advance(order, order_move)
    record_move("contract.terminated", order, move, by=by)
    record_move("order.terminated", order, order_move, by=by)
    issue_passport(order, by=by)
    return contract


def _end_milestones(contract: Contract, *, by: Actor) -> None:
    roles = order_roles(by, contract.order)
    for milestone in Milestone.objects.select_for_update().filter(contract=contract).order_by("pk"):
        if milestone.status not in DONE:
            move = MILESTONE_MOVES.find("end_milestone", milestone.status, by=roles)
            advance(milestone, move)
            record_move("milestone.ended", contract.order, move, by=by, milestone=milestone.number)


def fulfil_when_done(contract: Contract, *, by: Actor) -> bool:
    """Close the contract with its last accepted milestone, and accept the order, in the same transaction.

    Called by the verbs that accept, which hold the contract's lock (`lock_contract`).
    Records `contract.fulfilled` and `order.accepted`.
    """
    if Milestone.objects.filter(contract=contract).exclude(status__in=DONE).exists():
        return False
    order = contract.order
    move = CONTRACT_MOVES.find("fulfil_contract", contract.status, by=order_roles(by, order))
    order_move = find_move("accept_order", order, by)
    advance(contract, move, ended_at=now())
    advance(order, order_move)
    record_move("contract.fulfilled", order, move, by=by)
    record_move("order.accepted", order, order_move, by=by)
    return True


def lock_contract(milestone: Milestone) -> Contract:
    """The milestone's contract, locked: two last milestones accepted at once must see one another."""
    return (
        Contract.objects.select_for_update(of=("self",))
        .select_related("order__organisation", "order__supplier")
        .get(milestones=milestone)
    )
