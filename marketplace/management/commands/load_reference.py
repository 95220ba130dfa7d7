"""`manage.py load_reference`: technologies, places, agencies, indicators, rules, methods from the files."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string


class Command(BaseCommand):
    help = "Load the reference rows of every package from reference/vietnam. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        columns = ("table", "created", "changed", "unchanged", "left behind")
        self.stdout.write("{:38} {:>8} {:>8} {:>10} {:>12}".format(*columns))
        for path in settings.REFERENCE_LOADERS:
            for table in import_string(path)():
                counts = (table.created, table.changed, table.unchanged, table.left_behind)
                self.stdout.write("{:38} {:>8} {:>8} {:>10} {:>12}".format(table.table, *counts))
