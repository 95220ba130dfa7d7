"""A real PostgreSQL for the tests of this clone: quick, forgetful, open to this machine only.

    python -m tools.services.postgresql start     prints the address for DATABASE_URL
    python -m tools.services.postgresql status    the same, while it runs
    python -m tools.services.postgresql stop      ends it and throws its data away

Exit codes: 0 done, 1 failed or not running, 2 wrong use, 3 PostgreSQL is not on this machine and only
its administrator can install it.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tools.services import machine
from tools.steps import Failed

NAME = "postgresql"
# Tests may be repeated, so a power cut may take them: nothing waits for the disk.
HASTE = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


def start() -> str:
    running = machine.recorded(NAME)
    if running is None:
        running = _begin(_programs(), machine.free_port())
    return _address(running.port)


def status() -> str:
    running = machine.recorded(NAME)
    if running is None:
        raise Failed("not running")
    return _address(running.port)


def stop() -> str:
    machine.stop(NAME, signal.SIGINT)  # "fast shutdown": open connections are closed
    return ""


def _programs() -> Path:
    """The newest PostgreSQL of this machine, installed first if there is none."""
    for attempt in (lambda: None, lambda: machine.install(NAME)):
        attempt()
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
        if found:
            return found[-1].parent
    raise Failed("the Debian package is installed, and brought no server")


def _begin(programs: Path, port: int) -> machine.Running:
    """A new cluster, started, with one role that may make databases and one database of its own."""
    place = machine.fresh(NAME)
    data = place / "data"
    cluster = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--username=postgres", "--no-sync"]
    _as_user([programs / "initdb", "--pgdata", data, *cluster])
    only_here = ["-h", "127.0.0.1", "-p", str(port), "-k", ""]
    running = machine.launch(NAME, [programs / "postgres", "-D", data, *only_here, *HASTE], port)
    machine.wait_until(lambda: _asks(programs, port, "select 1"), running, NAME)
    for wish in (
        "create role first_customer login createdb",
        "create database first_customer owner first_customer",
    ):
        if not _asks(programs, port, wish):
            raise Failed(f"PostgreSQL refused: {wish}")
    return running


def _as_user(command: list[str | Path]) -> None:
    done = subprocess.run(
        command,
        cwd=machine.folder(NAME),
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        **machine.identity(),
    )
    if done.returncode != 0:
        raise Failed(f"{Path(command[0]).name} ended with {done.returncode}", done.stdout + done.stderr)


def _asks(programs: Path, port: int, sentence: str) -> bool:
    """Whether the server carried the sentence out. The caller's own PGHOST and the like do not count."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    where = f"host=127.0.0.1 port={port} user=postgres dbname=postgres connect_timeout=5"
    command = [programs / "psql", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-c", sentence, where]
    return subprocess.run(command, env=env, check=False, capture_output=True).returncode == 0


def _address(port: int) -> str:
    return f"postgresql://first_customer@127.0.0.1:{port}/first_customer"


if __name__ == "__main__":
    sys.exit(machine.main({"start": start, "status": status, "stop": stop}, NAME))
