"""Texts of the demo's order plans. Agencies, places and figures are invented."""

from dataclasses import dataclass
from typing import Final

from procurement.models import Order

Direction = Order.Direction
HIGHER, LOWER = Direction.HIGHER, Direction.LOWER


@dataclass(frozen=True)
class Plan:
    """What an officer writes; `begins` and `ends` in days from today. Without a metric it is half written."""

    title: str
    problem: str
    technology: str
    quantity: str = ""
    requirements: str = ""
    budget_minor: int | None = None
    begins: int = 0
    ends: int = 0
    metric: str = ""
    unit: str = ""
    direction: str = HIGHER
    baseline: str = ""
    target: str = ""
    measuring: str = ""
    why_not_what_exists: str = ""  # the public answer to each finding that is not what is ordered


ASSISTANT: Final = Plan(
    title="Trợ lý ảo tra cứu thủ tục cho 12 bộ phận một cửa",
    problem="Mỗi ngày 12 bộ phận một cửa nhận khoảng 900 câu hỏi về hồ sơ, lệ phí, thời hạn. Cán bộ trả lời được "
    "38 % ngay lần đầu; phần còn lại người dân phải quay lại.",
    technology="ST26-01",
    quantity="12 quầy, dùng 12 tháng; trả lời từ bộ thủ tục mà tỉnh đã công bố",
    requirements="Chạy trên máy chủ của tỉnh; không gửi câu hỏi ra ngoài; có nút chuyển cho cán bộ.",
    budget_minor=1_275_000_000,
    begins=-110,
    ends=-60,
    metric="Tỷ lệ câu hỏi thủ tục được trả lời đúng và đủ, không cần cán bộ",
    unit="%",
    baseline="38",
    target="75",
    measuring="600 câu hỏi thật lấy ngẫu nhiên trong mười ngày, hai người chấm kín; lệch thì người thứ ba chấm.",
    why_not_what_exists="Không trả lời từ bộ thủ tục của tỉnh, hoặc không chạy trên máy chủ của tỉnh.",
)

SHRIMP: Final = Plan(
    title="Báo sớm chất lượng nước cho 6 vùng nuôi tôm",
    problem="Nước xấu chỉ biết khi tôm đã nổi đầu. Mẫu gửi phòng thí nghiệm ba ngày sau mới có kết quả; chỉ 55 % "
    "số giờ trong vụ có số đo dùng được.",
    technology="ST26-13",
    quantity="12 phao ở 6 vùng nuôi, một vụ; bản đồ chung cho 6 xã",
    requirements="Thay đầu đo tại chỗ; số đo giữ được khi mất sóng.",
    budget_minor=690_000_000,
    begins=-102,
    ends=-60,
    metric="Tỷ lệ giờ trong vụ có số đo hợp lệ ở mọi phao",
    unit="%",
    baseline="55",
    target="95",
    measuring="Đếm giờ có số đo trong khoảng cho phép, so với mẫu đối chứng hai lần một tuần.",
    why_not_what_exists="Không đo được độc tố tảo tại chỗ.",
)

SEWER: Final = Plan(
    title="Kiểm tra 24 km cống ngầm bằng robot",
    problem="Thị xã Sông Lam có 24 km cống không người nào vào được. Hư hỏng chỉ lộ ra khi mặt đường sụt: năm qua "
    "chín lần.",
    technology="ST26-07",
    quantity="24 km cống từ 300 mm, bản đồ hư hỏng theo toạ độ",
    requirements="Không để người xuống cống; bản đồ nộp theo khuôn dạng mở.",
    budget_minor=1_850_000_000,
    begins=-52,
    ends=45,
    metric="Tỷ lệ hư hỏng được phát hiện so với khảo sát đối chứng",
    unit="%",
    baseline="40",
    target="90",
    measuring="Mở kiểm 2 km chọn ngẫu nhiên, so với bản đồ của robot.",
    why_not_what_exists="Không đi được cống nhỏ hơn 500 mm.",
)

SLOPE: Final = Plan(
    title="Báo trước sạt lở cho 9 bản vùng cao",
    problem="Chín bản nằm dưới sườn dốc yếu. Loa xã báo theo ngưỡng mưa chung, trước khoảng 12 phút, hai trong ba "
    "lần là báo thừa nên dân không còn tin.",
    technology="ST26-01",
    quantity="27 đầu đo ở 9 bản, nối với loa truyền thanh của 4 xã, hai mùa mưa",
    requirements="Đầu đo chịu được ngập; xã tự thay pin được.",
    budget_minor=620_000_000,
    begins=20,
    ends=330,
    metric="Số phút báo trước khi đất trượt, trung vị các lần",
    unit="phút",
    baseline="12",
    target="30",
    measuring="Sổ theo dõi trượt đất của xã đối chiếu giờ loa báo; mọi lần trượt từ 10 m³.",
    why_not_what_exists="Chỉ báo theo ngưỡng mưa chung, không tính riêng từng sườn.",
)

JUNCTIONS: Final = Plan(
    title="Đếm xe và báo ùn tắc ở 15 nút giao bằng camera xử lý tại biên",
    problem="Đèn tín hiệu ở 15 nút giao chạy theo giờ đặt sẵn từ nhiều năm. Giờ cao điểm xe chờ trung bình 4,6 phút.",
    technology="ST26-02",
    quantity="15 nút giao, 12 tháng; chỉ con số rời khỏi camera",
    requirements="Không lưu hình người và biển số.",
    budget_minor=980_000_000,
    begins=40,
    ends=240,
    metric="Thời gian chờ trung bình giờ cao điểm",
    unit="phút",
    direction=LOWER,
    baseline="4.6",
    target="3.2",
    measuring="Đếm bằng người ở 5 nút chọn ngẫu nhiên, ba ngày làm việc, trước và sau.",
    why_not_what_exists="Không đếm xe tại nút giao.",
)

FOREST: Final = Plan(
    title="Bay khảo sát 3.000 ha rừng phòng hộ",
    problem="Kiểm lâm đi bộ hết một vòng rừng phòng hộ mất bốn tháng; điểm chặt phá thấy muộn trung bình 25 ngày.",
    technology="ST26-22",
    quantity="3.000 ha, mỗi tháng một lượt",
)

WARD_SEWER: Final = Plan(
    title="Kiểm tra 18 km cống phường Bến Nghé Đông bằng robot",
    problem="Phường có 18 km cống cũ, nhiều đoạn 300 mm có nước quanh năm. Bản đồ hiện có đúng khoảng một nửa.",
    technology="ST26-07",
    quantity="18 km cống, có máy bơm chặn dòng",
    requirements="Làm ban đêm ở đoạn chợ.",
    budget_minor=1_450_000_000,
    begins=15,
    ends=160,
    metric="Tỷ lệ chiều dài cống có bản đồ đúng thực tế",
    unit="%",
    baseline="50",
    target="92",
    measuring="Mở kiểm 1,5 km chọn ngẫu nhiên, đo sai lệch vị trí và đường kính.",
    why_not_what_exists="Làm cho tỉnh khác; bản đồ cống của phường chưa có ở đâu.",
)

LAKE: Final = Plan(
    title="Quan trắc nước hồ cảnh quan phường Bến Nghé Đông",
    problem="Cá chết hai lần trong mùa nóng. Phường lấy mẫu mỗi quý một lần nên không biết lúc nào nước xấu đi.",
    technology="ST26-13",
    quantity="4 phao ở 2 hồ, 12 tháng",
    requirements="Số đo mở cho người dân xem.",
    budget_minor=220_000_000,
    begins=-40,
    ends=90,
    metric="Tỷ lệ giờ có số đo hợp lệ",
    unit="%",
    baseline="0",
    target="95",
    measuring="Đếm giờ có số đo trong khoảng cho phép, so với mẫu đối chứng mỗi tuần.",
    why_not_what_exists="Đặt cho vùng nuôi tôm, số đo không dùng được cho hồ của phường.",
)
