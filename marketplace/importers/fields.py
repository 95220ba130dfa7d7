"""From a foreign record to the fields of a draft: what has a place goes there, nothing is made up.

A fact of the source that no field of a listing holds (its maker, its tags, the date of the record)
is kept as words below the description, marked as the source's. A record without a description keeps
that gap: the words below it would only hide it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from marketplace.errors import Refusal
from marketplace.importers.texts import is_vietnamese, plain
from marketplace.models import Listing
from marketplace.models.folding import fold

# Our name → the names under which files write it, folded. The first one that a record fills is taken.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "title": ("title", "name", "tieu de", "ten", "ten san pham"),
    "summary": ("summary", "tagline", "tom tat"),
    "description": ("description", "abstract", "mo ta"),
    "kind": ("kind", "product_kind", "type", "loai"),
    "trl": ("trl",),
    "source": ("source", "nguon"),
    "source_id": ("source_id", "id", "ma"),
    "licence": ("licence", "license", "source_licence", "giay phep"),
    "url": ("url", "website", "link", "source_url", "dia chi"),
    "organisation": ("organisation", "organization", "maker", "nha lam ra", "to chuc"),
    "product_licences": ("product_licences", "product_license"),
    "stage": ("stage", "project_stage", "giai doan"),
    "sector": ("sector", "linh vuc"),
    "repository": ("repository",),
    "sdgs": ("sdgs",),
    "tags": ("tags", "keywords", "tu khoa"),
    "date": ("date", "ngay"),
    "country": ("country", "nuoc"),
}
# What stands below the description, in this order.
KEPT_AS_WORDS: Final = {
    "organisation": _("Maker"),
    "kind": _("Kind"),
    "product_licences": _("Licence of the product"),
    "stage": _("Stage"),
    "tags": _("Tags"),
    "sector": _("Sector"),
    "repository": _("Repository"),
    "sdgs": _("Sustainable Development Goals"),
    "date": _("Date"),
    "country": _("Country"),
}
_KINDS: Final[Mapping[str, str]] = {
    "goods": "goods",
    "hardware": "goods",
    "hang hoa": "goods",
    "software": "software",
    "phan mem": "software",
    "service": "service",
    "dich vu": "service",
}
_RESULT: Final = frozenset({"research_result", "research result", "ket qua nghien cuu"})
# The limits of the fields themselves; both languages have the same.
_LONGEST: Final[Mapping[str, int]] = {
    field.name: field.max_length or 0
    for field in Listing._meta.concrete_fields
    if hasattr(field, "max_length")
}
_LONGEST_FACT: Final = 2_000
_check_url: Final[Callable[[str], None]] = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class ForeignListing:
    """One record, ready for `draft_listing`; `left_out` says which facts found no place, and why."""

    kind: str
    source: str
    source_id: str
    words: dict[str, object]
    left_out: dict[str, str] = field(default_factory=dict)


def is_known(column: str) -> bool:
    """Whether a column of this name means something to the importer."""
    return any(fold(column) in names for names in COLUMNS.values())


def read_listing(record: Mapping[str, object], *, source: str = "", language: str = "") -> ForeignListing:
    """The record as fields of a draft. `source` and `language` hold for records that do not say theirs.

    Refuses with import_wrong_type, import_title_missing, import_source_missing, import_source_id_missing,
    import_trl_wrong and as `plain` does.
    """
    found, unknown = _by_our_names(record)
    reader = _Reader(found)
    title = reader.text("title", _LONGEST["title_en"])
    if not title:
        raise Refusal("import_title_missing")
    description = reader.text("description", _LONGEST["description_en"], lines=True)
    summary = reader.text("summary", _LONGEST["summary_en"])
    tongue = language or ("vi" if is_vietnamese(f"{title} {summary} {description}") else "en")
    words: dict[str, object] = {f"title_{tongue}": title, f"summary_{tongue}": summary}
    words |= _origin(reader, source)
    left_out = dict.fromkeys(unknown, "import_column_unknown") | reader.left_out
    kind, facts = _kind(reader, words)
    words |= _described(description, facts | _facts(reader), tongue, left_out)
    trl = _trl(reader)
    words |= {"trl": trl} if trl else {}
    kept = {name: value for name, value in words.items() if value}
    return ForeignListing(kind, str(words["source"]), str(words["source_id"]), kept, left_out)


def _by_our_names(record: Mapping[str, object]) -> tuple[dict[str, object], list[str]]:
    """The filled fields under our names, and the names of filled ones that mean nothing here."""
    filled = {fold(str(name)): value for name, value in record.items() if value not in (None, "", [], {})}
    found: dict[str, object] = {}
    for ours, names in COLUMNS.items():
        first = next((name for name in names if name in filled), None)
        if first is not None:
            found[ours] = filled.pop(first)
    return found, sorted(name[:60] for name in filled)


class _Reader:
    """Takes typed values out of a record, and notes those that it could not keep."""

    def __init__(self, found: Mapping[str, object]) -> None:
        self.found = found
        self.left_out: dict[str, str] = {}

    def text(self, name: str, most: int, *, lines: bool = False) -> str:
        """One text; a number is written out. Refuses with import_wrong_type and as `plain` does."""
        value = self.found.get(name, "")
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise Refusal("import_wrong_type", field=name)
        return plain(str(value), most=most, name=name, lines=lines)

    def texts(self, name: str, most: int) -> str:
        """A list of texts, or one text, as one line with commas; empty places of the list say nothing."""
        value = self.found.get(name, "")
        if not isinstance(value, list):
            return self.text(name, most)
        parts = [part for part in value if part is not None]
        if not all(isinstance(part, (str, int)) and not isinstance(part, bool) for part in parts):
            raise Refusal("import_wrong_type", field=name)
        return plain(", ".join(str(part) for part in parts), most=most, name=name)

    def address(self, name: str, most: int) -> str:
        """A whole web address, or nothing: half an address is left out, and said so."""
        address = self.text(name, most)
        if address and not _is_address(address):
            self.left_out[name] = "import_address_unusable"
            return ""
        return address


def _is_address(text: str) -> bool:
    try:
        _check_url(text)
        return urlsplit(text).username is None
    except (ValidationError, ValueError):
        return False


def _origin(reader: _Reader, source: str) -> dict[str, object]:
    """Where the record comes from: with these two the file can be imported again without doubling."""
    named = reader.text("source", _LONGEST["source"]) or source
    key = reader.text("source_id", _LONGEST["source_id"])
    if not named:
        raise Refusal("import_source_missing")
    if not key:
        raise Refusal("import_source_id_missing")
    return {
        "source": named,
        "source_id": key,
        "source_licence": reader.text("licence", _LONGEST["source_licence"]),
        "source_url": reader.address("url", _LONGEST["source_url"]),
    }


def _kind(reader: _Reader, words: dict[str, object]) -> tuple[str, dict[str, str]]:
    """The kind of listing; a kind of product that the portal does not know stays a word of the source."""
    named = reader.texts("kind", _LONGEST_FACT)
    if fold(named) in _RESULT:
        return Listing.Kind.RESEARCH_RESULT, {}
    known = _KINDS.get(fold(named))
    if known:
        words["product_kind"] = known
    return Listing.Kind.PRODUCT, {"kind": named} if named and not known else {}


def _facts(reader: _Reader) -> dict[str, str]:
    names = [name for name in KEPT_AS_WORDS if name != "kind"]
    return {name: reader.texts(name, _LONGEST_FACT) for name in names if name in reader.found}


def _described(
    description: str, facts: dict[str, str], tongue: str, left_out: dict[str, str]
) -> dict[str, object]:
    if not description:
        left_out |= dict.fromkeys(facts, "import_no_description_to_hold_it")
        return {}
    with translation.override(tongue):
        lines = [f"- {label}: {facts[name]}" for name, label in KEPT_AS_WORDS.items() if facts.get(name)]
        heading = str(_("As the source says, not yet confirmed by the lister:"))
    whole = "\n".join([description, "", heading, *lines]) if lines else description
    if len(whole) > _LONGEST["description_en"]:
        raise Refusal(
            "import_text_too_long", field="description", length=len(whole), limit=_LONGEST["description_en"]
        )
    return {f"description_{tongue}": whole}


def _trl(reader: _Reader) -> int | None:
    """A level from 1 to 9 as a number or “TRL 7”; any other stage of any other scale is no TRL."""
    written = reader.text("trl", 20).upper().removeprefix("TRL").strip()
    if not written:
        return None
    if written not in {"1", "2", "3", "4", "5", "6", "7", "8", "9"}:
        raise Refusal("import_trl_wrong", value=written)
    return int(written)
