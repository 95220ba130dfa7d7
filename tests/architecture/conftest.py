"""Who goes round the portal's addresses, and what they look for."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from itertools import product
from typing import Any

import pytest
from django.test import Client

from marketplace.domain import listing_parts as parts
from marketplace.domain.clock import now
from marketplace.models import Listing, Membership, Organisation, User
from marketplace.states import Who
from tests.architecture.addresses import EVERYONE
from tests.architecture.rounds import Rounds, put
from tests.factories import acting, client_for, make_member, make_user
from tests.listing_factories import make_whole, pdf_file
from tests.procurement import factories
from tests.procurement.factories import People

# Officer, approver and finance at once: nobody may hold them in one purchase, but doorways ask for roles alone.
OFFICIAL = (Who.OFFICER, Who.APPROVER, Who.FINANCE)


@pytest.fixture
def elsewhere(agency: Organisation, firm: Organisation, second_agency: Organisation) -> Client:
    """Holds every role on both sides of a purchase, but acts for another agency."""
    user = make_member(second_agency, Who.OFFICER, name="Người hai nơi")
    for organisation, role in [*product([agency], OFFICIAL), (firm, Who.OWNER)]:
        Membership.objects.create(user=user, organisation=organisation, role=role)
    return client_for(user, second_agency)


@pytest.fixture
def official(second_agency: Organisation) -> User:
    return make_member(second_agency, *OFFICIAL, name="Cán bộ nơi khác")


@pytest.fixture
def listing(firm: Organisation) -> Listing:
    return factories.make_listing(firm)


@pytest.fixture
def verifier(db: None) -> User:
    return factories.make_verifier()


@pytest.fixture
def invitee(db: None) -> User:
    return make_user("Người được mời")


@pytest.fixture
def people(officer: User, approver: User, owner: User, verifier: User, listing: Listing) -> People:
    return People(officer, approver, owner, verifier, listing)


@pytest.fixture
def rounds(
    request: pytest.FixtureRequest, stranger: User, rival: User, official: User, elsewhere: Client
) -> Callable[..., Rounds]:
    """`rounds("order", colleague=…, operator=…)`: the people set out for the addresses of this noun."""

    @cache
    def insider(name: str) -> Client:
        return Client() if name == "nobody" else client_for(request.getfixturevalue(name))

    def set_out(noun: str, *, colleague: User, operator: User) -> Rounds:
        clients = {
            "nobody": Client(),
            "stranger": client_for(stranger),
            "rival": client_for(rival),
            "official": client_for(official),
            "elsewhere": elsewhere,
            "colleague": client_for(colleague),
            "operator": client_for(operator),
        }
        assert clients.keys() == EVERYONE
        return Rounds(noun, clients, insider)

    return set_out


@pytest.fixture
def full_listing(owner: User) -> tuple[Listing, dict[str, Any]]:
    """A draft with a row of every kind, and the days that each of its states needs."""
    listing, by, at = make_whole(owner), acting(owner), now()
    certificate = parts.add_certificate(listing, by=by, name="ISO", issuer="QUATEST", upload=pdf_file())
    file = parts.add_document(listing, by=by, upload=pdf_file(), title="Hướng dẫn")
    later = at + timedelta(days=90)
    put(listing, submitted_at=at, check_due_at=later, published_at=at, renewed_at=at, expires_at=later)
    rows = {"claim": listing.claims.get(), "certificate": certificate, "file": file, "listing": listing}
    return listing, {name: row.public_id for name, row in rows.items()}
