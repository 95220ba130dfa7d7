"""From the named supplier to the order decision: letter, capability, price, negotiation, decision."""

from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.models.base import Row
from procurement.models.orders import Lot, Order


class Registration(Row):
    """The supplier's answer to being named: letter, capability, and for a first supply its cost elements.

    Kept when supplemented: each round is a row of its own (Decree 214/2025 art. 109, 110).
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="registrations")
    # Whose offer it is: one that declines after a first round leaves its offer unread by the next.
    supplier = models.ForeignKey(
        "marketplace.Organisation", on_delete=models.PROTECT, related_name="registrations"
    )
    round = models.PositiveSmallIntegerField(default=1)
    letter = models.TextField(_("Registration letter"))
    capability = models.TextField(_("Capability statement"))
    is_first_supply = models.BooleanField(_("First supplied in Viet Nam"), default=False)
    cost_elements = models.TextField(_("Cost elements and profit"), blank=True)
    delivery_days = models.PositiveIntegerField(_("Delivery time (days)"))
    registered_by = models.ForeignKey(
        "marketplace.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    supplement_asked = models.TextField(_("What to supplement"), blank=True)

    class Meta:
        ordering = ("round",)
        constraints = [models.UniqueConstraint(fields=["order", "round"], name="a_registration_round_is_one")]


class PriceLine(Row):
    """One line of a price: net and VAT apart, with the date of supply (Decree 214/2025 art. 110)."""

    class Stage(models.TextChoices):
        OFFERED = "offered", _("Offered")
        AGREED = "agreed", _("Agreed")

    class Vat(models.IntegerChoices):
        ZERO = 0, "0 %"
        FIVE = 5, "5 %"
        EIGHT = 8, "8 %"
        TEN = 10, "10 %"

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="price_lines")
    stage = models.CharField(max_length=8, choices=Stage)
    round = models.PositiveSmallIntegerField(default=1)
    number = models.PositiveSmallIntegerField()
    description = models.CharField(_("What"), max_length=250)
    quantity = models.PositiveIntegerField(_("Quantity"))
    unit = models.CharField(_("Unit"), max_length=40)
    net_unit_minor = models.BigIntegerField(_("Net unit price (dong)"))
    vat_percent = models.PositiveSmallIntegerField(_("VAT"), choices=Vat)
    supply_on = models.DateField(_("Date of supply"), null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(
                fields=["order", "stage", "round", "number"], name="a_price_line_is_numbered_once"
            ),
            models.CheckConstraint(
                name="price_line_is_positive", condition=models.Q(net_unit_minor__gte=0, quantity__gte=1)
            ),
            models.CheckConstraint(
                name="vat_is_a_known_rate", condition=models.Q(vat_percent__in=[0, 5, 8, 10])
            ),
        ]

    @property
    def net_minor(self) -> int:
        return self.net_unit_minor * self.quantity

    @property
    def vat_minor(self) -> int:
        """VAT of the line, rounded half up to the whole dong."""
        exact = Decimal(self.net_minor) * self.vat_percent / 100
        return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))

    @property
    def gross_minor(self) -> int:
        return self.net_minor + self.vat_minor


class Negotiation(Row):
    """What was said about price and open details, by which offices, and what changed."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="negotiations")
    round = models.PositiveSmallIntegerField(default=1)
    held_on = models.DateField(_("Held on"))
    changes = models.TextField(_("What changed from the offer, and why"))
    contract_terms = models.TextField(_("Terms of the contract: handover, warranty, liability"))
    recorded_by = models.ForeignKey("marketplace.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("round",)
        constraints = [models.UniqueConstraint(fields=["order", "round"], name="a_negotiation_round_is_one")]


class OrderDecision(Row):
    """The decision under Decree 214/2025 art. 109(4): one standing decision for a lot."""

    class ContractType(models.TextChoices):
        """Law on Bidding art. 64."""

        LUMP_SUM = "lump_sum", _("Lump sum")
        UNIT_PRICE = "fixed_unit_price", _("Fixed unit price")
        OUTPUT = "output_based", _("Output-based")

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="decisions")
    number = models.CharField(_("Decision number"), max_length=60)
    supplier = models.ForeignKey("marketplace.Organisation", on_delete=models.PROTECT, related_name="+")
    price_minor = models.BigIntegerField()
    contract_type = models.CharField(_("Contract type"), max_length=20, choices=ContractType)
    starts_on = models.DateField(_("Starts on"))
    ends_on = models.DateField(_("Ends on"))
    article = models.CharField(_("Ground in law"), max_length=200)
    decided_by = models.ForeignKey("marketplace.User", on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lot"], condition=models.Q(is_active=True), name="one_active_decision_per_lot"
            ),
            models.CheckConstraint(
                name="decision_ends_after_start", condition=models.Q(ends_on__gte=models.F("starts_on"))
            ),
            models.CheckConstraint(name="decision_price_is_positive", condition=models.Q(price_minor__gt=0)),
        ]
