"""What waits on programmes and orders until the contract: for the buyer's people and for the supplier."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.domain.clock import now
from marketplace.policies import Actor
from marketplace.states import Who
from marketplace.workspaces import MOST_DUTIES, Duty
from procurement.models import Order, Programme
from procurement.phrases import BUTTONS
from procurement.states import OrderStatus, ProgrammeStatus

# What the officer does next, by the order's state; %(order)s is its title.
_OFFICER: Final[dict[str, tuple[object, str]]] = {
    OrderStatus.DRAFT: (gettext_lazy("Write and submit the plan: %(order)s"), ""),
    OrderStatus.APPROVED: (gettext_lazy("Name the supplier: %(order)s"), "name_supplier"),
    OrderStatus.REGISTERED: (
        gettext_lazy("Evaluate the offer and negotiate: %(order)s"),
        "record_negotiation",
    ),
}
_APPROVER: Final[dict[str, tuple[object, str]]] = {
    OrderStatus.SUBMITTED: (gettext_lazy("Approve or return the plan: %(order)s"), ""),
    OrderStatus.NEGOTIATED: (gettext_lazy("Decide or return: %(order)s"), ""),
}
# What somebody else does next, for those on the buyer's side who wait.
_WAITS: Final[dict[str, tuple[object, object]]] = {
    OrderStatus.SUBMITTED: (gettext_lazy("Waits for approval: %(order)s"), gettext_lazy("the approver")),
    OrderStatus.NEGOTIATED: (gettext_lazy("Waits for the decision: %(order)s"), gettext_lazy("the approver")),
}


def officer_duties(actor: Actor) -> Iterator[Duty]:
    """Drafts to finish, suppliers to name, offers to evaluate; and what waits for somebody else."""
    if actor.organisation is None or not actor.has(Who.OFFICER):
        return
    states = [*_OFFICER, *_WAITS, OrderStatus.INVITED]
    for order in _of_buyer(actor, states):
        if order.status == OrderStatus.INVITED:
            yield _invited_duty(order)
        elif order.status in _OFFICER:
            yield _mine(order, *_OFFICER[order.status])
        elif not (actor.has(Who.APPROVER) and _may_decide(order, actor)):
            yield _waiting(order, *_WAITS[order.status])


def approver_duties(actor: Actor) -> Iterator[Duty]:
    """Plans and negotiations that wait for a second person, none of the approver's own."""
    if actor.organisation is None or not actor.has(Who.APPROVER):
        return
    for order in _of_buyer(actor, list(_APPROVER)):
        if _may_decide(order, actor):
            yield _mine(order, *_APPROVER[order.status])
    drafts = Programme.objects.filter(organisation=actor.organisation, status=ProgrammeStatus.DRAFT)
    for programme in drafts.exclude(created_by=actor.user).order_by("pk")[:MOST_DUTIES]:
        yield Duty(
            when=None,
            what=_("Approve the programme: %(programme)s") % {"programme": programme.title},
            on=str(programme.year),
            url=programme.get_absolute_url(),
            button=str(BUTTONS["approve_programme"]),
        )


def supplier_duties(actor: Actor) -> Iterator[Duty]:
    """Orders that named this organisation and wait for its registration."""
    if actor.organisation is None or not actor.has(Who.OWNER):
        return
    rows = Order.objects.filter(supplier=actor.organisation, status=OrderStatus.INVITED)
    for order in rows.select_related("organisation").order_by("registration_due_at", "pk")[:MOST_DUTIES]:
        yield Duty(
            when=order.registration_due_at,
            what=_("Register or decline: %(order)s") % {"order": order.title},
            on=_about(order),
            url=order.get_absolute_url(),
            button=_("Read the order"),
        )


def _of_buyer(actor: Actor, states: list[str]) -> Iterable[Order]:
    rows = Order.objects.filter(status__in=states, organisation=actor.organisation)
    rows = rows.select_related("organisation", "supplier").prefetch_related("negotiations")
    return rows.order_by("-pk")[:MOST_DUTIES]


def _may_decide(order: Order, actor: Actor) -> bool:
    """Not the one who wrote the plan, or recorded the negotiation that is to be decided."""
    person = actor.user.pk if actor.user else None
    if order.status == OrderStatus.SUBMITTED:
        return person not in {order.created_by_id, order.no_secret_officer_id}
    rounds = sorted(order.negotiations.all(), key=lambda row: row.round)
    return not rounds or rounds[-1].recorded_by_id != person


def _mine(order: Order, what: object, verb: str) -> Duty:
    button = str(BUTTONS[verb]) if verb else _("Open it")
    url = reverse(f"procurement:{verb}", args=[order.public_id]) if verb else order.get_absolute_url()
    if order.status == OrderStatus.REGISTERED:
        # The offer is read before it is negotiated.
        url, button = reverse("procurement:order_registrations", args=[order.public_id]), _("Read the offer")
    if order.status == OrderStatus.DRAFT and order.status_reason:
        what, button = gettext_lazy("Returned, mend the plan: %(order)s"), _("Read the reasons")
    return Duty(None, str(what) % {"order": order.title}, _about(order), url, button)


def _waiting(order: Order, what: object, who: object) -> Duty:
    return Duty(
        None,
        str(what) % {"order": order.title},
        _about(order),
        order.get_absolute_url(),
        "",
        waits_for=str(who),
    )


def _invited_duty(order: Order) -> Duty:
    supplier = order.supplier.name if order.supplier else ""
    due = order.registration_due_at
    what = _("Waits for the supplier: %(order)s") % {"order": order.title}
    if due is not None and now() > due:
        url = reverse("procurement:release_supplier", args=[order.public_id])
        return Duty(due, what, supplier, url, str(BUTTONS["release_supplier"]))
    return Duty(due, what, _about(order), order.get_absolute_url(), "", waits_for=supplier)


def _about(order: Order) -> str:
    return " · ".join(filter(None, [order.number, order.organisation.name]))


SOURCES: Final[list[Callable[[Actor], Iterable[Duty]]]] = [officer_duties, approver_duties, supplier_duties]
