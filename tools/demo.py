"""From a bare clone to a running, filled portal: `make demo`.

PORT=8001 chooses the port, RESET=1 begins with an empty database. Standard library only.
"""

import fcntl
import os
import shutil
import signal
import sys
from pathlib import Path

from serve import is_free, leave_with_parent, wished_port
from tools import environment, frontend
from tools.steps import PYTHON, ROOT, Failed, complain, run, step, var_dir

OURS = "made-by-the-portal"  # a folder chosen by FIRST_CUSTOMER_VAR is emptied only with this file in it
KEPT = {OURS, "demo.lock", "static-vendor", "screenshots"}


def main() -> int:
    leave_with_parent(os.getppid())  # when make is killed, everything it started goes; kept through `exec`
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an exit ends the step's program too
    port = wished_port()
    var = var_dir()
    try:
        claim(var)
        if not is_free("127.0.0.1", port):
            raise Failed(f"port {port} is taken: choose another, as in  make demo PORT={port + 1}")
        if os.environ.get("RESET") == "1":
            reset(var)
        os.environ.setdefault("SECOND_FACTOR_REQUIRED", "0")
        os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
        table = prepare()
    except Failed as failure:
        return complain(failure)
    shown = var / "who-to-sign-in-as.txt"
    shown.write_text(table)
    serve = [str(PYTHON), str(ROOT / "serve.py"), "--port", str(port), "--announce", str(shown)]
    os.execv(serve[0], serve)


def prepare() -> str:
    """Everything but the programs themselves. Returns the table of who to sign in as."""
    environment.ensure(ROOT / "requirements.txt")
    missing = frontend.ensure()
    if missing:
        print(f"  The pages will look plain, and work: no design system ({missing})")
    with step("Translations"):
        run([PYTHON, "-m", "tools.catalogues"])
    for name, command in (("Database", "migrate"), ("Law and lists", "load_reference")):
        with step(name):
            _manage(command)
    with step("Demo country"):
        table = _manage("load_demo")
    if os.environ["SECOND_FACTOR_REQUIRED"] == "0":
        table += "\nThe second factor is OFF in this demo. To keep it: make demo SECOND_FACTOR_REQUIRED=1\n"
    return table


def reset(var: Path) -> None:
    """Empty the folder of everything that was made, except what costs time and never changes by use."""
    if os.environ.get("DATABASE_URL"):
        raise Failed("RESET=1 empties the embedded database only: empty the one of DATABASE_URL yourself")
    with step("Emptying the old demo"):
        for entry in var.iterdir():
            if entry.name not in KEPT:
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def _manage(command: str) -> str:
    return run([PYTHON, ROOT / "manage.py", command])


def claim(var: Path) -> None:
    """Claim the folder for this demo, as long as the process lives (and through its `exec`)."""
    foreign = var != ROOT / "var" and var.exists() and any(var.iterdir())
    if foreign and not (var / OURS).exists():
        raise Failed(f"{var} holds things that this demo did not make: choose another FIRST_CUSTOMER_VAR")
    var.mkdir(parents=True, exist_ok=True)
    (var / OURS).touch()
    (var / "static").mkdir(exist_ok=True)
    lock = os.open(var / "demo.lock", os.O_RDWR | os.O_CREAT)
    os.set_inheritable(lock, True)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Failed("a demo is already running here: stop it first (Ctrl-C where it runs)") from error


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
