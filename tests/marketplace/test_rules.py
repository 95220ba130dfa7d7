"""The law is data: what applies is the row in force on the day, and policy is never passed off as law."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from marketplace.deadlines import VIET_NAM
from marketplace.domain import rules
from marketplace.errors import Refusal
from marketplace.models import (
    EnterpriseSize,
    Gate,
    Portal,
    Preference,
    RulePercentage,
    RulePeriod,
    RulesVersion,
    Threshold,
)
from marketplace.money import Money

pytestmark = pytest.mark.django_db

BEFORE = date(2026, 9, 8)
SINCE = date(2026, 9, 9)  # Decree 349/2026 comes into force
PRODUCTION, SERVICES = "agri_industry_construction", "trade_services"
BILLION = 10**9


@pytest.mark.parametrize(
    ("code", "before", "since"),
    [
        ("direct_appointment_estimate", 500_000_000, 1_000_000_000),
        ("direct_appointment_consulting_project", 800_000_000, 3_000_000_000),
        ("direct_appointment_other_project", 2_000_000_000, 5_000_000_000),
        ("head_decides", 50_000_000, 100_000_000),
        ("quotation", 10_000_000_000, 10_000_000_000),
    ],
)
def test_thresholds_changed_on_9_september_2026(code, before, since):
    assert rules.threshold(code, BEFORE).amount == Money(before)
    assert rules.threshold(code, SINCE).amount == Money(since)


def test_a_changed_threshold_names_the_decree_that_changed_it():
    assert "349/2026" not in rules.threshold("head_decides", BEFORE).source_vi
    assert "349/2026" in rules.threshold("head_decides", SINCE).source_vi


def test_order_results_had_six_months_and_now_have_thirty_days():
    before, since = (rules.period("order_publish", day) for day in (BEFORE, SINCE))

    assert (before.amount, before.unit) == (6, "month")
    assert (since.amount, since.unit) == (30, "day")


def test_an_order_freezes_the_version_of_its_day():
    assert rules.current_rules_version(BEFORE).code == "ND214-2025"
    assert rules.current_rules_version(SINCE).code == "ND349-2026"


def test_without_a_day_the_rules_are_todays(days_pass):
    days_pass(1)

    assert rules.current_rules_version() == rules.current_rules_version(rules.clock.today())


@pytest.mark.parametrize(
    "ask",
    [
        lambda: rules.threshold("no_such_threshold"),
        lambda: rules.period("no_such_period"),
        lambda: rules.gate_is_on("no_such_gate"),
        lambda: rules.threshold("quotation", date(2020, 1, 1)),
        lambda: rules.current_rules_version(date(2020, 1, 1)),
        lambda: rules.size_class("no_such_sector", 1, 0, 0),
    ],
)
def test_a_rule_that_is_not_in_force_is_a_bug_and_says_so(ask):
    with pytest.raises(rules.RuleMissing):
        ask()


@pytest.mark.parametrize("model", [Threshold, RulePeriod, RulePercentage, Preference, Gate])
def test_no_two_rows_of_one_rule_are_in_force_at_once(model):
    rows = list(model.objects.order_by("code", "in_force_from"))
    overlapping = [
        (earlier.code, later.in_force_from)
        for earlier, later in pairwise(rows)
        if earlier.code == later.code
        and (earlier.in_force_until is None or earlier.in_force_until >= later.in_force_from)
    ]

    assert overlapping == []


@pytest.mark.parametrize("model", [Threshold, RulePeriod, RulePercentage, Preference, Gate, RulesVersion])
def test_every_rule_says_where_it_comes_from_and_how_sure_it_is(model):
    for row in model.objects.all():
        assert row.source_vi
        assert row.source_en
        assert row.certainty in {"P", "S", "R", "T", "O"}


@pytest.mark.parametrize("model", [Threshold, RulePeriod, RulePercentage, Preference, Gate])
def test_platform_policy_is_labelled_and_law_is_not(model):
    for row in model.objects.all():
        assert row.is_policy == (row.source_en == "Platform policy")
        assert row.is_policy == (row.certainty == "O")


# --- deadlines ------------------------------------------------------------------------------------
def test_a_period_ends_by_the_rule_of_the_day_of_its_event():
    inside = datetime(2026, 9, 8, 23, 0, tzinfo=VIET_NAM)
    after = datetime(2026, 9, 9, 0, 30, tzinfo=VIET_NAM)

    assert rules.due_at("order_publish", inside).date() == date(2027, 3, 8)
    assert rules.due_at("order_publish", after).date() == date(2026, 10, 9)


def test_the_day_of_an_event_is_viet_nams():
    late_in_london = datetime(2026, 9, 8, 18, 0, tzinfo=UTC)  # 01:00 on 9 September in Ha Noi

    assert rules.due_at("order_publish", late_in_london).date() == date(2026, 10, 9)


def test_working_days_step_over_national_day_and_count_the_saturday_worked_for_it():
    friday = datetime(2026, 8, 21, 10, 0, tzinfo=VIET_NAM)

    # 22 August (made up), 24, 25, 26, 27
    assert rules.due_at("interest_reply", friday).date() == date(2026, 8, 27)


def test_working_days_step_over_tet():
    thursday = datetime(2026, 2, 12, 10, 0, tzinfo=VIET_NAM)

    # 13, then 23 to 26 February
    assert rules.due_at("interest_reply", thursday).date() == date(2026, 2, 26)


def test_an_unconfirmed_holiday_is_worked():
    assert rules.work_calendar().is_working(date(2026, 11, 24))
    assert not rules.work_calendar().is_working(date(2026, 9, 2))


# --- gates ----------------------------------------------------------------------------------------
def test_gates_are_on_and_stay_on_outside_a_trial(test_portal):
    with pytest.raises(Refusal) as refusal:
        rules.switch_gates_off("listing_domestic")

    assert refusal.value.code == "gate_stays_on"
    assert rules.gate_is_on("listing_domestic")


def test_a_trial_database_may_switch_gates_off(db):
    Portal.objects.update_or_create(pk=1, defaults={"mark": Portal.Mark.TRIAL})

    rules.switch_gates_off("listing_domestic", "listing_tax_code")

    assert not rules.gate_is_on("listing_domestic")
    assert not rules.gate_is_on("listing_tax_code")


def test_a_gate_row_that_is_off_means_nothing_outside_a_trial(test_portal):
    Gate.objects.filter(code="listing_domestic").update(is_on=False)

    assert rules.gate_is_on("listing_domestic")


def test_an_unknown_gate_is_not_switched_off(db):
    Portal.objects.update_or_create(pk=1, defaults={"mark": Portal.Mark.TRIAL})

    with pytest.raises(rules.RuleMissing):
        rules.switch_gates_off("no_such_gate")


# --- size of an enterprise --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sector", "staff", "revenue", "capital", "size"),
    [
        (PRODUCTION, 10, 3 * BILLION, 100 * BILLION, "micro"),
        (PRODUCTION, 10, 100 * BILLION, 3 * BILLION, "micro"),
        (PRODUCTION, 11, 3 * BILLION, 3 * BILLION, "small"),
        (PRODUCTION, 10, 3 * BILLION + 1, 3 * BILLION + 1, "small"),
        (PRODUCTION, 100, 50 * BILLION, None, "small"),
        (PRODUCTION, 101, 50 * BILLION, 20 * BILLION, "medium"),
        (PRODUCTION, 200, 200 * BILLION, 101 * BILLION, "medium"),
        (PRODUCTION, 201, 1, 1, "large"),
        (PRODUCTION, 5, 201 * BILLION, 101 * BILLION, "large"),
        (SERVICES, 10, 10 * BILLION, 4 * BILLION, "micro"),
        (SERVICES, 50, 100 * BILLION, None, "small"),
        (SERVICES, 51, 100 * BILLION, 50 * BILLION, "medium"),
        (SERVICES, 100, None, 100 * BILLION, "medium"),
        (SERVICES, 101, 0, 0, "large"),
    ],
)
def test_size_follows_staff_and_revenue_or_capital(sector, staff, revenue, capital, size):
    assert rules.size_class(sector, staff, revenue, capital) == size


def test_unknown_revenue_and_capital_make_nobody_small():
    assert rules.size_class(PRODUCTION, 3, None, None) == "large"


def test_the_table_has_three_classes_for_two_sectors():
    assert EnterpriseSize.objects.count() == 6
