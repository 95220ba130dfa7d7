"""The name of a form from the address at which its words were kept."""

from django import template
from django.urls import Resolver404, resolve

from marketplace.models import Draft

register = template.Library()


@register.filter
def form_title(draft: Draft) -> str:
    """The title of the form's own page; its address where the page is gone or has no fixed title."""
    try:
        view = resolve(draft.path).func
    except Resolver404:
        return draft.path
    return str(getattr(getattr(view, "view_class", None), "title", "")) or draft.path
