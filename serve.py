"""Run the portal on one machine: the web server and the worker, started and stopped together.

Standard library only. Each program lives in a session of its own, so that a Ctrl-C reaches only this
supervisor, which asks them to stop, waits, and then kills whatever is left of their groups. On Linux
the programs are also told when the supervisor itself is killed, so that even then nothing stays behind.
"""

import argparse
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LOOK_SECONDS = 0.1
GRACE_SECONDS = 10.0
READY_SECONDS = 60.0
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>

Commands = Mapping[str, Sequence[str]]


class Supervisor:
    """Programs that live and die together. `run` returns 0 when asked to stop, 1 when one died."""

    def __init__(self, commands: Commands, *, grace: float = GRACE_SECONDS) -> None:
        self.commands = commands
        self.grace = grace
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.asked_at: list[float] = []

    def run(self, when_started: Callable[[], bool] = lambda: True) -> int:
        """Keep the programs running. `when_started` is called until it says that it has seen enough."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup stays nohup
                signal.signal(number, self._ask_to_stop)
        waiting = True
        try:
            self._start()
            while not self.asked_at and not self.dead():
                waiting = waiting and not when_started()
                time.sleep(LOOK_SECONDS)
            died = [] if self.asked_at else self.dead()
        finally:
            self._stop()
        for name in died:
            print(f"{name} ended with {self.children[name].returncode}: stopping the rest", file=sys.stderr)
        return 1 if died else 0

    def dead(self) -> list[str]:
        return [name for name, child in self.children.items() if child.poll() is not None]

    def _ask_to_stop(self, _number: int, _frame: object) -> None:
        self.asked_at.append(time.monotonic())

    def _start(self) -> None:
        for name, command in self.commands.items():
            self.children[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=partial(leave_with_parent, os.getpid()),  # noqa: PLW1509 - safe: this process has one thread
            )

    def _stop(self) -> None:
        """Ask each program, give them time, then kill what is left of each group."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + self.grace
        while len(self.dead()) < len(self.children) and time.monotonic() < until and not self._impatient():
            time.sleep(LOOK_SECONDS)
        for child in self.children.values():
            _kill_group(child.pid)
            child.wait()

    def _impatient(self) -> bool:
        """A second Ctrl-C. One that follows at once is the same key press, delivered twice."""
        return bool(self.asked_at) and self.asked_at[-1] - self.asked_at[0] > 1


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # nobody is left (macOS says "not permitted" about a group of the dead)


def leave_with_parent(parent: int) -> None:
    """Be asked to stop when the parent ends, however it ends. Only Linux can promise that."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it ended in the instant before the call
        os._exit(1)


def portal_commands(host: str, port: int) -> dict[str, list[str]]:
    """The two programs of the portal."""
    web = ["gunicorn", "marketplace.wsgi", "--bind", f"{host}:{port}", "--workers", "2", "--threads", "4"]
    web += ["--log-level", "warning", "--no-control-socket"]
    # beat inside the worker, and no pool: one process that cannot starve its own clock
    worker = ["celery", "--quiet", "-A", "marketplace.celery", "worker", "-B", "--pool", "solo"]
    worker += ["--loglevel", "warning", "--without-gossip", "--without-mingle"]
    calm = ["-W", "ignore:You're running the worker"]  # said to root, who on a laptop runs a container
    return {"web": [sys.executable, "-m", *web], "worker": [sys.executable, *calm, "-m", *worker]}


def wished_port() -> int:
    """The port of the variable PORT, 8000 without it. Ends the program when it is no port."""
    wish = os.environ.get("PORT") or "8000"
    if not wish.isdecimal() or not 0 < int(wish) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not {wish}")
    return int(wish)


def is_free(host: str, port: int) -> bool:
    """Whether the port can be taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def announcer(host: str, port: int, text: str) -> Callable[[], bool]:
    """Print the text once the web server answers, or a warning when it takes too long."""
    until = time.monotonic() + READY_SECONDS

    def announce() -> bool:
        try:
            socket.create_connection((host, port), timeout=0.1).close()
        except OSError:
            if time.monotonic() < until:
                return False
            print("The web server does not answer yet.", file=sys.stderr)
        else:
            print(text, flush=True)
        return True

    return announce


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=wished_port())
    parser.add_argument("--announce", type=Path, help="a file to show once the portal answers")
    options = parser.parse_args()
    if not is_free(options.host, options.port):
        print(f"Port {options.port} is taken: choose another with PORT={options.port + 1}", file=sys.stderr)
        return 1
    address = f"http://localhost:{options.port}"
    os.environ.setdefault("SITE_URL", address)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.base")
    text = f"\n{address}/   (Ctrl-C stops everything)\n"
    if options.announce:
        text += "\n" + options.announce.read_text()
    supervisor = Supervisor(portal_commands(options.host, options.port))
    return supervisor.run(announcer(options.host, options.port, text))


if __name__ == "__main__":
    sys.exit(main())
