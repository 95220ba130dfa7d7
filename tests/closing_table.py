"""A skipped test is said aloud: what was not run and why, at the end of every run.

Where nothing may be missing (`--no-skips`, or FIRST_CUSTOMER_NO_SKIPS=1), a skip fails the run.
Works with xdist: only the controller counts and prints.
"""

import os
from collections import defaultdict

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="a skipped test fails the run")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if no_skips(session.config) and skipped(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    reports = skipped(config)
    if not reports:
        return
    terminalreporter.section(f"not run here: {len(reports)}")
    terminalreporter.write_line(f"{'tests':>5}  {'why':<60}  where")
    for reason, files in sorted(by_reason(reports).items()):
        terminalreporter.write_line(f"{len(files):>5}  {reason:<60}  {', '.join(sorted(set(files)))}")
    if no_skips(config):
        terminalreporter.write_line("A skip counts as a failure here (--no-skips).", red=True)


def no_skips(config: pytest.Config) -> bool:
    return bool(config.getoption("--no-skips")) or os.environ.get("FIRST_CUSTOMER_NO_SKIPS") == "1"


def skipped(config: pytest.Config) -> list[pytest.TestReport]:
    """Every skip that the terminal counted: of single tests, and of whole files while collecting."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    is_worker = hasattr(config, "workerinput")
    return [] if is_worker or reporter is None else reporter.stats.get("skipped", [])


def by_reason(reports: list[pytest.TestReport]) -> dict[str, list[str]]:
    """The files in which each reason was given, once for each test."""
    table = defaultdict(list)
    for report in reports:
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        table[why.removeprefix("Skipped: ")].append(report.nodeid.split("::")[0])
    return table
