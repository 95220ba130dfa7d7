"""Lock files name every version and hash, and no address; the dependencies' reasons are written down."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tools.lock import PINNED_TOOLS, without_addresses

ROOT = Path(__file__).resolve().parents[2]
PYTHON_LOCKS = ["requirements.txt", "requirements-dev.txt", *PINNED_TOOLS]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
FRONT_END = json.loads((ROOT / "package.json").read_text())
FRONT_END_LOCK = json.loads((ROOT / "package-lock.json").read_text())


def name_of(requirement: str) -> str:
    return re.match(r"[\w.-]+", requirement)[0]


RUN_TIME = [name_of(wish) for wish in PROJECT["project"]["dependencies"]]
DEVELOPMENT = [name_of(wish) for wish in PROJECT["dependency-groups"]["dev"]]
IN_THE_BROWSER = [*FRONT_END["dependencies"], *FRONT_END["devDependencies"]]


def blocks(lock: str) -> list[str]:
    """One text for each package of a Python lock: its version and the hashes under it."""
    text = (ROOT / lock).read_text().replace("\\\n", "")
    return [line for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
def test_every_python_package_has_a_version_and_a_hash(lock):
    for block in blocks(lock):
        assert re.match(r"[\w.\[\]-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", block), block


def test_every_front_end_package_has_a_version_and_a_hash():
    packages = {name: package for name, package in FRONT_END_LOCK["packages"].items() if name}

    assert packages
    for name, package in packages.items():
        assert package["version"], name
        assert re.match(r"sha512-\S+", package["integrity"]), name


@pytest.mark.parametrize("lock", [*PYTHON_LOCKS, "package-lock.json"])
def test_no_lock_holds_an_address(lock):
    assert "://" not in (ROOT / lock).read_text()


@pytest.mark.parametrize(
    ("lock", "wishes"), [("requirements.txt", RUN_TIME), ("requirements-dev.txt", [*RUN_TIME, *DEVELOPMENT])]
)
def test_every_wish_is_locked(lock, wishes):
    locked = {name_of(block) for block in blocks(lock)}

    assert set(wishes) - locked == set()


def test_both_python_locks_agree_on_every_version():
    run_time = {block.split()[0] for block in blocks("requirements.txt")}
    all_of_it = {block.split()[0] for block in blocks("requirements-dev.txt")}

    assert run_time - all_of_it == set()


def test_the_front_end_lock_answers_the_wishes():
    wished = FRONT_END_LOCK["packages"][""]

    assert wished["dependencies"] == FRONT_END["dependencies"]
    assert wished["devDependencies"] == FRONT_END["devDependencies"]


def test_an_address_in_a_fresh_lock_is_dropped_and_the_hash_stays(tmp_path):
    lock = tmp_path / "package-lock.json"
    package = {"version": "1.0.0", "integrity": "sha512-abc", "funding": {"url": "x://"}, "resolved": "x://"}
    lock.write_text(json.dumps({"packages": {"node_modules/some": package}}))

    without_addresses(lock)

    kept = json.loads(lock.read_text())["packages"]["node_modules/some"]
    assert kept == {"version": "1.0.0", "integrity": "sha512-abc"}


def test_each_direct_dependency_has_its_reason_and_no_reason_is_stale():
    page = (ROOT / "docs" / "dependencies.md").read_text()
    reasons = re.findall(r"^\| `([^`]+)` \| [^|]+ \| [^|]+ \|$", page, flags=re.MULTILINE)

    assert sorted(reasons) == sorted([*RUN_TIME, *DEVELOPMENT, *IN_THE_BROWSER, *PINNED_TOOLS.values()])


def test_the_set_up_scripts_need_nothing_but_the_standard_library():
    bare = "import tools.demo, tools.environment, tools.frontend, serve"

    done = subprocess.run([sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, '.'); {bare}"],
                          cwd=ROOT, check=False, capture_output=True, text=True)  # fmt: skip

    assert done.stderr == ""
