"""`manage.py import_listings`: who may, where it publishes, and the whole real file."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from marketplace.domain.clock import set_portal_mark
from marketplace.domain.listing_parts import add_claim
from marketplace.domain.listings import edit_listing
from marketplace.importers.drafting import ListingImport
from marketplace.importers.progress import ProgressBar
from marketplace.importers.report import Report
from marketplace.models import Gate, JournalEntry, Listing, Organisation, StrategicTechnology, User
from marketplace.policies import actor_for
from marketplace.states import ListingStatus
from tests.marketplace.import_rows import RECORD, lines, with_

PRODUCTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "tech_products.jsonl"


def import_by_command(path: Path, *options: str, **words: Any) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_listings", str(path), *options, stdout=out, stderr=err, **words)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def rows_file(tmp_path: Path) -> Path:
    path = tmp_path / "products.jsonl"
    path.write_text(lines(RECORD, with_(source_id="43", title=None)), encoding="utf-8")
    return path


def test_the_command_finds_the_lister_by_tax_code_and_writes_its_report(
    rows_file: Path, firm: Organisation, owner: User, tmp_path: Path
):
    code = firm.identifiers.get(scheme="VN-TIN").value

    _, progress = import_by_command(
        rows_file, "--organisation", code, "--report", str(tmp_path / "report.json")
    )

    report = json.loads((tmp_path / "report.json").read_text())
    assert (report["drafted"], report["refused_by_reason"]) == (
        1,
        {"import_title_missing": {"count": 1, "first_lines": [2]}},
    )
    assert progress.startswith("100%")


def test_the_command_refuses_a_stranger_and_an_agency(
    rows_file: Path, firm: Organisation, agency: Organisation, officer: User, owner: User
):
    with pytest.raises(CommandError):
        import_by_command(rows_file, "--organisation", str(firm.public_id), "--by", officer.email)
    with pytest.raises(CommandError):
        import_by_command(rows_file, "--organisation", str(agency.public_id))

    assert Listing.objects.count() == 0


def test_publishing_is_refused_outside_a_trial(
    rows_file: Path, firm: Organisation, owner: User, moderator: User
):
    options = ["--organisation", str(firm.public_id), "--publish", "--moderator", moderator.email]

    with pytest.raises(CommandError):
        import_by_command(rows_file, *options)

    assert Listing.objects.count() == 0


def test_in_a_trial_only_drafts_without_gaps_are_published_and_the_gates_stand_open(
    rows_file: Path, foreign_firm: Organisation, foreign_owner: User, moderator: User
):
    set_portal_mark("trial")
    options = ["--organisation", str(foreign_firm.public_id), "--publish", "--moderator", moderator.email]
    import_by_command(rows_file, *options)
    assert Listing.objects.get().status == ListingStatus.DRAFT

    fill_by_hand(Listing.objects.get(), foreign_owner)
    import_by_command(rows_file, *options)

    assert Listing.objects.get().status == ListingStatus.PUBLISHED
    assert set(Gate.objects.filter(is_on=False).values_list("code", flat=True)) >= {
        "listing_domestic",
        "listing_tax_code",
    }
    switched = JournalEntry.objects.filter(verb="gate.switched_off")
    assert {entry.because for entry in switched} == {"trial database: nothing in it is an offer to the State"}
    assert switched.count() == 2


def fill_by_hand(listing: Listing, person: User) -> None:
    """What the source does not know, and a person must add."""
    by = actor_for(person, listing.organisation)
    edit_listing(
        listing, by=by, summary_en="Salt, measured.", technology=StrategicTechnology.objects.first(), trl=7,
        price_minor=1_000_000, price_unit="probe", tax="included", origin="abroad",
    )  # fmt: skip
    add_claim(listing, by=by, text="Measures to 0.1 g/l")


# --- the real file ------------------------------------------------------------------------------------
@pytest.mark.shared
def test_every_real_product_is_drafted_once(firm: Organisation, owner: User):
    if not PRODUCTS.is_file():
        pytest.skip("the real products (../shared/data) are not beside the project")

    def run(*, dry_run: bool) -> Report:
        listings = ListingImport(firm, by=actor_for(owner, firm), report=Report(is_dry_run=dry_run))
        return listings.run(PRODUCTS, progress=ProgressBar(io.StringIO(), PRODUCTS.stat().st_size))

    dry, real, again = run(dry_run=True), run(dry_run=False), run(dry_run=False)

    assert (real.rows, real.drafted + real.refused_count) == (3321, 3321)
    assert dry.to_dict() | {"seconds": 0, "dry_run": False} == real.to_dict() | {"seconds": 0}
    assert (again.drafted, again.already_here) == (0, real.drafted)
    assert real.seconds < 60
    assert Listing.objects.count() == real.drafted
