"""Spend once: what exists already is found, answered in public, and a search that is down is said."""

from collections.abc import Callable

import pytest
from django.test import override_settings

from marketplace.errors import IllegalMove, NotYours, Refusal
from marketplace.models import Organisation, User
from procurement.domain.orders import draft_order, gaps, write_plan
from procurement.domain.reuse import (
    MOST_FINDINGS,
    Found,
    answer_reuse,
    find_by_technology,
    find_reuse,
    title_phrases,
)
from procurement.models import Order, ReuseFinding
from procurement.states import OrderStatus
from tests import factories
from tests.procurement.factories import People, current_technology, make_listing

Bring = Callable[..., Order]


def finds_nothing(order: Order) -> list[Found]:
    return []


def is_down(order: Order) -> list[Found]:
    raise ConnectionError("the index does not answer")


def draft(people: People, title: str = "Trạm đo bụi mịn cho trường học", **fields: object) -> Order:
    by = people.who("officer")
    order = draft_order(by=by, title=title)
    return write_plan(order, by=by, **fields) if fields else order


def test_a_listing_and_an_earlier_order_of_the_same_technology_are_found(
    order_at: Bring, people: People
) -> None:
    earlier = order_at(OrderStatus.APPROVED, title="Đèn đường thông minh")
    order = draft(people, title="Vật liệu mới", technology=current_technology())

    find_reuse(order, by=people.who("officer"))

    found = {(row.listing, row.earlier, row.why_found) for row in order.reuse_findings.all()}
    assert found == {(people.listing, None, "technology"), (None, earlier, "technology")}


def test_shared_words_of_the_title_are_found_without_their_marks(
    people: People, second_firm: Organisation
) -> None:
    people.listing.delete()
    near = make_listing(second_firm, "Thiết bị ĐO BỤI trong nhà", technology=current_technology(1))
    make_listing(second_firm, "Giống lúa chịu mặn", technology=current_technology(1))

    found = find_by_technology(draft(people))

    assert [(one.listing, one.why) for one in found] == [(near, "words: đo bụi")]


def test_generic_words_find_nothing() -> None:
    assert set(title_phrases("Hệ thống phần mềm quản lý bến xe")) == {
        "thong phan", "mem quan", "ly ben", "ben xe",
    }  # fmt: skip


@pytest.mark.parametrize("status", ["draft", "withdrawn", "suspended"])
def test_what_is_not_on_offer_is_not_found(people: People, second_firm: Organisation, status: str) -> None:
    type(people.listing).objects.filter(pk=people.listing.pk).update(status=status)

    assert find_by_technology(draft(people)) == []


def test_another_agencys_draft_stays_unseen(people: People, second_officer: User) -> None:
    draft_order(by=factories.acting(second_officer), title="Trạm đo bụi mịn cho trường học")
    people.listing.delete()

    assert find_by_technology(draft(people)) == []


def test_at_most_twenty_are_kept_the_nearest_first(people: People, second_firm: Organisation) -> None:
    for number in range(MOST_FINDINGS + 5):
        make_listing(second_firm, f"Cảm biến {number}")
    order = draft(people, technology=current_technology())

    find_reuse(order, by=people.who("officer"))

    assert order.reuse_findings.count() == MOST_FINDINGS
    assert order.reuse_findings.first().listing == people.listing  # type: ignore[union-attr]


@override_settings(REUSE_FINDER=f"{__name__}.finds_nothing")
def test_that_nothing_was_found_is_kept_too(people: People) -> None:
    order = draft(people)

    find_reuse(order, by=people.who("officer"))

    assert order.reuse_searched_at is not None
    assert (order.reuse_search_failed, gaps(order)["reuse"]) == (False, [])


@override_settings(REUSE_FINDER=f"{__name__}.is_down")
def test_a_search_that_is_down_is_said_and_keeps_what_was_known(people: People) -> None:
    order = draft(people)
    known = ReuseFinding.objects.create(order=order, listing=people.listing, why_found="technology")

    find_reuse(order, by=people.who("officer"))

    assert order.reuse_search_failed
    assert list(order.reuse_findings.all()) == [known]


def test_searching_again_keeps_answers_and_drops_what_is_gone(
    people: People, second_firm: Organisation
) -> None:
    by = people.who("officer")
    gone = make_listing(second_firm, "Trạm đo bụi thứ hai")
    order = draft(people)
    find_reuse(order, by=by)
    answer_reuse(order.reuse_findings.get(listing=people.listing), by=by, answer="ordered", reason="")
    type(gone).objects.filter(pk=gone.pk).update(status="withdrawn")

    find_reuse(order, by=by)

    assert [(row.listing, row.answer) for row in order.reuse_findings.all()] == [(people.listing, "ordered")]


def test_a_new_title_asks_for_a_new_search(people: People) -> None:
    by = people.who("officer")
    order = draft(people)
    find_reuse(order, by=by)

    write_plan(order, by=by, title="Xe buýt điện")

    assert gaps(order)["reuse"] == ["searched"]


@pytest.mark.parametrize(
    ("answer", "reason", "code"),
    [
        ("", "Đã xem.", "reuse_answer_missing"),
        ("maybe", "Đã xem.", "reuse_answer_missing"),
        ("unsuitable", " ", "reuse_reason_missing"),
        ("source", "", "reuse_reason_missing"),
    ],
)
def test_an_answer_needs_its_word_and_its_public_reason(
    people: People, answer: str, reason: str, code: str
) -> None:
    by = people.who("officer")
    order = draft(people)
    find_reuse(order, by=by)
    finding = order.reuse_findings.get()

    with pytest.raises(Refusal) as refused:
        answer_reuse(finding, by=by, answer=answer, reason=reason)

    assert refused.value.code == code


def test_only_the_agencys_officer_searches_and_answers(people: People) -> None:
    order = draft(people)
    find_reuse(order, by=people.who("officer"))
    finding = order.reuse_findings.get()

    for person in ("approver", "owner"):
        with pytest.raises(NotYours):
            find_reuse(order, by=people.who(person))
        with pytest.raises(NotYours):
            answer_reuse(finding, by=people.who(person), answer="ordered", reason="")


def test_after_submission_an_answer_stands(order_at: Bring, people: People) -> None:
    finding = order_at(OrderStatus.SUBMITTED).reuse_findings.get()

    with pytest.raises(IllegalMove):
        answer_reuse(finding, by=people.who("officer"), answer="ordered", reason="")
