"""Words of this package for refusals, buttons and what the journal tells, by code."""

from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, object] = {
    # --- programme and plan
    "programme_exists": _("Your agency has a programme of this title for %(year)s: choose another title."),
    "order_incomplete": _("The plan is not whole yet: %(done)s of %(parts)s parts are done. The list shows the rest."),
    "reuse_undecided": _("Answer first what exists already: %(count)s findings have no answer."),
    "reuse_answer_missing": _("Choose what you answer to it."),
    "reuse_reason_missing": _("Give the reason: it is published with the order."),
    "secret_undeclared": _(
        "Declare that nothing in this plan is a State secret. If something is, do not enter it here: "
        "the portal publishes what you write."
    ),
    "target_not_higher": _("The target must beat the baseline: enter a number above %(baseline)s."),
    "target_not_lower": _("The target must beat the baseline: enter a number below %(baseline)s."),
    "dates_reversed": _("The end lies before the start: choose a later end."),
    "verifier_unknown": _("Nobody with this address has an account here: ask them to open one, then name them."),
    "verifier_decides": _(
        "This person decides or pays for the ordering organisation, so they cannot measure: name someone else."
    ),
    "verifier_is_supplier": _("This person belongs to the supplier, so they cannot measure: name someone else."),
    # --- the supplier
    "supplier_source_missing": _("Choose where the supplier is known from: a listing, an interest or a passport."),
    "supplier_not_offering": _("This offer does not stand any more: choose another one."),
    "supplier_not_verified": _("The supplier's verification does not stand: a registrar must settle that first."),
    "supplier_is_buyer": _("An organisation does not order from itself: choose another supplier."),
    "supplier_has_official": _(
        "A person who acts on this order for your agency belongs to this supplier: another must take their place first."
    ),
    "registration_still_open": _("The supplier still has time to answer: it can be released after the deadline."),
    "capability_file_missing": _("Attach the capability file: the agency evaluates it (Decree 214/2025, art. 109)."),
    "cost_elements_missing": _(
        "What is supplied in Viet Nam for the first time states its cost elements and profit "
        "(Decree 214/2025, art. 109)."
    ),
    "supplement_missing": _("Write what the supplier should supplement."),
    # --- price, negotiation, decision
    "price_lines_missing": _("Enter at least one line of the price."),
    "price_is_zero": _("The lines come to nothing: enter what the agency shall pay."),
    "price_above_estimate": _(
        "The price is %(price)s with taxes and fees, %(above)s above the estimate of %(estimate)s. "
        "The law allows no price above the estimate (Decree 214/2025, art. 110): lower the lines."
    ),
    "held_in_future": _("This day has not come yet: enter the day on which you negotiated."),
    "milestones_not_whole": _("The milestones' shares make %(percent)s %%, they must make exactly 100 %%."),
    "last_target_differs": _("The last milestone must reach the target of the order: %(target)s %(unit)s."),
}

# What a page's button for a move says. A verb without words here has no button of its own.
BUTTONS: dict[str, object] = {
    "approve_programme": _("Approve the programme"),
    "submit_plan": _("Submit the plan"),
    "return_plan": _("Return the plan"),
    "approve_plan": _("Approve the plan"),
    "name_supplier": _("Name the supplier"),
    "decline_order": _("Not for us, say why"),
    "release_supplier": _("Release the supplier"),
    "register_for_order": _("Register for the order"),
    "ask_supplement": _("Ask for a supplement"),
    "record_negotiation": _("Record the negotiation"),
    "return_negotiation": _("Return the negotiation"),
    "decide_order": _("Decide the order"),
    "cancel_order": _("Cancel the order"),
}

# The parts of an order plan, and where the reader of its gaps finds each.
PARTS: dict[str, object] = {
    "problem": _("The problem"),
    "outcome": _("An outcome that can be measured"),
    "technology": _("Technology and programme"),
    "delivery": _("Quantity, requirements and time"),
    "estimate": _("Estimate"),
    "reuse": _("What exists already"),
    "submit": _("Check and submit"),
}

VERBS: dict[str, object] = {
    "programme.drafted": _("Programme of orders drafted"),
    "programme.changed": _("Draft of the programme changed"),
    "programme.approved": _("Programme of orders approved"),
    "order.drafted": _("Order drafted"),
    "order.plan_written": _("Plan written on"),
    "order.reuse_searched": _("Searched for what exists already"),
    "order.reuse_answered": _("Answered to what exists already"),
    "order.plan_submitted": _("Plan submitted for approval"),
    "order.plan_returned": _("Plan returned with reasons"),
    "order.plan_approved": _("Plan approved and published"),
    "order.supplier_named": _("Supplier named"),
    "order.declined": _("Supplier declined, with its reason"),
    "order.supplier_released": _("Supplier released: no answer in time"),
    "order.registered": _("Supplier registered"),
    "order.supplement_asked": _("Supplement asked for"),
    "order.negotiated": _("Negotiation recorded"),
    "order.negotiation_returned": _("Negotiation returned with reasons"),
    "order.decided": _("Order decided"),
    "order.cancelled": _("Order cancelled"),
}
