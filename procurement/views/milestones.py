"""A milestone's page, and the pages before its delivery, its measurement and the answer to it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from marketplace.deadlines import days_until
from marketplace.domain.clock import now, today
from marketplace.domain.rules import period
from marketplace.policies import Actor
from marketplace.states import Who
from procurement.domain.milestones import (
    CURE,
    REPLY,
    accept_milestone,
    accept_partly,
    deliver_milestone,
    earliest_cure,
    latest_handover,
    latest_measurement,
    measure_milestone,
    refuse_milestone,
)
from procurement.domain.payments import PAYABLE
from procurement.forms.contracts import HandoverForm, MeasurementForm, PartForm, RefusalForm
from procurement.models import Handover, Milestone
from procurement.policies import access_milestone, order_roles, reads_dossier, reads_payments
from procurement.states import MILESTONE_MOVES, ContractStatus, MilestoneStatus
from procurement.views.noun_verbs import NounVerb, button, buttons, noun_routes


def milestone(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Every delivery of one milestone with its measured value, the answer, and the two clocks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access_milestone(actor, public_id)
    at = now()
    payment = getattr(found, "payment", None)
    context = {
        "milestone": found,
        "order": found.order,
        "contract": found.contract,
        "handovers": [_handover(row, at) for row in handovers_of(found)],
        "payment": payment,
        "payment_late": days_late(payment.due_at, payment.paid_at or at) if payment else 0,
        "buttons": _buttons(found, actor),
        "reads_dossier": reads_dossier(actor, found.order),
        "reads_payments": reads_payments(actor, found.order),
        "reply": period(REPLY),
        "lower_is_better": found.order.direction == found.order.Direction.LOWER,
        "nav": "orders",
    }
    return render(request, "procurement/contracts/milestone.html", context)


def handovers_of(found: Milestone) -> models.QuerySet[Handover]:
    rows = Handover.objects.filter(milestone=found).order_by("-number")
    related = ("measurement__acceptance", "measurement__report__attachment")
    return rows.select_related(*related).prefetch_related("evidence__attachment")


def _handover(row: Handover, at: datetime) -> dict[str, Any]:
    """One delivery and how long its answer took: the acceptance clock, in public."""
    measurement = getattr(row, "measurement", None)
    acceptance = getattr(measurement, "acceptance", None)
    answered_at = acceptance.created_at if acceptance else None
    return {
        "row": row,
        "measurement": measurement,
        "acceptance": acceptance,
        "answered_at": answered_at,
        "late": days_late(row.acceptance_due_at, answered_at or at),
    }


def days_late(due: datetime, at: datetime) -> int:
    """Calendar days in Viet Nam by which something is late; 0 while it is in time."""
    return max(0, -days_until(at, due))


def _buttons(found: Milestone, actor: Actor) -> list[dict[str, Any]]:
    """The open moves; a value that misses the target offers no acceptance in full."""
    if found.contract is None:
        return []
    shown: list[dict[str, Any]] = []
    if found.contract.status == ContractStatus.ACTIVE:
        shown = buttons(MILESTONE_MOVES, found, found.order, actor)
    if found.status == MilestoneStatus.MEASURED and not _is_met(found):
        shown = [each for each in shown if each["verb"] != AcceptMilestone.verb]
    is_supplier = Who.SUPPLIER in order_roles(actor, found.order)
    if is_supplier and found.status in PAYABLE and not hasattr(found, "payment"):
        shown.append(button("request_payment", found))
    return shown


def _is_met(found: Milestone) -> bool:
    return found.order.meets_target(latest_measurement(found).value, found.target)


class MilestoneVerb(NounVerb):
    moves = MILESTONE_MOVES
    doorway = access_milestone
    template_name = "procurement/contracts/milestone_verb.html"

    def get_extra(self) -> dict[str, Any]:
        order = self.subject.order
        lower_is_better = order.direction == order.Direction.LOWER
        return {
            "order": order,
            "milestone": self.subject,
            "lower_is_better": lower_is_better,
            "nav": "orders",
        }


class DeliverMilestone(MilestoneVerb):
    verb = "deliver_milestone"
    form_class = HandoverForm
    title = _("Deliver the milestone")
    why = _("The verifier measures what you deliver, and the agency answers within its deadline, in public.")
    submit_label = _("Deliver the milestone")
    success_message = _("Delivered. The verifier and the agency have a letter.")
    is_autosaved = True

    def act(self, form: Any) -> str:
        deliver_milestone(
            self.subject,
            by=self.actor,
            statement=form.cleaned_data["statement"],
            evidence=self.store(form.cleaned_data["evidence"]),
        )
        return str(self.subject.get_absolute_url())


class MeasureMilestone(MilestoneVerb):
    verb = "measure_milestone"
    form_class = MeasurementForm
    title = _("Enter the measured value")
    why = _("The value is published and decides on the acceptance. Your organisation is named, you are not.")
    submit_label = _("Enter the measured value")
    success_message = _("Entered. The agency has a letter.")
    is_final = True
    is_autosaved = True

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"unit": self.subject.order.unit}

    def get_initial(self) -> dict[str, Any]:
        return {"measured_on": today()}

    def get_extra(self) -> dict[str, Any]:
        return {**super().get_extra(), "handover": latest_handover(self.subject), "shows_method": True}

    def act(self, form: Any) -> str:
        [report] = self.store([form.cleaned_data["report"]])
        values = {name: form.cleaned_data[name] for name in ("value", "sample", "measured_on")}
        measure_milestone(self.subject, by=self.actor, report=report, **values)
        return str(self.subject.get_absolute_url())


class AnswerVerb(MilestoneVerb):
    """The buyer's three answers stand beside the measured value."""

    is_final = True
    is_autosaved = True

    def get_extra(self) -> dict[str, Any]:
        return {
            **super().get_extra(),
            "measurement": latest_measurement(self.subject),
            "is_met": _is_met(self.subject),
        }


class AcceptMilestone(AnswerVerb):
    verb = "accept_milestone"
    title = _("Accept the milestone")
    why = _("The measured value meets the target. The milestone's whole amount becomes payable.")
    submit_label = _("Accept the milestone")
    success_message = _("Accepted. The supplier may request payment.")

    def act(self, form: Any) -> str:
        accept_milestone(self.subject, by=self.actor)
        return str(self.subject.get_absolute_url())


class AcceptPartly(AnswerVerb):
    verb = "accept_partly"
    form_class = PartForm
    title = _("Accept the milestone in part")
    why = _("A lower amount becomes payable, and the passport says that the delivery was accepted in part.")
    submit_label = _("Accept in part")
    success_message = _("Accepted in part. The supplier may request payment.")

    def act(self, form: Any) -> str:
        accept_partly(self.subject, by=self.actor, **form.cleaned_data)
        return str(self.subject.get_absolute_url())


class RefuseMilestone(AnswerVerb):
    verb = "refuse_milestone"
    form_class = RefusalForm
    title = _("Refuse the milestone")
    why = _(
        "The supplier may cure it and deliver again until the day you name. The passport tells of the refusal."
    )
    submit_label = _("Refuse the milestone")
    success_message = _("Refused. The supplier has a letter with your reasons.")

    def get_initial(self) -> dict[str, Any]:
        return {"cure_until": earliest_cure()}

    def get_extra(self) -> dict[str, Any]:
        return {**super().get_extra(), "cure": period(CURE), "earliest": earliest_cure()}

    def act(self, form: Any) -> str:
        refuse_milestone(self.subject, by=self.actor, **form.cleaned_data)
        return str(self.subject.get_absolute_url())


routes = [
    path("milestones/<uuid:public_id>/", milestone, name="milestone"),
    *noun_routes(
        "milestones", DeliverMilestone, MeasureMilestone, AcceptMilestone, AcceptPartly, RefuseMilestone
    ),
]
