"""The first-customer passport: what a firm shows to its second buyer, signed."""

from django.db import models
from django.urls import reverse

from marketplace.models.base import AppendOnlyQuerySet, Row
from procurement.models.orders import Order


class Passport(Row):
    """A whitelist of facts about one finished order, and the portal's signature over them.

    `payload` is the signed document itself, canonical JSON; no person, no free text of a user,
    no price that the decision did not publish.
    """

    number = models.CharField(max_length=20, unique=True)
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="own_passport")
    supplier = models.ForeignKey(
        "marketplace.Organisation", on_delete=models.PROTECT, related_name="passports"
    )
    listing = models.ForeignKey(
        "marketplace.Listing", null=True, on_delete=models.PROTECT, related_name="passports"
    )
    payload = models.JSONField()
    signature = models.CharField(max_length=128)
    key_id = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    # Issued once: a mistake is answered by a new document, never by a silent change of this one.
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("procurement:passport", args=[self.number])
