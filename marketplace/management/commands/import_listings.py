"""`manage.py import_listings FILE --organisation CODE`: drafts from a file of listings, safe to repeat."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from marketplace.domain.clock import portal_mark
from marketplace.errors import Refusal
from marketplace.identifiers import TAX_SCHEME
from marketplace.models import Membership, Organisation, Portal
from marketplace.phrases import sentence
from marketplace.policies import Actor, actor_for, is_platform
from marketplace.states import Who

# Neighbours on this floor are strangers (pyproject.toml), so they are called by name.
_IMPORT = "marketplace.importers.drafting.ListingImport"
_PUBLISH = "marketplace.importers.publishing.publish_whole"
_PROGRESS = "marketplace.importers.progress.ProgressBar"
_REPORT = "marketplace.importers.report.Report"


class Command(BaseCommand):
    help = (
        "Draft listings from JSON lines (.jsonl) or CSV (.csv, .tsv), for one organisation. Safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="UTF-8, with or without byte order mark")
        parser.add_argument("--organisation", required=True, help="tax code or public id of the lister")
        parser.add_argument(
            "--by", default="", help="e-mail of its owner or editor; its first owner otherwise"
        )
        parser.add_argument("--dry-run", action="store_true", help="do everything, keep nothing")
        parser.add_argument("--limit", type=int, help="read only so many rows")
        parser.add_argument("--source", default="", help="the source of records that do not name theirs")
        parser.add_argument(
            "--language",
            choices=["vi", "en"],
            default="",
            help="of the texts; told by their letters otherwise",
        )
        parser.add_argument("--report", type=Path, help="write the report as JSON here too")
        parser.add_argument(
            "--publish", action="store_true", help="trial databases only: publish what has no gap"
        )
        parser.add_argument("--moderator", default="", help="e-mail of the moderator who publishes")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(_("There is no file %(path)s.") % {"path": path})
        organisation = self._organisation(options["organisation"])
        lister = self._lister(organisation, options["by"])
        moderator = self._moderator(options) if options["publish"] else None
        try:
            report = self._import(path, organisation, lister, moderator, options)
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from None
        self.stdout.write(report.to_text())
        if options["report"]:
            content = {"file": path.name, **report.to_dict()}
            options["report"].write_text(
                json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
            )

    def _import(
        self,
        path: Path,
        organisation: Organisation,
        lister: Actor,
        moderator: Actor | None,
        options: dict[str, Any],
    ) -> Any:
        report = import_string(_REPORT)(is_dry_run=options["dry_run"])
        progress = import_string(_PROGRESS)(self.stderr, path.stat().st_size)
        words = {"source": options["source"], "language": options["language"]}
        listings = import_string(_IMPORT)(organisation, by=lister, report=report, **words)
        listings.run(path, progress=progress, limit=options["limit"])
        if moderator is not None:
            import_string(_PUBLISH)(listings, moderator=moderator)
        return report

    def _organisation(self, code: str) -> Organisation:
        digits = "".join(code.split()).removeprefix("VN-TIN-")
        wanted = Q(identifiers__scheme=TAX_SCHEME, identifiers__value=digits)
        public_id = _uuid(code)
        if public_id is not None:
            wanted = Q(public_id=public_id)
        organisation = Organisation.objects.filter(wanted).first()
        if organisation is None:
            raise CommandError(_("No organisation has the tax code or public id %(code)s.") % {"code": code})
        if not organisation.may_list:
            raise CommandError(sentence(Refusal("organisation_may_not_list")))
        return organisation

    def _lister(self, organisation: Organisation, email: str) -> Actor:
        holders = organisation.holders(Who.OWNER, Who.EDITOR)
        user = (
            holders.filter(email=email.lower()).first() if email else organisation.holders(Who.OWNER).first()
        )
        if user is None:
            raise CommandError(
                _("%(who)s is no owner or editor of this organisation.") % {"who": email or "–"}
            )
        return actor_for(user, organisation)

    def _moderator(self, options: dict[str, Any]) -> Actor:
        if portal_mark() != Portal.Mark.TRIAL:
            raise CommandError(sentence(Refusal("import_publish_only_trial", mark=portal_mark())))
        if options["dry_run"]:
            raise CommandError(_("A dry run publishes nothing: leave out --publish or --dry-run."))
        held = Membership.objects.filter(
            user__email=options["moderator"].lower(), user__is_active=True, role=Who.MODERATOR
        )
        for membership in held.select_related("user", "organisation"):
            actor = actor_for(membership.user, membership.organisation)
            if is_platform(actor, Who.MODERATOR):
                return actor
        raise CommandError(_("--publish needs --moderator, the e-mail of a moderator of the portal."))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
