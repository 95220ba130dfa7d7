"""`manage.py open_portal_office NAME --owner E-MAIL`: who runs this portal; its owner invites the rest."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from marketplace.domain.portal_office import open_portal_office
from marketplace.errors import Refusal
from marketplace.models import User
from marketplace.phrases import sentence


class Command(BaseCommand):
    help = (
        "Open the organisation that runs the portal, once. Its owner signs up first, then invites the others."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="name in Vietnamese")
        parser.add_argument("--name-en", default="", help="name in English")
        parser.add_argument("--owner", required=True, help="e-mail of an account that exists")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = User.objects.filter(email=options["owner"].lower(), is_active=True).first()
        if owner is None:
            raise CommandError(_("Nobody has signed up with %(email)s.") % {"email": options["owner"]})
        try:
            office = open_portal_office(name_vi=options["name"], name_en=options["name_en"], owner=owner)
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from None
        self.stdout.write(f"{office.name} {office.public_id}")
