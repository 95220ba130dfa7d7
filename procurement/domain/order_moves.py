"""What every verb of an order begins and ends with: its move, and its entry in the journal."""

from typing import Any

from marketplace.domain.clock import now
from marketplace.domain.journal import record
from marketplace.errors import Refusal
from marketplace.models import Organisation
from marketplace.policies import Actor
from marketplace.states import Move
from procurement.models import Order
from procurement.policies import order_roles
from procurement.states import ORDER_MOVES


def find_move(verb: str, order: Order, by: Actor) -> Move:
    """The order's move of this verb for this actor. Refuses with IllegalMove."""
    return ORDER_MOVES.find(verb, order.status, by=order_roles(by, order), method=order.method)


def open_moves(order: Order, by: Actor) -> list[Move]:
    """The moves that this person may take now: by role, by state, by time, and not against an earlier duty of theirs.

    What the page offers; each verb asks again for itself.
    """
    exits = ORDER_MOVES.exits(order.status, by=order_roles(by, order), method=order.method)
    return [move for move in exits if not _is_held_back(move.verb, order, by)]


def _is_held_back(verb: str, order: Order, by: Actor) -> bool:
    person = by.user.pk if by.user else None
    if verb == "approve_plan":
        return person in {order.created_by_id, order.no_secret_officer_id}
    if verb == "decide_order":
        return order.negotiations.order_by("-round").values_list("recorded_by", flat=True).first() == person
    if verb == "release_supplier":
        return order.registration_due_at is not None and now() <= order.registration_due_at
    return False


def record_move(verb: str, order: Order, move: Move, *, by: Actor, public: bool = True, **facts: Any) -> None:
    """Write the move into the journal. `facts` are keys, codes and figures, never a person or free text."""
    record(
        verb, order, by=by, before=move.before, after=move.after, because=move.because, public=public, **facts
    )


def named_supplier(order: Order) -> Organisation:
    """The supplier of an order that has one: its states say so; without one it is a bug."""
    if order.supplier is None:
        raise ValueError("this order has no supplier")
    return order.supplier


def written(text: str, code: str = "reasons_missing") -> str:
    """The text without its edges. Refuses with the code when nothing was written."""
    if not text.strip():
        raise Refusal(code)
    return text.strip()
