"""Strategic technologies: the versioned lists, who answers for each, and what was set as objective."""

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.models.base import Row
from marketplace.models.sources import (
    Certainty,
    InForce,
    Named,
    Sourced,
    ends_after_it_begins,
    in_reader_language,
)


class ReferenceAgency(Named, Sourced):
    """A ministry or State agency as the law names it: a reference row, not an organisation of the portal."""

    class Kind(models.TextChoices):
        MINISTRY = "ministry", _("Ministry")
        MINISTERIAL = "ministerial", _("Ministerial-level agency")
        GOVERNMENT = "government", _("Government agency")
        SOCIO_POLITICAL = "socio_political", _("Socio-political organisation")

    code = models.CharField(max_length=8, primary_key=True)
    kind = models.CharField(max_length=16, choices=Kind)
    register_codes = models.CharField(max_length=40, blank=True)
    note_vi = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["code"]

    @property
    def note(self) -> str:
        return in_reader_language(self, "note")


class TechnologyList(Named, Sourced, InForce):
    """A decision of the Prime Minister that lists strategic technologies, for as long as it is in force."""

    code = models.CharField(max_length=20, primary_key=True)

    class Meta:
        ordering = ["-in_force_from"]
        constraints = [ends_after_it_begins("technology_list_ends_after_it_begins")]


class TechnologyGroup(Named, Sourced):
    """A group of technologies in one list: `G01` of the current, `H01` of the earlier one."""

    code = models.CharField(max_length=8, primary_key=True)
    list = models.ForeignKey(TechnologyList, on_delete=models.PROTECT, related_name="groups")

    class Meta:
        ordering = ["code"]


class StrategicTechnologyQuerySet(models.QuerySet[Any]):
    """Technologies by the list that was in force."""

    def current(self, on: date) -> Self:
        """Technologies of the list in force on a day."""
        lists = TechnologyList.objects.in_force(on)
        return self.filter(list__in=lists)


class StrategicTechnology(Named, Sourced):
    """A strategic technology product of one list. `certainty` is its name's; the group may be our reading."""

    class LeadBasis(models.TextChoices):
        DECIDED = "decided", _("named in a decision")
        INFERRED = "inferred", _("inferred from the tasks of Decision 808/QĐ-TTg")
        AMBIGUOUS = "ambiguous", _("the tasks of Decision 808/QĐ-TTg fit more than one agency")
        NOT_FOUND = "not_found", _("not found in any source")

    code = models.CharField(max_length=12, primary_key=True)
    list = models.ForeignKey(TechnologyList, on_delete=models.PROTECT, related_name="technologies")
    group = models.ForeignKey(TechnologyGroup, on_delete=models.PROTECT, related_name="technologies")
    group_certainty = models.CharField(max_length=1, choices=Certainty)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    tier = models.PositiveSmallIntegerField(null=True, blank=True)
    lead_basis = models.CharField(max_length=10, choices=LeadBasis)
    lead_certainty = models.CharField(max_length=1, choices=Certainty)
    lead_note_vi = models.CharField(max_length=300, blank=True)
    lead_note_en = models.CharField(max_length=300, blank=True)

    objects: ClassVar[Any] = StrategicTechnologyQuerySet.as_manager()

    class Meta:
        verbose_name = _("strategic technology")
        ordering = ["-list__in_force_from", "number", "code"]

    @property
    def lead_note(self) -> str:
        return in_reader_language(self, "lead_note")

    def get_absolute_url(self) -> str:
        return reverse("marketplace:technology", args=[self.code])


class StrategicTask808(Named, Sourced):
    """One of the twenty tasks of Decision 808/QĐ-TTg, each with the agency that leads it."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    lead = models.ForeignKey(ReferenceAgency, on_delete=models.PROTECT, related_name="tasks")

    class Meta:
        ordering = ["number"]


class TechnologyTask(models.Model):
    """Which task of Decision 808 speaks of which technology: our reading of both wordings."""

    technology = models.ForeignKey(StrategicTechnology, on_delete=models.CASCADE, related_name="task_links")
    task = models.ForeignKey(StrategicTask808, on_delete=models.PROTECT, related_name="technology_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["technology", "task"], name="one_link_per_technology_and_task")
        ]


class Responsibility(Sourced):
    """Which agency answers for a technology, as leader or as coordinator, and how that is known."""

    class Role(models.TextChoices):
        LEAD = "lead", _("Lead agency")
        COORDINATES = "coordinates", _("Coordinating agency")

    technology = models.ForeignKey(
        StrategicTechnology, on_delete=models.CASCADE, related_name="responsibilities"
    )
    agency = models.ForeignKey(ReferenceAgency, on_delete=models.PROTECT, related_name="responsibilities")
    role = models.CharField(max_length=12, choices=Role, default=Role.LEAD)
    basis = models.CharField(max_length=10, choices=StrategicTechnology.LeadBasis)

    class Meta:
        verbose_name_plural = "responsibilities"
        constraints = [
            models.UniqueConstraint(
                fields=["technology", "agency", "role"], name="one_responsibility_per_agency_and_role"
            )
        ]


class Objective(Row):
    """What a ministry wants a technology to reach by a year. Entered by the ministry, never invented.

    No official objectives for 2026 or 2031 were found in any source: the table begins empty.
    """

    technology = models.ForeignKey(StrategicTechnology, on_delete=models.PROTECT, related_name="objectives")
    agency = models.ForeignKey(ReferenceAgency, on_delete=models.PROTECT, related_name="objectives")
    year = models.PositiveSmallIntegerField()
    statement_vi = models.CharField(max_length=300)
    statement_en = models.CharField(max_length=300, blank=True)
    target = models.CharField(max_length=60)
    unit = models.CharField(max_length=60)
    source = models.CharField(max_length=400)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["year", "pk"]

    @property
    def statement(self) -> str:
        return in_reader_language(self, "statement")


class TrlLevel(Named, Sourced):
    """A technology readiness level, 1 to 9: the standard scale; no Vietnamese legal text was found."""

    level = models.PositiveSmallIntegerField(primary_key=True)
    phase_vi = models.CharField(max_length=60)
    phase_en = models.CharField(max_length=60)

    class Meta:
        ordering = ["level"]
        constraints = [
            models.CheckConstraint(name="trl_is_one_to_nine", condition=models.Q(level__range=(1, 9)))
        ]

    @property
    def phase(self) -> str:
        return in_reader_language(self, "phase")
