"""What every row of the house has: a public id that tells nothing, and the portal's time of birth."""

import uuid
from datetime import datetime
from typing import Any

from django.db import connections, models

from marketplace.models.clock import read_portal_clock


class PortalTimeField(models.DateTimeField):
    """The database's own time at insertion (plus the demo's offset), never Python's clock."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", False)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> datetime | None:
        value: datetime | None = getattr(model_instance, self.attname)
        if add and value is None:
            alias = model_instance._state.db or "default"
            value = read_portal_clock(connections[alias])
            setattr(model_instance, self.attname, value)
        return value


class Row(models.Model):
    """Big-integer key inside, UUID outside: no address lets anyone count rows."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = PortalTimeField(db_index=False)

    class Meta:
        abstract = True


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows that are written once. The database's triggers say the same to everyone else."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("these rows are append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("these rows are append-only")
