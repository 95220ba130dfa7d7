"""The rows of a file, one at a time and within bounds: JSON lines, or CSV with any usual delimiter.

A row that cannot be read is a row too: it carries the code that says why, and the next one is read.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from marketplace.errors import Refusal

# A listing's longest text has 20,000 characters; four megabytes leave room for a thick markup around it.
MOST_ROW_BYTES: Final = 4 * 1024 * 1024
DELIMITERS: Final = (",", ";", "\t", "|")
_BOM: Final = b"\xef\xbb\xbf"
_OTHER_ENCODINGS: Final = (b"\xff\xfe", b"\xfe\xff")
_CSV_ENDINGS: Final = (".csv", ".tsv", ".txt")

Advance = Callable[[int], None]


@dataclass(frozen=True)
class SourceRow:
    """One record: the line where it begins, and its fields or the code of what is wrong with it."""

    line: int
    fields: Mapping[str, object] = field(default_factory=dict)
    broken: str = ""


def read_rows(path: Path, *, known: Callable[[str], bool], advance: Advance) -> Iterator[SourceRow]:
    """Every row of the file. `advance` is told how many bytes were read since it was last called.

    known: whether a column's name means something; it finds the delimiter of a CSV.
    Refuses a whole file with import_not_utf8 or import_no_columns.
    """
    with path.open("rb") as stream:
        start = stream.read(3)
        if start.startswith(_OTHER_ENCODINGS):
            raise Refusal("import_not_utf8")
        stream.seek(len(_BOM) if start == _BOM else 0)
        if path.suffix.lower() in _CSV_ENDINGS:
            yield from _csv_rows(stream, known, advance)
        else:
            yield from _json_rows(stream, advance)


# --- lines ------------------------------------------------------------------------------------------
def _lines(stream: BinaryIO, advance: Advance) -> Iterator[bytes | None]:
    """Lines with their ends; None stands for a line above the limit, whose rest is skipped unread."""
    while line := stream.readline(MOST_ROW_BYTES + 1):
        size = len(line)
        if size > MOST_ROW_BYTES:
            while rest := stream.readline(MOST_ROW_BYTES):
                size += len(rest)
                if rest.endswith(b"\n"):
                    break
        advance(size)
        yield line if size <= MOST_ROW_BYTES else None


# --- JSON lines -------------------------------------------------------------------------------------
def _json_rows(stream: BinaryIO, advance: Advance) -> Iterator[SourceRow]:
    for number, line in enumerate(_lines(stream, advance), start=1):
        if line is None:
            yield SourceRow(number, broken="import_row_too_large")
        elif line.strip():
            yield _json_row(number, line)


def _json_row(number: int, line: bytes) -> SourceRow:
    try:
        record = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return SourceRow(number, broken="import_not_utf8")
    except (ValueError, RecursionError):
        return SourceRow(number, broken="import_broken_json")
    if not isinstance(record, dict):
        return SourceRow(number, broken="import_not_an_object")
    return SourceRow(number, record)


# --- CSV --------------------------------------------------------------------------------------------
def _csv_rows(stream: BinaryIO, known: Callable[[str], bool], advance: Advance) -> Iterator[SourceRow]:
    lines = _csv_lines(stream, advance)
    header = next(lines, "")
    columns, delimiter = _columns(header, known)
    csv.field_size_limit(MOST_ROW_BYTES)
    # strict: a quotation mark that never closes is an error, and does not swallow the rows after it.
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        began = reader.line_num + 2  # one for the header, one because lines count from 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield SourceRow(began, broken="import_broken_csv")
            continue
        if any(cell.strip() for cell in cells):
            yield _csv_row(began, columns, cells)


def _csv_lines(stream: BinaryIO, advance: Advance) -> Iterator[str]:
    """Text lines; bytes that are not UTF-8 become surrogates, which `_csv_row` refuses with their row."""
    for line in _lines(stream, advance):
        yield "\ufffe\n" if line is None else line.decode("utf-8", "surrogateescape")


def _columns(header: str, known: Callable[[str], bool]) -> tuple[list[str], str]:
    """The columns' names, read with the delimiter under which most of them are known."""
    splits = {
        sign: [name.strip() for name in next(csv.reader([header], delimiter=sign), [])] for sign in DELIMITERS
    }
    best = max(DELIMITERS, key=lambda sign: sum(known(name) for name in splits[sign]))
    if not any(known(name) for name in splits[best]):
        raise Refusal("import_no_columns")
    return splits[best], best


def _csv_row(number: int, columns: list[str], cells: list[str]) -> SourceRow:
    if cells == ["\ufffe"]:
        return SourceRow(number, broken="import_row_too_large")
    if len(cells) > len(columns):
        return SourceRow(number, broken="import_too_many_cells")
    if any("\udc80" <= sign <= "\udcff" for cell in cells for sign in cell):
        return SourceRow(number, broken="import_not_utf8")
    return SourceRow(number, dict(zip(columns, cells, strict=False)))
