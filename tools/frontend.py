"""Fetch what others wrote for the browser, build the theme, and lay it out under var/static-vendor.

The pages are usable without it: a small stylesheet of our own carries a fallback for every colour and
size. So this step never stops the others; it says in one line what is missing.
Standard library only.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

from tools import environment
from tools.steps import ROOT, VENV, Failed, complain, run, step, var_dir

MODULES = ROOT / "node_modules"
THEME = ROOT / "tools" / "theme" / "designsystemet.config.json"
NODE_LOCK = ROOT / "tools" / "node.txt"
INPUTS = [ROOT / "package.json", ROOT / "package-lock.json", THEME, Path(__file__)]
OLDEST_NODE = 20
NPM_FLAGS = [
    "--ignore-scripts",  # none of these packages needs to run anything when installed
    "--no-audit",
    "--no-fund",
    "--omit-lockfile-registry-resolved",
    "--loglevel=error",
    "--fetch-retries=1",
]
ICON = re.compile(r'url\("data:image/svg\+xml;charset=utf-8,([^"]+)"\)')
WOFF = re.compile(r",\s*url\([^)]*\.woff\)\s*format\('woff'\)")


def ensure() -> str | None:
    """Lay the front end out, once per version of its inputs. Returns why it is missing, or None."""
    goal = var_dir() / "static-vendor"
    stamp = goal / "built-from"
    if stamp.exists() and stamp.read_text() == _digest():
        return None
    try:
        with step("Front-end packages") as remarks:
            node = find_node() or _fetch_node(remarks)
            run([node.with_name("npm"), "ci", *NPM_FLAGS], env=beside(node), seconds=240)
        with step("Theme, fonts, design system"):
            _lay_out(goal, node)
    except Failed as failure:
        cause = failure.output.strip().splitlines()[:1]
        return ": ".join([str(failure), *cause])
    return None


def find_node() -> Path | None:
    """Node of this machine or of the environment, when it is new enough and npm stands beside it."""
    for found in (shutil.which("node"), VENV / "bin" / "node"):
        if found and Path(found).with_name("npm").exists() and _major(found) >= OLDEST_NODE:
            return Path(found)
    return None


def _major(node: str | Path) -> int:
    try:
        said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    number = re.match(r"v(\d+)\.", said.stdout)
    return int(number[1]) if number else 0


def _fetch_node(remarks: list[str]) -> Path:
    environment.install(NODE_LOCK)
    remarks.append("(with Node from a Python package)")
    return VENV / "bin" / "node"


def beside(node: Path) -> dict[str, str]:
    """npm and the tools it starts look for `node` on the path."""
    return {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def _lay_out(goal: Path, node: Path) -> None:
    """Build beside the old folder and swap, so that a failure leaves what was there."""
    goal.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=goal.parent, prefix="static-vendor-") as workshop:
        fresh = Path(workshop) / "fresh"
        vendor = fresh / "vendor"
        _copy_design_system(vendor / "designsystemet")
        _copy_letters(vendor / "be-vietnam-pro")
        _copy(
            MODULES / "@fontsource/inter", ["files/inter-latin-500-normal.woff2", "LICENSE"], vendor / "inter"
        )
        _copy(MODULES / "htmx.org", ["dist/htmx.min.js", "LICENSE"], vendor / "htmx")
        _build_theme(vendor / "theme", node, Path(workshop))
        (fresh / "built-from").write_text(_digest())
        fresh.chmod(0o755)
        if goal.exists():
            goal.rename(Path(workshop) / "old")
        fresh.rename(goal)


def _copy(source: Path, names: Sequence[str], goal: Path) -> None:
    goal.mkdir(parents=True, exist_ok=True)
    for name in names:
        try:
            shutil.copy(source / name, goal / Path(name).name)
        except FileNotFoundError as error:
            raise Failed(f"the package {source.name} has no {name} any more") from error


def _copy_design_system(goal: Path) -> None:
    """The bundled stylesheet, its icons as files: our content security policy allows no `data:` address."""
    package = MODULES / "@digdir/designsystemet-css"
    _copy(package, ["LICENSE"], goal)
    (goal / "icons").mkdir()

    def to_file(found: re.Match[str]) -> str:
        drawing = unquote(found[1])
        name = f"{hashlib.sha256(drawing.encode()).hexdigest()[:12]}.svg"
        (goal / "icons" / name).write_text(drawing)
        return f'url("icons/{name}")'

    sheet = (package / "dist/src/index.css").read_text()
    (goal / "index.css").write_text(ICON.sub(to_file, sheet))


def _copy_letters(goal: Path) -> None:
    """Be Vietnam Pro in four weights with Vietnamese and both Latin subsets, in the one format all read."""
    package = MODULES / "@fontsource/be-vietnam-pro"
    _copy(package, ["LICENSE"], goal)
    for weight in (400, 500, 600, 700):
        sheet = WOFF.sub("", (package / f"{weight}.css").read_text())
        (goal / f"{weight}.css").write_text(sheet)
        files = re.findall(r"url\(\./(files/[^)]+)\)", sheet)
        _copy(package, files, goal / "files")


def _build_theme(goal: Path, node: Path, workshop: Path) -> None:
    """Turn our colours into the design system's variables: first its tokens, then its stylesheet."""
    tool = [node, MODULES / "@digdir/designsystemet/dist/bin/designsystemet.js", "tokens"]
    tokens, built = workshop / "tokens", workshop / "built"
    shutil.copy(THEME, workshop / THEME.name)
    run([*tool, "create", "--config", THEME.name, "--out-dir", tokens], cwd=workshop, seconds=120)
    run(
        [*tool, "build", "--config", THEME.name, "--tokens", tokens, "--out-dir", built],
        cwd=workshop,
        seconds=120,
    )
    _copy(built, ["first-customer.css"], goal)


def _digest() -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in INPUTS)).hexdigest()


if __name__ == "__main__":
    missing = ensure()
    sys.exit(complain(Failed(missing)) if missing else 0)
