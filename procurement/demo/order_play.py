"""One order, played step by step: each method is a scene, and each scene is a verb."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from marketplace.demo.pictures import paper
from marketplace.demo.stage import Stage
from marketplace.domain.attachments import store_file
from marketplace.domain.clock import today
from marketplace.models import Attachment, StrategicTechnology
from marketplace.policies import Actor
from procurement.demo.bargains import TERMS, Bargain
from procurement.demo.plans import Plan
from procurement.domain.contracts import sign_as_buyer, sign_as_supplier
from procurement.domain.decisions import Terms, decide_order
from procurement.domain.milestones import (
    accept_milestone,
    accept_partly,
    amount,
    deliver_milestone,
    measure_milestone,
    refuse_milestone,
)
from procurement.domain.ordering import (
    Agreement,
    Offer,
    Stop,
    name_supplier,
    record_negotiation,
    register_for_order,
)
from procurement.domain.orders import approve_plan, draft_order, submit_plan, write_plan
from procurement.domain.payments import record_payment, request_payment, send_payment
from procurement.domain.reuse import answer_reuse, find_reuse
from procurement.models import Contract, Milestone, Order, ReuseFinding


@dataclass(frozen=True)
class Roles:
    """Who plays in this order: the agency's people, the supplier's owner, the verifier."""

    officer: str
    approver: str
    finance: str
    supplier: str
    verifier: str = "yen.verifier"


class OrderPlay:
    """`key` names the order on the stage; `source` a listing or an interest there, if it began with one."""

    def __init__(
        self,
        stage: Stage,
        key: str,
        *,
        plan: Plan,
        roles: Roles,
        bargain: Bargain | None = None,
        **source: str,
    ) -> None:
        self.stage, self.key, self.plan, self.roles = stage, key, plan, roles
        self.source = source
        self._bargain = bargain

    # --- who and what ----------------------------------------------------------------------------
    @property
    def order(self) -> Order:
        """The order as it is now: other scenes moved it since."""
        return Order.objects.get(pk=self.stage.cast[self.key])

    @property
    def bargain(self) -> Bargain:
        if self._bargain is None:
            raise ValueError(f"{self.key} has no supplier yet")
        return self._bargain

    @property
    def contract(self) -> Contract:
        return Contract.objects.get(order=self.order)

    def by(self, role: str) -> Actor:
        return self.stage.actor(getattr(self.roles, role))

    def milestone(self, number: int) -> Milestone:
        return Milestone.objects.get(contract__order=self.order, number=number)

    def _sources(self) -> dict[str, Any]:
        """The listing or interest on the stage, read again."""
        found = {name: self.stage.cast[key] for name, key in self.source.items()}
        for row in found.values():
            row.refresh_from_db()
        return found

    def _papers(self, actor: Actor, name: str, lines: Iterable[str]) -> list[Attachment]:
        upload = paper(name, self.plan.title, *lines)
        return [store_file(upload, by=actor, organisation=actor.organisation)]

    # --- the plan --------------------------------------------------------------------------------
    def draft(self, **more: Any) -> None:
        order = draft_order(by=self.by("officer"), title=self.plan.title, **self._sources(), **more)
        self.stage.cast[self.key] = order.pk
        write_plan(order, by=self.by("officer"), **self._plan_fields())

    def _plan_fields(self) -> dict[str, Any]:
        plan = self.plan
        begun = {
            "problem": plan.problem,
            "quantity": plan.quantity,
            "technology": StrategicTechnology.objects.get(pk=plan.technology),
        }
        if not plan.metric:
            return begun
        verifier = self.stage.cast[self.roles.verifier]
        return begun | {
            "requirements": plan.requirements,
            "budget_minor": plan.budget_minor,
            "starts_on": self.stage.today + timedelta(days=plan.begins),
            "ends_on": self.stage.today + timedelta(days=plan.ends),
            "metric": plan.metric,
            "unit": plan.unit,
            "direction": plan.direction,
            "baseline": Decimal(plan.baseline),
            "target": Decimal(plan.target),
            "measuring": plan.measuring,
            "verifier": verifier,
            "verifier_organisation": self.stage.cast[self.stage.cast[f"home of {self.roles.verifier}"]],
        }

    def place_in(self, programme: str) -> None:
        write_plan(self.order, by=self.by("officer"), programme=self.stage.cast[programme])

    def submit(self) -> None:
        officer = self.by("officer")
        order = find_reuse(self.order, by=officer)
        for finding in ReuseFinding.objects.filter(order=order):
            is_it = finding.listing_id is not None and finding.listing_id == order.listing_id
            answer = ReuseFinding.Answer.ORDERED if is_it else ReuseFinding.Answer.UNSUITABLE
            answer_reuse(finding, by=officer, answer=answer, reason=self.plan.why_not_what_exists)
        submit_plan(self.order, by=officer, no_secret=True)

    def approve(self) -> None:
        approve_plan(self.order, by=self.by("approver"), no_secret=True)

    # --- the supplier ------------------------------------------------------------------------------
    def name(self) -> None:
        name_supplier(self.order, by=self.by("officer"), **self._sources())

    def register(self) -> None:
        bargain, by = self.bargain, self.by("supplier")
        offer = Offer(
            letter=bargain.letter,
            capability=bargain.capability,
            delivery_days=bargain.delivery_days,
            lines=bargain.offered,
            is_first_supply=bool(bargain.cost_elements),
            cost_elements=bargain.cost_elements,
        )
        register_for_order(
            self.order, by=by, offer=offer, files=self._papers(by, "ho-so-nang-luc", [bargain.capability])
        )

    def negotiate(self) -> None:
        stops = [
            Stop(part.title, part.share, Decimal(part.target), self.stage.today + timedelta(days=part.due))
            for part in self.bargain.milestones
        ]
        agreed = Agreement(
            held_on=today(),
            changes=self.bargain.changes,
            contract_terms=TERMS,
            lines=self.bargain.agreed,
            milestones=stops,
        )
        record_negotiation(self.order, by=self.by("officer"), agreed=agreed)

    def decide(self) -> None:
        terms = Terms(
            number=self.bargain.decision,
            contract_type="output_based",
            starts_on=today() + timedelta(days=1),
            ends_on=self.stage.today + timedelta(days=self.bargain.milestones[-1].due),
        )
        decide_order(self.order, by=self.by("approver"), terms=terms)

    def sign_for_buyer(self) -> None:
        sign_as_buyer(self.contract, by=self.by("approver"))

    def sign_for_supplier(self) -> None:
        sign_as_supplier(self.contract, by=self.by("supplier"))

    # --- delivery ------------------------------------------------------------------------------------
    def deliver(self, number: int, statement: str) -> None:
        by = self.by("supplier")
        evidence = self._papers(by, f"bien-ban-ban-giao-{number}", [statement])
        deliver_milestone(self.milestone(number), by=by, statement=statement, evidence=evidence)

    def measure(self, number: int, value: str, sample: str) -> None:
        by = self.by("verifier")
        [report] = self._papers(
            by, f"bao-cao-do-{number}", [f"{self.plan.metric}: {value} {self.plan.unit}", sample]
        )
        measure_milestone(
            self.milestone(number),
            by=by,
            value=Decimal(value),
            sample=sample,
            measured_on=today(),
            report=report,
        )

    def accept(self, number: int) -> None:
        accept_milestone(self.milestone(number), by=self.by("officer"))

    def accept_part(self, number: int, percent: int, reasons: str) -> None:
        milestone = self.milestone(number)
        part = amount(milestone) * percent // 100
        accept_partly(milestone, by=self.by("officer"), accepted_minor=part, reasons=reasons)

    def refuse(self, number: int, cure_days: int, reasons: str) -> None:
        until = today() + timedelta(days=cure_days)
        refuse_milestone(self.milestone(number), by=self.by("officer"), reasons=reasons, cure_until=until)

    # --- payment -------------------------------------------------------------------------------------
    def ask_payment(self, number: int) -> None:
        by = self.by("supplier")
        [invoice] = self._papers(by, f"hoa-don-{number}", ["Hoá đơn minh hoạ, không dùng để kê khai thuế."])
        request_payment(
            self.milestone(number),
            by=by,
            invoice_number=f"MINH-HOA-{self.key.upper()}-{number}",
            invoice_on=today(),
            invoice=invoice,
        )

    def send(self, number: int) -> None:
        send_payment(self.milestone(number).payment, by=self.by("finance"))

    def pay(self, number: int) -> None:
        reference = f"KBNN-MINH-HOA-{self.key.upper()}-{number}"
        record_payment(
            self.milestone(number).payment,
            by=self.by("finance"),
            treasury_reference=reference,
            value_on=today(),
        )
