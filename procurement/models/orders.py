"""The order: a problem, an outcome that can be measured, a budget, and what exists already."""

from decimal import Decimal

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.models.base import Row
from marketplace.money import Money
from procurement.states import ORDERING, OrderStatus

BUDGET_CEILING = 10**15  # one million billion dong: above any State budget, so a slip of the keyboard


class Counter(models.Model):
    """The last number given out under a name, such as `DH-2026`; locked while one is taken."""

    name = models.CharField(max_length=30, primary_key=True)
    value = models.PositiveIntegerField(default=0)


class Order(Row):
    """What an agency orders, from plan to result. Its lots, contract and milestones hang on it."""

    class Status(models.TextChoices):
        DRAFT = OrderStatus.DRAFT.value, _("Draft")
        SUBMITTED = OrderStatus.SUBMITTED.value, _("Plan waits for approval")
        APPROVED = OrderStatus.APPROVED.value, _("Plan approved")
        INVITED = OrderStatus.INVITED.value, _("Supplier named")
        REGISTERED = OrderStatus.REGISTERED.value, _("Supplier registered")
        NEGOTIATED = OrderStatus.NEGOTIATED.value, _("Negotiated")
        DECIDED = OrderStatus.DECIDED.value, _("Order decided")
        CONTRACTED = OrderStatus.CONTRACTED.value, _("Under contract")
        ACCEPTED = OrderStatus.ACCEPTED.value, _("Accepted")
        COMPLETED = OrderStatus.COMPLETED.value, _("Result published")
        CANCELLED = OrderStatus.CANCELLED.value, _("Cancelled")
        TERMINATED = OrderStatus.TERMINATED.value, _("Terminated")

    class Direction(models.TextChoices):
        HIGHER = "higher", _("Higher is better")
        LOWER = "lower", _("Lower is better")

    PUBLIC = (
        Status.APPROVED,
        Status.INVITED,
        Status.REGISTERED,
        Status.NEGOTIATED,
        Status.DECIDED,
        Status.CONTRACTED,
        Status.ACCEPTED,
        Status.COMPLETED,
        Status.TERMINATED,
    )

    organisation = models.ForeignKey(
        "marketplace.Organisation", on_delete=models.PROTECT, related_name="orders"
    )
    programme = models.ForeignKey(
        "procurement.Programme", null=True, blank=True, on_delete=models.PROTECT, related_name="orders",
        verbose_name=_("Programme of orders"),
    )  # fmt: skip
    method = models.CharField(max_length=30, default=ORDERING)
    number = models.CharField(max_length=20, unique=True, null=True, editable=False)  # noqa: DJ001  # unnumbered until approved
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    was_approved = models.BooleanField(default=False)  # a cancelled order stays public once its plan was

    title = models.CharField(_("Title"), max_length=200)
    problem = models.TextField(_("The problem"))
    quantity = models.CharField(_("Quantity and quality"), max_length=300)
    requirements = models.TextField(_("Requirements on the supplier"), blank=True)
    technology = models.ForeignKey(
        "marketplace.StrategicTechnology", null=True, on_delete=models.PROTECT, related_name="orders",
        verbose_name=_("Strategic technology"),
    )  # fmt: skip
    budget_minor = models.BigIntegerField(_("Estimate (dong)"), null=True)
    starts_on = models.DateField(_("Expected start"), null=True)
    ends_on = models.DateField(_("Expected end"), null=True)

    metric = models.CharField(_("Metric"), max_length=200)
    unit = models.CharField(_("Unit"), max_length=40)
    direction = models.CharField(_("Better is"), max_length=6, choices=Direction, default=Direction.HIGHER)
    baseline = models.DecimalField(_("Baseline"), max_digits=18, decimal_places=4, null=True)
    target = models.DecimalField(_("Target"), max_digits=18, decimal_places=4, null=True)
    measuring = models.TextField(_("Method of measurement"))
    verifier = models.ForeignKey(
        "marketplace.User", null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Verifier")
    )
    verifier_organisation = models.ForeignKey(
        "marketplace.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )

    rules_version = models.CharField(max_length=60, blank=True, editable=False)
    no_secret_officer = models.ForeignKey(
        "marketplace.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    no_secret_approver = models.ForeignKey(
        "marketplace.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reuse_searched_at = models.DateTimeField(null=True)
    reuse_search_failed = models.BooleanField(default=False)

    supplier = models.ForeignKey(
        "marketplace.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="orders_received",
    )
    listing = models.ForeignKey(
        "marketplace.Listing", null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    interest = models.ForeignKey(
        "marketplace.Interest", null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    passport = models.ForeignKey(
        "procurement.Passport", null=True, blank=True, on_delete=models.PROTECT, related_name="orders_from"
    )
    registration_due_at = models.DateTimeField(null=True)

    created_by = models.ForeignKey("marketplace.User", null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("marketplace.User", null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    status_reason = models.TextField(blank=True)
    folded = models.TextField(
        blank=True, editable=False
    )  # title and metric as people search them, see `fold`

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="order_budget_is_whole_dong",
                condition=models.Q(budget_minor=None)
                | models.Q(budget_minor__gt=0, budget_minor__lt=BUDGET_CEILING),
            ),
            models.CheckConstraint(
                name="order_ends_after_start",
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
            ),
            models.CheckConstraint(
                name="order_target_beats_baseline",
                condition=models.Q(baseline=None)
                | models.Q(target=None)
                | models.Q(direction="higher", target__gt=models.F("baseline"))
                | models.Q(direction="lower", target__lt=models.F("baseline")),
            ),
            models.CheckConstraint(
                name="order_plan_has_two_pairs_of_eyes",
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("created_by")),
            ),
            models.CheckConstraint(
                name="order_plan_is_not_approved_by_its_submitter",
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("no_secret_officer")),
            ),
            models.CheckConstraint(
                name="order_is_numbered_when_approved",
                condition=models.Q(was_approved=False) | models.Q(number__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["status", "-id"], name="orders_by_status")]
        permissions = [("verify_order", "Measures this order's milestones")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("procurement:order", args=[self.public_id])

    @property
    def is_public(self) -> bool:
        return self.was_approved

    @property
    def budget(self) -> Money:
        return Money(self.budget_minor or 0)

    def meets_target(self, value: Decimal, target: Decimal | None = None) -> bool:
        """Whether a measured value reaches the target, in the direction that this metric counts as better."""
        goal = self.target if target is None else target
        if goal is None:
            return False
        return value >= goal if self.direction == self.Direction.HIGHER else value <= goal


class Lot(Row):
    """A part of the order with one supplier. An order for one thing has one lot, which pages do not name."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lots")
    number = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "number"], name="a_lot_is_numbered_once")]


class ReuseFinding(Row):
    """Something that exists already, found before spending, and what the officer answers to it."""

    class Answer(models.TextChoices):
        UNANSWERED = "", _("Not answered yet")
        ORDERED = "ordered", _("It is what we order")
        SOURCE = "source", _("Used as a source, does not replace the order")
        UNSUITABLE = "unsuitable", _("Will not do")

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="reuse_findings")
    listing = models.ForeignKey("marketplace.Listing", null=True, on_delete=models.PROTECT, related_name="+")
    earlier = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="+")
    why_found = models.CharField(max_length=200)
    answer = models.CharField(_("Answer"), max_length=10, choices=Answer, blank=True, default="")
    reason = models.TextField(_("Reason, public"), blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["order", "listing"], name="a_listing_is_found_once"),
            models.UniqueConstraint(fields=["order", "earlier"], name="an_earlier_order_is_found_once"),
            models.CheckConstraint(
                name="a_finding_is_one_thing",
                condition=models.Q(listing=None, earlier__isnull=False)
                | models.Q(listing__isnull=False, earlier=None),
            ),
        ]

    @property
    def why(self) -> str:
        """Why it was found, as the reader is told: technology, words, both, its source, or the finder's own words."""
        reason, _colon, words = self.why_found.partition(":")
        facts = {"words": words.strip()}
        if reason == "technology":
            both = _("Same strategic technology; shares the words: %(words)s")
            return str(both) % facts if words else str(_("Same strategic technology"))
        if reason == "source":
            return str(_("This draft was made from it"))
        return str(_("Shares the words: %(words)s")) % facts if reason == "words" else self.why_found


class OrderDocument(Row):
    """A file of the order's own, with what it is for."""

    class Purpose(models.TextChoices):
        PLAN = "plan", _("Order plan")
        CAPABILITY = "capability", _("Capability file")
        LETTER = "letter", _("Registration letter")
        NEGOTIATION = "negotiation", _("Negotiation record")
        DECISION = "decision", _("Order decision")
        CONTRACT = "contract", _("Contract")
        EVIDENCE = "evidence", _("Delivery evidence")
        MEASUREMENT = "measurement", _("Measurement report")
        INVOICE = "invoice", _("Invoice")

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="documents")
    attachment = models.OneToOneField(
        "marketplace.Attachment", on_delete=models.PROTECT, related_name="order_document"
    )
    purpose = models.CharField(max_length=12, choices=Purpose)
