"""The worker's errands: fetch, call, done."""

from celery import shared_task
from django.conf import settings
from django.utils.module_loading import import_string

from marketplace.domain import journal


@shared_task(name="marketplace.tasks.deliver_entry")
def deliver_entry(entry_id: int) -> int:
    """Carry one committed entry to its listeners."""
    return journal.deliver(entry_id)


@shared_task(name="marketplace.tasks.sweep")
def sweep() -> int:
    """Repeat deliveries that a crash or an absent broker left behind."""
    return journal.sweep()


@shared_task(name="marketplace.tasks.play_due")
def play_due() -> int:
    """Play every legal event whose time has come."""
    return sum(import_string(path)() for path in settings.PLAY_DUE)
