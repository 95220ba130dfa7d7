"""Filling a listing, one part a page; and the rows that hang on it."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from marketplace.domain.listing_parts import (
    MOST_CLAIMS,
    MOST_FILES,
    Part,
    add_certificate,
    add_claim,
    add_document,
    add_image,
    part_row,
    parts_of,
    prove_innovative,
    remove_part,
)
from marketplace.domain.listings import edit_listing
from marketplace.errors import NotYours, Refusal
from marketplace.forms.listing_parts import (
    PART_FORMS,
    CertificateForm,
    ClaimForm,
    DocumentForm,
    ImageForm,
    PartForm,
)
from marketplace.models import Listing
from marketplace.phrases import LISTING_GAPS, LISTING_PARTS
from marketplace.policies import Actor, access_listing
from marketplace.states import Who
from marketplace.views.verbs import VerbView

CONFLICT = 409


def task_list(listing: Listing, actor: Actor, *, current: str) -> dict[str, Any]:
    """The parts with their state, for the side of every page that fills the listing."""
    parts = parts_of(listing)
    tasks = [_task(listing, part, current) for part in parts]
    return {
        "tasks": tasks,
        "tasks_done": sum(part.is_done and not part.is_optional for part in parts),
        "tasks_total": sum(not part.is_optional for part in parts),
        "current_task": current,
        "check_url": check_url(listing, actor),
        "is_whole": all(part.is_done for part in parts),
        "number": next((place for place, part in enumerate(parts, 1) if part.key == current), len(parts) + 1),
        "parts_total": len(parts) + 1,
    }


def _task(listing: Listing, part: Part, current: str) -> dict[str, Any]:
    return {
        "key": part.key,
        "name": LISTING_PARTS[part.key],
        "url": part_url(listing, part.key),
        "is_done": part.is_done,
        "is_optional": part.is_optional,
        "is_current": part.key == current,
        "gaps": [LISTING_GAPS[gap] for gap in part.gaps],
    }


def part_url(listing: Listing, key: str) -> str:
    return reverse("marketplace:listing_part", args=[listing.public_id, key])


def next_url(listing: Listing, key: str, actor: Actor) -> str:
    """The part after this one; after the last one, the check."""
    keys = [part.key for part in parts_of(listing)]
    after = keys.index(key) + 1
    return part_url(listing, keys[after]) if after < len(keys) else check_url(listing, actor)


def check_url(listing: Listing, actor: Actor) -> str:
    """Where a whole draft goes: to the moderators, or from a researcher to the office that submits."""
    submits = actor.roles_in(listing.organisation_id) & {Who.OWNER, Who.EDITOR}
    name = "submit_listing" if submits else "hand_over_listing"
    return reverse(f"marketplace:{name}", args=[listing.public_id])


def listing_part(request: HttpRequest, public_id: UUID, part: str) -> HttpResponse:
    """One part: a form of fields, or the list of rows it holds."""
    pages = {"evidence": EvidencePart.as_view(), "files": FilesPart.as_view()}
    view = pages.get(part) or EditPart.as_view()
    return view(request, public_id=public_id, part=part)  # type: ignore[return-value]


class PartView(VerbView):
    """A page of the task list. What is being checked or on offer is not changed here."""

    part: ClassVar[str] = ""

    def get_subject(self) -> Listing:
        listing = access_listing(self.actor, self.kwargs["public_id"], to="change")
        if not listing.is_open_to_change:
            raise Refusal("listing_not_open_to_change", status=409)
        return listing

    def get_extra(self) -> dict[str, Any]:
        key = self.kwargs.get("part", self.part)
        return {**task_list(self.subject, self.actor, current=key), "part_name": LISTING_PARTS[key]}


class EditPart(PartView):
    """Fields of one part; only what its form holds is written."""

    template_name = "marketplace/listings/part.html"
    is_autosaved = True

    def get_subject(self) -> Listing:
        listing = super().get_subject()
        form = PART_FORMS[listing.kind].get(self.kwargs["part"])
        if form is None:
            raise NotYours(noun="part")
        self.form_class = form
        return listing

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"instance": self.subject}

    def get_extra(self) -> dict[str, Any]:
        return {**super().get_extra(), "title": LISTING_PARTS[self.kwargs["part"]]}

    def act(self, form: PartForm) -> str:
        listing = edit_listing(
            self.subject, by=self.actor, revision=form.cleaned_data["revision"], **form.changes()
        )
        upload = form.cleaned_data.get("innovative_upload")
        if upload:
            prove_innovative(listing, by=self.actor, upload=upload)
        if "stop" in self.request.POST:
            return listing.get_absolute_url()
        return next_url(listing, self.kwargs["part"], self.actor)

    def show(self, form: Any, *, status: int = 200, note: str = "") -> HttpResponse:
        self.subject.refresh_from_db()
        if status == CONFLICT and form.is_bound:
            # What was typed stays; sending it again answers to the state that is now known.
            form.data = form.data.copy()
            form.data["revision"] = self.subject.revision
        return super().show(form, status=status, note=note)


class RowsPart(PartView):
    """A part that is a list of rows: read here, added and removed on pages of their own."""

    http_method_names = ["get", "head"]


class EvidencePart(RowsPart):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = {
            "listing": self.subject,
            "claims": self.subject.claims.select_related("attachment"),
            "certificates": self.subject.certificates.select_related("attachment"),
            "limit": MOST_CLAIMS,
            "next_url": next_url(self.subject, "evidence", self.actor),
            **self.get_extra(),
        }
        return render(request, "marketplace/listings/evidence.html", context)


class FilesPart(RowsPart):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = {
            "listing": self.subject,
            "files": self.subject.files.select_related("attachment"),
            "limit": MOST_FILES,
            "next_url": next_url(self.subject, "files", self.actor),
            **self.get_extra(),
        }
        return render(request, "marketplace/listings/files.html", context)


class AddRow(PartView):
    """One more row of a part, then back to the part."""

    def get_extra(self) -> dict[str, Any]:
        return {"back_url": part_url(self.subject, self.part)}

    def act(self, form: Any) -> str:
        self.add(**form.cleaned_data)
        return part_url(self.subject, self.part)

    def add(self, **words: Any) -> object:
        raise NotImplementedError


class AddClaim(AddRow):
    form_class = ClaimForm
    part = "evidence"
    title = _("Add a claim")
    why = _(
        "One promise a page. Buyers read first what is measured, so a modest figure with proof beats a bold one."
    )
    submit_label = _("Add this claim")

    def add(self, **words: Any) -> object:
        return add_claim(self.subject, by=self.actor, **words)


class AddCertificate(AddRow):
    form_class = CertificateForm
    part = "evidence"
    title = _("Add a certificate")
    submit_label = _("Add this certificate")

    def add(self, **words: Any) -> object:
        return add_certificate(self.subject, by=self.actor, **words)


class AddImage(AddRow):
    form_class = ImageForm
    part = "files"
    title = _("Add an image")
    submit_label = _("Add this image")

    def add(self, **words: Any) -> object:
        return add_image(self.subject, by=self.actor, **words)


class AddDocument(AddRow):
    form_class = DocumentForm
    part = "files"
    title = _("Add a document")
    submit_label = _("Add this document")

    def add(self, **words: Any) -> object:
        return add_document(self.subject, by=self.actor, **words)


class RemoveRow(PartView):
    """Ask once, naming what goes."""

    title = _("Remove this from the listing?")
    submit_label = _("Remove it")
    is_final = True

    def get_subject(self) -> Listing:
        listing = super().get_subject()
        self.row = part_row(listing, self.kwargs["kind"], self.kwargs["row"])
        self.part_key = "files" if self.kwargs["kind"] == "file" else "evidence"
        return listing

    def get_extra(self) -> dict[str, Any]:
        names = (getattr(self.row, name, "") for name in ("text", "name", "title", "alt"))
        return {"back_url": part_url(self.subject, self.part_key), "why": next(filter(None, names), "")}

    def act(self, form: Any) -> str:
        remove_part(self.row, by=self.actor)
        return part_url(self.subject, self.part_key)


_LISTING = "listings/<uuid:public_id>"
routes = [
    path(f"{_LISTING}/parts/<slug:part>/", listing_part, name="listing_part"),
    path(f"{_LISTING}/claims/new/", AddClaim.as_view(), name="add_claim"),
    path(f"{_LISTING}/certificates/new/", AddCertificate.as_view(), name="add_certificate"),
    path(f"{_LISTING}/images/new/", AddImage.as_view(), name="add_image"),
    path(f"{_LISTING}/documents/new/", AddDocument.as_view(), name="add_document"),
    *(
        path(
            f"{_LISTING}/{kind}s/<uuid:row>/remove/",
            RemoveRow.as_view(),
            {"kind": kind},
            name=f"remove_{kind}",
        )
        for kind in ("claim", "certificate", "file")
    ),
]
