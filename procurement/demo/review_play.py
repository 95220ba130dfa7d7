"""The users of a result answer with the codes of their letters, as people do: some at once, some never."""

from collections.abc import Sequence
from functools import partial

from marketplace.demo.stage import Stage
from marketplace.models import Letter
from procurement.demo.order_play import OrderPlay
from procurement.domain.reviews import Listed, answer_review, list_reviewers, open_review
from procurement.models import Review, ReviewCode

Answer = tuple[int, str]  # score from 1 to 5, and what should be better

QUESTION = "Kết quả này giúp bạn được đến đâu trong việc hằng ngày?"


def ask_users(play: OrderPlay, people: Sequence[Listed]) -> None:
    """Write the list of those who use the result, and open the review."""
    by = play.by("officer")
    review = list_reviewers(play.order, by=by, question=QUESTION, people=people)
    open_review(review, by=by)


def answer_from(stage: Stage, play: OrderPlay, days: Sequence[int], answers: Sequence[Answer]) -> None:
    """Spread the answers over these days; the codes come out of the letters that the demo shows."""
    for number, answer in enumerate(answers):
        minute = f"{10 + number % 7}:{number * 7 % 60:02d}"
        stage.at(days[number % len(days)], minute, partial(_answer, play, *answer))


def _answer(play: OrderPlay, score: int, comment: str) -> None:
    review = Review.objects.get(order=play.order)
    letters = Letter.objects.filter(fact=f"review:{review.pk}").order_by("address")
    codes = [letter.url.rstrip("/").rsplit("/", 1)[-1] for letter in letters]
    # Each scene takes the next letter's code; nobody knows whose it is.
    used = ReviewCode.objects.filter(review=review, is_used=True).count()
    answer_review(codes[used], score=score, comment=comment)
