"""What was not run is listed with its reason, and fails the run where nothing may be missing."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SUITE = """
import pytest

def test_that_runs(): pass

@pytest.mark.parametrize("number", [1, 2])
def test_that_needs_a_server(number): pytest.skip("PostgreSQL is not here")

@pytest.mark.skip(reason="no browser")
def test_that_needs_a_browser(): pass
"""
Run = Callable[..., subprocess.CompletedProcess[str]]
both_ways = pytest.mark.parametrize("flags", [(), ("-n", "2")], ids=["in one process", "with two workers"])


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a small suite of its own, far from this project's settings, with only the table plugged in."""
    (tmp_path / "test_some.py").write_text(SUITE)
    plain = ["-p", "tests.closing_table", "-p", "no:django", "-p", "no:cacheprovider"]
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    ours |= {"PYTHONPATH": str(ROOT), "FIRST_CUSTOMER_NO_SKIPS": ""}

    def run(*flags: str, **also: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pytest", "--rootdir", tmp_path, *plain, *flags]
        env = ours | also
        return subprocess.run(
            command, cwd=tmp_path, env=env, check=False, capture_output=True, text=True, timeout=120
        )

    return run


def table(output: str) -> list[str]:
    """The rows of the closing table, with single blanks."""
    rows = re.findall(r"^ +\d+  .*$", output, flags=re.MULTILINE)
    return [" ".join(row.split()) for row in rows]


@both_ways
def test_each_reason_is_listed_once_with_its_tests_and_files(run, flags):
    done = run(*flags)

    assert done.returncode == 0
    assert table(done.stdout) == ["2 PostgreSQL is not here test_some.py", "1 no browser test_some.py"]


@both_ways
def test_a_skip_fails_the_run_where_nothing_may_be_missing(run, flags):
    done = run("--no-skips", *flags)

    assert done.returncode == 1
    assert "1 passed, 3 skipped" in done.stdout.splitlines()[-1]


def test_the_environment_can_ask_for_it_too(run):
    assert run(FIRST_CUSTOMER_NO_SKIPS="1").returncode == 1


def test_a_file_skipped_while_collecting_counts(run, tmp_path):
    (tmp_path / "test_whole.py").write_text("import pytest; pytest.skip('no shelf', allow_module_level=True)")

    done = run("--no-skips", "-k", "runs")

    assert done.returncode == 1
    assert table(done.stdout) == ["1 no shelf test_whole.py"]


def test_a_full_run_prints_no_table_and_passes(run):
    done = run("--no-skips", "-k", "runs")

    assert done.returncode == 0
    assert "not run here" not in done.stdout
