"""Who is written to about programmes and orders: whoever must act next, and whoever waited."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from marketplace.deadlines import in_viet_nam
from marketplace.domain.notifications import LetterDraft, path_to, say
from marketplace.models import JournalEntry, User, WhyNot
from marketplace.states import Who
from procurement.models import Order, Programme
from procurement.states import OrderStatus, ProgrammeStatus

Writer = Callable[[JournalEntry], Iterable[LetterDraft]]


@dataclass(frozen=True)
class Words:
    """A letter: to whom, and what. Facts: order, agency, supplier, reason, why_not, day."""

    to: Callable[[Order], Iterable[User]]
    subject: object
    body: object
    page: str = "procurement:order"
    # A letter that waited in the queue is not written about a state that has passed.
    while_at: str = ""


def _officers(order: Order) -> Iterable[User]:
    """Whoever began the order, while they are its agency's officer; otherwise all officers."""
    officers = order.organisation.holders(Who.OFFICER)
    author = officers.filter(pk__in=_pks(order.created_by_id))
    return author if author.exists() else officers


def _approvers(order: Order) -> Iterable[User]:
    """Approvers who may still act: none who wrote or submitted this plan."""
    writers = _pks(order.created_by_id, order.no_secret_officer_id)
    return order.organisation.holders(Who.APPROVER).exclude(pk__in=writers)


def _deciders(order: Order) -> Iterable[User]:
    """Approvers other than the one who recorded the negotiation."""
    last = order.negotiations.last()
    return order.organisation.holders(Who.APPROVER).exclude(
        pk__in=_pks(last.recorded_by_id if last else None)
    )


def _suppliers(order: Order) -> Iterable[User]:
    return order.supplier.holders(Who.OWNER) if order.supplier else []


def _verifier(order: Order) -> Iterable[User]:
    return [order.verifier] if order.verifier and order.verifier.is_active else []


def _both(order: Order) -> Iterable[User]:
    return [*_officers(order), *_suppliers(order)]


def _pks(*keys: int | None) -> list[int]:
    return [key for key in keys if key is not None]


LETTERS: Final[dict[str, list[Words]]] = {
    "order.plan_submitted": [
        Words(
            _approvers,
            _("Approve or return: %(order)s"),
            _("%(agency)s: the order plan waits for your decision."),
            while_at=OrderStatus.SUBMITTED,
        )
    ],
    "order.plan_returned": [
        Words(
            _officers,
            _("Returned: %(order)s"),
            _("The approver writes: %(reason)s\nMend the plan and submit it again."),
            while_at=OrderStatus.DRAFT,
        )
    ],
    "order.plan_approved": [
        Words(
            _officers,
            _("Approved: %(order)s"),
            _("The order is public as %(number)s. Next: name one supplier."),
            page="procurement:name_supplier",
            while_at=OrderStatus.APPROVED,
        ),
        Words(
            _verifier,
            _("You measure: %(order)s"),
            _(
                "%(agency)s named you as the verifier of %(number)s. Nothing to do yet: "
                "you get a letter when something was delivered."
            ),
        ),
    ],
    "order.supplier_named": [
        Words(
            _suppliers,
            _("You are named for an order: %(order)s"),
            _("%(agency)s wants to order from you. Register or decline by %(day)s."),
            while_at=OrderStatus.INVITED,
        )
    ],
    "order.declined": [
        Words(
            _officers,
            _("The supplier declined: %(order)s"),
            _("Its reason: %(why_not)s. %(reason)s\nYou can name another supplier."),
            while_at=OrderStatus.APPROVED,
        )
    ],
    "order.registration_overdue": [
        Words(
            _officers,
            _("No answer in time: %(order)s"),
            _("%(supplier)s let the day pass. Wait on, or release it and name another supplier."),
            while_at=OrderStatus.INVITED,
        ),
        Words(
            _suppliers,
            _("Overdue: %(order)s"),
            _("%(agency)s still waits for your registration and may now name another supplier."),
            while_at=OrderStatus.INVITED,
        ),
    ],
    "order.registered": [
        Words(
            _officers,
            _("Registered: %(order)s"),
            _("%(supplier)s sent its letter, capability file and price. Evaluate and negotiate."),
            page="procurement:order_registrations",
            while_at=OrderStatus.REGISTERED,
        )
    ],
    "order.supplement_asked": [
        Words(
            _suppliers,
            _("Supplement your registration: %(order)s"),
            _("%(agency)s asks you to clarify or complete your file by %(day)s. The page says what."),
            page="procurement:register_for_order",
            while_at=OrderStatus.INVITED,
        )
    ],
    "order.negotiated": [
        Words(
            _deciders,
            _("Decide or return: %(order)s"),
            _("%(agency)s: the negotiation is recorded and waits for your decision."),
            while_at=OrderStatus.NEGOTIATED,
        )
    ],
    "order.negotiation_returned": [
        Words(
            _officers,
            _("Negotiate again: %(order)s"),
            _("The approver writes: %(reason)s"),
            while_at=OrderStatus.REGISTERED,
        )
    ],
    "order.decided": [
        Words(
            _both,
            _("Decided: %(order)s"),
            _("%(agency)s decided the order to %(supplier)s. Both sides can sign the contract now."),
            while_at=OrderStatus.DECIDED,
        )
    ],
    "order.cancelled": [
        Words(_both, _("Cancelled: %(order)s"), _("%(agency)s cancelled the order. The reasons: %(reason)s"))
    ],
}


def order_letters(entry: JournalEntry) -> Iterator[LetterDraft]:
    """The letters about one entry of an order, to whoever is concerned and did not do it themselves."""
    rows = Order.objects.select_related("organisation", "supplier", "verifier", "created_by")
    order = rows.filter(pk=entry.subject_id).first()
    if order is None:
        return
    facts = _facts(order, entry)
    for words in LETTERS[entry.verb]:
        if words.while_at and order.status != words.while_at:
            continue
        yield LetterDraft(
            recipients=[person for person in words.to(order) if person.pk != entry.actor_id],
            subject=say(words.subject, **facts),
            body=say(words.body, **facts),
            path=path_to(words.page, order.public_id),
        )


def _facts(order: Order, entry: JournalEntry) -> dict[str, object]:
    due = order.registration_due_at
    why_not = entry.facts.get("why_not", "")
    return {
        "order": order.title,
        "number": order.number or "",
        "agency": order.organisation,
        "supplier": order.supplier or "",
        "reason": order.status_reason,
        "why_not": WhyNot(why_not).label if why_not in WhyNot.values else "",
        "day": f"{in_viet_nam(due):%d/%m/%Y}" if due else "",
    }


def programme_letter(entry: JournalEntry) -> Iterator[LetterDraft]:
    """A drafted programme waits for a second person."""
    programme = Programme.objects.select_related("organisation").filter(pk=entry.subject_id).first()
    if programme is None or programme.status != ProgrammeStatus.DRAFT:
        return
    approvers = programme.organisation.holders(Who.APPROVER)
    yield LetterDraft(
        recipients=approvers.exclude(pk__in=_pks(programme.created_by_id)),
        subject=say(_("Approve the programme: %(programme)s"), programme=programme.title),
        body=say(
            _("%(agency)s: the programme of orders waits for your decision."), agency=programme.organisation
        ),
        path=path_to("procurement:programme", programme.public_id),
    )


WRITERS: Final[dict[str, Writer]] = {
    **dict.fromkeys(LETTERS, order_letters),
    "programme.drafted": programme_letter,
}
