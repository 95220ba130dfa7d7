"""`manage.py mark_portal demo`: say once, and for good, what this database is for."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.domain.clock import portal_mark, set_portal_mark
from marketplace.errors import Refusal
from marketplace.models import Portal
from marketplace.phrases import sentence


class Command(BaseCommand):
    help = "Mark this database: production, demo, trial, test or simulation. The mark never changes again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("mark", choices=Portal.Mark.values)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            set_portal_mark(options["mark"])
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from None
        self.stdout.write(f"This database is marked “{portal_mark()}”.")
