"""The set-up scripts: steps, catalogues, the front end's files, the services' manners."""

import os
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from tools import demo, frontend
from tools.catalogues import compile_all
from tools.services import machine
from tools.steps import Failed, run

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = r"""
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\n"

msgid "order"
msgstr "đơn"
"""


def test_a_step_returns_what_its_command_printed():
    assert run([sys.executable, "-c", "print('done')"]) == "done\n"


def test_a_failed_step_keeps_its_output_for_the_reader():
    with pytest.raises(Failed) as failed:
        run([sys.executable, "-c", "import sys; print('the reason'); sys.exit(7)"])

    assert str(failed.value) == f"{Path(sys.executable).name} ended with 7"
    assert failed.value.output == "the reason\n"


def test_a_step_that_never_ends_is_ended():
    with pytest.raises(Failed, match="took too long"):
        run([sys.executable, "-c", "import time; time.sleep(600)"], seconds=0.1)


def test_a_missing_program_is_a_sentence_not_a_trace():
    with pytest.raises(Failed, match="no-such-program could not be started"):
        run(["no-such-program"])


def test_a_catalogue_is_compiled_when_it_is_newer_and_only_then(tmp_path):
    source = tmp_path / "locale" / "vi" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "order"\nmsgstr "đơn"\n'
    )
    compiled = source.with_suffix(".mo")

    assert compile_all(tmp_path) == [compiled]
    assert compile_all(tmp_path) == []
    assert polib.mofile(str(compiled)).find("order").msgstr == "đơn"

    later = compiled.stat().st_mtime_ns + 1_000_000_000
    os.utime(source, ns=(later, later))
    assert compile_all(tmp_path) == [compiled]


def test_the_design_systems_icons_become_files(tmp_path, monkeypatch):
    package = tmp_path / "@digdir" / "designsystemet-css"
    (package / "dist" / "src").mkdir(parents=True)
    (package / "LICENSE").touch()
    drawing = "%3Csvg xmlns='x' viewBox='0 0 24 24'%3E%3C/svg%3E"
    sheet = f'.a{{--icon:url("data:image/svg+xml;charset=utf-8,{drawing}");color:red}}'
    (package / "dist" / "src" / "index.css").write_text(sheet)
    monkeypatch.setattr(frontend, "MODULES", tmp_path)

    frontend._copy_design_system(tmp_path / "goal")

    written = (tmp_path / "goal" / "index.css").read_text()
    [icon] = (tmp_path / "goal" / "icons").iterdir()
    assert written == f'.a{{--icon:url("icons/{icon.name}");color:red}}'
    assert icon.read_text() == "<svg xmlns='x' viewBox='0 0 24 24'></svg>"


def test_reset_keeps_the_front_end_and_empties_the_rest(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "static-vendor").mkdir()
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "file").touch()
    (tmp_path / "first-customer.sqlite3").touch()

    demo.reset(tmp_path)

    assert [entry.name for entry in tmp_path.iterdir()] == ["static-vendor"]


def test_reset_refuses_to_touch_another_database(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://first_customer@127.0.0.1/other")

    with pytest.raises(Failed, match="embedded database only"):
        demo.reset(tmp_path)


def test_a_demo_refuses_a_folder_that_it_did_not_make(tmp_path):
    (tmp_path / "thesis.odt").touch()

    with pytest.raises(Failed, match="holds things"):
        demo.claim(tmp_path)


def test_a_reused_process_number_is_not_our_service():
    ours = machine.Running(os.getpid(), machine.born(os.getpid()), 1)
    other = machine.Running(os.getpid(), "0", 1)

    assert ours.lives()
    assert not other.lives()


@pytest.mark.parametrize("service", ["postgresql", "chromium"])
def test_a_service_asked_wrongly_says_how_to_ask(service):
    done = subprocess.run(
        [sys.executable, "-m", f"tools.services.{service}", "dance"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == machine.WRONG_USE
    assert done.stderr.startswith(f"usage: python -m tools.services.{service} ")


@pytest.mark.parametrize("script", [".ci/run", "manage.py"])
def test_what_is_run_by_name_may_be_run(script):
    assert os.access(ROOT / script, os.X_OK)
