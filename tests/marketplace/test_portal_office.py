"""Opening the portal's own office, and the gates that a trial leaves open: once, by the right person."""

import io

import pytest
from django.core.management import CommandError, call_command

from marketplace.domain.clock import set_portal_mark
from marketplace.domain.gates import open_trial_gates
from marketplace.domain.invitations import invite
from marketplace.errors import NotYours, Refusal
from marketplace.models import Gate, JournalEntry, Organisation, User
from marketplace.policies import actor_for
from marketplace.states import OrganisationStatus, Who


def open_office(email: str) -> None:
    call_command("open_portal_office", "Ban quản trị", "--owner", email, stdout=io.StringIO())


def test_the_office_is_opened_verified_and_its_owner_invites_a_registrar(stranger: User):
    open_office(stranger.email)

    office = Organisation.objects.get(kind=Organisation.Kind.PLATFORM)
    invitation = invite(office, by=actor_for(stranger, office), email="r@example.vn", role=Who.REGISTRAR)
    assert (office.status, invitation.role) == (OrganisationStatus.VERIFIED, Who.REGISTRAR)
    assert JournalEntry.objects.filter(verb="organisation.opened", actor_id=stranger.pk).count() == 1


def test_there_is_one_office_and_its_owner_must_have_an_account(operator: Organisation, stranger: User):
    with pytest.raises(CommandError):
        open_office(stranger.email)
    with pytest.raises(CommandError):
        open_office("nobody@example.vn")

    assert Organisation.objects.filter(kind=Organisation.Kind.PLATFORM).count() == 1


def test_gates_open_in_a_trial_alone_and_safely_twice(moderator: User, operator: Organisation):
    by = actor_for(moderator, operator)
    with pytest.raises(Refusal) as outside:
        open_trial_gates(by=by)
    set_portal_mark("trial")

    first, second = open_trial_gates(by=by), open_trial_gates(by=by)

    assert outside.value.code == "gate_stays_on"
    assert (first, second) == (["listing_domestic", "listing_tax_code"], [])
    assert JournalEntry.objects.filter(verb="gate.switched_off").count() == 2


def test_nobody_else_opens_a_gate(owner: User, db: None):
    set_portal_mark("trial")

    with pytest.raises(NotYours):
        open_trial_gates(by=actor_for(owner, owner.memberships.get().organisation))
    with pytest.raises(CommandError):
        call_command("open_trial_gates", "--by", owner.email)

    assert Gate.objects.filter(is_on=False).count() == 0
