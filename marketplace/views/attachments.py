"""Handing out a file: redrawn images inside a page, everything else as a download."""

from typing import Final
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.urls import path
from django.utils.http import quote_etag

from marketplace.domain.attachments import open_width
from marketplace.models import Attachment
from marketplace.policies import access_attachment

# Kept by the reader's own browser alone, and asked for again: who may read a file can change.
CACHE: Final = "private, no-cache"
WIDEST: Final = 10_000


def attachment(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The file, if its reader may have it; absent and hidden answer alike."""
    found = access_attachment(request.actor, public_id)  # type: ignore[attr-defined]
    width = _width(request) if found.is_image else 0
    mark = quote_etag(f"{found.sha256[:32]}-{width}")
    if request.headers.get("If-None-Match") == mark:
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        response = _image(found, width) if found.is_image else _download(found)
    response["ETag"] = mark
    response["Cache-Control"] = CACHE
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _image(found: Attachment, width: int) -> FileResponse:
    return FileResponse(open_width(found, width), filename=found.name, content_type=found.content_type)


def _download(found: Attachment) -> FileResponse:
    stored = found.file.open("rb")
    return FileResponse(stored, as_attachment=True, filename=found.name, content_type=found.content_type)


def _width(request: HttpRequest) -> int:
    """`?w=480`; anything else means the widest."""
    wanted = request.GET.get("w", "")
    return min(int(wanted), WIDEST) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else WIDEST


routes = [path("files/<uuid:public_id>/", attachment, name="attachment")]
