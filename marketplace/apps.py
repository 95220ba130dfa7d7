"""Putting the ground together: the worker's task takes over deliveries, listeners subscribe."""

from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    name = "marketplace"
    verbose_name = "First Customer: the ground"

    def ready(self) -> None:
        # Imports wait until Django's registry is ready.
        import marketplace.celery  # noqa: F401, PLC0415
        from marketplace import checks, tasks  # noqa: F401, PLC0415
        from marketplace.domain import journal, notifications  # noqa: PLC0415

        journal.deliver_with(tasks.deliver_entry.delay)
        journal.subscribe("", "letters", notifications.write_letters)
