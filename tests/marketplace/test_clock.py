"""Time has one door: the database's clock, moved only where nothing is real, and only forward."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from marketplace import checks
from marketplace.domain.clock import move_clock, now, portal_mark, set_portal_mark, today
from marketplace.errors import Refusal
from marketplace.models import Organisation, Portal
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def test_python_s_clock_decides_nothing():
    before = now()

    with time_machine.travel(datetime(2031, 1, 1, tzinfo=UTC)):
        frozen = now()

    assert frozen - before < timedelta(minutes=1)


def test_the_clock_of_a_marked_database_moves(test_portal):
    before = now()

    move_clock(timedelta(days=3))

    assert timedelta(days=3) <= now() - before < timedelta(days=3, minutes=1)


def test_rows_are_born_at_the_portal_s_time(days_pass):
    days_pass(10)

    row = make_organisation()

    assert abs(Organisation.objects.get(pk=row.pk).created_at - now()) < timedelta(minutes=1)


def test_a_day_is_a_day_of_viet_nam(test_portal):
    assert today() == (now() + timedelta(hours=7)).date()


def test_it_never_moves_back(test_portal):
    with pytest.raises(Refusal) as refusal:
        move_clock(timedelta(seconds=-1))

    assert refusal.value.code == "clock_only_forward"


@pytest.mark.parametrize("mark", ["production", "trial"])
def test_a_real_clock_does_not_move(mark):
    set_portal_mark(mark)

    with pytest.raises(Refusal) as refusal:
        move_clock(timedelta(days=1))

    assert refusal.value.code == "clock_is_real"


def test_a_database_without_a_mark_is_a_production_one():
    assert portal_mark() == "production"
    with pytest.raises(Refusal):
        move_clock(timedelta(days=1))


def test_the_database_itself_refuses_an_offset_in_production():
    with pytest.raises(IntegrityError), transaction.atomic():
        Portal.objects.create(mark="production", clock_offset_seconds=60)


def test_a_mark_is_final():
    set_portal_mark("demo")

    with pytest.raises(Refusal) as refusal:
        set_portal_mark("production")

    assert refusal.value.code == "portal_mark_is_final"
    set_portal_mark("demo")
    assert portal_mark() == "demo"


# --- commands -----------------------------------------------------------------------------------------
def test_the_commands_mark_and_move(capsys):
    call_command("mark_portal", "demo")
    before = now()
    call_command("move_clock", days=2, hours=1)

    assert now() - before >= timedelta(days=2, hours=1)
    assert "demo" in capsys.readouterr().out


def test_the_commands_refuse_in_words():
    with pytest.raises(CommandError):
        call_command("move_clock", days=1)
    call_command("mark_portal", "test")
    with pytest.raises(CommandError):
        call_command("mark_portal", "production")


# --- checks ---------------------------------------------------------------------------------------------
@pytest.fixture
def production(settings):
    settings.SETTINGS_MODULE = "marketplace.settings.production"


def found() -> list[str]:
    return [message.id for message in checks.check_portal(databases=["default"])]


def test_production_refuses_a_moved_clock_and_a_mark(production, days_pass):
    days_pass(1)

    assert found() == ["first_customer.E001", "first_customer.E002"]


@pytest.mark.parametrize("mark", ["demo", "trial", "test", "simulation"])
def test_production_refuses_every_other_mark(production, mark):
    set_portal_mark(mark)

    assert found() == ["first_customer.E002"]


def test_production_accepts_its_own_database(production):
    assert found() == []
    set_portal_mark("production")
    assert found() == []


def test_a_production_process_stops_on_a_demo_database(production):
    checks.refuse_unsafe_start()
    set_portal_mark("demo")

    with pytest.raises(ImproperlyConfigured):
        checks.refuse_unsafe_start()


def test_a_laptop_may_do_what_it_likes(days_pass):
    days_pass(1)

    assert found() == []


def test_a_missing_catalogue_is_said(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]

    assert [message.id for message in checks.check_catalogues()] == ["first_customer.W003"]
    settings.SETTINGS_MODULE = "marketplace.settings.production"
    assert [message.id for message in checks.check_catalogues()] == ["first_customer.E003"]


def test_the_checks_are_registered(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]

    assert "first_customer.W003" in [message.id for message in run_checks(tags=["translation"])]
