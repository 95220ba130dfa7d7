"""A worker that dies between commit and delivery loses nothing, and nothing is delivered twice."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "from marketplace.settings.testing import *\nDATABASES['default'] = SQLITE\n"

# Each script is a process of its own on one database file, as web and worker are.
BEGIN = """
import os, signal, django
django.setup()
from datetime import timedelta
from django.db import transaction
from marketplace.domain import clock, journal
from marketplace.models import Delivery, JournalEntry, Organisation
from marketplace.policies import NOBODY

def note(entry):
    with open(os.environ["NOTES"], "a") as notes:
        notes.write(f"{entry.pk}\\n")

def record_one():
    with transaction.atomic():
        agency = Organisation.objects.create(kind="agency", name_vi="Sở thử nghiệm")
        journal.record("fault.tested", agency, by=NOBODY)
"""
DIES_BEFORE_DELIVERY = (
    BEGIN
    + """
journal.subscribe("fault.", "notes", note)
journal.deliver_with(lambda entry_id: os.kill(os.getpid(), signal.SIGKILL))
record_one()
"""
)
DIES_HOLDING_THE_CLAIM = (
    BEGIN
    + """
journal.subscribe("fault.", "notes", lambda entry: os.kill(os.getpid(), signal.SIGKILL))
journal.deliver_with(journal.deliver)
record_one()
"""
)
SWEEPS = (
    BEGIN
    + """
journal.subscribe("fault.", "notes", note)
print(journal.sweep(), Delivery.objects.filter(listener="notes", done_at=None).count())
"""
)
PREPARES = """
import django
django.setup()
from django.core.management import call_command
from marketplace.domain.clock import set_portal_mark
call_command("migrate", verbosity=0)
set_portal_mark("test")
"""
A_MINUTE_LATER = BEGIN + "clock.move_clock(timedelta(minutes=2))"


class House:
    """A database file of its own, and processes that work on it."""

    def __init__(self, folder: Path) -> None:
        (folder / "fault_settings.py").write_text(SETTINGS)
        self.notes = folder / "notes"
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "DJANGO_SETTINGS_MODULE": "fault_settings",
            "FIRST_CUSTOMER_VAR": str(folder),
            "NOTES": str(self.notes),
            "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}",
        }

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", script],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip

    def noted(self) -> list[str]:
        return self.notes.read_text().split() if self.notes.exists() else []


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("killed")
    done = House(folder).run(PREPARES)
    assert done.returncode == 0, done.stderr[-2000:]
    return folder


@pytest.mark.parametrize(
    "script", [DIES_BEFORE_DELIVERY, DIES_HOLDING_THE_CLAIM], ids=["unclaimed", "claimed"]
)
def test_what_was_committed_is_delivered_once_by_the_sweep(prepared: Path, script: str) -> None:
    house = House(prepared)
    before = len(house.noted())

    killed = house.run(script)
    too_early = house.run(SWEEPS)
    house.run(A_MINUTE_LATER)
    swept = house.run(SWEEPS)
    again = house.run(SWEEPS)

    assert killed.returncode == -signal.SIGKILL, killed.stderr[-2000:]
    assert too_early.stdout.split() == ["0", "1"], too_early.stderr[-2000:]
    assert swept.stdout.split()[1] == "0", swept.stderr[-2000:]
    assert again.stdout.split() == ["0", "0"]
    assert len(house.noted()) == before + 1
