"""A buyer's first word on a listing, the lister's answer, and how it ended."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.models.base import Row
from marketplace.models.listings import Listing
from marketplace.models.organisations import Organisation
from marketplace.money import Money
from marketplace.states import InterestStatus


class WhyNot(models.TextChoices):
    """Why somebody passes on an offer. Fixed, so that it can be counted and answered."""

    NO_EVIDENCE = "no_evidence", _("No measured evidence")
    NO_CONNECTION = "no_connection", _("Cannot connect to the systems in use")
    PRICE = "price", _("Price above the reference")
    CAPACITY = "capacity", _("Capacity too small")
    NOT_THIS_YEAR = "not_this_year", _("Not an objective of this year")
    TOO_EARLY = "too_early", _("Technology not ready enough (TRL)")
    CERTIFICATE = "certificate", _("A certificate is missing")
    OTHER = "other", _("Another reason")


class InterestQuerySet(models.QuerySet["Interest"]):
    """Questions about many interests."""

    def overdue(self, at: datetime) -> "InterestQuerySet":
        """Nobody answered in time, or nobody decided in time after the answer."""
        unanswered = Q(status=InterestStatus.ASKED, reply_due_at__lte=at)
        undecided = Q(status=InterestStatus.ANSWERED, outcome_due_at__lte=at)
        return self.filter(unanswered | undecided)


class Interest(Row):
    """One organisation asks about one listing; at most one such question is open at a time."""

    class Purpose(models.TextChoices):
        DEMONSTRATION = "demonstration", _("Demonstration")
        QUOTATION = "quotation", _("Quotation")
        PILOT = "pilot", _("Pilot")

    class Status(models.TextChoices):
        ASKED = InterestStatus.ASKED.value, _("Waiting for an answer")
        ANSWERED = InterestStatus.ANSWERED.value, _("Answered")
        ORDERED = InterestStatus.ORDERED.value, _("Became an order draft")
        PASSED = InterestStatus.PASSED.value, _("Passed, with a reason")
        WITHDRAWN = InterestStatus.WITHDRAWN.value, _("Taken back")

    OPEN: ClassVar = (Status.ASKED, Status.ANSWERED)

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="interests")
    # The listing's organisation, kept here so that the database can compare the two sides.
    lister = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="interests_received")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="interests_asked")
    created_by = models.ForeignKey("marketplace.User", null=True, on_delete=models.SET_NULL, related_name="+")
    status = models.CharField(max_length=9, choices=Status, default=Status.ASKED)
    purpose = models.CharField(_("What you would like"), max_length=13, choices=Purpose)
    message = models.TextField(_("Your question"), max_length=3000)
    wished_on = models.DateField(_("Wished date"), null=True, blank=True)
    reply_due_at = models.DateTimeField()
    outcome_due_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    answer = models.TextField(_("Your answer"), max_length=3000, blank=True)
    quotation_minor = models.BigIntegerField(_("Quotation (dong)"), null=True, blank=True)
    offered_on = models.DateField(_("Date you offer"), null=True, blank=True)
    answered_by = models.ForeignKey(
        "marketplace.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    why_not = models.CharField(_("Why not"), max_length=13, choices=WhyNot, blank=True)
    why_not_comment = models.TextField(_("What would change your answer"), max_length=1000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="interest_status_is_known",
                condition=Q(status__in=[state.value for state in InterestStatus]),
            ),
            models.UniqueConstraint(
                fields=["listing", "organisation"],
                condition=Q(status__in=["asked", "answered"]),
                name="one_open_interest_per_listing",
            ),
            models.CheckConstraint(name="nobody_asks_themselves", condition=~Q(organisation=F("lister"))),
            models.CheckConstraint(
                name="interest_quotation_not_negative",
                condition=Q(quotation_minor=None) | Q(quotation_minor__gte=0),
            ),
            models.CheckConstraint(
                name="a_passed_interest_says_why", condition=~Q(status="passed") | ~Q(why_not="")
            ),
            models.CheckConstraint(
                name="an_answer_has_its_day_and_the_next_one",
                condition=~Q(status="answered") | Q(answered_at__isnull=False, outcome_due_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "reply_due_at"], name="interests_by_reply_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.listing.title}"

    def get_absolute_url(self) -> str:
        return reverse("marketplace:interest", args=[self.public_id])

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def next_due_at(self) -> datetime | None:
        """When the next word is due: the lister's answer, then the asker's decision."""
        due = {self.Status.ASKED: self.reply_due_at, self.Status.ANSWERED: self.outcome_due_at}
        return due.get(self.Status(self.status))

    @property
    def quotation(self) -> Money | None:
        return None if self.quotation_minor is None else Money(self.quotation_minor)
