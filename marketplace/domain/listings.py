"""The lister's verbs: draft, edit, submit, take back, renew, withdraw."""

from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F

from marketplace.domain import rules
from marketplace.domain.clock import now
from marketplace.domain.journal import record
from marketplace.domain.moves import advance
from marketplace.errors import ChangedMeanwhile, Refusal
from marketplace.identifiers import TAX_SCHEME
from marketplace.models import Listing, Organisation
from marketplace.models.folding import fold
from marketplace.models.listings import FOLDED
from marketplace.policies import Actor, may_change_listing, require, require_verified
from marketplace.states import LISTING_MOVES, Who

COMMON: Final = frozenset(
    {
        "title_vi",
        "title_en",
        "summary_vi",
        "summary_en",
        "description_vi",
        "description_en",
        "technology",
        "trl",
    }
)
PRODUCT: Final = frozenset(
    {
        "product_kind",
        "price_minor",
        "price_unit",
        "pilot_price_minor",
        "tax",
        "price_note",
        "origin",
        "domestic_cost_percent",
        "domestic_cost_basis",
        "innovative_ground",
        "first_production_on",
    }
)
RESEARCH: Final = frozenset(
    {
        "institution",
        "inventors",
        "funding",
        "ip_status",
        "ip_numbers",
        "deal_sought",
        "comparison_vi",
        "comparison_en",
    }
)
_SOURCE: Final = frozenset({"source", "source_id", "source_licence", "source_url"})


@transaction.atomic
def draft_listing(organisation: Organisation, *, by: Actor, kind: str, **words: Any) -> Listing:
    """Begin a listing with whatever is known of it; nothing is filled in for the lister.

    `words` are fields of the kind, and for an import `source`, `source_id`, `source_licence`, `source_url`.
    Refuses with not_found, organisation_may_not_list, researcher_drafts_results, listing_field_wrong
    or listing_drafted_before.
    """
    roles = by.roles_in(organisation.pk)
    require(bool(roles & {Who.OWNER, Who.EDITOR, Who.RESEARCHER}), "organisation")
    if not organisation.may_list:
        raise Refusal("organisation_may_not_list", status=409)
    if not roles & {Who.OWNER, Who.EDITOR} and kind != Listing.Kind.RESEARCH_RESULT:
        raise Refusal("researcher_drafts_results", status=409)
    listing = Listing(organisation=organisation, kind=kind, created_by=by.user)
    _write(listing, words, allowed=fields_of(listing) | _SOURCE)
    try:
        with transaction.atomic():
            listing.save()
    except IntegrityError:
        raise Refusal("listing_drafted_before", status=409, source_id=listing.source_id) from None
    record("listing.drafted", listing, by=by, after=listing.status, public=False, kind=kind)
    return listing


@transaction.atomic
def edit_listing(listing: Listing, *, by: Actor, revision: int | None = None, **changes: Any) -> Listing:
    """Change fields of a listing that nobody is checking or reading now.

    `revision` is the one the writer saw; without it the last writer wins. Refuses with not_found,
    listing_field_wrong, listing_not_open_to_change or ChangedMeanwhile.
    """
    require(may_change_listing(by, listing), "listing")
    _write(listing, changes, allowed=fields_of(listing))
    values = {name: getattr(listing, name) for name in changes}
    values["folded"] = listing.folded
    touch(listing, revision=revision, **values)
    record("listing.edited", listing, by=by, public=False, fields=sorted(changes))
    return listing


def touch(listing: Listing, *, revision: int | None = None, **values: Any) -> None:
    """Write to a listing only while it is open to change, and count the change.

    Refuses with listing_not_open_to_change, or ChangedMeanwhile when `revision` is no longer the last one.
    """
    rows = Listing.objects.filter(pk=listing.pk, status__in=Listing.OPEN_TO_CHANGE)
    if revision is not None:
        rows = rows.filter(revision=revision)
    if rows.update(revision=F("revision") + 1, **values) != 1:
        is_open = Listing.objects.filter(pk=listing.pk, status__in=Listing.OPEN_TO_CHANGE).exists()
        raise ChangedMeanwhile() if is_open else Refusal("listing_not_open_to_change", status=409)
    listing.revision += 1


def fields_of(listing: Listing) -> frozenset[str]:
    """The fields that a lister fills in a listing of this kind."""
    return COMMON | (PRODUCT if listing.is_product else RESEARCH)


@transaction.atomic
def hand_over_listing(listing: Listing, *, by: Actor) -> Listing:
    """A researcher tells the transfer office that the draft is whole. Records `listing.handed_over`.

    Refuses with not_found, listing_not_open_to_change or listing_has_gaps.
    """
    require(may_change_listing(by, listing), "listing")
    touch(listing, handed_over_at=now())
    _require_whole(listing)
    record("listing.handed_over", listing, by=by, public=False)
    return listing


@transaction.atomic
def submit_listing(listing: Listing, *, by: Actor) -> Listing:
    """Hand the listing to the moderators; from here on nobody changes it.

    Refuses with IllegalMove, organisation_not_verified, lister_not_domestic, lister_without_tax_code
    or listing_has_gaps (`count`). Records `listing.submitted`.
    """
    lock(listing)
    move = LISTING_MOVES.find("submit_listing", listing.status, by=by.roles_in(listing.organisation_id))
    require_lister(listing.organisation)
    _require_whole(listing)
    at = now()
    advance(
        listing,
        move,
        submitted_at=at,
        submitted_by=by.user,
        check_due_at=rules.due_at("listing_check", at),
        status_reason="",
    )
    record(
        "listing.submitted",
        listing,
        by=by,
        before=move.before,
        after=move.after,
        because=move.because,
        public=False,
    )
    return listing


@transaction.atomic
def recall_listing(listing: Listing, *, by: Actor) -> Listing:
    """Take a submitted listing back to mend it. Refuses with IllegalMove. Records `listing.recalled`."""
    move = LISTING_MOVES.find("recall_listing", listing.status, by=by.roles_in(listing.organisation_id))
    advance(listing, move, submitted_at=None, check_due_at=None)
    record(
        "listing.recalled",
        listing,
        by=by,
        before=move.before,
        after=move.after,
        because=move.because,
        public=False,
    )
    return listing


@transaction.atomic
def renew_listing(listing: Listing, *, by: Actor) -> Listing:
    """Confirm that the offer still holds, for one more period.

    Refuses with IllegalMove and as `require_lister` does. Records `listing.renewed`.
    """
    move = LISTING_MOVES.find("renew_listing", listing.status, by=by.roles_in(listing.organisation_id))
    require_lister(listing.organisation)
    at = now()
    until = rules.due_at("listing_expiry", at)
    advance(listing, move, renewed_at=at, expires_at=until, expiry_reminded_at=None)
    record("listing.renewed", listing, by=by, because=move.because, until=_day(until))
    return listing


@transaction.atomic
def withdraw_listing(listing: Listing, *, by: Actor) -> Listing:
    """Take the offer off the portal; its history stays. Refuses with IllegalMove."""
    move = LISTING_MOVES.find("withdraw_listing", listing.status, by=by.roles_in(listing.organisation_id))
    advance(listing, move)
    record("listing.withdrawn", listing, by=by, before=move.before, after=move.after, because=move.because)
    return listing


def require_lister(organisation: Organisation) -> None:
    """Only a verified, domestic lister with a tax code is published; the two last are rule rows.

    Refuses with organisation_not_verified, lister_not_domestic, lister_ownership_missing,
    lister_mostly_foreign (`least`) or lister_without_tax_code.
    """
    organisation.refresh_from_db(fields=["status", "is_registered_in_vietnam", "domestic_ownership_percent"])
    require_verified(organisation)
    if rules.gate_is_on("listing_domestic"):
        _require_domestic(organisation)
    has_tax_code = organisation.identifiers.filter(scheme=TAX_SCHEME).exists()
    if rules.gate_is_on("listing_tax_code") and not has_tax_code:
        raise Refusal("lister_without_tax_code", status=409)


def _require_domestic(organisation: Organisation) -> None:
    """Registered in Viet Nam; where there are shares, domestic hands hold enough of them (a rule row)."""
    if not organisation.is_registered_in_vietnam:
        raise Refusal("lister_not_domestic", status=409)
    owned = organisation.domestic_ownership_percent
    has_shares = organisation.kind in {Organisation.Kind.ENTERPRISE, Organisation.Kind.COOPERATIVE}
    if owned is None and has_shares:
        raise Refusal("lister_ownership_missing", status=409)
    least = rules.percentage("listing_domestic_ownership").least
    if owned is not None and least is not None and owned < least:
        raise Refusal("lister_mostly_foreign", status=409, least=f"{least.normalize():f}")


def lock(listing: Listing) -> None:
    """Read the row again and hold it, so that what is checked is what is moved."""
    listing.refresh_from_db(from_queryset=Listing.objects.select_for_update())


def _require_whole(listing: Listing) -> None:
    gaps = listing.gaps()
    if gaps:
        raise Refusal("listing_has_gaps", status=409, count=len(gaps), gaps=", ".join(gaps))


def _write(listing: Listing, words: dict[str, Any], *, allowed: frozenset[str]) -> None:
    """Put the words into the row in memory. Refuses with listing_field_wrong (`field`, `why`)."""
    unknown = sorted(set(words) - allowed)
    if unknown:
        raise Refusal("listing_field_unknown", field=unknown[0])
    for name, value in words.items():
        setattr(listing, name, value)
    listing.folded = fold(" ".join(getattr(listing, name) for name in FOLDED))
    try:
        listing.clean_fields(exclude={f.name for f in listing._meta.fields} - set(words))
    except ValidationError as wrong:
        name, messages = next(iter(wrong.message_dict.items()))
        label = Listing._meta.get_field(name).verbose_name  # type: ignore[union-attr]
        raise Refusal("listing_field_wrong", field=label, why=" ".join(messages)) from None
    _require_lengths(listing, words)


def _require_lengths(listing: Listing, words: dict[str, Any]) -> None:
    """Long texts have a limit too; Django checks theirs in forms alone."""
    for name, words_typed in words.items():
        field = Listing._meta.get_field(name)
        if isinstance(field, models.TextField) and field.max_length and len(words_typed) > field.max_length:
            raise Refusal("text_too_long", field=field.verbose_name, limit=field.max_length)


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
