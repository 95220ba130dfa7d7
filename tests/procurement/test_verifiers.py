"""The named verifier has an account and stands on neither side of the order."""

from collections.abc import Callable

import pytest

from marketplace.errors import Refusal
from marketplace.models import Membership
from marketplace.states import Who
from procurement.domain.orders import submit_plan
from procurement.domain.verifiers import find_verifier
from procurement.models import Order
from tests.procurement.factories import People, whole_draft

Bring = Callable[..., Order]


def test_a_verifier_is_found_by_the_address_of_an_account(people: People) -> None:
    order = whole_draft(people)

    assert find_verifier(f" {people.verifier.email.upper()} ", order) == people.verifier


@pytest.mark.parametrize(
    ("person", "code"),
    [("officer", "verifier_decides"), ("approver", "verifier_decides"), ("owner", "verifier_is_supplier")],
)
def test_whoever_stands_on_a_side_does_not_measure(people: People, person: str, code: str) -> None:
    order = whole_draft(people)

    with pytest.raises(Refusal) as refused:
        find_verifier(getattr(people, person).email, order)

    assert refused.value.code == code


def test_an_address_without_an_account_is_no_verifier(people: People) -> None:
    with pytest.raises(Refusal) as refused:
        find_verifier("nobody@example.vn", whole_draft(people))

    assert refused.value.code == "verifier_unknown"


def test_a_verifier_who_joined_the_agency_meanwhile_stops_the_plan(people: People) -> None:
    order = whole_draft(people)
    Membership.objects.create(user=people.verifier, organisation=people.agency, role=Who.FINANCE)

    with pytest.raises(Refusal) as refused:
        submit_plan(order, by=people.who("officer"), no_secret=True)

    assert refused.value.code == "verifier_decides"
