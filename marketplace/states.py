"""Legal moves as tables that a lawyer can read: from, to, who, verb, because.

One table refuses illegal moves, fills the buttons of a page and draws `docs/states.md`.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from marketplace.errors import IllegalMove


class Who(StrEnum):
    """Whose duty a move is. Values are the roles of memberships, plus four that are relations."""

    OFFICER = "officer"
    APPROVER = "approver"
    FINANCE = "finance"
    COMPETENT = "competent"
    OWNER = "owner"
    EDITOR = "editor"
    RESEARCHER = "researcher"
    REGISTRAR = "registrar"
    MODERATOR = "moderator"
    AUDITOR = "auditor"
    CMS_EDITOR = "cms_editor"
    # Relations to one subject, not roles of an organisation.
    SUPPLIER = "supplier"
    VERIFIER = "verifier"
    ASKER = "asker"
    CLOCK = "clock"


@dataclass(frozen=True)
class Move:
    """One legal step. `because` is the article of law, or the platform's own rule, that allows it."""

    before: str
    after: str
    who: frozenset[str]
    verb: str
    because: str
    methods: frozenset[str] = frozenset()

    def is_open_to(self, by: Collection[str], method: str = "") -> bool:
        """Whether one of these roles may take the step under this method of procurement."""
        return bool(self.who & frozenset(by)) and (not self.methods or method in self.methods)


def row(before: str, after: str, *who: str, verb: str, because: str, methods: Collection[str] = ()) -> Move:
    """A line of a moves table."""
    return Move(before, after, frozenset(who), verb, because, frozenset(methods))


class Moves:
    """The whole life of one noun: `name` titles its section in docs/states.md."""

    def __init__(self, name: str, *rows: Move) -> None:
        self.name = name
        self.rows = rows
        seen = {(move.verb, move.before) for move in rows}
        if len(seen) != len(rows):
            raise ValueError(f"{name}: one verb leaves one state only once")

    def __iter__(self) -> Iterator[Move]:
        return iter(self.rows)

    def find(self, verb: str, before: str, *, by: Collection[str], method: str = "") -> Move:
        """The move of this verb from this state. Refuses with IllegalMove, whoever asks."""
        for move in self.rows:
            if move.verb == verb and move.before == before and move.is_open_to(by, method):
                return move
        raise IllegalMove(verb=verb, before=before)

    def exits(self, before: str, *, by: Collection[str], method: str = "") -> list[Move]:
        """Every move open from this state to these roles, in the table's order."""
        return [move for move in self.rows if move.before == before and move.is_open_to(by, method)]

    def states(self) -> list[str]:
        """Every state, in the order in which the table first names it."""
        named = [state for move in self.rows for state in (move.before, move.after)]
        return list(dict.fromkeys(named))

    def verbs(self) -> list[str]:
        """Every verb, in the table's order."""
        return list(dict.fromkeys(move.verb for move in self.rows))


class OrganisationStatus(StrEnum):
    REGISTERED = "registered"
    VERIFIED = "verified"
    REJECTED = "rejected"
    SUSPENDED = "suspended"


class ListingStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUSPENDED = "suspended"


class InterestStatus(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    ORDERED = "ordered"
    PASSED = "passed"
    WITHDRAWN = "withdrawn"


_POLICY = "platform policy"
_O, _L, _I = OrganisationStatus, ListingStatus, InterestStatus

ORGANISATION_MOVES = Moves(
    "Organisation",
    row(_O.REGISTERED, _O.VERIFIED, Who.REGISTRAR, verb="verify_organisation",
        because=f"{_POLICY}: a registrar compares the register and the documents"),
    row(_O.REGISTERED, _O.REJECTED, Who.REGISTRAR, verb="reject_organisation",
        because=f"{_POLICY}: rejection names its reasons"),
    row(_O.REJECTED, _O.REGISTERED, Who.OWNER, verb="apply_again",
        because=f"{_POLICY}: a rejected organisation mends its file and applies again"),
    row(_O.VERIFIED, _O.SUSPENDED, Who.REGISTRAR, verb="suspend_organisation",
        because=f"{_POLICY}: suspension has a reason and an end"),
    row(_O.SUSPENDED, _O.VERIFIED, Who.REGISTRAR, Who.CLOCK, verb="restore_organisation",
        because=f"{_POLICY}: a suspension ends on its day, or earlier by the registrar"),
)  # fmt: skip

LISTING_MOVES = Moves(
    "Listing",
    row(_L.DRAFT, _L.SUBMITTED, Who.OWNER, Who.EDITOR, verb="submit_listing",
        because=f"{_POLICY}: the lister (a university's transfer office) submits, a researcher drafts"),
    row(_L.RETURNED, _L.SUBMITTED, Who.OWNER, Who.EDITOR, verb="submit_listing",
        because=f"{_POLICY}: a returned listing is mended and submitted again"),
    row(_L.WITHDRAWN, _L.SUBMITTED, Who.OWNER, Who.EDITOR, verb="submit_listing",
        because=f"{_POLICY}: a withdrawn listing may come back through the check"),
    row(_L.EXPIRED, _L.SUBMITTED, Who.OWNER, Who.EDITOR, verb="submit_listing",
        because=f"{_POLICY}: an expired listing may come back through the check"),
    row(_L.SUBMITTED, _L.PUBLISHED, Who.MODERATOR, verb="publish_listing",
        because=f"{_POLICY}: only a domestic lister's listing is published, after a second look"),
    row(_L.SUBMITTED, _L.RETURNED, Who.MODERATOR, verb="return_listing",
        because=f"{_POLICY}: a returned listing says what to mend"),
    row(_L.SUBMITTED, _L.DRAFT, Who.OWNER, Who.EDITOR, verb="recall_listing",
        because=f"{_POLICY}: the lister may take a submitted listing back"),
    row(_L.PUBLISHED, _L.PUBLISHED, Who.OWNER, Who.EDITOR, verb="renew_listing",
        because=f"{_POLICY}: the lister confirms that the listing still holds"),
    row(_L.PUBLISHED, _L.WITHDRAWN, Who.OWNER, Who.EDITOR, verb="withdraw_listing",
        because=f"{_POLICY}: the lister may withdraw its listing"),
    row(_L.PUBLISHED, _L.EXPIRED, Who.CLOCK, verb="expire_listing",
        because=f"{_POLICY}: a listing nobody renewed expires"),
    row(_L.PUBLISHED, _L.SUSPENDED, Who.MODERATOR, verb="suspend_listing",
        because=f"{_POLICY}: suspension names its reason"),
    row(_L.SUSPENDED, _L.PUBLISHED, Who.MODERATOR, verb="restore_listing",
        because=f"{_POLICY}: the reason is gone"),
)  # fmt: skip

INTEREST_MOVES = Moves(
    "Interest",
    row(_I.ASKED, _I.ANSWERED, Who.OWNER, Who.EDITOR, verb="answer_interest",
        because=f"{_POLICY}: the lister answers within the reply period"),
    row(_I.ASKED, _I.WITHDRAWN, Who.ASKER, verb="withdraw_interest",
        because=f"{_POLICY}: the asker may take back a question nobody answered"),
    row(_I.ASKED, _I.PASSED, Who.ASKER, verb="pass_interest",
        because=f"{_POLICY}: whoever passes says why, in a fixed vocabulary"),
    row(_I.ANSWERED, _I.PASSED, Who.ASKER, verb="pass_interest",
        because=f"{_POLICY}: whoever passes says why, in a fixed vocabulary"),
    row(_I.ANSWERED, _I.ORDERED, Who.OFFICER, verb="order_from_interest",
        because=f"{_POLICY}: an agency's interest becomes a filled order draft"),
)  # fmt: skip
