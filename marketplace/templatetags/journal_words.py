"""The words of the journal's table."""

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext as _

from marketplace.models import JournalEntry
from marketplace.phrases import verb_phrase

register = template.Library()


@register.filter
def verb_words(verb: str) -> str:
    """`listing.published` → “Listing published”."""
    return verb_phrase(verb)


@register.filter
def organisation_in(entry: JournalEntry, names: Mapping[int, str]) -> str:
    """The organisation that acted; a person without one; or the clock."""
    if entry.organisation_id is not None:
        return names.get(entry.organisation_id, f"№ {entry.organisation_id}")
    return _("a person") if entry.actor_id is not None else _("the clock")


@register.filter
def because_words(entry: JournalEntry) -> str:
    """The rule's words in the reader's language, where the catalogue has them."""
    return _(entry.because) if entry.because else ""


@register.filter
def facts_line(facts: Mapping[str, object]) -> str:
    """Keys and figures of an entry, as one line."""
    return " · ".join(f"{name}: {value}" for name, value in facts.items())
