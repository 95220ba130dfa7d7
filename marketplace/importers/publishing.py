"""For a trial alone: the drafts of a file that lack nothing are submitted and published."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from django.db import transaction

from marketplace.domain.gates import open_trial_gates
from marketplace.domain.listings import submit_listing
from marketplace.domain.moderation import publish_listing
from marketplace.errors import Refusal
from marketplace.importers.drafting import BATCH, ListingImport
from marketplace.models import Listing
from marketplace.policies import Actor
from marketplace.states import ListingStatus

_BEFORE_PUBLICATION = (ListingStatus.DRAFT, ListingStatus.RETURNED, ListingStatus.SUBMITTED)


def publish_whole(imported: ListingImport, *, moderator: Actor) -> None:
    """Publish each listing of the import that has no gap; count what keeps the others back.

    A gap is filled by a person, never here: run the import again once somebody has done so.
    Refuses with gate_stays_on outside a database marked trial.
    """
    open_trial_gates(by=moderator)
    published, kept_back = 0, Counter[str]()
    for listing in _waiting(imported):
        gaps = listing.gaps()
        if gaps:
            kept_back.update(gaps)
            continue
        try:
            _publish(listing, imported.by, moderator)
            published += 1
        except Refusal as refusal:
            kept_back[refusal.code] += 1
    imported.report.published = published
    imported.report.kept_back = dict(kept_back.most_common())


def _waiting(imported: ListingImport) -> Iterator[Listing]:
    keys = iter(sorted(imported.met))
    while batch := list(islice(keys, BATCH)):
        rows = Listing.objects.filter(
            organisation=imported.organisation,
            status__in=_BEFORE_PUBLICATION,
            source__in={source for source, _ in batch},
            source_id__in=[source_id for _, source_id in batch],
        )
        yield from rows.select_related("organisation").order_by("pk")


@transaction.atomic
def _publish(listing: Listing, lister: Actor, moderator: Actor) -> None:
    if listing.status != ListingStatus.SUBMITTED:
        submit_listing(listing, by=lister)
    publish_listing(listing, by=moderator)
