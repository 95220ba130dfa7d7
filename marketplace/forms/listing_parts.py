"""What a lister types, part by part."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.domain.clock import today
from marketplace.forms.attachments import UploadField
from marketplace.forms.fields import DayField, DongField
from marketplace.models import Certificate, Claim, Listing, ListingFile, StrategicTechnology, TrlLevel


def trl_choices(nothing: object) -> list[tuple[str, object]]:
    """Each readiness level with its definition, so that nobody guesses what a number means."""
    levels = [(str(row.level), f"{row.level} · {row.name}") for row in TrlLevel.objects.all()]
    return [("", nothing), *levels]


class PartForm(forms.ModelForm):
    """One part of a listing. A draft may lack anything; what is missing is asked at submission."""

    optional: ClassVar[tuple[str, ...]] = ()
    nothing: ClassVar[object] = _("Choose")
    # The state of the listing that the writer saw: two editors do not overwrite each other unseen.
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["revision"] = self.instance.revision
        for name, field in self.fields.items():
            field.is_optional = name in self.optional  # type: ignore[attr-defined]
            if isinstance(field, forms.TypedChoiceField):
                choices: Any = field.choices
                field.choices = [(code, label if code else self.nothing) for code, label in choices]
            if name.endswith("_en"):
                field.widget.attrs["lang"] = "en"

    def changes(self) -> dict[str, Any]:
        """The listing's own fields as typed."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class BasicsForm(PartForm):
    optional = ("title_en", "summary_en")
    trl = forms.TypedChoiceField(
        label=_("Technology readiness level (TRL)"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Choose the highest level whose sentence is already true."),
    )

    class Meta:
        model = Listing
        fields = ("product_kind", "title_vi", "summary_vi", "title_en", "summary_en", "technology", "trl")
        widgets = {
            "summary_vi": forms.Textarea(attrs={"rows": 3}),
            "summary_en": forms.Textarea(attrs={"rows": 3}),
            "product_kind": forms.RadioSelect,
        }
        help_texts = {
            "title_vi": _("What it is and for whom, without praise."),
            "summary_vi": _("Two sentences that a head of office understands."),
            "technology": _("From the list of strategic technologies in force."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        if not self.instance.is_product:
            del self.fields["product_kind"]
        else:
            fields["product_kind"].choices = Listing.ProductKind.choices
        current = StrategicTechnology.objects.current(today())
        kept = StrategicTechnology.objects.filter(pk=self.instance.technology_id)
        fields["technology"].queryset = (current | kept).order_by("number", "code")
        fields["technology"].empty_label = _("Choose")
        fields["trl"].choices = trl_choices(_("Choose"))

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.fields}


class DescriptionForm(PartForm):
    optional = ("description_en", "comparison_en")

    class Meta:
        model = Listing
        fields = ("description_vi", "description_en")
        help_texts = {
            "description_vi": _("What it does, for whom, with what it works, what it needs on site."),
        }


class AbstractForm(PartForm):
    """The description of a research result is its abstract, beside today's solution."""

    optional = DescriptionForm.optional

    class Meta:
        model = Listing
        fields = ("description_vi", "comparison_vi", "description_en", "comparison_en")
        labels = {
            "description_vi": _("Abstract in Vietnamese"),
            "description_en": _("Abstract in English"),
        }
        help_texts = {
            "comparison_vi": _("What is used today, what it costs or misses, and what this result changes."),
        }


class PriceForm(PartForm):
    optional = ("price_minor", "price_unit", "pilot_price_minor", "price_note")
    price_minor = DongField(
        label=_("Price (dong)"),
        required=False,
        help_text=_("For example 5.400.000. Agencies pass over what has no price."),
    )
    pilot_price_minor = DongField(
        label=_("Price of a pilot (dong)"),
        required=False,
        help_text=_("One of the two prices is needed; a pilot may cost 0."),
    )

    class Meta:
        model = Listing
        fields = ("price_minor", "price_unit", "pilot_price_minor", "tax", "price_note")
        help_texts = {
            "price_unit": _("For example: counter and month, set, user and year."),
            "price_note": _("Installation, training, warranty: what is in, what is not."),
        }


class OriginForm(PartForm):
    optional = ("innovative_ground", "innovative_upload", "first_production_on", "domestic_cost_percent")
    domestic_cost_percent = forms.DecimalField(
        label=_("Domestic share of production cost (%)"),
        localize=True,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        required=False,
        help_text=_("Needed for goods: preference begins at 30 % (Decree 214/2025 art. 6)."),
    )
    first_production_on = DayField(
        label=_("First production"),
        required=False,
        help_text=_("The preference for an innovative product runs from this day."),
    )
    innovative_upload = UploadField(
        label=_("Document that proves the ground"),
        required=False,
        help_text=_("Certificate, decision or acceptance minutes, PDF up to 10 MB. Agencies can open it."),
    )

    class Meta:
        model = Listing
        fields = (
            "origin",
            "domestic_cost_percent",
            "domestic_cost_basis",
            "innovative_ground",
            "first_production_on",
        )
        help_texts = {
            "domestic_cost_basis": _("Which costs were counted, from which year's books."),
            "innovative_ground": _(
                "Only if one of these is true of this very product (Decree 214/2025 art. 6(4))."
            ),
        }

    field_order = (
        "origin",
        "domestic_cost_percent",
        "domestic_cost_basis",
        "innovative_ground",
        "innovative_upload",
        "first_production_on",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds: Any = self.fields["innovative_ground"]
        grounds.choices = [("", _("None of these")), *Listing.InnovativeGround.choices]


class PeopleForm(PartForm):
    class Meta:
        model = Listing
        fields = ("institution", "inventors", "funding")
        widgets = {"inventors": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "institution": _("Faculty or institute where the work was done."),
            "inventors": _("One name a line, as they wish to be named in public."),
            "funding": _("Programme, task number or own means: it decides who may sell the right."),
        }


class RightsForm(PartForm):
    optional = ("ip_numbers",)

    class Meta:
        model = Listing
        fields = ("ip_status", "ip_numbers", "deal_sought")
        help_texts = {
            "ip_numbers": _("Needed where something is filed or granted."),
            "deal_sought": _("What you would sign with a first customer."),
        }


class ClaimForm(forms.ModelForm):
    upload = UploadField(
        label=_("Document that shows it"),
        required=False,
        help_text=_("With a document the claim counts as documented, without one as declared. Up to 10 MB."),
    )

    class Meta:
        model = Claim
        fields = ("text", "figure", "source")
        help_texts = {
            "text": _("One promise, so that one measurement can prove it."),
            "figure": _("Number and unit, for example 79,2 %."),
            "source": _("Who measured, how many cases, when."),
        }


class CertificateForm(forms.ModelForm):
    expires_on = DayField(label=_("Valid until"), required=False)
    upload = UploadField(
        label=_("Copy of the certificate"), required=False, help_text=_("PDF or image, up to 10 MB.")
    )

    class Meta:
        model = Certificate
        fields = ("name", "number", "issuer", "expires_on")


class ImageForm(forms.ModelForm):
    upload = UploadField(
        label=_("Image"),
        images_only=True,
        help_text=_("PNG, JPEG, WebP or GIF, up to 8 MB. Place and camera data are removed."),
    )

    class Meta:
        model = ListingFile
        fields = ("alt_vi", "alt_en")

    field_order = ("upload", "alt_vi", "alt_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("alt_vi", "alt_en"):
            self.fields[name].required = True
        self.fields["alt_en"].widget.attrs["lang"] = "en"


class DocumentForm(forms.ModelForm):
    upload = UploadField(
        label=_("Document"),
        help_text=_(
            "PDF, DOCX, XLSX, PPTX, ODT, ODS, TXT or CSV, up to 10 MB. Every reader can download it."
        ),
    )

    class Meta:
        model = ListingFile
        fields = ("title",)

    field_order = ("title", "upload")


PART_FORMS: dict[str, dict[str, type[PartForm]]] = {
    Listing.Kind.PRODUCT: {
        "basics": BasicsForm,
        "description": DescriptionForm,
        "price": PriceForm,
        "origin": OriginForm,
    },
    Listing.Kind.RESEARCH_RESULT: {
        "basics": BasicsForm,
        "description": AbstractForm,
        "people": PeopleForm,
        "rights": RightsForm,
    },
}
