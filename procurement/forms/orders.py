"""The order plan, one part a form; and the forms of those who approve or return it."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from marketplace.domain.clock import today
from marketplace.errors import Refusal
from marketplace.forms.fields import DayField, DongField
from marketplace.models import Organisation, StrategicTechnology
from marketplace.phrases import sentence
from procurement.domain.orders import require_better_target
from procurement.domain.verifiers import find_verifier, unit_of
from procurement.forms.figures import FigureField
from procurement.models import Order, Programme, ReuseFinding
from procurement.models.orders import BUDGET_CEILING
from procurement.phrases import REFUSALS
from procurement.states import ProgrammeStatus

LATER = "later"  # the button that keeps an unfinished part


class DraftOrderForm(forms.Form):
    title = forms.CharField(
        label=_("Title"),
        help_text=_("What is ordered and for whom, in one line; without brand names."),
        max_length=200,
    )


class PartForm(forms.Form):
    """One part of the plan. Kept for later, it may be unfinished; what is missing shows in the list."""

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        if self.is_bound and LATER in self.data:
            for field in self.fields.values():
                field.required = False

    @classmethod
    def values_of(cls, order: Order) -> dict[str, Any]:
        """What the order holds already, as the form begins."""
        return {name: getattr(order, name) for name in cls.base_fields}

    def values(self) -> dict[str, Any]:
        """What the verb writes."""
        return dict(self.cleaned_data)


class ProblemForm(PartForm):
    title = DraftOrderForm.base_fields["title"]
    problem = forms.CharField(
        label=_("The problem"),
        help_text=_(
            "Who has it, how often, what it costs them today. The problem, not the product. "
            "No State secrets: the plan is published once it is approved."
        ),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean_title(self) -> str:
        return str(self.cleaned_data["title"]) or self.order.title


class OutcomeForm(PartForm):
    metric = forms.CharField(
        label=_("Metric"),
        help_text=_("For example: hours a month in which fine dust exceeds the limit at 6 schools"),
        max_length=200,
    )
    unit = forms.CharField(label=_("Unit"), help_text=_("For example: hours, %, minutes"), max_length=40)
    direction = forms.ChoiceField(
        label=_("What counts as better"), choices=Order.Direction.choices, widget=forms.RadioSelect
    )
    baseline = FigureField(label=_("Baseline"), help_text=_("What it is today"))
    target = FigureField(label=_("Target"), help_text=_("From which value it is accepted"))
    measuring = forms.CharField(
        label=_("Method of measurement"),
        help_text=_("Sample, instrument, duration: so exact that two people measure the same."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    verifier_email = forms.EmailField(
        label=_("E-mail of the verifier"),
        help_text=_(
            "Whoever measures has an account here, decides nothing for your agency and does not belong to the "
            "supplier. The public sees their organisation, never their name."
        ),
    )

    @classmethod
    def values_of(cls, order: Order) -> dict[str, Any]:
        names = [name for name in cls.base_fields if name != "verifier_email"]
        email = order.verifier.email if order.verifier else ""
        return {name: getattr(order, name) for name in names} | {"verifier_email": email}

    def clean_direction(self) -> str:
        return str(self.cleaned_data["direction"]) or self.order.direction

    def clean_verifier_email(self) -> Any:
        email = self.cleaned_data["verifier_email"]
        if not email:
            return None
        try:
            return find_verifier(email, self.order)
        except Refusal as refusal:
            raise ValidationError(sentence(refusal), code=refusal.code) from None

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        baseline, target = cleaned.get("baseline"), cleaned.get("target")
        if baseline is not None and target is not None and cleaned.get("direction"):
            try:
                require_better_target(baseline, target, direction=cleaned["direction"])
            except Refusal as refusal:
                self.add_error("target", sentence(refusal))
        return cleaned

    def values(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        verifier = values.pop("verifier_email")
        return values | {
            "verifier": verifier,
            "verifier_organisation": unit_of(verifier) if verifier else None,
        }


class TechnologyForm(PartForm):
    technology = forms.ModelChoiceField(
        label=_("Strategic technology"),
        help_text=_("From the list in force. The order counts towards its objectives."),
        queryset=StrategicTechnology.objects.none(),
        empty_label=_("Choose one"),
    )
    programme = forms.ModelChoiceField(
        label=_("Programme of orders"),
        help_text=_("Only programmes that were approved."),
        queryset=Programme.objects.none(),
        required=False,
        empty_label=_("Outside a programme"),
    )

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        programmes = Programme.objects.filter(
            organisation=order.organisation_id, status=ProgrammeStatus.APPROVED
        )
        current = StrategicTechnology.objects.current(today())
        kept = StrategicTechnology.objects.filter(pk=order.technology_id)
        self.fields["technology"].queryset = (current | kept).order_by("number", "code")  # type: ignore[attr-defined]
        self.fields["programme"].queryset = programmes.order_by("-year", "title")  # type: ignore[attr-defined]


class DeliveryForm(PartForm):
    quantity = forms.CharField(
        label=_("Quantity and quality"),
        help_text=_("For example: 6 stations, error at most 10 %"),
        max_length=300,
    )
    requirements = forms.CharField(
        label=_("Requirements on the supplier"),
        help_text=_(
            "Finance, facilities, technology, key staff: only what this order needs. Start-ups and science and "
            "technology enterprises need not prove revenue or years (Decree 214/2025, art. 9 and 10)."
        ),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    starts_on = DayField(label=_("Expected start"))
    ends_on = DayField(label=_("Expected end"))


class EstimateForm(PartForm):
    budget_minor = DongField(
        label=_("Estimate (dong)"),
        help_text=_("Whole dong, taxes and fees included. No price may exceed it. For example: 500.000.000"),
        smallest=1,
        largest=BUDGET_CEILING - 1,
    )


PART_FORMS: dict[str, type[PartForm]] = {
    "problem": ProblemForm,
    "outcome": OutcomeForm,
    "technology": TechnologyForm,
    "delivery": DeliveryForm,
    "estimate": EstimateForm,
}


class ReuseForm(forms.Form):
    """Two fields for each thing that was found: the answer, and its public reason."""

    def __init__(self, *args: Any, order: Order, findings: list[ReuseFinding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.findings = findings
        keep_open = self.is_bound and LATER in self.data
        choices = [choice for choice in ReuseFinding.Answer.choices if choice[0]]
        for finding in findings:
            self.fields[f"answer_{finding.pk}"] = forms.ChoiceField(
                label=_("Your answer"),
                choices=choices,
                required=not keep_open,
                initial=finding.answer,
                widget=forms.RadioSelect,
            )
            self.fields[f"reason_{finding.pk}"] = forms.CharField(
                label=_("Reason, public"),
                required=False,
                initial=finding.reason,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def rows(self) -> list[dict[str, Any]]:
        """Each finding with its two fields, for the page."""
        return [
            {"finding": row, "answer": self[f"answer_{row.pk}"], "reason": self[f"reason_{row.pk}"]}
            for row in self.findings
        ]

    def clean(self) -> dict[str, Any]:
        for finding in self.findings:
            answer = self.cleaned_data.get(f"answer_{finding.pk}")
            reason = self.cleaned_data.get(f"reason_{finding.pk}", "").strip()
            if answer and answer != ReuseFinding.Answer.ORDERED and not reason:
                self.add_error(f"reason_{finding.pk}", sentence(Refusal("reuse_reason_missing")))
        return self.cleaned_data

    def answers(self) -> list[tuple[ReuseFinding, str, str]]:
        """What was answered, and differs from what stands."""
        typed = [
            (row, self.cleaned_data[f"answer_{row.pk}"], self.cleaned_data[f"reason_{row.pk}"].strip())
            for row in self.findings
        ]
        return [(row, *words) for row, *words in typed if words[0] and words != [row.answer, row.reason]]


class DeclarationForm(forms.Form):
    no_secret = forms.BooleanField(
        label=_("I declare: nothing in this plan is a State secret."),
        error_messages={"required": REFUSALS["secret_undeclared"]},
    )


class ReasonsForm(forms.Form):
    """Why it goes back, or ends. The other side must be able to act on it."""

    reasons = forms.CharField(label=_("Reasons"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))


class OrderFilterForm(forms.Form):
    """What the list of orders shows. An unknown value filters nothing."""

    STATUSES: ClassVar = [
        choice for choice in Order.Status.choices if choice[0] not in {"draft", "submitted"}
    ]

    q = forms.CharField(label=_("Words or number"), required=False, max_length=100)
    status = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Every state")), *STATUSES])
    technology = forms.ModelChoiceField(
        label=_("Strategic technology"),
        required=False,
        queryset=StrategicTechnology.objects.filter(orders__was_approved=True).distinct(),
        empty_label=_("Every technology"),
    )
    agency = forms.ModelChoiceField(
        label=_("Ordering organisation"),
        required=False,
        queryset=Organisation.objects.filter(orders__was_approved=True).distinct().order_by("name_vi"),
        empty_label=_("Every organisation"),
        to_field_name="public_id",
    )
