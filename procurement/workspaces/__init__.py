"""What waits for whom in this package: duties, letters, and panels on other rooms' pages.

Each noun brings its own lists; here they are put together, under the names that the settings hold.
"""

from collections.abc import Callable, Iterable

from django.http import HttpRequest

from marketplace.domain.notifications import LetterDraft
from marketplace.models import JournalEntry
from marketplace.policies import Actor
from marketplace.workspaces import Duty, Panel
from procurement.models import Order
from procurement.workspaces import delivery_duties, delivery_letters, order_duties, order_letters
from procurement.workspaces.delivery_panels import (
    contract_panel,
    home_passports,
    listing_passports,
    organisation_passports,
    passport_panel,
    review_panel,
    technology_passports,
)
from procurement.workspaces.order_panels import (
    home_panel,
    interest_panel,
    listing_panel,
    organisation_panel,
    technology_panel,
)

__all__ = [
    "duties",
    "home_panel",
    "home_passports",
    "interest_panel",
    "letters",
    "listing_panel",
    "listing_passports",
    "order_panels",
    "organisation_panel",
    "organisation_passports",
    "technology_panel",
    "technology_passports",
]

DUTY_SOURCES: list[Callable[[Actor], Iterable[Duty]]] = [*order_duties.SOURCES, *delivery_duties.SOURCES]
LETTER_WRITERS: dict[str, Callable[[JournalEntry], Iterable[LetterDraft]]] = {
    **order_letters.WRITERS,
    **delivery_letters.WRITERS,
}
# What further nouns show on the page of an order.
ORDER_PANELS: list[Callable[[HttpRequest, Order], Panel | None]] = [
    contract_panel,
    review_panel,
    passport_panel,
]


def duties(actor: Actor) -> list[Duty]:
    """Everything of this package that waits for this person, acting as they do now."""
    return [duty for source in DUTY_SOURCES for duty in source(actor)]


def letters(entry: JournalEntry) -> list[LetterDraft]:
    """Whom this entry concerns, and what they are told."""
    writer = LETTER_WRITERS.get(entry.verb)
    return list(writer(entry)) if writer else []


def order_panels(request: HttpRequest, order: Order) -> list[Panel]:
    """The pieces of an order's page that other nouns bring, in their order."""
    found = (panel(request, order) for panel in ORDER_PANELS)
    return [panel for panel in found if panel is not None]
