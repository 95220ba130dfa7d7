"""Yearly programmes of orders."""

from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from marketplace.domain.clock import today
from marketplace.domain.journal import timeline
from marketplace.errors import IllegalMove
from marketplace.policies import Actor
from marketplace.states import Who
from marketplace.views.verbs import VerbView
from procurement.domain.programmes import approve_programme, change_programme, draft_programme
from procurement.domain.road import order_roads
from procurement.forms.programmes import ProgrammeForm
from procurement.models import Programme
from procurement.policies import access_programme, require_officer
from procurement.states import PROGRAMME_MOVES, ProgrammeStatus

A_PAGE: Final = 20


def programmes(request: HttpRequest) -> HttpResponse:
    """Approved programmes of all agencies, and one's own drafts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    shown = Q(status=ProgrammeStatus.APPROVED)
    if actor.organisation is not None and actor.roles:
        shown |= Q(organisation=actor.organisation)
    rows = Programme.objects.filter(shown).select_related("organisation")
    rows = rows.annotate(order_count=Count("orders", filter=Q(orders__was_approved=True)))
    may_draft = actor.organisation is not None and actor.organisation.may_buy and actor.has(Who.OFFICER)
    context = {
        "page": Paginator(rows.order_by("-year", "-pk"), A_PAGE).get_page(request.GET.get("page")),
        "may_draft": may_draft,
        "nav": "orders",
    }
    return render(request, "procurement/programmes/list.html", context)


def programme(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One programme and the orders that hang on it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access_programme(actor, public_id)
    roles = actor.roles_in(found.organisation_id)
    rows = found.orders.select_related("organisation", "technology").order_by("-pk")
    page = Paginator(rows if roles else rows.filter(was_approved=True), A_PAGE).get_page(
        request.GET.get("page")
    )
    roads = order_roads(page.object_list)
    for row in page.object_list:
        row.road = roads.get(row.pk, [])  # type: ignore[attr-defined]
    may_approve = bool(PROGRAMME_MOVES.exits(found.status, by=roles)) and found.created_by != actor.user
    context = {
        "programme": found,
        "page": page,
        "history": timeline(found, everything=bool(roles)),
        "may_change": Who.OFFICER in roles and found.status == ProgrammeStatus.DRAFT,
        "may_approve": may_approve,
        "waits": found.status == ProgrammeStatus.DRAFT and not may_approve,
        "nav": "orders",
    }
    return render(request, "procurement/programmes/page.html", context)


class DraftProgramme(VerbView):
    form_class = ProgrammeForm
    title = _("Draft a programme of orders")
    why = _(
        "What your agency means to buy first this year. Another person approves it; orders then hang on it."
    )
    submit_label = _("Save the draft")
    success_message = _("Saved. An approver of your agency has a letter.")
    is_autosaved = True

    def get_subject(self) -> None:
        require_officer(self.actor)

    def get_initial(self) -> dict[str, Any]:
        return {"year": today().year}

    def get_extra(self) -> dict[str, Any]:
        return {"back_url": reverse("procurement:programmes"), "subject": _("Programmes of orders")}

    def act(self, form: Any) -> Programme:
        return draft_programme(by=self.actor, **form.cleaned_data)


class ChangeProgramme(VerbView):
    form_class = ProgrammeForm
    title = _("Change the draft")
    submit_label = _("Save the draft")
    is_autosaved = True

    def get_subject(self) -> Programme:
        return access_programme(self.actor, self.kwargs["public_id"], to="change")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.subject, name) for name in ("year", "title", "purpose")}

    def act(self, form: Any) -> Programme:
        return change_programme(self.subject, by=self.actor, **form.cleaned_data)


class ApproveProgramme(VerbView):
    title = _("Approve the programme")
    why = _("It is published, and your agency's orders may hang on it. This cannot be undone.")
    success_message = _("Approved. Everyone can read it now.")

    def get_subject(self) -> Programme:
        found = access_programme(self.actor, self.kwargs["public_id"], to="approve_programme")
        if self.request.method != "POST" and found.status != ProgrammeStatus.DRAFT:
            raise IllegalMove(verb="approve_programme", before=found.status)
        return found

    def act(self, form: Any) -> Programme:
        return approve_programme(self.subject, by=self.actor)


routes = [
    path("programmes/", programmes, name="programmes"),
    path("programmes/new/", DraftProgramme.as_view(), name="draft_programme"),
    path("programmes/<uuid:public_id>/", programme, name="programme"),
    path("programmes/<uuid:public_id>/change/", ChangeProgramme.as_view(), name="change_programme"),
    path("programmes/<uuid:public_id>/approve/", ApproveProgramme.as_view(), name="approve_programme"),
]
