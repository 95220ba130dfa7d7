"""Listings for everyone: the list, one page each; and the lister's steps in a listing's life."""

from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from marketplace.domain import rules
from marketplace.domain.clock import now
from marketplace.domain.listing_road import roads_of
from marketplace.domain.listings import (
    draft_listing,
    hand_over_listing,
    recall_listing,
    renew_listing,
    submit_listing,
    withdraw_listing,
)
from marketplace.errors import NotYours
from marketplace.forms.listings import ListingFilterForm, NewListingForm
from marketplace.models import Interest, Listing
from marketplace.policies import Actor, access_listing, require
from marketplace.states import Who
from marketplace.views import listing_parts
from marketplace.views.listing_page import listing_context
from marketplace.views.verbs import VerbView

A_PAGE: Final = 20
LISTER_ROLES: Final = (Who.OWNER, Who.EDITOR, Who.RESEARCHER)


def listings(request: HttpRequest) -> HttpResponse:
    """Everything on offer, narrowed by what the reader chose."""
    chosen = ListingFilterForm(request.GET or {})
    rows = chosen.narrow(Listing.objects.public())
    rows = _with_askers(rows.select_related("organisation__province", "technology"))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    roads = roads_of(list(page.object_list))
    context = {
        "page": page,
        "rows": [(row, roads[row.pk]) for row in page.object_list],
        "filter_form": chosen,
        "may_list": _may_list(request.actor),  # type: ignore[attr-defined]
        "nav": "listings",
    }
    return render(request, "marketplace/listings/list.html", context)


@login_required
def own_listings(request: HttpRequest) -> HttpResponse:
    """The acting organisation's listings in every state, with what each still lacks to be seen."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require(_may_list(actor), "listings")
    organisation = actor.organisation
    rows = Listing.objects.filter(organisation=organisation).select_related("organisation", "technology")
    if not actor.has(Who.OWNER, Who.EDITOR):
        rows = rows.filter(created_by=actor.user)
    context = {
        "page": Paginator(_with_askers(rows).order_by("-pk"), A_PAGE).get_page(request.GET.get("page")),
        "organisation": organisation,
        "nav": "listings",
    }
    return render(request, "marketplace/listings/own.html", context)


def listing(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One listing: what it is, where it is on the road, what is proved, what people said."""
    found = access_listing(request.actor, public_id)  # type: ignore[attr-defined]
    context = listing_context(request, found)
    return render(request, "marketplace/listings/page.html", {**context, "nav": "listings"})


def _may_list(actor: Actor) -> bool:
    organisation = actor.organisation
    return organisation is not None and organisation.may_list and actor.has(*LISTER_ROLES)


def _with_askers(rows: Any) -> Any:
    asked = ~Q(interests__status=Interest.Status.WITHDRAWN)
    return rows.annotate(askers=Count("interests__organisation", filter=asked, distinct=True))


class NewListing(VerbView):
    form_class = NewListingForm
    title = _("List a product or a research result")
    why = _(
        "This begins a draft that only your organisation sees. Fill the parts in any order, then submit it."
    )
    submit_label = _("Begin the draft")

    def get_subject(self) -> None:
        require(_may_list(self.actor), "listings")

    def get_form_kwargs(self) -> dict[str, Any]:
        both = self.actor.has(Who.OWNER, Who.EDITOR)
        return {"kinds": Listing.Kind.values if both else [Listing.Kind.RESEARCH_RESULT.value]}

    def get_extra(self) -> dict[str, Any]:
        return {"back_url": reverse("marketplace:own_listings"), "subject": _("Our listings")}

    def act(self, form: NewListingForm) -> str:
        if self.actor.organisation is None:
            raise NotYours(noun="listings")
        drafted = draft_listing(self.actor.organisation, by=self.actor, **form.cleaned_data)
        return reverse("marketplace:listing_part", args=[drafted.public_id, "basics"])


class ListingVerb(VerbView):
    """A step of the lister's: no words to type, one button."""

    def get_subject(self) -> Listing:
        return access_listing(self.actor, self.kwargs["public_id"], to="change")


class SubmitListing(ListingVerb):
    template_name = "marketplace/listings/submit.html"
    title = _("Check and submit")
    submit_label = _("Submit for the check")
    success_message = _("Submitted. A moderator looks at it, and you get a letter either way.")

    def get_extra(self) -> dict[str, Any]:
        return {
            **listing_parts.task_list(self.subject, self.actor, current="check"),
            "check_period": rules.period("listing_check"),
        }

    def act(self, form: Any) -> Listing:
        return submit_listing(self.subject, by=self.actor)


class HandOverListing(ListingVerb):
    """A researcher drafts; owner and editors of the university's transfer office submit."""

    template_name = "marketplace/listings/submit.html"
    title = _("Check and hand over")
    submit_label = _("Hand it to the transfer office")
    success_message = _("Handed over. The transfer office has a letter and submits it.")

    def get_extra(self) -> dict[str, Any]:
        return listing_parts.task_list(self.subject, self.actor, current="check")

    def act(self, form: Any) -> Listing:
        return hand_over_listing(self.subject, by=self.actor)


class RecallListing(ListingVerb):
    title = _("Take the listing back")
    why = _("It leaves the moderators' queue and becomes a draft again, so that you can change it.")
    submit_label = _("Take it back")
    success_message = _("Taken back: it is a draft again.")

    def act(self, form: Any) -> Listing:
        return recall_listing(self.subject, by=self.actor)


class RenewListing(ListingVerb):
    title = _("Renew the listing")
    submit_label = _("Confirm and renew")
    success_message = _("Renewed.")

    def get_extra(self) -> dict[str, Any]:
        until = rules.due_at("listing_expiry", now())
        why = _(
            "You confirm that price, evidence and supply still hold. It then stays on offer until %(day)s."
        )
        return {"why": why % {"day": until.strftime("%d/%m/%Y")}}

    def act(self, form: Any) -> Listing:
        return renew_listing(self.subject, by=self.actor)


class WithdrawListing(ListingVerb):
    title = _("Withdraw the listing")
    why = _("It is no longer on offer. Questions that are open stay open; you may submit it again later.")
    submit_label = _("Withdraw this listing")
    success_message = _("Withdrawn.")
    is_final = True

    def act(self, form: Any) -> Listing:
        return withdraw_listing(self.subject, by=self.actor)


routes = [
    path("listings/", listings, name="listings"),
    path("listings/ours/", own_listings, name="own_listings"),
    path("listings/new/", NewListing.as_view(), name="listing_new"),
    path("listings/<uuid:public_id>/", listing, name="listing"),
    path("listings/<uuid:public_id>/submit/", SubmitListing.as_view(), name="submit_listing"),
    path("listings/<uuid:public_id>/hand-over/", HandOverListing.as_view(), name="hand_over_listing"),
    path("listings/<uuid:public_id>/recall/", RecallListing.as_view(), name="recall_listing"),
    path("listings/<uuid:public_id>/renew/", RenewListing.as_view(), name="renew_listing"),
    path("listings/<uuid:public_id>/withdraw/", WithdrawListing.as_view(), name="withdraw_listing"),
    *listing_parts.routes,
]
