"""Spend once: before an order is laid down, what exists already is looked for, kept, and answered."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from marketplace.domain.clock import now
from marketplace.domain.journal import record
from marketplace.errors import ChangedMeanwhile, IllegalMove, NotYours, Refusal
from marketplace.models import Listing
from marketplace.models.folding import fold
from marketplace.policies import Actor
from marketplace.states import Who
from procurement.models import Order, ReuseFinding
from procurement.states import OrderStatus

log = logging.getLogger(__name__)

MOST_FINDINGS: Final = 20
_MOST_CANDIDATES: Final = 60
_LONG_WORD: Final = 6  # a single syllable says little in Vietnamese; `camera` says enough
# Pairs of syllables that stand in every second title and therefore tell nothing.
_COMMON: Final = frozenset(
    {
        "cong nghe", "cung cap", "dat hang", "dich vu", "giai phap", "he thong", "nen tang", "nghien cuu",
        "phan mem", "phat trien", "phuc vu", "quan ly", "san pham", "thanh pho", "thiet bi", "tri tue",
        "ung dung", "xay dung", "platform", "product", "service", "software", "solution", "system",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """One thing that exists already: a listing or an earlier order, and why it came up."""

    why: str
    listing: Listing | None = None
    earlier: Order | None = None


Finder = Callable[[Order], Iterable[Found]]


@transaction.atomic
def find_reuse(order: Order, *, by: Actor) -> Order:
    """Look for what exists already and keep it as rows to be answered; that nothing was found is kept too.

    The search may be down: then the order says so, publicly, and what was known before stays.
    Refuses with NotYours, IllegalMove or ChangedMeanwhile. Records `order.reuse_searched`.
    """
    _require_open(order, by)
    found = _ask_finder(order)
    if found is not None:
        _keep(order, found)
    at = now()
    rows = Order.objects.filter(pk=order.pk, status=OrderStatus.DRAFT)
    if rows.update(reuse_searched_at=at, reuse_search_failed=found is None) != 1:
        raise ChangedMeanwhile(before=order.status)
    order.reuse_searched_at, order.reuse_search_failed = at, found is None
    count = order.reuse_findings.count()
    record("order.reuse_searched", order, by=by, public=False, found=count, failed=found is None)
    return order


def _require_open(order: Order, by: Actor) -> None:
    if Who.OFFICER not in by.roles_in(order.organisation_id):
        raise NotYours(noun="order")
    if order.status != OrderStatus.DRAFT:
        raise IllegalMove(verb="find_reuse", before=order.status)


def _ask_finder(order: Order) -> list[Found] | None:
    path = settings.REUSE_FINDER
    try:
        with transaction.atomic():
            finder: Finder = import_string(path)
            return list(finder(order))[:MOST_FINDINGS]
    except Exception:
        # An upper package's search that is down must not stop an agency; the page says that it was.
        log.exception("the search for reuse failed for order %s", order.pk)
        return None


def _keep(order: Order, found: list[Found]) -> None:
    """Answers given before stay with what they answered; what is found no more and unanswered goes."""
    kept = {(row.listing_id, row.earlier_id) for row in ReuseFinding.objects.filter(order=order)}
    named = [(one, (one.listing and one.listing.pk, one.earlier and one.earlier.pk)) for one in found]
    ReuseFinding.objects.bulk_create(
        ReuseFinding(order=order, listing=one.listing, earlier=one.earlier, why_found=one.why[:200])
        for one, key in named
        if key not in kept
    )
    wanted = {key for _one, key in named}
    gone = [
        row.pk
        for row in ReuseFinding.objects.filter(order=order, answer=ReuseFinding.Answer.UNANSWERED)
        if (row.listing_id, row.earlier_id) not in wanted
    ]
    ReuseFinding.objects.filter(pk__in=gone).delete()


@transaction.atomic
def answer_reuse(finding: ReuseFinding, *, by: Actor, answer: str, reason: str) -> ReuseFinding:
    """Say publicly what is done with one finding: it is ordered, a source, or unsuitable and why.

    Refuses with NotYours, IllegalMove, reuse_answer_missing or reuse_reason_missing.
    Records `order.reuse_answered`.
    """
    order = finding.order
    _require_open(order, by)
    if answer not in {choice for choice in ReuseFinding.Answer.values if choice}:
        raise Refusal("reuse_answer_missing")
    if answer != ReuseFinding.Answer.ORDERED and not reason.strip():
        raise Refusal("reuse_reason_missing")
    finding.answer, finding.reason = answer, reason.strip()
    finding.save(update_fields=["answer", "reason"])
    record("order.reuse_answered", order, by=by, public=False, finding=finding.pk, answer=answer)
    return finding


# --- the finder that needs no search engine --------------------------------------------------------
def find_by_technology(order: Order) -> list[Found]:
    """Published listings and earlier public orders of the same technology, or with words of the title.

    The listing that the draft was made from is always among them.
    """
    phrases = title_phrases(order.title)
    listings = Listing.objects.public().filter(_wanted(order, phrases, Q(pk=order.listing_id)))
    earlier = Order.objects.filter(_wanted(order, phrases, Q(pk=None)), was_approved=True).exclude(
        pk=order.pk
    )
    scored = [
        *(_scored(order, phrases, row, listing=row) for row in listings.order_by("-pk")[:_MOST_CANDIDATES]),
        *(_scored(order, phrases, row, earlier=row) for row in earlier.order_by("-pk")[:_MOST_CANDIDATES]),
    ]
    # The sort is stable: among equals listings come before orders, the newer before the older.
    return [found for _score, found in sorted(scored, key=lambda pair: -pair[0])][:MOST_FINDINGS]


def _wanted(order: Order, phrases: dict[str, str], wanted: Q) -> Q:
    if order.technology_id:
        wanted |= Q(technology=order.technology_id)
    for phrase in phrases:
        wanted |= Q(folded__contains=phrase)
    return wanted


def _scored(order: Order, phrases: dict[str, str], row: Any, **one: Any) -> tuple[int, Found]:
    shared = [original for phrase, original in phrases.items() if phrase in row.folded]
    same = order.technology_id is not None and row.technology_id == order.technology_id
    reason = "technology" if same else "words" if shared else "source"
    why = f"{reason}: {', '.join(shared[:4])}" if shared else reason
    is_source = "listing" in one and row.pk == order.listing_id
    return 100 * is_source + 3 * same + len(shared), Found(why, **one)


def title_phrases(title: str) -> dict[str, str]:
    """What of a title is telling: pairs of syllables and long single words, folded → as written."""
    words = [word for raw in title.split() if (word := "".join(sign for sign in raw if sign.isalnum()))]
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    long = [word for word in words if len(word) >= _LONG_WORD]
    phrases = {fold(phrase): phrase.lower() for phrase in [*pairs, *long]}
    return {folded: phrase for folded, phrase in list(phrases.items())[:16] if folded not in _COMMON}
