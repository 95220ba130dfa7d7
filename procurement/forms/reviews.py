"""The list of the users who are asked, and a user's answer."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from marketplace.errors import Refusal
from marketplace.phrases import sentence
from procurement.domain.reviews import Listed, read_list

SCORES: Final = [
    (5, _("5, very satisfied")),
    (4, _("4, satisfied")),
    (3, _("3, neither")),
    (2, _("2, dissatisfied")),
    (1, _("1, very dissatisfied")),
]


class ReviewersForm(forms.Form):
    question = forms.CharField(
        label=_("What users are asked about"),
        help_text=_("One question that they answer with 1 to 5, about what the result changed for them."),
        max_length=250,
    )
    people = forms.CharField(
        label=_("Users of the result"),
        help_text=_(
            "One a line: e-mail address, then a semicolon and the unit if you like. People who use it, not those "
            "who ordered or delivered it. Up to 2,000."
        ),
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 12, "autocomplete": "off"}),
    )

    def clean_people(self) -> list[Listed]:
        try:
            return read_list(self.cleaned_data["people"])
        except Refusal as refusal:
            raise ValidationError(sentence(refusal), code=refusal.code) from None


class AnswerForm(forms.Form):
    score = forms.TypedChoiceField(
        label=_("How satisfied are you?"), choices=SCORES, coerce=int, widget=forms.RadioSelect
    )
    comment = forms.CharField(
        label=_("What should be better"),
        help_text=_(
            "The agency and the supplier read it without knowing whose it is; nobody else does. Name nobody."
        ),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
