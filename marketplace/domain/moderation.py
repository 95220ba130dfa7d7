"""The second look: publish, return, suspend, restore; and what the clock does to a published listing."""

from datetime import timedelta
from typing import Final

from django.db import transaction

from marketplace.domain import rules
from marketplace.domain.clock import now
from marketplace.domain.journal import record
from marketplace.domain.listings import lock, require_lister
from marketplace.domain.moves import advance
from marketplace.errors import NotSeparated, Refusal
from marketplace.models import Listing, Membership
from marketplace.policies import CLOCK_ACTOR, Actor, is_platform
from marketplace.states import LISTING_MOVES, Move, Who

LONGEST_REASON: Final = 3000


@transaction.atomic
def publish_listing(listing: Listing, *, by: Actor) -> Listing:
    """Put the listing on offer until it expires; the first publication's day stays.

    Refuses with IllegalMove, NotSeparated and as `require_lister` does. Records `listing.published`.
    """
    lock(listing)
    move = _moderators_move("publish_listing", listing, by)
    require_lister(listing.organisation)
    at = now()
    advance(
        listing,
        move,
        published_at=listing.published_at or at,
        renewed_at=at,
        expires_at=rules.due_at("listing_expiry", at),
        expiry_reminded_at=None,
    )
    record("listing.published", listing, by=by, before=move.before, after=move.after, because=move.because)
    return listing


@transaction.atomic
def return_listing(listing: Listing, *, by: Actor, reasons: str) -> Listing:
    """Give the listing back with what to mend. Refuses with IllegalMove, NotSeparated or reasons_missing."""
    move = _moderators_move("return_listing", listing, by)
    advance(listing, move, status_reason=_reasons(reasons))
    record(
        "listing.returned",
        listing,
        by=by,
        before=move.before,
        after=move.after,
        because=move.because,
        public=False,
    )
    return listing


@transaction.atomic
def suspend_listing(listing: Listing, *, by: Actor, reasons: str) -> Listing:
    """Take a published listing off the portal for a reason. Refuses as `return_listing` does."""
    move = _moderators_move("suspend_listing", listing, by)
    advance(listing, move, status_reason=_reasons(reasons))
    record("listing.suspended", listing, by=by, before=move.before, after=move.after, because=move.because)
    return listing


@transaction.atomic
def restore_listing(listing: Listing, *, by: Actor) -> Listing:
    """The reason of a suspension is gone. Refuses with IllegalMove or NotSeparated."""
    move = _moderators_move("restore_listing", listing, by)
    require_lister(listing.organisation)
    advance(listing, move, status_reason="")
    record("listing.restored", listing, by=by, before=move.before, after=move.after, because=move.because)
    return listing


@transaction.atomic
def expire_listing(listing: Listing, *, by: Actor = CLOCK_ACTOR) -> Listing:
    """End a publication that nobody renewed in time. Refuses with IllegalMove or not_yet_due."""
    lock(listing)
    move = LISTING_MOVES.find("expire_listing", listing.status, by=by.roles)
    if listing.expires_at is None or listing.expires_at > now():
        raise Refusal("not_yet_due", status=409)
    advance(listing, move)
    record("listing.expired", listing, by=by, before=move.before, after=move.after, because=move.because)
    return listing


def expiry_notice() -> timedelta:
    """How long before its end a publication's people are told (rule `listing_expiry_notice`, in days)."""
    return timedelta(days=rules.period("listing_expiry_notice").amount)


@transaction.atomic
def remind_of_expiry(listing: Listing, *, by: Actor = CLOCK_ACTOR) -> bool:
    """Say once that a publication ends soon; answers whether this call did. Records `listing.expiring`."""
    rows = Listing.objects.filter(
        pk=listing.pk,
        status=Listing.Status.PUBLISHED,
        expiry_reminded_at=None,
        expires_at__lte=now() + expiry_notice(),
    )
    if rows.update(expiry_reminded_at=now()) != 1:
        return False
    record("listing.expiring", listing, by=by, public=False)
    return True


def require_stranger(listing: Listing, by: Actor) -> None:
    """Nobody checks a listing of an organisation they belong to. Refuses with NotSeparated."""
    if by.user is None:
        raise NotSeparated()
    hands = {listing.created_by_id, listing.submitted_by_id}
    belongs = Membership.objects.filter(user=by.user, organisation_id=listing.organisation_id).exists()
    if belongs or by.user.pk in hands:
        raise NotSeparated()


def _moderators_move(verb: str, listing: Listing, by: Actor) -> Move:
    roles = {Who.MODERATOR} if is_platform(by, Who.MODERATOR) else set()
    move = LISTING_MOVES.find(verb, listing.status, by=roles)
    require_stranger(listing, by)
    return move


def _reasons(text: str) -> str:
    if not text.strip():
        raise Refusal("reasons_missing")
    return text.strip()[:LONGEST_REASON]
