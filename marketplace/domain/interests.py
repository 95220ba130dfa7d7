"""Asking about a listing, answering, passing with a reason, and turning the answer into an order draft."""

from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Count

from marketplace.domain import rules
from marketplace.domain.clock import now, today
from marketplace.domain.journal import record
from marketplace.domain.moves import advance
from marketplace.errors import Refusal
from marketplace.models import Interest, Listing, Organisation, WhyNot
from marketplace.policies import (
    ASKING_ROLES,
    CLOCK_ACTOR,
    Actor,
    may_read_listing,
    require,
    require_verified,
)
from marketplace.states import INTEREST_MOVES, Move, Who

LISTER_ROLES: Final = frozenset({Who.OWNER, Who.EDITOR})


@transaction.atomic
def ask_about(
    listing: Listing, *, by: Actor, purpose: str, message: str, wished_on: date | None = None
) -> Interest:
    """Open the one question an organisation may have open about a listing.

    Refuses with not_found, not_on_offer, asker_without_role, own_listing, organisation_not_verified,
    date_in_the_past or interest_open_already. Records `interest.asked`.
    """
    require(may_read_listing(by, listing), "listing")
    asker = require_asker(listing, by)
    _require_ahead(wished_on)
    try:
        with transaction.atomic():
            interest = Interest.objects.create(
                listing=listing,
                lister_id=listing.organisation_id,
                organisation=asker,
                created_by=by.user,
                purpose=purpose,
                message=message,
                wished_on=wished_on,
                reply_due_at=rules.due_at("interest_reply", now()),
            )
    except IntegrityError:
        raise Refusal("interest_open_already", status=409) from None
    record(
        "interest.asked",
        interest,
        by=by,
        after=interest.status,
        public=False,
        listing=listing.pk,
        purpose=purpose,
    )
    return interest


@transaction.atomic
def answer_interest(
    interest: Interest,
    *,
    by: Actor,
    answer: str,
    quotation_minor: int | None = None,
    offered_on: date | None = None,
) -> Interest:
    """Answer for the lister. Refuses with IllegalMove, answer_missing or date_in_the_past."""
    move = INTEREST_MOVES.find("answer_interest", interest.status, by=roles_of(interest, by))
    if not answer.strip():
        raise Refusal("answer_missing")
    _require_ahead(offered_on)
    at = now()
    advance(
        interest,
        move,
        answer=answer,
        quotation_minor=quotation_minor,
        offered_on=offered_on,
        answered_by=by.user,
        answered_at=at,
        outcome_due_at=rules.due_at("interest_outcome", at),
        reminded_at=None,
    )
    _record("interest.answered", interest, move, by, was_late=at > interest.reply_due_at)
    return interest


@transaction.atomic
def withdraw_interest(interest: Interest, *, by: Actor) -> Interest:
    """Take back a question that nobody answered. Refuses with IllegalMove."""
    move = INTEREST_MOVES.find("withdraw_interest", interest.status, by=roles_of(interest, by))
    advance(interest, move, ended_at=now())
    _record("interest.withdrawn", interest, move, by)
    return interest


@transaction.atomic
def pass_interest(interest: Interest, *, by: Actor, why_not: str, comment: str = "") -> Interest:
    """Say no with a reason that the lister can act on.

    Refuses with IllegalMove, why_not_missing or why_not_comment_missing (another reason needs its words).
    """
    move = INTEREST_MOVES.find("pass_interest", interest.status, by=roles_of(interest, by))
    if why_not not in WhyNot.values:
        raise Refusal("why_not_missing")
    if why_not == WhyNot.OTHER and not comment.strip():
        raise Refusal("why_not_comment_missing")
    advance(interest, move, why_not=why_not, why_not_comment=comment.strip(), ended_at=now())
    _record("interest.passed", interest, move, by, why_not=why_not)
    return interest


@transaction.atomic
def order_from_interest(interest: Interest, *, by: Actor) -> Interest:
    """The agency drafts an order from the answer; the draft is procurement's. Refuses with IllegalMove."""
    move = INTEREST_MOVES.find("order_from_interest", interest.status, by=roles_of(interest, by))
    advance(interest, move, ended_at=now())
    _record("interest.ordered", interest, move, by)
    return interest


@transaction.atomic
def remind_interest(interest: Interest, *, by: Actor = CLOCK_ACTOR) -> bool:
    """Say once that an answer, or the decision after it, is overdue; answers whether this call did.

    Records `interest.overdue`, with the state that lasts too long.
    """
    at = now()
    rows = Interest.objects.overdue(at).filter(pk=interest.pk, status=interest.status, reminded_at=None)
    if rows.update(reminded_at=at) != 1:
        return False
    record("interest.overdue", interest, by=by, before=interest.status, public=False)
    return True


def roles_of(interest: Interest, by: Actor) -> set[str]:
    """The roles that count here: the lister's people answer; the asker's decide, its officers order."""
    roles: set[str] = set(by.roles_in(interest.lister_id) & LISTER_ROLES)
    asking = by.roles_in(interest.organisation_id)
    if asking & ASKING_ROLES:
        roles.add(Who.ASKER)
    if Who.OFFICER in asking and by.organisation is not None and by.organisation.may_buy:
        roles.add(Who.OFFICER)
    return roles


def require_asker(listing: Listing, by: Actor) -> Organisation:
    """The organisation that may ask about this listing through this person.

    Refuses with own_listing, not_on_offer, asker_without_role or organisation_not_verified.
    """
    asker = by.organisation
    if asker is not None and asker.pk == listing.organisation_id:
        raise Refusal("own_listing", status=409)
    if not listing.is_public:
        raise Refusal("not_on_offer", status=409)
    if asker is None or not by.has(*ASKING_ROLES) or asker.kind == Organisation.Kind.PLATFORM:
        raise Refusal("asker_without_role", status=403)
    require_verified(asker)
    return asker


def may_ask(listing: Listing, by: Actor) -> bool:
    """Whether the page offers the question: another organisation's person, on a listing that is on offer."""
    organisation = by.organisation
    return (
        listing.is_public
        and organisation is not None
        and organisation.pk != listing.organisation_id
        and organisation.kind != Organisation.Kind.PLATFORM
        and by.has(*ASKING_ROLES)
    )


def open_interest(listing: Listing, organisation: Organisation | None) -> Interest | None:
    """The question this organisation has open about the listing."""
    if organisation is None:
        return None
    asked = Interest.objects.filter(listing=listing, organisation=organisation)
    return asked.filter(status__in=Interest.OPEN).first()


def askers_by_kind(listing: Listing) -> dict[str, int]:
    """How many organisations asked, by their kind; a question taken back does not count."""
    rows = Interest.objects.filter(listing=listing).exclude(status=Interest.Status.WITHDRAWN)
    counted = rows.values("organisation__kind").annotate(askers=Count("organisation", distinct=True))
    return {row["organisation__kind"]: row["askers"] for row in counted.order_by("organisation__kind")}


def reasons_against(listing: Listing) -> list[tuple[str, int]]:
    """Each reason for which somebody passed and how often, the most frequent first."""
    rows = Interest.objects.filter(listing=listing, status=Interest.Status.PASSED)
    counted = rows.values_list("why_not").annotate(times=Count("pk")).order_by("-times", "why_not")
    return [(code, times) for code, times in counted]


def _require_ahead(day: date | None) -> None:
    if day is not None and day < today():
        raise Refusal("date_in_the_past")


def _record(verb: str, interest: Interest, move: Move, by: Actor, **facts: Any) -> None:
    record(
        verb,
        interest,
        by=by,
        before=move.before,
        after=move.after,
        because=move.because,
        public=False,
        listing=interest.listing_id,
        **facts,
    )
