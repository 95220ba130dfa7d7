"""Questions about listings, for both sides."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from marketplace.domain import rules
from marketplace.domain.clock import now
from marketplace.domain.due import coming_events
from marketplace.domain.interests import (
    answer_interest,
    ask_about,
    pass_interest,
    require_asker,
    roles_of,
    withdraw_interest,
)
from marketplace.domain.journal import timeline
from marketplace.forms.interests import AnswerForm, AskForm, PassForm
from marketplace.models import Interest, Listing
from marketplace.phrases import WHY_NOT_HELP
from marketplace.policies import Actor, access_interest, access_listing, require
from marketplace.states import INTEREST_MOVES
from marketplace.views.listing_page import Step
from marketplace.views.panels import panels_beside
from marketplace.views.verbs import VerbView

A_PAGE: Final = 20
BUTTONS: Final[dict[str, object]] = {
    "answer_interest": _("Answer"),
    "withdraw_interest": _("Take the question back"),
    "pass_interest": _("Not for us, say why"),
}


@login_required
def interests(request: HttpRequest) -> HttpResponse:
    """What the acting organisation asked, or was asked; open ones first by their deadline."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    organisation = actor.organisation
    require(organisation is not None and bool(actor.roles), "interests")
    default = "received" if organisation is not None and organisation.may_list else "asked"
    side = request.GET.get("side") if request.GET.get("side") in {"asked", "received"} else default
    rows = Interest.objects.filter(**{"lister" if side == "received" else "organisation": organisation})
    rows = rows.select_related("listing", "organisation", "lister").order_by("-pk")
    context = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "side": side,
        "organisation": organisation,
        "now": now(),
        "nav": "work",
    }
    return render(request, "marketplace/interests/list.html", context)


@login_required
def interest(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One question, its answer and how it ended, for its two sides alone."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access_interest(actor, public_id)
    context = {
        "interest": found,
        "listing": found.listing,
        "is_lister": bool(actor.roles_in(found.lister_id)),
        "steps": _steps(found, actor),
        "help": WHY_NOT_HELP.get(found.why_not, ""),
        "history": [*timeline(found, everything=True), *_ahead(found)],
        "panels": panels_beside(settings.INTEREST_PANELS, request, found),
        "now": now(),
        "nav": "work",
    }
    return render(request, "marketplace/interests/page.html", context)


def _steps(found: Interest, actor: Actor) -> list[Step]:
    """Buttons of this package; ordering has its own, in procurement's panel."""
    moves = INTEREST_MOVES.exits(found.status, by=roles_of(found, actor))
    return [
        Step(BUTTONS[move.verb], reverse(f"marketplace:{move.verb}", args=[found.public_id]))
        for move in moves
        if move.verb in BUTTONS
    ]


def _ahead(found: Interest) -> list[dict[str, Any]]:
    words = {
        Interest.Status.ASKED: _("The lister answers, or is reminded"),
        Interest.Status.ANSWERED: _("The asker orders or says why not, or is reminded"),
    }
    because = _("platform policy: both sides answer in time")
    what = words.get(Interest.Status(found.status))
    return [
        {"at": "ahead", "when": when, "what": what, "because": because}
        for when, _verb in coming_events(found)
    ]


class AskAbout(VerbView):
    form_class = AskForm
    title = _("Ask about this product")
    submit_label = _("Send the question")
    success_message = _("Sent. The lister has a letter and a deadline.")
    is_autosaved = True

    def get_subject(self) -> Listing:
        listing = access_listing(self.actor, self.kwargs["public_id"])
        require_asker(listing, self.actor)
        return listing

    def get_extra(self) -> dict[str, Any]:
        period = rules.period("interest_reply")
        why = _("Only you and %(lister)s read it. The answer is due within %(amount)s %(unit)s.")
        facts = {
            "lister": self.subject.organisation.name,
            "amount": period.amount,
            "unit": period.get_unit_display(),
        }
        return {"why": why % facts}

    def act(self, form: AskForm) -> Interest:
        return ask_about(self.subject, by=self.actor, **form.cleaned_data)


class AnswerInterest(VerbView):
    template_name = "marketplace/interests/answer.html"
    form_class = AnswerForm
    title = _("Answer the question")
    submit_label = _("Send the answer")
    success_message = _("Sent. The asker has a letter.")
    is_autosaved = True

    def get_subject(self) -> Interest:
        return access_interest(self.actor, self.kwargs["public_id"], to="answer")

    def act(self, form: AnswerForm) -> Interest:
        return answer_interest(self.subject, by=self.actor, **form.cleaned_data)


class PassInterest(VerbView):
    form_class = PassForm
    title = _("Why is it not for you?")
    why = _("The lister sees your reason; on the listing's page it is only counted.")
    submit_label = _("Pass with this reason")
    success_message = _("Noted. The lister sees your reason.")

    def get_subject(self) -> Interest:
        return access_interest(self.actor, self.kwargs["public_id"], to="decide")

    def act(self, form: PassForm) -> Interest:
        words = form.cleaned_data
        return pass_interest(self.subject, by=self.actor, why_not=words["why_not"], comment=words["comment"])


class WithdrawInterest(VerbView):
    title = _("Take the question back")
    why = _("Nobody has answered yet. The lister sees that you took it back.")
    submit_label = _("Take it back")
    success_message = _("Taken back.")

    def get_subject(self) -> Interest:
        return access_interest(self.actor, self.kwargs["public_id"], to="decide")

    def act(self, form: Any) -> Interest:
        return withdraw_interest(self.subject, by=self.actor)


routes = [
    path("listings/<uuid:public_id>/ask/", AskAbout.as_view(), name="ask_about"),
    path("interests/", interests, name="interests"),
    path("interests/<uuid:public_id>/", interest, name="interest"),
    path("interests/<uuid:public_id>/answer/", AnswerInterest.as_view(), name="answer_interest"),
    path("interests/<uuid:public_id>/pass/", PassInterest.as_view(), name="pass_interest"),
    path("interests/<uuid:public_id>/withdraw/", WithdrawInterest.as_view(), name="withdraw_interest"),
]
