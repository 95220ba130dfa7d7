"""Images are never served as they came: decoded within limits, drawn again, without metadata.

Pure: bytes in, bytes out. The one door to the image library.
"""

import warnings
from collections.abc import Mapping
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from marketplace.errors import Refusal

WIDTHS: Final = (480, 960, 1600)
CONTENT_TYPE: Final = "image/webp"
MOST_PIXELS: Final = 40_000_000  # a 40-megapixel camera; decoded it takes 160 MB of memory
LONGEST_SIDE: Final = 12_000
_FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")
_QUALITY: Final = 82
# What the library raises on broken or hostile files, format by format.
_BROKEN: Final = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    TypeError,
)


def redraw(content: bytes) -> Mapping[int, bytes]:
    """The image as WebP at each width of WIDTHS, upright, without metadata; a small image is not enlarged.

    Refuses with image_too_large (`pixels`, `limit`) or image_unreadable.
    """
    image = _upright(content)
    return {width: _drawn(image, width) for width in WIDTHS}


def _upright(content: bytes) -> Image.Image:
    """The decoded first frame, turned as the camera held it."""
    try:
        with warnings.catch_warnings():
            # Our own limit below is stricter than the library's warning.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(content), formats=_FORMATS)
        _require_bearable(image)
        image.load()
        turned = ImageOps.exif_transpose(image)
        return turned.convert("RGBA" if turned.has_transparency_data else "RGB")
    except Refusal:
        raise
    except Image.DecompressionBombError as bloated:
        raise Refusal("image_too_large", limit=LONGEST_SIDE) from bloated
    except _BROKEN as broken:
        raise Refusal("image_unreadable") from broken


def _require_bearable(image: Image.Image) -> None:
    """Look at the header's promise before a single pixel is decoded."""
    pixels = image.width * image.height
    if pixels > MOST_PIXELS or max(image.size) > LONGEST_SIDE:
        raise Refusal("image_too_large", width=image.width, height=image.height, limit=LONGEST_SIDE)


def _drawn(image: Image.Image, width: int) -> bytes:
    if image.width > width:
        height = max(1, round(image.height * width / image.width))
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    drawn = BytesIO()
    # A new file from pixels alone: EXIF, place, comments and trailing bytes stay behind.
    image.save(drawn, "WEBP", quality=_QUALITY, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return drawn.getvalue()
