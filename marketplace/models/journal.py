"""The spine: one append-only journal, and the deliveries that carry its entries to listeners."""

from django.db import models

from marketplace.models.base import AppendOnlyQuerySet, PortalTimeField, Row


class JournalEntry(models.Model):
    """One change of the world. Holds keys and facts, never a name, an address or free text.

    Database triggers refuse UPDATE and DELETE on both databases (see the migrations).
    """

    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    # Keys without a constraint: an entry outlives whom and what it names.
    actor_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    before = models.CharField(max_length=30, blank=True)
    after = models.CharField(max_length=30, blank=True)
    because = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(default=dict)
    is_public = models.BooleanField(default=True)
    hidden_until = models.DateTimeField(null=True)
    recorded_at = PortalTimeField()

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="journal_by_subject"),
            models.Index(fields=["verb", "id"], name="journal_by_verb"),
            models.Index(fields=["organisation_id", "id"], name="journal_by_organisation"),
        ]


class Delivery(models.Model):
    """One entry on its way to one listener. Claimed, then done; swept up when neither."""

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="deliveries")
    listener = models.CharField(max_length=60)
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "listener"], name="one_delivery_per_listener")
        ]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(done_at=None), name="deliveries_not_done"),
        ]


class Letter(Row):
    """One letter to one person about one fact. `fact` makes a second delivery write no second letter."""

    fact = models.CharField(max_length=120)
    recipient = models.ForeignKey(
        "marketplace.User", null=True, on_delete=models.CASCADE, related_name="letters"
    )
    address = models.EmailField()
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    url = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["fact", "address"], name="one_letter_per_person_per_fact")
        ]
