"""`manage.py open_trial_gates --by E-MAIL`: in a trial, let listings come from abroad and without a tax code."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.domain.gates import open_trial_gates
from marketplace.errors import Refusal
from marketplace.models import Membership, Organisation
from marketplace.phrases import sentence
from marketplace.policies import NOBODY, actor_for


class Command(BaseCommand):
    help = (
        "Switch off the gates “domestic” and “tax code”. Only in a database marked trial; every page says so."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", required=True, help="e-mail of a moderator or registrar of the portal")

    def handle(self, *args: Any, **options: Any) -> None:
        held = Membership.objects.filter(
            user__email=options["by"].lower(), organisation__kind=Organisation.Kind.PLATFORM
        )
        first = held.select_related("user", "organisation").first()
        by = actor_for(first.user, first.organisation) if first else NOBODY
        try:
            opened = open_trial_gates(by=by)
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from None
        self.stdout.write(", ".join(opened) or "–")
