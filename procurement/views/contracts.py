"""The contract's page, its two signatures, and its early end."""

from typing import Any
from uuid import UUID

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from marketplace.domain.rules import period
from marketplace.policies import Actor
from procurement.domain.contracts import sign_as_buyer, sign_as_supplier, terminate_contract
from procurement.forms.contracts import SignatureForm
from procurement.forms.orders import ReasonsForm
from procurement.models import Contract
from procurement.policies import access_contract, reads_dossier
from procurement.states import CONTRACT_MOVES
from procurement.views import milestones
from procurement.views.noun_verbs import NounVerb, buttons, noun_routes


def contract(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What was agreed, who signed when, and where each milestone stands."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access_contract(actor, public_id)
    context = {
        "contract": found,
        "order": found.order,
        "decision": found.decision,
        "milestones": milestones_of(found),
        "buttons": buttons(CONTRACT_MOVES, found, found.order, actor),
        "reads_dossier": reads_dossier(actor, found.order),
        "signing": period("order_contract_signature"),
        "nav": "orders",
    }
    return render(request, "procurement/contracts/page.html", context)


def milestones_of(found: Contract) -> models.QuerySet[Any]:
    return found.milestones.select_related("payment").order_by("number")


class ContractVerb(NounVerb):
    moves = CONTRACT_MOVES
    doorway = access_contract
    template_name = "procurement/contracts/sign.html"

    def get_extra(self) -> dict[str, Any]:
        found = self.subject
        return {
            "order": found.order,
            "decision": found.decision,
            "milestones": milestones_of(found),
            "nav": "orders",
        }


class SignAsBuyer(ContractVerb):
    verb = "sign_as_buyer"
    form_class = SignatureForm
    title = _("Sign the contract for the ordering organisation")
    why = _(
        "Once both sides have signed, the contract is in force and published with its price and milestones."
    )
    submit_label = _("Sign the contract")
    success_message = _("Signed.")
    is_final = True

    def act(self, form: Any) -> models.Model:
        return sign_as_buyer(self.subject, by=self.actor)


class SignAsSupplier(ContractVerb):
    verb = "sign_as_supplier"
    form_class = SignatureForm
    title = _("Sign the contract for the supplier")
    why = _(
        "Once both sides have signed, the contract is in force and published with its price and milestones."
    )
    submit_label = _("Sign the contract")
    success_message = _("Signed.")
    is_final = True

    def act(self, form: Any) -> models.Model:
        return sign_as_supplier(self.subject, by=self.actor)


class TerminateContract(ContractVerb):
    verb = "terminate_contract"
    form_class = ReasonsForm
    title = _("Terminate the contract")
    why = _(
        "Every open milestone ends, and the order with it. What was accepted stays accepted and payable. "
        "A passport is published that says the contract ended early. The two sides read your reasons."
    )
    submit_label = _("Terminate the contract")
    success_message = _("Terminated. The passport says so.")
    is_final = True
    is_autosaved = True

    def act(self, form: Any) -> models.Model:
        return terminate_contract(self.subject, by=self.actor, reasons=form.cleaned_data["reasons"])


routes = [
    path("contracts/<uuid:public_id>/", contract, name="contract"),
    *noun_routes("contracts", SignAsBuyer, SignAsSupplier, TerminateContract),
    *milestones.routes,
]
