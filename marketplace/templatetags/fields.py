"""Forms as this house draws them: summary of errors first, hint before the field, error after it.

Works on any Django form. Ids follow Django's own (`id_x_helptext`, `id_x_error`).
"""

from collections.abc import Iterator
from typing import Any

from django import forms, template
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.utils.safestring import SafeString

register = template.Library()

Problem = dict[str, str]
BARE_CODES = {
    "required", "invalid", "invalid_choice", "invalid_list", "invalid_date", "max_length", "min_length", "max_value",
    "min_value", "max_digits", "max_decimal_places", "max_whole_digits", "empty", "missing", "overflow",
}  # fmt: skip


# --- the summary of errors ----------------------------------------------------------------------
@register.inclusion_tag("marketplace/components/form_errors.html")
def form_errors(*forms_or_sets: Any, focus: bool = True) -> dict[str, object]:
    """Every error of these forms and formsets, each linked to its field. Nothing when there is none."""
    return {
        "problems": [problem for each in forms_or_sets if each for problem in _problems(each)],
        "focus": focus,
    }


def _problems(form: Any) -> Iterator[Problem]:
    if not form.is_bound and not getattr(form, "_errors", None):
        return
    if isinstance(form, BaseFormSet):
        yield from ({"text": str(error), "href": ""} for error in form.non_form_errors())
        for row in form.forms:
            yield from _problems(row)
        return
    for name, errors in form.errors.as_data().items():
        field = form[name] if name in form.fields else None
        for error in errors:
            yield from ({"text": text, "href": _href(field)} for text in _sentences(field, error))


def _href(field: BoundField | None) -> str:
    return "" if field is None or field.is_hidden else "#" + first_control(field)


def _sentences(field: BoundField | None, error: ValidationError) -> list[str]:
    """Far from its field, Django's own short error (“This field is required.”) needs the field's name."""
    is_bare = field is not None and (field.is_hidden or error.code in BARE_CODES)
    return [f"{field.label}: {text}" if is_bare and field else text for text in error.messages]


def first_control(field: BoundField) -> str:
    """The id of the control that a link to this field must lead to."""
    if field.use_fieldset or isinstance(field.field.widget, forms.MultiWidget):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


# --- one field -----------------------------------------------------------------------------------
@register.inclusion_tag("marketplace/components/field.html")
def form_field(field: BoundField, *, mark_optional: bool = True) -> dict[str, object]:
    """Label, hint, control, error. Radio buttons and groups of boxes come as a fieldset."""
    widget = field.field.widget
    kind = _kind(widget)
    described = _described_by(field)
    is_optional = (
        mark_optional and not field.field.required and not field.field.disabled and kind != "checkbox"
    )
    context = {"field": field, "kind": kind, "described": described, "is_optional": is_optional}
    if kind == "choices":
        return {**context, "choices": [_choice(choice, field, described) for choice in field.subwidgets]}
    if kind == "file":
        return {**context, **_file(field, described)}
    return {**context, "control": _control(field, described)}


def _kind(widget: forms.Widget) -> str:
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.ClearableFileInput):
        return "file"
    return "parts" if widget.use_fieldset else "input"


def _described_by(field: BoundField) -> str:
    """Hint, then error: the order in which they are read."""
    ids = [f"{field.auto_id}_helptext"] if field.help_text else []
    return " ".join([*ids, f"{field.auto_id}_error"] if field.errors else ids)


def _attributes(field: BoundField, described: str) -> dict[str, Any]:
    own = field.field.widget.attrs.get("class", "")
    attributes: dict[str, Any] = {"class": f"ds-input {own}".strip()}
    if described and not field.use_fieldset:
        attributes["aria-describedby"] = described
    return attributes


def _control(field: BoundField, described: str) -> SafeString:
    if field.is_hidden:
        return field.as_widget()
    return field.as_widget(attrs=_attributes(field, described))


def _choice(choice: Any, field: BoundField, described: str) -> dict[str, object]:
    attributes = choice.data["attrs"]
    attributes["class"] = "ds-input"
    if field.errors:
        attributes["aria-invalid"] = "true"
        attributes["aria-describedby"] = f"{field.auto_id}_error"
    return {"id": choice.id_for_label, "label": choice.choice_label, "tag": choice.tag()}


def _file(field: BoundField, described: str) -> dict[str, object]:
    """The plain file control; the stored file and the box that removes it are drawn by our template."""
    widget = field.field.widget
    stored = field.initial if widget.is_initial(field.initial) else None
    attributes = field.build_widget_attrs(
        {**widget.attrs, **_attributes(field, described), "id": field.auto_id}
    )
    plain = forms.FileInput(attrs=widget.attrs)
    clear = "" if field.field.required or not stored else widget.clear_checkbox_name(field.html_name)
    return {
        "control": plain.render(field.html_name, None, attrs=attributes, renderer=field.form.renderer),
        "stored": stored,
        "clear_name": clear,
        "clear_id": widget.clear_checkbox_id(clear) if clear else "",
    }


# --- many fields ---------------------------------------------------------------------------------
@register.inclusion_tag("marketplace/components/form_fields.html")
def form_fields(
    form: Any,
    *,
    only: str = "",
    but: str = "",
    legend: object = "",
    hint: object = "",
    mark_optional: bool = True,
) -> dict[str, object]:
    """The form's fields in order, or those named in `only`; `legend` puts a frame with a name around them.

    Hidden fields come with the first call for a form, whatever it names.
    """
    wanted = only.split() or [field.name for field in form.visible_fields()]
    left_out = set(but.split())
    fields = [
        form[name]
        for name in wanted
        if name in form.fields and name not in left_out and not form[name].is_hidden
    ]
    return {
        "fields": fields,
        "hidden": _hidden(form),
        "legend": legend,
        "hint": hint,
        "mark_optional": mark_optional,
    }


def _hidden(form: Any) -> SafeString:
    if getattr(form, "hidden_are_written", False):
        return SafeString("")
    form.hidden_are_written = True
    return SafeString("".join(field.as_widget() for field in form.hidden_fields()))


@register.inclusion_tag("marketplace/components/formset.html")
def formset(
    formset: BaseFormSet, *, row: object = "", add_name: str = "", add_label: object = ""
) -> dict[str, object]:
    """Rows with visible labels, each a fieldset named by its number. A row may be left empty or removed.

    `add_name` names a submit button that asks the view for one more row: no script needed.
    """
    rows = [
        {
            "form": form,
            "number": place,
            "fields": [field for field in form.visible_fields() if field.name != "DELETE"],
            "remove": form["DELETE"] if "DELETE" in form.fields else None,
            "box": form["DELETE"].as_widget(attrs={"class": "ds-input"}) if "DELETE" in form.fields else "",
            "hidden": _hidden(form),
            "is_spare": form.empty_permitted and not (form.is_bound and form.has_changed()),
        }
        for place, form in enumerate(formset.forms, start=1)
    ]
    return {"formset": formset, "rows": rows, "row": row, "add_name": add_name, "add_label": add_label}


@register.inclusion_tag("marketplace/components/filters.html", takes_context=True)
def filters(context: template.Context, form: Any, label: object = "") -> dict[str, object]:
    """A GET form beside a list: a sheet on narrow screens, without a script. Nothing is marked optional."""
    active = [
        field for field in form.visible_fields() if form.is_bound and field.value() not in (None, "", [])
    ]
    request = context.get("request")
    return {"form": form, "active": len(active), "label": label, "path": request.path if request else ""}


@register.filter
def is_choices(field: BoundField) -> bool:
    """Whether a filter is drawn as a facet: a legend over boxes or radio buttons."""
    return _kind(field.field.widget) == "choices"
