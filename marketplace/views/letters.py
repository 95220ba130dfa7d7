"""Every letter the portal wrote: only in a demo, trial or test, where a visitor has no mail server."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from marketplace.domain.clock import portal_mark
from marketplace.domain.notifications import LETTERS_ARE_SHOWN
from marketplace.forms.people import RecipientForm
from marketplace.models import Letter

ON_A_PAGE = 20


def letters(request: HttpRequest) -> HttpResponse:
    """All letters, the newest first, or those to one address."""
    require_shown()
    form = RecipientForm(request.GET or None)
    found = Letter.objects.order_by("-pk")
    if form.is_bound and form.is_valid() and form.cleaned_data["to"]:
        found = found.filter(address__icontains=form.cleaned_data["to"])
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "marketplace/letters/letters.html", {"page": page, "form": form})


def letter(request: HttpRequest, public_id: str) -> HttpResponse:
    """One letter as its reader got it."""
    require_shown()
    found = Letter.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return render(request, "marketplace/letters/letter.html", {"letter": found})


def require_shown() -> None:
    """Anywhere else this page does not exist."""
    if portal_mark() not in LETTERS_ARE_SHOWN:
        raise Http404


routes = [
    path("letters/", letters, name="letters"),
    path("letters/<uuid:public_id>/", letter, name="letter"),
]
