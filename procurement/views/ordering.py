"""From an approved plan to the order decision: one page before each verb."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from marketplace.domain.attachments import store_file
from marketplace.domain.clock import today
from marketplace.domain.rules import period
from procurement.domain.decisions import ARTICLE, Terms, decide_order
from procurement.domain.offers import capability_files, offers_for
from procurement.domain.ordering import (
    REPLY,
    ask_supplement,
    decline_order,
    name_supplier,
    record_negotiation,
    register_for_order,
    release_supplier,
    return_negotiation,
)
from procurement.domain.prices import Stage, latest_lines, totals
from procurement.domain.sources import Source, supplier_sources
from procurement.forms.ordering import (
    DecisionForm,
    DeclineForm,
    NameSupplierForm,
    NegotiationForm,
    RegistrationForm,
    SupplementForm,
    begin_with,
)
from procurement.forms.orders import ReasonsForm
from procurement.models import Milestone
from procurement.policies import access_order
from procurement.views.order_verbs import OrderVerb, RowsVerb, order_routes


def registrations(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Letters, capability files and prices, for the two sides alone."""
    order = access_order(request.actor, public_id, to="offers")  # type: ignore[attr-defined]
    offers = offers_for(request.actor, order)  # type: ignore[attr-defined]
    files = capability_files(request.actor, order)  # type: ignore[attr-defined]
    context = {"order": order, "offers": offers, "files": files, "nav": "orders"}
    return render(request, "procurement/ordering/registrations.html", context)


class NameSupplier(OrderVerb):
    """`?listing=` or `?passport=` adds that offer to the choice, and chooses it."""

    verb = "name_supplier"
    form_class = NameSupplierForm
    template_name = "procurement/ordering/name_supplier.html"
    title = _("Name the supplier")
    submit_label = _("Name this supplier")
    success_message = _("Named. The supplier has a letter and a deadline.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self._sources: list[Source] | None = None

    @property
    def sources(self) -> list[Source]:
        if self._sources is None:
            wanted = {name: self.request.GET.get(name, "") for name in ("listing", "passport")}
            self._sources = supplier_sources(self.subject, by=self.actor, **wanted)
        return self._sources

    def get_initial(self) -> dict[str, Any]:
        chosen = [source for source in self.sources if source.is_wanted]
        return {"source": chosen[0].key} if chosen else {}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"sources": [(source.key, source.label) for source in self.sources]}

    def get_extra(self) -> dict[str, Any]:
        return {"sources": self.sources, "period": period(REPLY)}

    def act(self, form: Any) -> models.Model:
        chosen = next(source for source in self.sources if source.key == form.cleaned_data["source"])
        return name_supplier(self.subject, by=self.actor, **chosen.subject())


class DeclineOrder(OrderVerb):
    verb = "decline_order"
    form_class = DeclineForm
    title = _("Not for us, say why")
    why = _(
        "The agency names another supplier. Your reason is counted publicly; your words only the agency reads."
    )
    submit_label = _("Decline the order")
    success_message = _("Declined. The agency has your reason.")
    is_final = True
    is_autosaved = True

    def act(self, form: Any) -> models.Model:
        return decline_order(self.subject, by=self.actor, **form.cleaned_data)


class ReleaseSupplier(OrderVerb):
    verb = "release_supplier"
    form_class = ReasonsForm
    title = _("Release the supplier")
    why = _("The supplier has not answered in time. Releasing it lets you name another one.")
    success_message = _("Released. You can name another supplier.")
    is_final = True
    is_autosaved = True

    def act(self, form: Any) -> models.Model:
        return release_supplier(self.subject, by=self.actor, reasons=form.cleaned_data["reasons"])


class RegisterForOrder(RowsVerb):
    verb = "register_for_order"
    form_class = RegistrationForm
    template_name = "procurement/ordering/register.html"
    title = _("Register for the order")
    why = _("Letter, capability file and itemised price, for the agency alone until it has decided.")
    submit_label = _("Send the registration")
    success_message = _("Sent. The agency evaluates your file and invites you to negotiate.")
    is_autosaved = True

    def _last(self) -> Any:
        return self.subject.registrations.filter(supplier=self.subject.supplier).last()

    def get_initial(self) -> dict[str, Any]:
        last = self._last()
        names = ("letter", "capability", "delivery_days", "is_first_supply", "cost_elements")
        return {name: getattr(last, name) for name in names} if last else {}

    def get_form_kwargs(self) -> dict[str, Any]:
        last = self._last()
        lines = self.subject.price_lines.filter(stage=Stage.OFFERED, round=last.round) if last else []
        return {"begin": {"lines": begin_with(list(lines))}, "has_files": last is not None}

    def get_extra(self) -> dict[str, Any]:
        return {"order": self.subject, "last": self._last()}

    def act(self, form: RegistrationForm) -> str:
        files = [
            store_file(upload, by=self.actor, organisation=self.actor.organisation)
            for upload in form.cleaned_data["files"]
        ]
        register_for_order(self.subject, by=self.actor, offer=form.offer(), files=files)
        return str(self.subject.get_absolute_url())


class AskSupplement(OrderVerb):
    verb = "ask_supplement"
    form_class = SupplementForm
    title = _("Ask for a supplement")
    why = _("The supplier clarifies or completes its file and sends it again, within a new deadline.")
    submit_label = _("Ask the supplier")
    success_message = _("Asked. The supplier has a letter and a new deadline.")
    is_autosaved = True

    def act(self, form: Any) -> models.Model:
        return ask_supplement(self.subject, by=self.actor, what=form.cleaned_data["what"])


class RecordNegotiation(RowsVerb):
    """Begins with what was offered, or with what was agreed before the approver sent it back."""

    verb = "record_negotiation"
    form_class = NegotiationForm
    template_name = "procurement/ordering/negotiate.html"
    title = _("Record the negotiation")
    why = _("What both sides agreed on price, terms and milestones. The approver decides on this record.")
    submit_label = _("Lay it before the approver")
    success_message = _("Recorded. The approver has a letter.")
    is_autosaved = True

    def get_initial(self) -> dict[str, Any]:
        last = self.subject.negotiations.last()
        names = ("held_on", "changes", "contract_terms")
        return {name: getattr(last, name) for name in names} if last else {"held_on": today()}

    def get_form_kwargs(self) -> dict[str, Any]:
        order = self.subject
        lines = latest_lines(order, Stage.AGREED) or latest_lines(order, Stage.OFFERED)
        names = ("title", "share", "target", "due_on")
        stops = [
            {name: getattr(row, name) for name in names}
            for row in Milestone.objects.filter(lot__order=order, contract=None)
        ]
        last = {"title": "", "share": None, "target": order.target, "due_on": order.ends_on}
        return {"begin": {"lines": begin_with(lines), "milestones": stops or [last]}}

    def get_extra(self) -> dict[str, Any]:
        offered = latest_lines(self.subject, Stage.OFFERED)
        return {"order": self.subject, "offered": offered, "offered_totals": totals(offered)}

    def act(self, form: NegotiationForm) -> str:
        record_negotiation(self.subject, by=self.actor, agreed=form.agreement())
        return str(self.subject.get_absolute_url())


class ReturnNegotiation(OrderVerb):
    verb = "return_negotiation"
    form_class = ReasonsForm
    title = _("Return the negotiation")
    why = _("The officer negotiates again and records anew. The earlier record is kept.")
    success_message = _("Returned. The officer has a letter with your reasons.")
    is_autosaved = True

    def act(self, form: Any) -> models.Model:
        return return_negotiation(self.subject, by=self.actor, reasons=form.cleaned_data["reasons"])


class DecideOrder(OrderVerb):
    verb = "decide_order"
    form_class = DecisionForm
    template_name = "procurement/ordering/decide.html"
    title = _("Decide the order")
    why = _(
        "Your decision names supplier, price, contract type and time. It is published, and the contract is drawn."
    )
    submit_label = _("Decide the order")
    success_message = _("Decided. Both sides can sign the contract now.")
    is_autosaved = True

    def get_initial(self) -> dict[str, Any]:
        order = self.subject
        starts = max(order.starts_on, today()) if order.starts_on else today()
        return {"article": ARTICLE, "starts_on": starts, "ends_on": order.ends_on}

    def get_extra(self) -> dict[str, Any]:
        lines = latest_lines(self.subject, Stage.AGREED)
        return {
            "order": self.subject,
            "lines": lines,
            "totals": totals(lines),
            "negotiation": self.subject.negotiations.last(),
            "milestones": Milestone.objects.filter(lot__order=self.subject, contract=None),
        }

    def act(self, form: Any) -> str:
        decide_order(self.subject, by=self.actor, terms=Terms(**form.cleaned_data))
        return str(self.subject.get_absolute_url())


routes = [
    path("orders/<uuid:public_id>/registrations/", registrations, name="order_registrations"),
    *order_routes(
        NameSupplier,
        DeclineOrder,
        ReleaseSupplier,
        RegisterForOrder,
        AskSupplement,
        RecordNegotiation,
        ReturnNegotiation,
        DecideOrder,
    ),
]
