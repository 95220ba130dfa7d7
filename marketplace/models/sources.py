"""What every reference row says about itself: its words in two languages, its source, its days in force."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_reader_language(row: models.Model, field: str) -> str:
    """The field's text in the reader's language; Vietnamese where there is no other."""
    english: str = getattr(row, f"{field}_en") if get_language() == "en" else ""
    vietnamese: str = getattr(row, f"{field}_vi")
    return english or vietnamese


class Certainty(models.TextChoices):
    """How sure a fact is. The letter travels with the row; these are its words on the screen."""

    PRIMARY = "P", _("read in the text itself")
    SECONDARY = "S", _("read in a secondary source")
    RECALLED = "R", _("recalled, to be confirmed")
    TESTED = "T", _("tested by the portal")
    OURS = "O", _("the portal’s own reading")


class Named(models.Model):
    """A name in Vietnamese, and in English where one is known."""

    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_reader_language(self, "name")

    @property
    def name_language(self) -> str:
        """The language that `name` is in, for the page's `lang`: it may lack an English one."""
        return "en" if get_language() == "en" and self.name_en else "vi"


class Sourced(models.Model):
    """Where the row comes from, how sure that is, and when the source was read (where it is known)."""

    source_vi = models.CharField(max_length=400)
    source_en = models.CharField(max_length=400)
    certainty = models.CharField(max_length=1, choices=Certainty)
    read_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def source(self) -> str:
        return in_reader_language(self, "source")


class InForceQuerySet(models.QuerySet[Any]):
    """Rows that hold for a time."""

    def in_force(self, on: date) -> Self:
        """Rows in force on a day; both ends of a row's time belong to it."""
        open_ended = models.Q(in_force_until=None) | models.Q(in_force_until__gte=on)
        return self.filter(open_ended, in_force_from__lte=on)


class InForce(models.Model):
    """From its first day to its last day, both included; no last day means: until something replaces it."""

    in_force_from = models.DateField()
    in_force_until = models.DateField(null=True, blank=True)

    objects: ClassVar[Any] = InForceQuerySet.as_manager()

    class Meta:
        abstract = True

    def holds_on(self, on: date) -> bool:
        """Whether the row is in force on a day."""
        return self.in_force_from <= on and (self.in_force_until is None or on <= self.in_force_until)


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    """No rule ends before it begins."""
    return models.CheckConstraint(
        name=name,
        condition=models.Q(in_force_until=None) | models.Q(in_force_until__gte=models.F("in_force_from")),
    )
