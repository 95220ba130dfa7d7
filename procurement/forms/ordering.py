"""From the named supplier to the decision: who, at what price, by which milestones."""

from typing import Any, ClassVar

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from marketplace.forms.attachments import DOCUMENTS
from marketplace.forms.fields import DayField, DongField
from marketplace.models import WhyNot
from procurement.domain.ordering import Agreement, Offer, Stop
from procurement.domain.prices import Line
from procurement.forms.figures import FigureField, ShareField
from procurement.forms.rows import RowsForm, rows_of
from procurement.models import OrderDecision, PriceLine
from procurement.phrases import REFUSALS


class NameSupplierForm(forms.Form):
    """One of the offers that the portal knows of; the view says which."""

    source = forms.ChoiceField(
        label=_("Known from"),
        widget=forms.RadioSelect,
        error_messages={
            "required": REFUSALS["supplier_source_missing"],
            "invalid_choice": REFUSALS["supplier_not_offering"],
        },
    )

    def __init__(self, *args: Any, sources: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = sources  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    why_not = forms.ChoiceField(label=_("Why not"), choices=WhyNot.choices, widget=forms.RadioSelect)
    comment = forms.CharField(
        label=_("What would change your answer"),
        help_text=_("Only the agency reads this. Needed when you choose another reason."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SupplementForm(forms.Form):
    what = forms.CharField(
        label=_("What to supplement"),
        help_text=_("One point a line: the supplier answers each."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


# --- prices ---------------------------------------------------------------------------------------
class PriceLineForm(forms.Form):
    description = forms.CharField(label=_("What"), max_length=250)
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=10**9)
    unit = forms.CharField(label=_("Unit"), max_length=40)
    net_unit_minor = DongField(label=_("Net unit price (dong)"))
    vat_percent = forms.TypedChoiceField(
        label=_("VAT"), choices=PriceLine.Vat.choices, coerce=int, initial=str(PriceLine.Vat.TEN.value)
    )
    supply_on = DayField(label=_("Date of supply"), required=False)


def begin_with(lines: list[PriceLine]) -> list[dict[str, Any]]:
    """Lines of an earlier round, to be changed."""
    names = ("description", "quantity", "unit", "net_unit_minor", "vat_percent", "supply_on")
    return [{name: getattr(line, name) for name in names} for line in lines]


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files in one control. What each is, is judged when it is stored."""

    widget = ManyFilesInput(attrs={"accept": DOCUMENTS})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if not given:
            super().clean(None, initial)
        return [super(ManyFilesField, self).clean(each, initial) for each in given]


class RegistrationForm(RowsForm):
    row_kinds: ClassVar[dict[str, type[BaseFormSet]]] = {"lines": rows_of(PriceLineForm)}

    letter = forms.CharField(
        label=_("Registration letter"),
        help_text=_("That you register for this order, what you deliver, and who signs for you."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    capability = forms.CharField(
        label=_("Capability statement"),
        help_text=_("Finance, facilities, technology, key staff, and what you delivered before."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    files = ManyFilesField(  # type: ignore[assignment]  # Django takes declared fields off the class
        label=_("Capability file"),
        help_text=_("PDF, DOCX, XLSX or images, up to 10 MB each. Only the agency and you can open them."),
        max_length=1000,
    )
    delivery_days = forms.IntegerField(label=_("Delivery time (days)"), min_value=1, max_value=3650)
    is_first_supply = forms.BooleanField(
        label=_("This is supplied in Viet Nam for the first time"), required=False
    )
    cost_elements = forms.CharField(
        label=_("Cost elements and profit"),
        help_text=_(
            "Only for a first supply: each cost element and the profit (Decree 214/2025, art. 109 and 110)."
        ),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, has_files: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A supplement need not send again what the agency already holds.
        self.fields["files"].required = not has_files

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("is_first_supply") and not cleaned.get("cost_elements", "").strip():
            self.add_error("cost_elements", REFUSALS["cost_elements_missing"])
        return cleaned

    def offer(self) -> Offer:
        names = ("letter", "capability", "delivery_days", "is_first_supply", "cost_elements")
        lines = [Line(**row) for row in self.rows("lines")]
        return Offer(lines=lines, **{name: self.cleaned_data[name] for name in names})


# --- negotiation ----------------------------------------------------------------------------------
class MilestoneForm(forms.Form):
    title = forms.CharField(label=_("What is delivered"), max_length=200)
    share = ShareField(label=_("Share of the price (%)"))
    target = FigureField(label=_("Target at this milestone"))
    due_on = DayField(label=_("Due on"))


class NegotiationForm(RowsForm):
    row_kinds: ClassVar[dict[str, type[BaseFormSet]]] = {
        "lines": rows_of(PriceLineForm),
        "milestones": rows_of(MilestoneForm),
    }

    held_on = DayField(label=_("Held on"))
    changes = forms.CharField(
        label=_("What changed from the offer, and why"),
        help_text=_("Price and open details, by offices; no personal data. Nothing changed: say so."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    contract_terms = forms.CharField(
        label=_("Terms of the contract: handover, warranty, liability"),
        help_text=_("They stand in the contract as written here (Decree 214/2025, art. 111(2))."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def agreement(self) -> Agreement:
        names = ("held_on", "changes", "contract_terms")
        return Agreement(
            lines=[Line(**row) for row in self.rows("lines")],
            milestones=[Stop(**row) for row in self.rows("milestones")],
            **{name: self.cleaned_data[name] for name in names},
        )


class DecisionForm(forms.Form):
    number = forms.CharField(
        label=_("Decision number"),
        help_text=_("As on your agency's paper, for example 128/QĐ-SKHCN"),
        max_length=60,
    )
    contract_type = forms.ChoiceField(
        label=_("Contract type"),
        help_text=_("Law on Bidding, art. 64"),
        choices=OrderDecision.ContractType.choices,
        widget=forms.RadioSelect,
    )
    starts_on = DayField(label=_("Starts on"))
    ends_on = DayField(label=_("Ends on"))
    article = forms.CharField(label=_("Ground in law"), max_length=200)
