"""The organisation that runs the portal: opened once, at set-up, before anybody could verify it."""

from django.db import transaction

from marketplace.domain.journal import record
from marketplace.errors import Refusal
from marketplace.models import Membership, Organisation, User
from marketplace.policies import Actor
from marketplace.states import OrganisationStatus, Who


@transaction.atomic
def open_portal_office(*, name_vi: str, name_en: str = "", owner: User) -> Organisation:
    """Make the operator's organisation, verified, with its first owner, who invites registrars and moderators.

    Whoever may run a command on the server may do this, and nobody through a page. Refuses with
    already_done when there is an office. Records `organisation.opened`.
    """
    kind = Organisation.Kind.PLATFORM
    if Organisation.objects.filter(kind=kind).exists():
        raise Refusal("already_done", status=409)
    office = Organisation.objects.create(
        kind=kind, name_vi=name_vi, name_en=name_en, status=OrganisationStatus.VERIFIED
    )
    Membership.objects.create(user=owner, organisation=office, role=Who.OWNER)
    by = Actor(owner, office, frozenset({Who.OWNER}))
    record(
        "organisation.opened",
        office,
        by=by,
        after=office.status,
        because="platform policy: set-up of the portal",
    )
    return office
