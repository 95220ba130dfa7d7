"""A yearly programme of orders: what an agency means to buy first."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.models.base import Row
from procurement.states import ProgrammeStatus


class Programme(Row):
    """One agency, one year. Orders hang on it once it is approved."""

    class Status(models.TextChoices):
        DRAFT = ProgrammeStatus.DRAFT.value, _("Draft")
        APPROVED = ProgrammeStatus.APPROVED.value, _("Approved")

    organisation = models.ForeignKey(
        "marketplace.Organisation", on_delete=models.PROTECT, related_name="programmes"
    )
    year = models.PositiveSmallIntegerField(_("Year"))
    title = models.CharField(_("Title"), max_length=200)
    purpose = models.TextField(_("What the programme should change"))
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    created_by = models.ForeignKey("marketplace.User", null=True, on_delete=models.SET_NULL, related_name="+")
    approved_by = models.ForeignKey(
        "marketplace.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year", "title"], name="a_programme_is_named_once"
            ),
            models.CheckConstraint(
                name="programme_year_is_real", condition=models.Q(year__range=(2024, 2099))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.year})"

    def get_absolute_url(self) -> str:
        return reverse("procurement:programme", args=[self.public_id])
