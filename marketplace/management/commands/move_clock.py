"""`manage.py move_clock --days 3`: let time pass in a demo, test or simulation, and play what became due."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import import_string

from marketplace.deadlines import in_viet_nam
from marketplace.domain.clock import move_clock
from marketplace.errors import Refusal
from marketplace.phrases import sentence


class Command(BaseCommand):
    help = "Move the portal's clock forward, then play every event whose time has come."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=float, default=0)
        parser.add_argument("--hours", type=float, default=0)
        parser.add_argument("--no-play", action="store_true", help="leave due events to the worker")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            at = move_clock(timedelta(days=options["days"], hours=options["hours"]))
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from None
        self.stdout.write(f"It is now {in_viet_nam(at):%d/%m/%Y %H:%M} in Viet Nam.")
        if not options["no_play"]:
            played = sum(import_string(path)() for path in settings.PLAY_DUE)
            self.stdout.write(f"Events played: {played}.")
