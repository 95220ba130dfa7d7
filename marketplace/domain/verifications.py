"""A registrar's decisions about an organisation: verify, reject, suspend, restore."""

from datetime import date, datetime, time
from typing import Final

from django.db import transaction

from marketplace.deadlines import VIET_NAM, in_viet_nam
from marketplace.domain import rules
from marketplace.domain.clock import now, today
from marketplace.domain.journal import record
from marketplace.domain.moves import advance
from marketplace.domain.organisations import require_outside
from marketplace.errors import ChangedMeanwhile, IllegalMove, Refusal
from marketplace.models import Organisation, Verification
from marketplace.policies import CLOCK_ACTOR, Actor, is_platform
from marketplace.states import ORGANISATION_MOVES, Move, OrganisationStatus, Who

VERIFICATION_PERIOD: Final = "verification_service"
LONGEST_SUSPENSION: Final = "suspension_longest"


@transaction.atomic
def verify_organisation(organisation: Organisation, *, by: Actor, compared: str) -> Organisation:
    """Confirm that the organisation is what it says. `compared`: which register and documents were looked at.

    Refuses with IllegalMove, NotSeparated, reasons_missing or ChangedMeanwhile.
    Records `organisation.verified`.
    """
    move = _decision("verify_organisation", organisation, by)
    advance(organisation, move, status_reason="")
    _close_verification(organisation, Verification.Decision.VERIFIED, compared, by)
    _record("organisation.verified", organisation, by, move)
    return organisation


@transaction.atomic
def reject_organisation(organisation: Organisation, *, by: Actor, reasons: str) -> Organisation:
    """Send the file back with what must be mended.

    Refuses with IllegalMove, NotSeparated, reasons_missing or ChangedMeanwhile.
    Records `organisation.rejected`.
    """
    move = _decision("reject_organisation", organisation, by)
    advance(organisation, move, status_reason=_required(reasons))
    _close_verification(organisation, Verification.Decision.REJECTED, reasons, by)
    _record("organisation.rejected", organisation, by, move, public=False)
    return organisation


@transaction.atomic
def suspend_organisation(organisation: Organisation, *, by: Actor, reason: str, until: date) -> Organisation:
    """Take the organisation off the market until a day, on which it comes back by itself.

    Refuses with IllegalMove, NotSeparated, reasons_missing, day_not_ahead, suspension_too_long or
    ChangedMeanwhile.
    Records `organisation.suspended`.
    """
    move = _decision("suspend_organisation", organisation, by)
    if until <= today():
        raise Refusal("day_not_ahead")
    latest = in_viet_nam(rules.due_at(LONGEST_SUSPENSION, now())).date()
    if until > latest:
        raise Refusal("suspension_too_long", latest=latest.strftime("%d/%m/%Y"))
    advance(organisation, move, status_reason=_required(reason), suspended_until=until)
    _record("organisation.suspended", organisation, by, move, until=until.isoformat())
    return organisation


@transaction.atomic
def restore_organisation(organisation: Organisation, *, by: Actor) -> Organisation:
    """End a suspension: the clock on its day, or a registrar earlier.

    Refuses with IllegalMove, NotSeparated or ChangedMeanwhile. Records `organisation.restored`.
    """
    roles = by.roles if by is CLOCK_ACTOR else _registrar_roles(by)
    move = ORGANISATION_MOVES.find("restore_organisation", organisation.status, by=roles)
    require_outside(organisation, by)
    advance(organisation, move, status_reason="", suspended_until=None)
    _record("organisation.restored", organisation, by, move)
    return organisation


def suspension_ends_at(organisation: Organisation) -> datetime | None:
    """The first moment of the day on which the clock restores the organisation."""
    if organisation.status != OrganisationStatus.SUSPENDED or organisation.suspended_until is None:
        return None
    return datetime.combine(organisation.suspended_until, time(0), VIET_NAM)


def restore_on_its_day(organisation: Organisation) -> Organisation:
    """The clock's own step. Refuses as `restore_organisation` does."""
    return restore_organisation(organisation, by=CLOCK_ACTOR)


def restore_due_organisations() -> int:
    """Restore every organisation whose suspension has ended; answers how many. Safe to run twice."""
    ended = Organisation.objects.filter(status=OrganisationStatus.SUSPENDED, suspended_until__lte=today())
    return sum(_restore_if_still_suspended(organisation) for organisation in ended.order_by("pk"))


def _restore_if_still_suspended(organisation: Organisation) -> bool:
    try:
        restore_on_its_day(organisation)
    except (ChangedMeanwhile, IllegalMove):
        return False
    return True


def _decision(verb: str, organisation: Organisation, by: Actor) -> Move:
    move = ORGANISATION_MOVES.find(verb, organisation.status, by=_registrar_roles(by))
    require_outside(organisation, by)
    return move


def _registrar_roles(by: Actor) -> frozenset[str]:
    """A registrar's role counts only in the operator's organisation."""
    return by.roles if is_platform(by, Who.REGISTRAR) else frozenset()


def _required(words: str) -> str:
    if not words.strip():
        raise Refusal("reasons_missing")
    return words.strip()


def _close_verification(organisation: Organisation, decision: str, reasons: str, by: Actor) -> None:
    row, _ = Verification.objects.get_or_create(organisation=organisation, decision="")
    row.decision, row.reasons, row.decided_by, row.decided_at = decision, _required(reasons), by.user, now()
    row.save(update_fields=["decision", "reasons", "decided_by", "decided_at"])


def _record(
    verb: str, organisation: Organisation, by: Actor, move: Move, *, public: bool = True, **facts: object
) -> None:
    step = {"before": move.before, "after": move.after, "because": move.because}
    record(verb, organisation, by=by, public=public, **step, **facts)  # type: ignore[arg-type]
