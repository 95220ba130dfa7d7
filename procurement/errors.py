"""Refusals of this package that need a type of their own; the rest are codes of `Refusal`."""

from marketplace.errors import Refusal


class ReuseUndecided(Refusal):
    """What exists already was found and not yet answered: spend once."""

    code = "reuse_undecided"


class MilestonesNotWhole(Refusal):
    """The milestones' shares do not make exactly 100 %."""

    code = "milestones_not_whole"
