"""What the packages above know of a subject, for its page."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.module_loading import import_string


def panels_beside(paths: Iterable[str], request: HttpRequest, subject: Any) -> list[Any]:
    """Each package's panel for this reader, in the settings' order; a package may have nothing to say."""
    found = (import_string(path)(request, subject) for path in paths)
    return [panel for panel in found if panel is not None]
