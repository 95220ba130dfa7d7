"""What is typed for a payment: the invoice, and the treasury's proof."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.forms.attachments import UploadField
from marketplace.forms.fields import DayField
from procurement.models import Payment


class InvoiceForm(forms.Form):
    invoice_number = forms.CharField(label=_("Invoice number"), max_length=60)
    invoice_on = DayField(label=_("Invoice date"))
    invoice = UploadField(label=_("Invoice"), help_text=_("PDF or an image, up to 10 MB."))

    def __init__(self, *args: Any, has_invoice: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_invoice:
            self.fields["invoice"].required = False
            self.fields["invoice"].help_text = _("Only if it changed; otherwise the first one stays.")


class TreasuryForm(forms.Form):
    treasury_reference = forms.CharField(
        label=_("Treasury reference"),
        help_text=_("As it stands on the State Treasury's notice."),
        max_length=60,
    )
    value_on = DayField(label=_("Value date"))


class PaymentFilterForm(forms.Form):
    """What the list of payments shows. An unknown value filters nothing."""

    status = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Every state")), *Payment.Status.choices]
    )
