"""For whom a person acts, and how a refusal becomes a page."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.views.defaults import page_not_found

from marketplace.errors import NotYours, Refusal
from marketplace.models import Organisation, User
from marketplace.phrases import sentence
from marketplace.policies import ACTING_KEY, NOBODY, Actor, actor_for, needs_second_factor


def _actor(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated:
        return NOBODY
    chosen = request.session.get(ACTING_KEY)
    organisations = Organisation.objects.filter(memberships__user=request.user).distinct().order_by("pk")
    organisation = organisations.filter(pk=chosen).first() if chosen else None
    return actor_for(request.user, organisation or organisations.first())


class ActingMiddleware:
    """`request.actor`: the person, the organisation they act for, and their roles there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class RefusalMiddleware:
    """A refusal that no form caught becomes a page with its sentence and its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotYours):
            return page_not_found(request, exception)
        if isinstance(exception, Refusal):
            context = {"sentence": sentence(exception), "code": exception.code}
            return render(request, "marketplace/refusal.html", context, status=exception.status)
        return None


class SecondFactorMiddleware:
    """Officials and the operator's people set up their second factor before they do anything else."""

    # The pages of signing in, signing out and of the factor itself; and the health check.
    open_names = ("account_", "mfa_", "healthz")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else ""
        if not settings.SECOND_FACTOR_REQUIRED or (name or "").startswith(self.open_names):
            return None
        user = request.user
        if not user.is_authenticated or not needs_second_factor(user) or has_second_factor(user):
            return None
        return redirect("mfa_activate_totp")


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()
