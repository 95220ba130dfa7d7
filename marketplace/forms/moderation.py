"""The words of a second look."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonsForm(forms.Form):
    """Why not, so that the lister can mend it."""

    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Name the part, what is wrong with it, and what would be right. The lister reads this."),
    )
