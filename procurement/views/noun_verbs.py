"""What every page before a verb of a contract, milestone, payment or review shares: its doorway and its move."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Final

from django.urls import URLPattern, path, reverse

from marketplace.domain.attachments import store_file
from marketplace.models import Attachment
from marketplace.policies import Actor
from marketplace.states import Moves
from marketplace.views.verbs import VerbView
from procurement.models import Order
from procurement.phrases import BUTTONS
from procurement.policies import order_roles

_GRAVE: Final = frozenset({"terminate_contract", "refuse_milestone", "return_payment"})


class NounVerb(VerbView):
    """A form before one verb of a moves table; the page's name is the verb's."""

    verb: ClassVar[str] = ""
    moves: ClassVar[Moves]
    doorway: ClassVar[Callable[..., Any]]

    def get_subject(self) -> Any:
        subject = type(self).doorway(self.actor, self.kwargs["public_id"], to=self.verb)
        if self.request.method != "POST":
            # Whoever opens the page of a step that is not open hears so now; whoever sends a form
            # hears it from the verb, and keeps what they typed.
            self.moves.find(self.verb, subject.status, by=order_roles(self.actor, subject.order))
        return subject

    def store(self, uploads: Iterable[Any]) -> list[Attachment]:
        """The files of the form, kept as the actor's organisation's."""
        return [store_file(upload, by=self.actor, organisation=self.actor.organisation) for upload in uploads]


def buttons(moves: Moves, subject: Any, order: Order, actor: Actor) -> list[dict[str, Any]]:
    """What this reader may do with the subject now; the first that is not grave is drawn filled."""
    exits = moves.exits(subject.status, by=order_roles(actor, order))
    shown = [button(move.verb, subject) for move in exits if move.verb in BUTTONS]
    return sorted(shown, key=lambda each: bool(each["is_grave"]))


def button(verb: str, subject: Any) -> dict[str, Any]:
    """The words of a verb and its page."""
    return {
        "verb": verb,
        "label": BUTTONS[verb],
        "url": reverse(f"procurement:{verb}", args=[subject.public_id]),
        "is_grave": verb in _GRAVE,
    }


def noun_routes(place: str, *views: type[NounVerb]) -> list[URLPattern]:
    """Each verb's page at its own address: `milestones/<id>/accept-milestone/`, named `accept_milestone`."""
    return [
        path(f"{place}/<uuid:public_id>/{view.verb.replace('_', '-')}/", view.as_view(), name=view.verb)
        for view in views
    ]
