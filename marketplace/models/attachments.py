"""Private files: what was uploaded, its hash, its scan, and whose it is."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.models.base import Row


class Attachment(Row):
    """One stored file. Whoever links it decides who reads it; unlinked, its uploader alone does."""

    class Scan(models.TextChoices):
        CLEAN = "clean", _("Scanned")
        INFECTED = "infected", _("Refused by the scanner")

    file = models.FileField(upload_to="attachments/%Y/%m")
    name = models.CharField(_("File name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    scan = models.CharField(max_length=10, choices=Scan, default=Scan.CLEAN)
    is_public = models.BooleanField(default=False)
    # For an image: the re-encoded widths, {"480": "path", …}; empty for every other file.
    widths = models.JSONField(default=dict, blank=True)
    organisation = models.ForeignKey(
        "marketplace.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_by = models.ForeignKey(
        "marketplace.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    @property
    def is_image(self) -> bool:
        return bool(self.widths)

    def get_absolute_url(self) -> str:
        return reverse("marketplace:attachment", args=[self.public_id])
