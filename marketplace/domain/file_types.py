"""What a file is, told by its content and never by its name or by what the browser says."""

import zipfile
from dataclasses import dataclass
from typing import IO, Final

from marketplace.errors import Refusal

_HEAD: Final = 64
_MOST_TEXT: Final = 10 * 1024 * 1024
_MOST_ENTRIES: Final = 5_000
_MOST_LISTED: Final = 1024 * 1024
# A text that a browser could take for a page is no plain text.
_MARKUP: Final = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<head", b"<body", b"<iframe")


@dataclass(frozen=True)
class FileType:
    """A kind of file the portal takes, its name on the wire, and the endings that agree with it."""

    content_type: str
    endings: tuple[str, ...]
    is_image: bool = False

    @property
    def ending(self) -> str:
        return self.endings[0]


PDF: Final = FileType("application/pdf", ("pdf",))
PNG: Final = FileType("image/png", ("png",), is_image=True)
JPEG: Final = FileType("image/jpeg", ("jpg", "jpeg"), is_image=True)
WEBP: Final = FileType("image/webp", ("webp",), is_image=True)
GIF: Final = FileType("image/gif", ("gif",), is_image=True)
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
DOCX: Final = FileType(f"{_OFFICE}.wordprocessingml.document", ("docx",))
XLSX: Final = FileType(f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",))
PPTX: Final = FileType(f"{_OFFICE}.presentationml.presentation", ("pptx",))
ODT: Final = FileType("application/vnd.oasis.opendocument.text", ("odt",))
ODS: Final = FileType("application/vnd.oasis.opendocument.spreadsheet", ("ods",))
TEXT: Final = FileType("text/plain; charset=utf-8", ("txt", "csv"))

_SIGNATURES: Final = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_OPEN_XML: Final = (
    (b".document.main+xml", DOCX),
    (b".sheet.main+xml", XLSX),
    (b".presentation.main+xml", PPTX),
)
_OPEN_DOCUMENT: Final = {kind.content_type.encode(): kind for kind in (ODT, ODS)}


def tell_type(stream: IO[bytes]) -> FileType:
    """The type by content; leaves the stream at its beginning. Refuses with file_type_unknown."""
    stream.seek(0)
    found = _by_signature(stream.read(_HEAD)) or _by_archive(stream) or _by_text(stream)
    stream.seek(0)
    if found is None:
        raise Refusal("file_type_unknown")
    return found


def require_ending(kind: FileType, name: str) -> None:
    """Name and content must say the same thing. Refuses with file_type_mismatch (`ending`, `found`)."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in kind.endings:
        raise Refusal("file_type_mismatch", ending=ending[:10] or "–", found=kind.ending)


def _by_signature(head: bytes) -> FileType | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[:6] in {b"GIF87a", b"GIF89a"}:
        return GIF
    return next((kind for signature, kind in _SIGNATURES if head.startswith(signature)), None)


def _by_archive(stream: IO[bytes]) -> FileType | None:
    """Office files are archives; a plain archive is refused, for nobody can see what is in it."""
    stream.seek(0)
    if stream.read(4) != b"PK\x03\x04":
        return None
    try:
        with zipfile.ZipFile(stream) as archive:
            return _by_listing(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return None


def _by_listing(archive: zipfile.ZipFile) -> FileType | None:
    names = set(archive.namelist())
    # vbaProject: a document that runs a program when it is opened.
    if len(names) > _MOST_ENTRIES or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    if "mimetype" in names:
        return _OPEN_DOCUMENT.get(_entry(archive, "mimetype").strip())
    if "[Content_Types].xml" not in names:
        return None
    listing = _entry(archive, "[Content_Types].xml")
    return next((kind for mark, kind in _OPEN_XML if mark in listing), None)


def _entry(archive: zipfile.ZipFile, name: str) -> bytes:
    """The beginning of one entry: an archive that unpacks to gigabytes is read no further."""
    with archive.open(name) as entry:
        return entry.read(_MOST_LISTED)


def _by_text(stream: IO[bytes]) -> FileType | None:
    stream.seek(0)
    content = stream.read(_MOST_TEXT + 1)
    if not content.strip() or b"\0" in content or _looks_like_markup(content):
        return None
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    # Control signs other than tab and line ends belong to programs, not to people's texts.
    return None if any(sign < " " and sign not in "\t\r\n\f" for sign in words) else TEXT


def _looks_like_markup(content: bytes) -> bool:
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1024].lower()
    return any(mark in start for mark in _MARKUP)
