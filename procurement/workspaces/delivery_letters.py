"""Who is written to from the signatures to the passport: whoever must act next, and whoever waited."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from marketplace.deadlines import in_viet_nam
from marketplace.domain.notifications import LetterDraft, path_to, say
from marketplace.models import JournalEntry, User
from marketplace.money import Money
from marketplace.states import Who
from procurement.domain.milestones import plain
from procurement.models import Acceptance, Contract, Milestone, Order, Passport, Payment
from procurement.states import ContractStatus, MilestoneStatus, OrderStatus, PaymentStatus

Writer = Callable[[JournalEntry], Iterable[LetterDraft]]


def _officials(*roles: Who) -> Callable[[Order], Iterable[User]]:
    return lambda order: order.organisation.holders(*roles)


def _suppliers(order: Order) -> Iterable[User]:
    return order.supplier.holders(Who.OWNER) if order.supplier else []


def _verifier(order: Order) -> Iterable[User]:
    return [order.verifier] if order.verifier and order.verifier.is_active else []


def _everyone(order: Order) -> Iterable[User]:
    found = [*_officials(Who.OFFICER, Who.FINANCE)(order), *_suppliers(order), *_verifier(order)]
    return {person.pk: person for person in found}.values()


_OFFICERS, _APPROVERS, _FINANCE = _officials(Who.OFFICER), _officials(Who.APPROVER), _officials(Who.FINANCE)
_LATE = _officials(Who.APPROVER, Who.OFFICER)


@dataclass(frozen=True)
class Words:
    """A letter: to whom, about which noun, and what. Not written once the noun has left these states."""

    to: Callable[[Order], Iterable[User]]
    noun: str
    subject: object
    body: object
    while_at: frozenset[str] = frozenset()


def _states(*names: str) -> frozenset[str]:
    return frozenset(names)


_C, _M, _P = ContractStatus, MilestoneStatus, PaymentStatus
_ANSWERED = _states(_M.ACCEPTED, _M.PARTLY_ACCEPTED)

LETTERS: Final[dict[str, list[Words]]] = {
    "contract.signed_by_buyer": [
        Words(_suppliers, "contract", _("Sign the contract: %(order)s"),
              _("%(agency)s has signed. The contract is in force once you sign too."), _states(_C.BUYER_SIGNED)),
    ],
    "contract.signed_by_supplier": [
        Words(_APPROVERS, "contract", _("Sign the contract: %(order)s"),
              _("%(supplier)s has signed. The contract is in force once you sign too."), _states(_C.SUPPLIER_SIGNED)),
    ],
    "contract.active": [
        Words(_suppliers, "contract", _("In force: %(order)s"),
              _("Both sides have signed. Deliver each milestone by its day and attach the evidence.")),
        Words(_OFFICERS, "contract", _("In force: %(order)s"),
              _("Both sides have signed. You get a letter with each delivery.")),
    ],
    "contract.terminated": [
        Words(_everyone, "contract", _("Contract ended early: %(order)s"),
              _("%(agency)s ended the contract. What was accepted stays accepted and payable. "
                "The reasons: %(reason)s")),
    ],
    "milestone.delivered": [
        Words(_verifier, "milestone", _("Measure: %(milestone)s"),
              _("%(supplier)s has delivered. Measure by the method of the order and enter the value."),
              _states(_M.DELIVERED)),
        Words(_OFFICERS, "milestone", _("Delivered: %(milestone)s"),
              _("%(supplier)s has delivered; the verifier measures. Answer by %(day)s."), _states(_M.DELIVERED)),
    ],
    "milestone.measured": [
        Words(_OFFICERS, "milestone", _("Accept or refuse: %(milestone)s"),
              _("Measured %(value)s %(unit)s, target %(target)s %(unit)s. Answer by %(day)s."), _states(_M.MEASURED)),
        Words(_suppliers, "milestone", _("Measured: %(milestone)s"),
              _("Measured %(value)s %(unit)s, target %(target)s %(unit)s. The agency answers by %(day)s.")),
    ],
    "milestone.accepted": [
        Words(_suppliers, "milestone", _("Accepted: %(milestone)s"),
              _("%(agency)s accepted it. Request the payment of %(amount)s with your invoice."), _ANSWERED),
    ],
    "milestone.partly_accepted": [
        Words(_suppliers, "milestone", _("Accepted in part: %(milestone)s"),
              _("%(agency)s writes: %(reason)s\nRequest the payment of %(amount)s with your invoice."), _ANSWERED),
    ],
    "milestone.refused": [
        Words(_suppliers, "milestone", _("Refused: %(milestone)s"),
              _("%(agency)s writes: %(reason)s\nCure it and deliver again by %(cure)s."), _states(_M.REFUSED)),
    ],
    "milestone.acceptance_overdue": [
        Words(_LATE, "milestone", _("Your agency is late: %(milestone)s"),
              _("The answer to the delivery was due on %(day)s. The delay is public."),
              _states(_M.DELIVERED, _M.MEASURED)),
    ],
    "payment.requested": [
        Words(_FINANCE, "payment", _("Pay: %(milestone)s"),
              _("%(supplier)s requests %(amount)s. Send the dossier to the Treasury, or return it, by %(day)s "
                "(Decree 214/2025, art. 120(8))."), _states(_P.REQUESTED)),
    ],
    "payment.returned": [
        Words(_suppliers, "payment", _("Complete the payment dossier: %(milestone)s"),
              _("%(agency)s writes: %(reason)s"), _states(_P.RETURNED)),
    ],
    "payment.paid": [
        Words(_suppliers, "payment", _("Paid: %(milestone)s"),
              _("%(agency)s recorded the payment of %(amount)s with the Treasury's reference.")),
    ],
    "payment.overdue": [
        Words(_officials(Who.APPROVER, Who.FINANCE), "payment", _("Your agency is late in paying: %(milestone)s"),
              _("The dossier was to be handled by %(day)s (Decree 214/2025, art. 120(8)). The delay is public."),
              _states(_P.REQUESTED)),
    ],
    "order.accepted": [
        Words(_OFFICERS, "reviewers", _("Ask the users: %(order)s"),
              _("Every milestone is accepted. List the users of the result and open the review."),
              _states(OrderStatus.ACCEPTED)),
    ],
    "order.publication_overdue": [
        Words(_LATE, "order", _("Result not published in time: %(order)s"),
              _("The law wants the result published by now (Decree 214/2025, art. 109(6)). Open the review of its "
                "users, or wait until it closes."), _states(OrderStatus.ACCEPTED)),
    ],
    "passport.issued": [
        Words(_suppliers, "passport", _("Your passport: %(order)s"),
              _("Passport %(passport)s is signed and public. Show it to the next buyer: an agency orders from it in "
                "one step.")),
        Words(_OFFICERS, "passport", _("Result published: %(order)s"),
              _("Passport %(passport)s is signed and public.")),
    ],
}  # fmt: skip


def delivery_letters(entry: JournalEntry) -> Iterator[LetterDraft]:
    """The letters about one entry, to whoever is concerned and did not do it themselves."""
    rows = Order.objects.select_related("organisation", "supplier", "verifier")
    order = rows.filter(pk=entry.subject_id).first()
    if order is None:
        return
    for words in LETTERS[entry.verb]:
        noun = _NOUNS[words.noun](order, entry)
        if noun is None or (words.while_at and noun.status not in words.while_at):
            continue
        facts = {**_FACTS, **_order_facts(order), **_noun_facts(noun, order)}
        yield LetterDraft(
            recipients=[person for person in words.to(order) if person.pk != entry.actor_id],
            subject=say(words.subject, **facts),
            body=say(words.body, **facts),
            path=_path(words.noun, noun, order),
        )


# --- which noun a letter speaks of --------------------------------------------------------------
def _contract(order: Order, entry: JournalEntry) -> Contract | None:
    return order.contracts.order_by("pk").last()


def _milestone(order: Order, entry: JournalEntry) -> Milestone | None:
    rows = Milestone.objects.select_related("lot__order")
    return rows.filter(contract__order=order, number=entry.facts.get("milestone")).first()


def _payment(order: Order, entry: JournalEntry) -> Payment | None:
    return (
        Payment.objects.select_related("milestone__lot__order").filter(pk=entry.facts.get("payment")).first()
    )


def _passport(order: Order, entry: JournalEntry) -> Passport | None:
    return Passport.objects.filter(order=order).first()


_NOUNS: Final[dict[str, Callable[[Order, JournalEntry], Any]]] = {
    "contract": _contract,
    "milestone": _milestone,
    "payment": _payment,
    "passport": _passport,
    "order": lambda order, entry: order,
    "reviewers": lambda order, entry: order,
}


def _path(name: str, noun: Any, order: Order) -> str:
    if name == "reviewers":
        return path_to("procurement:list_reviewers", order.public_id)
    if name == "passport":
        return path_to("procurement:passport", noun.number)
    return path_to(f"procurement:{name}", noun.public_id)


# --- facts of a letter ----------------------------------------------------------------------------
_FACTS: Final[dict[str, object]] = dict.fromkeys(
    ["milestone", "value", "target", "unit", "amount", "day", "cure", "reason", "passport"], ""
)


def _order_facts(order: Order) -> dict[str, object]:
    return {
        "order": order.title,
        "agency": order.organisation,
        "supplier": order.supplier or "",
        "unit": order.unit,
    }


def _noun_facts(noun: Any, order: Order) -> dict[str, object]:
    if isinstance(noun, Contract):
        return {"reason": noun.ended_reason}
    if isinstance(noun, Milestone):
        return {"milestone": noun.title, "target": _figure(noun.target), **_delivery_facts(noun)}
    if isinstance(noun, Payment):
        facts = {"milestone": noun.milestone.title, "amount": str(Money(noun.amount_minor))}
        return {**facts, "reason": noun.returned_reason, "day": _day(noun.due_at)}
    return {"passport": noun.number} if isinstance(noun, Passport) else {}


def _delivery_facts(milestone: Milestone) -> dict[str, object]:
    """The latest delivery: until when it is answered, what was measured, and the answer."""
    handover = milestone.handovers.select_related("measurement__acceptance").last()
    measurement = getattr(handover, "measurement", None)
    acceptance: Acceptance | None = getattr(measurement, "acceptance", None)
    facts: dict[str, object] = {"day": _day(handover.acceptance_due_at) if handover else ""}
    if measurement is not None:
        facts["value"] = _figure(measurement.value)
    if acceptance is not None:
        cure = f"{acceptance.cure_until:%d/%m/%Y}" if acceptance.cure_until else ""
        facts |= {"reason": acceptance.reasons, "amount": str(Money(acceptance.accepted_minor)), "cure": cure}
    return facts


def _figure(number: Any) -> str:
    return plain(number).replace(".", ",")


def _day(moment: Any) -> str:
    return f"{in_viet_nam(moment):%d/%m/%Y}"


WRITERS: Final[dict[str, Writer]] = dict.fromkeys(LETTERS, delivery_letters)
