"""What a buyer asks, what the lister answers, and why somebody passes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.forms.fields import DayField, DongField
from marketplace.models import Interest, WhyNot


class AskForm(forms.ModelForm):
    wished_on = DayField(label=_("Wished date"), required=False)

    class Meta:
        model = Interest
        fields = ("purpose", "message", "wished_on")
        widgets = {"purpose": forms.RadioSelect, "message": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "message": _(
                "Your problem, how many places or users, and what it must connect to. No State secrets."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["purpose"]
        field.choices = Interest.Purpose.choices


class AnswerForm(forms.ModelForm):
    quotation_minor = DongField(
        label=_("Quotation (dong)"), required=False, help_text=_("The whole amount, VAT included.")
    )
    offered_on = DayField(label=_("Date you offer"), required=False)

    class Meta:
        model = Interest
        fields = ("answer", "quotation_minor", "offered_on")
        widgets = {"answer": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True


class PassForm(forms.Form):
    """The reasons are counted, so they are chosen; the comment is for the lister alone."""

    why_not = forms.ChoiceField(label=_("Why not"), choices=WhyNot.choices, widget=forms.RadioSelect)
    comment = forms.CharField(
        label=_("What would change your answer"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only the lister reads this. Needed when you choose another reason."),
    )
