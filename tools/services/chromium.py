"""The browser of the journeys: Debian's Chromium, with one font for what our own do not draw.

    python -m tools.services.chromium path        prints where it is
    python -m tools.services.chromium install     installs it first where it is missing

Exit codes: 0 done, 1 failed, 2 wrong use, 3 it is not on this machine.
"""

import shutil
import sys
from pathlib import Path

from tools.services import machine

NAMES = ("chromium", "chromium-browser", "google-chrome")
FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


def path() -> str:
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    raise machine.Missing("missing on this machine: the Debian package chromium")


def install() -> str:
    wishes = [] if any(map(shutil.which, NAMES)) else ["chromium"]
    if not FONT.exists():
        wishes.append("fonts-dejavu-core")
    if wishes:
        machine.install(*wishes)
    return path()


if __name__ == "__main__":
    sys.exit(machine.main({"path": path, "install": install}, "chromium"))
