"""The contract, its milestones, and how each was handed over, measured and accepted."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.models.base import Row
from procurement.models.ordering import OrderDecision
from procurement.models.orders import Lot, Order, OrderDocument
from procurement.states import ContractStatus, MilestoneStatus

WHOLE = 10_000  # basis points: 100 %


class Contract(Row):
    """Signed by both sides, it matches the decision to the dong."""

    class Status(models.TextChoices):
        DRAWN = ContractStatus.DRAWN.value, _("To be signed")
        BUYER_SIGNED = ContractStatus.BUYER_SIGNED.value, _("Signed by the ordering organisation")
        SUPPLIER_SIGNED = ContractStatus.SUPPLIER_SIGNED.value, _("Signed by the supplier")
        ACTIVE = ContractStatus.ACTIVE.value, _("In force")
        FULFILLED = ContractStatus.FULFILLED.value, _("Fulfilled")
        TERMINATED = ContractStatus.TERMINATED.value, _("Terminated")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="contracts")
    decision = models.OneToOneField(OrderDecision, on_delete=models.PROTECT, related_name="contract")
    supplier = models.ForeignKey(
        "marketplace.Organisation", on_delete=models.PROTECT, related_name="contracts"
    )
    price_minor = models.BigIntegerField()
    terms = models.TextField()
    status = models.CharField(max_length=16, choices=Status, default=Status.DRAWN)
    buyer_signed_by = models.ForeignKey(
        "marketplace.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    buyer_signed_at = models.DateTimeField(null=True)
    supplier_signed_by = models.ForeignKey(
        "marketplace.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    supplier_signed_at = models.DateTimeField(null=True)
    in_force_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="contract_price_is_positive", condition=Q(price_minor__gt=0)),
            models.CheckConstraint(
                name="contract_in_force_is_signed_twice",
                condition=~Q(status__in=["active", "fulfilled"])
                | Q(
                    buyer_signed_at__isnull=False, supplier_signed_at__isnull=False, in_force_at__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="contract_that_ended_has_its_day",
                condition=~Q(status__in=["fulfilled", "terminated"]) | Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Contract')}: {self.order}"

    def get_absolute_url(self) -> str:
        return reverse("procurement:contract", args=[self.public_id])


class Milestone(Row):
    """A part of the price that is paid for a measured value. Shares of a lot make 10 000 basis points."""

    class Status(models.TextChoices):
        PLANNED = MilestoneStatus.PLANNED.value, _("Planned")
        DELIVERED = MilestoneStatus.DELIVERED.value, _("Delivered, waits for measurement")
        MEASURED = MilestoneStatus.MEASURED.value, _("Measured, waits for acceptance")
        ACCEPTED = MilestoneStatus.ACCEPTED.value, _("Accepted")
        PARTLY_ACCEPTED = MilestoneStatus.PARTLY_ACCEPTED.value, _("Accepted in part")
        REFUSED = MilestoneStatus.REFUSED.value, _("Refused, may be cured")
        ENDED = MilestoneStatus.ENDED.value, _("Ended with the contract")

    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="milestones")
    contract = models.ForeignKey(Contract, null=True, on_delete=models.PROTECT, related_name="milestones")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("Milestone"), max_length=200)
    share = models.PositiveIntegerField(_("Share of the price (basis points)"))
    amount_minor = models.BigIntegerField(null=True)
    target = models.DecimalField(_("Target at this milestone"), max_digits=18, decimal_places=4)
    due_on = models.DateField(_("Due on"))
    status = models.CharField(max_length=16, choices=Status, default=Status.PLANNED)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["lot", "number"], name="a_milestone_is_numbered_once"),
            models.CheckConstraint(
                name="milestone_share_is_a_part", condition=Q(share__gt=0, share__lte=WHOLE)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("procurement:milestone", args=[self.public_id])

    @property
    def order(self) -> Order:
        return self.lot.order


class Handover(Row):
    """A delivery of a milestone, with its evidence. A cured milestone is handed over again."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="handovers")
    number = models.PositiveSmallIntegerField(default=1)
    statement = models.TextField(_("What was delivered, where and how"))
    delivered_by = models.ForeignKey(
        "marketplace.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    acceptance_due_at = models.DateTimeField()
    evidence = models.ManyToManyField(OrderDocument, related_name="handovers")

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["milestone", "number"], name="a_handover_is_numbered_once")
        ]


class Measurement(Row):
    """The value that the named verifier measured, by the method that the order published."""

    handover = models.OneToOneField(Handover, on_delete=models.PROTECT, related_name="measurement")
    value = models.DecimalField(_("Measured value"), max_digits=18, decimal_places=4)
    sample = models.CharField(_("Sample and circumstances"), max_length=300)
    measured_on = models.DateField(_("Measured on"))
    measured_by = models.ForeignKey("marketplace.User", on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(
        OrderDocument, null=True, on_delete=models.PROTECT, related_name="measurements"
    )


class Acceptance(Row):
    """The buyer's answer to a measured value: in full, in part, or refused with a time to cure."""

    class Outcome(models.TextChoices):
        FULL = "full", _("Accepted")
        PARTIAL = "partial", _("Accepted in part")
        REFUSED = "refused", _("Refused")

    measurement = models.OneToOneField(Measurement, on_delete=models.PROTECT, related_name="acceptance")
    outcome = models.CharField(max_length=8, choices=Outcome)
    accepted_minor = models.BigIntegerField()
    reasons = models.TextField(_("Reasons"), blank=True)
    cure_until = models.DateField(_("To be cured by"), null=True)
    decided_by = models.ForeignKey("marketplace.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="refusal_has_reasons_and_cure_time",
                condition=~Q(outcome="refused")
                | (~Q(reasons="") & Q(cure_until__isnull=False, accepted_minor=0)),
            ),
            models.CheckConstraint(
                name="partial_acceptance_has_reasons", condition=~Q(outcome="partial") | ~Q(reasons="")
            ),
            models.CheckConstraint(name="accepted_amount_not_negative", condition=Q(accepted_minor__gte=0)),
        ]
