"""Make `.venv` and fill it with exactly what a lock file says, hashes checked.

Standard library only: this is the first thing that runs in a bare clone.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

from tools.steps import PYTHON, ROOT, VENV, Failed, complain, run, step

STAMP = VENV / "installed.json"
UV = VENV / "bin" / "uv"
UV_LOCK = ROOT / "tools" / "uv.txt"


def ensure(lock: Path) -> None:
    """The environment holds what the lock asks for. Does nothing when it already does."""
    if not _works():
        with step("Python environment"):
            _make()
    if _stamps().get(lock.name) != _digest(lock):
        with step(f"Packages ({lock.name})") as remarks:
            remarks.extend(install(lock))
        STAMP.write_text(json.dumps({**_stamps(), lock.name: _digest(lock)}, indent=2) + "\n")


def install(lock: Path) -> list[str]:
    """Install a lock with uv, which is quick, or with pip where uv fails. Returns remarks to show.

    Byte code is compiled at once: otherwise the first run of every command pays for it.
    """
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--disable-pip-version-check"]
    try:
        if not UV.exists():
            run([*pip, "-r", UV_LOCK])
        fast = [UV, "pip", "install", "--quiet", "--require-hashes", "--compile-bytecode", "--python", PYTHON]
        run([*fast, "-r", lock])
    except Failed:
        run([*pip, "-r", lock])
        return ["(with pip: uv did not work here)"]
    return []


def _works() -> bool:
    """Whether the environment is there and its Python starts, even after the folder was moved."""
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11) or sys.prefix == sys.base_prefix)"
    return (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-c", check], check=False, capture_output=True).returncode == 0
    )


def _make() -> None:
    if VENV.exists() and not (VENV / "pyvenv.cfg").exists():
        raise Failed(f"{VENV.name}/ is there but is no Python environment: move it away")
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        run([sys.executable, "-m", "venv", VENV])
    except Failed as failure:
        hint = "this Python cannot make environments: on Debian and Ubuntu, install the package python3-venv"
        raise Failed(hint, failure.output) from failure


def _stamps() -> dict[str, str]:
    return json.loads(STAMP.read_text()) if STAMP.exists() else {}


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


if __name__ == "__main__":
    try:
        for name in sys.argv[1:]:
            ensure(ROOT / name)
    except Failed as failure:
        sys.exit(complain(failure))
