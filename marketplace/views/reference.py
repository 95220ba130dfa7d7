"""Readable reference: technologies, agencies, indicators, rules, places, readiness levels, words.

Everyone may read it. Every row shows its source and how sure that is; platform policy is never shown as law.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from marketplace.domain import clock
from marketplace.errors import NotYours
from marketplace.forms.reference import (
    CommuneFilter,
    IndicatorFilter,
    ProvinceFilter,
    ReferenceFilter,
    RuleFilter,
    TechnologyFilter,
)
from marketplace.models import (
    EnterpriseSize,
    Gate,
    Holiday,
    Preference,
    Province,
    ReferenceAgency,
    RulePercentage,
    RulePeriod,
    StrategicTask808,
    StrategicTechnology,
    Threshold,
    TrlLevel,
)
from marketplace.views.panels import panels_beside

ROWS_ON_A_PAGE: Final = 40
RULES_OF_PART: Final[dict[str, list[Any]]] = {
    "periods": [RulePeriod],
    "thresholds": [Threshold],
    "shares": [RulePercentage, Preference],
    "gates": [Gate],
}
GLOSSARY: Final = Path(settings.BASE_DIR) / "reference" / "vietnam" / "glossary.json"


def technologies(request: HttpRequest) -> HttpResponse:
    """The strategic technologies of one list, the one in force unless an earlier one is chosen."""
    chosen = TechnologyFilter(request.GET or None)
    context = {
        "nav": "technologies",
        "filter_form": chosen,
        "technology_list": chosen.technology_list,
        "page": _page(request, chosen.rows()),
    }
    return _render(request, "technologies", context)


def technology(request: HttpRequest, code: str) -> HttpResponse:
    """One technology: who answers for it, its objectives, its tasks, and what upper packages know of it."""
    wanted = StrategicTechnology.objects.select_related("group", "list").filter(code=code).first()
    if wanted is None:
        raise NotYours(noun="technology")
    context = {
        "nav": "technologies",
        "technology": wanted,
        "is_current": wanted.list.holds_on(clock.today()),
        "responsibilities": wanted.responsibilities.select_related("agency").order_by("role", "agency_id"),
        "objectives": wanted.objectives.select_related("agency"),
        "tasks": StrategicTask808.objects.filter(technology_links__technology=wanted).select_related("lead"),
        "panels": panels_beside(settings.TECHNOLOGY_PANELS, request, wanted),
    }
    return _render(request, "technology", context)


def indicators(request: HttpRequest) -> HttpResponse:
    """National targets as published, each with its document."""
    chosen = IndicatorFilter(request.GET or None)
    return _render(request, "indicators", {"filter_form": chosen, "page": _page(request, chosen.rows())})


def rules(request: HttpRequest) -> HttpResponse:
    """The rules that the portal applies on a day, a kind at a time, law and policy told apart."""
    chosen = RuleFilter(request.GET or None)
    part = chosen.shown
    context = {
        "filter_form": chosen,
        "day": chosen.day,
        "part": part,
        "parts": RuleFilter.PARTS.items(),
        "rows_template": f"marketplace/reference/_{part}.html",
        "page": _page(request, _rules_of(part, chosen)),
    }
    return _render(request, "rules", context)


def _rules_of(part: str, chosen: RuleFilter) -> list[Any]:
    if part == "sizes":
        return list(EnterpriseSize.objects.in_force(chosen.day))
    if part == "days":
        return list(Holiday.objects.filter(date__year=chosen.day.year))
    return [row for model in RULES_OF_PART[part] for row in chosen.rows(model)]


def provinces(request: HttpRequest) -> HttpResponse:
    """The provinces and centrally-run cities."""
    chosen = ProvinceFilter(request.GET or None)
    rows = Province.objects.annotate(communes_count=Count("communes"))
    if kind := chosen.chosen("kind"):
        rows = rows.filter(kind=kind)
    texts = chosen.matching(rows, lambda row: (row.code, row.full_name_vi, row.name_en, row.merged_from))
    return _render(request, "provinces", {"filter_form": chosen, "page": _page(request, texts)})


def province(request: HttpRequest, code: str) -> HttpResponse:
    """One province and its communes, wards and special zones."""
    wanted = Province.objects.filter(code=code).first()
    if wanted is None:
        raise NotYours(noun="province")
    chosen = CommuneFilter(request.GET or None)
    rows = wanted.communes.all()
    if kind := chosen.chosen("kind"):
        rows = rows.filter(kind=kind)
    found = chosen.matching(rows, lambda row: (row.code, row.full_name_vi, row.name_en))
    return _render(
        request, "province", {"province": wanted, "filter_form": chosen, "page": _page(request, found)}
    )


def agencies(request: HttpRequest) -> HttpResponse:
    """Ministries and State agencies as reference rows, with what they answer for."""
    chosen = ReferenceFilter(request.GET or None)
    rows = ReferenceAgency.objects.prefetch_related("tasks", "responsibilities__technology")
    found = chosen.matching(rows, lambda row: (row.code, row.name_vi, row.name_en))
    kinds = ReferenceAgency.Kind.values
    found.sort(key=lambda row: (kinds.index(row.kind), row.code))
    return _render(request, "agencies", {"filter_form": chosen, "page": _page(request, found)})


def trl(request: HttpRequest) -> HttpResponse:
    """The nine readiness levels, in words."""
    return _render(request, "trl", {"levels": TrlLevel.objects.all()})


def glossary(request: HttpRequest) -> HttpResponse:
    """One word for one thing, in both languages."""
    chosen = ReferenceFilter(request.GET or None)
    found = chosen.matching(_terms(), lambda term: (term["vi"], term["en"], term["note"]))
    return _render(request, "glossary", {"filter_form": chosen, "page": _page(request, found)})


routes = [
    path("technologies/", technologies, name="technologies"),
    path("technologies/<str:code>/", technology, name="technology"),
    path("indicators/", indicators, name="indicators"),
    path("rules/", rules, name="rules"),
    path("places/", provinces, name="provinces"),
    path("places/<str:code>/", province, name="province"),
    path("agencies/", agencies, name="agencies"),
    path("trl/", trl, name="trl"),
    path("glossary/", glossary, name="glossary"),
]


def _render(request: HttpRequest, page: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"marketplace/reference/{page}.html", context)


def _page(request: HttpRequest, rows: list[Any]) -> Page:
    return Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))


@cache
def _terms() -> list[dict[str, str]]:
    terms: list[dict[str, str]] = json.loads(GLOSSARY.read_text(encoding="utf-8"))["rows"]
    return terms
