"""Listings from files: what is kept, what stays a gap, what is refused, and nothing twice."""

import io
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from marketplace.errors import Refusal
from marketplace.importers.drafting import ListingImport
from marketplace.importers.progress import ProgressBar
from marketplace.importers.report import Report
from marketplace.importers.texts import plain
from marketplace.models import JournalEntry, Listing, Organisation, User
from marketplace.policies import actor_for
from marketplace.states import ListingStatus
from tests.marketplace.import_rows import RECORD, lines, with_

Import = Callable[..., Report]


@pytest.fixture
def run_import(firm: Organisation, owner: User, tmp_path: Path) -> Import:
    """`run_import(content, name="rows.csv", dry_run=True)`: the report of importing this content."""

    def run(content: str | bytes, *, name: str = "rows.jsonl", dry_run: bool = False, **words: str) -> Report:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        listings = ListingImport(firm, by=actor_for(owner, firm), report=Report(is_dry_run=dry_run), **words)
        return listings.run(path, progress=ProgressBar(io.StringIO(), path.stat().st_size))

    return run


# --- what is kept -----------------------------------------------------------------------------------
def test_a_record_becomes_a_draft_that_keeps_its_source_id_licence_and_address(
    run_import: Import, firm: Organisation
):
    report = run_import(lines(RECORD))

    listing = Listing.objects.get()
    assert (report.drafted, report.refused_count) == (1, 0)
    assert listing.organisation == firm
    assert listing.status == ListingStatus.DRAFT
    assert (listing.source, listing.source_id) == ("A public catalogue", "42")
    assert (listing.source_licence, listing.source_url) == ("CC-BY-4.0", "https://example.org/probe")
    assert (listing.title_en, listing.product_kind) == ("Salinity probe", "software")


def test_facts_without_a_field_stand_below_the_description_as_the_sources_words(run_import: Import):
    run_import(lines(RECORD))

    assert Listing.objects.get().description_en.splitlines() == [
        "Measures salt in rivers.",
        "",
        "As the source says, not yet confirmed by the lister:",
        "- Maker: River Works",
        "- Licence of the product: MIT",
        "- Stage: nominee",
        "- Tags: water, salt",
        "- Date: 2014-04-15",
        "- Country: US",
    ]


def test_a_field_that_the_source_lacks_is_a_gap_and_stays_empty(run_import: Import):
    report = run_import(lines({"source": "S", "source_id": "1", "title": "Bare"}))

    listing = Listing.objects.get()
    assert listing.gaps() == [
        "summary", "description", "technology", "trl", "product_kind", "price", "origin", "claim"
    ]  # fmt: skip
    assert report.gaps["description"] == 1
    assert (listing.description_en, listing.trl, listing.price_minor, listing.origin) == ("", None, None, "")


def test_without_a_description_the_gap_is_not_hidden_by_other_facts(run_import: Import):
    report = run_import(lines(with_(description=None)))

    assert Listing.objects.get().description == ""
    assert report.left_out["import_no_description_to_hold_it"]["organisation"].count == 1


def test_the_drafts_are_made_by_the_verb_and_stand_in_the_journal(run_import: Import, owner: User):
    run_import(lines(RECORD))

    entry = JournalEntry.objects.get(verb="listing.drafted")
    assert (entry.actor_id, entry.is_public) == (owner.pk, False)


def test_vietnamese_words_go_to_the_vietnamese_fields_in_normal_form(run_import: Import):
    decomposed = "Cảm biến đo mặn"  # as some keyboards write it: letter, then mark

    run_import(lines(with_(title=unicodedata.normalize("NFD", decomposed), description=None)))

    listing = Listing.objects.get()
    assert (listing.title_vi, listing.title_en) == (decomposed, "")


def test_a_research_result_keeps_its_kind_and_a_level_of_readiness_is_read(run_import: Import):
    run_import(lines(with_(kind="research result", trl="TRL 5")))

    listing = Listing.objects.get()
    assert (listing.kind, listing.trl) == (Listing.Kind.RESEARCH_RESULT, 5)


def test_a_kind_that_the_portal_does_not_know_is_no_kind_of_product(run_import: Import):
    run_import(lines(with_(kind="Observability")))

    listing = Listing.objects.get()
    assert listing.product_kind == ""
    assert "- Kind: Observability" in listing.description_en.splitlines()


def test_half_an_address_is_left_out_and_said_so(run_import: Import):
    report = run_import(
        lines(with_(url="github.com/nasa/harmony"), with_(source_id="43", url="javascript:alert(1)"))
    )

    assert set(Listing.objects.values_list("source_url", flat=True)) == {""}
    assert report.left_out["import_address_unusable"]["url"].lines == [1, 2]


def test_an_empty_place_in_a_list_of_the_source_says_nothing(run_import: Import):
    run_import(lines(with_(tags=["water", None])))

    assert "- Tags: water" in Listing.objects.get().description_en.splitlines()


def test_a_column_that_means_nothing_here_is_counted(run_import: Import):
    report = run_import(lines(with_(unspsc="43232600")))

    assert report.left_out["import_column_unknown"]["unspsc"].count == 1


# --- CSV ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_csv_is_read_with_each_usual_delimiter_and_with_or_without_a_mark(
    run_import: Import, delimiter: str, mark: bytes
):
    rows = [
        "source_id,Tên sản phẩm,Mô tả".replace(",", delimiter),
        '7,"Bơm tưới",Chạy bằng nắng'.replace(",", delimiter),
    ]

    report = run_import(mark + "\r\n".join(rows).encode(), name="rows.csv", source="Our own table")

    listing = Listing.objects.get()
    assert report.drafted == 1
    assert (listing.source, listing.title_vi, listing.description_vi) == (
        "Our own table",
        "Bơm tưới",
        "Chạy bằng nắng",
    )


def test_a_quoted_cell_may_hold_delimiters_and_lines(run_import: Import):
    run_import('source,source_id,title,description\nS,1,"One, two","a\nb"\n', name="rows.csv")

    listing = Listing.objects.get()
    assert (listing.title_en, listing.description_en) == ("One, two", "a\nb")


def test_a_table_without_a_known_column_is_refused_whole(run_import: Import):
    with pytest.raises(Refusal) as refused:
        run_import("alpha,beta\n1,2\n", name="rows.csv")

    assert refused.value.code == "import_no_columns"


def test_a_row_with_too_many_cells_is_refused_and_the_next_one_read(run_import: Import):
    report = run_import("source,source_id,title\nS,1,One,two\nS,2,Two\n", name="rows.csv")

    assert (report.drafted, report.refused["import_too_many_cells"].lines) == (1, [2])


def test_a_quotation_mark_that_never_closes_swallows_no_row_silently(run_import: Import):
    report = run_import('source,source_id,title\nS,1,"One\nS,2,Two\n', name="rows.csv")

    assert (report.drafted, report.refused["import_broken_csv"].lines) == (0, [2])


# --- hostile rows -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"title": "cut', "import_broken_json"),
        ("[" * 100_000, "import_broken_json"),
        ('["a list"]', "import_not_an_object"),
        ("null", "import_not_an_object"),
        (lines(with_(title=None)), "import_title_missing"),
        (lines(with_(title="  <b></b> ")), "import_title_missing"),
        (lines(with_(title=["a", "list"])), "import_wrong_type: title"),
        (lines(with_(title=True)), "import_wrong_type: title"),
        (lines(with_(description={"text": "x"})), "import_wrong_type: description"),
        (lines(with_(tags=[["x"]])), "import_wrong_type: tags"),
        (lines(with_(source=None)), "import_source_missing"),
        (lines(with_(source_id=None)), "import_source_id_missing"),
        (lines(with_(trl=11)), "import_trl_wrong"),
        (lines(with_(title="a\0b")), "import_control_characters: title"),
        (lines(with_(title="\ud800")), "import_control_characters: title"),
        (lines(with_(title="a" * 251)), "import_text_too_long: title"),
        (lines(with_(description="a" * 1_000_000)), "import_text_too_long: description"),
        (lines(with_(description="a" * 5_000_000)), "import_row_too_large"),
        (lines(with_(source_id="a" * 201)), "import_text_too_long: source_id"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason_and_loses_no_other(run_import: Import, line: str, reason: str):
    good = [with_(source_id="before"), with_(source_id="after")]

    report = run_import(lines(good[0]) + line.strip() + "\n" + lines(good[1]))

    assert {code: tally.lines for code, tally in report.refused.items()} == {reason: [2]}
    assert set(Listing.objects.values_list("source_id", flat=True)) == {"before", "after"}


def test_bytes_that_are_no_utf8_are_refused_in_both_formats(run_import: Import):
    latin = '{"source": "S", "source_id": "1", "title": "Caf\xe9"}\n'.encode("latin-1")
    table = "source,source_id,title\nS,1,Caf\xe9\nS,2,Tea\n".encode("latin-1")

    assert run_import(latin).refused["import_not_utf8"].lines == [1]
    report = run_import(table, name="rows.csv")
    assert (report.drafted, report.refused["import_not_utf8"].lines) == (1, [2])


def test_markup_is_taken_out_and_words_that_only_look_like_it_stay(run_import: Import):
    description = (
        "<script>alert(1)</script><p>First</p>Second &amp; <b onclick='x()'>third</b>, if a <y and y > 2"
    )

    run_import(lines({**with_(title="A <i>good</i> probe", description=description), "organisation": ""}))

    listing = Listing.objects.get()
    assert listing.title_en == "A good probe"
    assert listing.description_en.startswith("First\nSecond & third, if a <y and y > 2")


def test_a_tag_hidden_in_a_tag_does_not_come_out_again():
    assert plain("<scr<b>ipt>alert(1)</scr</b>ipt> end", most=100, name="title") == "end"


def test_signs_that_turn_a_line_around_are_taken_out():
    assert plain("pump\u202egnp.exe", most=100, name="title") == "pumpgnp.exe"


def test_a_formula_is_a_text_like_any_other(run_import: Import):
    formula = '=HYPERLINK("http://evil.example","Click")'

    run_import(lines(with_(title=formula)))

    assert Listing.objects.get().title_en == formula


# --- again, and without writing -----------------------------------------------------------------------
def test_a_second_import_finds_everything_already_here(run_import: Import):
    run_import(lines(RECORD, with_(source_id="43")))

    again = run_import(lines(RECORD, with_(source_id="43")))

    assert (again.drafted, again.already_here, Listing.objects.count()) == (0, 2, 2)


def test_a_record_that_stands_twice_in_a_file_is_one_listing(run_import: Import):
    report = run_import(lines(RECORD, RECORD))

    assert (report.drafted, report.already_here) == (1, 1)


def test_a_dry_run_counts_the_same_and_writes_nothing(run_import: Import):
    content = lines(RECORD, RECORD, with_(source_id="43", title=None), with_(source_id="44"))

    dry = run_import(content, dry_run=True)
    entries = JournalEntry.objects.count()
    real = run_import(content)

    assert (entries, dry.to_dict() | {"seconds": 0, "dry_run": False}) == (0, real.to_dict() | {"seconds": 0})
    assert Listing.objects.count() == 2
