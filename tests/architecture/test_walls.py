"""The walls: imports, foreign keys, names and sizes."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("marketplace", "procurement", "search", "cms")
HEIGHT = {name: floor for floor, name in enumerate(PACKAGES)}
JUNK = {
    "utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "data", "info", "core",
}  # fmt: skip
ALLOWED_TOP = {
    ".ci", ".dockerignore", ".env.example", ".gitignore", ".pre-commit-config.yaml", "CHANGELOG.md", "Dockerfile",
    "LICENSE", "Makefile", "README.md", "cms", "docker-compose.yml", "docs", "locale", "manage.py", "marketplace",
    "package-lock.json", "package.json", "procurement", "pyproject.toml", "reference", "requirements-dev.txt",
    "requirements.txt", "search", "serve.py", "tests", "tools",
}  # fmt: skip


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def python_files() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and "migrations" not in path.parts]


def test_imports_go_down_only() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_foreign_keys_never_point_up() -> None:
    pointing_up = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model is not None
        and HEIGHT.get(model._meta.app_label, -1) < HEIGHT.get(field.related_model._meta.app_label, -1)
        and model._meta.app_label in HEIGHT
    ]

    assert pointing_up == []


def test_no_room_for_leftovers() -> None:
    junk = [
        path
        for path in tracked()
        if JUNK & {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}
    ]

    assert junk == []


def test_nothing_else_stands_at_the_top() -> None:
    tops = {path.relative_to(ROOT).parts[0] for path in tracked()}

    assert tops - ALLOWED_TOP == set()


def test_files_stay_under_400_lines() -> None:
    suffixes = {".py", ".css", ".html", ".js", ".sh"}
    long_files = {
        path.relative_to(ROOT).as_posix(): lines
        for path in tracked()
        if path.suffix in suffixes
        and "migrations" not in path.parts
        and (lines := len(path.read_text().splitlines())) > 400
    }

    assert long_files == {}


@pytest.mark.parametrize("room", ["domain", "models", "views", "forms"])
def test_public_functions_and_classes_of_domain_and_models_say_what_they_are_for(room: str) -> None:
    if room in {"views", "forms"}:
        kinds: tuple[type, ...] = ()
    else:
        kinds = (ast.FunctionDef, ast.ClassDef)
    silent = []
    for path in python_files():
        if (
            path.relative_to(ROOT).parts[0] not in PACKAGES
            or room not in path.parts
            or path.name == "__init__.py"
        ):
            continue
        tree = ast.parse(path.read_text())
        if not ast.get_docstring(tree):
            silent.append(f"{path.relative_to(ROOT)}: the file")
        silent += [
            f"{path.relative_to(ROOT)}: {node.name}"
            for node in tree.body
            if isinstance(node, kinds) and not node.name.startswith("_") and not ast.get_docstring(node)
        ]

    assert silent == []


def test_no_inline_script_or_style_in_templates() -> None:
    pages = [path for path in tracked() if path.suffix == ".html" and "templates" in path.parts]
    inline = [
        path.relative_to(ROOT).as_posix()
        for path in pages
        if any(
            mark in path.read_text()
            for mark in (" style=", "<style", "onclick=", "onchange=", "<script>", "hx-on")
        )
    ]

    assert pages
    assert inline == []
