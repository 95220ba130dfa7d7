"""Taking a file in: told by content, within limits, scanned, and an image drawn again."""

import hashlib
import unicodedata
import uuid
from typing import IO, Final

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from marketplace import images
from marketplace.domain.file_types import FileType, require_ending, tell_type
from marketplace.domain.journal import record
from marketplace.errors import Refusal
from marketplace.gateways.virus_scanner import get_scanner
from marketplace.models import Attachment, Organisation
from marketplace.policies import Actor

MEGABYTE: Final = 1024 * 1024
# Platform policy: what a reader on a mobile connection can still open.
MOST_DOCUMENT_BYTES: Final = 10 * MEGABYTE
MOST_IMAGE_BYTES: Final = 8 * MEGABYTE
LONGEST_NAME: Final = 120
_CHUNK: Final = 64 * 1024


@transaction.atomic
def store_file(
    upload: File,
    *,
    by: Actor,
    organisation: Organisation | None = None,
    public: bool = False,
    as_image: bool = False,
) -> Attachment:
    """Keep an uploaded file, for its uploader alone until something links to it.

    An image is kept only as redrawn; any other file as it came, to be downloaded and never shown.
    Refuses with file_empty, file_too_large, file_type_unknown, file_type_mismatch, file_not_image,
    file_infected, scanner_unavailable, image_too_large or image_unreadable.
    """
    name = clean_name(upload.name or "")
    stream = _opened(upload)
    _require_size(upload.size, MOST_DOCUMENT_BYTES)
    kind = tell_type(stream)
    require_ending(kind, name)
    if as_image and not kind.is_image:
        raise Refusal("file_not_image")
    _require_clean(stream)
    attachment = Attachment(
        name=name,
        is_public=public,
        organisation=organisation,
        uploaded_by=by.user,
    )
    if kind.is_image:
        _keep_image(attachment, stream, upload.size)
    else:
        _keep_document(attachment, stream, kind)
    record(
        "attachment.stored",
        attachment,
        by=by,
        public=False,
        size=attachment.size,
        type=attachment.content_type,
    )
    return attachment


def clean_name(name: str) -> str:
    """A file's name as a person may see it: no path, no control or direction sign, not hidden, not long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    signs = unicodedata.normalize("NFC", last)
    plain = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in signs)
    plain = " ".join(plain.replace('"', "'").split()).lstrip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        return plain[:LONGEST_NAME] or "file"
    return f"{stem[: LONGEST_NAME - 12].rstrip() or 'file'}.{ending[:10]}"


def _opened(upload: File) -> IO[bytes]:
    stream: IO[bytes] = upload.file if upload.file is not None else upload.open("rb")
    stream.seek(0)
    return stream


def _require_size(size: int, limit: int) -> None:
    if size == 0:
        raise Refusal("file_empty")
    if size > limit:
        # Rounded up, so that a file a little over the limit is not told that it is as large as the limit.
        raise Refusal("file_too_large", size=-(-size // MEGABYTE), limit=limit // MEGABYTE)


def _require_clean(stream: IO[bytes]) -> None:
    stream.seek(0)
    verdict = get_scanner().scan(stream)
    stream.seek(0)
    if not verdict.is_clean:
        raise Refusal("file_infected", signature=verdict.signature[:80])


def _keep_document(attachment: Attachment, stream: IO[bytes], kind: FileType) -> None:
    digest = hashlib.sha256()
    size = 0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    stream.seek(0)
    attachment.content_type = kind.content_type
    attachment.sha256, attachment.size = digest.hexdigest(), size
    # On disk a file has a name of ours: the person's own name never touches a path.
    attachment.file.save(f"{uuid.uuid4().hex}.{kind.ending}", File(stream), save=False)
    attachment.save()


def _keep_image(attachment: Attachment, stream: IO[bytes], size: int) -> None:
    _require_size(size, MOST_IMAGE_BYTES)
    drawn = images.redraw(stream.read())
    largest = drawn[max(drawn)]
    stem = uuid.uuid4().hex
    attachment.name = f"{attachment.name.rpartition('.')[0]}.webp"
    attachment.content_type = images.CONTENT_TYPE
    attachment.sha256, attachment.size = hashlib.sha256(largest).hexdigest(), len(largest)
    attachment.file.save(f"{stem}.webp", ContentFile(largest), save=False)
    folder = str(attachment.file.name).rpartition("/")[0]
    attachment.widths = {
        str(width): default_storage.save(f"{folder}/{stem}-{width}.webp", ContentFile(content))
        for width, content in drawn.items()
    }
    attachment.save()


def open_width(attachment: Attachment, width: int) -> IO[bytes]:
    """The image at the smallest stored width that is at least the wanted one; the widest otherwise."""
    widths = sorted(int(stored) for stored in attachment.widths)
    chosen = next((stored for stored in widths if stored >= width), widths[-1])
    opened: IO[bytes] = default_storage.open(attachment.widths[str(chosen)])
    return opened
