"""An object's history as a timeline: `{% load history %}{% timeline_of subject %}` on every noun's page."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from marketplace.domain.clock import now
from marketplace.domain.journal import timeline
from marketplace.models import JournalEntry, Organisation
from marketplace.phrases import verb_phrase
from marketplace.policies import NOBODY, Actor, may_read_journal

register = template.Library()


@register.inclusion_tag("marketplace/journal/_history.html", takes_context=True)
def timeline_of(context: template.Context, subject: models.Model, narrow: bool = False) -> dict[str, object]:
    """What happened to the subject, oldest first: the public part, or all of it for its own people."""
    actor: Actor = context.get("actor") or NOBODY
    return {"events": timeline_events(subject, actor), "narrow": narrow}


def timeline_events(subject: models.Model, actor: Actor) -> list[dict[str, object]]:
    """When, what, by which organisation, from which state to which, and why. Never a person's name."""
    entries = list(timeline(subject, everything=sees_everything(subject, actor)))
    at = now()
    shown = [entry for entry in entries if entry.hidden_until is None or entry.hidden_until <= at]
    names, states = organisation_names(shown), _state_words(subject)
    return [_event(entry, names, states) for entry in shown]


def sees_everything(subject: models.Model, actor: Actor) -> bool:
    """The people of the organisation that it belongs to, and the operator's."""
    organisation_id = (
        subject.pk if isinstance(subject, Organisation) else getattr(subject, "organisation_id", None)
    )
    return bool(actor.roles_in(organisation_id)) or may_read_journal(actor)


def organisation_names(entries: Iterable[JournalEntry]) -> dict[int, str]:
    """Who acted, by key, in one question for all entries."""
    keys = {entry.organisation_id for entry in entries if entry.organisation_id is not None}
    return {row.pk: str(row) for row in Organisation.objects.filter(pk__in=keys)} if keys else {}


def _event(entry: JournalEntry, names: dict[int, str], states: dict[Any, Any]) -> dict[str, object]:
    return {
        "when": entry.recorded_at,
        "what": verb_phrase(entry.verb),
        "who": names.get(entry.organisation_id or 0, ""),
        "before": states.get(entry.before, entry.before) if entry.before != entry.after else "",
        "after": states.get(entry.after, entry.after),
        # An entry's reason is a rule's words: shown in the reader's language where the catalogue has it.
        "because": _(entry.because) if entry.because else "",
    }


def _state_words(subject: models.Model) -> dict[Any, Any]:
    try:
        return dict(subject._meta.get_field("status").flatchoices)  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return {}
