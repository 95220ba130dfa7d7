"""The national indicators that the portal's orders should move: targets as published, never recomputed."""

from django.db import models

from marketplace.models.sources import Named, Sourced, in_reader_language


class Indicator(Named, Sourced):
    """One published figure: its target or value as text (“≥50”, “top 3”), unit and year.

    No baseline is shown: the secondary sources disagree on it.
    """

    code = models.CharField(max_length=12, primary_key=True)
    document = models.CharField(max_length=20, db_index=True)
    target_vi = models.CharField(max_length=120)
    target_en = models.CharField(max_length=120, blank=True)
    unit_vi = models.CharField(max_length=60)
    unit_en = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    @property
    def target(self) -> str:
        return in_reader_language(self, "target")

    @property
    def unit(self) -> str:
        return in_reader_language(self, "unit")
