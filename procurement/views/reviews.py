"""Asking the users of a result, their one page, and what came of it."""

from typing import Any
from uuid import UUID

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from marketplace.domain.rules import period
from marketplace.errors import IllegalMove
from marketplace.policies import NOBODY, Actor, require
from marketplace.states import Who
from marketplace.views.verbs import VerbView
from procurement.domain.reviews import (
    PUBLICATION,
    WINDOW,
    answer_review,
    close_review,
    comments_of,
    find_code,
    list_reviewers,
    open_review,
    publication_due,
    takes_answers,
)
from procurement.domain.satisfaction import FEWEST_ANSWERS, satisfaction_of
from procurement.forms.reviews import AnswerForm, ReviewersForm
from procurement.models import Review
from procurement.policies import access_order, access_review, order_roles, reads_comments
from procurement.states import REVIEW_MOVES, OrderStatus, ReviewStatus
from procurement.views.noun_verbs import NounVerb, buttons, noun_routes


def review(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where the review stands; the result to everyone, users' words to the two sides alone."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access_review(actor, public_id)
    order = found.order
    may_list = Who.OFFICER in order_roles(actor, order) and found.status == ReviewStatus.LISTED
    asked, answered = found.reviewers.count(), found.answers.count()
    shown = buttons(REVIEW_MOVES, found, order, actor)
    if answered < asked:
        # An open review closes by itself; the officer may close it earlier when nobody is left to ask.
        shown = [button for button in shown if button["verb"] != "close_review"]
    context = {
        "review": found,
        "order": order,
        "asked": asked,
        "satisfaction": satisfaction_of(order),
        "fewest": FEWEST_ANSWERS,
        "comments": comments_of(found) if reads_comments(actor, order) else [],
        "may_list": may_list,
        "buttons": shown,
        "publication_due": publication_due(order),
        "publication": period(PUBLICATION),
        "nav": "orders",
    }
    return render(request, "procurement/reviews/page.html", context)


class ListReviewers(VerbView):
    """The list may be written anew until the review is opened; addresses once given are not shown again."""

    form_class = ReviewersForm
    template_name = "procurement/reviews/list.html"
    title = _("List the users of the result")
    why = _(
        "Each gets a letter with a link that works once. Nobody, here or at the agency, learns who answered what."
    )
    submit_label = _("Keep this list")
    success_message = _("Kept. Open the review when the list is right.")

    def get_subject(self) -> Any:
        order = access_order(self.actor, self.kwargs["public_id"])
        require(Who.OFFICER in order_roles(self.actor, order), "order")
        found = Review.objects.filter(order=order).first()
        is_writable = order.status == OrderStatus.ACCEPTED and (
            found is None or found.status == ReviewStatus.LISTED
        )
        if self.request.method != "POST" and not is_writable:
            raise IllegalMove(verb="list_reviewers", before=order.status)
        return order

    def get_initial(self) -> dict[str, Any]:
        found = Review.objects.filter(order=self.subject).first()
        return {"question": found.question} if found else {}

    def get_extra(self) -> dict[str, Any]:
        found = Review.objects.filter(order=self.subject).first()
        return {"order": self.subject, "listed": found.reviewers.count() if found else 0, "nav": "orders"}

    def act(self, form: Any) -> models.Model:
        return list_reviewers(self.subject, by=self.actor, **form.cleaned_data)


class ReviewVerb(NounVerb):
    moves = REVIEW_MOVES
    doorway = access_review
    template_name = "procurement/reviews/verb.html"

    def get_extra(self) -> dict[str, Any]:
        found = self.subject
        return {
            "review": found,
            "order": found.order,
            "asked": found.reviewers.count(),
            "answered": found.answers.count(),
            "window": period(WINDOW),
            "publication_due": publication_due(found.order),
            "nav": "orders",
        }


class OpenReview(ReviewVerb):
    verb = "open_review"
    title = _("Open the review")
    why = _("The list is frozen and each user gets a letter with a link that works once.")
    submit_label = _("Freeze the list and ask")
    success_message = _("Opened. The letters are on their way.")
    is_final = True

    def act(self, form: Any) -> models.Model:
        return open_review(self.subject, by=self.actor)


class CloseReview(ReviewVerb):
    verb = "close_review"
    title = _("Close the review")
    why = _("Everyone has answered. The result is published, and the supplier gets its passport.")
    submit_label = _("Close it and publish the result")
    success_message = _("Published.")
    is_final = True

    def act(self, form: Any) -> str:
        close_review(self.subject, by=self.actor)
        return str(self.subject.get_absolute_url())


class AnswerReview(VerbView):
    """The one page of a user, without an account; whoever is signed in answers as nobody."""

    form_class = AnswerForm
    template_name = "procurement/reviews/answer.html"
    title = _("How satisfied are you with the result?")
    submit_label = _("Send the answer")
    is_open = True
    is_final = False

    def get_subject(self) -> Any:
        # Neither the form's key nor a draft may join an account to an answer.
        self.actor = NOBODY
        self.code = find_code(self.kwargs["code"])
        return self.code.review

    def get_extra(self) -> dict[str, Any]:
        found = self.subject
        return {
            "review": found,
            "order": found.order,
            "is_used": self.code.is_used,
            "takes_answers": takes_answers(found),
            "fewest": FEWEST_ANSWERS,
            "back_url": "",
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_over = self.code.is_used or not takes_answers(self.subject)
        return self.show(self.make_form(), status=409 if is_over else 200)

    def act(self, form: Any) -> str:
        answer_review(self.kwargs["code"], **form.cleaned_data)
        return reverse("procurement:review_thanks")


def thanks(request: HttpRequest) -> HttpResponse:
    """The same page for everyone who answered: it knows neither the code nor the order."""
    return render(request, "procurement/reviews/thanks.html")


routes = [
    path("reviews/thanks/", thanks, name="review_thanks"),
    path("reviews/answer/<str:code>/", never_cache(AnswerReview.as_view()), name="answer_review"),
    path("reviews/<uuid:public_id>/", review, name="review"),
    path("orders/<uuid:public_id>/list-reviewers/", ListReviewers.as_view(), name="list_reviewers"),
    *noun_routes("reviews", OpenReview, CloseReview),
]
