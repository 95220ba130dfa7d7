"""Checking a passport, and finding one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from marketplace.models import Organisation, StrategicTechnology
from procurement.domain.passports import LARGEST_DOCUMENT


class CheckForm(forms.Form):
    """A passport's document, pasted or as a file. Nothing of it is kept."""

    document = forms.FileField(
        label=_("The downloaded file"),
        required=False,
        max_length=1000,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    text = forms.CharField(
        label=_("Or its text"),
        required=False,
        max_length=LARGEST_DOCUMENT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_document(self) -> str:
        upload = self.cleaned_data["document"]
        if not upload:
            return ""
        if upload.size > 4 * LARGEST_DOCUMENT:
            raise ValidationError(_("This file is too large to be a passport."), code="too_large")
        try:
            return str(upload.read().decode("utf-8"))
        except UnicodeDecodeError:
            raise ValidationError(
                _("This file is not text: choose the downloaded JSON file."), code="binary"
            ) from None

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data.get("document") or self.cleaned_data.get("text", "").strip()
        if not self.errors and not given:
            self.add_error("document", _("Choose the file, or paste its text."))
        return {"document": given}


class PassportFilterForm(forms.Form):
    """What the list of outcomes shows. An unknown value filters nothing."""

    q = forms.CharField(label=_("Words or number"), required=False, max_length=100)
    technology = forms.ModelChoiceField(
        label=_("Strategic technology"),
        required=False,
        queryset=StrategicTechnology.objects.none(),
        empty_label=_("Every technology"),
    )
    agency = forms.ModelChoiceField(
        label=_("Ordering organisation"),
        required=False,
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
        empty_label=_("Every organisation"),
    )
    end = forms.ChoiceField(
        label=_("How it ended"),
        required=False,
        choices=[("", _("Every end")), ("completed", _("Completed")), ("terminated", _("Ended early"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        technologies = StrategicTechnology.objects.filter(orders__own_passport__isnull=False).distinct()
        agencies = Organisation.objects.filter(orders__own_passport__isnull=False).distinct()
        self.fields["technology"].queryset = technologies.order_by("number", "code")  # type: ignore[attr-defined]
        self.fields["agency"].queryset = agencies.order_by("name_vi")  # type: ignore[attr-defined]
