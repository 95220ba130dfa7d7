"""A yearly programme of orders."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ProgrammeForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2024, max_value=2099)
    title = forms.CharField(label=_("Title"), max_length=200)
    purpose = forms.CharField(
        label=_("What the programme should change"),
        help_text=_(
            "For whom, by when, and how one will see it. No State secrets: the programme is published."
        ),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
