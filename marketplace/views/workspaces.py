"""What waits for whoever signed in, by deadline, with one next step each."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.deadlines import days_until
from marketplace.domain.clock import now
from marketplace.models import Organisation
from marketplace.policies import Actor, may_read_journal
from marketplace.states import Who

# Key and name of each group, in the order of the page.
GROUPS: Final = (
    ("overdue", gettext_lazy("Overdue")),
    ("soon", gettext_lazy("Today and tomorrow")),
    ("week", gettext_lazy("Within seven days")),
    ("later", gettext_lazy("Later")),
    ("waiting", gettext_lazy("Waiting for others")),
)
CANNOT_WAIT: Final = frozenset({"overdue", "soon"})


@login_required
def workspace(request: HttpRequest) -> HttpResponse:
    """Duties of every package, grouped by deadline; where there is none, what one could do next."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    duties = [duty for dotted in settings.DUTIES for duty in import_string(dotted)(actor)]
    groups = grouped(duties, at)
    mine = [duty for duty in duties if not duty.waits_for]
    context = {
        "groups": groups,
        "count": len(mine),
        "late": sum(1 for duty in mine if duty.when is not None and duty.when < at),
        "now": at,
        "next_steps": next_steps(actor),
        "panels": [panel for dotted in settings.WORKSPACE_PANELS for panel in import_string(dotted)(request)],
    }
    return render(request, "marketplace/workspace/workspace.html", context)


def grouped(duties: Iterable[Any], at: datetime) -> list[dict[str, Any]]:
    """Non-empty groups in order; inside each the nearest deadline first, duties without one last."""
    found: dict[str, list[Any]] = {key: [] for key, _name in GROUPS}
    for duty in duties:
        found[group_of(duty, at)].append(duty)
    return [
        {
            "key": key,
            "name": name,
            "duties": sorted(found[key], key=_by_deadline),
            # The button is filled only for what cannot wait.
            "cannot_wait": key in CANNOT_WAIT,
        }
        for key, name in GROUPS
        if found[key]
    ]


def group_of(duty: Any, at: datetime) -> str:
    """Which group a duty belongs to, by calendar days in Viet Nam."""
    if duty.waits_for:
        return "waiting"
    if duty.when is None:
        return "later"
    if duty.when < at:
        return "overdue"
    days = days_until(at, duty.when)
    if days <= 1:
        return "soon"
    return "week" if days <= 7 else "later"


def _by_deadline(duty: Any) -> tuple[bool, datetime | int]:
    return (duty.when is None, duty.when or 0)


def next_steps(actor: Actor) -> list[dict[str, str]]:
    """What this person could begin when nothing waits: by whom they act for and in which role."""
    steps = [{"label": label, "url": _address(name)} for label, name in _steps(actor)]
    return [step for step in steps if step["url"]]


def _steps(actor: Actor) -> list[tuple[str, str]]:
    organisation = actor.organisation
    look = (_("Look at products and results"), "marketplace:listings")
    if organisation is None:
        return [(_("Register your organisation"), "marketplace:register"), look]
    if organisation.kind == Organisation.Kind.PLATFORM:
        return _operator_steps(actor)
    if not organisation.is_verified:
        return [(_("Your organisation’s members and account"), "marketplace:account")]
    if organisation.may_buy:
        return [(_("Plan an order"), "procurement:draft_order"), look] if actor.has(Who.OFFICER) else [look]
    if organisation.may_list and actor.has(Who.OWNER, Who.EDITOR, Who.RESEARCHER):
        return [(_("List a product or a result"), "marketplace:listing_new"), look]
    return [look]


def _operator_steps(actor: Actor) -> list[tuple[str, str]]:
    queue = [(_("Files waiting for verification"), "marketplace:verification_queue")]
    entries = [(_("Read the journal"), "marketplace:journal")]
    return [*(queue if actor.has(Who.REGISTRAR) else []), *(entries if may_read_journal(actor) else [])]


def _address(name: str) -> str:
    """The page's address; empty where the package that has it is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


routes = [path("work/", workspace, name="workspace")]
