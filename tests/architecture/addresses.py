"""Every address of the portal: to whom it opens, and what its arguments are made of.

A test compares this table with the resolver, so that no page is added without saying here who may read it.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import get_resolver, reverse

# Who comes by. `official` is officer, approver and finance of another agency; `elsewhere` belongs to
# both sides of everything, but acts for another organisation; `colleague` and `operator` belong to the
# own organisation and to the portal's, in a role that has no business here (see each test).
SIGNED_IN = frozenset({"stranger", "rival", "official", "elsewhere", "colleague", "operator"})
EVERYONE = SIGNED_IN | {"nobody"}
NO_ONE: frozenset[str] = frozenset()
COLLEAGUE = frozenset({"colleague"})
OFFICERS = frozenset({"official", "elsewhere"})
MEMBERS = SIGNED_IN - {"stranger"}

SIGN_IN = "/vi/account/login/"
# The packages whose pages are not ours to list one by one.
FOREIGN_PREFIXES = ("account_", "mfa_")


@dataclass(frozen=True)
class Address:
    """A page: always open `to` some, to `public` once its noun is; everybody else is told there is nothing."""

    name: str
    noun: str
    args: Mapping[str, str]  # the pattern's argument → the thing it names; `=word` is the word itself
    is_verb: bool
    insider: str  # whose page it is: somebody for whom it must open in at least one state
    to: frozenset[str] = NO_ONE
    public: frozenset[str] = NO_ONE
    asks_to_sign_in: bool = False
    answers: tuple[int, ...] = (200,)
    is_deed: bool = False  # sent empty by those who may, it already does something
    absent: int = 404

    def url(self, things: Mapping[str, Any]) -> str:
        kwargs = {name: _named(key, things) for name, key in self.args.items()}
        return self.name if self.name.startswith("/") else reverse(self.name, kwargs=kwargs)

    def absent_url(self, things: Mapping[str, Any]) -> str:
        """The same address of something that never was."""
        return self.url({key: _never_was(value) for key, value in things.items()})


def _named(key: str, things: Mapping[str, Any]) -> Any:
    return key[1:] if key.startswith("=") else things[key]


def _never_was(value: Any) -> Any:
    if isinstance(value, int):
        return 10**9
    return uuid.uuid4() if isinstance(value, uuid.UUID) else f"khong-co-{uuid.uuid4().hex[:8]}"


def _rows(noun: str, package: str, names: str, *, is_verb: bool, **how: Any) -> list[Address]:
    args = how.pop("args", {"public_id": noun})
    how.setdefault("asks_to_sign_in", is_verb)
    prefix = f"{package}:" if package else ""
    return [Address(f"{prefix}{name}", noun, args, is_verb, **how) for name in names.split()]


def reads(noun: str, package: str, names: str, **how: Any) -> list[Address]:
    """Pages that only show; nobody is asked to sign in, unless the row says so."""
    return _rows(noun, package, names, is_verb=False, **how)


def verbs(noun: str, package: str, names: str, **how: Any) -> list[Address]:
    """Pages before a change; whoever is signed out is asked to sign in first."""
    return _rows(noun, package, names, is_verb=True, **how)


GROUND, ORDERS = "marketplace", "procurement"
_NONE: dict[str, str] = {}
_RESULT = {"number": "passport"}

TABLE: list[Address] = [
    # --- pages of no noun ---------------------------------------------------------------------------
    *reads("page", "", "healthz", args=_NONE, insider="nobody", to=EVERYONE),
    *reads("page", "", "/", args=_NONE, insider="nobody", to=EVERYONE, answers=(302,)),
    *reads("page", GROUND, "home kit accessibility organisations listings technologies indicators rules"
           " provinces agencies trl glossary", args=_NONE, insider="nobody", to=EVERYONE),
    *reads("page", ORDERS, "programmes orders review_thanks passports passport_check passport_key"
           " passport_key_file", args=_NONE, insider="nobody", to=EVERYONE),
    *reads("page", GROUND, "workspace account register drafts", args=_NONE, insider="owner", to=SIGNED_IN,
           asks_to_sign_in=True),
    *verbs("page", GROUND, "change_person acting", args=_NONE, insider="owner", to=SIGNED_IN),
    *verbs("page", GROUND, "register_organisation", args={"kind": "=enterprise"}, insider="stranger",
           to=SIGNED_IN),
    *reads("page", GROUND, "verification_queue", args=_NONE, insider="registrar", asks_to_sign_in=True),
    *reads("page", GROUND, "moderation", args=_NONE, insider="moderator", asks_to_sign_in=True),
    *reads("page", GROUND, "journal", args=_NONE, insider="auditor", to=frozenset({"operator"}),
           asks_to_sign_in=True),
    *reads("page", GROUND, "own_listings", args=_NONE, insider="owner", to=frozenset({"rival"}),
           asks_to_sign_in=True),
    *verbs("page", GROUND, "listing_new", args=_NONE, insider="owner", to=frozenset({"rival"})),
    *reads("page", GROUND, "interests", args=_NONE, insider="owner", to=MEMBERS, asks_to_sign_in=True),
    *reads("page", ORDERS, "own_orders payments", args=_NONE, insider="owner", to=MEMBERS,
           asks_to_sign_in=True),
    *verbs("page", ORDERS, "draft_order draft_programme", args=_NONE, insider="officer", to=OFFICERS),
    *reads("technology", GROUND, "technology", args={"code": "technology"}, insider="nobody", to=EVERYONE),
    *reads("province", GROUND, "province", args={"code": "province"}, insider="nobody", to=EVERYONE),
    *reads("letter", GROUND, "letters", args=_NONE, insider="nobody", public=EVERYONE),
    *reads("letter", GROUND, "letter", insider="nobody", public=EVERYONE),
    *reads("attachment", GROUND, "attachment", insider="owner", public=EVERYONE),
    *verbs("draft", GROUND, "discard_draft", args={"draft": "draft"}, insider="owner"),
    # --- organisations and their people ---------------------------------------------------------------
    *reads("organisation", GROUND, "organisation", insider="owner",
           to=COLLEAGUE | {"operator"}, public=EVERYONE),
    *reads("organisation", GROUND, "members", insider="owner", to=COLLEAGUE, asks_to_sign_in=True),
    *verbs("organisation", GROUND, "leave", insider="owner", to=COLLEAGUE, is_deed=True),
    *verbs("organisation", GROUND, "change_organisation add_verification_document apply_again invite",
           insider="owner"),
    *verbs("organisation", GROUND, "change_roles remove_member", insider="owner",
           args={"public_id": "organisation", "membership": "membership"}),
    *verbs("organisation", GROUND, "verify_organisation reject_organisation suspend_organisation"
           " restore_organisation", insider="registrar"),
    *reads("invitation", GROUND, "join", args={"token": "token"}, insider="nobody", to=EVERYONE,
           answers=(200, 409, 410), absent=410),
    *verbs("invitation", GROUND, "accept_invitation", insider="invitee"),
    *verbs("invitation", GROUND, "revoke_invitation", insider="owner"),
    # --- listings ---------------------------------------------------------------------------------------
    *reads("listing", GROUND, "listing", insider="owner", to=COLLEAGUE, public=EVERYONE),
    # On what is on offer, whoever cannot ask hears why: 403 without an organisation that may ask.
    *verbs("listing", GROUND, "ask_about", insider="officer", to=COLLEAGUE, public=SIGNED_IN,
           answers=(200, 403, 409)),
    *verbs("listing", GROUND, "submit_listing hand_over_listing recall_listing renew_listing"
           " withdraw_listing add_claim add_certificate add_image add_document", insider="owner"),
    *verbs("listing", GROUND, "listing_part", insider="owner",
           args={"public_id": "listing", "part": "=basics"}),
    *verbs("listing", GROUND, "remove_claim", insider="owner",
           args={"public_id": "listing", "row": "claim"}),
    *verbs("listing", GROUND, "remove_certificate", insider="owner",
           args={"public_id": "listing", "row": "certificate"}),
    *verbs("listing", GROUND, "remove_file", insider="owner", args={"public_id": "listing", "row": "file"}),
    *reads("listing", GROUND, "moderate", insider="moderator", asks_to_sign_in=True),
    *verbs("listing", GROUND, "publish_listing return_listing suspend_listing restore_listing",
           insider="moderator"),
    *reads("interest", GROUND, "interest", insider="officer", asks_to_sign_in=True),
    *verbs("interest", GROUND, "answer_interest", insider="owner"),
    *verbs("interest", GROUND, "pass_interest withdraw_interest", insider="officer"),
    # --- orders -------------------------------------------------------------------------------------------
    *reads("programme", ORDERS, "programme", insider="officer", to=COLLEAGUE, public=EVERYONE),
    *verbs("programme", ORDERS, "change_programme", insider="officer"),
    *verbs("programme", ORDERS, "approve_programme", insider="approver"),
    *reads("order", ORDERS, "order", insider="officer", to=COLLEAGUE, public=EVERYONE),
    *reads("order", ORDERS, "order_registrations", insider="officer"),
    *verbs("order", ORDERS, "order_part", insider="officer",
           args={"public_id": "order", "part": "=problem"}),
    *verbs("order", ORDERS, "order_reuse find_reuse submit_plan name_supplier release_supplier"
           " ask_supplement record_negotiation list_reviewers", insider="officer"),
    *verbs("order", ORDERS, "approve_plan return_plan cancel_order return_negotiation decide_order",
           insider="approver"),
    *verbs("order", ORDERS, "decline_order register_for_order", insider="owner"),
    *reads("contract", ORDERS, "contract", insider="officer", public=EVERYONE),
    *verbs("contract", ORDERS, "sign_as_buyer terminate_contract", insider="approver"),
    *verbs("contract", ORDERS, "sign_as_supplier", insider="owner"),
    *reads("milestone", ORDERS, "milestone", insider="officer", public=EVERYONE),
    *verbs("milestone", ORDERS, "deliver_milestone request_payment", insider="owner"),
    *verbs("milestone", ORDERS, "measure_milestone", insider="verifier"),
    *verbs("milestone", ORDERS, "accept_milestone accept_partly refuse_milestone", insider="officer"),
    *reads("payment", ORDERS, "payment", insider="finance"),
    *verbs("payment", ORDERS, "return_payment send_payment record_payment", insider="finance"),
    *verbs("payment", ORDERS, "request_payment_again", insider="owner"),
    *reads("review", ORDERS, "review", insider="officer", public=EVERYONE),
    *verbs("review", ORDERS, "open_review close_review", insider="officer"),
    *verbs("code", ORDERS, "answer_review", args={"code": "code"}, insider="nobody", to=EVERYONE,
           asks_to_sign_in=False, answers=(200, 409)),
    *reads("passport", ORDERS, "passport passport_document", args=_RESULT, insider="nobody", to=EVERYONE),
    *verbs("passport", ORDERS, "order_from_passport", args=_RESULT, insider="second_officer",
           to=OFFICERS, is_deed=True),
]  # fmt: skip


def of_noun(noun: str) -> list[Address]:
    return [address for address in TABLE if address.noun == noun]


def routed(found: Any = None, namespaces: tuple[str, ...] = ()) -> Iterator[str]:
    """The name of every pattern that the resolver knows, `package:name`; a nameless one by its route."""
    for pattern in (found or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from routed(pattern, inner)
        else:
            yield ":".join((*namespaces, pattern.name)) if pattern.name else f"/{pattern.pattern}"
