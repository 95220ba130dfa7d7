"""The moderators' queue and their decisions, each with its reason."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from marketplace.domain import rules
from marketplace.domain.clock import now
from marketplace.domain.moderation import (
    publish_listing,
    require_stranger,
    restore_listing,
    return_listing,
    suspend_listing,
)
from marketplace.errors import NotSeparated
from marketplace.forms.moderation import ReasonsForm
from marketplace.models import Listing
from marketplace.policies import Actor, access_listing, is_platform, require
from marketplace.states import Who
from marketplace.views.listing_page import listing_context
from marketplace.views.verbs import VerbView

A_PAGE = 20


@login_required
def moderation(request: HttpRequest) -> HttpResponse:
    """What waits for a second look, the longest waiting first."""
    require(is_platform(request.actor, Who.MODERATOR), "moderation")  # type: ignore[attr-defined]
    waiting = Listing.objects.filter(status=Listing.Status.SUBMITTED)
    waiting = waiting.select_related("organisation__province", "technology").order_by("check_due_at", "pk")
    context = {
        "page": Paginator(waiting, A_PAGE).get_page(request.GET.get("page")),
        "check_period": rules.period("listing_check"),
        "now": now(),
    }
    return render(request, "marketplace/moderation/queue.html", context)


@login_required
def moderate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One listing as its readers would see it, with what a moderator compares."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    listing = access_listing(actor, public_id, to="moderate")
    context = {
        **listing_context(request, listing),
        "identifiers": listing.organisation.identifiers.order_by("scheme"),
        "gaps": listing.gaps(),
        "is_stranger": _is_stranger(listing, actor),
    }
    return render(request, "marketplace/moderation/look.html", context)


def _is_stranger(listing: Listing, actor: Actor) -> bool:
    try:
        require_stranger(listing, actor)
    except NotSeparated:
        return False
    return True


class ModeratorVerb(VerbView):
    """A decision; the next listing of the queue follows."""

    def get_subject(self) -> Listing:
        return access_listing(self.actor, self.kwargs["public_id"], to="moderate")

    def get_extra(self) -> dict[str, Any]:
        return {"back_url": reverse("marketplace:moderate", args=[self.subject.public_id])}

    def act(self, form: Any) -> str:
        self.decide(form)
        return reverse("marketplace:moderation")

    def decide(self, form: Any) -> object:
        raise NotImplementedError


class PublishListing(ModeratorVerb):
    title = _("Publish the listing")
    why = _("Everyone sees it from now on. You have read the text and opened the documents.")
    submit_label = _("Publish it")
    success_message = _("Published. Its people get a letter.")

    def decide(self, form: Any) -> object:
        return publish_listing(self.subject, by=self.actor)


class ReturnListing(ModeratorVerb):
    form_class = ReasonsForm
    title = _("Return the listing")
    why = _("It goes back to its lister, who mends it and submits it again.")
    submit_label = _("Return it with these reasons")
    success_message = _("Returned with your reasons.")
    is_autosaved = True

    def decide(self, form: Any) -> object:
        return return_listing(self.subject, by=self.actor, reasons=form.cleaned_data["reasons"])


class SuspendListing(ModeratorVerb):
    form_class = ReasonsForm
    title = _("Suspend the listing")
    why = _("It disappears from the portal at once. Its lister reads your reasons.")
    submit_label = _("Suspend it for these reasons")
    success_message = _("Suspended.")
    is_final = True

    def decide(self, form: Any) -> object:
        return suspend_listing(self.subject, by=self.actor, reasons=form.cleaned_data["reasons"])


class RestoreListing(ModeratorVerb):
    title = _("Lift the suspension")
    why = _("The reason is gone; the listing is on offer again until its day of expiry.")
    submit_label = _("Put it back on offer")
    success_message = _("On offer again.")

    def decide(self, form: Any) -> object:
        return restore_listing(self.subject, by=self.actor)


routes = [
    path("moderation/", moderation, name="moderation"),
    path("moderation/<uuid:public_id>/", moderate, name="moderate"),
    path("moderation/<uuid:public_id>/publish/", PublishListing.as_view(), name="publish_listing"),
    path("moderation/<uuid:public_id>/return/", ReturnListing.as_view(), name="return_listing"),
    path("moderation/<uuid:public_id>/suspend/", SuspendListing.as_view(), name="suspend_listing"),
    path("moderation/<uuid:public_id>/restore/", RestoreListing.as_view(), name="restore_listing"),
]
