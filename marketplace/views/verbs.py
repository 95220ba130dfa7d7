"""One form, one verb: the view that stands before each change of the world.

It finds the subject through its doorway, gives the form, calls the verb, and gives every typed word
back when the answer is no: after an error, a refusal, a lost race or an expired session.
"""

import uuid
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.db import models, transaction
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.generic import View

from marketplace.domain.drafts import (
    MOST_KEPT_CHARACTERS,
    AlreadySent,
    answer_form,
    claim_form,
    forget_draft,
    keep_draft,
    kept_draft,
)
from marketplace.errors import NotYours, Refusal
from marketplace.phrases import sentence
from marketplace.policies import Actor

GIVEN_BACK = "given_back"
SECRET_FIELDS = {"csrfmiddlewaretoken", "form_key", "form_author", "autosave", "password"}


class VerbView(View):
    """Subclass, and say `form_class`, `template_name`, `title`, `get_subject` and `act`.

    `act(form)` calls the verb and answers with a model (its own page follows), or with an address.
    """

    form_class: type[BaseForm] = Form
    template_name = "marketplace/forms/verb.html"
    title: ClassVar[Any] = ""
    why: ClassVar[Any] = ""  # one or two sentences under the title: what this step does and cannot undo
    submit_label: ClassVar[Any] = ""
    success_message: ClassVar[Any] = ""
    is_final = False  # the button is drawn as one that cannot be undone
    is_open = False  # True: nobody needs to sign in
    is_autosaved = False

    subject: Any
    actor: Actor

    # --- what a subclass says ----------------------------------------------------------------
    def get_subject(self) -> Any:
        """The noun this form is about, through its doorway; None for a form that makes a new one."""
        return None

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {}

    def get_extra(self) -> dict[str, Any]:
        """More names for the template."""
        return {}

    def act(self, form: Any) -> models.Model | str:
        raise NotImplementedError

    # --- what every form does ----------------------------------------------------------------
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_open and not request.user.is_authenticated:
            return self.sign_in_first(request)
        self.actor = request.actor  # type: ignore[attr-defined]
        self.subject = self.get_subject()
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def sign_in_first(self, request: HttpRequest) -> HttpResponse:
        """Keep what an expired session was about to send, then ask to sign in and come back here."""
        if request.method == "POST" and request.POST.get("form_author"):
            fields = {name: request.POST.getlist(name) for name in request.POST if name not in SECRET_FIELDS}
            if sum(len(value) for values in fields.values() for value in values) <= MOST_KEPT_CHARACTERS:
                author = request.POST["form_author"]
                request.session[GIVEN_BACK] = {"path": request.path, "author": author, "fields": fields}
        return redirect_to_login(request.get_full_path())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        back, note = self.given_back()
        return self.show(self.make_form(back=back), note=note)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_autosaved and "autosave" in request.POST:
            return self.autosave()
        form = self.make_form(data=request.POST, files=request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            location = self.act_once(form)
        except AlreadySent as first:
            return HttpResponseRedirect(first.location)
        except NotYours:
            raise
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
            return self.show(form, status=refusal.status)
        return self.leave(location)

    def act_once(self, form: BaseForm) -> str:
        user = self.actor.user
        with transaction.atomic():
            sent = claim_form(self.form_key(), user)
            target = self.act(form)
            location = target if isinstance(target, str) else target.get_absolute_url()  # type: ignore[attr-defined]
            answer_form(sent, location)
            if user is not None:
                forget_draft(user, self.request.path)
        return location

    def leave(self, location: str) -> HttpResponse:
        if self.success_message:
            messages.success(self.request, self.success_message)
        return HttpResponseRedirect(location)

    def form_key(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.request.POST.get("form_key", ""))
        except ValueError:
            return uuid.uuid4()

    def make_form(
        self, *, data: Any = None, files: Any = None, back: dict[str, list[str]] | None = None
    ) -> BaseForm:
        kwargs = self.get_form_kwargs()
        form = self.form_class(data=data, files=files, initial=self.get_initial(), **kwargs)
        if back:
            typed = _query_dict(back)
            for name, field in form.fields.items():
                if form.add_prefix(name) in typed:
                    value = field.widget.value_from_datadict(typed, {}, form.add_prefix(name))
                    form.initial[name] = value
        return form

    def given_back(self) -> tuple[dict[str, list[str]] | None, str]:
        """Words typed before a session expired, or kept by autosave, if they are this person's."""
        user = self.actor.user
        if user is None:
            return None, ""
        kept = self.request.session.get(GIVEN_BACK)
        if kept and kept["path"] == self.request.path and _author(kept["author"]) == user.pk:
            del self.request.session[GIVEN_BACK]
            return kept["fields"], "session"
        draft = kept_draft(user, self.request.path) if self.is_autosaved else None
        return (draft.fields, "draft") if draft else (None, "")

    def autosave(self) -> HttpResponse:
        if self.actor.user is not None:
            request = self.request
            fields = {name: request.POST.getlist(name) for name in request.POST if name not in SECRET_FIELDS}
            keep_draft(self.actor.user, request.path, fields)
        return HttpResponse(status=204)

    def show(self, form: BaseForm, *, status: int = 200, note: str = "") -> HttpResponse:
        user = self.actor.user
        context = {
            "form": form,
            "subject": self.subject,
            "title": self.title,
            "why": self.why,
            "submit_label": self.submit_label,
            "is_final": self.is_final,
            "is_autosaved": self.is_autosaved,
            "given_back": note,
            "form_key": self.request.POST.get("form_key") or str(uuid.uuid4()),
            "form_author": signing.dumps(user.pk, salt="form-author") if user else "",
            "back_url": self.subject.get_absolute_url() if hasattr(self.subject, "get_absolute_url") else "",
            **self.get_extra(),
        }
        return render(self.request, self.template_name, context, status=status)


def _author(signed: str) -> int | None:
    try:
        return int(signing.loads(signed, salt="form-author"))
    except signing.BadSignature:
        return None


def _query_dict(fields: dict[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in fields.items():
        query.setlist(name, values)
    return query
