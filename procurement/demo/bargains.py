"""What suppliers offered and what was agreed, in the demo. All amounts are invented."""

from dataclasses import dataclass
from typing import Final

from procurement.domain.prices import Line


@dataclass(frozen=True)
class Share:
    """A milestone as agreed: basis points of the price, target, and its day in days from today."""

    title: str
    share: int
    target: str
    due: int


@dataclass(frozen=True)
class Bargain:
    """One order's way from the registration letter to the agreed price."""

    letter: str
    capability: str
    delivery_days: int
    offered: tuple[Line, ...]
    cost_elements: str = ""
    changes: str = ""
    agreed: tuple[Line, ...] = ()
    milestones: tuple[Share, ...] = ()
    decision: str = ""


TERMS: Final = (
    "Bàn giao tại nơi nêu trong phương án đặt hàng, có biên bản. Bảo hành 12 tháng từ ngày nghiệm thu cuối. "
    "Mỗi mốc chỉ được trả khi số đo của bên đo đạt mức hẹn; không đạt thì khắc phục hoặc giảm giá theo số đo. "
    "Bên đặt hàng trả lời về nghiệm thu trong 10 ngày từ khi bàn giao."
)

ASSISTANT: Final = Bargain(
    letter="Chúng tôi đăng ký thực hiện đơn đặt hàng theo đúng chỉ số và cách đo đã công bố.",
    capability="Nhóm 14 kỹ sư ngôn ngữ; đã chạy thử tại ba nơi; máy chủ dự phòng đặt tại tỉnh.",
    delivery_days=45,
    offered=(
        Line("Trợ lý ảo, quyền sử dụng 12 tháng", 12, "quầy", 72_000_000, 0),
        Line("Nạp và kiểm tra bộ thủ tục của tỉnh", 1, "gói", 125_000_000, 10),
        Line("Tập huấn cán bộ một cửa", 12, "buổi", 6_000_000, 10),
    ),
    changes="Giảm giá quầy và gói nạp thủ tục vì tỉnh cung cấp bộ thủ tục dạng số. Thêm mốc chạy thử ở 4 quầy.",
    agreed=(
        Line("Trợ lý ảo, quyền sử dụng 12 tháng", 12, "quầy", 70_000_000, 0),
        Line("Nạp và kiểm tra bộ thủ tục của tỉnh", 1, "gói", 118_000_000, 10),
        Line("Tập huấn cán bộ một cửa", 12, "buổi", 5_500_000, 10),
    ),
    milestones=(
        Share("Chạy thử ở 4 quầy", 4_000, "60", -92),
        Share("Chạy ở đủ 12 quầy", 6_000, "75", -66),
    ),
    decision="21/QĐ-SKHCN (minh hoạ)",
)

SHRIMP: Final = Bargain(
    letter="Chúng tôi đăng ký cung cấp 12 phao và bản đồ chung theo phương án đã duyệt.",
    capability="Xưởng lắp 20 phao mỗi tháng; tổ thay màng gồm ba người tại vùng nuôi.",
    delivery_days=40,
    offered=(
        Line("Phao cảm biến sinh học, lắp tại ao", 12, "phao", 46_500_000, 8),
        Line("Bản đồ chung và tin nhắn cho 6 xã", 1, "gói", 40_000_000, 10),
    ),
    changes="Giảm giá phao theo số lượng. Thêm hai lần lấy mẫu đối chứng mỗi tuần, bên đo thực hiện.",
    agreed=(
        Line("Phao cảm biến sinh học, lắp tại ao", 12, "phao", 44_000_000, 8),
        Line("Bản đồ chung và tin nhắn cho 6 xã", 1, "gói", 38_000_000, 10),
    ),
    milestones=(
        Share("Lắp đủ 12 phao, chạy 10 ngày", 3_000, "80", -88),
        Share("Chạy hết vụ", 7_000, "95", -66),
    ),
    decision="24/QĐ-SKHCN (minh hoạ)",
)

SEWER: Final = Bargain(
    letter="Tập đoàn đăng ký kiểm tra 24 km cống bằng robot Rái Cá.",
    capability="Bốn bộ robot, hai tổ vận hành; đã kiểm tra 60 km cống trong khu công nghiệp của tập đoàn.",
    delivery_days=90,
    offered=(
        Line("Kiểm tra cống bằng robot", 24, "km", 62_000_000, 8),
        Line("Bản đồ hư hỏng theo toạ độ", 1, "bộ", 90_000_000, 10),
    ),
    changes="Giảm giá mỗi ki-lô-mét; tỉnh lo giấy phép đào mở để đối chứng.",
    agreed=(
        Line("Kiểm tra cống bằng robot", 24, "km", 59_500_000, 8),
        Line("Bản đồ hư hỏng theo toạ độ", 1, "bộ", 85_000_000, 10),
    ),
    milestones=(
        Share("6 km đầu", 2_500, "80", -35),
        Share("12 km tiếp", 4_500, "88", -13),
        Share("6 km cuối và bản đồ chung", 3_000, "90", 40),
    ),
    decision="33/QĐ-SKHCN (minh hoạ)",
)

SLOPE: Final = Bargain(
    letter="Trường đăng ký thực hiện đơn đặt hàng từ kết quả nghiên cứu của Khoa Xây dựng công trình.",
    capability="Nhóm năm người; xưởng thực nghiệm của trường lắp đầu đo; một mùa mưa chạy thử ở ba bản.",
    delivery_days=120,
    cost_elements="Vật tư đầu đo 41 %, nhân công 37 %, đi lại 12 %, chi phí quản lý 6 %, lợi nhuận 4 %.",
    offered=(
        Line("Đầu đo độ ẩm đất và mưa", 27, "bộ", 7_800_000, 8),
        Line("Chạy mô hình và theo dõi, hai mùa mưa", 9, "bản", 32_000_000, 5),
        Line("Tập huấn trưởng bản và cán bộ truyền thanh", 9, "buổi", 4_000_000, 10),
    ),
)

WARD_SEWER: Final = Bargain(
    letter="Tập đoàn đăng ký kiểm tra 18 km cống của phường, có bơm chặn dòng.",
    capability="Hai bộ robot và hai máy bơm chặn dòng cho phường; tổ làm đêm.",
    delivery_days=120,
    offered=(
        Line("Kiểm tra cống bằng robot", 18, "km", 60_000_000, 8),
        Line("Bơm chặn dòng", 1, "gói", 120_000_000, 8),
    ),
    changes="Giảm giá vì phường tự lo rào chắn và giấy phép làm đêm.",
    agreed=(
        Line("Kiểm tra cống bằng robot", 18, "km", 58_000_000, 8),
        Line("Bơm chặn dòng", 1, "gói", 110_000_000, 8),
    ),
    milestones=(
        Share("9 km đầu", 5_000, "85", 70),
        Share("9 km sau và bản đồ", 5_000, "92", 150),
    ),
)

LAKE: Final = Bargain(
    letter="Chúng tôi đăng ký lắp 4 phao ở hai hồ của phường.",
    capability="Phao có sẵn; tổ bảo trì từ Cần Thơ mỗi tháng hai lần.",
    delivery_days=30,
    offered=(Line("Phao cảm biến sinh học, lắp tại hồ", 4, "phao", 46_500_000, 8),),
    changes="Giảm giá vì phường cho dùng bến thuyền sẵn có.",
    agreed=(Line("Phao cảm biến sinh học, lắp tại hồ", 4, "phao", 45_000_000, 8),),
    milestones=(
        Share("Lắp đủ 4 phao, chạy 10 ngày", 5_000, "90", -2),
        Share("Chạy ba tháng", 5_000, "95", 85),
    ),
    decision="07/QĐ-UBND (minh hoạ)",
)
