"""The people of one order, and orders that they brought to a state."""

from collections.abc import Callable
from typing import Any

import pytest

from marketplace.models import Listing, Organisation, User
from procurement.models import Order
from procurement.states import OrderStatus
from tests.procurement import factories
from tests.procurement.factories import People


@pytest.fixture
def listing(firm: Organisation) -> Listing:
    """What `firm` offers, published."""
    return factories.make_listing(firm)


@pytest.fixture
def verifier(db: None) -> User:
    return factories.make_verifier()


@pytest.fixture
def people(officer: User, approver: User, owner: User, verifier: User, listing: Listing) -> People:
    return People(officer, approver, owner, verifier, listing)


@pytest.fixture
def order_at(people: People) -> Callable[..., Order]:
    """`order_at(OrderStatus.INVITED)`: an order that its people brought there by their verbs."""

    def bring(status: OrderStatus, **fields: Any) -> Order:
        return factories.order_at(status, people, **fields)

    return bring
