"""Taking a legal step: one conditional UPDATE, whose count must be one."""

from typing import Any

from django.db import models, transaction

from marketplace.errors import ChangedMeanwhile
from marketplace.states import Move


def advance(subject: models.Model, move: Move, **also: Any) -> None:
    """Write the move's new state, and the fields that change with it, if the old state still stands.

    The loser of a race gets ChangedMeanwhile (409). Runs inside the verb's own transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a move is written inside its verb's transaction")
    rows = type(subject)._base_manager.filter(pk=subject.pk, status=move.before)
    if rows.update(status=move.after, **also) != 1:
        raise ChangedMeanwhile(before=move.before)
    subject.status = move.after  # type: ignore[attr-defined]
    for name, value in also.items():
        setattr(subject, name, value)
