"""What an organisation says about itself, by its kind; and what a registrar says about it."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from marketplace.domain import rules
from marketplace.domain.organisations import (
    KINDS_WITHOUT_TAX_CODE,
    PERSONAL_KINDS,
    SIZED_KINDS,
    OrganisationFacts,
)
from marketplace.errors import Refusal
from marketplace.forms.fields import DayField, DongField
from marketplace.identifiers import (
    ROR_SCHEME,
    S_AND_T_SCHEME,
    TAX_SCHEME,
    read_identifier,
    read_personal_tax_code,
)
from marketplace.models import Organisation, Province
from marketplace.phrases import sentence

Kind = Organisation.Kind
# Scheme → the form's field.
NUMBER_FIELDS: Final = {TAX_SCHEME: "tax_code", ROR_SCHEME: "ror", S_AND_T_SCHEME: "s_and_t_number"}
OWNED_KINDS: Final = frozenset({Kind.ENTERPRISE, Kind.COOPERATIVE})
FIELDS_OF_SIZE: Final = ("sector", "insured_staff", "revenue_minor", "capital_minor")


class OrganisationForm(forms.Form):
    """The facts of an organisation of one kind; `locked` names those that only a registrar changes."""

    name_vi = forms.CharField(label=_("Name in Vietnamese"), max_length=250)
    name_en = forms.CharField(label=_("Name in English"), max_length=250, required=False)
    tax_code = forms.CharField(
        label=_("Tax code (MST)"),
        max_length=20,
        required=False,
        help_text=_("Ten digits, or thirteen for a branch. The last of the ten is a check digit."),
    )
    ror = forms.CharField(
        label=_("ROR identifier"), max_length=60, required=False, help_text=_("For example ror.org/02wsd5p50")
    )
    s_and_t_number = forms.CharField(
        label=_("Science and technology registration"),
        max_length=20,
        required=False,
        help_text=_("For example A399"),
    )
    province = forms.ModelChoiceField(
        label=_("Province or city"), queryset=Province.objects.none(), required=False
    )
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    is_registered_in_vietnam = forms.BooleanField(
        label=_("Registered in Viet Nam"), required=False, initial=True
    )
    domestic_ownership_percent = forms.IntegerField(
        label=_("Domestic ownership (%)"), min_value=0, max_value=100, required=False
    )
    sector = forms.ChoiceField(
        label=_("Main activity"),
        choices=Organisation.Sector.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    insured_staff = forms.IntegerField(
        label=_("Employees with social insurance, yearly average"),
        min_value=0,
        max_value=10_000_000,
        required=False,
    )
    revenue_minor = DongField(label=_("Revenue of last year (dong)"), required=False)
    capital_minor = DongField(
        label=_("Total capital (dong)"),
        required=False,
        help_text=_(
            "The size class follows from staff and either revenue or capital. These figures stay private."
        ),
    )

    def __init__(self, *args: Any, kind: str, locked: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = Kind(kind)
        self.fields["province"].queryset = Province.objects.order_by("name_vi")  # type: ignore[attr-defined]
        for name in self._absent_fields() | self._locked_fields(locked):
            del self.fields[name]
        if "tax_code" in self.fields and self.kind in PERSONAL_KINDS:
            self.fields["tax_code"].help_text = _(
                "Twelve digits of the citizen's number, or an older code of ten. It is never shown in public."
            )

    @property
    def needs_tax_code(self) -> bool:
        """Whether one of this kind gives its tax code, once it is registered in Viet Nam."""
        return self.kind not in KINDS_WITHOUT_TAX_CODE and rules.gate_is_on("listing_tax_code")

    def _absent_fields(self) -> set[str]:
        """Fields that mean nothing for this kind."""
        absent = set()
        if self.kind not in SIZED_KINDS:
            absent |= set(FIELDS_OF_SIZE)
        if self.kind not in OWNED_KINDS:
            absent |= {"domestic_ownership_percent"}
        if self.kind != Kind.UNIVERSITY:
            absent |= {"ror", "s_and_t_number"}
        if self.kind not in Organisation.LISTERS:
            absent |= {"is_registered_in_vietnam"}
        return absent

    def _locked_fields(self, locked: frozenset[str]) -> set[str]:
        numbers = set(NUMBER_FIELDS.values()) if "numbers" in locked else set()
        return ((set(locked) | numbers) & set(self.fields)) - self._absent_fields()

    def clean_tax_code(self) -> str:
        text: str = self.cleaned_data["tax_code"].strip()
        if not text:
            return ""
        try:
            is_personal = self.kind in PERSONAL_KINDS
            return (read_personal_tax_code(text) if is_personal else read_identifier(TAX_SCHEME, text)).code
        except Refusal as refusal:
            raise ValidationError(sentence(refusal), code=refusal.code) from None

    def clean_ror(self) -> str:
        return self._read(ROR_SCHEME)

    def clean_s_and_t_number(self) -> str:
        return self._read(S_AND_T_SCHEME)

    def _read(self, scheme: str) -> str:
        text: str = self.cleaned_data[NUMBER_FIELDS[scheme]].strip()
        if not text:
            return ""
        try:
            return read_identifier(scheme, text).code
        except Refusal as refusal:
            raise ValidationError(sentence(refusal), code=refusal.code) from None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_domestic = cleaned.get("is_registered_in_vietnam", True)
        is_missing = "tax_code" not in self.errors and not cleaned.get("tax_code")
        if "tax_code" in self.fields and is_domestic and is_missing and self.needs_tax_code:
            self.add_error("tax_code", sentence(Refusal("tax_code_missing")))
        return cleaned

    def numbers(self) -> dict[str, str]:
        """The numbers typed, by scheme."""
        return {
            scheme: self.cleaned_data[name] for scheme, name in NUMBER_FIELDS.items() if name in self.fields
        }

    def facts(self) -> OrganisationFacts:
        """Everything at once, to register with."""
        return OrganisationFacts(kind=self.kind, numbers=self.numbers(), **self.changes())

    def changes(self) -> dict[str, Any]:
        """The facts typed, without the numbers."""
        left_out = set(NUMBER_FIELDS.values()) | {"statement"}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}


class RegistrationForm(OrganisationForm):
    """The same, with a word to the registrar."""

    statement = forms.CharField(
        label=_("What the registrar should know"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "For example under which name the public register has you. Documents come in the next step."
        ),
    )


class DocumentForm(forms.Form):
    """One file for the registrar."""

    document = forms.FileField(
        label=_("Document"),
        help_text=_(
            "A certificate of registration, or the decision that founded the body. PDF or image, up to 10 MB."
        ),
    )


class StatementForm(forms.Form):
    """What was mended, before applying again."""

    statement = forms.CharField(
        label=_("What you have mended"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ComparedForm(forms.Form):
    """What a registrar compared."""

    compared = forms.CharField(
        label=_("What you compared"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Which register, which document, on which day. Colleagues and auditors read this."),
    )


class RejectionForm(forms.Form):
    """What is wrong with the file."""

    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Say what differs and what would mend it. The owners read this."),
    )


class SuspensionForm(forms.Form):
    """Why, and until when."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "The owners read this; the public sees only that the organisation is suspended, and until when."
        ),
    )
    until = DayField(label=_("Ends on"), help_text=_("On this day the organisation comes back by itself."))


class DirectoryForm(forms.Form):
    """The directory's filters."""

    q = forms.CharField(label=_("Name"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind of organisation"), required=False)
    province = forms.ModelChoiceField(
        label=_("Province or city"), queryset=Province.objects.none(), required=False, empty_label=_("All")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [choice for choice in Kind.choices if choice[0] != Kind.PLATFORM]
        self.fields["kind"].choices = [("", _("All")), *kinds]  # type: ignore[attr-defined]
        self.fields["province"].queryset = Province.objects.order_by("name_vi")  # type: ignore[attr-defined]
