"""What every page before a verb of an order shares: its doorway, and rows that are given back."""

from typing import Any, ClassVar

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from marketplace.views.verbs import VerbView
from procurement.domain.order_moves import find_move
from procurement.forms.rows import RowsForm
from procurement.models import Order
from procurement.policies import access_order


class OrderVerb(VerbView):
    """A form before one verb of the moves table; the page's name is the verb's."""

    verb: ClassVar[str] = ""

    def get_subject(self) -> Order:
        order = access_order(self.actor, self.kwargs["public_id"], to=self.verb)
        if self.request.method != "POST":
            # Whoever opens the page of a step that is not open hears so now; whoever sends a form
            # hears it from the verb, and keeps what they typed.
            find_move(self.verb, order, self.actor)
        return order


class RowsVerb(OrderVerb):
    """A form with rows: one may ask for another row, and an expired session gives the rows back."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = [kind for kind in self.row_kinds() if f"add_{kind}" in request.POST]
        if not asked:
            return super().post(request, *args, **kwargs)
        typed = {name: request.POST.getlist(name) for name in request.POST}
        form = self.make_form(back=typed)
        form.give_back(typed, one_more_of=asked[0])  # type: ignore[attr-defined]
        return self.show(form)

    def row_kinds(self) -> list[str]:
        form: Any = self.form_class
        return list(form.row_kinds)

    def make_form(
        self, *, data: Any = None, files: Any = None, back: dict[str, list[str]] | None = None
    ) -> BaseForm:
        form = super().make_form(data=data, files=files, back=back)
        if back and isinstance(form, RowsForm):
            form.give_back(back)
        return form


def order_routes(*views: type[OrderVerb]) -> list[URLPattern]:
    """Each verb's page at its own address: `orders/<id>/approve-plan/`, named `approve_plan`."""
    return [
        path(f"orders/<uuid:public_id>/{view.verb.replace('_', '-')}/", view.as_view(), name=view.verb)
        for view in views
    ]
