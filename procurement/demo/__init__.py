"""The demo's orders: the ordering path at nine moments, played through the verbs."""

from marketplace.demo.stage import Stage
from procurement.demo import orders


def load(stage: Stage) -> None:
    """Put this package's scenes on the timetable."""
    orders.load(stage)
