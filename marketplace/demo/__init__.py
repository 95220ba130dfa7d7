"""The demo's small country, the same every time: fictional people, organisations, listings and questions.

Everything is played through the verbs, day by day, on a clock that starts in the past and ends at now.
"""

from marketplace.demo import listings, people, questions
from marketplace.demo.stage import Stage


def load(stage: Stage) -> None:
    """Put this package's scenes on the timetable. The upper packages add theirs."""
    for part in (people, listings, questions):
        part.load(stage)
