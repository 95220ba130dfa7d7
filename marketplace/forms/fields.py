"""Fields that read what people type: amounts in dong, days."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from marketplace.errors import Refusal
from marketplace.money import LARGEST_AMOUNT, parse_dong
from marketplace.phrases import sentence


class DongField(forms.CharField):
    """An amount in whole dong, typed as people do (`1.234.567`, `1 234 567 ₫`); gives an int, or None."""

    def __init__(self, *, smallest: int = 0, largest: int = LARGEST_AMOUNT, **kwargs: Any) -> None:
        self.smallest, self.largest = smallest, largest
        kwargs.setdefault("max_length", 60)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "numeric")

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        if value in self.empty_values or isinstance(value, int):
            return value if isinstance(value, int) else None
        try:
            return parse_dong(str(value)[: self.max_length], smallest=self.smallest, largest=self.largest)
        except Refusal as refusal:
            raise ValidationError(sentence(refusal), code=refusal.code) from None

    def run_validators(self, value: Any) -> None:
        """The length limit is of the text typed, which `to_python` has cut; a number has none."""

    def prepare_value(self, value: Any) -> Any:
        """What the portal itself puts into the field reads like every other amount."""
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


class DayField(forms.DateField):
    """A day, picked in the browser's calendar or typed as dd/mm/yyyy."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y"])
        super().__init__(**kwargs)
