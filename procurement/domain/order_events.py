"""What lies ahead of an order, as its page tells it: the next deadline, whose turn it is, the days it planned."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from procurement.domain.due import coming_events
from procurement.models import Order
from procurement.states import OrderStatus

# Each event that the clock plays, in words; by the name of its verb.
_EVENTS: Final[dict[str, object]] = {
    "remind_registration": _("The supplier registers or declines; after this day it may be released"),
    "escalate_acceptance": _("The agency answers to the delivery"),
    "escalate_payment": _("The agency handles the payment dossier"),
    "close_review": _("The users' answers close"),
    "escalate_publication": _("The result is published"),
}
# Whose turn it is, and what they do; by the order's state.
_TURNS: Final[dict[str, tuple[object, object]]] = {
    OrderStatus.DRAFT: (_("The officer"), _("writes the plan and submits it")),
    OrderStatus.SUBMITTED: (_("The approver"), _("approves the plan or returns it with reasons")),
    OrderStatus.APPROVED: (_("The officer"), _("names one supplier")),
    OrderStatus.INVITED: (_("The supplier"), _("registers, or declines with a reason")),
    OrderStatus.REGISTERED: (_("The officer"), _("evaluates the capability file and negotiates")),
    OrderStatus.NEGOTIATED: (_("The approver"), _("decides the order or returns the negotiation")),
    OrderStatus.DECIDED: (_("Both sides"), _("sign the contract")),
    OrderStatus.CONTRACTED: (_("The supplier"), _("delivers, milestone by milestone")),
    OrderStatus.ACCEPTED: (_("The officer"), _("asks the users of the result and publishes it")),
}


@dataclass(frozen=True)
class Turn:
    """Whose turn it is now, and what they do."""

    who: object
    what: object


def turn_of(order: Order) -> Turn | None:
    """Whose turn it is; None when nothing is left to do."""
    words = _TURNS.get(order.status)
    return Turn(*words) if words else None


def events_ahead(order: Order) -> list[dict[str, Any]]:
    """Coming events for a timeline, the nearest first."""
    coming = [(when, _EVENTS.get(_name(verb))) for when, verb in coming_events(order)]
    told: list[tuple[datetime, object]] = [(when, what) for when, what in coming if what]
    return [
        {"at": "ahead", "when": when, "what": what} for when, what in sorted(told, key=lambda event: event[0])
    ]


def next_deadline(order: Order) -> datetime | None:
    """The nearest day that the clock knows of."""
    return min((when for when, _verb in coming_events(order)), default=None)


def _name(verb: Any) -> str:
    return str(getattr(getattr(verb, "func", verb), "__name__", ""))
