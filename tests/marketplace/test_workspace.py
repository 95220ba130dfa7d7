"""The workspace: what waits for me, by deadline, with one next step each."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.domain.invitations import invite
from marketplace.domain.organisations import OrganisationFacts, register_organisation
from marketplace.domain.verifications import reject_organisation
from marketplace.models import Membership
from marketplace.states import Who
from marketplace.views.workspaces import group_of, grouped
from marketplace.workspaces import Duty, duties
from tests.factories import Kind, acting, client_for, make_user, next_tax_code

pytestmark = pytest.mark.django_db
WORK = "/vi/work/"
NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def duty(when: datetime | None, *, what: str = "Trả lời", waits_for: str = "") -> Duty:
    return Duty(when=when, what=what, on="", url="/vi/", button="Mở", waits_for=waits_for)


def register(person):
    facts = OrganisationFacts(
        kind=Kind.ENTERPRISE, name_vi="Công ty Mới", numbers={"VN-TIN": next_tax_code()}
    )
    return register_organisation(facts, by=acting(person))


# --- groups -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("hours", "group"),
    [
        (-1, "overdue"),
        (0, "soon"),
        (11, "soon"),
        (35, "soon"),
        (36, "week"),
        (24 * 7, "week"),
        (24 * 8, "later"),
    ],
)
def test_a_duty_stands_in_the_group_of_its_day(hours, group):
    assert group_of(duty(NOON + timedelta(hours=hours)), NOON) == group


def test_without_a_deadline_it_is_later_and_another_s_turn_is_waiting():
    assert group_of(duty(None), NOON) == "later"
    assert group_of(duty(NOON - timedelta(days=9), waits_for="registrar"), NOON) == "waiting"


def test_groups_come_in_order_the_nearest_first_and_empty_ones_not_at_all():
    rows = [
        duty(None, what="d"),
        duty(NOON + timedelta(days=9), what="c"),
        duty(NOON + timedelta(hours=5), what="b"),
        duty(NOON - timedelta(days=2), what="a"),
    ]

    groups = grouped(rows, NOON)

    assert [group["key"] for group in groups] == ["overdue", "soon", "later"]
    assert [row.what for group in groups for row in group["duties"]] == ["a", "b", "c", "d"]
    assert [group["cannot_wait"] for group in groups] == [True, True, False]


# --- whose duty ---------------------------------------------------------------------------------------------
def test_a_registrar_verifies_what_waits(stranger, registrar):
    firm = register(stranger)

    found = duties(acting(registrar))

    assert [row.url for row in found] == [firm.get_absolute_url()]
    assert found[0].when is not None


def test_but_not_their_own_organisation(stranger, registrar, operator):
    firm = register(stranger)
    Membership.objects.create(user=registrar, organisation=firm, role=Who.EDITOR)

    assert duties(acting(registrar, operator)) == []


@pytest.mark.parametrize("who", ["moderator", "auditor", "rival", "officer"])
def test_nobody_else_is_asked_to_verify(request, stranger, who):
    register(stranger)

    assert duties(acting(request.getfixturevalue(who))) == []


def test_a_new_owner_shows_documents_first(stranger):
    firm = register(stranger)

    found = duties(acting(stranger, firm))

    assert [row.url for row in found] == [
        reverse("marketplace:add_verification_document", args=[firm.public_id])
    ]


def test_a_rejected_owner_mends_the_file(stranger, registrar):
    firm = register(stranger)
    reject_organisation(firm, by=acting(registrar), reasons="Tên khác")

    found = duties(acting(stranger, firm))

    assert [(row.url, row.waits_for) for row in found] == [(firm.get_absolute_url(), "")]


def test_an_invited_person_answers(firm, owner, stranger):
    invitation = invite(firm, by=acting(owner), email=stranger.email, role=Who.EDITOR)

    found = duties(acting(stranger))

    assert [row.url for row in found] == [
        reverse("marketplace:accept_invitation", args=[invitation.public_id])
    ]


# --- the page -----------------------------------------------------------------------------------------------
def test_signing_in_is_asked_for(client):
    assert client.get(WORK).status_code == 302


def test_a_person_without_organisation_is_told_what_to_do(stranger):
    page = client_for(stranger).get(WORK).content.decode()

    assert reverse("marketplace:register") in page


@pytest.mark.parametrize(
    ("who", "name"),
    [("owner", "marketplace:listing_new"), ("researcher", "marketplace:listing_new"),
     ("officer", "procurement:draft_order"), ("registrar", "marketplace:verification_queue"),
     ("auditor", "marketplace:journal")],
)  # fmt: skip
def test_an_empty_workspace_has_a_next_step_for_each_role(request, who, name):
    page = client_for(request.getfixturevalue(who)).get(WORK)

    assert reverse(name) in [step["url"] for step in page.context["next_steps"]]
    assert reverse(name) in page.content.decode()


def test_the_page_shows_the_duty_with_one_button(stranger, registrar):
    firm = register(stranger)

    page = client_for(registrar).get(WORK).content.decode()

    assert page.count('<li class="duty"') == 1
    assert f"Xác minh: {firm}" in page or f"Verify: {firm}" in page
    assert firm.get_absolute_url() in page


def test_for_whom_one_acts_stands_on_the_page(firm, owner):
    page = client_for(owner).get(WORK).content.decode()

    assert str(firm) in page
    assert reverse("marketplace:acting") in page


def test_three_files_cost_no_more_questions_than_one(registrar):
    client = client_for(registrar)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(WORK)
        return len(asked)

    register(make_user())
    before = questions()
    register(make_user())
    register(make_user())

    assert questions() == before
