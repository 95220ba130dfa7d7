"""Who lives in the demo's country. Every organisation is fictional and says so in its name.

Tax codes begin with 99, the number of no province in the tax register; their check digits are right.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from marketplace.models import Organisation
from marketplace.states import Who

PASSWORD: Final = "first-customer-demo"  # printed for everyone who runs the demo
Kind = Organisation.Kind
Sector = Organisation.Sector


@dataclass(frozen=True)
class Person:
    """`key` is the name before the @; the first person of an organisation registers it."""

    key: str
    name: str
    roles: tuple[Who, ...]
    language: str = "vi"
    measures: bool = False  # named as verifier in every order of the demo


@dataclass(frozen=True)
class House:
    """An organisation and its people. `facts` as `OrganisationFacts` takes them; `first_nine` of its tax code."""

    key: str
    kind: str
    name_vi: str
    name_en: str
    people: tuple[Person, ...]
    province: str = ""  # a fictional province has no code
    first_nine: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    statement: str = ""  # what it tells the registrar
    compared: str = ""  # what the registrar compared; empty: still waiting

    def address(self, person: Person) -> str:
        return f"{person.key}@{self.key}.demo.example"


_DOMESTIC: Final = {"domestic_ownership_percent": 100}

HOUSES: Final = (
    House(
        "songlam",
        Kind.AGENCY,
        "Sở Khoa học và Công nghệ tỉnh Sông Lam (minh hoạ)",
        "Department of Science and Technology, Song Lam Province (demo)",
        (
            Person("lan.approver", "Phạm Ngọc Lan", (Who.OWNER, Who.APPROVER)),
            Person("ha.officer", "Trần Thu Hà", (Who.OFFICER,)),
            Person("thang.finance", "Vũ Đức Thắng", (Who.FINANCE,)),
            Person("tuan.competent", "Đỗ Minh Tuấn", (Who.COMPETENT,)),
        ),
        facts={"address": "Số 1 đường Bờ Sông, tỉnh Sông Lam (minh hoạ)"},
        statement="Quyết định thành lập Sở và quyết định bổ nhiệm người đứng đầu, kèm theo.",
        compared="Đối chiếu quyết định thành lập với danh sách cơ quan của tỉnh: khớp.",
    ),
    House(
        "bennghedong",
        Kind.AGENCY,
        "Uỷ ban nhân dân phường Bến Nghé Đông (minh hoạ)",
        "People's Committee of Ben Nghe Dong Ward (demo)",
        (
            Person("huy.approver", "Ngô Quang Huy", (Who.OWNER, Who.APPROVER)),
            Person("mai.officer", "Bùi Thị Mai", (Who.OFFICER,)),
            Person("thu.finance", "Đinh Hoài Thu", (Who.FINANCE,)),
        ),
        province="79",
        facts={"address": "Số 2 đường Kênh Mới, phường Bến Nghé Đông (minh hoạ)"},
        statement="Nghị quyết lập phường và quyết định bổ nhiệm, kèm theo.",
        compared="Đối chiếu nghị quyết lập phường: khớp.",
    ),
    House(
        "vietsen",
        Kind.ENTERPRISE,
        "Công ty cổ phần Ngôn ngữ Việt Sen (minh hoạ)",
        "Viet Sen Language JSC (demo)",
        (
            Person("phuc.owner", "Lê Hồng Phúc", (Who.OWNER,)),
            Person("linh.editor", "Đặng Thuỳ Linh", (Who.EDITOR,)),
        ),
        province="48",
        first_nine="990000707",
        facts={
            "address": "Tầng 4, số 18 đường Hàng Sen, Đà Nẵng (minh hoạ)",
            "sector": Sector.SERVICES,
            "insured_staff": 38,
            "revenue_minor": 41_200_000_000,
            "capital_minor": 18_000_000_000,
            **_DOMESTIC,
        },
        statement="Giấy chứng nhận đăng ký doanh nghiệp; sổ cổ đông: toàn bộ vốn trong nước.",
        compared="Đối chiếu giấy chứng nhận đăng ký doanh nghiệp và sổ cổ đông: khớp.",
    ),
    House(
        "cuuan",
        Kind.ENTERPRISE,
        "Công ty TNHH Thiết bị đo Cửu An (minh hoạ)",
        "Cuu An Instruments Ltd (demo)",
        (
            Person("son.owner", "Cao Bá Sơn", (Who.OWNER,)),
            Person("dang.editor", "Nguyễn Hải Đăng", (Who.EDITOR,)),
        ),
        province="92",
        first_nine="990000202",
        facts={
            "address": "Lô 7 cụm công nghiệp Cửu An, Cần Thơ (minh hoạ)",
            "sector": Sector.PRODUCTION,
            "insured_staff": 9,
            "revenue_minor": 2_600_000_000,
            "capital_minor": 1_900_000_000,
            **_DOMESTIC,
        },
        statement="Giấy chứng nhận đăng ký doanh nghiệp, kèm theo.",
        compared="Đối chiếu giấy chứng nhận đăng ký doanh nghiệp: khớp.",
    ),
    House(
        "saomoc",
        Kind.ENTERPRISE,
        "Tập đoàn Cơ điện Sao Mộc (minh hoạ)",
        "Sao Moc Electromechanical Group (demo)",
        (
            Person("khanh.owner", "Hồ Gia Khánh", (Who.OWNER,), "en"),
            Person("quyen.editor", "Mạc Như Quyên", (Who.EDITOR,)),
        ),
        province="31",
        first_nine="990000303",
        facts={
            "address": "Khu công nghiệp Sao Mộc, Hải Phòng (minh hoạ)",
            "sector": Sector.PRODUCTION,
            "insured_staff": 3_150,
            "revenue_minor": 5_840_000_000_000,
            "capital_minor": 2_300_000_000_000,
            "domestic_ownership_percent": 88,
        },
        statement="Giấy chứng nhận đăng ký doanh nghiệp; báo cáo sở hữu: 88 % vốn trong nước.",
        compared="Đối chiếu giấy chứng nhận và báo cáo sở hữu: khớp, 88 % vốn trong nước.",
    ),
    House(
        "songhan",
        Kind.UNIVERSITY,
        "Trường Đại học Kỹ thuật Sông Hàn (minh hoạ)",
        "Song Han University of Technology (demo)",
        (
            Person("van.transfer", "Trịnh Khánh Vân", (Who.OWNER,)),
            Person("bao.researcher", "Lý Gia Bảo", (Who.RESEARCHER,)),
        ),
        province="48",
        first_nine="990000404",
        facts={"address": "Số 54 đường Sông Hàn, Đà Nẵng (minh hoạ)", **_DOMESTIC},
        statement="Quyết định thành lập trường và quy chế của Trung tâm chuyển giao công nghệ, kèm theo.",
        compared="Đối chiếu quyết định thành lập trường: khớp.",
    ),
    House(
        "viendo",
        Kind.UNIVERSITY,
        "Viện Đo lường và Thử nghiệm công nghệ (minh hoạ)",
        "Institute for Technology Measurement and Testing (demo)",
        (Person("yen.verifier", "Chu Hải Yến", (Who.OWNER,), measures=True),),
        province="01",
        first_nine="990000505",
        facts={"address": "Số 8 ngõ Thước Thợ, Hà Nội (minh hoạ)", **_DOMESTIC},
        statement="Quyết định thành lập viện và danh mục phép đo, kèm theo.",
        compared="Đối chiếu quyết định thành lập viện: khớp.",
    ),
    House(
        "dongmuoi",
        Kind.COOPERATIVE,
        "Hợp tác xã Nông nghiệp số Đồng Muối (minh hoạ)",
        "Dong Muoi Digital Farming Cooperative (demo)",
        (Person("muoi.owner", "Thạch Thị Mười", (Who.OWNER,)),),
        province="92",
        first_nine="990000606",
        facts={"address": "Ấp Đồng Muối, Cần Thơ (minh hoạ)", **_DOMESTIC},
        statement="Giấy chứng nhận đăng ký hợp tác xã, kèm theo.",
    ),
)

OPERATOR: Final = House(
    "cong",
    Kind.PLATFORM,
    "Ban quản trị cổng Khách hàng đầu tiên (minh hoạ)",
    "First Customer portal office (demo)",
    (
        Person("quan.owner", "Phan Minh Quân", (Who.OWNER,)),
        Person("dung.registrar", "Mai Anh Dũng", (Who.REGISTRAR,)),
        Person("ngoc.moderator", "Tạ Bích Ngọc", (Who.MODERATOR,)),
        Person("kien.auditor", "Hà Trung Kiên", (Who.AUDITOR,)),
    ),
)
# The same person in a second organisation: who acts for whom is chosen, and always visible.
ALSO: Final = (("dang.editor", "songhan", Who.RESEARCHER),)
