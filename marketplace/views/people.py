"""Pages of one person: account, for whom they act, invitations; and of an organisation's members."""

from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from marketplace.domain import invitations, people
from marketplace.domain.clock import now
from marketplace.errors import NotYours
from marketplace.forms.people import ActingForm, InvitationForm, PersonForm, RolesForm
from marketplace.models import Invitation, Membership, Organisation, User
from marketplace.policies import (
    ACTING_KEY,
    Actor,
    access_invitation,
    access_organisation,
    may_administer,
    needs_second_factor,
)
from marketplace.views.verbs import VerbView


# --- oneself --------------------------------------------------------------------------------------
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Name, language, organisations and the ways to sign in."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    user = actor.person
    memberships = Membership.objects.filter(user=user).select_related("organisation").order_by("pk")
    rows: dict[Organisation, list[Membership]] = {}
    for membership in memberships:
        rows.setdefault(membership.organisation, []).append(membership)
    context = {
        "memberships": list(rows.items()),
        "invitations": _open_invitations(user),
        "needs_second_factor": needs_second_factor(user),
    }
    return render(request, "marketplace/people/account.html", context)


def _open_invitations(user: Any) -> list[Invitation]:
    waiting = Invitation.objects.open_at(now()).filter(email=user.email.lower())
    return list(waiting.select_related("organisation").order_by("expires_at"))


class ChangePerson(VerbView):
    form_class = PersonForm
    title = _("Change your name or language")
    why = _("Your name stands beside what you sign. Letters come in your language; pages follow the address.")
    submit_label = _("Save")
    success_message = _("Saved.")

    def get_initial(self) -> dict[str, Any]:
        user = self.actor.user
        return {"name": user.name, "language": user.language} if user else {}

    def get_extra(self) -> dict[str, Any]:
        return {"back_url": reverse("marketplace:account")}

    def act(self, form: Any) -> str:
        people.change_person(by=self.actor, **form.cleaned_data)
        return reverse("marketplace:account")


class ChooseOrganisation(VerbView):
    """For whom one acts: the session remembers it, every page shows it."""

    form_class = ActingForm
    template_name = "marketplace/people/acting.html"
    title = _("For whom do you act?")
    why = _("Your roles differ from one organisation to the next. Every page shows for whom you act.")
    submit_label = _("Act for this organisation")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"user": self.actor.user}

    def get_initial(self) -> dict[str, Any]:
        organisation = self.actor.organisation
        return {"organisation": organisation.public_id if organisation else None}

    def get_extra(self) -> dict[str, Any]:
        user = self.actor.user
        return {
            "has_choice": Membership.objects.filter(user=user).exists(),
            "invitations": _open_invitations(user),
            "back_url": reverse("marketplace:workspace"),
        }

    def act(self, form: Any) -> str:
        self.request.session[ACTING_KEY] = form.cleaned_data["organisation"].pk
        return reverse("marketplace:workspace")


# --- invitations ----------------------------------------------------------------------------------
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Where an invitation's link leads: to signing up or in, and then to the answer."""
    invitation = invitations.invitation_by_token(token)
    answer = reverse("marketplace:accept_invitation", args=[invitation.public_id])
    if request.user.is_authenticated:
        if request.user.email.lower() == invitation.email:
            return redirect(answer)
        return render(request, "marketplace/people/join_other.html", {"invitation": invitation}, status=409)
    # Whoever holds the letter's link reads that mailbox: no second letter is needed to prove it.
    get_adapter(request).stash_verified_email(request, invitation.email)
    has_account = User.objects.filter(email=invitation.email).exists()
    context = {"invitation": invitation, "answer": answer, "has_account": has_account}
    return render(request, "marketplace/people/join.html", context)


class AcceptInvitation(VerbView):
    title = _("Join this organisation")
    submit_label = _("Accept and join")
    success_message = _("You have joined. You act for this organisation now.")
    template_name = "marketplace/people/accept.html"

    def get_subject(self) -> Invitation:
        invitation = access_invitation(self.actor, self.kwargs["public_id"], to="accept")
        invitations.require_open(invitation)
        return invitation

    def act(self, form: Any) -> str:
        membership = invitations.accept_invitation(self.subject, by=self.actor)
        self.request.session[ACTING_KEY] = membership.organisation_id
        return reverse("marketplace:workspace")


class RevokeInvitation(VerbView):
    title = _("Take this invitation back")
    why = _("The link in its letter stops working at once.")
    submit_label = _("Take the invitation back")
    success_message = _("The invitation no longer works.")
    is_final = True

    def get_subject(self) -> Invitation:
        return access_invitation(self.actor, self.kwargs["public_id"], to="revoke")

    def get_extra(self) -> dict[str, Any]:
        return {"back_url": _members_url(self.subject.organisation), "subject": self.subject.email}

    def act(self, form: Any) -> str:
        invitations.revoke_invitation(self.subject, by=self.actor)
        return _members_url(self.subject.organisation)


# --- members ----------------------------------------------------------------------------------------
@login_required
def members(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who belongs to the organisation, in which roles, and who was asked to join."""
    actor = request.actor  # type: ignore[attr-defined]
    organisation = access_organisation(actor, public_id, to="members")
    rows: dict[User, list[Membership]] = {}
    held = Membership.objects.filter(organisation=organisation).select_related("user")
    for membership in held.order_by("user__name", "user_id", "pk"):
        rows.setdefault(membership.user, []).append(membership)
    administers = may_administer(actor, organisation)
    waiting = Invitation.objects.open_at(now()).filter(organisation=organisation).order_by("expires_at", "pk")
    context = {
        "organisation": organisation,
        "members": list(rows.items()),
        "may_administer": administers,
        "invitations": list(waiting) if administers else [],
    }
    return render(request, "marketplace/people/members.html", context)


def _members_url(organisation: Organisation) -> str:
    return reverse("marketplace:members", args=[organisation.public_id])


class MembersView(VerbView):
    """A step about an organisation's members, open to those who administer them."""

    member: User

    def get_subject(self) -> Organisation:
        organisation = access_organisation(self.actor, self.kwargs["public_id"], to="change")
        if "membership" in self.kwargs:
            self.member = self._member_of(organisation)
        return organisation

    def _member_of(self, organisation: Organisation) -> User:
        rows = Membership.objects.filter(organisation=organisation, public_id=self.kwargs["membership"])
        membership = rows.select_related("user").first()
        if membership is None:
            raise NotYours(noun="member")
        return membership.user

    def get_extra(self) -> dict[str, Any]:
        return {"back_url": _members_url(self.subject), "subject": _("Members")}


class Invite(MembersView):
    form_class = InvitationForm
    title = _("Invite a colleague")
    why = _("They get a letter with a link that works once. What they may do follows from the role.")
    submit_label = _("Send the invitation")
    success_message = _("The invitation is on its way.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"organisation": self.subject}

    def act(self, form: Any) -> str:
        invitations.invite(self.subject, by=self.actor, **form.cleaned_data)
        return _members_url(self.subject)


class ChangeRoles(MembersView):
    form_class = RolesForm
    submit_label = _("Save the roles")
    success_message = _("The roles are changed; a letter tells the member.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"organisation": self.subject}

    def get_initial(self) -> dict[str, Any]:
        held = Membership.objects.filter(organisation=self.subject, user=self.member)
        return {"roles": list(held.values_list("role", flat=True))}

    def get_extra(self) -> dict[str, Any]:
        return {**super().get_extra(), "title": _("Roles of %(name)s") % {"name": self.member}}

    def act(self, form: Any) -> str:
        people.change_roles(self.subject, self.member, by=self.actor, roles=form.cleaned_data["roles"])
        return _members_url(self.subject)


class RemoveMember(MembersView):
    why = _("They can no longer act for this organisation. What they did stays in the journal.")
    submit_label = _("End the membership")
    success_message = _("The membership has ended; a letter tells them.")
    is_final = True

    def get_extra(self) -> dict[str, Any]:
        return {**super().get_extra(), "title": _("End the membership of %(name)s") % {"name": self.member}}

    def act(self, form: Any) -> str:
        people.remove_member(self.subject, self.member, by=self.actor)
        return _members_url(self.subject)


class Leave(VerbView):
    title = _("Leave this organisation")
    why = _("You can no longer act for it. To come back you need a new invitation.")
    submit_label = _("Leave the organisation")
    success_message = _("You have left the organisation.")
    is_final = True

    def get_subject(self) -> Organisation:
        return access_organisation(self.actor, self.kwargs["public_id"], to="members")

    def act(self, form: Any) -> str:
        people.leave(self.subject, by=self.actor)
        self.request.session.pop(ACTING_KEY, None)
        return reverse("marketplace:workspace")


_MEMBERS = "organisations/<uuid:public_id>/members/"
routes = [
    path("me/", account, name="account"),
    path("me/change/", ChangePerson.as_view(), name="change_person"),
    path("me/acting/", ChooseOrganisation.as_view(), name="acting"),
    path("join/<str:token>/", join, name="join"),
    path("invitations/<uuid:public_id>/accept/", AcceptInvitation.as_view(), name="accept_invitation"),
    path("invitations/<uuid:public_id>/revoke/", RevokeInvitation.as_view(), name="revoke_invitation"),
    path(_MEMBERS, members, name="members"),
    path(f"{_MEMBERS}invite/", Invite.as_view(), name="invite"),
    path(f"{_MEMBERS}<uuid:membership>/roles/", ChangeRoles.as_view(), name="change_roles"),
    path(f"{_MEMBERS}<uuid:membership>/remove/", RemoveMember.as_view(), name="remove_member"),
    path("organisations/<uuid:public_id>/leave/", Leave.as_view(), name="leave"),
]
