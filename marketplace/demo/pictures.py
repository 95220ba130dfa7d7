"""Pictures and papers for the demo, made by code: nobody's photograph, and nobody's document.

A picture is a drawing of bars and beads in the portal's colours, written as PNG with the standard
library; the portal's own door redraws it like any upload.
"""

import struct
import zlib
from typing import Final

from django.core.files.base import ContentFile

Colour = tuple[int, int, int]

_WIDTH: Final = 960
_HEIGHT: Final = 540
# Paper, line, act, thread, gold and lacquer of the look's theme.
PAPER: Final[Colour] = (248, 244, 237)
LINE: Final[Colour] = (190, 187, 185)
PALETTE: Final[tuple[Colour, ...]] = (
    (31, 78, 121),
    (162, 39, 31),
    (176, 125, 18),
    (29, 106, 74),
    (86, 20, 16),
)


def picture(name: str, heights: tuple[int, ...], ink: int) -> ContentFile:
    """Bars of these heights (in per cent) on a base line, a bead on each; `ink` chooses the colour."""
    bars, beads = PALETTE[ink % len(PALETTE)], PALETTE[(ink + 2) % len(PALETTE)]
    canvas = [bytearray(bytes(PAPER) * _WIDTH) for _ in range(_HEIGHT)]
    _box(canvas, range(60, _WIDTH - 60), range(450, 454), LINE)
    step = (_WIDTH - 160) // len(heights)
    for number, height in enumerate(heights):
        left, top = 100 + number * step, 450 - height * 350 // 100
        _box(canvas, range(left, left + step * 6 // 10), range(top, 450), bars)
        _disc(canvas, left + step * 3 // 10, top - 26, 16, beads)
    return ContentFile(_png(canvas), name=f"{name}.png")


def paper(name: str, *lines: str) -> ContentFile:
    """A text document whose first line says what it is not."""
    words = "\n".join(
        ["TÀI LIỆU MINH HOẠ, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ / DEMO DOCUMENT, NO LEGAL VALUE", "", *lines, ""]
    )
    return ContentFile(words.encode(), name=f"{name}.txt")


def _box(canvas: list[bytearray], x: range, y: range, ink: Colour) -> None:
    row = bytes(ink) * len(x)
    for line in y:
        canvas[line][x.start * 3 : x.stop * 3] = row


def _disc(canvas: list[bytearray], x: int, y: int, radius: int, ink: Colour) -> None:
    for dy in range(-radius, radius + 1):
        half = int((radius * radius - dy * dy) ** 0.5)
        _box(canvas, range(x - half, x + half + 1), range(y + dy, y + dy + 1), ink)


def _png(canvas: list[bytearray]) -> bytes:
    """RGB, eight bits, no filter: the plainest image that there is (RFC 2083)."""
    raw = b"".join(b"\0" + bytes(row) for row in canvas)
    header = struct.pack(">IIBBBBB", _WIDTH, len(canvas), 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(raw, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
