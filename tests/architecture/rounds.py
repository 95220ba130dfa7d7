"""Everybody goes round the addresses of one noun, state by state; what was wrong with the answers is kept.

What is hidden must answer as what never was, and no visit of theirs may write anything.
"""

import re
import uuid
from collections.abc import Callable, Collection, Iterable
from contextlib import contextmanager
from typing import Any

from django.db import connection, models
from django.test import Client
from django.urls import reverse

from marketplace.models import JournalEntry
from tests.architecture.addresses import NO_ONE, SIGN_IN, Address, of_noun

FOREIGN = ("nobody", "stranger", "rival", "official")  # each opens the page and sends its form
# These send where there is a form, else open; where states are many, one of the three at each.
MISPLACED = ("elsewhere", "colleague", "operator")
MANY_STATES = frozenset({"order", "listing", "milestone"})
SENT = {200, 302, 403, 405, 409, 410, 422}  # what an empty form may answer to those who may open it
NOTHING = {200, 404, 409, 410}  # what the page may answer to its own people, in some state
WRITES = ("INSERT", "UPDATE", "DELETE")


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
                opens = address.to | frozenset(also) | (address.public if is_public else NO_ONE)
                self._visit(name, address, address.url(things), state, may=name in opens)
            self._check(self._facts(watched) == before, f"{name} changed the subject, {state}")
        for address in self.addresses:
            self._own_people(address, address.url(things), state)
            if address.url(things) != address.absent_url(things) and len(self.states) == 1:
                self._absent(address, address.absent_url(things))

    def through_all(self, row: Any, things: dict[str, Any], *, public: Collection[str] = ()) -> None:
        """Every status that the row's model knows, one after the other."""
        for status in type(row).Status.values:
            put(row, status=status)
            self.at(status, things, is_public=status in public, watched=row)

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
            sender = "rival" if address.asks_to_sign_in else "nobody"
            return ["get", "post"] if name == sender and not address.is_deed else ["get"]
        turn = len(self.states)
        if address.noun in MANY_STATES and address.is_verb:
            # Opening and sending pass the same doorway: everybody sends at each state, and opens in turn.
            spared = {MISPLACED[turn % 3], MISPLACED[(turn + 1) % 3]}
            opens = name in ("nobody", FOREIGN[1:][turn % 3])
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


def put(row: models.Model, **fields: Any) -> None:
    """Bring the row to a state without its verbs."""
    models.QuerySet(type(row)).filter(pk=row.pk).update(**fields)
    row.refresh_from_db()
