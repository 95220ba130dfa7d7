"""Gates of the law that a trial leaves open, so that real foreign records can walk the road."""

from typing import Final

from django.db import transaction

from marketplace.domain.journal import record
from marketplace.domain.rules import switch_gates_off
from marketplace.errors import NotYours
from marketplace.models import Gate
from marketplace.policies import Actor, is_platform
from marketplace.states import Who

# A listing of a trial may come from abroad and from an organisation without a tax code.
TRIAL_GATES: Final = ("listing_domestic", "listing_tax_code")
_BECAUSE: Final = "trial database: nothing in it is an offer to the State"


@transaction.atomic
def open_trial_gates(*, by: Actor) -> list[str]:
    """Switch off the trial's gates that are still on; answers their codes. Safe to call again.

    Refuses with not_found for anyone but a moderator or registrar of the portal, and with gate_stays_on
    outside a database marked trial. Records `gate.switched_off` for each.
    """
    if not is_platform(by, Who.MODERATOR, Who.REGISTRAR):
        raise NotYours(noun="gate")
    still_on = list(Gate.objects.filter(code__in=TRIAL_GATES, is_on=True).order_by("code"))
    switch_gates_off(*TRIAL_GATES)
    for gate in still_on:
        record("gate.switched_off", gate, by=by, before="on", after="off", because=_BECAUSE, code=gate.code)
    return [gate.code for gate in still_on]
