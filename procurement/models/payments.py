"""Payment of an accepted milestone through the State Treasury, recorded by hand for now."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.models.base import Row
from procurement.models.contracts import Milestone
from procurement.models.orders import Order, OrderDocument
from procurement.states import PaymentStatus


class Payment(Row):
    """One payment for one accepted milestone, with the clock that everyone can read."""

    class Status(models.TextChoices):
        REQUESTED = PaymentStatus.REQUESTED.value, _("Requested")
        RETURNED = PaymentStatus.RETURNED.value, _("Returned to be completed")
        SENT = PaymentStatus.SENT.value, _("Sent to the treasury")
        PAID = PaymentStatus.PAID.value, _("Paid")

    milestone = models.OneToOneField(Milestone, on_delete=models.PROTECT, related_name="payment")
    amount_minor = models.BigIntegerField()
    invoice_number = models.CharField(_("Invoice number"), max_length=60)
    invoice_on = models.DateField(_("Invoice date"))
    invoice = models.ForeignKey(OrderDocument, null=True, on_delete=models.PROTECT, related_name="payments")
    status = models.CharField(max_length=10, choices=Status, default=Status.REQUESTED)
    requested_by = models.ForeignKey(
        "marketplace.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField()
    returned_reason = models.TextField(blank=True)
    sent_by = models.ForeignKey("marketplace.User", null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    treasury_reference = models.CharField(_("Treasury reference"), max_length=60, blank=True)
    value_on = models.DateField(_("Value date"), null=True)
    paid_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("due_at", "pk")
        constraints = [
            models.CheckConstraint(name="payment_is_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="paid_means_proved",
                condition=~Q(status="paid")
                | (~Q(treasury_reference="") & Q(value_on__isnull=False, paid_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Payment')}: {self.milestone}"

    def get_absolute_url(self) -> str:
        return reverse("procurement:payment", args=[self.public_id])

    @property
    def order(self) -> Order:
        return self.milestone.order
