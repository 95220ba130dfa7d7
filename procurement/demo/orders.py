"""Nine orders at nine moments of the ordering path, from a half-written draft to a passport."""

from functools import partial

from marketplace.demo.stage import Stage
from procurement.demo import bargains, plans
from procurement.demo.order_play import OrderPlay, Roles
from procurement.demo.review_play import answer_from, ask_users
from procurement.domain.passports import order_from_passport
from procurement.domain.programmes import approve_programme, draft_programme
from procurement.domain.reviews import Listed
from procurement.models import Order, Passport

_PROVINCE = {"officer": "ha.officer", "approver": "lan.approver", "finance": "thang.finance"}
_WARD = {"officer": "mai.officer", "approver": "huy.approver", "finance": "thu.finance"}


def load(stage: Stage) -> None:
    """Put programmes and orders on the timetable."""
    _programmes(stage)
    for story in (
        _assistant,
        _shrimp,
        _sewer,
        _lake,
        _slope,
        _ward_sewer,
        _junctions,
        _forest,
        _second_buyer,
    ):
        story(stage)


def _programmes(stage: Stage) -> None:
    for key, people, days, title, purpose in (
        (
            "province programme",
            _PROVINCE,
            128,
            "Đặt hàng công nghệ phục vụ người dân Sông Lam",
            "Mua lần đầu những sản phẩm trong nước giảm được giờ chờ, rủi ro thiên tai và hao hụt của người nuôi tôm.",
        ),
        (
            "ward programme",
            _WARD,
            66,
            "Phường ít ngập, hồ sạch",
            "Biết trước chỗ cống hỏng và lúc nước hồ xấu đi, để sửa trước mùa mưa.",
        ),
    ):

        def draft(
            key: str = key, people: dict[str, str] = people, title: str = title, purpose: str = purpose
        ) -> None:
            stage.cast[key] = draft_programme(
                by=stage.actor(people["officer"]), year=stage.today.year, title=title, purpose=purpose
            )

        def approve(key: str = key, people: dict[str, str] = people) -> None:
            approve_programme(stage.cast[key], by=stage.actor(people["approver"]))

        stage.at(days, "8:30", draft)
        stage.at(days - 1, "14:00", approve)


# --- completed, with a refused delivery on the way, enough answers, and a second buyer ----------------
def _assistant(stage: Stage) -> None:
    play = OrderPlay(
        stage,
        "assistant",
        plan=plans.ASSISTANT,
        roles=Roles(**_PROVINCE, supplier="phuc.owner"),
        bargain=bargains.ASSISTANT,
        interest="interest in sen",
    )
    _to_contract(stage, play, "province programme", 126, 125, 123, 122, 118, 114, 111)
    stage.at(98, "9:00", partial(play.deliver, 1, "Sen chạy ở 4 quầy: Sông Lam, Bờ Đông, Cầu Mới, Chợ Cũ."))
    stage.at(95, "15:00", partial(play.measure, 1, "63.5", "200 câu ở 4 quầy, hai người chấm kín."))
    stage.at(93, "10:00", partial(play.accept, 1))
    _pay(stage, play, 1, 92, 88, 83)
    stage.at(84, "9:00", partial(play.deliver, 2, "Sen chạy ở đủ 12 quầy."))
    stage.at(80, "15:00", partial(play.measure, 2, "71.8", "600 câu ở 12 quầy, hai người chấm kín."))
    stage.at(
        79,
        "10:00",
        partial(play.refuse, 2, 12, "71,8 % chưa đạt 75 %. Giọng vùng biển hiểu kém: bổ sung rồi đo lại."),
    )
    stage.at(
        70, "9:00", partial(play.deliver, 2, "Bản mới, đã học thêm 9 giờ giọng vùng biển, chạy ở 12 quầy.")
    )
    stage.at(67, "15:00", partial(play.measure, 2, "79.2", "600 câu mới ở 12 quầy, hai người chấm kín."))
    stage.at(65, "10:00", partial(play.accept, 2))
    _pay(stage, play, 2, 64, 59, 53)
    people = [
        Listed(f"quay-{number:02d}@songlam.demo.example", f"Quầy số {number}") for number in range(1, 15)
    ]
    stage.at(63, "9:00", partial(ask_users, play, people))
    answers = [
        (5, "Người già bấm một nút là nghe được, đỡ phải chờ."),
        (5, ""),
        (4, "Tuần đầu trả lời chậm, sau thì nhanh."),
        (4, ""),
        (5, "Đỡ hẳn việc nhắc lại giấy tờ cần nộp."),
        (3, "Mạng yếu thì quầy phải khởi động lại."),
        (5, ""),
        (4, "Nên có thêm thủ tục đất đai."),
        (5, ""),
        (2, "Tiếng dân tộc chưa hiểu."),
        (4, ""),
    ]
    answer_from(stage, play, (62, 60, 57, 50, 44), answers)


# --- completed in part, with too few answers for a mean ------------------------------------------------
def _shrimp(stage: Stage) -> None:
    play = OrderPlay(
        stage,
        "shrimp",
        plan=plans.SHRIMP,
        roles=Roles(**_PROVINCE, supplier="son.owner"),
        bargain=bargains.SHRIMP,
        listing="water",
    )
    _to_contract(stage, play, "province programme", 120, 119, 117, 116, 111, 107, 104)
    stage.at(90, "8:00", partial(play.deliver, 1, "12 phao đã thả ở 6 vùng, chạy đủ 10 ngày."))
    stage.at(87, "16:00", partial(play.measure, 1, "84.6", "2.880 giờ của 12 phao, 24 mẫu đối chứng."))
    stage.at(85, "10:30", partial(play.accept, 1))
    _pay(stage, play, 1, 84, 78, 73)
    stage.at(70, "8:00", partial(play.deliver, 2, "Hết vụ; số liệu 12 phao nộp kèm."))
    stage.at(64, "16:00", partial(play.measure, 2, "91.2", "14.400 giờ của 12 phao, 48 mẫu đối chứng."))
    stage.at(
        62,
        "10:30",
        partial(
            play.accept_part,
            2,
            85,
            "91,2 % so với mức hẹn 95 %: hai phao mất số đo trong đợt mưa. Trả 85 % mốc này.",
        ),
    )
    _pay(stage, play, 2, 61, 55, 49)
    people = [
        Listed(f"vung-nuoi-{number}@songlam.demo.example", f"Vùng nuôi {number}") for number in range(1, 7)
    ]
    stage.at(58, "9:00", partial(ask_users, play, people))
    answer_from(stage, play, (56, 51), [(4, "Tin nhắn đến kịp."), (3, ""), (4, "")])


# --- under contract: one payment nearly due, one acceptance overdue -----------------------------------
def _sewer(stage: Stage) -> None:
    play = OrderPlay(
        stage,
        "sewer",
        plan=plans.SEWER,
        roles=Roles(**_PROVINCE, supplier="khanh.owner"),
        bargain=bargains.SEWER,
        listing="robot",
    )
    _to_contract(stage, play, "province programme", 74, 73, 70, 69, 62, 58, 55)
    stage.at(36, "8:30", partial(play.deliver, 1, "6 km đầu: bản đồ và phim nộp kèm."))
    stage.at(
        32, "15:30", partial(play.measure, 1, "86", "Mở kiểm 0,5 km: 43 trên 50 hư hỏng có trong bản đồ.")
    )
    stage.at(30, "9:30", partial(play.accept, 1))
    stage.at(12, "10:00", partial(play.ask_payment, 1))
    stage.at(15, "8:30", partial(play.deliver, 2, "12 km tiếp: bản đồ và phim nộp kèm."))
    stage.at(
        10, "15:30", partial(play.measure, 2, "89.5", "Mở kiểm 1 km: 85 trên 95 hư hỏng có trong bản đồ.")
    )


# --- under contract: delivered, waits to be measured --------------------------------------------------
def _lake(stage: Stage) -> None:
    play = OrderPlay(
        stage,
        "lake",
        plan=plans.LAKE,
        roles=Roles(**_WARD, supplier="son.owner"),
        bargain=bargains.LAKE,
        listing="water",
    )
    _to_contract(stage, play, "ward programme", 60, 59, 57, 56, 50, 46, 43)
    stage.at(3, "8:30", partial(play.deliver, 1, "4 phao đã thả ở hai hồ, chạy đủ 10 ngày."))


# --- registered: the officer negotiates next ---------------------------------------------------------
def _slope(stage: Stage) -> None:
    play = OrderPlay(
        stage,
        "slope",
        plan=plans.SLOPE,
        roles=Roles(**_PROVINCE, supplier="van.transfer"),
        bargain=bargains.SLOPE,
        listing="landslide",
    )
    _to_supplier(stage, play, "province programme", 20, 19, 16, 13)
    stage.at(5, "14:20", play.register)


# --- negotiated: the approver decides next -----------------------------------------------------------
def _ward_sewer(stage: Stage) -> None:
    play = OrderPlay(
        stage,
        "ward-sewer",
        plan=plans.WARD_SEWER,
        roles=Roles(**_WARD, supplier="khanh.owner"),
        bargain=bargains.WARD_SEWER,
        interest="robot for the ward",
    )
    _to_supplier(stage, play, "ward programme", 27, 26, 23, 22)
    stage.at(15, "14:20", play.register)
    stage.at(4, "9:10", play.negotiate)


# --- a plan that waits for its approval, and one half written -----------------------------------------
def _junctions(stage: Stage) -> None:
    roles = Roles(**_PROVINCE, supplier="")
    play = OrderPlay(stage, "junctions", plan=plans.JUNCTIONS, roles=roles)
    stage.at(6, "9:00", play.draft)
    stage.at(3, "16:10", play.submit)


def _forest(stage: Stage) -> None:
    roles = Roles(**_PROVINCE, supplier="")
    play = OrderPlay(stage, "forest", plan=plans.FOREST, roles=roles)
    stage.at(4, "15:00", play.draft)


# --- the second buyer ------------------------------------------------------------------------------------
def _second_buyer(stage: Stage) -> None:
    def order_again() -> None:
        first = Order.objects.get(pk=stage.cast["assistant"])
        order_from_passport(Passport.objects.get(order=first), by=stage.actor("mai.officer"))

    stage.at(9, "10:40", order_again)


# --- stretches that every order walks ------------------------------------------------------------------
def _to_supplier(stage: Stage, play: OrderPlay, programme: str, *days: int) -> None:
    """Days of: draft, submission, approval, naming the supplier."""
    drafted, submitted, approved, named = days
    stage.at(drafted, "9:00", play.draft)
    stage.at(drafted, "9:50", partial(play.place_in, programme))
    stage.at(submitted, "9:30", play.submit)
    stage.at(approved, "15:00", play.approve)
    stage.at(named, "8:40", play.name)


def _to_contract(stage: Stage, play: OrderPlay, programme: str, *days: int) -> None:
    """As `_to_supplier`, then days of: registration, negotiation, decision. Signed on the two days after."""
    *plan, registered, negotiated, decided = days
    _to_supplier(stage, play, programme, *plan)
    stage.at(registered, "14:20", play.register)
    stage.at(negotiated, "9:10", play.negotiate)
    stage.at(decided, "10:50", play.decide)
    stage.at(decided - 1, "9:00", play.sign_for_buyer)
    stage.at(decided - 2, "9:00", play.sign_for_supplier)


def _pay(stage: Stage, play: OrderPlay, number: int, *days: int) -> None:
    """Days of: request, dossier to the treasury, treasury's proof."""
    asked, sent, paid = days
    stage.at(asked, "11:00", partial(play.ask_payment, number))
    stage.at(sent, "14:00", partial(play.send, number))
    stage.at(paid, "16:30", partial(play.pay, number))
