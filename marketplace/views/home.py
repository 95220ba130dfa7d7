"""The front page: the road with its numbers, what is new, what was measured, and where to begin."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string

from marketplace.models import Listing

NEWEST = 5


def home(request: HttpRequest) -> HttpResponse:
    newest = (
        Listing.objects.public().select_related("organisation", "technology").order_by("-published_at", "-pk")
    )
    context = {"counts": _road_counts(), "newest": newest[:NEWEST], "panels": _panels(request)}
    return render(request, "marketplace/home.html", context)


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "marketplace/accessibility.html")


def _road_counts() -> list[Any]:
    """The six stops as an upper package counts them; none where it is not installed."""
    return list(import_string(settings.ROAD_COUNTS)()) if settings.ROAD_COUNTS else []


def _panels(request: HttpRequest) -> list[Any]:
    """What upper packages have to show here, such as the latest outcomes."""
    shown = (import_string(path)(request) for path in settings.HOME_PANELS)
    return [panel for panel in shown if panel is not None]
