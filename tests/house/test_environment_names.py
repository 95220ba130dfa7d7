"""Every variable that the code or the containers read is listed, once, in `.env.example`."""

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = [ROOT / "marketplace" / "settings" / name for name in ("base.py", "production.py")]
READ = re.compile(r"""os\.environ(?:\.get\(|\[)\s*"([A-Z_]+)\"""")
REQUIRED = re.compile(r"""required\(\s*"([A-Z_]+)\"""")


def listed() -> list[str]:
    return re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)


def required() -> set[str]:
    return set(REQUIRED.findall(SETTINGS[1].read_text()))


def in_compose() -> set[str]:
    return set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))


def test_no_variable_is_listed_twice():
    assert [name for name, times in Counter(listed()).items() if times > 1] == []


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda path: path.name)
def test_what_the_settings_read_is_listed(settings):
    names = set(READ.findall(settings.read_text())) | set(REQUIRED.findall(settings.read_text()))

    assert names - set(listed()) == set()


def test_what_compose_reads_is_listed():
    assert in_compose()
    assert in_compose() - set(listed()) == set()


def test_compose_gives_each_container_what_production_requires():
    given = set(
        re.findall(r"^    ([A-Z_]+): ", (ROOT / "docker-compose.yml").read_text(), flags=re.MULTILINE)
    )

    assert required() - given == set()


def test_the_image_is_built_with_every_required_name():
    assert {name for name in required() if f"{name}=" not in dockerfile()} == set()


def test_compose_has_no_default_for_a_secret():
    secret = re.compile(r"KEY|PASSWORD|SECRET")
    text = (ROOT / "docker-compose.yml").read_text()
    defaults = re.findall(r"\$\{([A-Z_]+):-([^}]+)\}", text)

    assert [name for name, value in defaults if secret.search(name) and value] == []


def test_the_example_fills_no_secret_in():
    text = (ROOT / ".env.example").read_text()

    assert re.findall(r"^(\w*(?:KEY|PASSWORD)\w*)=.+", text, flags=re.MULTILINE) == []


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """The image's own build, on this machine: what it exports is read from the Dockerfile."""
    build = re.search(
        r"^ && SECRET_KEY=.*?(?=python manage\.py)", dockerfile(), flags=re.MULTILINE | re.DOTALL
    )[0]
    words = build.replace("\\\n", " ").replace("$(random)", "0123456789abcdef" * 4).split()
    values = dict(word.split("=", 1) for word in words if "=" in word)
    own = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    settings = {"DJANGO_SETTINGS_MODULE": "marketplace.settings.production"}
    return own | values | settings | {"FIRST_CUSTOMER_VAR": str(tmp_path)}


def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text()


def manage(env: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=env,
        check=False,
        capture_output=True,
        text=True,
    )


def test_the_image_can_collect_every_static_file(production, tmp_path):
    vendor = ROOT / "var" / "static-vendor"
    if not vendor.is_dir():
        pytest.skip("the front end is not built (make front-end)")
    (tmp_path / "static-vendor").symlink_to(vendor)

    done = manage(production, "collectstatic", "--noinput")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "static" / "staticfiles.json").exists()


@pytest.mark.parametrize("name", sorted(required()))
def test_production_refuses_to_start_without_a_variable_and_names_it(production, name):
    del production[name]

    done = manage(production, "check")

    assert done.returncode != 0
    assert f"{name} is missing: " in done.stderr


def test_every_command_of_ours_is_explained_in_the_operations_page():
    page = (ROOT / "docs" / "operations.md").read_text()
    explained = set(re.findall(r"^\| `(\w+)` \|", page, flags=re.MULTILINE))
    ours = {path.stem for path in ROOT.glob("*/management/commands/*.py") if path.stem != "__init__"}

    assert ours - explained == set()
