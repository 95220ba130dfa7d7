"""A registrar's decisions: verified by an outsider, rejected with reasons, suspended until a day."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.domain.clock import today
from marketplace.domain.due import coming_events, play_due
from marketplace.domain.organisations import OrganisationFacts, apply_again, register_organisation
from marketplace.domain.verifications import (
    reject_organisation,
    restore_due_organisations,
    restore_organisation,
    suspend_organisation,
    verify_organisation,
)
from marketplace.errors import IllegalMove, NotSeparated, Refusal
from marketplace.models import JournalEntry, Membership, Verification
from marketplace.states import OrganisationStatus, Who
from tests.factories import Kind, make_member, next_tax_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(stranger, acting):
    """An organisation that `stranger` has just registered."""
    facts = OrganisationFacts(
        kind=Kind.ENTERPRISE, name_vi="Công ty Mới", numbers={"VN-TIN": next_tax_code()}
    )
    return register_organisation(facts, by=acting(stranger))


def page_of(name, organisation) -> str:
    return reverse(f"marketplace:{name}", args=[organisation.public_id])


# --- verifying ----------------------------------------------------------------------------------------
def test_a_registrar_verifies(waiting, registrar, acting):
    verify_organisation(waiting, by=acting(registrar), compared="Cổng thông tin đăng ký doanh nghiệp")

    waiting.refresh_from_db()
    assert waiting.status == OrganisationStatus.VERIFIED
    row = Verification.objects.get(organisation=waiting)
    assert (row.decision, row.decided_by) == (Verification.Decision.VERIFIED, registrar)


@pytest.mark.parametrize("who", ["moderator", "auditor", "owner", "approver", "stranger"])
def test_nobody_else_verifies(request, waiting, acting, who):
    with pytest.raises(IllegalMove):
        verify_organisation(waiting, by=acting(request.getfixturevalue(who)), compared="x")

    waiting.refresh_from_db()
    assert waiting.status == OrganisationStatus.REGISTERED


def test_a_firm_cannot_make_itself_registrar(firm, waiting, acting):
    insider = make_member(firm, Who.REGISTRAR)

    with pytest.raises(IllegalMove):
        verify_organisation(waiting, by=acting(insider), compared="x")


def test_a_registrar_does_not_verify_an_organisation_they_belong_to(waiting, registrar, operator, acting):
    Membership.objects.create(user=registrar, organisation=waiting, role=Who.EDITOR)

    with pytest.raises(NotSeparated):
        verify_organisation(waiting, by=acting(registrar, operator), compared="x")


def test_nothing_is_verified_without_saying_what_was_compared(waiting, registrar, acting):
    with pytest.raises(Refusal) as refusal:
        verify_organisation(waiting, by=acting(registrar), compared="  ")

    assert refusal.value.code == "reasons_missing"


def test_a_rejection_has_reasons_and_the_owner_applies_again(waiting, stranger, registrar, acting):
    reject_organisation(waiting, by=acting(registrar), reasons="Tên khác với giấy đăng ký")
    owner = acting(stranger, waiting)

    assert waiting.status_reason == "Tên khác với giấy đăng ký"
    apply_again(waiting, by=owner, statement="Đã sửa tên")

    waiting.refresh_from_db()
    assert waiting.status == OrganisationStatus.REGISTERED
    assert waiting.status_reason == ""
    assert Verification.objects.filter(organisation=waiting, decision="").count() == 1


def test_a_rejection_is_not_in_the_public_history(waiting, registrar, acting):
    reject_organisation(waiting, by=acting(registrar), reasons="Tên khác")

    entry = JournalEntry.objects.get(verb="organisation.rejected")
    assert not entry.is_public
    assert "Tên khác" not in str(entry.facts)


@pytest.mark.parametrize("reasons", ["", "   "])
def test_a_rejection_without_reasons_is_refused(waiting, registrar, acting, reasons):
    with pytest.raises(Refusal):
        reject_organisation(waiting, by=acting(registrar), reasons=reasons)


def test_only_the_owner_applies_again(waiting, registrar, rival, acting):
    reject_organisation(waiting, by=acting(registrar), reasons="Tên khác")

    with pytest.raises(IllegalMove):
        apply_again(waiting, by=acting(rival))


# --- suspending -----------------------------------------------------------------------------------------
def test_a_suspension_ends_on_its_day(firm, registrar, acting, days_pass):
    suspend_organisation(firm, by=acting(registrar), reason="Hồ sơ giả", until=today() + timedelta(days=10))
    days_pass(9)
    early = restore_due_organisations()
    days_pass(1)
    played = play_due()

    firm.refresh_from_db()
    assert (early, played) == (0, 1)
    assert (firm.status, firm.suspended_until, firm.status_reason) == (OrganisationStatus.VERIFIED, None, "")
    entry = JournalEntry.objects.get(verb="organisation.restored")
    assert entry.actor_id is None


def test_playing_the_end_twice_changes_nothing(firm, registrar, acting, days_pass):
    suspend_organisation(firm, by=acting(registrar), reason="Hồ sơ giả", until=today() + timedelta(days=1))
    days_pass(1)

    assert [restore_due_organisations(), restore_due_organisations()] == [1, 0]


def test_its_end_is_a_coming_event(firm, registrar, acting):
    suspend_organisation(firm, by=acting(registrar), reason="Hồ sơ giả", until=today() + timedelta(days=1))

    assert len(list(coming_events(firm))) == 1


def test_a_registrar_restores_earlier(firm, registrar, acting):
    suspend_organisation(firm, by=acting(registrar), reason="Hồ sơ giả", until=today() + timedelta(days=10))

    restore_organisation(firm, by=acting(registrar))

    assert firm.is_verified


def test_its_own_owner_does_not_restore(firm, owner, registrar, acting):
    suspend_organisation(firm, by=acting(registrar), reason="Hồ sơ giả", until=today() + timedelta(days=10))

    with pytest.raises(IllegalMove):
        restore_organisation(firm, by=acting(owner))


@pytest.mark.parametrize(
    ("days", "code"), [(0, "day_not_ahead"), (-1, "day_not_ahead"), (200, "suspension_too_long")]
)
def test_a_suspension_has_an_end_ahead_and_near(firm, registrar, acting, days, code):
    with pytest.raises(Refusal) as refusal:
        suspend_organisation(firm, by=acting(registrar), reason="x", until=today() + timedelta(days=days))

    assert refusal.value.code == code


# --- pages -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["verify_organisation", "reject_organisation", "suspend_organisation",
                                  "restore_organisation"])  # fmt: skip
@pytest.mark.parametrize("who", ["owner", "rival", "moderator"])
def test_decisions_are_hidden_from_all_but_registrars(request, firm, client_for, name, who):
    client = client_for(request.getfixturevalue(who))

    assert client.get(page_of(name, firm)).status_code == 404
    assert client.post(page_of(name, firm), {"reason": "x"}).status_code == 404


def test_the_registrar_s_page_has_the_file_and_the_steps(waiting, registrar, client_for):
    page = client_for(registrar).get(waiting.get_absolute_url()).content.decode()

    assert page_of("verify_organisation", waiting) in page
    assert page_of("reject_organisation", waiting) in page
    assert page_of("suspend_organisation", waiting) not in page


def test_a_registrar_verifies_and_rejects_on_the_page(waiting, registrar, client_for):
    client = client_for(registrar)

    refused = client.post(page_of("verify_organisation", waiting), {"compared": ""})
    done = client.post(page_of("verify_organisation", waiting), {"compared": "Cổng đăng ký quốc gia"})
    late = client.post(page_of("reject_organisation", waiting), {"reasons": "Muộn"})

    assert (refused.status_code, done.status_code, late.status_code) == (422, 302, 409)
    assert "Muộn" in late.content.decode()


def test_the_history_is_readable_and_names_no_person(client, registrar, waiting, acting, stranger):
    verify_organisation(waiting, by=acting(registrar), compared="Cổng đăng ký quốc gia")

    page = client.get(waiting.get_absolute_url()).content.decode()

    assert 'class="timeline"' in page
    assert registrar.name not in page
    assert stranger.name not in page
