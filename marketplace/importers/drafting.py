"""A whole file into drafts: one transaction for some rows, one savepoint for each, one report for all."""

import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from django.db import transaction

from marketplace.domain.listings import draft_listing
from marketplace.errors import Refusal
from marketplace.importers.fields import ForeignListing, is_known, read_listing
from marketplace.importers.progress import ProgressBar
from marketplace.importers.report import Report
from marketplace.importers.rows import SourceRow, read_rows
from marketplace.models import Listing, Organisation
from marketplace.policies import Actor

BATCH: Final = 200  # rows between two commits: few enough that a crash costs seconds

Key = tuple[str, str]  # source and the record's id there


class ListingImport:
    """Drafts the rows of one file for one organisation, and remembers which records it met."""

    def __init__(
        self, organisation: Organisation, *, by: Actor, report: Report, source: str = "", language: str = ""
    ) -> None:
        self.organisation, self.by, self.report = organisation, by, report
        self.source, self.language = source, language
        self.met: set[Key] = set()

    def run(self, path: Path, *, progress: ProgressBar, limit: int | None = None) -> Report:
        """Draft every row that can be drafted. A dry run does the same and takes each batch back.

        Refuses a whole file as `read_rows` does; a refused row is a line of the report.
        """
        began = time.monotonic()
        rows = islice(read_rows(path, known=is_known, advance=progress.advance), limit)
        for batch in _batches(rows):
            with transaction.atomic():
                self._draft_batch(batch, progress)
                if self.report.is_dry_run:
                    transaction.set_rollback(True)
        progress.close()
        self.report.seconds += time.monotonic() - began
        return self.report

    def _draft_batch(self, batch: list[SourceRow], progress: ProgressBar) -> None:
        read = [(row.line, self._read(row)) for row in batch]
        here = _already_here([foreign for _, foreign in read if isinstance(foreign, ForeignListing)])
        for line, foreign in read:
            self.report.rows += 1
            if isinstance(foreign, str):
                self.report.refuse(foreign, line)
            else:
                self._draft(line, foreign, here)
            progress.count()

    def _read(self, row: SourceRow) -> ForeignListing | str:
        """The row as fields, or the code of its refusal."""
        if row.broken:
            return row.broken
        try:
            return read_listing(row.fields, source=self.source, language=self.language)
        except Refusal as refusal:
            return _reason(refusal)

    def _draft(self, line: int, foreign: ForeignListing, here: set[Key]) -> None:
        key = (foreign.source, foreign.source_id)
        if key in here or key in self.met:
            self.met.add(key)
            self.report.already_here += 1
            return
        try:
            with transaction.atomic():  # a savepoint: what this row breaks, it alone loses
                listing = draft_listing(self.organisation, by=self.by, kind=foreign.kind, **foreign.words)
        except Refusal as refusal:
            self._refuse(line, refusal)
            return
        self.met.add(key)
        self.report.drafted += 1
        self.report.count_gaps(listing.gaps())
        for name, code in foreign.left_out.items():
            self.report.leave_out(name, code, line)

    def _refuse(self, line: int, refusal: Refusal) -> None:
        # Somebody else imported the record since we looked.
        if refusal.code == "listing_drafted_before":
            self.report.already_here += 1
        else:
            self.report.refuse(_reason(refusal), line)


def _reason(refusal: Refusal) -> str:
    """The code, with the field that it is about: `import_text_too_long: title`."""
    name = refusal.facts.get("field", "")
    return f"{refusal.code}: {name}" if name else refusal.code


def _batches(rows: Iterable[SourceRow]) -> Iterator[list[SourceRow]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _already_here(batch: list[ForeignListing]) -> set[Key]:
    """Which of these records have a listing, whoever's it is: one record is one listing."""
    found = Listing.objects.filter(
        source__in={foreign.source for foreign in batch},
        source_id__in=[foreign.source_id for foreign in batch],
    )
    return set(found.values_list("source", "source_id"))
