"""The pages for what went wrong before any view could answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's safety token did not fit: most often a page left open for long, or cookies refused."""
    words = _(
        "This page was open for too long, or your browser refused a cookie. Go back, reload and send again."
    )
    return render(request, "marketplace/refusal.html", {"sentence": words, "code": "csrf"}, status=403)
