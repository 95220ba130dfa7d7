"""The first customer buys."""

from django.apps import AppConfig


class ProcurementConfig(AppConfig):
    name = "procurement"
    verbose_name = "First Customer: procurement"

    def ready(self) -> None:
        # Imports wait until Django's registry is ready.
        from marketplace.domain import journal  # noqa: PLC0415
        from procurement.domain import review_letters  # noqa: PLC0415

        journal.subscribe("review.opened", "review_letters", review_letters.invite_reviewers)
