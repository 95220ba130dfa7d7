"""What a passport says: a whitelist of facts, each of its own type. Whatever is not named here stays out.

Units and roles, never a person; no user's free text; no price that the decision did not publish.
Decimals travel as text (`79.2`), days as `2026-11-23`, money as whole dong.
"""

from datetime import date
from decimal import Decimal
from typing import Final, Literal, TypedDict

from django.db.models import Prefetch

from marketplace.identifiers import TAX_SCHEME, Identifier
from marketplace.models import Organisation, Portal
from procurement.domain.satisfaction import Satisfaction, satisfaction_of
from procurement.models import Acceptance, Handover, Milestone, Order, OrderDecision
from procurement.states import MilestoneStatus, OrderStatus

KIND: Final = "first-customer-passport"
VERSION: Final = 1


class Name(TypedDict):
    """A name in both languages."""

    name_vi: str
    name_en: str


class Buyer(Name):
    """The ordering unit and its role; never a person."""

    role: Literal["ordering_organisation"]


class Supplier(Name):
    """The supplier by name and public number."""

    identifier: str


class Technology(Name):
    """The strategic technology by code and name."""

    code: str


class OrderFacts(TypedDict):
    """Which order it was."""

    number: str
    title: str
    method: str
    article: str


class ListingFacts(TypedDict):
    """The listing that was ordered, when there was one."""

    id: str
    title_vi: str
    title_en: str


class Outcome(TypedDict):
    """Metric, baseline, target and method, as the order published them."""

    metric: str
    unit: str
    direction: str
    baseline: str | None
    target: str | None
    measuring: str


class HandoverFacts(TypedDict):
    """One delivery: what was measured, when, and what the buyer answered."""

    number: int
    measured: str | None
    measured_on: str | None
    outcome: str | None


class MilestoneFacts(TypedDict):
    """One milestone with its target and every delivery, refused ones included."""

    number: int
    title: str
    target: str
    outcome: str
    handovers: list[HandoverFacts]


class Price(TypedDict):
    """The price that the decision published, in dong."""

    minor: int
    currency: Literal["VND"]


class SatisfactionFacts(TypedDict):
    """How many answered; mean and spread only from the least number of answers on."""

    answers: int
    mean: str | None
    spread: dict[str, int] | None


class Payload(TypedDict):
    """The signed document."""

    type: str
    version: int
    number: str
    issued_on: str
    status: str
    order: OrderFacts
    buyer: Buyer
    supplier: Supplier
    listing: ListingFacts | None
    technology: Technology | None
    outcome: Outcome
    verifier: Name | None
    milestones: list[MilestoneFacts]
    price: Price
    satisfaction: SatisfactionFacts
    caveats: list[str]


# What became of a milestone, in the words that a passport uses.
_OUTCOMES: Final = {
    MilestoneStatus.ACCEPTED: "full",
    MilestoneStatus.PARTLY_ACCEPTED: "partial",
    MilestoneStatus.ENDED: "ended",
}


def payload_of(order: Order, decision: OrderDecision, *, number: str, issued_on: date, mark: str) -> Payload:
    """Every fact of a finished order that its passport says. `mark`: what this database is for."""
    milestones = [_milestone(milestone) for milestone in _milestones(decision)]
    satisfaction = satisfaction_of(order)
    return Payload(
        type=KIND,
        version=VERSION,
        number=number,
        issued_on=issued_on.isoformat(),
        status=order.status,
        order=OrderFacts(
            number=order.number or "", title=order.title, method=order.method, article=decision.article
        ),
        buyer=Buyer(role="ordering_organisation", **_name(order.organisation)),
        supplier=Supplier(identifier=_identifier(decision.supplier), **_name(decision.supplier)),
        listing=_listing(order),
        technology=_technology(order),
        outcome=_outcome(order),
        verifier=_name(order.verifier_organisation) if order.verifier_organisation else None,
        milestones=milestones,
        price=Price(minor=decision.price_minor, currency="VND"),
        satisfaction=_satisfaction(satisfaction),
        caveats=_caveats(order, milestones, satisfaction, mark),
    )


def _milestones(decision: OrderDecision) -> list[Milestone]:
    handovers = Handover.objects.select_related("measurement__acceptance").order_by("number")
    rows = Milestone.objects.filter(contract__decision=decision).order_by("number")
    return list(rows.prefetch_related(Prefetch("handovers", queryset=handovers)))


def _milestone(milestone: Milestone) -> MilestoneFacts:
    return MilestoneFacts(
        number=milestone.number,
        title=milestone.title,
        target=_decimal(milestone.target),
        outcome=_OUTCOMES[MilestoneStatus(milestone.status)],
        handovers=[_handover(handover) for handover in milestone.handovers.all()],
    )


def _handover(handover: Handover) -> HandoverFacts:
    """Refused deliveries too: who reads only the last one does not learn what the first one was worth."""
    measurement = getattr(handover, "measurement", None)
    if measurement is None:
        return HandoverFacts(number=handover.number, measured=None, measured_on=None, outcome=None)
    acceptance: Acceptance | None = getattr(measurement, "acceptance", None)
    return HandoverFacts(
        number=handover.number,
        measured=_decimal(measurement.value),
        measured_on=measurement.measured_on.isoformat(),
        outcome=acceptance.outcome if acceptance else None,
    )


def _name(organisation: Organisation) -> Name:
    return Name(name_vi=organisation.name_vi, name_en=organisation.name_en)


def _identifier(organisation: Organisation) -> str:
    """`VN-TIN-0100109106`; empty when the only number is a citizen's own."""
    for row in organisation.identifiers.filter(scheme=TAX_SCHEME).order_by("pk"):
        identifier = Identifier(row.scheme, row.value)
        if not identifier.is_personal:
            return str(identifier)
    return ""


def _listing(order: Order) -> ListingFacts | None:
    listing = order.listing
    if listing is None:
        return None
    return ListingFacts(id=str(listing.public_id), title_vi=listing.title_vi, title_en=listing.title_en)


def _technology(order: Order) -> Technology | None:
    technology = order.technology
    if technology is None:
        return None
    return Technology(code=technology.code, name_vi=technology.name_vi, name_en=technology.name_en)


def _outcome(order: Order) -> Outcome:
    return Outcome(
        metric=order.metric,
        unit=order.unit,
        direction=order.direction,
        baseline=None if order.baseline is None else _decimal(order.baseline),
        target=None if order.target is None else _decimal(order.target),
        measuring=order.measuring,
    )


def _satisfaction(satisfaction: Satisfaction) -> SatisfactionFacts:
    if satisfaction.mean is None:
        return SatisfactionFacts(answers=satisfaction.answers, mean=None, spread=None)
    spread = {str(score): count for score, count in satisfaction.spread.items()}
    return SatisfactionFacts(answers=satisfaction.answers, mean=str(satisfaction.mean), spread=spread)


def _caveats(
    order: Order, milestones: list[MilestoneFacts], satisfaction: Satisfaction, mark: str
) -> list[str]:
    """Codes of what the next buyer must know; never left out, worst first."""
    outcomes = {milestone["outcome"] for milestone in milestones}
    refused = any(part["outcome"] == "refused" for milestone in milestones for part in milestone["handovers"])
    found = {
        "terminated": order.status == OrderStatus.TERMINATED,
        "refused": refused,
        "partial": "partial" in outcomes,
        "few_answers": not satisfaction.is_enough,
        "demo": mark != Portal.Mark.PRODUCTION,
    }
    return [code for code, is_true in found.items() if is_true]


def _decimal(number: Decimal) -> str:
    return f"{number.normalize():f}"
