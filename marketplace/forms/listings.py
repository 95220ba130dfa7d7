"""Beginning a listing, and narrowing the list of them."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from marketplace.domain.clock import today
from marketplace.models import Listing, Province, StrategicTechnology
from marketplace.models.listings import ListingQuerySet


class NewListingForm(forms.Form):
    """The kind, which stays, and a first title."""

    kind = forms.ChoiceField(
        label=_("What are you listing?"), choices=Listing.Kind.choices, widget=forms.RadioSelect
    )
    title_vi = forms.CharField(label=_("Title in Vietnamese"), max_length=250, required=False)
    title_en = forms.CharField(
        label=_("Title in English"),
        max_length=250,
        required=False,
        widget=forms.TextInput(attrs={"lang": "en"}),
        help_text=_("One of the two is enough; readers of the other language see it too."),
    )

    def __init__(self, *args: Any, kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [choice for choice in Listing.Kind.choices if choice[0] in kinds]

    def clean(self) -> dict[str, Any]:
        words = super().clean() or {}
        if not words.get("title_vi") and not words.get("title_en"):
            raise ValidationError(_("Give it a title, in Vietnamese or in English."))
        return words


class ListingFilterForm(forms.Form):
    """What narrows the public list. A value that means nothing narrows nothing."""

    SORTS: ClassVar = {
        "newest": ("-published_at", "-pk"),
        "trl": ("-trl", "-published_at", "-pk"),
        "price": ("price_minor", "-published_at", "-pk"),
    }

    q = forms.CharField(label=_("Words"), required=False, max_length=120, widget=forms.SearchInput)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    technology = forms.ModelChoiceField(
        label=_("Strategic technology"), queryset=StrategicTechnology.objects.none(), required=False
    )
    trl = forms.TypedChoiceField(
        label=_("TRL at least"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("Any")), *((str(level), str(level)) for level in range(1, 10))],
    )
    province = forms.ModelChoiceField(
        label=_("Province or city"), queryset=Province.objects.none(), required=False
    )
    sort = forms.ChoiceField(
        label=_("Sort by"),
        required=False,
        choices=[
            ("newest", _("Newest first")),
            ("trl", _("Most ready first")),
            ("price", _("Lowest price first")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [("", _("All")), *Listing.Kind.choices]
        fields["technology"].queryset = StrategicTechnology.objects.current(today()).order_by(
            "number", "code"
        )
        fields["technology"].empty_label = _("All")
        fields["province"].queryset = Province.objects.order_by("name_vi")
        fields["province"].empty_label = _("All")

    def narrow(self, rows: ListingQuerySet) -> ListingQuerySet:
        """The rows that fit what was chosen, in the chosen order."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        exact = {"kind": "kind", "technology": "technology", "province": "organisation__province"}
        rows = rows.filter(**{exact[name]: chosen[name] for name in exact if name in chosen})
        if "trl" in chosen:
            rows = rows.filter(trl__gte=chosen["trl"])
        if "q" in chosen:
            rows = rows.matching(chosen["q"])
        if chosen.get("sort") == "price":
            rows = rows.filter(price_minor__isnull=False)
        return rows.order_by(*self.SORTS[chosen.get("sort") or "newest"])

    @property
    def is_narrowing(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("q", "kind", "technology", "trl", "province"))
