"""`manage.py write_docs`: the documents that are computed, so that they cannot drift from the house.

docs/glossary.md and docs/law.md come from reference/vietnam, docs/states.md from the moves tables
named in settings.MOVES. `--check` writes nothing and fails when a document is stale.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import import_string

from marketplace.states import Moves

DOCS: Final = Path(settings.BASE_DIR) / "docs"
REFERENCE: Final = Path(settings.BASE_DIR) / "reference" / "vietnam"
NOTICE: Final = "<!-- Written by `manage.py write_docs`. Change its source, not this file. -->"
UNITS: Final = {
    "hour": "hours",
    "day": "days",
    "working_day": "working days",
    "month": "months",
    "year": "years",
}
BOUNDS: Final = {"min": "at least", "max": "at most", "fixed": "exactly"}
CERTAINTY: Final = (
    "**P** read in the text itself · **S** read in a secondary source · **R** recalled, to be confirmed · "
    "**T** tested by the portal · **O** the portal's own reading."
)
Row = dict[str, Any]


class Command(BaseCommand):
    help = "Write docs/glossary.md, docs/law.md and docs/states.md from the data and the moves tables."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing; fail when one is stale.")

    def handle(self, *args: Any, **options: Any) -> None:
        documents = {"glossary.md": glossary(), "law.md": law(), "states.md": states()}
        stale = [name for name, text in documents.items() if _read(DOCS / name) != text]
        if options["check"]:
            if stale:
                raise CommandError(f"stale: {', '.join(stale)}; run `manage.py write_docs`")
            return
        for name in stale:
            (DOCS / name).write_text(documents[name], encoding="utf-8")
        self.stdout.write(f"written: {', '.join(stale) or 'nothing, all three are true'}")


def glossary() -> str:
    """Every word of the house, by domain, in both languages."""
    content = content_of("glossary.json")
    terms: list[Row] = content["rows"]
    parts = ["# Glossary", NOTICE, content["about"]]
    for domain in dict.fromkeys(term["domain"] for term in terms):
        rows = [
            (term["vi"], term["en"], f"`{term['key']}`", term["note"], term["certainty"])
            for term in terms
            if term["domain"] == domain
        ]
        parts += [f"## {domain}", _table(("Tiếng Việt", "English", "Key", "Note", "Certainty"), rows)]
    short = [(row["abbr"], ", ".join(row["expands"]), row["en"]) for row in content["abbreviations"]]
    parts += ["## Abbreviations", _table(("Short", "Long", "English"), short)]
    return _document(parts)


def law() -> str:
    """Every row that the law decides, with its article; then, apart, what is only our own policy."""
    policy = content_of("platform_policy.json")
    parts = [
        "# Law and platform policy as data",
        NOTICE,
        "The code asks for the row in force on a day (`marketplace/domain/rules.py`); it never compares "
        "dates of law. Each row names its article. No row is overwritten: a change of law is a new row.",
        CERTAINTY,
        *_section("Versions of the rules", "rules_versions.json", _version, ("Version", "Covers")),
        *_section("Methods", "procurement_methods.json", _method, ("Method", "Condition")),
        *_section("Thresholds", "thresholds.json", _threshold, ("Threshold", "Amount")),
        *_section("Periods", "periods.json", _period, ("Period", "Length")),
        *_section("Percentages", "percentages.json", _percentage, ("Share", "Per cent")),
        *_section("Preferences", "preferences.json", _preference, ("Preference", "Per cent")),
        *_section("Enterprise sizes", "enterprise_sizes.json", _size, ("Class", "At most")),
        "## Working days",
        content_of("holidays.json")["about"],
        "Counting follows the Civil Code 91/2015/QH13, Art. 147 and 148 (`marketplace/deadlines.py`).",
        _table(
            ("Day", "What", "Kind", "Certainty", "Source"),
            [
                (day["date"], day["name_en"], day["kind"], day["certainty"], day["source_en"])
                for day in content_of("holidays.json")["rows"]
            ],
        ),
        "## Platform policy",
        policy["about"],
        "### Periods",
        _table(
            ("Period", "Length", "Code"), [(*_period(row), f"`{row['code']}`") for row in policy["periods"]]
        ),
        "### Percentages",
        _table(("Share", "Per cent"), [_percentage(row) for row in policy["percentages"]]),
        "### Gates",
        _table(("Gate", "What it asks", "Code"), [_gate(row) for row in policy["gates"]]),
    ]
    return _document(parts)


def states() -> str:
    """Every moves table: who may take which noun from where to where, and why."""
    parts = [
        "# States and moves",
        NOTICE,
        "A move that is not in its table is refused. The tables are Python; these pages are drawn from them.",
    ]
    for path in settings.MOVES:
        moves: Moves = import_string(path)
        rows = [
            (move.before, move.after, ", ".join(sorted(move.who)), f"`{move.verb}`", move.because)
            for move in moves
        ]
        parts += [
            f"## {moves.name}",
            f"`{path}`",
            _diagram(moves),
            _table(("From", "To", "Who", "Verb", "Because"), rows),
        ]
    return _document(parts)


def _diagram(moves: Moves) -> str:
    lines = [f"  {move.before} --> {move.after}: {move.verb}" for move in moves]
    return "\n".join(["```mermaid", "stateDiagram-v2", *dict.fromkeys(lines), "```"])


def _section(title: str, name: str, cells: Any, columns: Sequence[str]) -> list[str]:
    """A heading, what the file says of itself, and its rows with source, certainty and days in force."""
    content = content_of(name)
    rows = [(*cells(row), _days(row), row["certainty"], row["source_en"]) for row in content["rows"]]
    head = (*columns, "In force", "Certainty", "Source")
    return [f"## {title}", content["about"], _table(head, rows)]


def _version(row: Row) -> tuple[str, str]:
    return f"`{row['code']}`", row["name_en"]


def _method(row: Row) -> tuple[str, str]:
    codes = row["threshold_codes"].replace(",", ", ")
    thresholds = f" Thresholds: {codes}." if codes else ""
    return _names(row), f"{row['condition_en']}.{thresholds} Preparation: {row['preparation_en']}."


def _threshold(row: Row) -> tuple[str, str]:
    return _names(row), f"{row['amount_minor']:,} ₫".replace(",", ".")


def _period(row: Row) -> tuple[str, str]:
    length = f"{BOUNDS[row['bound']]} {row['amount']} {UNITS[row['unit']]}"
    note = f" {row['note_en']}." if row["note_en"] else ""
    return _names(row), f"{length}. {row['applies_en']}.{note}"


def _percentage(row: Row) -> tuple[str, str]:
    least, most = row["least"], row["most"]
    share = f"from {least}" if most is None else f"to {most}" if least is None else f"{least} to {most}"
    share = least if least == most else share
    note = f"; {row['note_en']}" if row["note_en"] else ""
    return _names(row), f"{share} % of {row['base_en']}{note}"


def _preference(row: Row) -> tuple[str, str]:
    return _names(row), f"{row['percent']} %; {row['note_en']}"


def _size(row: Row) -> tuple[str, str]:
    revenue, capital = row["most_revenue_minor"] // 10**9, row["most_capital_minor"] // 10**9
    limits = f"{row['most_staff']} staff, and {revenue} billion ₫ revenue or {capital} billion ₫ capital"
    return f"{_names(row)}, {row['sector'].replace('_', ', ')}", limits


def _gate(row: Row) -> tuple[str, str, str]:
    return _names(row), row["note_en"], f"`{row['code']}`"


def _names(row: Row) -> str:
    return f"{row['name_vi']} · {row['name_en']}"


def _days(row: Row) -> str:
    return f"{row['in_force_from']} to {row['in_force_until'] or 'now'}"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def content_of(name: str) -> Any:
    return json.loads((REFERENCE / name).read_text(encoding="utf-8"))


def _document(parts: Iterable[str]) -> str:
    return "\n\n".join(parts) + "\n"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
