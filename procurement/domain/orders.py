"""The order plan: drafted in parts, laid before a second person, approved, returned or cancelled."""

from typing import Any, Final

from django.db import transaction
from django.utils.formats import number_format

from marketplace.domain.clock import now, today
from marketplace.domain.interests import order_from_interest
from marketplace.domain.journal import record
from marketplace.domain.moves import advance
from marketplace.domain.rules import current_rules_version
from marketplace.errors import ChangedMeanwhile, IllegalMove, NotSeparated, NotYours, Refusal
from marketplace.models import Interest, Listing
from marketplace.models.folding import fold
from marketplace.policies import Actor, require_verified
from marketplace.states import Who
from procurement.domain.numbers import ORDER_PREFIX, next_number
from procurement.domain.order_moves import find_move, record_move, written
from procurement.domain.verifiers import require_fit_verifier
from procurement.errors import ReuseUndecided
from procurement.models import Lot, Order, OrderDecision, Passport, ReuseFinding
from procurement.policies import grant_verifier, require_officer
from procurement.states import OrderStatus

# What an officer writes, part by part; the parts are the pages of the plan and the list of its gaps.
PARTS: Final[dict[str, tuple[str, ...]]] = {
    "problem": ("title", "problem"),
    "outcome": ("metric", "unit", "direction", "baseline", "target", "measuring", "verifier"),
    "technology": ("technology", "programme"),
    "delivery": ("quantity", "requirements", "starts_on", "ends_on"),
    "estimate": ("budget_minor",),
    "reuse": (),
}
# Left empty they are no gap: an order may stand outside a programme and ask nothing special of its supplier.
OPTIONAL: Final = frozenset({"programme", "requirements"})
PLAN_FIELDS: Final = frozenset(name for names in PARTS.values() for name in names) | {"verifier_organisation"}
_BY_KEY: Final = frozenset({"verifier", "technology", "programme"})
# After a change of these, what was found before may be the wrong things.
_SEARCHED_BY: Final = frozenset({"title", "technology"})


# --- writing ------------------------------------------------------------------------------------
@transaction.atomic
def draft_order(
    *,
    by: Actor,
    title: str,
    listing: Listing | None = None,
    interest: Interest | None = None,
    passport: Passport | None = None,
    **filled: Any,
) -> Order:
    """Begin an order in the officer's agency, empty or filled from a listing, an interest or a passport.

    An interest moves to *ordered*. Refuses with NotYours, organisation_not_verified or IllegalMove.
    Records `order.drafted`.
    """
    organisation = require_officer(by)
    _require_plan_fields(filled)
    if interest is not None:
        order_from_interest(interest, by=by)
        listing = interest.listing
    order = Order.objects.create(
        organisation=organisation,
        title=title,
        listing=listing,
        interest=interest,
        passport=passport,
        created_by=by.user,
        folded=fold(f"{title} {filled.get('metric', '')}"),
        **filled,
    )
    Lot.objects.create(order=order)
    record("order.drafted", order, by=by, after=order.status, public=False, source=_source(order))
    return order


def _source(order: Order) -> str:
    for name in ("passport", "interest", "listing"):
        if getattr(order, f"{name}_id"):
            return name
    return "nothing"


@transaction.atomic
def write_plan(order: Order, *, by: Actor, **fields: Any) -> Order:
    """Write fields of a draft's plan. Refuses with NotYours, IllegalMove, target_not_better, dates_reversed,
    the refusals of a verifier, or ChangedMeanwhile. Records `order.plan_written`.
    """
    if Who.OFFICER not in by.roles_in(order.organisation_id):
        raise NotYours(noun="order")
    if order.status != OrderStatus.DRAFT:
        raise IllegalMove(verb="write_plan", before=order.status)
    _require_plan_fields(fields)
    _require_sense(order, fields)
    if any(name in fields and fields[name] != getattr(order, name) for name in _SEARCHED_BY):
        fields["reuse_searched_at"] = None
    words = f"{fields.get('title', order.title)} {fields.get('metric', order.metric)}"
    rows = Order.objects.filter(pk=order.pk, status=OrderStatus.DRAFT)
    if rows.update(folded=fold(words), **fields) != 1:
        raise ChangedMeanwhile(before=order.status)
    order.refresh_from_db()
    record("order.plan_written", order, by=by, public=False, fields=sorted(PLAN_FIELDS.intersection(fields)))
    return order


def _require_plan_fields(fields: dict[str, Any]) -> None:
    if not PLAN_FIELDS.issuperset(fields):
        raise TypeError(f"not fields of an order plan: {sorted(set(fields) - PLAN_FIELDS)}")


def _require_sense(order: Order, fields: dict[str, Any]) -> None:
    def value(name: str) -> Any:
        return fields.get(name, getattr(order, name))

    baseline, target, starts_on, ends_on = (
        value(name) for name in ("baseline", "target", "starts_on", "ends_on")
    )
    if baseline is not None and target is not None:
        require_better_target(baseline, target, direction=value("direction"))
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise Refusal("dates_reversed")
    if fields.get("verifier") is not None:
        require_fit_verifier(fields["verifier"], order)


def require_better_target(baseline: Any, target: Any, *, direction: str) -> None:
    """Refuses with target_not_higher or target_not_lower: the outcome must beat today's value."""
    is_higher_better = direction == Order.Direction.HIGHER
    if target == baseline or (target > baseline) != is_higher_better:
        code = "target_not_higher" if is_higher_better else "target_not_lower"
        raise Refusal(code, baseline=number_format(baseline.normalize()))


# --- what is missing ----------------------------------------------------------------------------
def gaps(order: Order) -> dict[str, list[str]]:
    """Each part of the plan with the fields that it still lacks; an empty list is a part that is done.

    For the part `reuse`: `searched`, or `answered` while a finding has no answer.
    """
    missing = {part: [name for name in names if _is_missing(order, name)] for part, names in PARTS.items()}
    if order.reuse_searched_at is None:
        missing["reuse"] = ["searched"]
    elif unanswered(order):
        missing["reuse"] = ["answered"]
    return missing


def _is_missing(order: Order, name: str) -> bool:
    stored = f"{name}_id" if name in _BY_KEY else name
    return name not in OPTIONAL and getattr(order, stored) in {None, ""}


def unanswered(order: Order) -> int:
    """How many things that exist already have no answer yet."""
    return ReuseFinding.objects.filter(order=order, answer=ReuseFinding.Answer.UNANSWERED).count()


# --- the moves ----------------------------------------------------------------------------------
@transaction.atomic
def submit_plan(order: Order, *, by: Actor, no_secret: bool) -> Order:
    """Lay the whole plan before the approver, declaring that nothing in it is a State secret.

    Refuses with IllegalMove, order_incomplete, ReuseUndecided, secret_undeclared or a verifier's refusal.
    Records `order.plan_submitted`.
    """
    move = find_move("submit_plan", order, by)
    require_verified(order.organisation)
    _require_whole(order)
    _require_declared(no_secret)
    advance(order, move, no_secret_officer=by.user, status_reason="")
    record_move("order.plan_submitted", order, move, by=by, public=False)
    return order


def _require_whole(order: Order) -> None:
    missing = gaps(order)
    if count := unanswered(order):
        raise ReuseUndecided(count=count)
    if any(missing.values()):
        done = sum(not fields for fields in missing.values())
        raise Refusal("order_incomplete", done=done, parts=len(missing))
    if order.verifier is not None:
        require_fit_verifier(order.verifier, order)


def _require_declared(no_secret: bool) -> None:
    if not no_secret:
        raise Refusal("secret_undeclared")


@transaction.atomic
def return_plan(order: Order, *, by: Actor, reasons: str) -> Order:
    """Send the plan back to its officer with reasons. Refuses with IllegalMove or reasons_missing.

    Records `order.plan_returned`; the reasons stay on the order, outside the journal.
    """
    move = find_move("return_plan", order, by)
    advance(order, move, status_reason=written(reasons))
    record_move("order.plan_returned", order, move, by=by, public=False)
    return order


@transaction.atomic
def approve_plan(order: Order, *, by: Actor, no_secret: bool) -> Order:
    """Approve the plan as a second person: it gets its number, the rules of the day, and becomes public.

    Refuses with IllegalMove, NotSeparated, secret_undeclared or ChangedMeanwhile (the other approver was
    first; the number goes back). Records `order.plan_approved`.
    """
    move = find_move("approve_plan", order, by)
    require_verified(order.organisation)
    if by.user is None or by.user.pk in {order.created_by_id, order.no_secret_officer_id}:
        raise NotSeparated()
    _require_declared(no_secret)
    _require_whole(order)
    day = today()
    advance(
        order,
        move,
        number=next_number(ORDER_PREFIX, day.year),
        was_approved=True,
        approved_by=by.user,
        approved_at=now(),
        no_secret_approver=by.user,
        rules_version=current_rules_version(day).pk,
        status_reason="",
    )
    if order.verifier is not None:
        grant_verifier(order.verifier, order)
    record_move(
        "order.plan_approved", order, move, by=by, budget_minor=order.budget_minor, number=order.number
    )
    return order


@transaction.atomic
def cancel_order(order: Order, *, by: Actor, reasons: str) -> Order:
    """Give the order up before its contract is in force, with reasons; a public order stays readable.

    Refuses with IllegalMove or reasons_missing. Records `order.cancelled`, public if the plan was.
    """
    move = find_move("cancel_order", order, by)
    advance(order, move, status_reason=written(reasons))
    OrderDecision.objects.filter(lot__order=order, is_active=True).update(is_active=False)
    record_move("order.cancelled", order, move, by=by, public=order.was_approved)
    return order
