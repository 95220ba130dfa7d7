"""allauth's forms as this house writes them: no placeholder in place of a label, a hint in one sentence."""

from django import forms, template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def plain(form: forms.Form) -> forms.Form:
    """Take placeholders away, and put one sentence about passwords in place of allauth's list."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        if isinstance(field.widget, forms.PasswordInput):
            is_new = name == "password1"
            field.help_text = (
                _("At least 10 characters; not only digits, and no common word.") if is_new else ""
            )
    return form
