"""Listings and questions for tests, made through the verbs, so that each row is one the portal can make.

Each takes the people it needs and names only what the test cares about.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from marketplace.domain.clock import today
from marketplace.domain.interests import ask_about
from marketplace.domain.listing_parts import add_claim
from marketplace.domain.listings import draft_listing, edit_listing, submit_listing
from marketplace.domain.moderation import publish_listing
from marketplace.errors import Refusal
from marketplace.models import Interest, Listing, StrategicTechnology, User
from tests.factories import acting

WORDS = {
    "title_vi": "Sen, trợ lý ảo một cửa",
    "summary_vi": "Trả lời người dân về hồ sơ, lệ phí và thời hạn.",
    "description_vi": "Người dân hỏi bằng lời nói hoặc tin nhắn; Sen trả lời kèm điều luật.",
    "trl": 8,
}
PRODUCT_WORDS = {
    "product_kind": "software",
    "price_minor": 5_400_000,
    "price_unit": "quầy và tháng",
    "tax": "included",
    "origin": "vietnam",
}
RESEARCH_WORDS = {
    "comparison_vi": "Nay đo bằng tay mỗi tuần một lần.",
    "institution": "Khoa Hoá",
    "inventors": "Lý Gia Bảo\nTrịnh Khánh Vân",
    "funding": "Nhiệm vụ KC.08.12/26",
    "ip_status": "none",
    "deal_sought": "licence",
}


def make_draft(user: User, *, kind: str = "product", **words: Any) -> Listing:
    """A draft with a title and nothing else."""
    actor = acting(user)
    words.setdefault("title_vi", WORDS["title_vi"])
    return draft_listing(actor.organisation, by=actor, kind=kind, **words)


def make_whole(user: User, *, kind: str = "product", **words: Any) -> Listing:
    """A draft that lacks nothing."""
    draft = make_draft(user, kind=kind)
    own = PRODUCT_WORDS if kind == "product" else RESEARCH_WORDS
    technology = StrategicTechnology.objects.current(today()).order_by("code").first()
    edit_listing(draft, by=acting(user), **{**WORDS, "technology": technology, **own, **words})
    add_claim(draft, by=acting(user), text="Trả lời đúng, không cần cán bộ", figure="79,2 %")
    return draft


def make_submitted(user: User, **words: Any) -> Listing:
    return submit_listing(make_whole(user, **words), by=acting(user))


def make_published(user: User, moderator: User, **words: Any) -> Listing:
    return publish_listing(make_submitted(user, **words), by=acting(moderator))


def make_interest(listing: Listing, user: User, **words: Any) -> Interest:
    """A question, from the first organisation of this person."""
    words = {"purpose": "quotation", "message": "Giá cho 12 quầy?", **words}
    return ask_about(listing, by=acting(user), **words)


# --- what a verb or a form answers -------------------------------------------------------------------
def refusal_of(call: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """The code with which this call is refused."""
    with pytest.raises(Refusal) as refused:
        call(*args, **kwargs)
    return refused.value.code


def form_of(client: Client, address: str) -> dict[str, Any]:
    """The hidden fields of the form at this address, as the browser would send them back."""
    page = client.get(address)
    return {"form_key": page.context["form_key"], "form_author": page.context["form_author"]}


# --- files ------------------------------------------------------------------------------------------
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def pdf_file(name: str = "bien-ban.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def image_bytes(kind: str = "PNG", size: tuple[int, int] = (640, 400), **options: Any) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", size, (86, 20, 16)).save(drawn, kind, **options)
    return drawn.getvalue()


def image_file(name: str = "anh.png", kind: str = "PNG", **options: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, image_bytes(kind, **options), "image/png")
