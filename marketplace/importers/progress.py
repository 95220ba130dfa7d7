"""How far a long command is, on a terminal and in a log file alike."""

import time
from typing import Final, TextIO

from django.utils.translation import gettext as _

_WIDTH: Final = 24
_TERMINAL_PAUSE: Final = 0.1  # seconds between two drawings: more often only flickers
_LOG_PAUSE: Final = 5.0  # a log gets a line now and then, never a bar


class ProgressBar:
    """Bytes done of bytes in all, and a count of rows. Draws over itself only where that is possible."""

    def __init__(self, stream: TextIO, total: int) -> None:
        self.stream, self.total = stream, max(total, 1)
        self.done = self.rows = 0
        self.is_terminal = stream.isatty()
        self.began = time.monotonic()
        self.drawn = self.began

    def advance(self, size: int) -> None:
        """So many more bytes were read."""
        self.done += size

    def count(self) -> None:
        """One more row is finished."""
        self.rows += 1
        pause = _TERMINAL_PAUSE if self.is_terminal else _LOG_PAUSE
        if time.monotonic() - self.drawn >= pause:
            self.draw()

    def close(self) -> None:
        """Draw the end, so that the last figure stands there."""
        self.draw()
        if self.is_terminal:
            self.stream.write("\n")

    def draw(self) -> None:
        """Write the state as it is now."""
        self.drawn = time.monotonic()
        share = min(self.done / self.total, 1.0)
        facts = {"rows": self.rows, "seconds": round(self.drawn - self.began)}
        line = f"{share:4.0%}  " + _("rows: %(rows)s, seconds: %(seconds)s") % facts
        if self.is_terminal:
            filled = int(share * _WIDTH)
            self.stream.write(f"\r[{'#' * filled}{'.' * (_WIDTH - filled)}] {line} ")
        else:
            self.stream.write(f"{line}\n")
        self.stream.flush()
