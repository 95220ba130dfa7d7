"""Law and platform policy as dated rows. The code asks for the row in force; it never knows a date of law."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.deadlines import Period, Unit
from marketplace.models.organisations import Organisation
from marketplace.models.sources import InForce, Named, Sourced, ends_after_it_begins, in_reader_language
from marketplace.money import Money


class Rule(Named, Sourced, InForce):
    """What all rules share: a code, words, a source, days in force, and whether it is law or our policy."""

    code = models.CharField(max_length=50)
    is_policy = models.BooleanField(default=False)
    note_vi = models.CharField(max_length=400, blank=True)
    note_en = models.CharField(max_length=400, blank=True)

    class Meta:
        abstract = True

    @property
    def note(self) -> str:
        return in_reader_language(self, "note")


def dated_once(name: str) -> list[models.BaseConstraint]:
    """One row per code and first day, and no row that ends before it begins."""
    return [
        models.UniqueConstraint(fields=["code", "in_force_from"], name=f"{name}_dated_once"),
        ends_after_it_begins(f"{name}_ends_after_it_begins"),
    ]


class RulesVersion(Named, Sourced, InForce):
    """A state of the procurement law. An order freezes the one in force when it is approved."""

    code = models.CharField(max_length=20, primary_key=True)

    class Meta:
        ordering = ["-in_force_from"]
        constraints = [ends_after_it_begins("rules_version_ends_after_it_begins")]


class Threshold(Rule):
    """An amount of money at which a rule begins or ends to apply, in dong."""

    amount_minor = models.BigIntegerField()

    class Meta:
        ordering = ["code", "in_force_from"]
        constraints = [
            *dated_once("threshold"),
            models.CheckConstraint(name="threshold_is_positive", condition=models.Q(amount_minor__gt=0)),
        ]

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor)


class RulePeriod(Rule):
    """A time limit. `bound`: at least so long (min), at most so long (max), or exactly so long (fixed)."""

    class UnitName(models.TextChoices):
        HOUR = Unit.HOUR.value, _("hours")
        DAY = Unit.DAY.value, _("days")
        WORKING_DAY = Unit.WORKING_DAY.value, _("working days")
        MONTH = Unit.MONTH.value, _("months")
        YEAR = Unit.YEAR.value, _("years")

    class Bound(models.TextChoices):
        MIN = "min", _("at least")
        MAX = "max", _("at most")
        FIXED = "fixed", _("exactly")

    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=12, choices=UnitName)
    bound = models.CharField(max_length=5, choices=Bound)
    applies_vi = models.CharField(max_length=300, blank=True)
    applies_en = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["code", "in_force_from"]
        constraints = dated_once("period")

    @property
    def length(self) -> Period:
        """The period itself, for `marketplace.deadlines`."""
        return Period(self.amount, Unit(self.unit))

    @property
    def applies(self) -> str:
        return in_reader_language(self, "applies")


class RulePercentage(Rule):
    """A share in per cent: a least, a most, or both of some base."""

    least = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    most = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    base_vi = models.CharField(max_length=120, blank=True)
    base_en = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["code", "in_force_from"]
        constraints = [
            *dated_once("percentage"),
            models.CheckConstraint(
                name="percentage_says_something",
                condition=models.Q(least__isnull=False) | models.Q(most__isnull=False),
            ),
        ]

    @property
    def base(self) -> str:
        return in_reader_language(self, "base")


class Preference(Rule):
    """An advantage that the law gives in comparing bids, in per cent. It never changes a contract's price."""

    percent = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["code", "in_force_from"]
        constraints = dated_once("preference")


class Gate(Rule):
    """A rule that is on or off. Off only in a database marked trial, and every page then says so."""

    is_on = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]
        constraints = dated_once("gate")


class EnterpriseSize(Named, Sourced, InForce):
    """A row of the law's table of small and medium-sized enterprises; above the last row is large."""

    size = models.CharField(max_length=6)
    sector = models.CharField(max_length=30)
    position = models.PositiveSmallIntegerField()
    most_staff = models.PositiveIntegerField()
    most_revenue_minor = models.BigIntegerField()
    most_capital_minor = models.BigIntegerField()

    class Meta:
        ordering = ["sector", "position"]
        constraints = [
            models.UniqueConstraint(fields=["size", "sector", "in_force_from"], name="size_dated_once"),
            ends_after_it_begins("size_ends_after_it_begins"),
        ]

    @property
    def sector_words(self) -> str:
        """The main activities that the row is for."""
        return str(Organisation.Sector(self.sector).label)

    def fits(self, *, staff: int, revenue_minor: int | None, capital_minor: int | None) -> bool:
        """Few enough staff, and little enough revenue or capital; an unknown figure fits nothing."""
        if staff > self.most_staff:
            return False
        fits_revenue = revenue_minor is not None and revenue_minor <= self.most_revenue_minor
        fits_capital = capital_minor is not None and capital_minor <= self.most_capital_minor
        return fits_revenue or fits_capital


class Holiday(Named, Sourced):
    """A day that the weekday does not explain: off, worked to make up for one, or not yet confirmed."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Day off")
        MAKEUP = "makeup", _("Worked to make up")
        UNCONFIRMED = "unconfirmed", _("Not confirmed: counted as a working day")

    date = models.DateField(primary_key=True)
    kind = models.CharField(max_length=11, choices=Kind)

    class Meta:
        ordering = ["date"]
