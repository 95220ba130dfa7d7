"""What every page needs: the database's mark, the acting organisation, the page in the other language."""

from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from marketplace.domain.clock import portal_mark


def portal(request: HttpRequest) -> dict[str, object]:
    other = "en" if get_language() == "vi" else "vi"
    return {
        "portal_mark": SimpleLazyObject(portal_mark),
        "actor": getattr(request, "actor", None),
        "other_language": other,
        "other_language_url": translate_url(request.get_full_path(), other),
    }
