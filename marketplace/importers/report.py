"""What an import did: counts, reasons with the first lines they met, gaps, seconds."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from marketplace.errors import Refusal
from marketplace.phrases import LISTING_GAPS, sentence

MOST_LINES: Final = 5  # enough to open the file at the place; a report is no second copy of it


@dataclass
class Tally:
    """How often something was met, and the lines where it was met first."""

    count: int = 0
    lines: list[int] = field(default_factory=list)

    def add(self, line: int) -> None:
        self.count += 1
        if len(self.lines) < MOST_LINES:
            self.lines.append(line)


@dataclass
class Report:
    """One run over one file. `left_out` counts facts of rows that were drafted without them."""

    is_dry_run: bool = False
    rows: int = 0
    drafted: int = 0
    already_here: int = 0
    refused: dict[str, Tally] = field(default_factory=dict)
    gaps: Counter[str] = field(default_factory=Counter)
    left_out: dict[str, dict[str, Tally]] = field(default_factory=dict)
    seconds: float = 0.0
    published: int | None = None  # None: nobody asked to publish
    kept_back: dict[str, int] = field(default_factory=dict)

    def refuse(self, code: str, line: int) -> None:
        self.refused.setdefault(code, Tally()).add(line)

    def leave_out(self, name: str, code: str, line: int) -> None:
        self.left_out.setdefault(code, {}).setdefault(name, Tally()).add(line)

    def count_gaps(self, gaps: Iterable[str]) -> None:
        self.gaps.update(gaps)

    @property
    def refused_count(self) -> int:
        return sum(tally.count for tally in self.refused.values())

    def to_dict(self) -> dict[str, Any]:
        """The report for a machine: plain types, most frequent first."""
        return {
            "dry_run": self.is_dry_run,
            "rows": self.rows,
            "drafted": self.drafted,
            "already_here": self.already_here,
            "refused": self.refused_count,
            "refused_by_reason": _listed(self.refused),
            "gaps_by_field": dict(self.gaps.most_common()),
            "left_out": {code: _listed(names) for code, names in sorted(self.left_out.items())},
            "seconds": round(self.seconds, 1),
            "published": self.published,
            "kept_back": self.kept_back,
        }

    def to_text(self) -> str:
        """The report for a person: what was done first, then every reason with its count."""
        lines = [*self._counts(), "", *self._table(_("Refused, by reason"), _reasons(self.refused))]
        for code, names in sorted(self.left_out.items()):
            lines += self._table(sentence(Refusal(code)), _named(names))
        lines += self._table(_("Missing in the drafts, to be added by hand"), _gaps(self.gaps))
        if self.published is not None:
            lines += self._table(_("Keeps drafts from being published"), _kept_back(self.kept_back))
        return "\n".join(str(line) for line in lines).rstrip()

    def _counts(self) -> list[object]:
        counts: list[tuple[object, object]] = [
            (_("Rows read"), self.rows),
            (_("Rows drafted"), self.drafted),
            (_("Rows already here"), self.already_here),
            (_("Rows refused"), self.refused_count),
        ]
        if self.published is not None:
            counts.append((_("Listings published"), self.published))
        counts.append((_("Seconds"), f"{self.seconds:.1f}"))
        heading = [_("Dry run: nothing was written.")] if self.is_dry_run else []
        return [*heading, *(f"{count:>8}  {label}" for label, count in counts)]

    def _table(self, heading: object, rows: list[tuple[int, str]]) -> list[object]:
        return [heading, *(f"{count:>8}  {label}" for count, label in rows), ""] if rows else []


def _reasons(tallies: dict[str, Tally]) -> list[tuple[int, str]]:
    rows = []
    for reason, tally in sorted(tallies.items(), key=lambda item: -item[1].count):
        code, _colon, name = reason.partition(": ")
        words = sentence(Refusal(code, field=name or "–"))
        rows.append((tally.count, f"{words} [{reason}] {_first_lines(tally)}"))
    return rows


def _named(tallies: dict[str, Tally]) -> list[tuple[int, str]]:
    ordered = sorted(tallies.items(), key=lambda item: -item[1].count)
    return [(tally.count, f"{name} {_first_lines(tally)}") for name, tally in ordered]


def _gaps(gaps: Counter[str]) -> list[tuple[int, str]]:
    return [(count, f"{LISTING_GAPS.get(code, code)} [{code}]") for code, count in gaps.most_common()]


def _kept_back(reasons: dict[str, int]) -> list[tuple[int, str]]:
    words = {code: LISTING_GAPS.get(code) or sentence(Refusal(code)) for code in reasons}
    return [(count, f"{words[code]} [{code}]") for code, count in reasons.items()]


def _first_lines(tally: Tally) -> str:
    numbers = ", ".join(str(line) for line in tally.lines)
    more = "…" if tally.count > len(tally.lines) else ""
    return str(format_lazy("({} {}{})", _("lines"), numbers, more))


def _listed(tallies: dict[str, Tally]) -> dict[str, dict[str, Any]]:
    ordered = sorted(tallies.items(), key=lambda item: -item[1].count)
    return {name: {"count": tally.count, "first_lines": tally.lines} for name, tally in ordered}
