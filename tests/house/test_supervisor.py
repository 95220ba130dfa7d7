"""The supervisor leaves no process behind, however it ends. Real programs, real signals."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# A program that starts a second one in its group, and writes down both numbers.
PROGRAM = """
import os, signal, subprocess, sys, time
if {deaf}:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
def leave(*_):
    child.terminate(); child.wait(); sys.exit(0)
if not {deaf}:
    signal.signal(signal.SIGTERM, leave)
path = sys.argv[1]
with open(path + ".new", "w") as file:
    file.write(f"{{os.getpid()}} {{child.pid}}")
os.rename(path + ".new", path)
time.sleep({seconds})
sys.exit(3)
"""
SUPERVISOR = """
import signal, sys
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # the suite itself may run under nohup
from serve import Supervisor
program, folder, grace = sys.argv[1:]
commands = {name: [sys.executable, "-c", program, f"{folder}/{name}"] for name in ("web", "worker")}
sys.exit(Supervisor(commands, grace=float(grace)).run())
"""
Start = Callable[..., tuple[subprocess.Popen[str], list[int]]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a supervisor of two programs; returns it and the numbers of all four processes below it."""
    begun = []

    def begin(*, deaf: bool = False, seconds: float = 600, grace: float = 5):
        program = PROGRAM.format(deaf=deaf, seconds=seconds)
        supervisor = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR, program, tmp_path, str(grace)],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        begun.append(supervisor)
        notes = [tmp_path / name for name in ("web", "worker")]
        assert until(lambda: all(note.exists() for note in notes))
        return supervisor, [int(number) for note in notes for number in note.read_text().split()]

    yield begin
    for supervisor in begun:
        supervisor.kill()
        supervisor.wait()


def until(true: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether it becomes true in time."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


def lives(pid: int) -> bool:
    """Whether the process runs; one that has ended and waits to be collected does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def all_gone(pids: list[int]) -> bool:
    """Whether none is left; what was killed may need an instant to go."""
    return until(lambda: not any(lives(pid) for pid in pids))


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc")


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_in_order(start, number):
    supervisor, pids = start()

    supervisor.send_signal(number)

    assert supervisor.wait(timeout=20) == 0
    assert all_gone(pids)


@needs_proc
def test_a_program_that_does_not_listen_is_killed_with_its_children_after_the_grace(start):
    supervisor, pids = start(deaf=True, grace=0.5)

    supervisor.terminate()

    assert supervisor.wait(timeout=20) == 0
    assert all_gone(pids)


@needs_proc
def test_a_second_ctrl_c_does_not_wait_for_the_grace(start):
    supervisor, pids = start(deaf=True, grace=300)

    supervisor.send_signal(signal.SIGINT)
    time.sleep(1.3)
    supervisor.send_signal(signal.SIGINT)

    assert supervisor.wait(timeout=20) == 0
    assert all_gone(pids)


@needs_proc
def test_when_one_program_dies_the_rest_stops_and_the_exit_code_says_so(start):
    supervisor, pids = start(seconds=0.5)

    assert supervisor.wait(timeout=20) == 1
    assert all_gone(pids)
    assert "ended with 3" in supervisor.stderr.read()


@needs_proc
def test_killing_one_program_takes_its_children_too(start):
    supervisor, pids = start()

    os.kill(pids[0], signal.SIGKILL)

    assert supervisor.wait(timeout=20) == 1
    assert all_gone(pids)


@needs_proc
@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux tells a child of its parent's death"
)
def test_killing_the_supervisor_itself_leaves_nothing(start):
    supervisor, pids = start()

    supervisor.kill()
    supervisor.wait()

    assert all_gone(pids)


def test_a_taken_port_is_named_together_with_the_next_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = subprocess.run(
            [sys.executable, "serve.py", "--port", str(port)],
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )

    assert done.returncode == 1
    assert done.stderr == f"Port {port} is taken: choose another with PORT={port + 1}\n"


@pytest.mark.parametrize("wish", ["8080a", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused_in_a_sentence(wish):
    done = subprocess.run(
        [sys.executable, "serve.py"],
        cwd=ROOT,
        env={**os.environ, "PORT": wish},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 1
    assert done.stderr == f"PORT must be a number from 1 to 65535, not {wish}\n"
