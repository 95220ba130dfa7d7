"""Words of this package for refusals, buttons and what the journal tells, by code."""

from typing import Any

from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, Any] = {
    # --- programme and plan
    "programme_exists": _("Your agency has a programme of this title for %(year)s: choose another title."),
    "order_incomplete": _(
        "The plan is not whole yet: %(done)s of %(parts)s parts are done. The list shows the rest."
    ),
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
    "verifier_unknown": _(
        "Nobody with this address has an account here: ask them to open one, then name them."
    ),
    "verifier_decides": _(
        "This person decides or pays for the ordering organisation, so they cannot measure: name someone else."
    ),
    "verifier_is_supplier": _(
        "This person belongs to the supplier, so they cannot measure: name someone else."
    ),
    # --- the supplier
    "supplier_source_missing": _(
        "Choose where the supplier is known from: a listing, an interest or a passport."
    ),
    "supplier_not_offering": _("This offer does not stand any more: choose another one."),
    "supplier_not_verified": _(
        "The supplier's verification does not stand: a registrar must settle that first."
    ),
    "supplier_is_buyer": _("An organisation does not order from itself: choose another supplier."),
    "supplier_has_official": _(
        "A person who acts on this order for your agency belongs to this supplier: another must take their place first."
    ),
    "registration_still_open": _(
        "The supplier still has time to answer: it can be released after the deadline."
    ),
    "capability_file_missing": _(
        "Attach the capability file: the agency evaluates it (Decree 214/2025, art. 109)."
    ),
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
    # --- contract and milestones
    "contract_not_as_decided": _(
        "The contract does not match the order decision, so nobody may sign it: tell the portal's operator."
    ),
    "statement_missing": _("Write what was delivered, where and how."),
    "evidence_missing": _("Attach at least one file as evidence of the delivery."),
    "cure_time_over": _("The time to cure ended on %(day)s: ask the ordering organisation how to go on."),
    "not_a_number": _("Enter the measured value as a number."),
    "measured_in_future": _("This day has not come yet: enter the day on which you measured."),
    "measured_before_delivery": _(
        "The delivery is of %(day)s: a value measured before it says nothing about it. Measure this delivery."
    ),
    "target_missed": _(
        "Measured %(value)s, target %(target)s: a value that misses the target cannot be accepted in full. "
        "Accept it in part for a lower amount, or refuse it with a time to cure."
    ),
    "amount_not_partial": _("A part is above 0 ₫ and below the milestone's %(limit)s: enter such an amount."),
    "cure_too_short": _("The supplier needs time to cure it: name %(day)s or a later day."),
    "verifier_accepts": _("Whoever measured does not also decide on the acceptance: ask another officer."),
    # --- payment
    "invoice_missing": _("Enter the number of the invoice."),
    "invoice_in_future": _("The invoice is dated after today: correct its date."),
    "reference_missing": _("Enter the reference on the Treasury's notice: it proves the payment."),
    "value_in_future": _("The value date has not come yet: record the payment when the Treasury has paid."),
    "value_before_request": _("The payment was requested on %(day)s: its value date cannot lie before."),
    "acceptor_pays": _(
        "Whoever accepted the delivery does not also pay for it: ask another finance officer."
    ),
    # --- review
    "reviewer_address": _("Line %(line)s has no valid e-mail address: write it as name@example.vn; unit."),
    "reviewer_repeated": _("Line %(line)s repeats the address of line %(first)s: each user is asked once."),
    "reviewers_missing": _("List at least one user of the result."),
    "reviewers_too_many": _(
        "The list has %(count)s users, the limit is %(limit)s: choose among them by lot."
    ),
    "review_closed": _("This review takes no more answers: its time is over."),
    "review_still_open": _("Not everyone has answered and there is still time: the review closes by itself."),
    "code_used": _("This link has been used: each user answers once."),
    "score_unknown": _("Choose a number from 1 to 5."),
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
    "sign_as_buyer": _("Sign the contract"),
    "sign_as_supplier": _("Sign the contract"),
    "terminate_contract": _("Terminate the contract"),
    "deliver_milestone": _("Deliver the milestone"),
    "measure_milestone": _("Enter the measured value"),
    "accept_milestone": _("Accept the milestone"),
    "accept_partly": _("Accept in part"),
    "refuse_milestone": _("Refuse the milestone"),
    "request_payment": _("Request payment"),
    "request_payment_again": _("Request payment again"),
    "send_payment": _("Send to the Treasury"),
    "return_payment": _("Return the dossier"),
    "record_payment": _("Record the payment"),
    "list_reviewers": _("List the users of the result"),
    "open_review": _("Open the review"),
    "close_review": _("Close the review"),
}

# What became of a delivery, as a passport tells it.
OUTCOMES: dict[str, object] = {
    "full": _("Accepted"),
    "partial": _("Accepted in part"),
    "refused": _("Refused"),
    "ended": _("Stopped"),
}

# What the next buyer must know, whether the supplier likes it or not.
CAVEATS: dict[str, object] = {
    "terminated": _("The contract ended early: not everything that was ordered was delivered."),
    "refused": _("A delivery was refused and had to be cured; the table of deliveries shows it."),
    "partial": _("A delivery was accepted in part, for a lower amount than decided."),
    "few_answers": _("Too few users have answered for a mark of their satisfaction."),
    "demo": _(
        "This passport comes from a demonstration, trial or test database: nothing in it binds anyone."
    ),
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
    "order.registration_overdue": _("No answer from the supplier in time"),
    "contract.signed_by_buyer": _("Contract signed by the ordering organisation"),
    "contract.signed_by_supplier": _("Contract signed by the supplier"),
    "contract.active": _("Contract in force"),
    "contract.fulfilled": _("Contract fulfilled"),
    "contract.terminated": _("Contract terminated"),
    "order.contracted": _("Order under contract"),
    "order.accepted": _("Order accepted"),
    "order.completed": _("Result published"),
    "order.terminated": _("Order ended early"),
    "order.publication_overdue": _("Result not published in time"),
    "milestone.delivered": _("Milestone delivered"),
    "milestone.measured": _("Milestone measured"),
    "milestone.accepted": _("Milestone accepted"),
    "milestone.partly_accepted": _("Milestone accepted in part"),
    "milestone.refused": _("Milestone refused, with a time to cure"),
    "milestone.ended": _("Milestone ended with the contract"),
    "milestone.acceptance_overdue": _("Agency late with its acceptance"),
    "payment.requested": _("Payment requested"),
    "payment.returned": _("Payment dossier returned"),
    "payment.sent": _("Payment sent to the Treasury"),
    "payment.paid": _("Payment made"),
    "payment.overdue": _("Agency late with its payment"),
    "review.listed": _("Users of the result listed"),
    "review.opened": _("Users asked about the result"),
    "review.closed": _("Review closed"),
    "passport.issued": _("Passport issued"),
}
