"""What only pages of orders draw: buttons from the open moves, prices by line, whose turn it is."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.policies import Actor
from procurement.domain.order_events import next_deadline, turn_of
from procurement.domain.order_moves import open_moves
from procurement.domain.orders import gaps
from procurement.domain.prices import Totals
from procurement.models import Order, PriceLine
from procurement.phrases import BUTTONS
from procurement.templatetags.deliveries import further_pages

register = template.Library()

# Filled: the step that carries the order on. Of these the first open one only.
_FORWARD = (
    "submit_plan",
    "approve_plan",
    "name_supplier",
    "register_for_order",
    "record_negotiation",
    "decide_order",
)
_GRAVE = frozenset({"decline_order", "release_supplier", "cancel_order"})


@register.inclusion_tag("procurement/orders/_next_step.html", takes_context=True)
def next_step(context: template.Context, order: Order) -> dict[str, Any]:
    """The panel beside the title: the nearest deadline, whose turn it is, and this reader's buttons."""
    actor: Actor = context["actor"]
    moves = [move.verb for move in open_moves(order, actor) if move.verb in BUTTONS]
    moves.sort(key=lambda verb: (verb not in _FORWARD, verb in _GRAVE))
    unfinished = _first_gap(order) if "submit_plan" in moves else ""
    if unfinished:
        moves.remove("submit_plan")
    further = further_pages(order, actor)
    own = [_button(order, verb, is_first=place == 0 and not further) for place, verb in enumerate(moves)]
    buttons = [*further, *own]
    return {
        "order": order,
        "request": context.get("request"),
        "turn": turn_of(order),
        "due": next_deadline(order),
        "buttons": [_go_on(order, unfinished), *buttons] if unfinished else buttons,
    }


def _first_gap(order: Order) -> str:
    """The first part of the plan that is not done; empty when it can be submitted."""
    return next((part for part, missing in gaps(order).items() if missing), "")


def _go_on(order: Order, part: str) -> dict[str, Any]:
    url = reverse("procurement:order_part", args=[order.public_id, part])
    return {"label": _("Go on with the plan"), "url": url, "is_main": True, "is_grave": False}


def _button(order: Order, verb: str, *, is_first: bool) -> dict[str, Any]:
    return {
        "label": BUTTONS[verb],
        "url": reverse(f"procurement:{verb}", args=[order.public_id]),
        "is_main": is_first and verb in _FORWARD,
        "is_grave": verb in _GRAVE,
    }


@register.inclusion_tag("procurement/orders/_price_table.html")
def price_table(lines: Iterable[PriceLine], totals: Totals, caption: object = "") -> dict[str, Any]:
    """Lines with net, VAT and sum, and what they come to."""
    return {"lines": list(lines), "totals": totals, "caption": caption}


@register.filter
def share(basis_points: object) -> str:
    """`40`, `33,33`: a share in per cent from basis points, to be given to the percent filter."""
    return f"{int(str(basis_points)) / 100:.2f}".rstrip("0").rstrip(".")


@register.filter
def answer_tone(answer: str) -> str:
    """How an answer to what exists is drawn: ordered and source are good, unsuitable is neutral."""
    return "good" if answer in {"ordered", "source"} else ""
