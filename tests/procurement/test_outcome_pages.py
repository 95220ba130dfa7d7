"""The pages of the review and of the passport: open to everyone, and silent about whom and what they must not tell."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from marketplace.models import JournalEntry, SentForm, User
from procurement.domain.contracts import terminate_contract
from procurement.domain.passports import signed_document
from procurement.models import Passport, Review, ReviewAnswer
from tests.factories import client_for
from tests.procurement.browsing import page_of, send, text_of
from tests.procurement.deliveries import (
    accept_all,
    codes_for,
    completed_order,
    contract_in_force,
    listed_review,
    opened_review,
    passport_of,
)
from tests.procurement.factories import People

pytestmark = pytest.mark.django_db


# --- the review ---------------------------------------------------------------------------------------------
def test_a_user_answers_without_an_account_and_the_link_works_once(people: People) -> None:
    review = opened_review(accept_all(contract_in_force(people), people), people)
    [code] = codes_for(review, 1)
    address = page_of("answer_review", code)
    browser = Client()

    sent = browser.post(
        address, {"form_key": browser.get(address).context["form_key"], "score": "4", "comment": "Tốt"}
    )
    again = Client().post(address, {"score": "1"})

    assert sent["Location"] == page_of("review_thanks")
    assert browser.get(sent["Location"]).status_code == 200
    assert Client().get(address).status_code == again.status_code == 409
    assert list(ReviewAnswer.objects.values_list("score", flat=True)) == [4]


def test_an_answer_of_somebody_signed_in_is_not_joined_to_their_account(people: People) -> None:
    review = opened_review(accept_all(contract_in_force(people), people), people)
    [code] = codes_for(review, 1)
    address = page_of("answer_review", code)
    signed_in = client_for(people.owner)

    signed_in.post(address, {"form_key": signed_in.get(address).context["form_key"], "score": "5"})

    assert ReviewAnswer.objects.count() == 1
    assert not SentForm.objects.filter(user=people.owner).exists()


def test_an_unknown_code_is_nothing_and_a_closed_review_says_so(
    people: People, days_pass: Callable[..., None]
) -> None:
    review = opened_review(accept_all(contract_in_force(people), people), people)
    [code] = codes_for(review, 1)

    unknown = Client().get(page_of("answer_review", "khong-co"))
    days_pass(60)
    late = Client().post(page_of("answer_review", code), {"score": "5"})

    assert (unknown.status_code, late.status_code) == (404, 409)


def test_a_bad_list_is_given_back_with_its_line(people: People) -> None:
    order = accept_all(contract_in_force(people), people)
    officer = client_for(people.officer)

    answer = send(
        officer, "list_reviewers", order, question="Có ích không?", people="an@truong.vn\nkhông phải thư"
    )

    assert answer.status_code == 422
    assert "không phải thư" in text_of(answer)
    assert "2" in str(answer.context["form"].errors["people"])


def test_words_and_addresses_of_users_are_never_public(people: People) -> None:
    order = completed_order(people)
    review = Review.objects.get(order=order)

    public = text_of(Client().get(review.get_absolute_url()))
    theirs = text_of(client_for(people.owner).get(review.get_absolute_url()))

    assert "Nên báo thêm" not in public
    assert "Nên báo thêm" in theirs
    assert "truong.example.vn" not in public + theirs + text_of(
        client_for(people.officer).get(review.get_absolute_url())
    )


def test_a_listed_review_shows_nobody_a_figure(people: People) -> None:
    review = listed_review(accept_all(contract_in_force(people), people), people)

    assert Client().get(review.get_absolute_url()).status_code == 200
    assert client_for(people.approver).get(page_of("open_review", review.public_id)).status_code == 404


# --- the passport -------------------------------------------------------------------------------------------
def test_a_passport_is_open_to_everyone_and_checked_as_it_is_shown(people: People) -> None:
    passport = passport_of(people)
    sealed = Client().get(passport.get_absolute_url())
    Passport._base_manager.filter(pk=passport.pk).update(
        payload=passport.payload | {"issued_on": "2020-01-01"}
    )

    broken = Client().get(passport.get_absolute_url())

    assert (sealed.context["verdict"].state, broken.context["verdict"].state) == ("verified", "altered")
    assert "<circle" in text_of(sealed)
    assert "<circle" not in text_of(broken)


def test_a_passports_page_carries_no_inline_style_or_script(people: People) -> None:
    page = text_of(Client().get(passport_of(people).get_absolute_url()))

    assert not re.search(r"\sstyle=|<style|<script(?![^>]*\bsrc=)|\son\w+=", page)
    assert 'role="img"' in page


def test_the_downloaded_document_verifies_on_the_check_page_and_nothing_is_kept(people: People) -> None:
    passport = passport_of(people)
    download = Client().get(page_of("passport_document", passport.number))
    text = download.content.decode()
    entries, address = JournalEntry.objects.count(), page_of("passport_check")

    answers = [
        Client().post(address, {"text": text}),
        Client().post(address, {"document": SimpleUploadedFile("hc.json", text.encode())}),
        Client().post(address, {"text": text.replace("440000000", "44000000")}),
        Client().post(address, {"text": "{}"}),
        Client().post(address, {}),
        Client().post(address, {"document": SimpleUploadedFile("hc.json", b"\xff\xfe\x00")}),
    ]

    assert json.loads(text) == signed_document(passport)
    states = [answer.context.get("verdict") and answer.context["verdict"].state for answer in answers]
    assert states == ["verified", "verified", "altered", "unreadable", None, None]
    assert [answer.status_code for answer in answers[-2:]] == [422, 422]
    assert JournalEntry.objects.count() == entries


def test_the_key_is_given_in_both_writings(db: None) -> None:
    page = text_of(Client().get(page_of("passport_key")))
    file = Client().get(page_of("passport_key_file")).content.decode()

    assert file.strip().splitlines()[1] in page


@pytest.mark.parametrize(
    "query", ["", "?q=bui+min", "?end=completed", "?end=terminated", "?page=99", "?technology=x"]
)
def test_outcomes_are_listed_and_filtered(people: People, query: str) -> None:
    passport = passport_of(people)

    page = text_of(Client().get(page_of("passports") + query))

    assert (passport.number in page) == (query != "?end=terminated")


def test_the_list_costs_as_many_queries_for_three_as_for_one(
    people: People, django_assert_max_num_queries: Any
) -> None:
    completed_order(people)
    Client().get(page_of("passports"))
    with django_assert_max_num_queries(12) as one:
        Client().get(page_of("passports"))
    for _ in range(2):
        contract = contract_in_force(people)
        terminate_contract(contract, by=people.who("approver"), reasons="Không cần nữa.")

    with django_assert_max_num_queries(12) as three:
        Client().get(page_of("passports"))

    assert len(one.captured_queries) == len(three.captured_queries)


def test_only_an_agencys_officer_may_order_from_a_passport(
    people: People, second_officer: User, rival: User
) -> None:
    address = page_of("order_from_passport", passport_of(people).number)

    assert Client().get(address).status_code == 302
    for person, status in ((rival, 404), (people.owner, 404), (people.approver, 404), (second_officer, 200)):
        assert client_for(person).get(address).status_code == status


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_of_a_finished_order_opens_in_both_languages(people: People, language: str) -> None:
    order = completed_order(people)
    contract = order.contracts.get()
    pages = [
        order.get_absolute_url(),
        contract.get_absolute_url(),
        *(milestone.get_absolute_url() for milestone in contract.milestones.all()),
        order.review.get_absolute_url(),
        order.own_passport.get_absolute_url(),
        page_of("passports"),
        page_of("passport_check"),
        page_of("passport_key"),
        reverse("marketplace:home"),
        people.listing.get_absolute_url(),
        people.listing.organisation.get_absolute_url(),
        order.technology.get_absolute_url(),
    ]

    for person in (None, people.officer, people.owner):
        client = client_for(person) if person else Client()
        for address in pages:
            assert client.get(address.replace("/vi/", f"/{language}/")).status_code == 200, address


def test_a_terminated_passport_says_so(people: People) -> None:
    contract = contract_in_force(people)
    terminate_contract(contract, by=people.who("approver"), reasons="Nhà cung cấp ngừng hoạt động.")
    passport = Passport.objects.get()

    page = text_of(Client().get(passport.get_absolute_url()))

    assert "Nhà cung cấp ngừng" not in page
    assert Client().get(contract.get_absolute_url()).status_code == 200
