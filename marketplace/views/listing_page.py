"""What a listing's page shows, gathered once for its readers and its moderators."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.deadlines import add_months
from marketplace.domain import rules
from marketplace.domain.clock import now, today
from marketplace.domain.due import coming_events
from marketplace.domain.interests import askers_by_kind, may_ask, open_interest, reasons_against
from marketplace.domain.journal import timeline
from marketplace.domain.listing_road import road_stops
from marketplace.domain.moderation import expire_listing
from marketplace.models import Certificate, Claim, Listing, ListingFile, Organisation, TrlLevel, WhyNot
from marketplace.phrases import WHY_NOT_HELP
from marketplace.policies import Actor, may_change_listing, may_moderate_listing
from marketplace.states import LISTING_MOVES, Who
from marketplace.views.listing_parts import task_list
from marketplace.views.panels import panels_beside

BUTTONS: Final[dict[str, object]] = {
    "submit_listing": _("Check and submit"),
    "recall_listing": _("Take it back"),
    "renew_listing": _("Renew"),
    "withdraw_listing": _("Withdraw"),
    "publish_listing": _("Publish"),
    "return_listing": _("Return with reasons"),
    "suspend_listing": _("Suspend"),
    "restore_listing": _("Lift the suspension"),
}
_GRAVE: Final = frozenset({"withdraw_listing", "suspend_listing"})


@dataclass(frozen=True)
class Step:
    """A button of the page: an open move, and where its own page is."""

    label: object
    url: str
    is_grave: bool = False


def listing_context(request: HttpRequest, listing: Listing) -> dict[str, Any]:
    """Everything the page needs, in a fixed number of queries."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    is_insider = bool(actor.roles_in(listing.organisation_id)) or may_moderate_listing(actor, listing)
    files = list(listing.files.select_related("attachment"))
    return {
        "listing": listing,
        "is_insider": is_insider,
        "stops": road_stops(listing),
        "claims": list(listing.claims.select_related("attachment")),
        "highest_level": highest_level(listing),
        "certificates": [_certificate(row) for row in listing.certificates.select_related("attachment")],
        "images": [row for row in files if row.role == ListingFile.Role.IMAGE],
        "documents": [row for row in files if row.role == ListingFile.Role.DOCUMENT],
        "has_facts": has_facts(listing),
        "trl_level": TrlLevel.objects.filter(level=listing.trl or 0).first(),
        "preference_until": preference_until(listing),
        "sees_evidence": is_insider or _is_verified_agency(actor.organisation),
        "steps": steps(listing, actor),
        "history": [*timeline(listing, everything=is_insider), *_ahead(listing)],
        "panels": panels_beside(settings.LISTING_PANELS, request, listing),
        **_interest_context(listing, actor),
        **_lister_context(listing, actor),
    }


def steps(listing: Listing, actor: Actor) -> list[Step]:
    """The moves open to this reader, in the table's order."""
    roles = set(actor.roles_in(listing.organisation_id) & {Who.OWNER, Who.EDITOR})
    if may_moderate_listing(actor, listing):
        roles.add(Who.MODERATOR)
    return [
        Step(
            BUTTONS[move.verb],
            reverse(f"marketplace:{move.verb}", args=[listing.public_id]),
            move.verb in _GRAVE,
        )
        for move in LISTING_MOVES.exits(listing.status, by=roles)
    ]


def preference_until(listing: Listing) -> date | None:
    """Last day of the preference for an innovative product, from its first production (a rule row)."""
    if not listing.innovative_ground or listing.first_production_on is None:
        return None
    return add_months(listing.first_production_on, 12 * rules.period("innovative_product").amount)


def has_facts(listing: Listing) -> bool:
    """Whether a draft has anything to put into the list of facts."""
    names = ("trl", "product_kind", "origin", "institution", "inventors", "ip_status", "source")
    return any(getattr(listing, name) for name in names)


def highest_level(listing: Listing) -> int:
    """The best proof any claim has: it only chooses which rungs the explanation marks."""
    return max((claim.level for claim in listing.claims.all()), default=int(Claim.Level.DECLARED))


def _certificate(row: Certificate) -> dict[str, Any]:
    is_over = row.expires_on is not None and row.expires_on < today()
    return {"row": row, "is_over": is_over}


def _is_verified_agency(organisation: Organisation | None) -> bool:
    return organisation is not None and organisation.may_buy and organisation.is_verified


def _ahead(listing: Listing) -> Iterator[dict[str, Any]]:
    """What comes by itself if nobody acts."""
    for when, verb in coming_events(listing):
        if verb is expire_listing:
            because = _("platform policy: a listing nobody renewed expires")
            yield {"at": "ahead", "when": when, "what": _("Expires unless renewed"), "because": because}
    if listing.status == Listing.Status.SUBMITTED:
        yield {"at": "ahead", "when": listing.check_due_at, "what": _("A moderator has looked at it")}


def _interest_context(listing: Listing, actor: Actor) -> dict[str, Any]:
    askers = askers_by_kind(listing)
    agencies = askers.get(Organisation.Kind.AGENCY, 0)
    labels = dict(WhyNot.choices)
    return {
        "asking_agencies": agencies,
        "asking_others": sum(askers.values()) - agencies,
        "reasons": [(labels[code], times, WHY_NOT_HELP[code]) for code, times in reasons_against(listing)],
        "may_ask": may_ask(listing, actor),
        "must_sign_in": actor.user is None and listing.is_public,
        "own_interest": open_interest(listing, actor.organisation),
    }


def _lister_context(listing: Listing, actor: Actor) -> dict[str, Any]:
    if not may_change_listing(actor, listing) or not listing.is_open_to_change:
        return {"is_editable": False}
    return {"is_editable": True, "now": now(), **task_list(listing, actor, current="")}
