"""Reference rows from `reference/vietnam`: read, compared, written only where they differ.

Loading twice changes nothing. A row that left the files stays in the database, because orders may
hang on it, and is counted. Gates keep the position that a trial database gave them. Objectives are
no reference rows: ministries enter them.
"""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from marketplace.models import (
    Commune,
    EnterpriseSize,
    Gate,
    Holiday,
    Indicator,
    Preference,
    Province,
    ReferenceAgency,
    Responsibility,
    RulePercentage,
    RulePeriod,
    RulesVersion,
    StrategicTask808,
    StrategicTechnology,
    TechnologyGroup,
    TechnologyList,
    TechnologyTask,
    Threshold,
    TrlLevel,
)

FOLDER: Final = Path(settings.BASE_DIR) / "reference" / "vietnam"
_BATCH: Final = 500  # SQLite takes some thousands of parameters in one statement

DATED: Final = ("code", "in_force_from")
# Table, file, what makes a row the same row. Later tables point at earlier ones.
TABLES: Final[Sequence[tuple[Any, str, tuple[str, ...]]]] = (
    (Province, "provinces.json", ("code",)),
    (Commune, "communes.csv", ("code",)),
    (ReferenceAgency, "agencies.json", ("code",)),
    (TechnologyList, "technology_lists.json", ("code",)),
    (TechnologyGroup, "technology_groups.json", ("code",)),
    (StrategicTechnology, "strategic_technologies.json", ("code",)),
    (StrategicTask808, "strategic_tasks_808.json", ("number",)),
    (TechnologyTask, "technology_tasks.json", ("technology_id", "task_id")),
    (Responsibility, "responsibilities.json", ("technology_id", "agency_id", "role")),
    (TrlLevel, "trl.json", ("level",)),
    (Indicator, "indicators.json", ("code",)),
    (RulesVersion, "rules_versions.json", ("code",)),
    (Threshold, "thresholds.json", DATED),
    (RulePeriod, "periods.json", DATED),
    (RulePercentage, "percentages.json", DATED),
    (Preference, "preferences.json", DATED),
    (EnterpriseSize, "enterprise_sizes.json", ("size", "sector", "in_force_from")),
    (Holiday, "holidays.json", ("date",)),
)
POLICY_FILE: Final = "platform_policy.json"
POLICY_TABLES: Final[Sequence[tuple[Any, str]]] = (
    (RulePeriod, "periods"),
    (RulePercentage, "percentages"),
    (Gate, "gates"),
)

FileRow = Mapping[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Loaded:
    """What became of one table: rows created, changed, left alone, and no longer in the files."""

    table: str
    created: int
    changed: int
    unchanged: int
    left_behind: int


def load() -> list[Loaded]:
    """Every table of this package, in one transaction."""
    with transaction.atomic():
        policy = read_file(POLICY_FILE)
        by_policy = {model: policy[part] for model, part in POLICY_TABLES}
        loaded = [
            load_rows(model, [*read_rows(name), *by_policy.pop(model, [])], key)
            for model, name, key in TABLES
        ]
        loaded += [
            load_rows(model, rows, DATED, once=("is_on",) if model is Gate else ())
            for model, rows in by_policy.items()
        ]
    return loaded


def read_file(name: str) -> dict[str, Any]:
    """A JSON file of the reference folder, whole."""
    content: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return content


def read_rows(name: str) -> list[FileRow]:
    """The rows of a reference file, JSON or CSV."""
    if name.endswith(".csv"):
        with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))
    rows: list[FileRow] = read_file(name)["rows"]
    return rows


def load_rows(model: Any, rows: Iterable[FileRow], key: Sequence[str], once: Sequence[str] = ()) -> Loaded:
    """Make the table hold these rows. Fields named in `once` are written at creation only."""
    wanted = [_as_instance(model, row) for row in rows]
    present = {_key(row, key): row for row in model.objects.all()}
    fields = [field for field in _written_fields(model, key) if field.name not in once]
    created, changed = [], []
    for row in wanted:
        old = present.pop(_key(row, key), None)
        if old is None:
            created.append(row)
        elif _copy_differences(row, old, fields):
            changed.append(old)
    model.objects.bulk_create(created, batch_size=_BATCH)
    if changed:
        model.objects.bulk_update(changed, [field.name for field in fields], batch_size=_BATCH)
    unchanged = len(wanted) - len(created) - len(changed)
    return Loaded(model._meta.db_table, len(created), len(changed), unchanged, len(present))


def _as_instance(model: Any, row: FileRow) -> Any:
    """A row of a file as an unsaved row of the table; dates and amounts become what the table returns."""
    columns = {field.attname: field for field in model._meta.concrete_fields}
    unknown = set(row) - set(columns)
    if unknown:
        raise ValueError(f"{model.__name__} has no field {', '.join(sorted(unknown))}")
    # to_python() of a foreign key is that of the column it points at.
    return model(**{name: columns[name].to_python(value) for name, value in row.items()})


def _key(row: Any, key: Sequence[str]) -> Key:
    return tuple(getattr(row, name) for name in key)


def _written_fields(model: Any, key: Sequence[str]) -> list[Any]:
    """What a reload may change: neither the row's identity nor what the portal itself writes."""
    fixed = {*key, "id", "public_id", "created_at"}
    return [field for field in model._meta.concrete_fields if field.attname not in fixed]


def _copy_differences(new: Any, old: Any, fields: Iterable[Any]) -> bool:
    differs = False
    for field in fields:
        value = getattr(new, field.attname)
        if getattr(old, field.attname) != value:
            setattr(old, field.attname, value)
            differs = True
    return differs
