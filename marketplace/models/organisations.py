"""Who lists, who buys: organisations, their identifiers, and how they were verified."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace import identifiers
from marketplace.models.attachments import Attachment
from marketplace.models.base import Row
from marketplace.models.folding import FoldedField
from marketplace.models.people import Membership, User
from marketplace.states import OrganisationStatus, Who


class Organisation(Row):
    """An agency, a firm, a university: whoever lists, asks, orders, delivers or runs the portal."""

    class Kind(models.TextChoices):
        AGENCY = "agency", _("State agency")
        ENTERPRISE = "enterprise", _("Enterprise")
        COOPERATIVE = "cooperative", _("Cooperative")
        HOUSEHOLD = "household", _("Household business")
        INDIVIDUAL = "individual", _("Individual inventor or group")
        UNIVERSITY = "university", _("University or research institute")
        ASSOCIATION = "association", _("Association")
        PLATFORM = "platform", _("The portal's operator")

    class Sector(models.TextChoices):
        """Main activity, as the law on enterprise size divides it (Decree 80/2021 art. 5)."""

        PRODUCTION = "agri_industry_construction", _("Agriculture, industry, construction")
        SERVICES = "trade_services", _("Trade and services")

    class Size(models.TextChoices):
        UNKNOWN = "", _("Not stated")
        MICRO = "micro", _("Micro enterprise")
        SMALL = "small", _("Small enterprise")
        MEDIUM = "medium", _("Medium enterprise")
        LARGE = "large", _("Large enterprise")

    class Status(models.TextChoices):
        REGISTERED = OrganisationStatus.REGISTERED.value, _("Waiting for verification")
        VERIFIED = OrganisationStatus.VERIFIED.value, _("Verified")
        REJECTED = OrganisationStatus.REJECTED.value, _("Rejected")
        SUSPENDED = OrganisationStatus.SUSPENDED.value, _("Suspended")

    BUYERS: ClassVar = {Kind.AGENCY}
    LISTERS: ClassVar = {
        Kind.ENTERPRISE,
        Kind.COOPERATIVE,
        Kind.HOUSEHOLD,
        Kind.INDIVIDUAL,
        Kind.UNIVERSITY,
        Kind.ASSOCIATION,
    }

    kind = models.CharField(_("Kind of organisation"), max_length=12, choices=Kind)
    name_vi = models.CharField(_("Name in Vietnamese"), max_length=250)
    name_en = models.CharField(_("Name in English"), max_length=250, blank=True)
    province = models.ForeignKey(
        "marketplace.Province",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("Province or city"),
    )
    address = models.CharField(_("Address"), max_length=300, blank=True)
    website = models.URLField(_("Website"), blank=True)
    sector = models.CharField(_("Main activity"), max_length=30, choices=Sector, blank=True)
    insured_staff = models.PositiveIntegerField(
        _("Employees with social insurance, yearly average"), null=True, blank=True
    )
    revenue_minor = models.BigIntegerField(_("Revenue of last year (dong)"), null=True, blank=True)
    capital_minor = models.BigIntegerField(_("Total capital (dong)"), null=True, blank=True)
    size = models.CharField(_("Size"), max_length=6, choices=Size, blank=True, default="", editable=False)
    is_registered_in_vietnam = models.BooleanField(_("Registered in Viet Nam"), default=True)
    domestic_ownership_percent = models.PositiveSmallIntegerField(
        _("Domestic ownership (%)"), null=True, blank=True
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.REGISTERED)
    suspended_until = models.DateField(null=True, blank=True)
    status_reason = models.TextField(blank=True)
    folded = FoldedField(of=("name_vi", "name_en"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="organisation_suspended_until_a_day",
                condition=~models.Q(status="suspended") | models.Q(suspended_until__isnull=False),
            ),
            models.CheckConstraint(
                name="ownership_is_a_percentage",
                condition=models.Q(domestic_ownership_percent=None)
                | models.Q(domestic_ownership_percent__range=(0, 100)),
            ),
            models.CheckConstraint(
                name="organisation_figures_not_negative",
                condition=(models.Q(revenue_minor=None) | models.Q(revenue_minor__gte=0))
                & (models.Q(capital_minor=None) | models.Q(capital_minor__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language, Vietnamese when there is no other."""
        return (self.name_en if get_language() == "en" else "") or self.name_vi

    @property
    def is_verified(self) -> bool:
        return self.status == self.Status.VERIFIED

    @property
    def may_buy(self) -> bool:
        return self.kind in self.BUYERS

    @property
    def may_list(self) -> bool:
        return self.kind in self.LISTERS

    @property
    def public_identifiers(self) -> list["Identifier"]:
        """Its numbers, without a citizen's own: the twelve digits of a person are nobody else's business."""
        return [identifier for identifier in self.identifiers.all() if not identifier.is_personal]

    def get_absolute_url(self) -> str:
        return reverse("marketplace:organisation", args=[self.public_id])

    def holders(self, *roles: Who) -> models.QuerySet[User]:
        """Active people who hold one of these roles here."""
        return User.objects.filter(
            pk__in=Membership.objects.filter(organisation=self, role__in=[r.value for r in roles]).values(
                "user_id"
            ),
            is_active=True,
        ).order_by("pk")


class Identifier(Row):
    """A number under which a register knows the organisation: scheme by org-id.guide, `VN-TIN` first."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("Scheme"), max_length=20, default="VN-TIN")
    value = models.CharField(_("Number"), max_length=40)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="an_identifier_names_one_organisation"),
            models.UniqueConstraint(fields=["organisation", "scheme"], name="one_number_per_scheme"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"

    @property
    def is_personal(self) -> bool:
        return identifiers.Identifier(self.scheme, self.value).is_personal


class Verification(Row):
    """A registrar's look at an organisation: what was shown, what was decided, and why."""

    class Decision(models.TextChoices):
        WAITING = "", _("Waiting")
        VERIFIED = "verified", _("Verified")
        REJECTED = "rejected", _("Rejected")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="verifications")
    statement = models.TextField(_("What the documents show"), blank=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    reasons = models.TextField(_("Reasons"), blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(decision=""), name="one_open_verification"
            ),
        ]


class VerificationDocument(Row):
    """A file shown for one verification: a certificate of registration, a decision that founded the body."""

    verification = models.ForeignKey(Verification, on_delete=models.CASCADE, related_name="documents")
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["verification", "attachment"], name="a_document_is_shown_once"),
        ]
