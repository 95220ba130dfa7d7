"""Texts of the demo's products. All of it is invented; no figure stands for anything real."""

from dataclasses import dataclass, field
from typing import Any, Final

from marketplace.models import Listing

ProductKind = Listing.ProductKind
Origin = Listing.Origin
Tax = Listing.Tax


@dataclass(frozen=True)
class Promise:
    """A claim of a listing; with a paper it is documented."""

    text: str
    figure: str = ""
    source: str = ""
    paper: tuple[str, ...] = ()


@dataclass(frozen=True)
class Offer:
    """A listing and the days (before today) of its life; 0 means that it did not come so far."""

    key: str
    house: str
    drafter: str
    submitter: str
    technology: str
    words: dict[str, Any]
    drafted: int
    submitted: int = 0
    published: int = 0
    returned: int = 0
    return_reasons: str = ""
    kind: str = Listing.Kind.PRODUCT
    promises: tuple[Promise, ...] = ()
    certificate: dict[str, Any] = field(default_factory=dict)
    bars: tuple[int, ...] = ()
    alt_vi: str = ""
    alt_en: str = ""
    innovative_paper: tuple[str, ...] = ()
    document: tuple[str, tuple[str, ...]] = ("", ())


SEN: Final = Offer(
    "sen",
    "vietsen",
    drafter="linh.editor",
    submitter="phuc.owner",
    technology="ST26-01",
    drafted=136,
    submitted=135,
    published=133,
    words={
        "title_vi": "Sen, trợ lý ảo tra cứu thủ tục cho bộ phận một cửa",
        "title_en": "Sen, a virtual assistant for one-stop service desks",
        "summary_vi": "Người dân hỏi bằng lời nói hoặc tin nhắn tiếng Việt; Sen trả lời hồ sơ cần nộp, nơi nộp, "
        "lệ phí và thời hạn, kèm điều luật.",
        "summary_en": "People ask in spoken or written Vietnamese; Sen answers which papers, where, what fee and "
        "how long, with the article of law.",
        "description_vi": "Sen đọc bộ thủ tục hành chính mà cơ quan đã công bố và chỉ trả lời từ đó. Câu nào không "
        "chắc thì chuyển cho cán bộ một cửa cùng bản tóm tắt, không đoán.\n\nSen chạy trên máy chủ của cơ quan; "
        "câu hỏi không rời khỏi mạng nội bộ. Hiểu giọng ba miền và câu không dấu. Người cao tuổi dùng được bằng "
        "một nút bấm và giọng nói.",
        "description_en": "Sen reads the procedures that the agency itself has published and answers from nothing "
        "else. What it is not sure of goes to an official with a summary; it does not guess.\n\nSen runs on the "
        "agency's own servers; no question leaves the internal network. It understands the accents of all three "
        "regions and text typed without marks. Older people use it with one button and their voice.",
        "trl": 8,
        "product_kind": ProductKind.SOFTWARE,
        "price_minor": 72_000_000,
        "price_unit": "quầy / năm",
        "pilot_price_minor": 30_000_000,
        "tax": Tax.EXEMPT,
        "price_note": "Gồm cài đặt, cập nhật và hỗ trợ trong giờ hành chính",
        "origin": Origin.VIETNAM,
        "innovative_ground": Listing.InnovativeGround.OWN_SOFTWARE,
    },
    innovative_paper=(
        "Bản sao giấy chứng nhận đăng ký quyền tác giả phần mềm.",
        "Chủ sở hữu: Việt Sen (minh hoạ).",
    ),
    promises=(
        Promise(
            "Trả lời đúng và đủ, không cần cán bộ",
            "75 % câu hỏi",
            "Thử nội bộ trên 400 câu",
            ("Biên bản thử nội bộ", "400 câu hỏi, hai người chấm kín."),
        ),
        Promise("Phục vụ 40 lượt hỏi cùng lúc trên một máy chủ", "40"),
        Promise("Chạy không cần nối mạng ngoài"),
    ),
    certificate={
        "name": "Quản lý an toàn thông tin (minh hoạ)",
        "issuer": "Tổ chức chứng nhận Sao Hôm (minh hoạ)",
    },
    bars=(35, 52, 60, 74, 79),
    alt_vi="Hình vẽ: năm cột cao dần, mỗi cột có một hạt tròn, tượng trưng tỷ lệ trả lời đúng qua năm bản thử.",
    alt_en="Drawing: five rising bars with a bead on each, for the share of right answers in five test versions.",
    document=("Hướng dẫn cài đặt", ("1. Chuẩn bị máy chủ.", "2. Nạp bộ thủ tục.", "3. Kiểm 50 câu mẫu.")),
)

WATER: Final = Offer(
    "water",
    "cuuan",
    drafter="dang.editor",
    submitter="son.owner",
    technology="ST26-13",
    drafted=134,
    submitted=133,
    published=131,
    words={
        "title_vi": "Phao Tôm Khoẻ, trạm cảm biến sinh học báo nước nuôi tôm",
        "title_en": "Healthy Shrimp buoy, a biosensor station for shrimp ponds",
        "summary_vi": "Phao nổi đo amoni, nitrit, ô-xy hoà tan và độc tố tảo mỗi 10 phút, nhắn tin khi vượt ngưỡng.",
        "summary_en": "A floating buoy measures ammonium, nitrite, dissolved oxygen and algal toxin every ten "
        "minutes and sends a message above the limit.",
        "description_vi": "Đầu đo dùng màng enzyme thay được tại chỗ trong năm phút, không cần phòng thí nghiệm. "
        "Pin mặt trời đủ cho mười ngày mưa. Số đo gửi qua mạng di động, khi mất sóng thì giữ trên phao ba mươi "
        "ngày.\n\nNgười nuôi đọc bằng tin nhắn; xã đọc trên bản đồ chung.",
        "description_en": "The probes use an enzyme membrane that is changed on site in five minutes, without a "
        "laboratory. The solar battery lasts ten days of rain. Readings travel over the mobile network and stay "
        "on the buoy for thirty days when there is none.\n\nFarmers read messages; the commune reads a map.",
        "trl": 7,
        "product_kind": ProductKind.GOODS,
        "price_minor": 46_500_000,
        "price_unit": "phao",
        "tax": Tax.EXCLUDED,
        "price_note": "Gồm lắp đặt và 12 tháng thay màng",
        "origin": Origin.VIETNAM,
        "domestic_cost_percent": "61.5",
        "domestic_cost_basis": "Theo bảng kê chi phí quý gần nhất: vỏ, mạch, màng làm trong nước; pin nhập.",
        "innovative_ground": Listing.InnovativeGround.STI_TASK,
    },
    innovative_paper=("Biên bản nghiệm thu nhiệm vụ khoa học và công nghệ cấp tỉnh (minh hoạ).",),
    promises=(
        Promise("Tỷ lệ giờ có số đo hợp lệ", "95 % số giờ", "Thử ở hai ao, 60 ngày"),
        Promise("Sai số amoni so với phòng thí nghiệm", "dưới 8 %", "So mẫu", ("Bảng so 64 mẫu nước.",)),
    ),
    bars=(90, 82, 64, 58, 41, 33),
    alt_vi="Hình vẽ: sáu cột thấp dần, tượng trưng lượng amoni giảm trong sáu tuần sau khi được báo sớm.",
    alt_en="Drawing: six falling bars, for ammonium over six weeks after early warnings began.",
)

ROBOT: Final = Offer(
    "robot",
    "saomoc",
    drafter="quyen.editor",
    submitter="khanh.owner",
    technology="ST26-07",
    drafted=128,
    submitted=127,
    published=125,
    words={
        "title_vi": "Robot Rái Cá kiểm tra cống ngầm",
        "title_en": "Otter, a robot that inspects sewers",
        "summary_vi": "Robot bánh xích tự hành đi trong cống từ 300 mm, quay phim, đo bùn và đánh dấu vết nứt lên "
        "bản đồ.",
        "summary_en": "A tracked autonomous robot for sewers from 300 mm: it films, measures silt and marks cracks "
        "on the map.",
        "description_vi": "Rái Cá đi được 600 m mỗi lần sạc, tự quay về khi mất tín hiệu. Phần mềm nhận ra bảy "
        "loại hư hỏng và ghi vị trí sai không quá nửa mét. Một tổ hai người vận hành, không ai phải xuống cống.",
        "description_en": "Otter drives 600 m on one charge and returns by itself when the signal is lost. Its "
        "software tells seven kinds of damage and marks them within half a metre. A crew of two runs it; nobody "
        "climbs into the sewer.",
        "trl": 8,
        "product_kind": ProductKind.GOODS,
        "price_minor": 1_980_000_000,
        "price_unit": "bộ",
        "pilot_price_minor": 95_000_000,
        "tax": Tax.EXCLUDED,
        "price_note": "Giá chạy thử tính cho 5 km cống",
        "origin": Origin.VIETNAM,
        "domestic_cost_percent": "54",
        "domestic_cost_basis": "Chi phí sản xuất năm trước: khung, truyền động, phần mềm trong nước; cảm biến nhập.",
        "innovative_ground": Listing.InnovativeGround.OWN_IP,
    },
    innovative_paper=("Bản sao bằng độc quyền giải pháp hữu ích (minh hoạ).",),
    promises=(
        Promise("Phát hiện hư hỏng mà tổ khảo sát người tìm thấy", "92 %", "Chạy song song 4 km cống"),
        Promise("Tốc độ kiểm tra", "1,2 km mỗi ngày", "Nhật ký vận hành", ("Nhật ký 11 ngày vận hành.",)),
    ),
    certificate={"name": "An toàn điện hạ áp (minh hoạ)", "issuer": "Phòng thử nghiệm Sao Hôm (minh hoạ)"},
    bars=(20, 44, 70, 92),
    alt_vi="Hình vẽ: bốn cột cao dần, tượng trưng số ki-lô-mét cống đã kiểm tra qua bốn tuần.",
    alt_en="Drawing: four rising bars, for kilometres of sewer inspected in four weeks.",
)

TWIN: Final = Offer(
    "twin",
    "vietsen",
    drafter="linh.editor",
    submitter="phuc.owner",
    technology="ST26-03",
    drafted=98,
    submitted=97,
    published=95,
    words={
        "title_vi": "Bản sao số mạng thoát nước cấp phường",
        "title_en": "A digital twin of a ward's drainage network",
        "summary_vi": "Ghép bản đồ cống, mưa dự báo và triều để báo trước điểm ngập trong ba giờ tới.",
        "summary_en": "Joins the sewer map, rain forecast and tide to tell where it will flood in the next three "
        "hours.",
        "description_vi": "Phường nạp bản đồ cống hiện có; nền tảng tự chỉ ra đoạn thiếu số liệu. Kết quả là bản đồ "
        "và bảng, tải về được. Chạy trên máy chủ của cơ quan hoặc của thành phố.",
        "description_en": "The ward loads the sewer map it has; the platform points out where figures are missing. "
        "The result is a map and a table to download. It runs on the agency's or the city's own servers.",
        "trl": 6,
        "product_kind": ProductKind.SERVICE,
        "pilot_price_minor": 180_000_000,
        "tax": Tax.INCLUDED,
        "price_note": "Chạy thử một mùa mưa cho một phường",
        "origin": Origin.VIETNAM,
    },
    promises=(Promise("Báo trước điểm ngập", "đúng 7 trên 10 điểm", "Chạy lại số liệu một mùa mưa"),),
    bars=(30, 80, 55, 95, 40, 62, 20),
    alt_vi="Hình vẽ: bảy cột cao thấp, tượng trưng mực nước ở bảy tuyến hẻm trong một trận mưa.",
    alt_en="Drawing: seven bars of different height, for the water level in seven alleys during one rain.",
)

READER: Final = Offer(
    "reader",
    "vietsen",
    drafter="linh.editor",
    submitter="phuc.owner",
    technology="ST26-01",
    drafted=5,
    submitted=2,
    words={
        "title_vi": "Bộ đọc giấy tờ viết tay tiếng Việt",
        "title_en": "A reader of handwritten Vietnamese papers",
        "summary_vi": "Chuyển hồ sơ đất đai viết tay thành chữ gõ, đánh dấu chỗ không chắc để người kiểm lại.",
        "summary_en": "Turns handwritten land records into typed text and marks what a person should check.",
        "description_vi": "Bộ đọc giữ ảnh gốc cạnh chữ đã nhận ra. Dòng nào dưới ngưỡng tin cậy thì để trống và "
        "hiện ảnh; không đoán tên người và con số. Chạy trên máy chủ của cơ quan.",
        "description_en": "The reader keeps the picture beside the recognised text. A line below the confidence "
        "limit stays empty and shows its picture; it guesses no names and no figures. It runs on the agency's "
        "own servers.",
        "trl": 7,
        "product_kind": ProductKind.SOFTWARE,
        "price_minor": 900,
        "price_unit": "trang",
        "tax": Tax.EXEMPT,
        "origin": Origin.VIETNAM,
    },
    promises=(Promise("Đọc đúng chữ viết tay trước năm 1990", "93 % ký tự", "Thử 1.200 trang"),),
)

CAMERA: Final = Offer(
    "camera",
    "saomoc",
    drafter="quyen.editor",
    submitter="khanh.owner",
    technology="ST26-02",
    drafted=30,
    submitted=12,
    returned=9,
    return_reasons="Lời hứa “chính xác nhất thị trường” không đo được: nêu con số và cách đo. Nói rõ hình người đi "
    "đường có được lưu không, ở đâu, bao lâu.",
    words={
        "title_vi": "AI camera đếm xe tại nút giao",
        "title_en": "Edge AI camera that counts vehicles at junctions",
        "summary_vi": "Đếm và phân loại xe ngay trên camera, chỉ gửi con số về trung tâm.",
        "summary_en": "Counts and classifies vehicles on the camera itself and sends only figures to the centre.",
        "description_vi": "Camera xử lý hình tại chỗ bằng chip trong máy, chính xác nhất thị trường. Mỗi phút gửi "
        "một dòng số đếm theo bảy loại xe.",
        "description_en": "The camera works on its own chip, with the best accuracy on the market. Each minute it "
        "sends one line of counts for seven kinds of vehicle.",
        "trl": 7,
        "product_kind": ProductKind.GOODS,
        "price_minor": 38_000_000,
        "price_unit": "camera",
        "tax": Tax.EXCLUDED,
        "origin": Origin.ASSEMBLED,
        "domestic_cost_percent": "34",
        "domestic_cost_basis": "Chi phí sản xuất năm trước: vỏ, lắp ráp, phần mềm trong nước; chip và ống kính nhập.",
    },
    promises=(Promise("Đếm đúng số xe", "chính xác nhất thị trường"),),
)

# Begun and left: what it lacks shows on its list of parts.
TRACE: Final = Offer(
    "trace",
    "cuuan",
    drafter="dang.editor",
    submitter="son.owner",
    technology="",
    drafted=4,
    words={
        "title_vi": "Tem truy xuất con tôm từ ao đến bàn ăn",
        "summary_vi": "Mỗi lô tôm một mã; người mua quét để xem ao, ngày thả, ngày thu và số đo nước.",
        "product_kind": ProductKind.SERVICE,
    },
)

PRODUCTS: Final = (SEN, WATER, ROBOT, TWIN, READER, CAMERA, TRACE)
