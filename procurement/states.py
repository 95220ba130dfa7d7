"""The life of an order by ordering (đặt hàng), from its plan to its last payment, as tables.

Sources: Law on Bidding 22/2023 art. 29a (consolidated text VBHN 126 of 2025) and Decree 214/2025
art. 106 to 111, as amended by Decree 349/2026; where the law is silent, the platform's own policy.
"""

from enum import StrEnum

from marketplace.states import Moves, Who, row

ORDERING = "order"  # the method's code in reference/vietnam/procurement_methods.json
_METHOD = (ORDERING,)
_POLICY = "platform policy"
_PLAN = "Decree 214/2025 art. 109(1)"
_STEPS = "Law 22/2023 art. 29a; Decree 214/2025 art. 109"
_DECISION = "Decree 214/2025 art. 109(4)"
_CONTRACT = "Decree 214/2025 art. 111"


class ProgrammeStatus(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"


class OrderStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    INVITED = "invited"
    REGISTERED = "registered"
    NEGOTIATED = "negotiated"
    DECIDED = "decided"
    CONTRACTED = "contracted"
    ACCEPTED = "accepted"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    TERMINATED = "terminated"


class ContractStatus(StrEnum):
    DRAWN = "drawn"
    BUYER_SIGNED = "buyer_signed"
    SUPPLIER_SIGNED = "supplier_signed"
    ACTIVE = "active"
    FULFILLED = "fulfilled"
    TERMINATED = "terminated"


class MilestoneStatus(StrEnum):
    PLANNED = "planned"
    DELIVERED = "delivered"
    MEASURED = "measured"
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    REFUSED = "refused"
    ENDED = "ended"


class PaymentStatus(StrEnum):
    REQUESTED = "requested"
    RETURNED = "returned"
    SENT = "sent"
    PAID = "paid"


class ReviewStatus(StrEnum):
    LISTED = "listed"
    OPEN = "open"
    CLOSED = "closed"


_O, _C, _M, _P, _R = OrderStatus, ContractStatus, MilestoneStatus, PaymentStatus, ReviewStatus

PROGRAMME_MOVES = Moves(
    "Programme of orders",
    row(ProgrammeStatus.DRAFT, ProgrammeStatus.APPROVED, Who.APPROVER, verb="approve_programme",
        because=f"{_POLICY}: the yearly programme is approved by a second person"),
)  # fmt: skip

ORDER_MOVES = Moves(
    "Order (ordering, đặt hàng)",
    row(_O.DRAFT, _O.SUBMITTED, Who.OFFICER, verb="submit_plan", methods=_METHOD,
        because=f"{_PLAN}: the order plan is laid before the ordering organisation"),
    row(_O.SUBMITTED, _O.DRAFT, Who.APPROVER, verb="return_plan", methods=_METHOD,
        because=f"{_POLICY}: a plan comes back with reasons"),
    row(_O.SUBMITTED, _O.APPROVED, Who.APPROVER, verb="approve_plan", methods=_METHOD,
        because=f"{_PLAN}: the ordering organisation approves the order plan; by a second person"),
    row(_O.APPROVED, _O.INVITED, Who.OFFICER, verb="name_supplier", methods=_METHOD,
        because=f"{_STEPS}: one supplier able to deliver is identified"),
    row(_O.INVITED, _O.APPROVED, Who.SUPPLIER, verb="decline_order", methods=_METHOD,
        because=f"{_POLICY}: whoever passes says why, in a fixed vocabulary"),
    row(_O.INVITED, _O.APPROVED, Who.OFFICER, verb="release_supplier", methods=_METHOD,
        because=f"{_POLICY}: a supplier that does not answer in time may be released, with the reason"),
    row(_O.INVITED, _O.REGISTERED, Who.SUPPLIER, verb="register_for_order", methods=_METHOD,
        because=f"{_STEPS}: registration letter, capability file, price with taxes and fees itemised"),
    row(_O.REGISTERED, _O.INVITED, Who.OFFICER, verb="ask_supplement", methods=_METHOD,
        because=f"{_STEPS}: the supplier may clarify and supplement its capability file"),
    row(_O.REGISTERED, _O.NEGOTIATED, Who.OFFICER, verb="record_negotiation", methods=_METHOD,
        because=f"{_STEPS}; art. 110: price and open details are negotiated, never above the estimate"),
    row(_O.NEGOTIATED, _O.REGISTERED, Who.APPROVER, verb="return_negotiation", methods=_METHOD,
        because=f"{_POLICY}: the approver sends the negotiation back with reasons"),
    row(_O.NEGOTIATED, _O.DECIDED, Who.APPROVER, verb="decide_order", methods=_METHOD,
        because=f"{_DECISION}: the order decision names supplier, goods, price, contract type and time"),
    row(_O.DECIDED, _O.CONTRACTED, Who.APPROVER, Who.SUPPLIER, verb="sign_contract", methods=_METHOD,
        because=f"{_CONTRACT}: both sides have signed a contract that matches the decision"),
    row(_O.CONTRACTED, _O.ACCEPTED, Who.OFFICER, verb="accept_order", methods=_METHOD,
        because=f"{_CONTRACT}(2): every milestone has been accepted or ended"),
    row(_O.ACCEPTED, _O.COMPLETED, Who.OFFICER, Who.CLOCK, verb="complete_order", methods=_METHOD,
        because="Decree 214/2025 art. 109(6) as amended by Decree 349/2026: the result is published"),
    row(_O.CONTRACTED, _O.TERMINATED, Who.APPROVER, verb="terminate_order", methods=_METHOD,
        because=f"{_CONTRACT}(2): the contract ends early, with reasons"),
    *(
        row(state, _O.CANCELLED, Who.APPROVER, verb="cancel_order", methods=_METHOD,
            because=f"{_POLICY}: an order may be cancelled until its contract is signed, with reasons")
        for state in (_O.SUBMITTED, _O.APPROVED, _O.INVITED, _O.REGISTERED, _O.NEGOTIATED, _O.DECIDED)
    ),
    row(_O.DRAFT, _O.CANCELLED, Who.OFFICER, Who.APPROVER, verb="cancel_order", methods=_METHOD,
        because=f"{_POLICY}: a draft may be given up"),
)  # fmt: skip

CONTRACT_MOVES = Moves(
    "Contract",
    row(_C.DRAWN, _C.BUYER_SIGNED, Who.APPROVER, verb="sign_as_buyer",
        because=f"{_CONTRACT}: the contract matches the order decision"),
    row(_C.DRAWN, _C.SUPPLIER_SIGNED, Who.SUPPLIER, verb="sign_as_supplier",
        because=f"{_CONTRACT}: the contract matches the order decision"),
    row(_C.SUPPLIER_SIGNED, _C.ACTIVE, Who.APPROVER, verb="sign_as_buyer",
        because=f"{_CONTRACT}: signed by both sides"),
    row(_C.BUYER_SIGNED, _C.ACTIVE, Who.SUPPLIER, verb="sign_as_supplier",
        because=f"{_CONTRACT}: signed by both sides"),
    row(_C.ACTIVE, _C.FULFILLED, Who.OFFICER, verb="fulfil_contract",
        because=f"{_CONTRACT}(2): every milestone has been accepted"),
    row(_C.ACTIVE, _C.TERMINATED, Who.APPROVER, verb="terminate_contract",
        because=f"{_CONTRACT}(2): the contract ends early, with reasons"),
)  # fmt: skip

MILESTONE_MOVES = Moves(
    "Milestone",
    row(_M.PLANNED, _M.DELIVERED, Who.SUPPLIER, verb="deliver_milestone",
        because=f"{_CONTRACT}(2): handover at the place and in the way agreed"),
    row(_M.REFUSED, _M.DELIVERED, Who.SUPPLIER, verb="deliver_milestone",
        because=f"{_POLICY}: a refused milestone may be cured and delivered again in its cure time"),
    row(_M.DELIVERED, _M.MEASURED, Who.VERIFIER, verb="measure_milestone",
        because=f"{_POLICY}: the named verifier measures by the method the order published"),
    row(_M.MEASURED, _M.ACCEPTED, Who.OFFICER, verb="accept_milestone",
        because=f"{_CONTRACT}(2): accepted, because the measured value meets the target"),
    row(_M.MEASURED, _M.PARTLY_ACCEPTED, Who.OFFICER, verb="accept_partly",
        because=f"{_CONTRACT}(2): accepted in part, for a lower price, with reasons"),
    row(_M.MEASURED, _M.REFUSED, Who.OFFICER, verb="refuse_milestone",
        because=f"{_CONTRACT}(2): refused, with reasons and a time to cure"),
    *(
        row(state, _M.ENDED, Who.APPROVER, verb="end_milestone",
            because=f"{_CONTRACT}(2): the contract was terminated")
        for state in (_M.PLANNED, _M.DELIVERED, _M.MEASURED, _M.REFUSED)
    ),
)  # fmt: skip

PAYMENT_MOVES = Moves(
    "Payment",
    row(_P.REQUESTED, _P.RETURNED, Who.FINANCE, verb="return_payment",
        because=f"{_POLICY}: an incomplete dossier comes back with what is missing"),
    row(_P.RETURNED, _P.REQUESTED, Who.SUPPLIER, verb="request_payment_again",
        because=f"{_POLICY}: the supplier completes the dossier"),
    row(_P.REQUESTED, _P.SENT, Who.FINANCE, verb="send_payment",
        because="Decree 214/2025 art. 120(8): the dossier is handled in 14 days"),
    row(_P.SENT, _P.PAID, Who.FINANCE, verb="record_payment",
        because=f"{_POLICY}: the treasury's reference and value date prove the payment"),
)  # fmt: skip

REVIEW_MOVES = Moves(
    "Review by users",
    row(_R.LISTED, _R.OPEN, Who.OFFICER, verb="open_review",
        because=f"{_POLICY}: the list of users is frozen before the first answer"),
    row(_R.OPEN, _R.CLOSED, Who.OFFICER, Who.CLOCK, verb="close_review",
        because=f"{_POLICY}: closed when everyone has answered or its time is over"),
)  # fmt: skip
