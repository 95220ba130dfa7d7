"""Draws one piece of a template, as a page would."""

from datetime import UTC, datetime
from typing import Any

from django.template import Context, Template

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 09:00 in Viet Nam


def draw(source: str, **context: Any) -> str:
    template = Template("{% load i18n components %}" + source)
    return template.render(Context({"now": NOW, **context})).strip()
