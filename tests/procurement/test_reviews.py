"""What users say of a result: a frozen list, codes that work once, answers that nobody can trace."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from marketplace.errors import IllegalMove, NotYours, Refusal
from marketplace.models import JournalEntry, Letter, Portal
from marketplace.policies import CLOCK_ACTOR
from procurement.domain.review_letters import invite_reviewers
from procurement.domain.reviews import (
    MOST_REVIEWERS,
    Listed,
    answer_review,
    close_review,
    comments_of,
    list_reviewers,
    open_review,
    publication_due,
    read_list,
)
from procurement.domain.satisfaction import Satisfaction, satisfaction_of
from procurement.models import Order, Passport, Review, ReviewAnswer, ReviewCode, Reviewer
from procurement.states import OrderStatus, ReviewStatus
from tests.procurement.deliveries import (
    accept_all,
    codes_for,
    completed_order,
    contract_in_force,
    deliver_entries,
    listed_review,
    opened_review,
)
from tests.procurement.factories import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(people: People) -> Order:
    """Accepted: its users may be asked."""
    return accept_all(contract_in_force(people), people)


@pytest.fixture
def review(order: Order, people: People) -> Review:
    return opened_review(order, people)


def invited(review: Review) -> list[str]:
    """The codes as the letters carried them."""
    invite_reviewers(JournalEntry.objects.filter(verb="review.opened").latest("pk"))
    return [re.search(r"/vi/reviews/answer/([^/]+)/", message.body)[1] for message in mail.outbox]


# --- the list -------------------------------------------------------------------------------------------
def test_a_list_is_read_from_lines_of_address_and_unit() -> None:
    people = read_list(
        "\ufeffAn@truong.vn; Trường  Tiểu học 1\n\n  binh@truong.vn\t Trường 2 \nchi@truong.vn"
    )

    assert people == [
        Listed("an@truong.vn", "Trường Tiểu học 1"),
        Listed("binh@truong.vn", "Trường 2"),
        Listed("chi@truong.vn", ""),
    ]


@pytest.mark.parametrize(
    ("text", "code", "facts"),
    [
        ("an@truong.vn\nkhông phải thư", "reviewer_address", {"line": 2}),
        ("an@truong.vn\n\nAN@truong.vn;Trường", "reviewer_repeated", {"line": 3, "first": 1}),
        (" \n ; \n", "reviewers_missing", {}),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_by_its_line(
    text: str, code: str, facts: dict[str, Any]
) -> None:
    with pytest.raises(Refusal) as refused:
        read_list(text)

    assert (refused.value.code, refused.value.facts) == (code, facts)


def test_a_list_has_an_upper_limit() -> None:
    with pytest.raises(Refusal) as refused:
        read_list("\n".join(f"u{number}@truong.vn" for number in range(MOST_REVIEWERS + 1)))

    assert refused.value.code == "reviewers_too_many"


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30, unique=True))
def test_every_line_of_a_right_list_becomes_one_person(numbers: list[int]) -> None:
    text = "\r\n".join(f" u{number}@truong.vn ; Lớp {number}" for number in numbers)

    assert [person.email for person in read_list(text)] == [f"u{number}@truong.vn" for number in numbers]


def test_the_list_may_be_written_anew_until_it_is_opened(order: Order, people: People) -> None:
    listed_review(order, people, 6)
    review = listed_review(order, people, 3)

    assert Review.objects.count() == 1
    assert review.reviewers.count() == 3


@pytest.mark.parametrize("person", ["approver", "owner", "verifier"])
def test_only_the_officer_lists_the_users(order: Order, people: People, person: str) -> None:
    with pytest.raises(IllegalMove):
        list_reviewers(order, by=people.who(person), question="?", people=[Listed("a@b.vn")])


def test_an_order_that_is_not_accepted_asks_nobody(people: People) -> None:
    order = contract_in_force(people).order

    with pytest.raises(IllegalMove):
        listed_review(order, people)


def test_an_opened_list_is_frozen(review: Review, order: Order, people: People) -> None:
    with pytest.raises(IllegalMove):
        listed_review(order, people)


# --- opening --------------------------------------------------------------------------------------------
def test_an_open_review_closes_by_policy_and_never_after_the_day_of_the_law(
    review: Review, order: Order
) -> None:
    due = publication_due(order)

    assert review.status == ReviewStatus.OPEN
    assert due is not None
    assert review.closes_at <= due
    assert review.closes_at > review.opened_at + timedelta(days=20)


@pytest.mark.parametrize("person", ["approver", "owner", "verifier"])
def test_only_the_officer_opens_a_review(order: Order, people: People, person: str) -> None:
    review = listed_review(order, people)

    with pytest.raises(IllegalMove):
        open_review(review, by=people.who(person))


def test_each_user_gets_one_letter_with_a_code_of_their_own(review: Review) -> None:
    codes = invited(review)

    assert len(set(codes)) == len(mail.outbox) == 6
    assert {address for message in mail.outbox for address in message.to} == {
        f"nguoi-dung-{number}@truong.example.vn" for number in range(6)
    }
    assert ReviewCode.objects.count() == 6


def test_the_database_holds_no_code_and_nothing_that_joins_a_code_to_a_person(review: Review) -> None:
    codes = invited(review)

    stored = str(list(ReviewCode.objects.values())) + str(list(Reviewer.objects.values()))
    stored += str(list(JournalEntry.objects.values_list("facts", flat=True))) + str(
        list(Letter.objects.values())
    )
    assert not any(code in stored for code in codes)
    assert {field.name for field in ReviewCode._meta.get_fields()} == {"id", "review", "code_hash", "is_used"}
    assert {field.name for field in ReviewAnswer._meta.get_fields()} == {
        "id", "review", "score", "comment", "answered_on",
    }  # fmt: skip


def test_codes_are_kept_in_an_order_that_says_nothing_about_the_list(review: Review) -> None:
    invited(review)

    hashes = list(ReviewCode.objects.order_by("pk").values_list("code_hash", flat=True))
    assert hashes == sorted(hashes)


def test_letters_that_go_twice_give_nobody_a_second_code(review: Review) -> None:
    invited(review)
    invited(review)

    assert len(mail.outbox) == 6
    assert ReviewCode.objects.count() == 6


def test_letters_that_a_mail_server_refused_go_later_with_codes_of_their_own(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = EmailBackend.send_messages

    def away_after_two(self: EmailBackend, messages: list[Any]) -> int:
        if len(mail.outbox) == 2:
            raise ConnectionRefusedError
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", away_after_two)
    with pytest.raises(ConnectionRefusedError):
        invited(review)
    assert ReviewCode.objects.count() == 2
    monkeypatch.setattr(EmailBackend, "send_messages", send)

    codes = invited(review)

    assert len(set(codes)) == ReviewCode.objects.count() == 6


def test_the_letters_follow_the_entry(review: Review) -> None:
    deliver_entries()

    links = [message for message in mail.outbox if "/reviews/answer/" in message.body]
    assert len(links) == 6


def test_only_a_demo_keeps_the_letters_that_carry_a_code(review: Review) -> None:
    Portal.objects.update_or_create(pk=1, defaults={"mark": Portal.Mark.DEMO})

    codes = invited(review)

    shown = Letter.objects.filter(fact=f"review:{review.pk}")
    assert {letter.url for letter in shown} == {f"/vi/reviews/answer/{code}/" for code in codes}


# --- answering ------------------------------------------------------------------------------------------
def test_a_code_answers_once(review: Review) -> None:
    [code] = codes_for(review, 1)

    answer_review(code, score=4, comment="Tốt")
    with pytest.raises(Refusal) as refused:
        answer_review(code, score=1)

    assert refused.value.code == "code_used"
    assert list(ReviewAnswer.objects.values_list("score", "comment")) == [(4, "Tốt")]


def test_a_code_that_was_never_given_out_is_nothing(review: Review) -> None:
    with pytest.raises(NotYours):
        answer_review("khong-co-ma-nay", score=5)


@pytest.mark.parametrize("score", [-1, 0, 6])
def test_a_score_is_one_to_five(review: Review, score: int) -> None:
    [code] = codes_for(review, 1)

    with pytest.raises(Refusal):
        answer_review(code, score=score)

    assert not ReviewCode.objects.get().is_used


def test_no_answer_comes_in_after_the_close_even_if_the_worker_is_late(
    review: Review, days_pass: Callable[..., None]
) -> None:
    [code] = codes_for(review, 1)
    days_pass(60)

    with pytest.raises(Refusal) as refused:
        answer_review(code, score=5)

    assert refused.value.code == "review_closed"


def test_an_answer_leaves_no_entry_whose_instant_could_be_matched(review: Review) -> None:
    before = JournalEntry.objects.count()

    answer_review(codes_for(review, 1)[0], score=5)

    assert JournalEntry.objects.count() == before


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_code_in_two_windows_answers_once(review: Review) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs a real PostgreSQL (DATABASE_URL)")
    [code] = codes_for(review, 1)
    start, refused = threading.Barrier(2), []

    def answer() -> None:
        start.wait(timeout=20)
        try:
            answer_review(code, score=5)
        except Refusal as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=answer) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert refused == ["code_used"]
    assert ReviewAnswer.objects.count() == 1


# --- closing --------------------------------------------------------------------------------------------
def test_when_everyone_has_answered_the_officer_closes_and_the_result_is_published(
    review: Review, order: Order, people: People
) -> None:
    for code in codes_for(review, 6):
        answer_review(code, score=4)

    close_review(review, by=people.who("officer"))

    order.refresh_from_db()
    assert order.status == OrderStatus.COMPLETED
    assert Passport.objects.get(order=order).payload["satisfaction"]["mean"] == "4.0"


@pytest.mark.parametrize("by", ["officer", "clock"])
def test_before_its_time_a_review_with_open_answers_does_not_close(
    review: Review, people: People, by: str
) -> None:
    answer_review(codes_for(review, 1)[0], score=4)

    with pytest.raises(Refusal) as refused:
        close_review(review, by=CLOCK_ACTOR if by == "clock" else people.who(by))

    assert refused.value.code == "review_still_open"


def test_the_clock_closes_a_review_whose_time_is_over(
    review: Review, order: Order, days_pass: Callable[..., None]
) -> None:
    days_pass(60)

    close_review(review, by=CLOCK_ACTOR)

    order.refresh_from_db()
    assert order.status == OrderStatus.COMPLETED
    assert "few_answers" in Passport.objects.get(order=order).payload["caveats"]


@pytest.mark.parametrize("person", ["approver", "owner", "verifier"])
def test_nobody_else_closes_a_review(
    review: Review, people: People, person: str, days_pass: Callable[..., None]
) -> None:
    days_pass(60)

    with pytest.raises(IllegalMove):
        close_review(review, by=people.who(person))


# --- results --------------------------------------------------------------------------------------------
def test_under_five_answers_only_the_count_is_shown(people: People) -> None:
    order = completed_order(people, scores=(5, 5, 5, 1))

    assert satisfaction_of(order) == Satisfaction(4)
    assert comments_of(order.review) == []


def test_from_five_answers_on_mean_and_spread_are_shown(people: People) -> None:
    order = completed_order(people, scores=(5, 5, 4, 4, 3))

    assert satisfaction_of(order) == Satisfaction(5, Decimal("4.2"), {5: 2, 4: 2, 3: 1, 2: 0, 1: 0})
    assert len(comments_of(order.review)) == 5


def test_no_figure_but_the_count_is_shown_before_the_close(review: Review, order: Order) -> None:
    for code in codes_for(review, 5):
        answer_review(code, score=5, comment="Tốt")

    assert satisfaction_of(order) == Satisfaction(5)
    assert comments_of(review) == []
