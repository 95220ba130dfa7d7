"""Where people and organisations are: the provinces and communes of Viet Nam since 1 July 2025."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.models.sources import Certainty, Named, Sourced, in_reader_language


class Province(Named, Sourced):
    """A province or a centrally-run city; codes by Decision 19/2025/QĐ-TTg. There are no districts."""

    class Kind(models.TextChoices):
        CITY = "city", _("Centrally-run city")
        PROVINCE = "province", _("Province")

    code = models.CharField(max_length=2, primary_key=True)
    kind = models.CharField(max_length=8, choices=Kind)
    full_name_vi = models.CharField(max_length=100)
    other_spelling_vi = models.CharField(max_length=100, blank=True)
    merged_from = models.CharField(max_length=200, blank=True)
    merged_certainty = models.CharField(max_length=1, choices=Certainty)
    note_vi = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]

    @property
    def note(self) -> str:
        return in_reader_language(self, "note")

    def get_absolute_url(self) -> str:
        return reverse("marketplace:province", args=[self.code])


class Commune(Named):
    """A commune, ward or special zone. Source and certainty are those of its province: one data set."""

    class Kind(models.TextChoices):
        COMMUNE = "commune", _("Commune")
        WARD = "ward", _("Ward")
        SPECIAL_ZONE = "special_zone", _("Special zone")

    code = models.CharField(max_length=5, primary_key=True)
    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="communes")
    kind = models.CharField(max_length=12, choices=Kind)
    full_name_vi = models.CharField(max_length=100)

    class Meta:
        ordering = ["code"]
