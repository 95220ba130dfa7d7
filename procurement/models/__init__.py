"""Facts of the purchase, one file per noun."""

from procurement.models.contracts import Acceptance, Contract, Handover, Measurement, Milestone
from procurement.models.grants import OrderGrant
from procurement.models.methods import Method
from procurement.models.ordering import Negotiation, OrderDecision, PriceLine, Registration
from procurement.models.orders import Counter, Lot, Order, OrderDocument, ReuseFinding
from procurement.models.passports import Passport
from procurement.models.payments import Payment
from procurement.models.programmes import Programme
from procurement.models.reviews import Review, ReviewAnswer, ReviewCode, Reviewer

__all__ = [
    "Acceptance",
    "Contract",
    "Counter",
    "Handover",
    "Lot",
    "Measurement",
    "Method",
    "Milestone",
    "Negotiation",
    "Order",
    "OrderDecision",
    "OrderDocument",
    "OrderGrant",
    "Passport",
    "Payment",
    "PriceLine",
    "Programme",
    "Registration",
    "ReuseFinding",
    "Review",
    "ReviewAnswer",
    "ReviewCode",
    "Reviewer",
]
