"""Passports: the list of outcomes, the page that is checked as it is shown, the proof, and the second buyer."""

import json
from datetime import date
from typing import Any, Final

import segno
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from marketplace.domain.clock import now
from marketplace.errors import NotYours
from marketplace.models.folding import fold
from marketplace.policies import Actor
from marketplace.transparency.canonical import fingerprint
from marketplace.transparency.signatures import ALGORITHM
from marketplace.views.verbs import VerbView
from procurement.domain.passports import (
    CANONICAL,
    order_from_passport,
    public_key,
    signed_document,
    verify_passport,
    verify_text,
)
from procurement.domain.road import order_road, order_roads
from procurement.domain.satisfaction import FEWEST_ANSWERS
from procurement.forms.passports import CheckForm, PassportFilterForm
from procurement.models import Passport
from procurement.phrases import CAVEATS, OUTCOMES
from procurement.policies import access_passport, may_order_again
from procurement.states import OrderStatus

A_PAGE: Final = 20


# --- the list of outcomes -----------------------------------------------------------------------------
def passports(request: HttpRequest) -> HttpResponse:
    """Every published outcome, the newest first: satisfaction before cost."""
    form = PassportFilterForm(request.GET or None)
    rows = _filtered(Passport.objects.select_related("order__organisation", "supplier"), form)
    page = Paginator(rows.order_by("-issued_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    roads = order_roads([row.order for row in page.object_list])
    shown = [
        {"passport": row, **summary(row), "road": roads.get(row.order_id, [])} for row in page.object_list
    ]
    is_filtered = form.is_bound and any(form.cleaned_data.values())
    context = {"page": page, "rows": shown, "form": form, "is_filtered": is_filtered, "nav": "results"}
    return render(request, "procurement/passports/list.html", context)


def _filtered(rows: QuerySet[Passport], form: PassportFilterForm) -> QuerySet[Passport]:
    if not form.is_bound:
        return rows
    form.is_valid()
    wanted = form.cleaned_data
    if wanted.get("technology"):
        rows = rows.filter(order__technology=wanted["technology"])
    if wanted.get("agency"):
        rows = rows.filter(order__organisation=wanted["agency"])
    if wanted.get("end"):
        rows = rows.filter(order__status=OrderStatus(wanted["end"]))
    for word in fold(wanted.get("q") or "").split()[:8]:
        rows = rows.filter(Q(order__folded__contains=word) | Q(number__icontains=word))
    return rows


def summary(passport: Passport) -> dict[str, Any]:
    """What a row and the page both show first, from the signed facts alone."""
    payload = passport.payload
    spread = payload["satisfaction"]["spread"] or {}
    answers = payload["satisfaction"]["answers"]
    last = last_measured(payload)
    return {
        "facts": payload,
        "answers": answers,
        "mark": payload["satisfaction"]["mean"],
        "spread": [(score, round(100 * spread.get(score, 0) / answers)) for score in "54321"]
        if spread
        else [],
        "fewest": FEWEST_ANSWERS,
        "measured": last["measured"] if last else None,
        "target": last["target"] if last else payload["outcome"]["target"],
        "measured_on": day_of(last["measured_on"]) if last else "",
        "caveats": [CAVEATS[code] for code in payload["caveats"] if code in CAVEATS],
    }


def day_of(signed: str | None) -> str:
    """A signed day, `2026-11-23`, as readers see days."""
    return f"{date.fromisoformat(signed):%d/%m/%Y}" if signed else ""


def last_measured(payload: dict[str, Any]) -> dict[str, Any] | None:
    """The delivery that was measured last, whatever became of it, with the target of its milestone."""
    parts = [
        part | {"target": stop["target"]}
        for stop in payload["milestones"]
        for part in stop["handovers"]
        if part["measured"] is not None
    ]
    return parts[-1] if parts else None


# --- one passport -------------------------------------------------------------------------------------
def passport(request: HttpRequest, number: str) -> HttpResponse:
    """The signed facts, checked at this moment; without a valid signature there is no seal."""
    found = access_passport(number)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    address = settings.SITE_URL.rstrip("/") + found.get_absolute_url()
    context = {
        "passport": found,
        **summary(found),
        "order": found.order,
        "verdict": verify_passport(found),
        "checked_at": now(),
        "deliveries": deliveries(found.payload),
        "road": order_road(found.order),
        "may_order": may_order_again(actor),
        "is_own": actor.organisation is not None and actor.organisation.pk == found.order.organisation_id,
        "address": address,
        "qr_svg": qr_drawing(address),
        "lower_is_better": found.payload["outcome"]["direction"] == "lower",
        "fingerprint": fingerprint(found.payload),
        "algorithm": f"{ALGORITHM}, {CANONICAL}",
        "nav": "results",
    }
    return render(request, "procurement/passports/page.html", context)


def deliveries(payload: dict[str, Any]) -> list[dict[str, Any]]:
    """One row for each delivery, refused ones too; a milestone that was never delivered has one of its own."""
    rows = []
    for stop in payload["milestones"]:
        for part in stop["handovers"] or [{"measured": None, "measured_on": None, "outcome": None}]:
            code = part["outcome"] or stop["outcome"]
            day = day_of(part["measured_on"])
            rows.append({"stop": stop, **part, "measured_on": day, "code": code, "outcome": OUTCOMES[code]})
    return rows


def qr_drawing(address: str) -> str:
    """The address as a QR code: plain SVG, coloured by attributes, for pages that allow no inline style."""
    drawing: str = segno.make(address, error="m", micro=False).svg_inline(
        omitsize=True, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None
    )
    return drawing


def document(request: HttpRequest, number: str) -> HttpResponse:
    """The signed document, to keep and to check without this portal."""
    found = access_passport(number)
    text = json.dumps(signed_document(found), ensure_ascii=False, indent=2) + "\n"
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.json"'
    return answer


# --- the proof ------------------------------------------------------------------------------------------
def key(request: HttpRequest) -> HttpResponse:
    """The public key with which anyone checks, and how."""
    context = {"key": public_key(), "algorithm": ALGORITHM, "canonical": CANONICAL, "nav": "results"}
    return render(request, "procurement/passports/key.html", context)


def key_file(request: HttpRequest) -> HttpResponse:
    """The public key as openssl reads it."""
    answer = HttpResponse(public_key().pem, content_type="application/x-pem-file")
    answer["Content-Disposition"] = 'attachment; filename="first-customer-passports.pem"'
    return answer


class CheckPassport(View):
    """Paste or upload a passport's document; the answer is this page, and nothing is kept."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(CheckForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CheckForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form, status=422)
        verdict = verify_text(form.cleaned_data["document"], public_key())
        found = Passport.objects.filter(number=verdict.number).first() if verdict.is_verified else None
        return self._show(CheckForm(), verdict=verdict, found=found, checked_at=now())

    def _show(self, form: CheckForm, *, status: int = 200, **more: Any) -> HttpResponse:
        context = {"form": form, "key_id": public_key().key_id, "nav": "results", **more}
        return render(self.request, "procurement/passports/check.html", context, status=status)


# --- the second buyer -------------------------------------------------------------------------------------
class OrderFromPassport(VerbView):
    """One step to a filled draft; the plan, the second person and every later approval stay."""

    template_name = "procurement/passports/order.html"
    title = _("Order from this passport")
    why = _(
        "A draft in your agency, filled with the metric, the method, the target and the supplier of this passport. "
        "You write your own problem and today's value; every approval stays."
    )
    submit_label = _("Make the draft")
    success_message = _("Drafted. Write what is missing, then submit it.")

    def get_subject(self) -> Passport:
        if not may_order_again(self.actor):
            raise NotYours(noun="passport")
        return access_passport(self.kwargs["number"])

    def get_extra(self) -> dict[str, Any]:
        return {"passport": self.subject, **summary(self.subject), "nav": "results"}

    def act(self, form: Any) -> str:
        return str(order_from_passport(self.subject, by=self.actor).get_absolute_url())


routes = [
    path("passports/", passports, name="passports"),
    path("passports/verify/", CheckPassport.as_view(), name="passport_check"),
    path("passports/key/", key, name="passport_key"),
    path("passports/key.pem", key_file, name="passport_key_file"),
    path("passports/<str:number>.json", document, name="passport_document"),
    path("passports/<str:number>/", passport, name="passport"),
    path("passports/<str:number>/order/", OrderFromPassport.as_view(), name="order_from_passport"),
]
