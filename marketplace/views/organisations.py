"""Organisations: the directory, one's page, registering it, and the registrar's decisions about it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from marketplace.domain import organisations, verifications
from marketplace.forms.organisations import (
    NUMBER_FIELDS,
    ComparedForm,
    DirectoryForm,
    DocumentForm,
    OrganisationForm,
    RegistrationForm,
    RejectionForm,
    StatementForm,
    SuspensionForm,
)
from marketplace.identifiers import ROR_SCHEME, S_AND_T_SCHEME, TAX_SCHEME
from marketplace.models import Organisation, Verification
from marketplace.models.folding import fold
from marketplace.policies import (
    ACTING_KEY,
    Actor,
    access_organisation,
    is_platform,
    may_administer,
    require,
)
from marketplace.states import ORGANISATION_MOVES, Who
from marketplace.views.panels import panels_beside
from marketplace.views.verbs import VerbView

ON_A_PAGE = 20
# What each step's button says; its verb is also its page's name.
BUTTONS = {
    "verify_organisation": _("Verify"),
    "reject_organisation": _("Reject with reasons"),
    "apply_again": _("Apply again"),
    "suspend_organisation": _("Suspend"),
    "restore_organisation": _("Restore"),
}
SCHEME_NAMES = {
    TAX_SCHEME: _("Tax code (MST)"),
    ROR_SCHEME: _("ROR identifier"),
    S_AND_T_SCHEME: _("Science and technology registration"),
}
KIND_HINTS = {
    Organisation.Kind.AGENCY: _("Orders technology and is its first customer."),
    Organisation.Kind.ENTERPRISE: _("Lists products, is ordered from, and may ask about others' products."),
    Organisation.Kind.COOPERATIVE: _("Lists products made by its members."),
    Organisation.Kind.HOUSEHOLD: _("Lists products under the household's tax code."),
    Organisation.Kind.INDIVIDUAL: _("Lists an invention of your own, alone or as a group."),
    Organisation.Kind.UNIVERSITY: _("Its researchers draft results; its transfer office submits them."),
    Organisation.Kind.ASSOCIATION: _("Lists for a branch of industry."),
}


# --- reading --------------------------------------------------------------------------------------
def directory(request: HttpRequest) -> HttpResponse:
    """Verified organisations, by name, kind and province."""
    form = DirectoryForm(request.GET or None)
    found = _verified_organisations()
    if form.is_bound and form.is_valid():
        found = _filtered(found, form.cleaned_data)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "marketplace/organisations/directory.html", {"page": page, "form": form})


def _verified_organisations() -> QuerySet[Organisation]:
    rows = Organisation.objects.filter(status=Organisation.Status.VERIFIED).exclude(
        kind=Organisation.Kind.PLATFORM
    )
    return rows.select_related("province").order_by("folded", "pk")


def _filtered(found: QuerySet[Organisation], wanted: dict[str, Any]) -> QuerySet[Organisation]:
    for word in fold(wanted["q"]).split()[:8]:
        found = found.filter(folded__contains=word)
    if wanted["kind"]:
        found = found.filter(kind=wanted["kind"])
    if wanted["province"]:
        found = found.filter(province=wanted["province"])
    return found


def organisation(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Facts for everyone; the file, its documents and the next steps for those whose business they are."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    subject = access_organisation(actor, public_id)
    sees_file = may_administer(actor, subject) or is_platform(actor, Who.REGISTRAR)
    context = {
        "subject": subject,
        "sees_file": sees_file,
        "is_member": bool(actor.roles_in(subject.pk)),
        "may_change": sees_file,
        "may_add_document": may_administer(actor, subject)
        and subject.status in organisations.BEFORE_VERIFICATION,
        "numbers": _numbers(subject, sees_file=sees_file),
        "verifications": _verifications(subject) if sees_file else [],
        "steps": _steps(subject, actor),
        "panels": panels_beside(settings.ORGANISATION_PANELS, request, subject),
    }
    return render(request, "marketplace/organisations/organisation.html", context)


def _numbers(subject: Organisation, *, sees_file: bool) -> list[tuple[Any, str]]:
    """Its numbers with their schemes' names; a citizen's own only for those who see the file."""
    shown = list(subject.identifiers.all()) if sees_file else subject.public_identifiers
    return [(SCHEME_NAMES.get(number.scheme, number.scheme), number.value) for number in shown]


def _verifications(subject: Organisation) -> QuerySet[Verification]:
    rows = subject.verifications.select_related("decided_by").prefetch_related("documents__attachment")
    return rows.order_by("-pk")


def _steps(subject: Organisation, actor: Actor) -> list[dict[str, Any]]:
    """The moves open to this person, as links to their pages."""
    roles = set(actor.roles_in(subject.pk) & {Who.OWNER})
    if is_platform(actor, Who.REGISTRAR):
        roles |= {Who.REGISTRAR}
    moves = ORGANISATION_MOVES.exits(subject.status, by=roles)
    return [
        {"url": reverse(f"marketplace:{move.verb}", args=[subject.public_id]), "label": BUTTONS[move.verb]}
        for move in moves
    ]


@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """The registrar's queue: every file that waits, the oldest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require(is_platform(actor, Who.REGISTRAR), "queue")
    waiting = Verification.objects.filter(decision=Verification.Decision.WAITING)
    rows = waiting.select_related("organisation__province").prefetch_related("documents").order_by("pk")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "marketplace/organisations/queue.html", {"page": page})


# --- registering and changing -----------------------------------------------------------------------
@login_required
def choose_kind(request: HttpRequest) -> HttpResponse:
    """The first question: what kind of organisation."""
    kinds = [(Organisation.Kind(kind), hint) for kind, hint in KIND_HINTS.items()]
    return render(request, "marketplace/organisations/choose_kind.html", {"kinds": kinds})


class RegisterOrganisation(VerbView):
    form_class = RegistrationForm
    template_name = "marketplace/organisations/register.html"
    title = _("Register your organisation")
    why = _("A registrar compares what you write with the public register. You become its first owner.")
    submit_label = _("Register")
    success_message = _("Registered. Now show the registrar your documents.")
    is_autosaved = True

    def get_subject(self) -> None:
        if self.kwargs["kind"] not in KIND_HINTS:
            raise Http404

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"kind": self.kwargs["kind"]}

    def get_extra(self) -> dict[str, Any]:
        kind = Organisation.Kind(self.kwargs["kind"])
        return {"kind": kind, "back_url": reverse("marketplace:register")}

    def act(self, form: Any) -> Organisation:
        statement = form.cleaned_data["statement"]
        registered = organisations.register_organisation(form.facts(), by=self.actor, statement=statement)
        self.request.session[ACTING_KEY] = registered.pk
        return registered


class ChangeOrganisation(VerbView):
    form_class = OrganisationForm
    template_name = "marketplace/organisations/change.html"
    title = _("Change the organisation's facts")
    submit_label = _("Save")
    success_message = _("Saved.")
    is_autosaved = True

    def get_subject(self) -> Organisation:
        to = "verify" if is_platform(self.actor, Who.REGISTRAR) else "change"
        return access_organisation(self.actor, self.kwargs["public_id"], to=to)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"kind": self.subject.kind, "locked": organisations.locked_fields(self.subject, self.actor)}

    def get_initial(self) -> dict[str, Any]:
        facts = {
            field.name: getattr(self.subject, field.name) for field in Organisation._meta.concrete_fields
        }
        numbers = dict(self.subject.identifiers.values_list("scheme", "value"))
        return facts | {name: numbers.get(scheme, "") for scheme, name in NUMBER_FIELDS.items()}

    def get_extra(self) -> dict[str, Any]:
        return {"is_locked": bool(organisations.locked_fields(self.subject, self.actor))}

    def act(self, form: Any) -> Organisation:
        has_numbers = any(name in form.fields for name in NUMBER_FIELDS.values())
        numbers = form.numbers() if has_numbers else None
        return organisations.change_organisation(
            self.subject, by=self.actor, numbers=numbers, **form.changes()
        )


class AddVerificationDocument(VerbView):
    form_class = DocumentForm
    title = _("Show the registrar a document")
    why = _("Only registrars and those who administer your organisation can open it.")
    submit_label = _("Add the document")
    success_message = _("The document is with the registrar.")

    def get_subject(self) -> Organisation:
        return access_organisation(self.actor, self.kwargs["public_id"], to="change")

    def act(self, form: Any) -> Organisation:
        organisations.add_verification_document(self.subject, form.cleaned_data["document"], by=self.actor)
        return self.subject


class ApplyAgain(VerbView):
    form_class = StatementForm
    title = _("Apply again")
    why = _("The registrar looks at your file once more: what you changed, and the documents you added.")
    submit_label = _("Apply again")
    success_message = _("Your file is with the registrar.")
    is_autosaved = True

    def get_subject(self) -> Organisation:
        return access_organisation(self.actor, self.kwargs["public_id"], to="change")

    def act(self, form: Any) -> Organisation:
        return organisations.apply_again(
            self.subject, by=self.actor, statement=form.cleaned_data["statement"]
        )


# --- the registrar's decisions ------------------------------------------------------------------------
class RegistrarView(VerbView):
    """A decision about an organisation, open to registrars alone."""

    def get_subject(self) -> Organisation:
        return access_organisation(self.actor, self.kwargs["public_id"], to="verify")


class VerifyOrganisation(RegistrarView):
    form_class = ComparedForm
    title = _("Verify this organisation")
    why = _(
        "You confirm that the register and the documents say what the file says. It may then use the portal."
    )
    submit_label = _("Verify")
    success_message = _("Verified; the owners have a letter.")

    def act(self, form: Any) -> Organisation:
        return verifications.verify_organisation(self.subject, by=self.actor, **form.cleaned_data)


class RejectOrganisation(RegistrarView):
    form_class = RejectionForm
    title = _("Reject this file")
    why = _("It goes back to its owners with your reasons; they mend it and apply again.")
    submit_label = _("Reject with reasons")
    success_message = _("Rejected; the owners have your reasons.")
    is_autosaved = True

    def act(self, form: Any) -> Organisation:
        return verifications.reject_organisation(self.subject, by=self.actor, **form.cleaned_data)


class SuspendOrganisation(RegistrarView):
    form_class = SuspensionForm
    title = _("Suspend this organisation")
    why = _("Its listings leave the market and it starts nothing new, until the day you name.")
    submit_label = _("Suspend")
    success_message = _("Suspended; the owners have your reason.")
    is_final = True

    def act(self, form: Any) -> Organisation:
        return verifications.suspend_organisation(self.subject, by=self.actor, **form.cleaned_data)


class RestoreOrganisation(RegistrarView):
    title = _("Restore this organisation")
    why = _("The suspension ends now, before its day.")
    submit_label = _("Restore")
    success_message = _("Restored; the owners have a letter.")

    def act(self, form: Any) -> Organisation:
        return verifications.restore_organisation(self.subject, by=self.actor)


_ONE = "organisations/<uuid:public_id>/"
routes = [
    path("organisations/", directory, name="organisations"),
    path("organisations/waiting/", queue, name="verification_queue"),
    path("organisations/register/", choose_kind, name="register"),
    path("organisations/register/<slug:kind>/", RegisterOrganisation.as_view(), name="register_organisation"),
    path(_ONE, organisation, name="organisation"),
    path(f"{_ONE}change/", ChangeOrganisation.as_view(), name="change_organisation"),
    path(f"{_ONE}documents/", AddVerificationDocument.as_view(), name="add_verification_document"),
    path(f"{_ONE}apply-again/", ApplyAgain.as_view(), name="apply_again"),
    path(f"{_ONE}verify/", VerifyOrganisation.as_view(), name="verify_organisation"),
    path(f"{_ONE}reject/", RejectOrganisation.as_view(), name="reject_organisation"),
    path(f"{_ONE}suspend/", SuspendOrganisation.as_view(), name="suspend_organisation"),
    path(f"{_ONE}restore/", RestoreOrganisation.as_view(), name="restore_organisation"),
]
