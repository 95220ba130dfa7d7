"""What was typed and not yet sent, and which forms were already sent."""

from django.db import models

from marketplace.models.base import PortalTimeField


class Draft(models.Model):
    """A person's unsent words for one form. Never a bid: those live in the bidder's browser alone."""

    user = models.ForeignKey("marketplace.User", on_delete=models.CASCADE, related_name="drafts")
    path = models.CharField(max_length=300)
    fields = models.JSONField(default=dict)
    saved_at = PortalTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="one_draft_per_form")]


class SentForm(models.Model):
    """A form that was already acted on: its second arrival answers with the first one's page."""

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey("marketplace.User", null=True, on_delete=models.CASCADE, related_name="+")
    location = models.CharField(max_length=300)
    sent_at = PortalTimeField()
