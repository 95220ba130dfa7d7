"""Reference rows come from files once, say where they come from, and anyone can read them."""

import html
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from marketplace import reference
from marketplace.models import (
    Commune,
    Gate,
    Holiday,
    Indicator,
    Objective,
    Province,
    ReferenceAgency,
    Responsibility,
    StrategicTask808,
    StrategicTechnology,
    TechnologyList,
    Threshold,
    TrlLevel,
)
from procurement.domain.methods import method_in_force, methods_in_force, thresholds_of
from procurement.models import Method

pytestmark = pytest.mark.django_db


# --- loading ----------------------------------------------------------------------------------------
def test_loading_twice_changes_nothing():
    tables = reference.load()

    assert [(table.table, table.created, table.changed) for table in tables] == [
        (table.table, 0, 0) for table in tables
    ]
    assert all(table.left_behind == 0 for table in tables)


def test_a_row_that_was_changed_by_hand_is_put_right():
    Threshold.objects.filter(code="quotation").update(amount_minor=1)

    changed = {table.table: table.changed for table in reference.load()}

    assert changed["marketplace_threshold"] == 1
    assert Threshold.objects.get(code="quotation").amount_minor == 10_000_000_000


def test_a_row_that_left_the_files_stays_and_is_counted():
    ReferenceAgency.objects.create(
        code="GONE", name_vi="Cơ quan cũ", kind="ministry", source_vi="x", source_en="x", certainty="R"
    )

    left = {table.table: table.left_behind for table in reference.load()}

    assert left["marketplace_referenceagency"] == 1
    assert ReferenceAgency.objects.filter(code="GONE").exists()


def test_a_gate_that_a_trial_switched_off_stays_off_when_loaded_again():
    Gate.objects.filter(code="listing_domestic").update(is_on=False)

    reference.load()

    assert not Gate.objects.get(code="listing_domestic").is_on


def test_a_field_that_the_table_does_not_know_is_refused():
    with pytest.raises(ValueError, match="nonsense"):
        reference.load_rows(TrlLevel, [{"level": 1, "nonsense": 1}], ("level",))


def test_the_command_prints_what_became_of_each_table():
    printed = StringIO()

    call_command("load_reference", stdout=printed)

    lines = {line.split()[0]: line.split()[1:] for line in printed.getvalue().splitlines()[1:]}
    assert lines["marketplace_commune"] == ["0", "0", "3321", "0"]
    assert lines["procurement_method"] == ["0", "0", "19", "0"]


# --- what the rows hold -------------------------------------------------------------------------------
def test_places_are_those_since_july_2025():
    kinds = Commune.objects.values_list("kind", flat=True)

    assert Province.objects.filter(kind="city").count() == 7
    assert Province.objects.filter(kind="province").count() == 27
    assert {kind: list(kinds).count(kind) for kind in set(kinds)} == {
        "commune": 2611,
        "ward": 697,
        "special_zone": 13,
    }


def test_the_current_list_replaced_the_one_of_2025():
    current = StrategicTechnology.objects.current(date(2026, 7, 1))
    earlier = StrategicTechnology.objects.current(date(2026, 6, 30))

    assert {row.list_id for row in current} == {"QD21-2026"}
    assert (current.count(), current.filter(tier=1).count()) == (30, 22)
    assert {row.list_id for row in earlier} == {"QD1131-2025"}
    assert TechnologyList.objects.get(code="QD21-2026").groups.count() == 10
    assert TechnologyList.objects.get(code="QD1131-2025").groups.count() == 11


def test_who_leads_is_marked_as_our_reading():
    assert set(Responsibility.objects.values_list("certainty", flat=True)) == {"O"}
    assert {row.agency_id for row in Responsibility.objects.filter(technology="ST26-22")} == {"MPS", "MOD"}
    unknown = StrategicTechnology.objects.filter(lead_basis__in=["not_found", "ambiguous"])
    assert not Responsibility.objects.filter(technology__in=unknown).exists()


def test_no_objective_is_invented():
    assert Objective.objects.count() == 0


def test_tasks_levels_and_indicators_are_complete():
    assert list(StrategicTask808.objects.values_list("number", flat=True)) == list(range(1, 21))
    assert list(TrlLevel.objects.values_list("level", flat=True)) == list(range(1, 10))
    assert Indicator.objects.filter(document="NQ57").count() == 22


def test_a_day_worked_to_make_up_is_at_a_weekend_and_a_day_in_lieu_is_not():
    for day in Holiday.objects.filter(kind="makeup"):
        assert day.date.weekday() >= 5
    for day in Holiday.objects.filter(name_vi__contains="(nghỉ"):
        assert day.date.weekday() < 5


def test_ordering_has_its_own_words_and_its_own_law_before_and_since_decree_349():
    before, since = (method_in_force("order", day) for day in (date(2026, 9, 8), date(2026, 9, 9)))

    with translation.override("vi"):
        assert (since.buyer, since.seller, since.decision) == (
            "tổ chức đặt hàng",
            "nhà cung cấp",
            "quyết định đặt hàng",
        )
    assert "349/2026" not in before.source_vi
    assert "349/2026" in since.source_vi
    assert not since.is_national_system_compulsory


def test_the_eighteen_methods_stand_with_their_thresholds():
    today = methods_in_force(date(2026, 11, 22))

    assert len(today) == 18
    for method in today:
        assert len(thresholds_of(method, date(2026, 11, 22))) == len(method.thresholds())
    assert Method.objects.get(code="quotation").is_national_system_compulsory


# --- reading ------------------------------------------------------------------------------------------
PAGES = [
    ("technologies", []),
    ("technology", ["ST26-22"]),
    ("technology", ["ST25-01-1"]),
    ("indicators", []),
    ("rules", []),
    ("provinces", []),
    ("province", ["01"]),
    ("agencies", []),
    ("trl", []),
    ("glossary", []),
]


def address(name, args=(), language="vi"):
    with translation.override(language):
        return reverse(f"marketplace:{name}", args=args)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("name", "args"), PAGES)
def test_anyone_may_read_every_page_in_both_languages(client, name, args, language):
    page = client.get(address(name, args, language))

    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.content.decode()


@pytest.mark.parametrize(("name", "code"), [("technology", "ST99-01"), ("province", "77")])
def test_what_does_not_exist_is_not_found(client, name, code):
    assert client.get(address(name, [code])).status_code == 404


def test_a_technology_without_objectives_says_that_the_ministry_entered_none(client):
    page = client.get(address("technology", ["ST26-01"], "en")).content.decode()

    assert "Not entered by the ministry yet." in page
    assert "Ministry of Science and Technology" in page
    assert "inferred" in page.lower()


def test_an_earlier_technology_says_that_its_list_is_not_in_force(client):
    page = client.get(address("technology", ["ST25-01-1"], "en")).content.decode()

    assert "This list is not in force" in page


def test_words_are_found_without_vietnamese_marks(client):
    page = client.get(address("technologies", (), "vi"), {"q": "tro ly ao"})

    assert [row.code for row in page.context["page"].object_list] == ["ST26-01"]


def test_a_wrong_filter_value_filters_nothing(client):
    everything = client.get(address("technologies")).context["page"].paginator.count
    mistaken = client.get(address("technologies"), {"tier": "9", "group": "H01", "edition": "nonsense"})

    assert mistaken.status_code == 200
    assert mistaken.context["page"].paginator.count == everything


def rows_of(client, **chosen):
    page = client.get(address("rules", (), "en"), chosen)
    return page, page.context["page"].paginator.object_list


def test_rules_show_law_and_policy_apart_and_as_of_a_day(client):
    _, law = rows_of(client, kind="law")
    _, policy = rows_of(client, kind="policy")
    _, thresholds = rows_of(client, part="thresholds", on="2026-09-08", q="head_decides")

    assert {row.is_policy for row in law} == {False}
    assert {row.is_policy for row in policy} == {True}
    assert [row.amount_minor for row in thresholds] == [50_000_000]


@pytest.mark.parametrize("part", ["periods", "thresholds", "shares", "gates", "sizes", "days"])
def test_every_rule_on_the_page_shows_its_source_and_how_sure_it_is(client, part):
    page, _ = rows_of(client, part=part)
    shown = html.unescape(page.content.decode())

    assert page.context["page"].object_list
    for row in page.context["page"].object_list:
        assert row.source_en in shown
        assert str(row.get_certainty_display()) in shown


def test_an_unknown_kind_of_rules_shows_the_time_limits(client):
    assert rows_of(client, part="../nonsense")[0].context["part"] == "periods"


@pytest.mark.parametrize(
    ("name", "few"),
    [("technologies", {"q": "vệ tinh"}), ("provinces", {"kind": "city"}), ("agencies", {"q": "cong an"})],
)
def test_a_list_asks_the_database_as_often_for_few_rows_as_for_many(client, name, few):
    counts = []
    for chosen in (few, {}):
        with CaptureQueriesContext(connection) as queries:
            client.get(address(name), chosen)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12
