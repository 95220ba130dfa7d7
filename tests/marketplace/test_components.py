"""What pages are built of: each component in its states, the allowed and the missing alike."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.test import Client, RequestFactory, override_settings
from django.utils import translation

from marketplace.models import Portal
from marketplace.money import Money
from marketplace.templatetags import frame
from marketplace.workspaces import Duty
from tests.marketplace.drawing import NOW, draw


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


# --- figures ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("amount", [1234567, Money(1234567)])
def test_money_reads_the_same_in_both_languages(amount: object) -> None:
    spoken = {}
    for language in ("vi", "en"):
        with translation.override(language):
            spoken[language] = draw("{{ amount|money }}", amount=amount)

    assert spoken == {"vi": "1.234.567\u00a0₫", "en": "1.234.567\u00a0₫"}


def test_no_amount_is_a_dash_and_zero_is_an_amount() -> None:
    assert draw("{{ a|money }} {{ b|money }}", a=None, b=0) == "– 0\u00a0₫"


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (Decimal("79.20"), "79,2", "79.2"),
        (12345, "12.345", "12,345"),
        ("0.5", "0,5", "0.5"),
        ("IP67", "IP67", "IP67"),
    ],
)
def test_a_number_follows_the_language(value: object, vietnamese: str, english: str) -> None:
    assert draw("{{ value|number }}", value=value) == english
    with translation.override("vi"):
        assert draw("{{ value|number }}", value=value) == vietnamese


def test_a_moment_is_said_on_the_clocks_of_viet_nam() -> None:
    late_in_the_evening_utc = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)

    assert draw("{{ at|day }}", at=late_in_the_evening_utc) == "23/11/2026"
    assert draw("{% moment at %}", at=late_in_the_evening_utc) == (
        '<time datetime="2026-11-23T01:30+07:00" class="nowrap">23/11/2026 01:30</time>'
    )


def test_a_day_without_an_hour_stays_a_day() -> None:
    assert (
        draw("{% moment at %}", at=date(2026, 11, 23))
        == '<time datetime="2026-11-23" class="nowrap">23/11/2026</time>'
    )


# --- deadlines ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("after", "pace", "left"),
    [
        (timedelta(days=11, hours=6), "calm", "11 days 6 hours left"),
        (timedelta(hours=47, minutes=59), "soon", "1 day 23 hours left"),
        (timedelta(minutes=1), "soon", "1 minute left"),
        (timedelta(0), "late", "0 minutes late"),
        (-timedelta(days=2), "late", "2 days late"),
    ],
)
def test_a_deadline_says_what_is_left_and_how_urgent_it_is(after: timedelta, pace: str, left: str) -> None:
    drawn = draw("{% deadline due now=now label='Payment due' %}", due=NOW + after)

    assert f'data-pace="{pace}"' in drawn
    assert f'<p class="deadline__left">{left}</p>' in drawn


def test_a_deadline_always_gives_the_absolute_time() -> None:
    drawn = draw("{% deadline due now=now %}", due=datetime(2026, 12, 4, 8, 0, tzinfo=UTC))

    assert '<time datetime="2026-12-04T15:00+07:00">15:00 Friday, 04/12/2026</time>' in drawn


@pytest.mark.parametrize(
    ("due", "left"),
    [(date(2026, 11, 23), "Today"), (date(2026, 11, 24), "Tomorrow"), (date(2026, 11, 21), "2 days late")],
)
def test_a_whole_day_is_in_time_until_midnight_in_viet_nam(due: date, left: str) -> None:
    assert f">{left}</strong>" in draw("{% deadline_row due now=now %}", due=due)


def test_what_has_no_deadline_draws_none() -> None:
    assert draw("{% deadline due now=now %}{% deadline_row due now=now %}", due=None) == ""


def test_what_is_done_is_neither_late_nor_soon() -> None:
    drawn = draw("{% deadline due now=now done=True %}", due=NOW - timedelta(days=1))

    assert 'data-pace="done"' in drawn
    assert "late" not in drawn


# --- the road ----------------------------------------------------------------------------------------
def test_the_road_keeps_its_order_and_says_each_place_in_words() -> None:
    stops = [{"key": "listed", "at": "passed", "fact": date(2026, 9, 12)}, {"key": "interest", "at": "here"}]
    stops += [{"key": "ordered", "at": "ahead"}, {"key": "accepted", "at": "stopped", "fact": "no funds"}]
    drawn = draw("{% road stops label='The road of this order' %}", stops=stops)

    words = [
        drawn.index(text)
        for text in ("Passed: </span>Listed", "Here now: </span>Interest", "Not yet: </span>Ordered")
    ]
    assert words == sorted(words)
    assert '<ol class="road" aria-label="The road of this order">' in drawn
    assert drawn.count('aria-current="step"') == 1
    assert "12/09/2026" in drawn
    assert "Stopped: </span>Accepted by measurement" in drawn


def test_a_small_road_keeps_its_words_for_readers_only() -> None:
    drawn = draw("{% road stops size='mini' %}", stops=[{"key": "listed", "at": "passed"}])

    assert '<span class="out">Passed: Listed</span>' in drawn
    assert "road__name" not in drawn


def test_the_funnel_names_its_narrowest_place_and_has_a_table_twin() -> None:
    counts = [
        {"key": "listed", "count": 3284, "median_days": None},
        {"key": "interest", "count": 1412, "median_days": 21},
        {"key": "ordered", "count": 386, "median_days": 97},
    ]
    drawn = draw("{% funnel counts %}", counts=counts)

    assert drawn.count("data-narrowest") == 1
    assert "27\u00a0% go on · the narrowest place" in drawn
    assert "43\u00a0% go on · 21 days" in drawn
    assert '<td class="end figures">3,284</td>' in drawn


@pytest.mark.parametrize("counts", [[], [{"key": "listed", "count": 0}, {"key": "interest", "count": 0}]])
def test_an_empty_road_is_drawn_without_dividing_by_zero(counts: list[dict[str, object]]) -> None:
    assert "go on ·" not in draw("{% funnel counts %}", counts=counts)


def test_thickness_follows_the_square_root_of_the_count() -> None:
    drawn = draw(
        "{% funnel counts %}", counts=[{"key": "listed", "count": 400}, {"key": "interest", "count": 100}]
    )

    assert 'd="M0 4.0L100 27.0V73.0L0 96.0Z"' in drawn


# --- worth, evidence, charts ---------------------------------------------------------------------------
def test_satisfaction_stands_before_cost() -> None:
    drawn = draw("{% worth mark='4.3' answers=1248 threshold=5 cost=1186000000 %}")

    assert drawn.index("4.3<small>") < drawn.index("1.186.000.000")
    assert "answers: 1,248" in drawn


def test_under_the_threshold_no_mark_shows() -> None:
    drawn = draw(
        "{% worth mark='4.3' answers=4 threshold=5 cost=540000000 spread=spread %}", spread=[("5 of 5", 54)]
    )

    assert "Not enough answers" in drawn
    assert "4.3" not in drawn
    assert "54" not in drawn.replace("540.000.000", "")


def test_a_cost_nobody_published_is_not_shown_as_nothing() -> None:
    assert "Not published" in draw("{% worth answers=0 cost=None %}")


def test_evidence_is_said_in_words_beside_its_rungs() -> None:
    drawn = draw("{% evidence 4 source='Institute, 600 questions' %}")

    assert drawn.count("<i data-on>") == 4
    assert drawn.count("<i") == 5
    assert "4 Measured at acceptance" in drawn
    assert "Institute, 600 questions" in drawn


@pytest.mark.parametrize(
    ("baseline", "target", "measured", "verdict"),
    [
        (41, 75, "79.2", "Target met"),
        (41, 75, "74.9", "Target not met"),
        (38, 20, 20, "Target met"),
        (38, 20, 26, "Target not met"),
    ],
)
def test_the_chart_judges_in_the_direction_of_its_target(
    baseline: int, target: int, measured: object, verdict: str
) -> None:
    drawn = draw(
        "{% measure_chart baseline target measured=measured unit='%' %}",
        baseline=baseline, target=target, measured=measured,
    )  # fmt: skip

    assert drawn.count(verdict) == 1
    assert "<table" in drawn
    assert "<title" in drawn
    assert "viewBox" not in drawn.split("</svg>")[0]


def test_a_chart_without_figures_is_not_drawn() -> None:
    assert draw("{% measure_chart None 75 %}") == ""


def test_a_bar_never_leaves_its_track() -> None:
    assert 'width="100%" height="100%"/></svg>' in draw("{% bar 250 %}")
    assert 'width="0%"' in draw("{% bar share %}", share=None)


def test_named_parts_sum_to_the_whole() -> None:
    parts = [{"name": "Accuracy", "points": "12.5", "of": 20}, {"name": "Price", "points": 40, "of": 50}]

    assert "52.5 of 70" in draw("{% score_table parts %}", parts=parts)


# --- small things ------------------------------------------------------------------------------------------
def test_a_state_is_a_word_with_a_drawing_hidden_from_readers() -> None:
    drawn = draw("{% state_tag 'draft' 'Draft' %}")

    assert drawn.startswith('<span class="ds-tag" data-color="neutral"><svg class="icon" aria-hidden="true">')
    assert "#pencil" in drawn
    assert drawn.endswith("Draft</span>")


def test_an_unknown_state_still_has_its_word() -> None:
    assert "New word</span>" in draw("{% state_tag 'never_heard' 'New word' %}")


def test_a_label_is_escaped() -> None:
    drawn = draw("{% status_tag label %}{% alert 'info' label %}{% fact label label %}", label="<b>x</b>")

    assert "<b>" not in drawn


def test_an_empty_fact_is_left_out_unless_kept() -> None:
    assert draw("{% fact 'Price' None %}") == ""
    assert "<dd>–</dd>" in draw("{% fact 'Price' None keep=True %}")
    assert draw("{% facts rows %}", rows=[("Price", None), ("Unit", "")]) == ""


def test_a_duty_has_one_button_that_names_its_object() -> None:
    mine = Duty(
        when=NOW - timedelta(days=2), what="Send the file", on="DH-1", url="/x", button="Sign and send"
    )
    theirs = Duty(when=None, what="Approve", on="DH-2", url="/y", button="", waits_for="Phạm Lan")
    drawn = draw("{% duty mine now=now %}{% duty theirs now=now %}", mine=mine, theirs=theirs)

    assert drawn.count('class="ds-button"') == 1
    assert 'data-variant="primary" href="/x">Sign and send<span class="out">: Send the file</span>' in drawn
    assert "Phạm Lan" in drawn


def test_gaps_come_before_what_is_met() -> None:
    items = [{"name": "Met one", "met": True}, {"name": "Missing one", "met": False}]
    drawn = draw("{% gaps items %}", items=items)

    assert drawn.index("Missing one") < drawn.index("Met one")


def test_pages_keep_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/", {"q": "cảm biến", "page": "2"})
    page = Paginator(range(50), 20).get_page(2)
    drawn = draw("{% pagination page %}", page=page, request=request)

    assert 'href="?q=c%E1%BA%A3m+bi%E1%BA%BFn&amp;page=3"' in drawn
    assert drawn.count('aria-current="page"') == 1


def test_one_page_needs_no_pages() -> None:
    assert draw("{% pagination page %}", page=Paginator(range(3), 20).get_page(1)) == ""


def test_breadcrumbs_end_at_this_page_without_a_link() -> None:
    drawn = draw("{% breadcrumbs 'Home' '/' 'Orders' '/orders' 'DH-1' %}")

    assert drawn.count("<a ") == 2
    assert '<li aria-current="page">DH-1</li>' in drawn


# --- the frame ---------------------------------------------------------------------------------------------
def test_pages_without_the_design_system_get_the_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "is_there", lambda path: not path.startswith("vendor/"))
    drawn = draw("{% vendor_stylesheets %}{% vendor_scripts %}")

    assert "marketplace/fallback.css" in drawn
    assert "vendor/" not in drawn


def test_our_sheets_come_before_the_design_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "is_there", lambda path: True)
    drawn = draw("{% vendor_stylesheets %}")

    assert drawn.index("marketplace/print.css") < drawn.index("vendor/designsystemet/index.css")
    assert drawn.index("vendor/designsystemet/index.css") < drawn.index("vendor/theme/first-customer.css")
    assert "fallback" not in drawn


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pattern_page_opens_in_both_languages(client: Client, language: str) -> None:
    page = client.get(f"/{language}/kit/")

    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.content.decode()


@pytest.mark.django_db
def test_no_page_carries_style_or_script_of_its_own(client: Client) -> None:
    page = client.get("/vi/kit/").content.decode()

    assert " style=" not in page
    assert "<style" not in page
    assert all(" src=" in tag for tag in page.split("<script")[1:])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("mark", "says"), [("demo", "Demo: organisations"), ("trial", "Trial database:"), ("production", "")]
)
def test_every_page_says_what_kind_of_database_this_is(client: Client, mark: str, says: str) -> None:
    Portal.objects.update_or_create(pk=1, defaults={"mark": mark})
    page = client.get("/en/").content.decode()

    assert ('class="notice"' in page) == bool(says)
    assert says in page


@pytest.mark.django_db
@override_settings(SECOND_FACTOR_REQUIRED=False)
def test_a_demo_without_the_second_factor_says_so_loudly(client: Client) -> None:
    Portal.objects.update_or_create(pk=1, defaults={"mark": "demo"})

    assert "The second factor of sign-in is switched off here." in client.get("/en/").content.decode()


@pytest.mark.django_db
def test_a_lost_address_answers_with_a_page(client: Client) -> None:
    page = client.get("/en/nothing-here/")

    assert page.status_code == 404
    assert "There is nothing at this address" in page.content.decode()


@pytest.mark.parametrize(("state", "has_seal"), [("verified", True), ("withdrawn", False), ("broken", False)])
def test_only_a_verified_passport_shows_its_seal(state: str, has_seal: bool) -> None:
    assert ('viewBox="0 0 72 72"' in draw("{% passport_seal state now %}", state=state)) == has_seal
