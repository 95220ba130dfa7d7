"""Beyond the order decision, for tests: signed, delivered, measured, accepted, asked, by those whose duty it is."""

from decimal import Decimal
from typing import Any

from marketplace.domain import journal
from marketplace.domain.clock import today
from marketplace.models import Delivery
from procurement.domain.contracts import sign_as_buyer, sign_as_supplier
from procurement.domain.milestones import accept_milestone, deliver_milestone, measure_milestone
from procurement.domain.reviews import (
    Listed,
    answer_review,
    close_review,
    list_reviewers,
    new_codes,
    open_review,
)
from procurement.models import Contract, Handover, Measurement, Milestone, Order, Passport, Review
from procurement.states import OrderStatus
from tests.procurement.factories import People, make_file, order_at


def drawn_contract(people: People) -> Contract:
    """The contract as the order decision draws it."""
    return order_at(OrderStatus.DECIDED, people).contracts.get()


def contract_in_force(people: People) -> Contract:
    """Signed by both sides; two milestones, with targets 30 and 20 (lower is better)."""
    contract = drawn_contract(people)
    sign_as_buyer(contract, by=people.who("approver"))
    return sign_as_supplier(contract, by=people.who("owner"))


def first_milestone(contract: Contract) -> Milestone:
    return fresh(contract.milestones.get(number=1))


def fresh(milestone: Milestone) -> Milestone:
    """The milestone as a new request would find it."""
    return Milestone.objects.select_related("contract__order", "lot__order").get(pk=milestone.pk)


def deliver(milestone: Milestone, people: People, **fields: Any) -> Handover:
    owner = people.who("owner")
    evidence = fields.pop("evidence", None)
    evidence = [make_file("bien-ban.pdf", by=owner)] if evidence is None else evidence
    return deliver_milestone(
        fresh(milestone),
        by=owner,
        statement=fields.pop("statement", "Đã lắp và bàn giao tại trường."),
        evidence=evidence,
    )


def measure(milestone: Milestone, people: People, value: str = "18.4", **fields: Any) -> Measurement:
    verifier = people.who("verifier")
    values: dict[str, Any] = {"sample": "30 ngày liên tục, hai người đọc", "measured_on": today()}
    return measure_milestone(
        fresh(milestone),
        by=fields.pop("by", verifier),
        value=Decimal(value),
        report=make_file("ket-qua-do.pdf", by=verifier),
        **(values | fields),
    )


def accept_all(contract: Contract, people: People, value: str = "18.4") -> Order:
    """Every open milestone delivered, measured and accepted: the order is accepted."""
    for milestone in contract.milestones.exclude(status="accepted"):
        deliver(milestone, people)
        measure(milestone, people, value)
        accept_milestone(fresh(milestone), by=people.who("officer"))
    contract.order.refresh_from_db()
    return contract.order


def listed_review(order: Order, people: People, count: int = 6) -> Review:
    users = [Listed(f"nguoi-dung-{number}@truong.example.vn", "Trường") for number in range(count)]
    return list_reviewers(
        order,
        by=people.who("officer"),
        question="Số liệu bụi mịn có giúp trường quyết định không?",
        people=users,
    )


def opened_review(order: Order, people: People, count: int = 6) -> Review:
    return open_review(listed_review(order, people, count), by=people.who("officer"))


def codes_for(review: Review, count: int) -> list[str]:
    """Codes as the letters would carry them; the letters themselves have their own tests."""
    return new_codes(review, count)


def completed_order(
    people: People, scores: tuple[int, ...] = (5, 5, 4, 4, 3, 5), value: str = "18.4"
) -> Order:
    """The whole road of one order, up to its passport."""
    order = accept_all(contract_in_force(people), people, value)
    review = opened_review(order, people, len(scores))
    for code, score in zip(codes_for(review, len(scores)), scores, strict=True):
        answer_review(code, score=score, comment=f"Nên báo thêm mỗi giờ ({score}).")
    close_review(review, by=people.who("officer"))
    order.refresh_from_db()
    return order


def passport_of(people: People, **how: Any) -> Passport:
    return Passport.objects.get(order=completed_order(people, **how))


def deliver_entries() -> None:
    """Carry every open delivery, as the worker does after the commit."""
    waiting = Delivery.objects.filter(done_at=None).values_list("entry_id", flat=True)
    for entry_id in dict.fromkeys(waiting.order_by("entry_id")):
        journal.deliver(entry_id)
