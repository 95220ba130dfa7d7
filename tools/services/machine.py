"""What the services share: where they live, how they are installed, started, recognised and stopped.

A service is for tests: it listens on 127.0.0.1, keeps nothing, and belongs to this clone alone, so that
two clones on one machine never meet. Written for Debian and its relatives.
"""

import contextlib
import hashlib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.steps import ROOT, Failed, run

DONE, FAILED, WRONG_USE, MISSING = 0, 1, 2, 3
UNPRIVILEGED = "nobody"
POLICY = Path("/usr/sbin/policy-rc.d")  # Debian asks it whether a package may start its own service


class Missing(Failed):
    """This machine lacks something that cannot be had without its administrator."""


@dataclass(frozen=True)
class Running:
    """A started process. `born` is its start time in clock ticks: a number used again is not it."""

    pid: int
    born: str
    port: int

    def lives(self) -> bool:
        return born(self.pid) == self.born


def born(pid: int) -> str:
    """When the process began, or nothing for one that has ended."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if stat[0] == "Z" else stat[19]


def folder(service: str) -> Path:
    """The service's place: outside the clone, which an unprivileged user may be unable to enter."""
    mark = hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"first-customer-{mark}" / service


def recorded(service: str) -> Running | None:
    """The service that was started here and still runs."""
    note = folder(service) / "running.json"
    if not note.exists():
        return None
    found = Running(**json.loads(note.read_text()))
    return found if found.lives() else None


def identity() -> dict[str, object]:
    """Arguments that make a child process unprivileged when we are root."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(UNPRIVILEGED)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def fresh(service: str) -> Path:
    """An empty folder that the unprivileged user may write to."""
    place = folder(service)
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    if place.parent.stat().st_uid != os.geteuid():
        raise Failed(f"{place.parent} belongs to somebody else")
    who = identity()
    if who:
        place.parent.chmod(0o755)
        os.chown(place, who["user"], who["group"])
    return place


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def launch(service: str, command: Sequence[str | Path], port: int) -> Running:
    """Start the server in a session of its own, holding none of our streams, and record it."""
    place = folder(service)
    with (place / "log.txt").open("w") as log:
        child = subprocess.Popen(
            command,
            cwd=place,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **identity(),
        )
    started = Running(child.pid, born(child.pid), port)
    (place / "running.json").write_text(json.dumps(asdict(started)))
    return started


def wait_until(ready: Callable[[], bool], started: Running, service: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not ready():
        if not started.lives() or time.monotonic() > end:
            log = (folder(service) / "log.txt").read_text(errors="replace")
            stop(service)
            raise Failed(f"{service} did not become ready", log)
        time.sleep(0.1)


def stop(service: str, number: signal.Signals = signal.SIGTERM, seconds: float = 30) -> None:
    """End the process that was recorded, and only that one; forget its files."""
    found = recorded(service)
    if found is not None:
        os.kill(found.pid, number)
        end = time.monotonic() + seconds
        while found.lives() and time.monotonic() < end:
            time.sleep(0.1)
        if found.lives():
            os.killpg(found.pid, signal.SIGKILL)
    shutil.rmtree(folder(service), ignore_errors=True)
    with contextlib.suppress(OSError):  # another service still lives there, or nothing ever did
        folder(service).parent.rmdir()


def install(*packages: str) -> None:
    """Debian packages, without letting them start a service of their own."""
    wish = " ".join(packages)
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Missing(f"missing on this machine: the Debian packages {wish}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    with _nothing_starts():
        run([*apt, "update"], env=quiet, seconds=600)
        run([*apt, "install", "--no-install-recommends", *packages], env=quiet, seconds=1200)


@contextlib.contextmanager
def _nothing_starts() -> Iterator[None]:
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


def main(deeds: dict[str, Callable[[], str]], name: str) -> int:
    """Do what the command line names and print its answer. The exit code tells what went wrong."""
    if len(sys.argv) != 2 or sys.argv[1] not in deeds:
        print(f"usage: python -m tools.services.{name} {'|'.join(deeds)}", file=sys.stderr)
        return WRONG_USE
    try:
        answer = deeds[sys.argv[1]]()
    except Failed as failure:
        print(f"{name}: {failure}", *failure.output.splitlines()[-20:], sep="\n  ", file=sys.stderr)
        return MISSING if isinstance(failure, Missing) else FAILED
    if answer:
        print(answer)
    return DONE
