"""People and organisations for tests: real rows, made the shortest way.

Each function makes one row and names only what the test cares about; the rest is ordinary.
"""

from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client

from marketplace.identifiers import tax_check_digit
from marketplace.models import Identifier, Membership, Organisation, User
from marketplace.policies import ACTING_KEY, Actor, actor_for
from marketplace.states import OrganisationStatus, Who

PASSWORD = "correct horse battery"

_numbers = count(1)
Kind = Organisation.Kind


def next_tax_code() -> str:
    """A ten-digit tax code with a right check digit, another one each time."""
    while True:
        first_nine = f"01{next(_numbers) + 10_000:07d}"
        digit = tax_check_digit(first_nine)
        if digit < 10:
            return f"{first_nine}{digit}"


def make_user(name: str = "", *, email: str = "", language: str = "vi", **fields: Any) -> User:
    """A person with a verified address, who can sign in with PASSWORD."""
    number = next(_numbers)
    name = name or f"Người {number}"
    email = email or f"person-{number}@example.vn"
    user = User.objects.create_user(email, PASSWORD, name=name, language=language, **fields)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def make_organisation(
    name_vi: str = "",
    *,
    kind: str = Kind.ENTERPRISE,
    status: str = OrganisationStatus.VERIFIED,
    **fields: Any,
) -> Organisation:
    """An organisation: verified, registered in Viet Nam, fully domestic, unless the test says otherwise."""
    fields.setdefault("domestic_ownership_percent", 100)
    name_vi = name_vi or f"Tổ chức {next(_numbers)}"
    return Organisation.objects.create(kind=kind, name_vi=name_vi, status=status, **fields)


def make_identifier(organisation: Organisation, value: str = "", scheme: str = "VN-TIN") -> Identifier:
    return Identifier.objects.create(organisation=organisation, scheme=scheme, value=value or next_tax_code())


def make_member(organisation: Organisation, *roles: Who, name: str = "", **fields: Any) -> User:
    """A new person with these roles in the organisation."""
    user = make_user(name, **fields)
    for role in roles:
        Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def acting(user: User, organisation: Organisation | None = None) -> Actor:
    """The person acting for that organisation, or for the first one they belong to."""
    if organisation is None:
        first = user.memberships.order_by("organisation_id").select_related("organisation").first()
        organisation = first.organisation if first else None
    return actor_for(user, organisation)


def client_for(user: User, organisation: Organisation | None = None) -> Client:
    """A browser in which this person is signed in and acts for that organisation."""
    client = Client()
    client.force_login(user)
    if organisation is not None:
        session = client.session
        session[ACTING_KEY] = organisation.pk
        session.save()
    return client
