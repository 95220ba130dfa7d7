"""The parts in which a listing is filled, what each still lacks, and the rows that hang on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.files.base import File
from django.db import transaction

from marketplace.domain.attachments import store_file
from marketplace.domain.journal import record
from marketplace.domain.listings import touch
from marketplace.errors import NotYours, Refusal
from marketplace.models import Attachment, Certificate, Claim, Listing, ListingFile
from marketplace.policies import Actor, may_change_listing, require

MOST_CLAIMS: Final = 20
MOST_FILES: Final = 12

# Part → the gaps (`Listing.gaps`) that belong to it. `files` may stay empty.
PRODUCT_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "basics": ("title", "summary", "product_kind", "technology", "trl"),
    "description": ("description",),
    "price": ("price", "price_unit", "tax"),
    "origin": ("origin", "domestic_cost", "domestic_cost_basis", "innovative_document", "first_production"),
    "evidence": ("claim",),
    "files": (),
}
RESEARCH_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "basics": ("title", "summary", "technology", "trl"),
    "description": ("description", "comparison"),
    "people": ("institution", "inventors", "funding"),
    "rights": ("ip_status", "ip_numbers", "deal_sought"),
    "evidence": ("claim",),
    "files": (),
}


@dataclass(frozen=True)
class Part:
    """One part of the task list: done when it lacks nothing."""

    key: str
    gaps: tuple[str, ...]
    is_optional: bool = False

    @property
    def is_done(self) -> bool:
        return not self.gaps


def parts_of(listing: Listing) -> list[Part]:
    """The parts of this kind of listing, in order, each with what it still lacks."""
    missing = listing.gaps()
    parts = PRODUCT_PARTS if listing.is_product else RESEARCH_PARTS
    has_files = bool(listing.pk) and listing.files.exists()
    return [
        Part(key, tuple(gap for gap in missing if gap in gaps), is_optional=not gaps and not has_files)
        for key, gaps in parts.items()
    ]


@transaction.atomic
def add_claim(
    listing: Listing, *, by: Actor, text: str, figure: str = "", source: str = "", upload: File | None = None
) -> Claim:
    """Promise something: declared, or documented when a file comes with it.

    Refuses with listing_not_open_to_change, too_many_claims and as `store_file` does.
    """
    _open(listing, by)
    if listing.claims.count() >= MOST_CLAIMS:
        raise Refusal("too_many_claims", limit=MOST_CLAIMS)
    attachment = _stored(upload, listing, by)
    claim = Claim.objects.create(
        listing=listing,
        text=text,
        figure=figure,
        source=source,
        attachment=attachment,
        level=Claim.Level.DOCUMENTED if attachment else Claim.Level.DECLARED,
    )
    _note("claim_added", listing, by, claim=claim.pk, level=int(claim.level))
    return claim


@transaction.atomic
def add_certificate(
    listing: Listing,
    *,
    by: Actor,
    name: str,
    issuer: str,
    number: str = "",
    expires_on: date | None = None,
    upload: File | None = None,
) -> Certificate:
    """Name a certificate the product holds. Refuses as `add_claim` does."""
    _open(listing, by)
    if listing.certificates.count() >= MOST_CLAIMS:
        raise Refusal("too_many_claims", limit=MOST_CLAIMS)
    certificate = Certificate.objects.create(
        listing=listing,
        name=name,
        issuer=issuer,
        number=number,
        expires_on=expires_on,
        attachment=_stored(upload, listing, by),
    )
    _note("certificate_added", listing, by, certificate=certificate.pk)
    return certificate


@transaction.atomic
def add_image(listing: Listing, *, by: Actor, upload: File, alt_vi: str, alt_en: str) -> ListingFile:
    """Show an image, with words for those who do not see it. Refuses also with alt_text_missing."""
    _open(listing, by)
    _require_room(listing)
    if not (alt_vi.strip() and alt_en.strip()):
        raise Refusal("alt_text_missing")
    stored = store_file(upload, by=by, organisation=listing.organisation, as_image=True)
    row = ListingFile.objects.create(
        listing=listing, attachment=stored, role=ListingFile.Role.IMAGE, alt_vi=alt_vi, alt_en=alt_en
    )
    _note("file_added", listing, by, file=row.pk)
    return row


@transaction.atomic
def add_document(listing: Listing, *, by: Actor, upload: File, title: str) -> ListingFile:
    """Offer a document for download to every reader of the listing."""
    _open(listing, by)
    _require_room(listing)
    stored = store_file(upload, by=by, organisation=listing.organisation)
    row = ListingFile.objects.create(
        listing=listing, attachment=stored, role=ListingFile.Role.DOCUMENT, title=title or stored.name
    )
    _note("file_added", listing, by, file=row.pk)
    return row


@transaction.atomic
def prove_innovative(listing: Listing, *, by: Actor, upload: File) -> Attachment:
    """Attach the document behind the ground “innovative product” (Decree 214/2025 art. 6(4))."""
    _open(listing, by)
    stored = store_file(upload, by=by, organisation=listing.organisation)
    touch(listing, innovative_document=stored)
    listing.innovative_document = stored
    _note("innovative_document_added", listing, by)
    return stored


@transaction.atomic
def remove_part(row: Claim | Certificate | ListingFile, *, by: Actor) -> Listing:
    """Take a claim, certificate or file off a listing that is open to change."""
    listing = row.listing
    _open(listing, by)
    key = row.pk
    row.delete()
    _note(f"{row._meta.model_name}_removed", listing, by, row=key)
    return listing


def part_row(listing: Listing, kind: str, public_id: Any) -> Claim | Certificate | ListingFile:
    """The row of this listing, or the answer for what does not exist."""
    models: dict[str, Any] = {"claim": Claim, "certificate": Certificate, "file": ListingFile}
    rows = models[kind].objects.filter(listing=listing, public_id=public_id)
    row: Claim | Certificate | ListingFile | None = rows.select_related("listing__organisation").first()
    if row is None:
        raise NotYours(noun=kind)
    return row


def _open(listing: Listing, by: Actor) -> None:
    """Their own listing, open to change; the row is held until the verb ends."""
    require(may_change_listing(by, listing), "listing")
    touch(listing)


def _require_room(listing: Listing) -> None:
    if listing.files.count() >= MOST_FILES:
        raise Refusal("too_many_files", limit=MOST_FILES)


def _stored(upload: File | None, listing: Listing, by: Actor) -> Attachment | None:
    return store_file(upload, by=by, organisation=listing.organisation) if upload else None


def _note(what: str, listing: Listing, by: Actor, **facts: Any) -> None:
    record(f"listing.{what}", listing, by=by, public=False, **facts)
