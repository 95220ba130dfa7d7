"""What a person typed and did not send: where it is, and how to throw it away."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from marketplace.domain.drafts import forget_draft
from marketplace.errors import NotYours
from marketplace.models import Draft
from marketplace.policies import Actor
from marketplace.views.verbs import VerbView

ON_A_PAGE = 20


@login_required
def drafts(request: HttpRequest) -> HttpResponse:
    """One's own unsent forms, the newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kept = Draft.objects.filter(user=actor.person).order_by("-saved_at", "-pk")
    page = Paginator(kept, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "marketplace/people/drafts.html", {"page": page})


class DiscardDraft(VerbView):
    title = _("Throw this draft away")
    why = _("The words you typed in this form and did not send are deleted.")
    submit_label = _("Throw away")
    success_message = _("The draft is gone.")
    is_final = True

    def get_subject(self) -> Draft:
        draft = Draft.objects.filter(user=self.actor.user, pk=self.kwargs["draft"]).first()
        if draft is None:
            raise NotYours(noun="draft")
        return draft

    def get_extra(self) -> dict[str, Any]:
        return {"back_url": reverse("marketplace:drafts"), "subject": _("Unsent forms")}

    def act(self, form: Any) -> str:
        forget_draft(self.subject.user, self.subject.path)
        return reverse("marketplace:drafts")


routes = [
    path("me/drafts/", drafts, name="drafts"),
    path("me/drafts/<int:draft>/discard/", DiscardDraft.as_view(), name="discard_draft"),
]
