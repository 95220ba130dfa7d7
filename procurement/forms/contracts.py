"""What is typed for a contract and its milestones: a signature, a delivery, a measured value, an answer to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.forms.attachments import UploadField
from marketplace.forms.fields import DayField, DongField
from procurement.forms.figures import FigureField
from procurement.forms.ordering import ManyFilesField


class SignatureForm(forms.Form):
    has_read = forms.BooleanField(
        label=_("I have read the contract, it matches the order decision, and I am authorised to sign it")
    )


class HandoverForm(forms.Form):
    statement = forms.CharField(
        label=_("What was delivered, where and how"),
        help_text=_(
            "So that the verifier knows what to measure. Only the two sides and the verifier read it."
        ),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    evidence = ManyFilesField(
        label=_("Evidence"),
        help_text=_(
            "Handover record, photographs, test results: PDF, DOCX, XLSX or images, up to 10 MB each."
        ),
        max_length=1000,
    )


class MeasurementForm(forms.Form):
    value = FigureField(label=_("Measured value"))
    sample = forms.CharField(
        label=_("Sample and circumstances"),
        help_text=_("How many, where, for how long, with which instrument, who read it."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    measured_on = DayField(label=_("Measured on"), help_text=_("The last day of the measurement."))
    report = UploadField(
        label=_("Measurement report"), help_text=_("PDF, DOCX, XLSX or an image, up to 10 MB.")
    )

    def __init__(self, *args: Any, unit: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].help_text = _("In %(unit)s, as the method of the order says.") % {"unit": unit}


class PartForm(forms.Form):
    accepted_minor = DongField(
        label=_("Accepted amount (dong)"),
        help_text=_("Above zero and below the milestone's amount."),
        smallest=1,
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("What was missing, and how the amount was worked out. Both sides read it."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class RefusalForm(forms.Form):
    reasons = forms.CharField(
        label=_("Reasons"),
        help_text=_("What must change so that it can be accepted. Both sides read it."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    cure_until = DayField(label=_("To be cured by"))
