"""What hangs on a listing: claims with their evidence, certificates, images and documents."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.models.attachments import Attachment
from marketplace.models.base import Row
from marketplace.models.listings import Listing


class Claim(Row):
    """One promise of a listing, its figure, and how far it is proved. Each claim has a level of its own."""

    class Level(models.IntegerChoices):
        """Levels 3 to 5 are given by a third party, an acceptance and a second buyer, never by the lister."""

        DECLARED = 1, _("Declared")
        DOCUMENTED = 2, _("Documented")
        THIRD_PARTY = 3, _("Verified by a third party")
        MEASURED = 4, _("Measured at acceptance")
        CONFIRMED = 5, _("Confirmed by a second buyer")

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="claims")
    text = models.CharField(_("What you promise"), max_length=250)
    figure = models.CharField(_("Figure"), max_length=60, blank=True)
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.DECLARED)
    source = models.CharField(_("Source"), max_length=250, blank=True)
    attachment = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(name="claim_level_from_1_to_5", condition=Q(level__gte=1, level__lte=5)),
            models.CheckConstraint(
                name="a_documented_claim_has_its_document",
                condition=~Q(level=2) | Q(attachment__isnull=False),
            ),
        ]


class Certificate(Row):
    """A certificate that a product holds, and until when."""

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="certificates")
    name = models.CharField(_("Certificate"), max_length=200)
    number = models.CharField(_("Number"), max_length=80, blank=True)
    issuer = models.CharField(_("Issued by"), max_length=200)
    expires_on = models.DateField(_("Valid until"), null=True, blank=True)
    attachment = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("pk",)


class ListingFile(Row):
    """An image or a document shown on a listing's page."""

    class Role(models.TextChoices):
        IMAGE = "image", _("Image")
        DOCUMENT = "document", _("Document")

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="files")
    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=8, choices=Role)
    alt_vi = models.CharField(_("What the image shows, in Vietnamese"), max_length=250, blank=True)
    alt_en = models.CharField(_("What the image shows, in English"), max_length=250, blank=True)
    title = models.CharField(_("Title of the document"), max_length=200, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="an_image_says_what_it_shows",
                condition=~Q(role="image") | (~Q(alt_vi="") & ~Q(alt_en="")),
            ),
        ]

    @property
    def alt(self) -> str:
        return self.alt_en if get_language() == "en" else self.alt_vi

    @property
    def is_image(self) -> bool:
        return self.role == self.Role.IMAGE
