"""`manage.py load_demo`: play the demo's small country into an empty database, once."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from marketplace.errors import Refusal
from marketplace.phrases import sentence

# Neighbours on this floor are strangers (pyproject.toml), so they are called by name.
_STAGE = "marketplace.demo.stage.Stage"
_IS_PLAYED = "marketplace.demo.stage.is_played"
_TABLE = "marketplace.demo.signing_in.sign_in_table"


class Command(BaseCommand):
    help = "Load the demo's people, listings and orders into an empty database, and mark it “demo”. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--table", action="store_true", help="only print who to sign in as")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["table"]:
            self._load()
        self.stdout.write(import_string(_TABLE)())

    def _load(self) -> None:
        if import_string(_IS_PLAYED)():
            self.stdout.write(_("The demo is already here."))
            return
        stage = import_string(_STAGE)()
        for path in settings.DEMO_LOADERS:
            import_string(path)(stage)
        try:
            stage.play()
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from refusal
        if sys.stderr.isatty():
            self.stderr.write(_("Scenes played: %(count)s") % {"count": len(stage.entries)})
