"""What is offered to its first customer: a product, or a research result that could become one."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.models.base import Row
from marketplace.models.folding import FoldedField, fold
from marketplace.models.organisations import Organisation
from marketplace.money import LARGEST_AMOUNT, Money
from marketplace.states import ListingStatus

LANGUAGES = ("vi", "en")
_AMOUNT = [MinValueValidator(0), MaxValueValidator(LARGEST_AMOUNT)]
FOLDED = ("title_vi", "title_en", "summary_vi", "summary_en")


class ListingQuerySet(models.QuerySet["Listing"]):
    """Questions about many listings."""

    def public(self) -> "ListingQuerySet":
        """Published, by an organisation whose verification stands."""
        return self.filter(status=ListingStatus.PUBLISHED, organisation__status=Organisation.Status.VERIFIED)

    def matching(self, text: str) -> "ListingQuerySet":
        """Every word occurs in title or summary, with or without Vietnamese marks."""
        found = self
        for word in fold(text).split()[:8]:
            found = found.filter(folded__contains=word)
        return found


class Listing(Row):
    """One noun, two kinds: a product one can buy, or a research result one can take up."""

    class Kind(models.TextChoices):
        PRODUCT = "product", _("Product")
        RESEARCH_RESULT = "research_result", _("Research result")

    class ProductKind(models.TextChoices):
        GOODS = "goods", _("Goods")
        SOFTWARE = "software", _("Software")
        SERVICE = "service", _("Service")

    class Status(models.TextChoices):
        DRAFT = ListingStatus.DRAFT.value, _("Draft")
        SUBMITTED = ListingStatus.SUBMITTED.value, _("Being checked")
        PUBLISHED = ListingStatus.PUBLISHED.value, _("On offer")
        RETURNED = ListingStatus.RETURNED.value, _("Returned")
        WITHDRAWN = ListingStatus.WITHDRAWN.value, _("Withdrawn")
        EXPIRED = ListingStatus.EXPIRED.value, _("Expired")
        SUSPENDED = ListingStatus.SUSPENDED.value, _("Suspended")

    class Tax(models.TextChoices):
        INCLUDED = "included", _("VAT included")
        EXCLUDED = "excluded", _("VAT not included")
        EXEMPT = "exempt", _("Not subject to VAT")

    class Origin(models.TextChoices):
        """Where the product comes from, as a buyer must state it."""

        VIETNAM = "vietnam", _("Vietnamese origin")
        ASSEMBLED = "assembled", _("Finished in Viet Nam from imported parts")
        ABROAD = "abroad", _("Origin abroad")

    class InnovativeGround(models.TextChoices):
        """Why a product counts as innovative. Source: Decree 214/2025 art. 6(4)."""

        HIGH_TECH = "high_tech", _("On the list of high-technology products encouraged for development")
        STI_TASK = "sti_task", _("Result of a science, technology and innovation task, accepted")
        OWN_IP = "own_ip", _("Made under the maker's own patent, chip layout design or plant variety")
        OWN_SOFTWARE = "own_software", _("Software under the maker's own copyright")
        CHIP = "chip", _("Semiconductor chip")
        PRIZE = "prize", _("Product that won a science and technology prize")
        INNOVATION_CENTRE = "innovation_centre", _("Product of a member of an innovation centre")
        NEW_FROM_RESEARCH = (
            "new_from_research",
            _("New product from research and development, officially recognised"),
        )

    class IpStatus(models.TextChoices):
        NONE = "none", _("No right filed yet")
        FILED = "filed", _("Patent application filed")
        GRANTED = "granted", _("Patent granted")
        COPYRIGHT = "copyright", _("Copyright")
        LAYOUT = "layout", _("Layout design of a semiconductor circuit")
        PLANT_VARIETY = "plant_variety", _("Plant variety right")
        SECRET = "secret", _("Kept as a trade secret")

    class Deal(models.TextChoices):
        LICENCE = "licence", _("Licence")
        ASSIGNMENT = "assignment", _("Sale of the right")
        SPIN_OFF = "spin_off", _("Spin-off company")
        JOINT = "joint", _("Joint development")
        PILOT = "pilot", _("Pilot with a first customer")

    # Statuses in which the lister may change the text; what the public reads was looked at before.
    OPEN_TO_CHANGE: ClassVar = (Status.DRAFT, Status.RETURNED, Status.WITHDRAWN, Status.EXPIRED)

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="listings")
    kind = models.CharField(_("Kind of listing"), max_length=15, choices=Kind)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    created_by = models.ForeignKey("marketplace.User", null=True, on_delete=models.SET_NULL, related_name="+")
    submitted_by = models.ForeignKey(
        "marketplace.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    title_vi = models.CharField(_("Title in Vietnamese"), max_length=250, blank=True)
    title_en = models.CharField(_("Title in English"), max_length=250, blank=True)
    summary_vi = models.CharField(_("Summary in Vietnamese"), max_length=400, blank=True)
    summary_en = models.CharField(_("Summary in English"), max_length=400, blank=True)
    # For a research result this is its abstract.
    description_vi = models.TextField(_("Description in Vietnamese"), max_length=20_000, blank=True)
    description_en = models.TextField(_("Description in English"), max_length=20_000, blank=True)
    technology = models.ForeignKey(
        "marketplace.StrategicTechnology",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="listings",
        verbose_name=_("Strategic technology"),
    )
    trl = models.PositiveSmallIntegerField(
        _("Technology readiness level (TRL)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
    )

    # --- product ---------------------------------------------------------------------------
    product_kind = models.CharField(_("Kind of product"), max_length=8, choices=ProductKind, blank=True)
    price_minor = models.BigIntegerField(_("Price (dong)"), null=True, blank=True, validators=_AMOUNT)
    price_unit = models.CharField(_("Price per"), max_length=60, blank=True)
    pilot_price_minor = models.BigIntegerField(
        _("Price of a pilot (dong)"), null=True, blank=True, validators=_AMOUNT
    )
    tax = models.CharField(_("VAT"), max_length=8, choices=Tax, blank=True)
    price_note = models.CharField(_("What the price holds"), max_length=300, blank=True)
    origin = models.CharField(_("Origin"), max_length=9, choices=Origin, blank=True)
    domestic_cost_percent = models.DecimalField(
        _("Domestic share of production cost (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    domestic_cost_basis = models.CharField(_("How this share was worked out"), max_length=500, blank=True)
    innovative_ground = models.CharField(
        _("Ground for “innovative product”"), max_length=20, choices=InnovativeGround, blank=True
    )
    innovative_document = models.ForeignKey(
        "marketplace.Attachment", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    first_production_on = models.DateField(_("First production"), null=True, blank=True)

    # --- research result -------------------------------------------------------------------
    institution = models.CharField(_("Institution"), max_length=250, blank=True)
    inventors = models.TextField(_("Inventors"), max_length=2000, blank=True)
    funding = models.CharField(_("Funded by"), max_length=500, blank=True)
    ip_status = models.CharField(_("Intellectual property"), max_length=13, choices=IpStatus, blank=True)
    ip_numbers = models.CharField(_("Numbers of applications and patents"), max_length=300, blank=True)
    deal_sought = models.CharField(_("Deal sought"), max_length=10, choices=Deal, blank=True)
    comparison_vi = models.TextField(
        _("Compared with today's solution, in Vietnamese"), max_length=5000, blank=True
    )
    comparison_en = models.TextField(
        _("Compared with today's solution, in English"), max_length=5000, blank=True
    )

    # --- where an imported draft comes from ------------------------------------------------
    source = models.CharField(_("Source"), max_length=100, blank=True)
    source_id = models.CharField(max_length=200, blank=True)
    source_licence = models.CharField(_("Licence of the source"), max_length=200, blank=True)
    source_url = models.URLField(max_length=500, blank=True)

    # --- life --------------------------------------------------------------------------------
    # A researcher said that the draft is finished; the transfer office submits it.
    handed_over_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    check_due_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    renewed_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    expiry_reminded_at = models.DateTimeField(null=True, blank=True)
    # Words of the moderator to the lister; the journal holds only that there were some.
    status_reason = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    folded = FoldedField(of=FOLDED)

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="listing_status_is_known",
                condition=Q(status__in=[state.value for state in ListingStatus]),
            ),
            models.CheckConstraint(
                name="listing_trl_from_1_to_9", condition=Q(trl=None) | Q(trl__gte=1, trl__lte=9)
            ),
            models.CheckConstraint(
                name="listing_price_not_negative",
                condition=(Q(price_minor=None) | Q(price_minor__gte=0))
                & (Q(pilot_price_minor=None) | Q(pilot_price_minor__gte=0)),
            ),
            models.CheckConstraint(
                name="listing_domestic_cost_is_a_percentage",
                condition=Q(domestic_cost_percent=None)
                | Q(domestic_cost_percent__gte=0, domestic_cost_percent__lte=100),
            ),
            models.CheckConstraint(
                name="listing_published_has_its_days",
                condition=~Q(status="published") | Q(published_at__isnull=False, expires_at__isnull=False),
            ),
            models.CheckConstraint(
                name="listing_submitted_has_its_day",
                condition=~Q(status="submitted") | Q(submitted_at__isnull=False, check_due_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source=""), name="one_listing_per_source_record"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-published_at"], name="listings_by_publication"),
            models.Index(fields=["organisation", "status"], name="listings_by_organisation"),
            models.Index(fields=["status", "expires_at"], name="listings_by_expiry"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("marketplace:listing", args=[self.public_id])

    # --- words in the reader's language ------------------------------------------------------
    @property
    def language(self) -> str:
        """The language in which the reader is shown this listing: theirs, or the one there is."""
        wanted = "en" if get_language() == "en" else "vi"
        other = "vi" if wanted == "en" else "en"
        return wanted if getattr(self, f"title_{wanted}") or not getattr(self, f"title_{other}") else other

    def _words(self, name: str) -> str:
        other = "vi" if self.language == "en" else "en"
        return getattr(self, f"{name}_{self.language}") or getattr(self, f"{name}_{other}")

    @property
    def title(self) -> str:
        return self._words("title") or str(_("Untitled draft"))

    @property
    def summary(self) -> str:
        return self._words("summary")

    @property
    def description(self) -> str:
        return self._words("description")

    @property
    def comparison(self) -> str:
        return self._words("comparison")

    # --- questions about one row -------------------------------------------------------------
    @property
    def is_product(self) -> bool:
        return self.kind == self.Kind.PRODUCT

    @property
    def is_public(self) -> bool:
        return self.status == self.Status.PUBLISHED and self.organisation.is_verified

    @property
    def is_open_to_change(self) -> bool:
        return self.status in self.OPEN_TO_CHANGE

    @property
    def price(self) -> Money | None:
        return None if self.price_minor is None else Money(self.price_minor)

    @property
    def pilot_price(self) -> Money | None:
        return None if self.pilot_price_minor is None else Money(self.pilot_price_minor)

    @property
    def inventor_names(self) -> list[str]:
        return [line.strip() for line in self.inventors.splitlines() if line.strip()]

    def text_to_search(self) -> str:
        """What `folded` holds: titles and summaries of both languages."""
        return fold(" ".join(getattr(self, name) for name in FOLDED))

    def gaps(self) -> list[str]:
        """Codes of what is missing before it can be submitted; empty when nothing is. Reads its claims."""
        return [*self._language_gaps(), *self._common_gaps(), *self._kind_gaps(), *self._claim_gaps()]

    def _language_gaps(self) -> list[str]:
        """One language must be whole; the fuller one is asked for the rest."""
        names = ["title", "summary", "description", *([] if self.is_product else ["comparison"])]
        missing = {
            language: [name for name in names if not getattr(self, f"{name}_{language}").strip()]
            for language in LANGUAGES
        }
        return min(missing.values(), key=len)

    def _common_gaps(self) -> list[str]:
        wanted: dict[str, Any] = {"technology": self.technology_id, "trl": self.trl}
        return [name for name, value in wanted.items() if value is None]

    def _kind_gaps(self) -> list[str]:
        return self._product_gaps() if self.is_product else self._research_gaps()

    def _product_gaps(self) -> list[str]:
        has_price = self.price_minor is not None or self.pilot_price_minor is not None
        is_goods = self.product_kind == self.ProductKind.GOODS
        has_share = self.domestic_cost_percent is not None
        tests = {
            "product_kind": bool(self.product_kind),
            "price": has_price,
            "price_unit": self.price_minor is None or bool(self.price_unit),
            "tax": not has_price or bool(self.tax),
            "origin": bool(self.origin),
            # Preference for Vietnamese goods hangs on this share (Decree 214/2025 art. 6).
            "domestic_cost": has_share or not is_goods,
            "domestic_cost_basis": bool(self.domestic_cost_basis) or not has_share,
            "innovative_document": not self.innovative_ground or self.innovative_document_id is not None,
            "first_production": not self.innovative_ground or self.first_production_on is not None,
        }
        return [code for code, is_there in tests.items() if not is_there]

    def _research_gaps(self) -> list[str]:
        numbered = {
            self.IpStatus.FILED,
            self.IpStatus.GRANTED,
            self.IpStatus.LAYOUT,
            self.IpStatus.PLANT_VARIETY,
        }
        tests = {
            "institution": bool(self.institution),
            "inventors": bool(self.inventor_names),
            "funding": bool(self.funding),
            "ip_status": bool(self.ip_status),
            "ip_numbers": bool(self.ip_numbers) or self.ip_status not in numbered,
            "deal_sought": bool(self.deal_sought),
        }
        return [code for code, is_there in tests.items() if not is_there]

    def _claim_gaps(self) -> list[str]:
        return [] if self.pk and self.claims.exists() else ["claim"]
