"""Rows of an import file: one whole record, and variations of it."""

import json
from typing import Any

RECORD = {
    "source": "A public catalogue",
    "source_id": "42",
    "title": "Salinity probe",
    "description": "Measures salt in rivers.",
    "organisation": "River Works",
    "url": "https://example.org/probe",
    "kind": "software",
    "licence": "CC-BY-4.0",
    "product_licences": ["MIT"],
    "stage": "nominee",
    "tags": ["water", "salt"],
    "date": "2014-04-15",
    "country": "US",
}


def lines(*records: Any) -> str:
    return "\n".join(json.dumps(record) for record in records) + "\n"


def with_(**changes: Any) -> dict[str, Any]:
    """RECORD with these changes; None takes a field away."""
    return {name: value for name, value in {**RECORD, **changes}.items() if value is not None}
