"""No file of the project knows the machine it was written on, nor where packages come from."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# In pieces, so that this file does not contain what it looks for.
HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "registry.npm" + "js",
    "npm" + "js.com",
    "proxy.go" + "lang",
]
PLACES = ["/wo" + "rk/", "/ro" + "ot/", "/home/" + r"\w", r"/us" + "ers/", "/opt/wh" + "eels"]
FORBIDDEN = re.compile("|".join([*map(re.escape, HOSTS), *(rf"(?<![\w.]){place}" for place in PLACES)]), re.I)
LEFT_OUT = {".git", ".venv", "var", "node_modules", "__pycache__"}


def project_files() -> list[Path]:
    """What is or would be committed; without git, everything that is not made."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if listed.returncode == 0 and listed.stdout:
        return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    return [path for path in ROOT.rglob("*") if path.is_file() and not LEFT_OUT & set(path.parts)]


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""  # a picture or a font


def test_no_file_names_a_machine_or_a_registry():
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in project_files()
        for match in FORBIDDEN.finditer(text_of(path))
    ]

    assert found == []


@pytest.mark.parametrize(
    "line", ["cd /wo" + "rk/main", "see https://py" + "pi.org/x", "in /home/" + "ada/clone"]
)
def test_the_search_would_find_one(line):
    assert FORBIDDEN.search(line)


@pytest.mark.parametrize(
    "line", ["WORKDIR /srv/first-customer", "frame/work/shop", "/healthz", "the home/office"]
)
def test_the_search_leaves_ordinary_lines_alone(line):
    assert not FORBIDDEN.search(line)
