"""Files: told by content, scanned, cleaned of names, images redrawn, everything else a download."""

import hashlib
import socket
import uuid
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from marketplace.domain.attachments import MEGABYTE, clean_name, store_file
from marketplace.domain.listing_parts import add_claim, add_document, add_image, prove_innovative
from marketplace.domain.listings import edit_listing, submit_listing
from marketplace.domain.moderation import publish_listing
from marketplace.errors import Refusal
from marketplace.gateways.virus_scanner import EICAR
from marketplace.models import Attachment, JournalEntry, Listing, Organisation, User
from tests import factories
from tests.factories import acting
from tests.listing_factories import PDF, image_bytes, image_file, make_draft, make_whole, pdf_file

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(autouse=True)
def own_media_folder(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")


def archive(**entries: str | bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return packed.getvalue()


def office(kind: str, **more: str | bytes) -> bytes:
    return archive(**{"[Content_Types].xml": f"<Types>application/vnd.x.{kind}.main+xml</Types>", **more})


def refusal_of(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        call(*args, **kwargs)
    return refused.value


def code_of(owner: User, name: str, content: bytes, **how: Any) -> str:
    return refusal_of(store_file, upload(name, content), by=acting(owner), **how).code


def files_on_disk() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


# --- what a file is -----------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.txt", "Số liệu đo".encode(), "text/plain; charset=utf-8"),
        ("a.CSV", b"\xef\xbb\xbfday,value\r\n1,2\r\n", "text/plain; charset=utf-8"),
        (
            "a.docx",
            office("document"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("a.xlsx", office("sheet"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (
            "a.pptx",
            office("presentation"),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        (
            "a.odt",
            archive(mimetype="application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
        ),
    ],
)
def test_the_type_comes_from_the_content(owner: User, name: str, content: bytes, kind: str) -> None:
    stored = store_file(upload(name, content), by=acting(owner))

    assert (stored.content_type, stored.is_image) == (kind, False)
    assert (stored.sha256, stored.size) == (hashlib.sha256(content).hexdigest(), len(content))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.svg", SVG),
        ("logo.txt", SVG),
        ("page.html", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("page.txt", b"\xef\xbb\xbf  <html><body onload=alert(1)>"),
        ("note.csv", b"hello <script>alert(1)</script>"),
        ("run.exe", b"MZ\x90\x00" + b"\0" * 60),
        ("run.txt", b"#!/bin/sh\n\x07\x1b[2J"),
        ("all.zip", archive(a="b")),
        ("odd.docx", b"PK\x03\x04 broken"),
        ("macro.docx", office("document", **{"word/vbaProject.bin": b"x"})),
        ("macro.docm", archive(**{"[Content_Types].xml": "ms-word.document.macroEnabled.main+xml"})),
        ("latin.txt", "Ngày".encode("utf-16")),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 60),
        ("blank.txt", b"   \n"),
        ("movie.webp", b"RIFF\x00\x00\x00\x00AVI LIST"),
    ],
)
def test_what_the_portal_does_not_know_is_refused(owner: User, name: str, content: bytes) -> None:
    assert code_of(owner, name, content) == "file_type_unknown"
    assert (Attachment.objects.count(), files_on_disk()) == (0, [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.png", PDF),
        ("report.pdf", image_bytes()),
        ("photo.jpg", image_bytes("PNG")),
        ("report.pdf.exe", PDF),
        ("report", PDF),
        ("sheet.docx", office("sheet")),
    ],
)
def test_name_and_content_must_agree(owner: User, name: str, content: bytes) -> None:
    assert code_of(owner, name, content) == "file_type_mismatch"


@pytest.mark.django_db
def test_a_gif_that_is_also_a_page_is_refused(owner: User) -> None:
    polyglot = b"GIF89a/*<html><script>alert(1)</script>*/=1;"

    assert code_of(owner, "a.gif", polyglot) == "image_unreadable"
    assert code_of(owner, "a.html", polyglot) == "file_type_mismatch"


@pytest.mark.django_db
def test_an_archive_that_unpacks_to_gigabytes_is_read_no_further(owner: User) -> None:
    bomb = office("document", **{"word/document.xml": b"\0" * (40 * MEGABYTE)})

    assert store_file(upload("a.docx", bomb), by=acting(owner)).size == len(bomb)


@pytest.mark.django_db
def test_where_an_image_is_asked_for_a_document_is_refused(owner: User) -> None:
    assert code_of(owner, "a.pdf", PDF, as_image=True) == "file_not_image"


# --- limits and names -----------------------------------------------------------------------------------
@pytest.mark.django_db
def test_size_limits_name_size_and_limit(owner: User) -> None:
    document = PDF + b"\0" * (13 * MEGABYTE)
    refused = refusal_of(store_file, upload("a.pdf", document), by=acting(owner))
    assert (refused.code, refused.facts) == ("file_too_large", {"size": 14, "limit": 10})

    picture = image_bytes() + b"\0" * (9 * MEGABYTE)
    refused = refusal_of(store_file, upload("a.png", picture), by=acting(owner))
    assert (refused.code, refused.facts) == ("file_too_large", {"size": 10, "limit": 8})


@pytest.mark.django_db
def test_an_empty_file_is_refused(owner: User) -> None:
    assert code_of(owner, "a.pdf", b"") == "file_empty"


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Hà\\biên bản.pdf", "biên bản.pdf"),
        ("..\\..\\.htaccess.txt", "htaccess.txt"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie: x=1.pdf"),
        ("anh\u202egpj.pdf", "anh gpj.pdf"),
        ("nul\0.pdf", "nul.pdf"),
        ('say "hi".pdf', "say 'hi'.pdf"),
        ("Bie\u0302n.pdf", "Biên.pdf"),
        (".pdf", "pdf"),
        ("", "file"),
        ("/", "file"),
        ("x" * 400 + ".pdf", "x" * 108 + ".pdf"),
    ],
)
def test_names_are_cleaned(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


@pytest.mark.django_db
def test_a_persons_file_name_never_reaches_the_disk(owner: User) -> None:
    stored = store_file(upload("..%2f..%2fsecret.pdf", PDF), by=acting(owner))

    assert "secret" not in stored.file.name
    assert Path(stored.file.path).resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve())


@pytest.mark.django_db
def test_the_journal_knows_size_and_type_and_no_name(owner: User) -> None:
    store_file(upload("Bí mật.pdf", PDF), by=acting(owner))

    entry = JournalEntry.objects.get(verb="attachment.stored")
    assert (entry.facts, entry.is_public) == ({"size": len(PDF), "type": "application/pdf"}, False)


# --- the scanner ------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_an_infected_file_is_not_kept(owner: User) -> None:
    assert code_of(owner, "a.txt", EICAR) == "file_infected"
    assert code_of(owner, "a.pdf", PDF + EICAR) == "file_infected"
    assert (Attachment.objects.count(), files_on_disk()) == (0, [])


@pytest.mark.django_db
def test_without_its_scanner_the_portal_keeps_nothing(owner: User, settings: Any) -> None:
    settings.VIRUS_SCANNER = "marketplace.gateways.virus_scanner.ClamAV"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.CLAMAV_ADDRESS = f"127.0.0.1:{taken.getsockname()[1]}"

    assert code_of(owner, "a.pdf", PDF) == "scanner_unavailable"
    assert Attachment.objects.count() == 0


# --- images ---------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_an_image_is_kept_only_as_redrawn(owner: User) -> None:
    stored = store_file(image_file("Ảnh nhà.png"), by=acting(owner), as_image=True)

    assert (stored.name, stored.content_type, sorted(stored.widths)) == (
        "Ảnh nhà.webp",
        "image/webp",
        ["1600", "480", "960"],
    )
    assert all(path.read_bytes()[:4] == b"RIFF" for path in files_on_disk())


@pytest.mark.django_db
def test_an_image_is_shown_inline_at_the_width_asked_for(owner: User) -> None:
    stored = store_file(image_file(size=(2000, 1000)), by=acting(owner), as_image=True)
    client = factories.client_for(owner)

    def length(query: str) -> int:
        answer = client.get(stored.get_absolute_url() + query)
        assert answer["Content-Type"] == "image/webp"
        assert not answer["Content-Disposition"].startswith("attachment")
        return len(answer.getvalue())

    assert length("?w=480") < length("?w=960") < length("?w=1600") == length("")
    assert length("?w=-1") == length("?w=²") == length("?w=99999999999999") == length("?w=1600")


# --- handing out ----------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_everything_else_is_a_download_that_no_browser_interprets(owner: User) -> None:
    stored = store_file(upload("biên bản.pdf", PDF), by=acting(owner))

    answer = factories.client_for(owner).get(stored.get_absolute_url())

    assert answer.getvalue() == PDF
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''bi%C3%AAn%20b%E1%BA%A3n.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.django_db
def test_an_unchanged_file_is_not_sent_twice_and_still_asks_who_reads(client: Client, owner: User) -> None:
    stored = store_file(pdf_file(), by=acting(owner))
    own = factories.client_for(owner)
    mark = own.get(stored.get_absolute_url())["ETag"]

    again = own.get(stored.get_absolute_url(), headers={"If-None-Match": mark})
    foreign = client.get(stored.get_absolute_url(), headers={"If-None-Match": mark})

    assert (again.status_code, foreign.status_code) == (304, 404)


@pytest.mark.django_db
def test_hidden_and_absent_files_answer_alike(client: Client, owner: User, rival: User) -> None:
    stored = store_file(pdf_file(), by=acting(owner))
    absent = f"/vi/files/{uuid.uuid4()}/"

    for reader in (client, factories.client_for(rival)):
        hidden = reader.get(stored.get_absolute_url())
        assert (hidden.status_code, reader.get(absent).status_code) == (404, 404)


@pytest.fixture
def proved(owner: User) -> Listing:
    """A whole listing with an image, a document, a proved claim and the document of its ground."""
    listing = make_whole(owner, innovative_ground="own_ip", first_production_on="2026-03-01")
    by = acting(owner)
    add_image(listing, by=by, upload=image_file(), alt_vi="Quầy một cửa", alt_en="A service counter")
    add_document(listing, by=by, upload=pdf_file("huong-dan.pdf"), title="Hướng dẫn")
    add_claim(listing, by=by, text="Đúng", upload=pdf_file("do-dac.pdf"))
    prove_innovative(listing, by=by, upload=pdf_file("bang-sang-che.pdf"))
    return listing


def addresses(listing: Listing) -> dict[str, list[str]]:
    shown = [row.attachment.get_absolute_url() for row in listing.files.select_related("attachment")]
    claim = listing.claims.exclude(attachment=None).get()
    evidence = [claim.attachment.get_absolute_url(), listing.innovative_document.get_absolute_url()]
    return {"shown": shown, "evidence": evidence}


def answers(client: Client, found: list[str]) -> list[int]:
    return [client.get(address).status_code for address in found]


@pytest.mark.django_db
def test_the_files_of_a_draft_are_its_listers_alone(
    proved: Listing, client: Client, editor: User, rival: User, officer: User, moderator: User
) -> None:
    every = [*addresses(proved)["shown"], *addresses(proved)["evidence"]]

    assert answers(factories.client_for(editor), every) == [200] * 4
    for reader in (client, *map(factories.client_for, (rival, officer, moderator))):
        assert answers(reader, every) == [404] * 4


@pytest.mark.django_db
def test_on_offer_everyone_sees_images_and_agencies_see_the_evidence(
    proved: Listing,
    client: Client,
    owner: User,
    rival: User,
    officer: User,
    moderator: User,
    agency: Organisation,
) -> None:
    submit_listing(proved, by=acting(owner))
    found = addresses(proved)
    assert answers(factories.client_for(moderator), found["evidence"]) == [200, 200]
    publish_listing(proved, by=acting(moderator))

    assert answers(client, found["shown"]) == [200, 200]
    assert answers(factories.client_for(officer), found["evidence"]) == [200, 200]
    for reader in (client, factories.client_for(rival)):
        assert answers(reader, found["evidence"]) == [404, 404]
    Organisation.objects.filter(pk=agency.pk).update(status="registered")
    assert answers(factories.client_for(officer), found["evidence"]) == [404, 404]


@pytest.mark.django_db
def test_an_image_says_what_it_shows(owner: User) -> None:
    draft = make_draft(owner)

    refused = refusal_of(add_image, draft, by=acting(owner), upload=image_file(), alt_vi="Quầy", alt_en=" ")

    assert (refused.code, draft.files.count()) == ("alt_text_missing", 0)


@pytest.mark.django_db
def test_the_document_of_the_ground_comes_with_its_part(owner: User) -> None:
    client, draft = factories.client_for(owner), make_draft(owner)
    address = f"{draft.get_absolute_url()}parts/origin/"
    page = client.get(address)
    form = {"form_key": page.context["form_key"], "form_author": page.context["form_author"], "revision": 0}

    refused = client.post(address, {**form, "origin": "vietnam", "innovative_upload": upload("a.svg", SVG)})
    assert (refused.status_code, Listing.objects.get().origin) == (422, "")
    done = client.post(address, {**form, "origin": "vietnam", "innovative_upload": pdf_file()})

    assert (done.status_code, Listing.objects.get().innovative_document.name) == (302, "bien-ban.pdf")
    assert edit_listing(Listing.objects.get(), by=acting(owner), origin="assembled").origin == "assembled"
