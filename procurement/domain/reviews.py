"""What the users of a result say of it: a frozen list, single-use codes, answers that nobody can trace.

The codes live in the letters alone; the database keeps their hashes, and no row joins a person to a
code or a code to an answer. An answer writes no journal entry: its instant could be matched to one.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from marketplace.domain.clock import now, today
from marketplace.domain.journal import record
from marketplace.domain.moves import advance
from marketplace.domain.rules import due_at
from marketplace.errors import IllegalMove, NotYours, Refusal
from marketplace.policies import Actor
from marketplace.states import Who
from procurement.domain.order_moves import record_move
from procurement.domain.passports import issue_passport
from procurement.domain.satisfaction import FEWEST_ANSWERS, SCORES
from procurement.models import Contract, Order, Review, ReviewAnswer, ReviewCode, Reviewer
from procurement.policies import order_roles
from procurement.states import ORDER_MOVES, REVIEW_MOVES, OrderStatus, ReviewStatus

WINDOW = "review_window"
PUBLICATION = "order_publish"
MOST_REVIEWERS: Final = 2000


@dataclass(frozen=True)
class Listed:
    """A user of the result, as the officer wrote them down."""

    email: str
    unit: str = ""


# --- the list -------------------------------------------------------------------------------------
def read_list(text: str) -> list[Listed]:
    """People from lines `address; unit`. Empty lines are passed over.

    Refuses with reviewer_address, reviewer_repeated (both name the line), reviewers_missing or
    reviewers_too_many.
    """
    listed: dict[str, tuple[int, Listed]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip(" ;,\t\ufeff"):
            continue
        person = _read_line(line, number)
        if person.email in listed:
            raise Refusal("reviewer_repeated", line=number, first=listed[person.email][0])
        listed[person.email] = (number, person)
    people = [person for _, person in listed.values()]
    _require_size(people)
    return people


def _read_line(line: str, number: int) -> Listed:
    address, _, unit = line.replace("\t", ";").partition(";")
    email = address.strip().strip("\ufeff<>,").lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal("reviewer_address", line=number) from None
    return Listed(email, " ".join(unit.split())[:200])


def _require_size(people: Sequence[Listed]) -> None:
    if not people:
        raise Refusal("reviewers_missing")
    if len(people) > MOST_REVIEWERS:
        raise Refusal("reviewers_too_many", count=len(people), limit=MOST_REVIEWERS)


@transaction.atomic
def list_reviewers(order: Order, *, by: Actor, question: str, people: Sequence[Listed]) -> Review:
    """Write, or write anew, the list of the users who will be asked about an accepted result.

    Refuses with IllegalMove (not accepted, or the list is frozen), reviewers_missing or
    reviewers_too_many. Records `review.listed` with the count.
    """
    if Who.OFFICER not in order_roles(by, order) or order.status != OrderStatus.ACCEPTED:
        raise IllegalMove(verb="list_reviewers", before=order.status)
    _require_size(people)
    # The order's lock keeps two officers from making two lists, and a list from changing as it opens.
    Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    review, _ = Review.objects.get_or_create(order=order, defaults={"question": question})
    if review.status != ReviewStatus.LISTED:
        raise IllegalMove(verb="list_reviewers", before=review.status)
    Review.objects.filter(pk=review.pk).update(question=question)
    review.question = question
    review.reviewers.all().delete()
    Reviewer.objects.bulk_create(
        Reviewer(review=review, email=person.email, unit=person.unit) for person in people
    )
    record("review.listed", order, by=by, public=False, reviewers=len(people))
    return review


# --- opening and the letters ------------------------------------------------------------------------
@transaction.atomic
def open_review(review: Review, *, by: Actor) -> Review:
    """Freeze the list and ask: each user gets a letter with a code that works once.

    It closes after the review window, or earlier, on the day by which the law wants the result
    published. Refuses with IllegalMove, reviewers_missing or ChangedMeanwhile. Records `review.opened`;
    the letters follow the entry (`invite_reviewers`).
    """
    order = Order.objects.select_for_update(of=("self",)).get(pk=review.order_id)
    move = REVIEW_MOVES.find("open_review", review.status, by=order_roles(by, order))
    count = review.reviewers.count()
    if not count:
        raise Refusal("reviewers_missing")
    at = now()
    closes_at = due_at(WINDOW, at)
    publish_by = publication_due(order)
    if publish_by is not None and at < publish_by < closes_at:
        closes_at = publish_by
    advance(review, move, opened_at=at, closes_at=closes_at)
    record_move(
        "review.opened",
        order,
        move,
        by=by,
        review=review.pk,
        reviewers=count,
        closes_at=closes_at.isoformat(),
    )
    return review


def publication_due(order: Order) -> datetime | None:
    """Until when the law wants the result published: so many days after the contract ended.

    Source: Decree 214/2025 art. 109(6), by the rule row in force on that day.
    """
    ended = Contract.objects.filter(order=order, ended_at__isnull=False).order_by("ended_at").last()
    return due_at(PUBLICATION, ended.ended_at) if ended is not None and ended.ended_at is not None else None


def new_codes(review: Review, count: int) -> list[str]:
    """Make so many codes and keep their hashes, in an order that says nothing about the list's."""
    codes = [secrets.token_urlsafe(18) for _ in range(count)]
    hashes = sorted(hash_of(code) for code in codes)
    ReviewCode.objects.bulk_create(ReviewCode(review=review, code_hash=value) for value in hashes)
    return codes


def hash_of(code: str) -> str:
    """What is kept of a code: its SHA-256, so that the table opens no review."""
    return sha256(code.encode()).hexdigest()


# --- answering --------------------------------------------------------------------------------------
def find_code(code: str) -> ReviewCode:
    """The code's row. Refuses with NotYours: a code that was never given out is nothing."""
    found = (
        ReviewCode.objects.select_related("review__order__organisation")
        .filter(code_hash=hash_of(code))
        .first()
    )
    if found is None:
        raise NotYours(noun="review")
    return found


@transaction.atomic
def answer_review(code: str, *, score: int, comment: str = "") -> ReviewAnswer:
    """Answer with a code, once. The answer keeps its day and nothing that leads back to the code.

    Refuses with NotYours, review_closed, code_used or score_unknown.
    """
    found = find_code(code)
    review = Review.objects.select_for_update().get(pk=found.review_id)
    if found.is_used:
        raise Refusal("code_used", status=409)
    if not takes_answers(review):
        raise Refusal("review_closed", status=409)
    if score not in SCORES:
        raise Refusal("score_unknown")
    # Two windows with one code: the count of changed rows says who was first.
    if ReviewCode.objects.filter(pk=found.pk, is_used=False).update(is_used=True) != 1:
        raise Refusal("code_used", status=409)
    return ReviewAnswer.objects.create(
        review=review, score=score, comment=comment.strip(), answered_on=today()
    )


def takes_answers(review: Review) -> bool:
    """Open, and its time not over: a worker that is late with closing lets no late answer in."""
    return review.status == ReviewStatus.OPEN and review.closes_at is not None and now() <= review.closes_at


# --- closing ----------------------------------------------------------------------------------------
@transaction.atomic
def close_review(review: Review, *, by: Actor) -> Review:
    """Close it when everyone has answered or its time is over: the result is published, with its passport.

    Refuses with IllegalMove, review_still_open or ChangedMeanwhile. Records `review.closed`,
    `order.completed` and `passport.issued`.
    """
    order = Order.objects.select_related("organisation", "supplier", "technology").get(pk=review.order_id)
    roles = by.roles if Who.CLOCK in by.roles else order_roles(by, order)
    move = REVIEW_MOVES.find("close_review", review.status, by=roles)
    order_move = ORDER_MOVES.find("complete_order", order.status, by=roles, method=order.method)
    review = Review.objects.select_for_update().get(pk=review.pk)
    answers = review.answers.count()
    is_over = review.closes_at is not None and now() > review.closes_at
    if not is_over and answers < review.reviewers.count():
        raise Refusal("review_still_open", status=409)
    advance(review, move, closed_at=now())
    advance(order, order_move)
    record_move("review.closed", order, move, by=by, review=review.pk, answers=answers)
    record_move("order.completed", order, order_move, by=by)
    issue_passport(order, by=by)
    return review


# --- results ----------------------------------------------------------------------------------------
def comments_of(review: Review) -> list[str]:
    """The words of a closed review, shuffled each time, for buyer and supplier; none below five answers."""
    if review.status != ReviewStatus.CLOSED or review.answers.count() < FEWEST_ANSWERS:
        return []
    words = list(review.answers.exclude(comment="").values_list("comment", flat=True))
    secrets.SystemRandom().shuffle(words)
    return words
