"""The first-customer passport: issued once, signed, checked by anyone, and the way to a second buyer."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from django.conf import settings
from django.db import transaction

from marketplace.domain.clock import VIET_NAM, now, portal_mark
from marketplace.domain.journal import record
from marketplace.policies import Actor
from marketplace.transparency.canonical import Json
from marketplace.transparency.signatures import (
    ALGORITHM,
    PublicKey,
    SigningKey,
    kept_signing_key,
    read_signing_key,
)
from procurement.domain.numbers import next_number
from procurement.domain.orders import draft_order
from procurement.domain.passport_fields import KIND, payload_of
from procurement.models import Order, OrderDecision, Passport

PREFIX: Final = "HC"  # hộ chiếu
CANONICAL: Final = "RFC 8785"
LARGEST_DOCUMENT: Final = 200_000  # characters; a passport has a few thousand


# --- the portal's key -----------------------------------------------------------------------------
def signing_key() -> SigningKey:
    """The key of the settings; a laptop without one makes its own and keeps it under var/."""
    if settings.PASSPORT_SIGNING_KEY:
        return read_signing_key(settings.PASSPORT_SIGNING_KEY)
    return kept_signing_key(Path(settings.VAR_DIR) / "passport-signing.key")


def public_key() -> PublicKey:
    """The key with which anyone checks this portal's passports."""
    return signing_key().public


# --- issuing ----------------------------------------------------------------------------------------
@transaction.atomic
def issue_passport(order: Order, *, by: Actor) -> Passport:
    """Sign what a completed or terminated order came to. Called by the verbs that end an order.

    Records `passport.issued`. The document never changes afterwards.
    """
    decision = OrderDecision.objects.select_related("supplier").get(lot__order=order, is_active=True)
    at = now()
    day = at.astimezone(VIET_NAM).date()
    number = next_number(PREFIX, day.year, digits=6)
    payload = payload_of(order, decision, number=number, issued_on=day, mark=portal_mark())
    key = signing_key()
    passport = Passport.objects.create(
        number=number,
        order=order,
        supplier=decision.supplier,
        listing=order.listing,
        payload=payload,
        signature=key.sign(cast(Json, payload)),
        key_id=key.public.key_id,
        issued_at=at,
    )
    record("passport.issued", order, by=by, passport=number, key=passport.key_id, status=payload["status"])
    return passport


def signed_document(passport: Passport) -> dict[str, Any]:
    """What is downloaded, printed and checked: the facts, and the proof over their canonical spelling."""
    return {
        "passport": passport.payload,
        "proof": {
            "algorithm": ALGORITHM,
            "canonicalisation": CANONICAL,
            "key_id": passport.key_id,
            "signature": passport.signature,
        },
    }


# --- checking ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Verdict:
    """`state`: verified, altered, unknown_key or unreadable. `number` only of a verified passport."""

    state: str
    number: str = ""

    @property
    def is_verified(self) -> bool:
        return self.state == "verified"


def verify_document(document: object, key: PublicKey) -> Verdict:
    """Check a signed document against a key that the reader trusts, whatever the document itself claims."""
    match document:
        case {
            "passport": {"type": str() as kind, "number": str() as number} as payload,
            "proof": {"algorithm": "Ed25519", "key_id": str() as key_id, "signature": str() as signature},
        } if kind == KIND:
            pass
        case _:
            return Verdict("unreadable")
    if key_id.lower() != key.key_id:
        return Verdict("unknown_key")
    return Verdict("verified", number) if key.verifies(payload, signature) else Verdict("altered")


def verify_text(text: str, key: PublicKey) -> Verdict:
    """Check what somebody pasted or uploaded. Nothing of it is kept."""
    try:
        document = json.loads(
            text[:LARGEST_DOCUMENT].removeprefix("\ufeff"), object_pairs_hook=_each_key_once
        )
    except (ValueError, RecursionError):
        return Verdict("unreadable")
    return verify_document(document, key)


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A document that says one thing twice shows one reader the first and signs the second."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is repeated")
    return found


def verify_passport(passport: Passport) -> Verdict:
    """Check the stored row live, each time a page shows it."""
    verdict = verify_document(signed_document(passport), public_key())
    if verdict.is_verified and verdict.number != passport.number:
        return Verdict("altered")
    return verdict


# --- the second buyer -------------------------------------------------------------------------------
@transaction.atomic
def order_from_passport(passport: Passport, *, by: Actor) -> Order:
    """Begin the same order in the officer's agency, filled from what was measured; every approval stays.

    The problem and today's value are the new agency's own, and left for it to write. Refuses with
    NotYours (no officer of an agency), organisation_not_verified. Records `order.drafted`.
    """
    first = passport.order
    return draft_order(
        by=by,
        title=first.title,
        listing=passport.listing,
        passport=passport,
        metric=first.metric,
        unit=first.unit,
        direction=first.direction,
        target=first.target,
        measuring=first.measuring,
        technology=first.technology,
        quantity=first.quantity,
        requirements=first.requirements,
    )
