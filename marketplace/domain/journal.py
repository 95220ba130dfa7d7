"""Writing the journal and carrying its entries to those who listen."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import F, Q

from marketplace.domain.clock import now
from marketplace.models import Delivery, JournalEntry
from marketplace.policies import Actor

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)  # how long a claimed delivery is left to its claimer

Listener = Callable[[JournalEntry], None]


@dataclass(frozen=True)
class Subscription:
    """A listener, its name in the deliveries, and the verbs it wants."""

    prefix: str
    name: str
    listener: Listener


_subscriptions: dict[str, Subscription] = {}


def subscribe(prefix: str, name: str, listener: Listener) -> None:
    """Tell `listener` of each entry whose verb begins with `prefix`. It must be safe to run twice."""
    _subscriptions[name] = Subscription(prefix, name, listener)


def _inline(entry_id: int) -> None:
    deliver(entry_id)


# `marketplace.apps` puts the worker's task here; without it entries are delivered in place.
send: Callable[[int], None] = _inline


def deliver_with(sender: Callable[[int], None]) -> None:
    """Choose what carries an entry after its commit."""
    global send  # noqa: PLW0603  # the one seam between verbs and the worker
    send = sender


def record(
    verb: str,
    subject: models.Model,
    *,
    by: Actor,
    before: str = "",
    after: str = "",
    because: str = "",
    public: bool = True,
    hidden_until: datetime | None = None,
    **facts: object,
) -> JournalEntry:
    """Write one entry and its deliveries in the verb's own transaction; they travel after commit.

    `facts` hold keys, codes and figures: never a name, an address or anyone's free text.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("the journal is written inside its verb's transaction")
    entry = JournalEntry.objects.create(
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        actor_id=by.user.pk if by.user else None,
        organisation_id=by.organisation.pk if by.organisation else None,
        before=before,
        after=after,
        because=because,
        facts=facts,
        is_public=public,
        hidden_until=hidden_until,
    )
    listeners = [s.name for s in _subscriptions.values() if verb.startswith(s.prefix)]
    if listeners:
        Delivery.objects.bulk_create([Delivery(entry=entry, listener=name) for name in listeners])
        transaction.on_commit(lambda: _send(entry.pk))
    return entry


def _send(entry_id: int) -> None:
    """Hand the entry over; a broker that is down loses nothing, because the sweep comes by."""
    try:
        send(entry_id)
    except Exception:
        # The change is committed: whatever fails here must not look like a failed verb.
        log.exception("entry %s waits for the sweep", entry_id)


def deliver(entry_id: int) -> int:
    """Carry out this entry's open deliveries; answers how many were done."""
    rows = Delivery.objects.filter(entry_id=entry_id, done_at=None).select_related("entry").order_by("pk")
    return sum(_try(row) for row in rows)


def _try(row: Delivery) -> bool:
    """Carry one row; one listener's bug must not hold up the others, and the row waits for the sweep."""
    try:
        return _carry(row)
    except Exception:
        log.exception("delivery %s failed", row.pk)
        return False


def _carry(row: Delivery) -> bool:
    at = now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=at - LEASE)
    claim = Delivery.objects.filter(free, pk=row.pk, done_at=None)
    if claim.update(claimed_at=at, attempts=F("attempts") + 1) != 1:
        return False
    subscription = _subscriptions.get(row.listener)
    if subscription is not None:
        subscription.listener(row.entry)
    Delivery.objects.filter(pk=row.pk).update(done_at=now())
    return True


def sweep(limit: int = 500) -> int:
    """Repeat what was committed and not delivered: a crash, or a broker that was down."""
    before = now() - LEASE
    waiting = Delivery.objects.filter(done_at=None).filter(
        Q(claimed_at=None, entry__recorded_at__lt=now() - timedelta(seconds=5)) | Q(claimed_at__lt=before)
    )
    return sum(_try(row) for row in waiting.select_related("entry").order_by("pk")[:limit])


def timeline(subject: models.Model, *, everything: bool = False) -> Iterator[JournalEntry]:
    """The subject's history, oldest first: public entries, or all of them for those who may see."""
    entries = JournalEntry.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
    if not everything:
        entries = entries.filter(Q(hidden_until=None) | Q(hidden_until__lte=now()), is_public=True)
    return entries.iterator()
