"""Orders for tests: made by the verbs themselves, each step by the person whose duty it is."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from marketplace.domain.attachments import store_file
from marketplace.domain.clock import now, today
from marketplace.models import Attachment, Interest, Listing, Organisation, StrategicTechnology, User
from marketplace.policies import Actor
from marketplace.states import Who
from procurement.domain import decisions, ordering, orders, reuse
from procurement.domain.prices import Line
from procurement.models import Order, OrderDecision, ReuseFinding
from procurement.states import OrderStatus
from tests.factories import acting, make_member, make_organisation

BUDGET = 500_000_000
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class People:
    """Everyone on one order, with the listing it is made from."""

    officer: User
    approver: User
    owner: User
    verifier: User
    listing: Listing

    @property
    def agency(self) -> Organisation:
        organisation = acting(self.officer).organisation
        assert organisation is not None
        return organisation

    def who(self, name: str) -> Actor:
        return acting(getattr(self, name))


def current_technology(place: int = 0) -> StrategicTechnology:
    """A strategic technology of the list in force."""
    technology = StrategicTechnology.objects.current(today()).order_by("code")[place]
    assert isinstance(technology, StrategicTechnology)
    return technology


def make_listing(organisation: Organisation, title_vi: str = "Trạm đo bụi mịn Sen", **fields: Any) -> Listing:
    """A published listing."""
    at = now()
    fields.setdefault("technology", current_technology())
    return Listing.objects.create(
        organisation=organisation,
        kind=Listing.Kind.PRODUCT,
        status=fields.pop("status", Listing.Status.PUBLISHED),
        title_vi=title_vi,
        summary_vi="Số liệu và cách lắp ở trang mô tả.",
        published_at=at,
        renewed_at=at,
        expires_at=at + timedelta(days=180),
        **fields,
    )


def make_interest(listing: Listing, asker: User, **fields: Any) -> Interest:
    """A question that the lister has answered."""
    organisation = acting(asker).organisation
    at = now()
    fields = {"status": Interest.Status.ANSWERED, "answer": "Có thể lắp thử trong tháng này.", **fields}
    return Interest.objects.create(
        listing=listing,
        lister=listing.organisation,
        organisation=organisation,
        created_by=asker,
        purpose=Interest.Purpose.PILOT,
        message="Sáu trường học của chúng tôi nằm cạnh công trường, bụi vượt ngưỡng mỗi tuần.",
        reply_due_at=at + timedelta(days=5),
        answered_at=at,
        outcome_due_at=at + timedelta(days=10),
        **fields,
    )


def make_verifier() -> User:
    """A person of a measuring institute that stands on neither side."""
    institute = make_organisation("Viện Đo lường Môi trường", kind=Organisation.Kind.UNIVERSITY)
    return make_member(institute, Who.EDITOR, name="Đinh Công Tâm")


def make_file(name: str = "ho-so-nang-luc.pdf", *, by: Actor) -> Attachment:
    """A stored capability file."""
    return store_file(ContentFile(PDF, name=name), by=by, organisation=by.organisation)


def plan_fields(verifier: User, **fields: Any) -> dict[str, Any]:
    """Everything that a whole plan holds, but its title."""
    plan: dict[str, Any] = {
        "problem": "Bụi mịn quanh sáu trường học vượt ngưỡng, không ai biết giờ nào.",
        "metric": "Số giờ mỗi tháng bụi mịn vượt ngưỡng tại sáu trường học",
        "unit": "giờ",
        "direction": Order.Direction.LOWER,
        "baseline": Decimal(38),
        "target": Decimal(20),
        "measuring": "Đo liên tục 30 ngày bằng trạm chuẩn, hai người đọc số độc lập.",
        "verifier": verifier,
        "verifier_organisation": acting(verifier).organisation,
        "technology": current_technology(),
        "quantity": "6 trạm, sai số không quá 10 %",
        "requirements": "",
        "starts_on": today() + timedelta(days=30),
        "ends_on": today() + timedelta(days=210),
        "budget_minor": BUDGET,
    }
    return plan | fields


def whole_draft(people: People, *, title: str = "Quan trắc bụi mịn quanh trường học", **fields: Any) -> Order:
    """A draft with every part done: searched, and each finding answered."""
    by = people.who("officer")
    order = orders.draft_order(by=by, title=title, listing=people.listing)
    orders.write_plan(order, by=by, **plan_fields(people.verifier, **fields))
    reuse.find_reuse(order, by=by)
    for finding in order.reuse_findings.all():
        answer = ReuseFinding.Answer.ORDERED if finding.listing_id else ReuseFinding.Answer.UNSUITABLE
        reuse.answer_reuse(finding, by=by, answer=answer, reason="Đã xem, chỉ đo trong nhà.")
    return order


def price_line(net: int = 40_000_000, **fields: Any) -> Line:
    """Ten units at 40 million net and 10 % VAT: 440 million with tax."""
    values: dict[str, Any] = {"description": "Trạm đo", "quantity": 10, "unit": "trạm", "vat_percent": 10}
    return Line(net_unit_minor=net, **(values | fields))


def an_offer(*lines: Line, **fields: Any) -> ordering.Offer:
    values: dict[str, Any] = {
        "letter": "Chúng tôi đăng ký thực hiện đơn đặt hàng này.",
        "capability": "Đã lắp 40 trạm tại ba tỉnh.",
        "delivery_days": 120,
    }
    return ordering.Offer(lines=lines or (price_line(),), **(values | fields))


def two_milestones(target: Decimal = Decimal(20)) -> tuple[ordering.Stop, ...]:
    """Forty per cent for the pilot, sixty for the whole."""
    return (
        ordering.Stop("Hai trạm đầu", 4_000, Decimal(30), today() + timedelta(days=90)),
        ordering.Stop("Đủ sáu trạm", 6_000, target, today() + timedelta(days=180)),
    )


def an_agreement(*lines: Line, **fields: Any) -> ordering.Agreement:
    values: dict[str, Any] = {
        "held_on": today(),
        "changes": "Giữ nguyên giá, thêm một lần hiệu chuẩn.",
        "contract_terms": "Bàn giao tại trường; bảo hành 24 tháng; phạt 8 % phần chậm.",
        "milestones": two_milestones(),
    }
    return ordering.Agreement(lines=lines or (price_line(),), **(values | fields))


def some_terms(**fields: Any) -> decisions.Terms:
    starts = today() + timedelta(days=30)
    values: dict[str, Any] = {
        "number": "128/QĐ-SKHCN",
        "contract_type": OrderDecision.ContractType.OUTPUT,
        "starts_on": starts,
        "ends_on": starts + timedelta(days=180),
    }
    return decisions.Terms(**(values | fields))


# Each step by its person: state reached → how.
def _submit(order: Order, people: People) -> None:
    orders.submit_plan(order, by=people.who("officer"), no_secret=True)


def _approve(order: Order, people: People) -> None:
    orders.approve_plan(order, by=people.who("approver"), no_secret=True)


def _name(order: Order, people: People) -> None:
    ordering.name_supplier(order, by=people.who("officer"), listing=people.listing)


def _register(order: Order, people: People) -> None:
    owner = people.who("owner")
    ordering.register_for_order(order, by=owner, offer=an_offer(), files=[make_file(by=owner)])


def _negotiate(order: Order, people: People) -> None:
    ordering.record_negotiation(order, by=people.who("officer"), agreed=an_agreement())


def _decide(order: Order, people: People) -> None:
    decisions.decide_order(order, by=people.who("approver"), terms=some_terms())


STEPS = {
    OrderStatus.SUBMITTED: _submit,
    OrderStatus.APPROVED: _approve,
    OrderStatus.INVITED: _name,
    OrderStatus.REGISTERED: _register,
    OrderStatus.NEGOTIATED: _negotiate,
    OrderStatus.DECIDED: _decide,
}


def order_at(status: OrderStatus, people: People, **fields: Any) -> Order:
    """An order that its people brought to this state, up to *decided*."""
    order = whole_draft(people, **fields)
    for reached, step in STEPS.items():
        if order.status == status:
            break
        step(order, people)
        assert order.status == reached
    assert order.status == status
    return order


def last_day(order: Order) -> date:
    """The last day on which the named supplier is in time."""
    assert order.registration_due_at is not None
    return order.registration_due_at.date()
