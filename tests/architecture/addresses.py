"""Every address of the portal: to whom it opens, and what its arguments are made of.

A test compares this table with the resolver, so that no page is added without saying here who may read it.
"""

import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.test import Client
from django.urls import get_resolver, reverse

from marketplace.models import JournalEntry

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

FOREIGN = ("nobody", "stranger", "rival", "official")  # each opens the page and sends its form
# These send where there is a form, else open; where states are many, one of the three at each.
MISPLACED = ("elsewhere", "colleague", "operator")
MANY_STATES = frozenset({"order", "listing", "milestone"})
SENT = {200, 302, 403, 405, 409, 410, 422}  # what an empty form may answer to those who may open it
NOTHING = {200, 404, 409, 410}  # what the page may answer to its own people, in some state
WRITES = ("INSERT", "UPDATE", "DELETE")


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


# --- going round --------------------------------------------------------------------------------------
@contextmanager
def writes_seen() -> Any:
    """Every row that is written meanwhile, even if taken back; a session's own aside."""
    seen: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(WRITES) and "django_session" not in sql:
            seen.append(sql[:60])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen


class Rounds:
    """Everybody's visits to the addresses of one noun, and what was wrong with the answers."""

    cases = 0  # (address, state, person), over all tests of this process

    def __init__(self, noun: str, people: dict[str, Client], insider: Callable[[str], Client]) -> None:
        self.addresses = of_noun(noun)
        self.people = people
        self.insider = insider
        self.wrong: list[str] = []
        self.states: list[str] = []
        self.opened: set[str] = set()
        self.nothing = {name: self._nothing(client) for name, client in people.items()}

    @staticmethod
    def _nothing(client: Client) -> str:
        address = reverse("marketplace:listing", args=[uuid.uuid4()])
        return plain(client.get(address).content, address)

    def at(
        self,
        state: str,
        things: dict[str, Any],
        *,
        is_public: bool = False,
        also: Iterable[str] = (),
        watched: models.Model | None = None,
    ) -> None:
        """One state: `things` fill the addresses, `also` names whom every page opens to in this state."""
        self.states.append(state)
        for name in self.people:
            before = self._facts(watched)
            for address in self.addresses:
                opens = address.to | frozenset(also) | (address.public if is_public else frozenset())
                self._visit(name, address, address.url(things), state, may=name in opens)
            self._check(self._facts(watched) == before, f"{name} changed the subject, {state}")
        for address in self.addresses:
            self._own_people(address, address.url(things), state)
            if address.url(things) != address.absent_url(things) and len(self.states) == 1:
                self._absent(address, address.absent_url(things))

    def faults(self, states: Iterable[Any] = ()) -> list[str]:
        """Everything that was wrong, also a state that was not visited and a page that opened to nobody."""
        visited = {state.split(",")[0] for state in self.states}
        shut = [address.name for address in self.addresses if address.name not in self.opened]
        return [
            *self.wrong,
            *(f"not visited: {state}" for state in states if state not in visited),
            *(f"opened to nobody: {name}" for name in shut),
        ]

    # --- one visit --------------------------------------------------------------------------------
    def _visit(self, name: str, address: Address, url: str, state: str, *, may: bool) -> None:
        methods = self._methods(name, address, may=may)
        Rounds.cases += bool(methods)
        for method in methods:
            with writes_seen() as written:
                answer = getattr(self.people[name], method)(url)
            said = f"{name} {method} {address.name} ({state}): {answer.status_code}"
            if may:
                fit = answer.status_code in (address.answers if method == "get" else SENT)
            else:
                fit = self._is_shut(name, address, url, answer)
            self._check(fit, said)
            self._check(not written, f"{said} wrote {written}")

    def _methods(self, name: str, address: Address, *, may: bool) -> list[str]:
        if may:
            return ["get", "post"] if name in ("nobody", "rival") and not address.is_deed else ["get"]
        turn = len(self.states)
        if address.noun in MANY_STATES and address.is_verb:
            # Opening and sending pass the same doorway: two of the foreign people open in turn.
            spared = {MISPLACED[turn % 3], MISPLACED[(turn + 1) % 3]}
            opens = name not in ("stranger", "official")[turn % 2 :: 2]
        else:
            spared, opens = set(), True
        if name in FOREIGN:
            return ["get", "post"] if opens else ["post"]
        if name in spared:
            return []
        return ["post"] if address.is_verb else ["get"]

    def _is_shut(self, name: str, address: Address, url: str, answer: Any) -> bool:
        """Asked to sign in, or told what anybody is told of an address where there is nothing."""
        if name == "nobody" and address.asks_to_sign_in:
            return answer.status_code == 302 and answer["Location"] == f"{SIGN_IN}?next={url}"
        return answer.status_code == 404 and plain(answer.content, url) == self.nothing[name]

    def _absent(self, address: Address, url: str) -> None:
        """What never was answers as what is hidden does; so does it to whoever is signed out."""
        for name in ("nobody", "rival"):
            answer = self.people[name].get(url)
            if address.absent != 404:
                fit = answer.status_code == address.absent
            else:
                fit = self._is_shut(name, address, url, answer)
            self._check(fit, f"{name} at {address.name} of nothing: {answer.status_code}")

    def _own_people(self, address: Address, url: str, state: str) -> None:
        """The table is not empty talk: for its own people the page opens in some state, and opening writes nothing."""
        if address.name in self.opened:
            return
        client = self.insider(address.insider)
        with writes_seen() as written:
            answer = client.get(url)
        said = f"{address.insider} get {address.name} ({state}): {answer.status_code}"
        if answer.status_code in address.answers and answer.status_code in (200, 302):
            self.opened.add(address.name)
        else:
            self._check(answer.status_code in NOTHING, said)
        self._check(not written, f"{said} wrote {written}")

    @staticmethod
    def _facts(watched: models.Model | None) -> Any:
        row = None if watched is None else models.QuerySet(type(watched)).filter(pk=watched.pk).values().get()
        return row, JournalEntry.objects.count()

    def _check(self, fit: bool, said: str) -> None:
        if not fit:
            self.wrong.append(said)


def plain(body: bytes, address: str) -> str:
    """A page without what differs each time, and without the address it was asked for, in either language."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", body.decode())
    text = re.sub(r'nonce="[^"]*"', "", text)
    text = text.replace(' aria-current="page"', "")  # the menu marks where the address belongs
    return text.replace(address.removeprefix("/vi/"), "…")
