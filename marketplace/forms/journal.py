"""The auditor's filters."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.phrases import verb_phrase


class JournalForm(forms.Form):
    """By what happened, and by the organisation that did it."""

    verb = forms.ChoiceField(label=gettext_lazy("What happened"), required=False)
    organisation = forms.CharField(label=gettext_lazy("Organisation"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", _("All")), *verb_groups()]  # type: ignore[attr-defined]


def verb_groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every verb of every package by its noun; the first line of a group means all of that noun."""
    verbs = sorted({verb for path in settings.VERBS for verb in import_string(path)})
    groups: dict[str, list[tuple[str, str]]] = {}
    for verb in verbs:
        noun = verb.partition(".")[0]
        everything = (f"{noun}.", _("All of “%(noun)s”") % {"noun": noun})
        groups.setdefault(noun, [everything]).append((verb, verb_phrase(verb)))
    return list(groups.items())
