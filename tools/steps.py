"""Steps of a set-up: each one is named, timed, and quiet unless it fails."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
WIDTH = 44


class Failed(Exception):
    """A step did not succeed. `output` is what its command printed."""

    def __init__(self, sentence: str, output: str = "") -> None:
        super().__init__(sentence)
        self.output = output


def var_dir() -> Path:
    """Where everything that is made lies: database, files, front end. Settings read the same variable."""
    return Path(os.environ.get("FIRST_CUSTOMER_VAR") or ROOT / "var").resolve()


@contextmanager
def step(name: str) -> Iterator[list[str]]:
    """Print the name, then the seconds it took. What is added to the list is printed behind them."""
    print(f"  {name:<{WIDTH}}", end="", flush=True)
    began, remarks = time.monotonic(), list[str]()
    try:
        yield remarks
    except BaseException:
        print(f"{time.monotonic() - began:6.1f} s  failed", flush=True)
        raise
    print("  ".join([f"{time.monotonic() - began:6.1f} s", *remarks]), flush=True)


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    seconds: float | None = None,
) -> str:
    """What the command printed. Raises Failed when it ends badly, is missing, or takes too long.

    env: added to our own. Standard input is closed, so that nothing ever waits for an answer.
    """
    name = Path(command[0]).name
    with TemporaryFile("w+", errors="replace") as output:
        try:
            child = subprocess.Popen(
                command,
                cwd=cwd,
                env={**os.environ, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            raise Failed(f"{name} could not be started: {error.strerror}") from error
        code = _wait(child, seconds)
        output.seek(0)
        printed = output.read()
    if code != 0:
        raise Failed(f"{name} ended with {code}" if code is not None else f"{name} took too long", printed)
    return printed


def _wait(child: subprocess.Popen[bytes], seconds: float | None) -> int | None:
    """The exit code, or None when the time was up. A terminal sees the seconds pass."""
    began = time.monotonic()
    try:
        while True:
            try:
                return child.wait(timeout=1)
            except subprocess.TimeoutExpired:
                passed = time.monotonic() - began
            if seconds is not None and passed > seconds:
                return None
            if sys.stdout.isatty():
                ticking = f"{passed:6.0f} s"
                print(ticking, end="\b" * len(ticking), flush=True)
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()


def complain(failure: Failed) -> int:
    """Tell the end of what failed, and return the exit code."""
    print(f"\n{failure}", *failure.output.strip().splitlines()[-25:], sep="\n  ", file=sys.stderr)
    return 1
