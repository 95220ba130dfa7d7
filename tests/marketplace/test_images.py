"""Images are redrawn: three widths, upright, without metadata; broken and bloated ones are refused."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from marketplace import images
from marketplace.errors import Refusal
from tests.listing_factories import image_bytes


def refusal_of(content: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        images.redraw(content)
    return refused.value.code


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def png_of_size(width: int, height: int) -> bytes:
    """A few hundred bytes whose header promises any number of pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack("!I", len(body)) + name + body + struct.pack("!I", zlib.crc32(name + body))

    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_every_accepted_format_comes_out_in_three_widths(kind: str) -> None:
    drawn = images.redraw(image_bytes(kind, (2000, 1000)))

    sizes = {width: (opened(content).format, opened(content).size) for width, content in drawn.items()}
    assert sizes == {480: ("WEBP", (480, 240)), 960: ("WEBP", (960, 480)), 1600: ("WEBP", (1600, 800))}


def test_a_small_image_is_not_enlarged() -> None:
    drawn = images.redraw(image_bytes(size=(300, 200)))

    assert {opened(content).size for content in drawn.values()} == {(300, 200)}


def test_place_and_camera_stay_behind() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (21.0, 1.0, 42.0)
    photo = image_bytes("JPEG", exif=exif.tobytes(), comment=b"taken at home")
    assert b"SecretCamera" in photo

    for content in images.redraw(photo).values():
        assert b"SecretCamera" not in content
        assert b"taken at home" not in content
        assert not opened(content).getexif()


def test_an_image_is_turned_as_the_camera_held_it() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to the right
    photo = image_bytes("JPEG", (400, 200), exif=exif.tobytes())

    assert opened(images.redraw(photo)[480]).size == (200, 400)


def test_transparency_is_kept() -> None:
    drawn = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(drawn, "PNG")

    assert opened(images.redraw(drawn.getvalue())[480]).mode == "RGBA"


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16"])
def test_unusual_colour_modes_are_drawn(mode: str) -> None:
    drawn = BytesIO()
    Image.new(mode, (20, 20)).save(drawn, "JPEG" if mode == "CMYK" else "PNG")

    assert opened(images.redraw(drawn.getvalue())[480]).size == (20, 20)


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (12_001, 1), (1, 12_001), (9_000, 9_000)])
def test_a_header_that_promises_too_much_is_refused_before_decoding(width: int, height: int) -> None:
    assert refusal_of(png_of_size(width, height)) == "image_too_large"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not an image",
        b"GIF89a/*<html><script>alert(1)</script>*/=1;",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        image_bytes()[:-40],
        image_bytes("JPEG")[:300],
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        png_of_size(100, 100),
    ],
)
def test_what_cannot_be_decoded_whole_is_refused(content: bytes) -> None:
    assert refusal_of(content) == "image_unreadable"


def test_formats_with_code_in_them_are_not_opened() -> None:
    eps = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\nshowpage\n"

    assert refusal_of(eps) == "image_unreadable"


def test_what_trails_an_image_is_not_carried_on() -> None:
    polyglot = image_bytes("GIF") + b"<script>alert(1)</script>"

    assert all(b"<script>" not in content for content in images.redraw(polyglot).values())
