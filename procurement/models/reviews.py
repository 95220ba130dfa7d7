"""What the users of a result say of it. Who may answer and what was answered are kept apart."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.models.base import Row
from procurement.models.orders import Order
from procurement.states import ReviewStatus


class Review(Row):
    """One round of asking the users of an accepted order."""

    class Status(models.TextChoices):
        LISTED = ReviewStatus.LISTED.value, _("List of users being written")
        OPEN = ReviewStatus.OPEN.value, _("Open to answers")
        CLOSED = ReviewStatus.CLOSED.value, _("Closed")

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="review")
    question = models.CharField(_("What users are asked about"), max_length=250)
    status = models.CharField(max_length=10, choices=Status, default=Status.LISTED)
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{_('Review')}: {self.order}"

    def get_absolute_url(self) -> str:
        return reverse("procurement:review", args=[self.public_id])


class Reviewer(Row):
    """A user of the result on the frozen list: personal data, never shown, never joined to an answer."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="reviewers")
    email = models.EmailField(_("E-mail"))
    unit = models.CharField(_("Unit"), max_length=200, blank=True)
    is_invited = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "email"], name="a_reviewer_is_listed_once")]


class ReviewCode(models.Model):
    """A single-use code. It knows whether it was used; not by whom, when, or for which answer."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64, unique=True)
    is_used = models.BooleanField(default=False)


class ReviewAnswer(models.Model):
    """One answer: 1 to 5 and, if wanted, words. The day only, so that no code's use can be matched."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="answers")
    score = models.PositiveSmallIntegerField(_("Satisfaction"))
    comment = models.TextField(_("What should be better"), blank=True)
    answered_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(name="score_is_one_to_five", condition=Q(score__range=(1, 5)))]
