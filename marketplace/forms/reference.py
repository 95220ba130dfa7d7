"""Filters beside the reference lists: they never refuse a page, a wrong value filters nothing."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, ClassVar, TypeVar

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace.domain import clock
from marketplace.models import (
    Commune,
    Indicator,
    Province,
    StrategicTechnology,
    TechnologyGroup,
    TechnologyList,
)
from marketplace.models.folding import fold

Row = TypeVar("Row")


class ReferenceFilter(forms.Form):
    """Words to find, in any of the row's texts, with or without Vietnamese marks."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)

    def chosen(self, name: str) -> Any:
        """The value of a filter, or nothing where it was left empty or typed wrongly."""
        if not self.is_bound:
            return None
        self.is_valid()  # cleans once; a wrong value is then absent from cleaned_data
        return self.cleaned_data.get(name) or None

    def matching(self, rows: Iterable[Row], texts: Callable[[Row], Iterable[str]]) -> list[Row]:
        """The rows whose texts hold every word. For tables of some hundreds of rows, not for more."""
        words = fold(self.chosen("q") or "").split()
        return [row for row in rows if _holds(fold(" ".join(texts(row))), words)]


class TechnologyFilter(ReferenceFilter):
    """One list at a time; the list in force unless an earlier one is chosen."""

    edition = forms.ModelChoiceField(
        label=_("List"),
        queryset=TechnologyList.objects.all(),
        required=False,
        empty_label=_("In force today"),
    )
    group = forms.ModelChoiceField(
        label=_("Group"), queryset=TechnologyGroup.objects.none(), required=False, empty_label=_("All groups")
    )
    tier = forms.TypedChoiceField(
        label=_("Tier"),
        coerce=int,
        required=False,
        choices=[("", _("Both tiers")), (1, _("Tier 1: the market exists")), (2, _("Tier 2: new growth"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.technology_list = self._list()
        groups: Any = self.fields["group"]
        groups.queryset = TechnologyGroup.objects.filter(list=self.technology_list)

    def _list(self) -> TechnologyList | None:
        code = self.data.get("edition") if self.is_bound else None
        wanted = TechnologyList.objects.filter(code=code).first() if code else None
        in_force: TechnologyList | None = TechnologyList.objects.in_force(clock.today()).first()
        return wanted or in_force

    def rows(self) -> list[StrategicTechnology]:
        found = StrategicTechnology.objects.filter(list=self.technology_list)
        for name in ("group", "tier"):
            if value := self.chosen(name):
                found = found.filter(**{name: value})
        found = found.select_related("group", "list").prefetch_related("responsibilities__agency")
        return self.matching(found, lambda row: (row.code, row.name_vi, row.name_en))


class IndicatorFilter(ReferenceFilter):
    document = forms.ChoiceField(label=_("Published in"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), coerce=int, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = list(Indicator.objects.all())
        document: Any = self.fields["document"]
        year: Any = self.fields["year"]
        documents = {row.document: row.source for row in reversed(self.indicators)}
        years = sorted({row.year for row in self.indicators})
        document.choices = [("", _("All documents")), *reversed(documents.items())]
        year.choices = [("", _("All years")), *((value, value) for value in years)]

    def rows(self) -> list[Indicator]:
        document, year = self.chosen("document"), self.chosen("year")
        kept = [
            row for row in self.indicators if document in (None, row.document) and year in (None, row.year)
        ]
        return self.matching(kept, lambda row: (row.code, row.name_vi, row.name_en))


class RuleFilter(ReferenceFilter):
    """One kind of rules, as they stood on a day: today, unless another one is asked for."""

    PARTS: ClassVar = {
        "periods": _("Time limits"),
        "thresholds": _("Thresholds"),
        "shares": _("Shares and preferences"),
        "gates": _("Checks before publication"),
        "sizes": _("Size of an enterprise"),
        "days": _("Days off and make-up days"),
    }

    part = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("Whose rule"),
        required=False,
        choices=[("", _("Law and platform policy")), ("law", _("Law")), ("policy", _("Platform policy"))],
    )
    on = forms.DateField(
        label=_("In force on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    @property
    def shown(self) -> str:
        """The kind of rules to show."""
        part = self.chosen("part")
        return part if part in self.PARTS else "periods"

    @cached_property
    def day(self) -> date:
        chosen: date | None = self.chosen("on")
        return chosen or clock.today()

    def rows(self, model: Any) -> list[Any]:
        """The rules of one table in force on the chosen day."""
        found = model.objects.in_force(self.day)
        if kind := self.chosen("kind"):
            found = found.filter(is_policy=kind == "policy")
        return self.matching(found, lambda row: (row.code, row.name_vi, row.name_en))


class ProvinceFilter(ReferenceFilter):
    kind = forms.ChoiceField(
        label=_("Kind of place"), required=False, choices=[("", _("All")), *Province.Kind.choices]
    )


class CommuneFilter(ReferenceFilter):
    kind = forms.ChoiceField(
        label=_("Kind of place"), required=False, choices=[("", _("All")), *Commune.Kind.choices]
    )


def _holds(text: str, words: Iterable[str]) -> bool:
    return all(word in text for word in words)
