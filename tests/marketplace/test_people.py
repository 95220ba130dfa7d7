"""Who belongs to an organisation: invitations that work once, roles, and an owner who always remains."""

import re
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connection, connections

from marketplace.domain import people
from marketplace.domain.invitations import (
    accept_invitation,
    hash_token,
    invitation_by_token,
    invite,
    revoke_invitation,
)
from marketplace.domain.people import change_roles, leave, remove_member
from marketplace.errors import NotYours, Refusal
from marketplace.models import Invitation, JournalEntry, Letter, Membership, Organisation
from marketplace.policies import actor_for
from marketplace.states import Who
from tests.factories import Kind, make_member, make_organisation

pytestmark = pytest.mark.django_db


def roles_of(user, organisation):
    return sorted(
        Membership.objects.filter(user=user, organisation=organisation).values_list("role", flat=True)
    )


def invited(firm, owner, acting, commits, email="new@example.vn"):
    """An invitation and the token that its letter carries."""
    with commits(execute=True):
        invitation = invite(firm, by=acting(owner), email=email, role=Who.EDITOR)
    token = re.search(r"/join/([^/\s]+)/", mail.outbox[-1].body).group(1)
    return invitation, token


# --- inviting ---------------------------------------------------------------------------------------
def test_an_owner_invites_and_the_letter_carries_a_link_that_works(
    firm, owner, acting, django_capture_on_commit_callbacks
):
    invitation, token = invited(firm, owner, acting, django_capture_on_commit_callbacks)

    assert mail.outbox[-1].to == ["new@example.vn"]
    assert invitation_by_token(token) == invitation


def test_the_token_is_kept_nowhere(firm, owner, acting, django_capture_on_commit_callbacks):
    invitation, token = invited(firm, owner, acting, django_capture_on_commit_callbacks)

    assert invitation.token_hash == hash_token(token) != token
    for entry in JournalEntry.objects.all():
        assert token not in str(entry.facts)
        assert "new@example.vn" not in str(entry.facts)
    assert not Letter.objects.exists()  # a production database keeps no letter that opens something


def test_an_agency_s_approver_may_invite(agency, approver, acting):
    invitation = invite(agency, by=acting(approver), email="officer@example.vn", role=Who.OFFICER)

    assert invitation.role == Who.OFFICER


@pytest.mark.parametrize("who", ["editor", "rival", "stranger", "registrar"])
def test_nobody_else_invites(request, firm, owner, acting, who):
    with pytest.raises(NotYours):
        invite(firm, by=acting(request.getfixturevalue(who)), email="new@example.vn", role=Who.OWNER)

    assert not Invitation.objects.exists()


@pytest.mark.parametrize("role", [Who.REGISTRAR, Who.APPROVER, Who.AUDITOR, "emperor"])
def test_a_firm_cannot_give_an_agency_s_or_the_operator_s_roles(firm, owner, acting, role):
    with pytest.raises(Refusal) as refusal:
        invite(firm, by=acting(owner), email="new@example.vn", role=role)

    assert refusal.value.code == "role_unknown_here"


def test_one_open_invitation_per_address_and_role(firm, owner, acting):
    invite(firm, by=acting(owner), email="new@example.vn", role=Who.EDITOR)

    with pytest.raises(Refusal) as refusal:
        invite(firm, by=acting(owner), email="NEW@example.vn", role=Who.EDITOR)

    assert refusal.value.code == "already_invited"


def test_a_member_is_not_invited_to_a_role_they_hold(firm, owner, editor, acting):
    with pytest.raises(Refusal) as refusal:
        invite(firm, by=acting(owner), email=editor.email, role=Who.EDITOR)

    assert refusal.value.code == "already_member"


# --- accepting ----------------------------------------------------------------------------------------
def test_the_invited_person_joins_once(firm, owner, stranger, acting, django_capture_on_commit_callbacks):
    invitation, token = invited(firm, owner, acting, django_capture_on_commit_callbacks, email=stranger.email)

    accept_invitation(invitation, by=acting(stranger))

    assert roles_of(stranger, firm) == [Who.EDITOR]
    with pytest.raises(Refusal) as again:
        accept_invitation(invitation, by=acting(stranger))
    assert again.value.code == "invitation_closed"
    with pytest.raises(Refusal):
        invitation_by_token(token)


def test_somebody_else_cannot_accept(firm, owner, rival, acting, django_capture_on_commit_callbacks):
    invitation, _ = invited(firm, owner, acting, django_capture_on_commit_callbacks)

    with pytest.raises(NotYours):
        accept_invitation(invitation, by=acting(rival))

    assert roles_of(rival, firm) == []


def test_an_invitation_expires(firm, owner, stranger, acting, days_pass):
    invitation = invite(firm, by=acting(owner), email=stranger.email, role=Who.EDITOR)
    days_pass(20)

    with pytest.raises(Refusal) as refusal:
        accept_invitation(invitation, by=acting(stranger))

    assert refusal.value.code == "invitation_closed"
    assert roles_of(stranger, firm) == []


def test_after_it_expired_the_same_address_can_be_invited_again(firm, owner, stranger, acting, days_pass):
    invite(firm, by=acting(owner), email=stranger.email, role=Who.EDITOR)
    days_pass(20)

    again = invite(firm, by=acting(owner), email=stranger.email, role=Who.EDITOR)

    assert accept_invitation(again, by=acting(stranger)).role == Who.EDITOR


def test_a_revoked_invitation_no_longer_works(firm, owner, stranger, acting):
    invitation = invite(firm, by=acting(owner), email=stranger.email, role=Who.EDITOR)

    revoke_invitation(invitation, by=acting(owner))

    with pytest.raises(Refusal):
        accept_invitation(invitation, by=acting(stranger))


def test_the_invited_cannot_revoke(firm, owner, stranger, acting):
    invitation = invite(firm, by=acting(owner), email=stranger.email, role=Who.EDITOR)

    with pytest.raises(NotYours):
        revoke_invitation(invitation, by=acting(stranger))


# --- roles ----------------------------------------------------------------------------------------------
def test_an_owner_changes_roles(firm, owner, editor, acting):
    change_roles(firm, editor, by=acting(owner), roles=[Who.OWNER, Who.EDITOR])

    assert roles_of(editor, firm) == [Who.EDITOR, Who.OWNER]
    entry = JournalEntry.objects.get(verb="member.roles_changed")
    assert not entry.is_public
    assert entry.facts == {"member": editor.pk, "roles": ["editor", "owner"], "roles_before": ["editor"]}


@pytest.mark.parametrize("who", ["editor", "rival", "registrar"])
def test_nobody_else_changes_roles(request, firm, owner, acting, who):
    member = make_member(firm, Who.EDITOR)

    with pytest.raises(NotYours):
        change_roles(firm, member, by=acting(request.getfixturevalue(who)), roles=[Who.OWNER])

    assert roles_of(member, firm) == [Who.EDITOR]


def test_the_last_owner_cannot_be_demoted(firm, owner, editor, acting):
    with pytest.raises(Refusal) as refusal:
        change_roles(firm, owner, by=acting(owner), roles=[Who.EDITOR])

    assert refusal.value.code == "last_owner"
    assert roles_of(owner, firm) == [Who.OWNER]


def test_the_last_owner_cannot_leave(firm, owner, acting):
    with pytest.raises(Refusal) as refusal:
        leave(firm, by=acting(owner))

    assert refusal.value.code == "last_owner"


def test_an_owner_leaves_once_another_is_there(firm, owner, acting):
    second = make_member(firm, Who.OWNER)

    leave(firm, by=acting(owner))

    assert roles_of(owner, firm) == []
    with pytest.raises(Refusal):
        leave(firm, by=acting(second))


def test_an_owner_whose_account_is_closed_does_not_count(firm, owner, acting):
    gone = make_member(firm, Who.OWNER, is_active=False)

    with pytest.raises(Refusal):
        leave(firm, by=acting(owner))

    assert roles_of(gone, firm) == [Who.OWNER]


def test_the_last_approver_of_an_agency_cannot_leave(agency, agency_owner, approver, acting):
    with pytest.raises(Refusal) as refusal:
        leave(agency, by=acting(approver))

    assert refusal.value.code == "last_approver"


def test_a_removed_member_gets_one_letter(firm, owner, editor, acting, deliver_all):
    remove_member(firm, editor, by=acting(owner))
    deliver_all()

    assert roles_of(editor, firm) == []
    assert [letter.to for letter in mail.outbox] == [[editor.email]]


def test_who_leaves_of_their_own_accord_gets_none(firm, owner, editor, acting, deliver_all):
    leave(firm, by=acting(editor))
    deliver_all()

    assert mail.outbox == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_leave_one_owner():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL (DATABASE_URL)")
    firm = make_organisation()
    owners = [make_member(firm, Who.OWNER), make_member(firm, Who.OWNER)]
    start, answers = Barrier(2), []

    def go(user):
        try:
            start.wait()
            leave(firm, by=actor_for(user, firm))
            answers.append("left")
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            connections.close_all()

    threads = [Thread(target=go, args=(user,)) for user in owners]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(answers) == ["last_owner", "left"]
    assert Membership.objects.filter(organisation=firm, role=Who.OWNER).count() == 1


def test_every_kind_has_an_owner_s_role():
    for kind in Organisation.Kind:
        assert people.roles_of(kind)[0] == Who.OWNER
    assert Who.REGISTRAR in people.roles_of(Kind.PLATFORM)
