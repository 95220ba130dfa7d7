"""Writing the order plan part by part, and laying it before a second person."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.db import models
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from marketplace.errors import IllegalMove, NotYours
from marketplace.models import Interest, Listing
from marketplace.policies import access_interest, access_listing
from marketplace.views.verbs import VerbView
from procurement.domain.orders import (
    PARTS,
    approve_plan,
    cancel_order,
    draft_order,
    gaps,
    return_plan,
    submit_plan,
    write_plan,
)
from procurement.domain.reuse import answer_reuse, find_reuse
from procurement.forms.orders import (
    LATER,
    PART_FORMS,
    DeclarationForm,
    DraftOrderForm,
    PartForm,
    ReasonsForm,
    ReuseForm,
)
from procurement.models import Order
from procurement.phrases import PARTS as PART_NAMES
from procurement.policies import access_order, require_officer
from procurement.states import OrderStatus
from procurement.views.order_verbs import OrderVerb, order_routes

# Under the question of each part: why it is asked.
WHY: Final[dict[str, object]] = {
    "problem": _("Readers judge the order by this page: write it so that a citizen understands it."),
    "outcome": _("Acceptance and payment follow this number. Choose one that people can feel."),
    "technology": _(
        "Every order hangs on a strategic technology, so that progress is counted and not claimed."
    ),
    "delivery": _("How much, how good, from when until when; and what the supplier must bring."),
    "estimate": _("The estimate is published. The price may stay below it, never above."),
    "reuse": _(
        "Spend once: answer to each thing that exists already. Your answers are published with the order."
    ),
}


def task_list(order: Order, *, current: str = "") -> dict[str, Any]:
    """The parts with their state, for the side of every page that writes the plan."""
    missing = gaps(order)
    tasks = [
        {
            "key": part,
            "number": place,
            "name": PART_NAMES[part],
            "url": part_url(order, part),
            "is_done": not missing[part],
            "is_current": part == current,
        }
        for place, part in enumerate(PARTS, start=1)
    ]
    return {
        "tasks": tasks,
        "done": sum(not fields for fields in missing.values()),
        "total": len(PARTS) + 1,
        "is_whole": not any(missing.values()),
        "submit_url": reverse("procurement:submit_plan", args=[order.public_id]),
        "number": next((place for place, part in enumerate(PARTS, 1) if part == current), len(PARTS) + 1),
        "is_submit": current == "submit",
    }


def part_url(order: Order, part: str) -> str:
    return reverse("procurement:order_part", args=[order.public_id, part])


def next_url(order: Order, part: str) -> str:
    """The part after this one; after the last one, the check."""
    keys = list(PARTS)
    place = keys.index(part) + 1
    if place < len(keys):
        return part_url(order, keys[place])
    return reverse("procurement:submit_plan", args=[order.public_id])


# --- beginning --------------------------------------------------------------------------------------
class DraftOrder(VerbView):
    """`?listing=` or `?interest=` fills the draft from there."""

    form_class = DraftOrderForm
    title = _("Begin an order")
    why = _("An order starts from a problem. The title can change until the plan is approved.")
    submit_label = _("Begin the draft")
    listing: Listing | None = None
    interest: Interest | None = None

    def get_subject(self) -> None:
        require_officer(self.actor)
        if interest := self._id("interest"):
            self.interest = access_interest(self.actor, interest)
            self.listing = self.interest.listing
        elif listing := self._id("listing"):
            self.listing = access_listing(self.actor, listing)

    def _id(self, name: str) -> UUID | None:
        given = self.request.GET.get(name)
        if not given:
            return None
        try:
            return UUID(given)
        except ValueError:
            raise NotYours(noun=name) from None

    def get_initial(self) -> dict[str, Any]:
        return {"title": self.listing.title[:200]} if self.listing else {}

    def get_extra(self) -> dict[str, Any]:
        source = self.interest or self.listing
        back = source.get_absolute_url() if source else reverse("procurement:own_orders")
        return {"back_url": back, "subject": source or _("My agency's orders"), "nav": "work"}

    def act(self, form: Any) -> str:
        filled: dict[str, Any] = {}
        if self.listing is not None:
            filled["technology"] = self.listing.technology
        if self.interest is not None:
            filled["problem"] = self.interest.message
        source = {"interest": self.interest} if self.interest else {"listing": self.listing}
        order = draft_order(by=self.actor, title=form.cleaned_data["title"], **source, **filled)
        return part_url(order, "problem")


# --- parts ------------------------------------------------------------------------------------------
class PartView(VerbView):
    """A page of the task list. Only a draft is written on."""

    def get_subject(self) -> Order:
        order = access_order(self.actor, self.kwargs["public_id"], to="change")
        if order.status != OrderStatus.DRAFT and self.request.method != "POST":
            raise IllegalMove(verb="write_plan", before=order.status)
        return order

    @property
    def part(self) -> str:
        return str(self.kwargs["part"])

    def get_extra(self) -> dict[str, Any]:
        return {
            "title": PART_NAMES[self.part],
            "why": WHY[self.part],
            "plan": task_list(self.subject, current=self.part),
            "nav": "work",
        }

    def after(self) -> str:
        if LATER in self.request.POST:
            return str(self.subject.get_absolute_url())
        return next_url(self.subject, self.part)


class OrderPart(PartView):
    template_name = "procurement/orders/part.html"
    is_autosaved = True

    def get_subject(self) -> Order:
        if self.part not in PART_FORMS:
            raise NotYours(noun="part")
        self.form_class = PART_FORMS[self.part]
        return super().get_subject()

    def get_initial(self) -> dict[str, Any]:
        return PART_FORMS[self.part].values_of(self.subject)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"order": self.subject}

    def act(self, form: PartForm) -> str:
        write_plan(self.subject, by=self.actor, **form.values())
        return self.after()


class ReusePart(PartView):
    """What exists already, each with its answer."""

    form_class = ReuseForm
    template_name = "procurement/orders/reuse_part.html"
    is_autosaved = True

    @property
    def part(self) -> str:
        return "reuse"

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = self.subject.reuse_findings.select_related(
            "listing__organisation", "earlier__organisation", "order"
        )
        return {"order": self.subject, "findings": list(rows)}

    def act(self, form: ReuseForm) -> str:
        for finding, answer, reason in form.answers():
            answer_reuse(finding, by=self.actor, answer=answer, reason=reason)
        return self.after()


class FindReuse(PartView):
    """Ask the portal what exists already; safe to ask again."""

    template_name = "procurement/orders/find_reuse.html"
    submit_label = _("Search for what exists")

    @property
    def part(self) -> str:
        return "reuse"

    def act(self, form: Any) -> str:
        find_reuse(self.subject, by=self.actor)
        return part_url(self.subject, self.part)

    def leave(self, location: str) -> HttpResponse:
        found = self.subject.reuse_findings.count()
        if self.subject.reuse_search_failed:
            messages.warning(self.request, _t("The search does not answer just now. The order will say so."))
        else:
            messages.success(self.request, _t("Found: %(count)s.") % {"count": found})
        return super().leave(location)


# --- submitting, approving, returning, cancelling ---------------------------------------------------
class SubmitPlan(OrderVerb):
    verb = "submit_plan"
    form_class = DeclarationForm
    template_name = "procurement/orders/submit.html"
    title = _("Check and submit")
    why = _("The approver reads the plan next. Until it comes back, nobody changes it.")
    submit_label = _("Submit the plan")
    success_message = _("Submitted. The approver has a letter.")

    def get_extra(self) -> dict[str, Any]:
        return {"plan": task_list(self.subject, current="submit"), "order": self.subject, "nav": "work"}

    def act(self, form: Any) -> models.Model:
        return submit_plan(self.subject, by=self.actor, no_secret=form.cleaned_data["no_secret"])


class ApprovePlan(OrderVerb):
    verb = "approve_plan"
    form_class = DeclarationForm
    title = _("Approve the plan")
    why = _(
        "The order gets its number, the rules in force today are kept with it, and everyone can read it. "
        "This cannot be undone; an approved order can only be cancelled, with reasons."
    )
    submit_label = _("Approve and publish")
    success_message = _("Approved. The order is public now.")

    def act(self, form: Any) -> models.Model:
        return approve_plan(self.subject, by=self.actor, no_secret=form.cleaned_data["no_secret"])


class ReturnPlan(OrderVerb):
    verb = "return_plan"
    form_class = ReasonsForm
    title = _("Return the plan")
    why = _("The officer reads your reasons, mends the plan and submits it again.")
    success_message = _("Returned. The officer has a letter with your reasons.")
    is_autosaved = True

    def act(self, form: Any) -> models.Model:
        return return_plan(self.subject, by=self.actor, reasons=form.cleaned_data["reasons"])


class CancelOrder(OrderVerb):
    verb = "cancel_order"
    form_class = ReasonsForm
    title = _("Cancel the order")
    why = _("An order that was public stays readable, with your reasons. This cannot be undone.")
    success_message = _("Cancelled.")
    is_final = True
    is_autosaved = True

    def act(self, form: Any) -> models.Model:
        return cancel_order(self.subject, by=self.actor, reasons=form.cleaned_data["reasons"])


routes = [
    path("orders/new/", DraftOrder.as_view(), name="draft_order"),
    path("orders/<uuid:public_id>/plan/reuse/", ReusePart.as_view(), name="order_reuse"),
    path("orders/<uuid:public_id>/plan/<slug:part>/", OrderPart.as_view(), name="order_part"),
    path("orders/<uuid:public_id>/find-reuse/", FindReuse.as_view(), name="find_reuse"),
    *order_routes(SubmitPlan, ApprovePlan, ReturnPlan, CancelOrder),
]
