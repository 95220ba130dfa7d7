"""The payment's dossier, the list for those who pay and are paid, and the pages before each step."""

from typing import Any, Final
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from marketplace.domain.clock import now, today
from marketplace.domain.rules import period
from marketplace.errors import IllegalMove, Refusal
from marketplace.policies import OFFICIAL_ROLES, Actor, is_platform, require
from marketplace.states import Who
from procurement.domain.payments import (
    DOSSIER,
    PAYABLE,
    accepted_minor,
    record_payment,
    request_payment,
    request_payment_again,
    return_payment,
    send_payment,
)
from procurement.forms.orders import ReasonsForm
from procurement.forms.payments import InvoiceForm, PaymentFilterForm, TreasuryForm
from procurement.models import Payment
from procurement.policies import access_milestone, access_payment
from procurement.states import PAYMENT_MOVES
from procurement.views.milestones import MilestoneVerb, days_late
from procurement.views.noun_verbs import NounVerb, buttons, noun_routes

A_PAGE: Final = 20


def payments(request: HttpRequest) -> HttpResponse:
    """Payments of the acting organisation, to make or to receive, by deadline."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = PaymentFilterForm(request.GET or None)
    rows = _visible(actor)
    if form.is_bound and form.is_valid() and form.cleaned_data["status"]:
        rows = rows.filter(status=form.cleaned_data["status"])
    page = Paginator(rows.order_by("due_at", "pk"), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "procurement/payments/list.html", {"page": page, "form": form, "nav": "work"})


def _visible(actor: Actor) -> models.QuerySet[Payment]:
    rows = Payment.objects.select_related(
        "milestone__contract__order__organisation", "milestone__contract__supplier"
    )
    if is_platform(actor, Who.AUDITOR):
        return rows
    organisation = actor.organisation
    require(organisation is not None and actor.has(*OFFICIAL_ROLES, Who.OWNER, Who.EDITOR), "payments")
    buys = Q(milestone__contract__order__organisation=organisation)
    return rows.filter(buys | Q(milestone__contract__supplier=organisation))


def payment(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The dossier: what is paid, on which invoice, until when, and what proves it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access_payment(actor, public_id)
    context = {
        "payment": found,
        "milestone": found.milestone,
        "order": found.order,
        "contract": found.milestone.contract,
        "late": days_late(found.due_at, found.sent_at or now()),
        "buttons": buttons(PAYMENT_MOVES, found, found.order, actor),
        "dossier": period(DOSSIER),
        "nav": "orders",
    }
    return render(request, "procurement/payments/page.html", context)


class RequestPayment(MilestoneVerb):
    verb = "request_payment"
    form_class = InvoiceForm
    template_name = "procurement/payments/request.html"
    title = _("Request payment")
    why = _("With the complete dossier the agency's payment clock starts; it runs in public.")
    submit_label = _("Request payment")
    success_message = _("Requested. The finance officer has a letter.")
    is_autosaved = True

    def get_subject(self) -> Any:
        milestone = access_milestone(self.actor, self.kwargs["public_id"], to=self.verb)
        if self.request.method != "POST":
            if milestone.status not in PAYABLE:
                raise IllegalMove(verb=self.verb, before=milestone.status)
            if hasattr(milestone, "payment"):
                raise Refusal("already_done", status=409)
        return milestone

    def get_initial(self) -> dict[str, Any]:
        return {"invoice_on": today()}

    def get_extra(self) -> dict[str, Any]:
        is_payable = self.subject.status in PAYABLE
        amount = accepted_minor(self.subject) if is_payable else None
        return {**super().get_extra(), "amount": amount, "dossier": period(DOSSIER)}

    def act(self, form: Any) -> models.Model:
        values = {name: form.cleaned_data[name] for name in ("invoice_number", "invoice_on")}
        [invoice] = self.store([form.cleaned_data["invoice"]])
        return request_payment(self.subject, by=self.actor, invoice=invoice, **values)


class PaymentVerb(NounVerb):
    moves = PAYMENT_MOVES
    doorway = access_payment
    template_name = "procurement/payments/verb.html"

    def get_extra(self) -> dict[str, Any]:
        found = self.subject
        return {"payment": found, "milestone": found.milestone, "order": found.order, "nav": "orders"}


class RequestPaymentAgain(PaymentVerb):
    verb = "request_payment_again"
    form_class = InvoiceForm
    title = _("Request payment again")
    why = _("With the completed dossier the agency's payment clock starts anew.")
    submit_label = _("Request payment again")
    success_message = _("Requested. The finance officer has a letter.")
    is_autosaved = True

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"has_invoice": self.subject.invoice_id is not None}

    def get_initial(self) -> dict[str, Any]:
        return {"invoice_number": self.subject.invoice_number, "invoice_on": self.subject.invoice_on}

    def act(self, form: Any) -> models.Model:
        values = {name: form.cleaned_data[name] for name in ("invoice_number", "invoice_on")}
        upload = form.cleaned_data["invoice"]
        invoice = self.store([upload])[0] if upload else None
        return request_payment_again(self.subject, by=self.actor, invoice=invoice, **values)


class ReturnPayment(PaymentVerb):
    verb = "return_payment"
    form_class = ReasonsForm
    title = _("Return the payment dossier")
    why = _(
        "The supplier completes what is missing and requests the payment again; until then the clock stands."
    )
    submit_label = _("Return the dossier")
    success_message = _("Returned. The supplier has a letter with your reasons.")
    is_autosaved = True

    def act(self, form: Any) -> models.Model:
        return return_payment(self.subject, by=self.actor, reasons=form.cleaned_data["reasons"])


class SendPayment(PaymentVerb):
    verb = "send_payment"
    title = _("Send the dossier to the State Treasury")
    why = _(
        "You confirm that you sent the payment order. The Treasury's reference is entered when it has paid."
    )
    submit_label = _("Send to the Treasury")
    success_message = _("Sent.")
    is_final = True

    def act(self, form: Any) -> models.Model:
        return send_payment(self.subject, by=self.actor)


class RecordPayment(PaymentVerb):
    verb = "record_payment"
    form_class = TreasuryForm
    title = _("Record the payment")
    why = _(
        "The Treasury's reference and value date prove the payment. The reference is shown to the two sides only."
    )
    submit_label = _("Record the payment")
    success_message = _("Recorded. The supplier has a letter.")
    is_final = True

    def get_initial(self) -> dict[str, Any]:
        return {"value_on": today()}

    def act(self, form: Any) -> models.Model:
        return record_payment(self.subject, by=self.actor, **form.cleaned_data)


routes = [
    path("payments/", payments, name="payments"),
    path("payments/<uuid:public_id>/", payment, name="payment"),
    *noun_routes("milestones", RequestPayment),
    *noun_routes("payments", RequestPaymentAgain, ReturnPayment, SendPayment, RecordPayment),
]
