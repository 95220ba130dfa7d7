"""How satisfied the users of a result are: a mean and a spread, or, from too few answers, a count alone."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.db.models import Count

from procurement.models import Order, ReviewAnswer
from procurement.states import ReviewStatus

# Platform policy: below this number an average says who answered what, so only the count is shown.
FEWEST_ANSWERS: Final = 5
SCORES: Final = (5, 4, 3, 2, 1)


@dataclass(frozen=True)
class Satisfaction:
    """Answers of one review. `mean` in points of 5 with one decimal; `spread` counts answers by score."""

    answers: int = 0
    mean: Decimal | None = None
    spread: dict[int, int] = field(default_factory=dict)

    @property
    def is_enough(self) -> bool:
        return self.mean is not None

    def shares(self) -> list[tuple[int, int]]:
        """Score and its part of the answers in whole per cent, best score first."""
        return [(score, round(Decimal(100 * count) / self.answers)) for score, count in self.spread.items()]


def satisfaction_of(order: Order) -> Satisfaction:
    """What the order's users answered; no figure but the count before the review is closed."""
    answers = ReviewAnswer.objects.filter(review__order=order)
    spread = dict(answers.values_list("score").annotate(count=Count("pk")).order_by("score"))
    count = sum(spread.values())
    is_closed = answers.filter(review__status=ReviewStatus.CLOSED).exists()
    if count < FEWEST_ANSWERS or not is_closed:
        return Satisfaction(count)
    points = sum(score * times for score, times in spread.items())
    mean = (Decimal(points) / count).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return Satisfaction(count, mean, {score: spread.get(score, 0) for score in SCORES})
