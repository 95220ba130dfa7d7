"""Numbers that people read aloud: `DH-2026-0001`, without gaps, one sequence a year."""

from django.db import transaction

from procurement.models import Counter

ORDER_PREFIX = "DH"  # đặt hàng


def next_number(prefix: str, year: int, *, digits: int = 4) -> str:
    """The next number of this sequence, its counter locked until the verb's transaction ends.

    A verb that fails afterwards gives its number back: the counter rolls back with it.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number is taken inside its verb's transaction")
    name = f"{prefix}-{year}"
    Counter.objects.get_or_create(name=name)
    counter = Counter.objects.select_for_update().get(name=name)
    counter.value += 1
    counter.save(update_fields=["value"])
    return f"{name}-{counter.value:0{digits}d}"
