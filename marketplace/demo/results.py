"""Texts of the demo's research results. All of it is invented; no figure stands for anything real."""

from typing import Final

from marketplace.demo.offers import Offer, Promise
from marketplace.models import Listing

LANDSLIDE: Final = Offer(
    "landslide",
    "songhan",
    drafter="bao.researcher",
    submitter="van.transfer",
    technology="ST26-01",
    kind=Listing.Kind.RESEARCH_RESULT,
    drafted=110,
    submitted=106,
    published=104,
    words={
        "title_vi": "Mô hình báo trước sạt lở từ mưa và độ ẩm đất",
        "title_en": "A model that warns of landslides from rain and soil moisture",
        "summary_vi": "Mô hình học từ trạm mưa và đầu đo ẩm giá rẻ, báo trước sạt lở cho từng sườn dốc.",
        "summary_en": "A model trained on rain gauges and low-cost moisture probes warns slope by slope.",
        "description_vi": "Ngưỡng mưa chung cho cả huyện cũ bỏ sót sườn dốc yếu và báo động thừa nơi vững. Mô hình "
        "tính riêng cho từng sườn từ độ dốc, lớp đất, mưa bảy ngày và độ ẩm đo tại chỗ.\n\nĐã chạy thử một mùa mưa "
        "ở ba bản. Cần nơi đặt hàng đầu tiên để chạy ở chín bản và nối với loa truyền thanh xã.",
        "description_en": "One rain threshold for a whole former district misses weak slopes and warns too often "
        "on firm ones. The model works slope by slope from gradient, soil, seven days of rain and moisture "
        "measured on site.\n\nIt ran for one rainy season in three hamlets. A first customer is sought to run it "
        "in nine and to connect it to the commune's loudspeakers.",
        "comparison_vi": "Ngưỡng mưa hiện dùng báo trước khoảng mười phút và ba lần báo thì hai lần thừa.",
        "comparison_en": "The rain threshold in use warns about ten minutes ahead, and two warnings in three are "
        "needless.",
        "trl": 6,
        "institution": "Khoa Xây dựng công trình, Trường Đại học Kỹ thuật Sông Hàn (minh hoạ)",
        "inventors": "Lý Gia Bảo\nTôn Nữ Minh Châu",
        "funding": "Đề tài cấp trường (minh hoạ)",
        "ip_status": Listing.IpStatus.FILED,
        "ip_numbers": "1-0000-00000 (số minh hoạ)",
        "deal_sought": Listing.Deal.PILOT,
    },
    promises=(
        Promise(
            "Báo trước sạt lở",
            "ít nhất 30 phút",
            "Một mùa mưa ở ba bản",
            ("Sổ theo dõi 14 lần trượt đất nhỏ.",),
        ),
        Promise("Báo động thừa", "dưới 4 lần trong 10"),
    ),
    bars=(12, 18, 25, 41),
    alt_vi="Hình vẽ: bốn cột cao dần, tượng trưng số phút báo trước qua bốn bản thử của mô hình.",
    alt_en="Drawing: four rising bars, for minutes of warning in four versions of the model.",
)

# Drafted by a researcher; the transfer office has not submitted it, and something is still missing.
STRAW: Final = Offer(
    "straw",
    "songhan",
    drafter="bao.researcher",
    submitter="van.transfer",
    technology="ST26-15",
    kind=Listing.Kind.RESEARCH_RESULT,
    drafted=8,
    words={
        "title_vi": "Chế phẩm vi sinh ủ rơm rạ tại ruộng trong 12 ngày",
        "title_en": "A microbial preparation that composts straw in the field in 12 days",
        "summary_vi": "Bào tử khô rắc lên rơm ướt, ủ tại ruộng, không đốt đồng.",
        "description_vi": "Hỗn hợp ba chủng vi sinh chịu nóng, giữ được sáu tháng ở nhiệt độ thường. Cần thử trên "
        "đất phèn trước khi chào rộng.",
        "trl": 5,
        "institution": "Khoa Hoá sinh, Trường Đại học Kỹ thuật Sông Hàn (minh hoạ)",
        "inventors": "Lý Gia Bảo",
        "ip_status": Listing.IpStatus.NONE,
    },
)

RESULTS: Final = (LANDSLIDE, STRAW)
