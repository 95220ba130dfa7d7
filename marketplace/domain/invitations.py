"""Asking an address to join an organisation in a role: invite, accept, take back."""

import hashlib
import secrets
from typing import Final

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.deadlines import in_viet_nam
from marketplace.domain.clock import now
from marketplace.domain.journal import record
from marketplace.domain.notifications import SecretLetter, send_secret
from marketplace.domain.people import require_administrator, require_roles
from marketplace.domain.rules import due_at
from marketplace.errors import NotYours, Refusal
from marketplace.models import Invitation, Membership, Organisation, User
from marketplace.policies import Actor

INVITATION_PERIOD: Final = "invitation_expiry"  # platform policy, a row of RulePeriod


def hash_token(token: str) -> str:
    """What the database keeps of an invitation's link."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(organisation: Organisation, *, by: Actor, email: str, role: str) -> Invitation:
    """Ask an address to join in a role; its letter carries a link that works once, until it expires.

    Refuses with NotYours, role_unknown_here, already_member or already_invited. Records `member.invited`.
    """
    require_administrator(organisation, by)
    require_roles(organisation, {role})
    email = email.strip().lower()
    if Membership.objects.filter(organisation=organisation, user__email=email, role=role).exists():
        raise Refusal("already_member", status=409)
    _close_expired(organisation, email, role)
    token = secrets.token_urlsafe(32)
    invitation = _open_invitation(organisation, by, email, role, token)
    record("member.invited", organisation, by=by, public=False, role=role, invitation=invitation.pk)
    language = translation.get_language() or "vi"
    # The token leaves in the letter alone: neither journal nor broker ever see it.
    transaction.on_commit(lambda: _send(invitation, token, language), robust=True)
    return invitation


def _close_expired(organisation: Organisation, email: str, role: str) -> None:
    at = now()
    unused = Invitation.objects.filter(organisation=organisation, email=email, role=role, accepted_at=None)
    unused.filter(revoked_at=None, expires_at__lte=at).update(revoked_at=at)


def _open_invitation(organisation: Organisation, by: Actor, email: str, role: str, token: str) -> Invitation:
    try:
        with transaction.atomic():
            return Invitation.objects.create(
                organisation=organisation,
                email=email,
                role=role,
                invited_by=by.person,
                token_hash=hash_token(token),
                expires_at=due_at(INVITATION_PERIOD, now()),
            )
    except IntegrityError:
        raise Refusal("already_invited", status=409) from None


def _send(invitation: Invitation, token: str, language: str) -> None:
    known = User.objects.filter(email=invitation.email).first()
    with translation.override(known.language if known else language):
        send_secret(
            SecretLetter(
                fact=f"invitation:{invitation.pk}",
                address=invitation.email,
                subject=_("%(organisation)s invites you to First Customer")
                % {"organisation": invitation.organisation.name},
                body=_(
                    "%(organisation)s asks you to join as: %(role)s. The link works once, until %(day)s."
                    " If you did not expect this, do nothing."
                )
                % {
                    "organisation": invitation.organisation.name,
                    "role": invitation.get_role_display(),
                    "day": in_viet_nam(invitation.expires_at).strftime("%d/%m/%Y"),
                },
                path=reverse("marketplace:join", args=[token]),
                recipient=known,
            )
        )


def invitation_by_token(token: str) -> Invitation:
    """The open invitation of this link.

    Refuses with invitation_closed, whether it was used, revoked, expired or never sent.
    """
    invitation = Invitation.objects.open_at(now()).filter(token_hash=hash_token(token)).first()
    if invitation is None:
        raise Refusal("invitation_closed", status=410)
    return invitation


def require_open(invitation: Invitation) -> None:
    """Refuses with invitation_closed what was used, revoked or has expired."""
    if not Invitation.objects.open_at(now()).filter(pk=invitation.pk).exists():
        raise Refusal("invitation_closed", status=410)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: Actor) -> Membership:
    """Join, as the person who signs in with the invited address.

    Refuses with NotYours for anyone else, and with invitation_closed the second time.
    Records `member.joined`.
    """
    user = by.person
    if user.email.lower() != invitation.email.lower():
        raise NotYours(noun="invitation")
    at = now()
    if Invitation.objects.open_at(at).filter(pk=invitation.pk).update(accepted_at=at) != 1:
        raise Refusal("invitation_closed", status=410)
    membership, _ = Membership.objects.get_or_create(
        user=user, organisation=invitation.organisation, role=invitation.role
    )
    joined = Actor(user, invitation.organisation, frozenset({invitation.role}))
    organisation = invitation.organisation
    record("member.joined", organisation, by=joined, public=False, role=invitation.role, member=user.pk)
    return membership


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: Actor) -> Invitation:
    """Take an invitation back before it is used. Records `member.uninvited`."""
    require_administrator(invitation.organisation, by)
    at = now()
    open_rows = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if open_rows.update(revoked_at=at) != 1:
        raise Refusal("invitation_closed", status=409)
    invitation.revoked_at = at
    record(
        "member.uninvited",
        invitation.organisation,
        by=by,
        public=False,
        role=invitation.role,
        invitation=invitation.pk,
    )
    return invitation
