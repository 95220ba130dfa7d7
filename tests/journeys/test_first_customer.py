"""The whole road in a real browser, as every person on it: from a firm that nobody knows to its second buyer."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from marketplace.domain.clock import move_clock, today
from marketplace.models import Interest, Listing, Organisation, StrategicTechnology, User
from marketplace.states import Who
from procurement.models import Milestone, Order, Passport
from tests import factories
from tests.journeys.walker import Walker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL = "phuc@sao-khue.example.vn"


def day(days: int) -> str:
    """A day as people type it, so many days from the portal's today."""
    return (today() + timedelta(days=days)).strftime("%d/%m/%Y")


class Road:
    """What the people of one journey share: who they are, and what has come into being so far."""

    def __init__(self, walk: Callable[..., Walker], javascript: bool, language: str) -> None:
        self.walk, self.javascript, self.language = walk, javascript, language
        self.walkers: dict[str, Walker] = {}

    def person(self, user: User) -> Walker:
        """The person at their own browser, signed in on first use."""
        if user.email not in self.walkers:
            walker = self.walk(user.name, javascript=self.javascript, language=self.language)
            self.walkers[user.email] = walker.sign_in(user)
        return self.walkers[user.email]

    def works(self, user: User) -> Walker:
        """The person before their workspace, where each step begins."""
        return self.person(user).open("marketplace:workspace")

    def anyone(self, *names: str) -> None:
        """A reader who signs in for nothing."""
        walker = self.walk("reader", javascript=self.javascript, language=self.language)
        for name in names:
            walker.open(name)


@pytest.fixture
def institute(db: None) -> Organisation:
    """Measures, and belongs to neither side."""
    return factories.make_organisation("Viện Ngôn ngữ ứng dụng", kind=factories.Kind.UNIVERSITY)


@pytest.fixture
def verifier(institute: Organisation) -> User:
    return factories.make_member(institute, Who.EDITOR, name="Nguyễn Thị Thước")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A file that every step may attach."""
    path = tmp_path / "bien-ban.pdf"
    path.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    return path


@pytest.mark.parametrize(
    ("language", "javascript"), [("vi", True), ("vi", False), ("en", True)],
    ids=["vietnamese", "without-script", "english"],
)  # fmt: skip
def test_from_a_clone_to_a_second_buyer(
    walk: Any, registrar: User, moderator: User, officer: User, approver: User, finance: User, verifier: User,
    second_officer: User, second_approver: User, paper: Path, language: str, javascript: bool,
) -> None:  # fmt: skip
    road = Road(walk, javascript, language)

    owner = join(road)
    firm = register(road, owner)
    verify(road, registrar, firm)
    listing = list_product(road, owner)
    publish(road, moderator, listing)
    interest = ask(road, officer, listing)
    answer(road, owner, interest)

    order = plan(road, officer, interest, verifier)
    approve(road, approver, order)
    supplier_registers(road, officer, owner, order, paper)
    negotiate(road, officer, order)
    decide_and_sign(road, approver, owner, order)
    for milestone in Milestone.objects.filter(lot__order=order):
        deliver(road, owner, verifier, officer, milestone, paper)
        pay(road, owner, finance, milestone, paper)
    passport = review(road, officer, order)

    second = order_again(road, second_officer, passport, verifier)
    approve(road, second_approver, second)
    road.anyone("marketplace:home", "marketplace:listings", "procurement:orders", "procurement:passports")


def join(road: Road) -> User:
    """The firm's owner makes an account and follows the link of the letter."""
    walker = road.walk("Phúc", javascript=road.javascript, language=road.language)
    walker.open("account_signup")
    walker.write(name="Lê Hồng Phúc", email=EMAIL, password1=factories.PASSWORD, password2=factories.PASSWORD)
    walker.write(language=road.language).send()
    link = re.search(r"http\S+confirm\S+", mail.outbox[-1].body)
    assert link is not None, mail.outbox[-1].body
    walker.open_path(link[0].replace("/vi/", f"/{road.language}/")).send()
    user = User.objects.get(email=EMAIL)
    road.walkers[EMAIL] = walker.sign_in(user)
    return user


def register(road: Road, owner: User) -> Organisation:
    walker = road.person(owner).open("marketplace:register_organisation", "enterprise")
    wrong = {"name_vi": "Công ty cổ phần Sao Khuê", "tax_code": "0100109107"}
    walker.write(**wrong).send(status=422)
    assert walker.page.locator("[name=name_vi]").input_value() == "Công ty cổ phần Sao Khuê"
    walker.write(tax_code=factories.next_tax_code(), domestic_ownership_percent=100, sector="trade_services")
    walker.write(insured_staff=12, revenue_minor="4.500.000.000").send()
    return Organisation.objects.get(name_vi="Công ty cổ phần Sao Khuê")


def verify(road: Road, registrar: User, firm: Organisation) -> None:
    walker = road.person(registrar).open("marketplace:workspace").open("marketplace:verification_queue")
    walker.open("marketplace:organisation", firm.public_id).open(
        "marketplace:verify_organisation", firm.public_id
    )
    walker.write(compared="Cổng đăng ký doanh nghiệp, hôm nay.").send()
    firm.refresh_from_db()
    assert firm.is_verified


def list_product(road: Road, owner: User) -> Listing:
    walker = road.person(owner).open("marketplace:workspace").open("marketplace:listing_new")
    walker.write(kind="product", title_vi="Trợ lý ảo tra cứu thủ tục cho bộ phận một cửa").send()
    listing = Listing.objects.get()
    technology = StrategicTechnology.objects.filter(code="ST26-01").get()
    parts: dict[str, dict[str, Any]] = {
        "basics": {
            "product_kind": "software",
            "summary_vi": "Trả lời thủ tục hành chính bằng tiếng Việt, kèm điều luật.",
            "technology": technology.pk,
            "trl": 7,
        },
        "description": {
            "description_vi": "Người dân hỏi bằng lời nói hoặc chữ; câu không chắc thì chuyển cán bộ."
        },
        "price": {"price_minor": "5.400.000", "price_unit": "quầy và tháng", "tax": "included"},
        "origin": {"origin": "vietnam"},
    }
    for part, fields in parts.items():
        walker.open("marketplace:listing_part", listing.public_id, part).write(**fields).send()
    walker.open("marketplace:listing_part", listing.public_id, "evidence")
    walker.open("marketplace:add_claim", listing.public_id)
    walker.write(
        text="Trả lời đúng và đủ, không cần cán bộ", figure="79,2 %", source="600 câu, 08/2026"
    ).send()
    walker.open("marketplace:listing_part", listing.public_id, "files")
    walker.open("marketplace:submit_listing", listing.public_id).send()
    return listing


def publish(road: Road, moderator: User, listing: Listing) -> None:
    walker = road.person(moderator).open("marketplace:workspace").open("marketplace:moderation")
    walker.open("marketplace:moderate", listing.public_id).open(
        "marketplace:publish_listing", listing.public_id
    )
    walker.send()
    listing.refresh_from_db()
    assert listing.status == Listing.Status.PUBLISHED


def ask(road: Road, officer: User, listing: Listing) -> Interest:
    walker = road.person(officer).open("marketplace:workspace").open("marketplace:listings")
    walker.open("marketplace:listing", listing.public_id).open("marketplace:ask_about", listing.public_id)
    walker.write(purpose="quotation", message="Chúng tôi có 34 quầy một cửa.", wished_on=day(10)).send()
    return Interest.objects.get(listing=listing)


def answer(road: Road, owner: User, interest: Interest) -> None:
    walker = road.person(owner).open("marketplace:workspace").open("marketplace:interests")
    walker.open("marketplace:interest", interest.public_id).open(
        "marketplace:answer_interest", interest.public_id
    )
    walker.write(answer="Lắp trong 30 ngày, xem thử tuần tới.", quotation_minor="1.100.000.000").send()


def plan(road: Road, officer: User, interest: Interest, verifier: User) -> Order:
    walker = road.works(officer).open("marketplace:interest", interest.public_id)
    with_interest = f"?interest={interest.public_id}"
    walker.open("procurement:draft_order", query=with_interest).send()
    order = Order.objects.get(interest=interest)
    write_plan(walker, order, verifier)
    lay_before_approver(walker, order)
    return order


def write_plan(walker: Walker, order: Order, verifier: User) -> None:
    parts: dict[str, dict[str, Any]] = {
        "problem": {"problem": "Người dân chờ 41 phút để hỏi một thủ tục tại 34 quầy một cửa."},
        "outcome": {
            "metric": "Câu hỏi thủ tục được trả lời đúng và đủ",
            "unit": "%",
            "direction": "higher",
            "baseline": "41",
            "target": "75",
            "measuring": "600 câu hỏi thật lấy ngẫu nhiên, hai người chấm kín.",
            "verifier_email": verifier.email,
        },
        "technology": {},
        "delivery": {"quantity": "34 quầy", "starts_on": day(20), "ends_on": day(200)},
    }
    for part, fields in parts.items():
        walker.open("procurement:order_part", order.public_id, part).write(**fields).send()
    walker.open("procurement:order_part", order.public_id, "estimate")
    for wrong in ("-1", "1,5", "1000000000000000000"):
        walker.write(budget_minor=wrong).send(status=422)
        assert walker.page.locator("[name=budget_minor]").input_value() == wrong
    walker.write(budget_minor="1.200.000.000").send()


def lay_before_approver(walker: Walker, order: Order) -> None:
    walker.open("procurement:order", order.public_id).open("procurement:find_reuse", order.public_id).send()
    walker.open("procurement:order_reuse", order.public_id)
    for finding in order.reuse_findings.all():
        reason = {f"reason_{finding.pk}": "Đã xem, chưa đủ giọng nói."}
        walker.write(**{f"answer_{finding.pk}": "source"}, **reason)
    walker.send()
    walker.open("procurement:submit_plan", order.public_id).write(no_secret=True).send()


def approve(road: Road, approver: User, order: Order) -> None:
    walker = road.works(approver).open("procurement:order", order.public_id)
    walker.open("procurement:approve_plan", order.public_id).write(no_secret=True).send()
    order.refresh_from_db()
    assert order.status == Order.Status.APPROVED


def supplier_registers(road: Road, officer: User, owner: User, order: Order, paper: Path) -> None:
    walker = road.works(officer).open("procurement:name_supplier", order.public_id)
    walker.page.locator("main form[method=post] [name=source]").first.check()
    walker.send()
    firm = road.works(owner).open("procurement:order", order.public_id)
    firm.open("procurement:register_for_order", order.public_id)
    firm.write(
        letter="Chúng tôi đăng ký thực hiện đơn.", capability="12 kỹ sư, 3 nơi đang chạy.", files=paper
    )
    firm.write(delivery_days=120, lines__0__description="Trợ lý ảo, 34 quầy", lines__0__quantity=34)
    firm.write(lines__0__unit="quầy", lines__0__net_unit_minor="40.000.000").send(
        status=422
    )  # above the estimate
    firm.write(lines__0__net_unit_minor="30.000.000", lines__0__vat_percent="8", files=paper).send()
    walker.open("procurement:order_registrations", order.public_id)


def negotiate(road: Road, officer: User, order: Order) -> None:
    walker = road.works(officer).open("procurement:record_negotiation", order.public_id)
    walker.write(
        changes="Giá giữ nguyên, thêm tập huấn.", contract_terms="Bàn giao tại quầy, bảo hành 24 tháng."
    )
    rows = [("Thử tại 4 quầy", "30", "60", 60), ("Đủ 34 quầy", "60", "75", 150)]
    walker.page.locator("main button[name=add_milestones]").first.click()
    for number, (title, share, target, due) in enumerate(rows):
        fields = {"title": title, "share": share, "target": target, "due_on": day(due)}
        walker.write(**{f"milestones__{number}__{name}": value for name, value in fields.items()})
    walker.send(status=422)  # 90 % is not the whole
    walker.write(milestones__1__share="70").send()


def decide_and_sign(road: Road, approver: User, owner: User, order: Order) -> None:
    walker = road.works(approver).open("procurement:decide_order", order.public_id)
    walker.write(number="128/QĐ-SKHCN", contract_type="output_based").send()
    contract = order.contracts.get()
    walker.open("procurement:contract", contract.public_id).open(
        "procurement:sign_as_buyer", contract.public_id
    )
    walker.write(has_read=True).send()
    firm = road.works(owner).open("procurement:contract", contract.public_id)
    firm.open("procurement:sign_as_supplier", contract.public_id).write(has_read=True).send()
    order.refresh_from_db()
    assert order.status == Order.Status.CONTRACTED


def deliver(
    road: Road, owner: User, verifier: User, officer: User, milestone: Milestone, paper: Path
) -> None:
    move_clock(timedelta(days=40))
    firm = road.works(owner).open("procurement:milestone", milestone.public_id)
    firm.open("procurement:deliver_milestone", milestone.public_id)
    firm.write(statement="Đã lắp và tập huấn tại quầy.", evidence=paper).send()
    measure = road.works(verifier).open("procurement:measure_milestone", milestone.public_id)
    value = "79,2" if milestone.number > 1 else "61"
    measure.write(value=value, sample="600 câu", measured_on=day(0), report=paper).send()
    walker = road.works(officer).open("procurement:milestone", milestone.public_id)
    walker.open("procurement:accept_milestone", milestone.public_id).send()
    milestone.refresh_from_db()
    assert milestone.status == Milestone.Status.ACCEPTED


def pay(road: Road, owner: User, finance: User, milestone: Milestone, paper: Path) -> None:
    firm = road.works(owner).open("procurement:request_payment", milestone.public_id)
    firm.write(invoice_number=f"HD-{milestone.number}", invoice_on=day(0), invoice=paper).send()
    payment = milestone.payment
    walker = road.works(finance).open("procurement:payments").open("procurement:payment", payment.public_id)
    walker.open("procurement:send_payment", payment.public_id).send()
    move_clock(timedelta(days=5))
    walker.open("procurement:record_payment", payment.public_id)
    walker.write(treasury_reference=f"KB-{milestone.number}", value_on=day(0)).send()
    payment.refresh_from_db()
    assert payment.status == payment.Status.PAID


def review(road: Road, officer: User, order: Order) -> Passport:
    addresses = [f"nguoi-dung-{number}@example.vn" for number in range(6)]
    walker = road.works(officer).open("procurement:list_reviewers", order.public_id)
    walker.write(question="Trợ lý ảo tại quầy giúp bạn đến đâu?")
    walker.write(people="\n".join(f"{address}; Bộ phận một cửa" for address in addresses)).send()
    mail.outbox.clear()
    walker.open("procurement:review", order.review.public_id).open(
        "procurement:open_review", order.review.public_id
    )
    walker.send()
    links = [re.search(r"http\S+", letter.body) for letter in mail.outbox if letter.to[0] in addresses]
    assert len(links) == len(addresses)
    for score, link in enumerate(links):
        assert link is not None
        user = road.walk("một người dùng", javascript=road.javascript, language=road.language)
        user.open_path(link[0].replace("/vi/", f"/{road.language}/")).write(score=min(score + 1, 5)).send()
    assert walker.status_of(link[0].removeprefix(walker.server)) in {200, 409, 410, 422}
    walker.open("procurement:close_review", order.review.public_id).send()
    passport = Passport.objects.get(order=order)
    walker.open("procurement:passport", passport.number).open("procurement:passport_check")
    return passport


def order_again(road: Road, second_officer: User, passport: Passport, verifier: User) -> Order:
    walker = road.works(second_officer).open("procurement:passport", passport.number)
    walker.open("procurement:order_from_passport", passport.number).send()
    order = Order.objects.get(passport=passport)
    assert order.metric == passport.order.metric
    write_plan(walker, order, verifier)
    lay_before_approver(walker, order)
    return order
