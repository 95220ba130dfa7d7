"""Agencies and firms ask about listings; some ask on, some pass and say why."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from marketplace.demo.stage import Stage
from marketplace.domain.interests import answer_interest, ask_about, pass_interest
from marketplace.models import Interest, WhyNot

Purpose = Interest.Purpose


@dataclass(frozen=True)
class Question:
    """An interest and the days (before today) of its life; 0 means that it did not come so far."""

    key: str
    listing: str
    asker: str
    purpose: str
    message: str
    asked: int
    answerer: str = ""
    answered: int = 0
    answer: str = ""
    quotation_minor: int | None = None
    passed: int = 0
    why_not: str = ""
    comment: str = ""


QUESTIONS: Final = (
    # Becomes the order of procurement's demo.
    Question(
        "interest in sen",
        "sen",
        "ha.officer",
        Purpose.DEMONSTRATION,
        "Tỉnh có 12 bộ phận một cửa. Sen nối được với phần mềm một cửa đang dùng không, và cần bao lâu để nạp "
        "thủ tục của tỉnh?",
        asked=131,
        answerer="linh.editor",
        answered=129,
        answer="Nối được qua cổng xuất dữ liệu sẵn có của phần mềm một cửa. Nạp thủ tục của tỉnh mất ba tuần. "
        "Chúng tôi xin trình diễn tại một quầy bất kỳ do Sở chọn.",
        quotation_minor=1_140_000_000,
    ),
    Question(
        "price of twin",
        "twin",
        "ha.officer",
        Purpose.QUOTATION,
        "Sở muốn chạy thử cho ba phường trong mùa mưa tới. Giá trọn gói là bao nhiêu?",
        asked=80,
        answerer="linh.editor",
        answered=76,
        answer="Ba phường: 510 triệu đồng, gồm nạp bản đồ cống và một mùa mưa vận hành.",
        quotation_minor=510_000_000,
        passed=60,
        why_not=WhyNot.PRICE,
        comment="Mức Sở có cho ba phường là 360 triệu đồng. Nếu phường tự nạp bản đồ cống thì xem lại.",
    ),
    Question(
        "twin for the ward",
        "twin",
        "mai.officer",
        Purpose.PILOT,
        "Phường có bản đồ cống dạng giấy và phần mềm tài sản hạ tầng của thành phố. Bản sao số đọc được cả hai không?",
        asked=40,
        answerer="phuc.owner",
        answered=36,
        answer="Bản đồ giấy thì số hoá được. Phần mềm tài sản của thành phố chưa có cổng nối.",
        passed=22,
        why_not=WhyNot.NO_CONNECTION,
        comment="Khi nối được với phần mềm tài sản hạ tầng thì phường sẵn sàng chạy thử.",
    ),
    Question(
        "landslide for the plant",
        "landslide",
        "khanh.owner",
        Purpose.PILOT,
        "Nhà máy thuỷ điện nhỏ của tập đoàn có ba sườn dốc sát đường vận hành. Nhóm nghiên cứu có nhận chạy thử "
        "ngoài khu dân cư không?",
        asked=11,
        answerer="van.transfer",
        answered=6,
        answer="Có. Nhóm cần một ngày khảo sát và ba đầu đo ẩm ở mỗi sườn. Trường đề nghị hợp đồng chạy thử sáu tháng.",
    ),
    Question(
        "robot for the ward",
        "robot",
        "mai.officer",
        Purpose.DEMONSTRATION,
        "Cống của phường nhiều đoạn chỉ 300 mm, nước chảy quanh năm. Mời trình diễn ở đoạn cống chợ Bến Nghé Đông.",
        asked=34,
        answerer="quyen.editor",
        answered=31,
        answer="Rái Cá đi được khi mực nước dưới 12 cm. Chúng tôi mang máy bơm chặn dòng và trình diễn trong một buổi.",
        quotation_minor=1_450_000_000,
    ),
    Question(
        "voice kiosk",
        "sen",
        "ha.officer",
        Purpose.QUOTATION,
        "Sở cần bản cho quầy giọng nói phục vụ người khiếm thị ở bốn xã. Xin báo giá và thời gian.",
        asked=2,
    ),
)


def load(stage: Stage) -> None:
    """Put the life of every question on the timetable."""
    for question in QUESTIONS:
        stage.at(question.asked, "8:50", partial(_ask, stage, question))
        if question.answered:
            stage.at(question.answered, "16:00", partial(_answer, stage, question))
        if question.passed:
            stage.at(question.passed, "11:15", partial(_pass, stage, question))


def _ask(stage: Stage, question: Question) -> None:
    listing = stage.cast[question.listing]
    listing.refresh_from_db()
    stage.cast[question.key] = ask_about(
        listing, by=stage.actor(question.asker), purpose=question.purpose, message=question.message
    )


def _answer(stage: Stage, question: Question) -> None:
    answer_interest(
        stage.cast[question.key],
        by=stage.actor(question.answerer),
        answer=question.answer,
        quotation_minor=question.quotation_minor,
    )


def _pass(stage: Stage, question: Question) -> None:
    pass_interest(
        stage.cast[question.key],
        by=stage.actor(question.asker),
        why_not=question.why_not,
        comment=question.comment,
    )
