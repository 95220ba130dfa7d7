"""The one door of time, and the mark that says what kind of database this is."""

from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

_OFFSET = "(SELECT clock_offset_seconds FROM marketplace_portal LIMIT 1)"
_SQLITE = f"strftime('%Y-%m-%d %H:%M:%f', 'now', coalesce({_OFFSET}, 0) || ' seconds')"
# clock_timestamp(), never now(): now() is the start of the transaction, which may wait for a lock.
_POSTGRESQL = f"clock_timestamp() + make_interval(secs => coalesce({_OFFSET}, 0))"


class PortalNow(models.Func):
    """The portal's time as an SQL expression, for a comparison inside an INSERT or UPDATE."""

    arity = 0
    output_field = models.DateTimeField()

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return f"({portal_now_sql(connection)})".replace("%", "%%"), []


def portal_now_sql(connection: BaseDatabaseWrapper) -> str:
    """The expression `portal_now()` in the words of this database."""
    return _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE


def read_portal_clock(connection: BaseDatabaseWrapper) -> datetime:
    """The database's time plus the offset, aware, in UTC."""
    with connection.cursor() as cursor:
        return _read(cursor, portal_now_sql(connection))


def _read(cursor: CursorWrapper, expression: str) -> datetime:
    cursor.execute(f"SELECT {expression}")
    value = cursor.fetchone()[0]
    if isinstance(value, str):
        value = datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value.astimezone(UTC)


class Portal(models.Model):
    """One row: what this database is for. Only a marked database may have a moved clock."""

    class Mark(models.TextChoices):
        PRODUCTION = "production"
        DEMO = "demo"
        TRIAL = "trial"
        TEST = "test"
        SIMULATION = "simulation"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    mark = models.CharField(max_length=10, choices=Mark, default=Mark.PRODUCTION)
    clock_offset_seconds = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="portal_is_one_row", condition=models.Q(id=1)),
            models.CheckConstraint(
                name="portal_offset_only_when_marked",
                condition=models.Q(clock_offset_seconds=0)
                | models.Q(mark__in=["demo", "test", "simulation"]),
            ),
        ]
