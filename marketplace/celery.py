"""The worker's application. Loaded by `marketplace.apps`, so that no verb imports it."""

import os
from pathlib import Path

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.base")

app = Celery("first_customer")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def make_folders(sender: Celery, **kwargs: object) -> None:
    """The file-system broker needs its folders before the first message."""
    options = sender.conf.broker_transport_options or {}
    for name in ("data_folder_in", "data_folder_out", "control_folder"):
        if name in options:
            Path(options[name]).mkdir(parents=True, exist_ok=True)


@worker_init.connect
def look_before_working(**kwargs: object) -> None:
    """A production worker does not start on a demo's database, or with a moved clock."""
    from marketplace.checks import refuse_unsafe_start  # noqa: PLC0415  # the registry is ready only now

    refuse_unsafe_start()
