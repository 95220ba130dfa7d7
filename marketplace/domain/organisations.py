"""Organisations: register, change, show documents, apply again. Verifying is in `verifications.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from django.core.files.base import File
from django.db import IntegrityError, transaction

from marketplace.domain import rules
from marketplace.domain.attachments import store_file
from marketplace.domain.journal import record
from marketplace.domain.moves import advance
from marketplace.errors import NotSeparated, NotYours, Refusal
from marketplace.identifiers import TAX_SCHEME, read_identifier, read_personal_tax_code
from marketplace.models import (
    Identifier,
    Membership,
    Organisation,
    Province,
    Verification,
    VerificationDocument,
)
from marketplace.policies import Actor, is_platform, may_administer
from marketplace.states import ORGANISATION_MOVES, OrganisationStatus, Who

Kind = Organisation.Kind
# A person's or a household's tax code is the citizen's own number.
PERSONAL_KINDS: Final = frozenset({Kind.INDIVIDUAL, Kind.HOUSEHOLD})
# The law's size classes are for enterprises (Decree 80/2021/NĐ-CP art. 2 and 5).
SIZED_KINDS: Final = frozenset({Kind.ENTERPRISE})
# An agency is known by the decision that founded it; whoever sells is known by a tax code.
KINDS_WITHOUT_TAX_CODE: Final = frozenset({Kind.AGENCY, Kind.PLATFORM})
# What a registrar compared: once verified, only a registrar changes it.
VERIFIED_FACTS: Final = frozenset({"name_vi", "is_registered_in_vietnam", "domestic_ownership_percent"})
FIGURES: Final = frozenset({"sector", "insured_staff", "revenue_minor", "capital_minor"})
BEFORE_VERIFICATION: Final = frozenset({OrganisationStatus.REGISTERED, OrganisationStatus.REJECTED})
MOST_DOCUMENTS: Final = 10


@dataclass(frozen=True)
class OrganisationFacts:
    """What an organisation says about itself. Amounts in dong; ownership in per cent."""

    kind: str
    name_vi: str
    name_en: str = ""
    province: Province | None = None
    address: str = ""
    website: str = ""
    sector: str = ""
    insured_staff: int | None = None
    revenue_minor: int | None = None
    capital_minor: int | None = None
    is_registered_in_vietnam: bool = True
    domestic_ownership_percent: int | None = None
    # Numbers by scheme, as typed: {"VN-TIN": "0100109106", "ROR": "…"}.
    numbers: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def register_organisation(facts: OrganisationFacts, *, by: Actor, statement: str = "") -> Organisation:
    """Open an account that a registrar then verifies; its first owner is the person who registers it.

    Refuses with NotYours, kind_closed, tax_code_missing, identifier_taken, or as the number's reader does.
    Records `organisation.registered`.
    """
    owner = by.person
    if facts.kind == Kind.PLATFORM:
        raise Refusal("kind_closed")
    row = {name: value for name, value in _by_name(facts).items() if name != "numbers"}
    organisation = Organisation.objects.create(**row, size=_size(row))
    _write_numbers(organisation, facts.numbers)
    _require_tax_code(organisation)
    Membership.objects.create(user=owner, organisation=organisation, role=Who.OWNER)
    Verification.objects.create(organisation=organisation, statement=statement)
    # Its first deed is its own, whomever the person acted for a moment before.
    itself = Actor(owner, organisation, frozenset({Who.OWNER}))
    record(
        "organisation.registered", organisation, by=itself, after=organisation.status, kind=organisation.kind
    )
    return organisation


@transaction.atomic
def change_organisation(
    organisation: Organisation, *, by: Actor, numbers: Mapping[str, str] | None = None, **changes: Any
) -> Organisation:
    """Change an organisation's facts; what a registrar compared, only a registrar changes.

    Refuses with NotYours, NotSeparated, verified_facts_locked, tax_code_missing, identifier_taken, or as the
    number's reader does. Records `organisation.changed` with the names of the fields alone.
    """
    _require_may_change(organisation, by)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    changed = sorted(name for name, value in changes.items() if getattr(organisation, name) != value)
    renumbered = numbers is not None and _write_numbers(organisation, numbers)
    if (VERIFIED_FACTS.intersection(changed) or renumbered) and not _may_change_verified(organisation, by):
        raise Refusal("verified_facts_locked", status=409)
    for name in changed:
        setattr(organisation, name, changes[name])
    organisation.size = _size({name: getattr(organisation, name) for name in {"kind", *FIGURES}})
    organisation.save(update_fields=[*changed, "size", "folded"])
    _require_tax_code(organisation)
    if changed or renumbered:
        named = [*changed, *(["numbers"] if renumbered else [])]
        record("organisation.changed", organisation, by=by, fields=named)
    return organisation


def locked_fields(organisation: Organisation, by: Actor) -> frozenset[str]:
    """The facts that this person may not change now; `numbers` stands for the identifiers."""
    return frozenset() if _may_change_verified(organisation, by) else VERIFIED_FACTS | {"numbers"}


@transaction.atomic
def add_verification_document(organisation: Organisation, upload: File, *, by: Actor) -> VerificationDocument:
    """Show the registrar a file.

    Refuses with NotYours, verification_closed, documents_too_many, or as storing does.
    Records `organisation.document_shown`.
    """
    if not may_administer(by, organisation):
        raise NotYours(noun="organisation")
    verification = Verification.objects.filter(organisation=organisation).order_by("-pk").first()
    if verification is None or organisation.status not in BEFORE_VERIFICATION:
        raise Refusal("verification_closed", status=409)
    if verification.documents.count() >= MOST_DOCUMENTS:
        raise Refusal("documents_too_many", limit=MOST_DOCUMENTS)
    attachment = store_file(upload, by=by, organisation=organisation)
    document = VerificationDocument.objects.create(verification=verification, attachment=attachment)
    record("organisation.document_shown", organisation, by=by, public=False, attachment=attachment.pk)
    return document


@transaction.atomic
def apply_again(organisation: Organisation, *, by: Actor, statement: str = "") -> Organisation:
    """Put a mended file before the registrar once more.

    Refuses with IllegalMove or ChangedMeanwhile. Records `organisation.applied_again`.
    """
    move = ORGANISATION_MOVES.find("apply_again", organisation.status, by=by.roles_in(organisation.pk))
    advance(organisation, move, status_reason="")
    Verification.objects.create(organisation=organisation, statement=statement)
    record(
        "organisation.applied_again",
        organisation,
        by=by,
        public=False,
        before=move.before,
        after=move.after,
        because=move.because,
    )
    return organisation


def _require_may_change(organisation: Organisation, by: Actor) -> None:
    if may_administer(by, organisation):
        return
    if not is_platform(by, Who.REGISTRAR):
        raise NotYours(noun="organisation")
    require_outside(organisation, by)


def require_outside(organisation: Organisation, by: Actor) -> None:
    """Nobody decides about an organisation they belong to, whichever one they act for now."""
    if by.user is not None and Membership.objects.filter(user=by.user, organisation=organisation).exists():
        raise NotSeparated


def _may_change_verified(organisation: Organisation, by: Actor) -> bool:
    return organisation.status in BEFORE_VERIFICATION or is_platform(by, Who.REGISTRAR)


def _by_name(facts: OrganisationFacts) -> dict[str, Any]:
    # dataclasses.asdict() would copy the province too.
    return {one.name: getattr(facts, one.name) for one in fields(facts)}


def _size(row: Mapping[str, Any]) -> str:
    """The law's size class; empty until the figures that it needs are known."""
    is_stated = bool(row["sector"]) and row["insured_staff"] is not None
    has_amount = row["revenue_minor"] is not None or row["capital_minor"] is not None
    if row["kind"] not in SIZED_KINDS or not is_stated or not has_amount:
        return ""
    return rules.size_class(row["sector"], row["insured_staff"], row["revenue_minor"], row["capital_minor"])


def _write_numbers(organisation: Organisation, numbers: Mapping[str, str]) -> bool:
    """Make the organisation's numbers these; answers whether any changed."""
    typed = {scheme: text for scheme, text in numbers.items() if text.strip()}
    wanted = {scheme: _read_number(organisation, scheme, text) for scheme, text in typed.items()}
    held = dict(organisation.identifiers.values_list("scheme", "value"))
    if wanted == held:
        return False
    organisation.identifiers.all().delete()
    try:
        with transaction.atomic():
            for scheme, value in wanted.items():
                Identifier.objects.create(organisation=organisation, scheme=scheme, value=value)
    except IntegrityError:
        raise Refusal("identifier_taken", status=409) from None
    return True


def _read_number(organisation: Organisation, scheme: str, text: str) -> str:
    if scheme == TAX_SCHEME and organisation.kind in PERSONAL_KINDS:
        return read_personal_tax_code(text).code
    return read_identifier(scheme, text).code


def _require_tax_code(organisation: Organisation) -> None:
    if organisation.kind in KINDS_WITHOUT_TAX_CODE or not organisation.is_registered_in_vietnam:
        return
    has_one = organisation.identifiers.filter(scheme=TAX_SCHEME).exists()
    if not has_one and rules.gate_is_on("listing_tax_code"):
        raise Refusal("tax_code_missing")
