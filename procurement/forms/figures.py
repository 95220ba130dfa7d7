"""Fields for figures that are no money: measured values and shares, typed as people of both languages do."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _


class FigureField(forms.DecimalField):
    """A number with a decimal comma or point; a mark between thousands is read as the language writes it."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 18)
        kwargs.setdefault("decimal_places", 4)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "decimal")

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        return super().to_python(_plain(value) if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return number_format(_trimmed(value)) if isinstance(value, Decimal) else value


class ShareField(FigureField):
    """A share in per cent with at most two decimals; gives basis points, so that shares add up exactly."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=5, decimal_places=2, **kwargs)

    def clean(self, value: Any) -> int | None:
        percent = super().clean(value)
        if percent is None:
            return None
        if not 0 < percent <= 100:
            raise ValidationError(_("Enter a share above 0 and up to 100 per cent."), code="share")
        return int(percent * 100)

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(Decimal(value) / 100) if isinstance(value, int) else value


def _plain(text: str) -> str:
    """`1.234,5` in Vietnamese and `1,234.5` in English become `1234.5`; `79,2` is 79.2 in both."""
    figures = re.sub(r"[\s\u00a0\u202f]", "", text).replace("\u2212", "-")
    group, point = (",", ".") if get_language() == "en" else (".", ",")
    grouped = rf"-?\d{{1,3}}(?:{re.escape(group)}\d{{3}})+(?:{re.escape(point)}\d+)?"
    if re.fullmatch(grouped, figures):
        figures = figures.replace(group, "")
    return figures.replace(",", ".")


def _trimmed(value: Decimal) -> Decimal:
    """Without the zeros that the database's column adds."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
