"""A yearly programme: drafted by an officer, approved by a second person, public from then on."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.errors import ChangedMeanwhile, IllegalMove, NotSeparated, NotYours, Refusal
from marketplace.models import JournalEntry, Letter, Membership, User
from marketplace.policies import NOBODY
from marketplace.states import Who
from procurement.domain.programmes import approve_programme, change_programme, draft_programme
from procurement.models import Programme
from procurement.policies import access_programme
from procurement.states import ProgrammeStatus
from tests import factories


def make_programme(officer: User, title: str = "Không khí sạch quanh trường học", **fields: Any) -> Programme:
    return draft_programme(
        by=factories.acting(officer), year=2026, title=title, purpose="Trẻ em thở ít bụi hơn.", **fields
    )


def test_an_officer_drafts_and_changes_a_programme(officer: User) -> None:
    programme = make_programme(officer)

    change_programme(programme, by=factories.acting(officer), year=2027)

    assert (programme.status, programme.year, programme.created_by) == (ProgrammeStatus.DRAFT, 2027, officer)


def test_a_title_is_used_once_a_year(officer: User) -> None:
    make_programme(officer)
    other = make_programme(officer, title="Đèn đường")

    with pytest.raises(Refusal) as twice:
        make_programme(officer)
    with pytest.raises(Refusal) as renamed:
        change_programme(other, by=factories.acting(officer), title="Không khí sạch quanh trường học")

    assert (twice.value.code, renamed.value.code) == ("programme_exists", "programme_exists")


def test_nobody_but_an_officer_drafts(approver: User, owner: User, agency_owner: User) -> None:
    for user in (approver, owner, agency_owner):
        with pytest.raises(NotYours):
            make_programme(user)


def test_a_second_person_approves(officer: User, approver: User) -> None:
    programme = make_programme(officer)

    approve_programme(programme, by=factories.acting(approver))

    assert (programme.status, programme.approved_by) == (ProgrammeStatus.APPROVED, approver)
    entry = JournalEntry.objects.get(verb="programme.approved")
    assert (entry.is_public, entry.facts) == (True, {"year": 2026})


def test_whoever_drafted_does_not_approve(officer: User, agency: Any) -> None:
    Membership.objects.create(user=officer, organisation=agency, role=Who.APPROVER)
    programme = make_programme(officer)

    with pytest.raises(NotSeparated):
        approve_programme(programme, by=factories.acting(officer))


def test_a_foreign_approver_and_an_officer_approve_nothing(officer: User, second_approver: User) -> None:
    programme = make_programme(officer)

    for user in (officer, second_approver):
        with pytest.raises(IllegalMove):
            approve_programme(programme, by=factories.acting(user))


def test_an_approved_programme_is_not_rewritten(officer: User, approver: User) -> None:
    programme = make_programme(officer)
    stale = Programme.objects.get(pk=programme.pk)
    approve_programme(programme, by=factories.acting(approver))

    with pytest.raises(IllegalMove):
        change_programme(programme, by=factories.acting(officer), title="Khác")
    with pytest.raises(ChangedMeanwhile):
        change_programme(stale, by=factories.acting(officer), title="Khác")


def test_a_draft_is_the_agencys_own_and_an_approved_one_everyones(
    officer: User, approver: User, owner: User, second_officer: User
) -> None:
    programme = make_programme(officer)

    assert access_programme(factories.acting(officer), programme.public_id) == programme
    for by in (NOBODY, factories.acting(owner), factories.acting(second_officer)):
        with pytest.raises(NotYours):
            access_programme(by, programme.public_id)
    approve_programme(programme, by=factories.acting(approver))
    assert access_programme(NOBODY, programme.public_id) == programme


def test_the_pages_carry_a_programme_from_draft_to_public(officer: User, approver: User) -> None:
    client, second = factories.client_for(officer), factories.client_for(approver)
    form = {"year": "2026", "title": "Không khí sạch", "purpose": "Trẻ em thở ít bụi hơn."}

    drafted = client.post(reverse("procurement:draft_programme"), form)
    programme = Programme.objects.get()
    hidden = Client().get(programme.get_absolute_url()).status_code
    approved = second.post(reverse("procurement:approve_programme", args=[programme.public_id]))

    assert (drafted.status_code, drafted["Location"]) == (302, programme.get_absolute_url())
    assert (hidden, approved.status_code) == (404, 302)
    assert Client().get(programme.get_absolute_url()).status_code == 200
    assert "Không khí sạch" in Client().get(reverse("procurement:programmes")).content.decode()


def test_a_wrong_year_is_refused_and_the_words_come_back(officer: User) -> None:
    form = {"year": "1999", "title": "Không khí sạch", "purpose": "Trẻ em thở ít bụi hơn."}

    answer = factories.client_for(officer).post(reverse("procurement:draft_programme"), form)

    assert answer.status_code == 422
    assert "Trẻ em thở ít bụi hơn." in answer.content.decode()


def test_foreign_people_find_no_programme_to_change_or_approve(
    officer: User, rival: User, second_approver: User
) -> None:
    programme = make_programme(officer)

    for user in (rival, second_approver):
        client = factories.client_for(user)
        for verb in ("change_programme", "approve_programme"):
            page = reverse(f"procurement:{verb}", args=[programme.public_id])
            assert [client.get(page).status_code, client.post(page).status_code] == [404, 404]


def test_the_approver_gets_one_letter_about_a_draft(
    officer: User, approver: User, deliver_all: Callable[[], int]
) -> None:
    make_programme(officer)

    deliver_all()

    assert [letter.recipient for letter in Letter.objects.all()] == [approver]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions_for_one_and_for_three(
    officer: User, approver: User, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        approve_programme(
            make_programme(officer, title=f"Chương trình {number}"), by=factories.acting(approver)
        )
    client = Client()
    client.get(reverse("procurement:programmes"))

    with django_assert_num_queries(3):
        client.get(reverse("procurement:programmes"))
