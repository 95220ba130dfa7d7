"""The coming events of this package's nouns: one list for the page, the reminder and the clock."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import singledispatch
from typing import Any

from django.db import transaction
from django.db.models import Q

from marketplace.domain.clock import now
from marketplace.domain.interests import remind_interest
from marketplace.domain.moderation import expire_listing, expiry_notice, remind_of_expiry
from marketplace.domain.verifications import restore_due_organisations, restore_on_its_day, suspension_ends_at
from marketplace.errors import ChangedMeanwhile, IllegalMove
from marketplace.models import Interest, Listing, Organisation

Event = tuple[datetime, Callable[..., Any]]


@singledispatch
def coming_events(subject: object) -> Iterator[Event]:
    """Every legal event still ahead of this subject, unordered: when, and the verb. Reads, never writes."""
    raise TypeError(f"nothing comes by itself to {type(subject).__name__}")


@coming_events.register
def _of_listing(subject: Listing) -> Iterator[Event]:
    if subject.status == Listing.Status.PUBLISHED and subject.expires_at is not None:
        if subject.expiry_reminded_at is None:
            yield subject.expires_at - expiry_notice(), remind_of_expiry
        yield subject.expires_at, expire_listing


@coming_events.register
def _of_interest(subject: Interest) -> Iterator[Event]:
    if subject.reminded_at is None and subject.next_due_at is not None:
        yield subject.next_due_at, remind_interest


@coming_events.register
def _of_organisation(subject: Organisation) -> Iterator[Event]:
    ends_at = suspension_ends_at(subject)
    if ends_at is not None:
        yield ends_at, restore_on_its_day


def play_due() -> int:
    """Play every event whose time has come, each in its own transaction; answers how many were played."""
    at = now()
    played = sum(_play(subject, at) for subject in _candidates(at))
    return played + restore_due_organisations()


def _candidates(at: datetime) -> Iterator[Listing | Interest]:
    """A net that is never too narrow; `coming_events` decides."""
    ending = Q(expires_at__lte=at) | Q(expiry_reminded_at=None, expires_at__lte=at + expiry_notice())
    published = Listing.objects.filter(ending, status=Listing.Status.PUBLISHED)
    yield from published.select_related("organisation").order_by("expires_at", "pk")
    yield from Interest.objects.overdue(at).filter(reminded_at=None).order_by("pk")


def _play(subject: Listing | Interest, at: datetime) -> int:
    played = 0
    for when, verb in sorted(coming_events(subject), key=lambda event: event[0]):
        if when <= at:
            played += _played_once(subject, verb)
    return played


def _played_once(subject: Listing | Interest, verb: Callable[..., Any]) -> int:
    try:
        with transaction.atomic():
            return int(bool(verb(subject)))
    except (ChangedMeanwhile, IllegalMove):
        # Somebody was faster: renewed, answered, or another worker played the same event.
        return 0
