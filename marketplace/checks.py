"""Numbered checks with hints: `manage.py check --database default` runs them all, and so does a deploy.

E001 and E002 keep a demo out of production; E003 keeps the pages Vietnamese.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.utils import OperationalError, ProgrammingError

from marketplace.models import Portal


def is_production() -> bool:
    """Whether the production settings are in force."""
    return str(settings.SETTINGS_MODULE).endswith(".production")


@register(Tags.database)
def check_portal(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """A production portal has the real clock and no other mark: marked ones show everybody's letters."""
    if not is_production() or "default" not in (databases or ()):
        return []
    portal = _portal()
    return [] if portal is None else [*_offset_errors(portal), *_mark_errors(portal)]


def _portal() -> Portal | None:
    """The mark's row; None before the first migration made its table."""
    try:
        return Portal.objects.filter(pk=1).first()
    except (OperationalError, ProgrammingError):
        connections["default"].close()
        return None


def _offset_errors(portal: Portal) -> list[CheckMessage]:
    if portal.clock_offset_seconds == 0:
        return []
    return [
        Error(
            f"The clock of this database is moved by {portal.clock_offset_seconds} seconds.",
            hint="Production runs on a database of its own, made by migrate: a demo's is never turned into one.",
            id="first_customer.E001",
        )
    ]


def _mark_errors(portal: Portal) -> list[CheckMessage]:
    if portal.mark == Portal.Mark.PRODUCTION:
        return []
    return [
        Error(
            f"This database is marked “{portal.mark}”.",
            hint="Point DATABASE_URL at the production database; the mark of a database does not change.",
            id="first_customer.E002",
        )
    ]


@register(Tags.translation)
def check_catalogues(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """A missing compiled catalogue shows English and says nothing: so it is said here."""
    compiled = [Path(folder) / "vi" / "LC_MESSAGES" / "django.mo" for folder in settings.LOCALE_PATHS]
    if any(path.is_file() for path in compiled):
        return []
    kind = Error if is_production() else Warning
    return [
        kind(
            "The Vietnamese catalogue is not compiled, so pages would be in English.",
            hint="Run python tools/catalogues.py (make demo and make test do it).",
            id="first_customer.E003" if is_production() else "first_customer.W003",
        )
    ]


def refuse_unsafe_start() -> None:
    """Stop a production process on a database that is not one. Raises ImproperlyConfigured, a line for each error."""
    errors = check_portal(databases=["default"])
    if errors:
        raise ImproperlyConfigured("\n".join(str(error.msg) for error in errors))
