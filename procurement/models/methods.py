"""The law's methods of procurement as dated rows: condition, words, source. The portal's path is `order`."""

from django.db import models

from marketplace.models.sources import InForce, Named, Sourced, ends_after_it_begins, in_reader_language


class Method(Named, Sourced, InForce):
    """One method. Its words rule the screen: ordering has a supplier, bidding has contractors.

    Amounts stand in `marketplace.Threshold`, found by `threshold_codes`. The OCDS code is our mapping.
    """

    code = models.CharField(max_length=30)
    position = models.PositiveSmallIntegerField()
    condition_vi = models.CharField(max_length=600)
    condition_en = models.CharField(max_length=600)
    threshold_codes = models.CharField(max_length=200, blank=True)
    preparation_vi = models.CharField(max_length=300)
    preparation_en = models.CharField(max_length=300)
    is_competitive = models.BooleanField()
    takes_bid_security = models.BooleanField()
    national_system_vi = models.CharField(max_length=200)
    national_system_en = models.CharField(max_length=200)
    # Where it is compulsory the portal receives no bid: it holds the plan, the notice's number, the result.
    is_national_system_compulsory = models.BooleanField()
    ocds_method = models.CharField(max_length=10)
    buyer_vi = models.CharField(max_length=60)
    buyer_en = models.CharField(max_length=60)
    seller_vi = models.CharField(max_length=60)
    seller_en = models.CharField(max_length=60)
    decision_vi = models.CharField(max_length=60)
    decision_en = models.CharField(max_length=60)

    class Meta:
        ordering = ["position", "in_force_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "in_force_from"], name="method_dated_once"),
            ends_after_it_begins("method_ends_after_it_begins"),
        ]

    @property
    def condition(self) -> str:
        return in_reader_language(self, "condition")

    @property
    def preparation(self) -> str:
        return in_reader_language(self, "preparation")

    @property
    def national_system(self) -> str:
        return in_reader_language(self, "national_system")

    @property
    def buyer(self) -> str:
        """What the buyer is called under this method, inside a sentence."""
        return in_reader_language(self, "buyer")

    @property
    def seller(self) -> str:
        """What the seller is called under this method, inside a sentence."""
        return in_reader_language(self, "seller")

    @property
    def decision(self) -> str:
        """What the act is called by which this method chooses its seller, inside a sentence."""
        return in_reader_language(self, "decision")

    def thresholds(self) -> list[str]:
        """Codes of the thresholds that bound this method."""
        return [code for code in self.threshold_codes.split(",") if code]
