"""A form that holds lists of rows (price lines, milestones), which it checks and gives back with its own fields."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

MOST_ROWS = 50
_EMPTY_ROWS = 1

Typed = Mapping[str, list[str]]


def rows_of(form: type[forms.Form]) -> type[BaseFormSet]:
    """Rows of this form: some to fill, removable, never more than the limit."""
    factory: type[BaseFormSet] = formset_factory(
        form, extra=_EMPTY_ROWS, can_delete=True, max_num=MOST_ROWS, validate_max=True
    )
    return factory


class RowsForm(forms.Form):
    """Subclass, and name the kinds of rows in `row_kinds`; `begin` holds what each kind begins with."""

    row_kinds: ClassVar[dict[str, type[BaseFormSet]]] = {}

    def __init__(
        self, *args: Any, begin: Mapping[str, Sequence[dict[str, Any]]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        data = self.data if self.is_bound else None
        begin = begin or {}
        self.row_sets = {
            kind: made(data=data, prefix=kind, initial=None if data else list(begin.get(kind, [])))
            for kind, made in self.row_kinds.items()
        }

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(rows.is_valid() for rows in self.row_sets.values())])

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """What was typed in the rows of a kind, the empty and the removed ones left out."""
        typed = [dict(row.cleaned_data) for row in self.row_sets[kind].forms if row.cleaned_data]
        return [row for row in typed if not row.pop("DELETE", False)]

    def give_back(self, typed: Typed, *, one_more_of: str = "") -> None:
        """Put typed rows back as they were, one empty row more where it was asked for; marked ones are gone."""
        for kind, made in self.row_kinds.items():
            rows = _typed_rows(made, kind, typed)
            if rows or one_more_of == kind:
                self.row_sets[kind] = made(prefix=kind, initial=rows)


def _typed_rows(made: type[BaseFormSet], kind: str, typed: Typed) -> list[dict[str, str]]:
    def first(name: str) -> str:
        return (typed.get(name) or [""])[0]

    count = first(f"{kind}-TOTAL_FORMS")
    names = list(made.form.base_fields)
    places = range(min(int(count), MOST_ROWS) if count.isdecimal() else 0)
    rows = [(place, {name: first(f"{kind}-{place}-{name}") for name in names}) for place in places]
    begins = {
        name: str(field.initial) for name, field in made.form.base_fields.items() if field.initial is not None
    }
    return [
        row
        for place, row in rows
        if not first(f"{kind}-{place}-DELETE")
        and any(value and value != begins.get(name) for name, value in row.items())
    ]
