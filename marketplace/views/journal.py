"""The journal as auditors read it: what happened, to what, by which organisation; never a hidden entry."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from marketplace.domain.clock import now
from marketplace.forms.journal import JournalForm
from marketplace.models import JournalEntry, Organisation
from marketplace.models.folding import fold
from marketplace.policies import Actor, may_read_journal, require

ON_A_PAGE = 50


@login_required
def journal(request: HttpRequest) -> HttpResponse:
    """Every entry that is not hidden, the newest first, by verb and organisation."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require(may_read_journal(actor), "journal")
    form = JournalForm(request.GET or None)
    found: QuerySet[JournalEntry] = JournalEntry.objects.filter(
        Q(hidden_until=None) | Q(hidden_until__lte=now())
    ).order_by("-pk")
    if form.is_bound and form.is_valid():
        found = _filtered(found, form.cleaned_data)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "names": _organisation_names(page.object_list)}
    return render(request, "marketplace/journal/journal.html", context)


def _filtered(found: QuerySet[JournalEntry], wanted: dict[str, Any]) -> QuerySet[JournalEntry]:
    if wanted["verb"]:
        found = found.filter(verb__startswith=wanted["verb"])
    if wanted["organisation"]:
        named = Organisation.objects.filter(folded__contains=fold(wanted["organisation"]))
        found = found.filter(organisation_id__in=named.values("pk"))
    return found


def _organisation_names(entries: Any) -> dict[int, str]:
    """Names of the organisations on this page, in one question."""
    keys = {entry.organisation_id for entry in entries} - {None}
    return {row.pk: str(row) for row in Organisation.objects.filter(pk__in=keys)}


routes = [path("journal/", journal, name="journal")]
