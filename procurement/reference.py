"""Reference rows of this package: the national methods of procurement."""

from django.db import transaction

from marketplace.reference import DATED, Loaded, load_rows, read_rows
from procurement.models import Method

METHODS_FILE = "procurement_methods.json"


def load() -> list[Loaded]:
    """The methods, from the same folder and by the same rules as every reference row."""
    with transaction.atomic():
        return [load_rows(Method, read_rows(METHODS_FILE), DATED)]
