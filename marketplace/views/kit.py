"""The pattern page: every component in every state, with sample values that are marked as such."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# A fixed moment, not the portal's clock: the page must look the same every day.
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
KEYS = ("listed", "interest", "ordered", "accepted", "measured", "second_buyer")


class SampleForm(forms.Form):
    """One control of each kind, drawn empty, filled and refused."""

    metric = forms.CharField(
        label=gettext_lazy("Metric"),
        help_text=gettext_lazy("Example: hours a month in which fine dust is over the limit at 6 schools"),
    )
    baseline = forms.DecimalField(
        label=gettext_lazy("Baseline"), help_text=gettext_lazy("What it is now, and since when")
    )
    target = forms.DecimalField(
        label=gettext_lazy("Target"),
        help_text=gettext_lazy("From which value the delivery is accepted"),
        max_value=37,
    )
    verifier = forms.ChoiceField(
        label=gettext_lazy("Who measures"),
        help_text=gettext_lazy("The one who measures must not be the supplier."),
        choices=[
            ("laboratory", gettext_lazy("An accredited test laboratory")),
            ("agency", gettext_lazy("Another agency, by agreement")),
        ],
        widget=forms.RadioSelect,
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("Field of work"),
        choices=[("", "–"), ("health", gettext_lazy("Health")), ("water", gettext_lazy("Water"))],
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("Remarks"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    document = forms.FileField(
        label=gettext_lazy("Document"), help_text=gettext_lazy("PDF, at most 10 MB"), required=False
    )
    no_secret = forms.BooleanField(label=gettext_lazy("Nothing in this order is a State secret"))


class SampleRow(forms.Form):
    name = forms.CharField(label=gettext_lazy("Milestone"))
    share = forms.IntegerField(label=gettext_lazy("Share of the price (%)"))


class SampleFilters(forms.Form):
    q = forms.CharField(label=gettext_lazy("Words to find"), required=False)
    kind = forms.MultipleChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("product", gettext_lazy("Product")), ("research_result", gettext_lazy("Research result"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def kit(request: HttpRequest) -> HttpResponse:
    typed = {"metric": _("Hours over the limit"), "baseline": "38", "target": "45", "no_secret": "on"}
    refused = SampleForm({f"refused-{name}": value for name, value in typed.items()}, prefix="refused")
    rows = forms.formset_factory(SampleRow, extra=1, can_delete=True)
    initial = [{"name": _("Device built"), "share": 40}, {"name": _("Measured at work"), "share": 60}]
    context = {
        "now": NOW,
        "seals": ["verified", "withdrawn", "broken"],
        "sample": SampleForm(prefix="sample"),
        "refused": refused,
        "rows": rows(initial=initial, prefix="rows"),
        "filters_form": SampleFilters({"kind": ["product"]}),
        "page_obj": Paginator(range(120), 10).get_page(request.GET.get("page", 4)),
        **_roads(),
        **_times(),
        **_figures(),
    }
    return render(request, "marketplace/kit.html", context)


def _roads() -> dict[str, Any]:
    facts = ["12/09/2026", "21/09/2026", _("11 days left"), "", "", ""]
    here = ["passed", "passed", "here", "ahead", "ahead", "ahead"]
    stopped = ["passed", "passed", "stopped", "ahead", "ahead", "ahead"]
    counts = [3284, 1412, 386, 201, 148, 57]
    days = [None, 21, 97, 164, 90, 118]
    return {
        "road_here": _road(here, facts),
        "road_stopped": _road(stopped, ["02/03/2026", "19/03/2026", _("cancelled: no funds"), "", "", ""]),
        "road_whole": _road(["passed"] * 6, ["2024", "2024", "2025", "2025", "2026", "2026"]),
        "counts": [
            {"key": key, "count": number, "median_days": median}
            for key, number, median in zip(KEYS, counts, days, strict=True)
        ],
    }


def _road(at: list[str], facts: list[str]) -> list[dict[str, str]]:
    return [{"key": key, "at": where, "fact": fact} for key, where, fact in zip(KEYS, at, facts, strict=True)]


def _times() -> dict[str, Any]:
    decree = _("Decree 214/2025, article 120, clause 8")
    return {
        "due_calm": NOW + timedelta(days=11, hours=6),
        "due_soon": NOW + timedelta(minutes=47),
        "due_late": NOW - timedelta(days=2, hours=1),
        "events": [
            {"when": NOW - timedelta(days=7), "what": _("Order approved"), "because": decree},
            {"when": NOW, "what": _("Waiting for the delivery"), "at": "here"},
            {"when": NOW.date() + timedelta(days=21), "what": _("Acceptance at the latest"), "at": "ahead"},
        ],
        "duties": [
            {
                "when": NOW - timedelta(days=2, hours=1),
                "what": _("Send the payment file to the State Treasury"),
                "on": "DH-2025-0207",
                "url": "#duties",
                "button": _("Sign and send"),
            },
            {
                "when": NOW + timedelta(hours=7),
                "what": _("Answer the question of an agency"),
                "on": _("Handwriting reader"),
                "url": "#duties",
                "button": _("Give the answer"),
            },
            {
                "what": _("Approve the order"),
                "on": _("Robot that samples water"),
                "url": "#duties",
                "waits_for": _("Phạm Lan, 3 days"),
            },
        ],
    }


def _figures() -> dict[str, Any]:
    return {
        "spread": [
            (_("5 of 5"), 54),
            (_("4 of 5"), 29),
            (_("3 of 5"), 11),
            (_("2 of 5"), 4),
            (_("1 of 5"), 2),
        ],
        "score": [
            {"name": _("Accuracy, with evidence"), "points": 25, "of": 30},
            {"name": _("Works with the software in use"), "points": "12.5", "of": 20},
            {"name": _("Price"), "points": 40, "of": 50},
        ],
        "gaps": [
            {
                "name": _("Capacity a month"),
                "have": 60,
                "need": 100,
                "share": 60,
                "step": _("A second shift: 2 months"),
            },
            {"name": _("Readiness (TRL)"), "have": 7, "need": 6, "share": 100, "met": True},
        ],
        "facts": [
            (_("Estimate"), "3.310.000.000 ₫"),
            (_("Way of choosing the supplier"), _("Ordering"), _("Bidding Law, article 29a")),
            (_("Advance"), "30 %"),
        ],
    }
