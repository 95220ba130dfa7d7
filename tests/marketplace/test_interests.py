"""Questions about listings: one open per organisation, answered in time, ended with a reason or an order."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from marketplace.domain import rules
from marketplace.domain.clock import today
from marketplace.domain.due import coming_events, play_due
from marketplace.domain.interests import (
    answer_interest,
    ask_about,
    askers_by_kind,
    order_from_interest,
    pass_interest,
    reasons_against,
    withdraw_interest,
)
from marketplace.domain.listings import withdraw_listing
from marketplace.errors import IllegalMove, NotYours
from marketplace.models import Interest, JournalEntry, Letter, Listing, Organisation, User
from marketplace.policies import NOBODY, access_interest
from marketplace.states import Who
from marketplace.workspaces import duties
from tests import factories
from tests.factories import acting, make_member
from tests.listing_factories import make_draft, make_interest, make_published, refusal_of

pytestmark = pytest.mark.django_db
ASKED = {"purpose": "pilot", "message": "Thử ở 3 quầy?"}


@pytest.fixture
def listing(owner: User, moderator: User) -> Listing:
    return make_published(owner, moderator)


@pytest.fixture
def interest(listing: Listing, officer: User) -> Interest:
    return make_interest(listing, officer)


@pytest.fixture
def answered(interest: Interest, owner: User) -> Interest:
    return answer_interest(
        interest, by=acting(owner), answer="64.800.000 ₫ một năm", quotation_minor=64_800_000
    )


# --- asking -----------------------------------------------------------------------------------------
def test_an_agency_asks_and_the_answer_has_a_day(listing: Listing, officer: User) -> None:
    interest = ask_about(listing, by=acting(officer), **ASKED)

    assert interest.status == "asked"
    assert abs(interest.reply_due_at - rules.due_at("interest_reply", interest.created_at)) < timedelta(
        seconds=5
    )


def test_a_firm_may_ask_another_firm(listing: Listing, rival: User) -> None:
    assert ask_about(listing, by=acting(rival), **ASKED).lister == listing.organisation


def test_one_organisation_has_one_open_question(
    listing: Listing, interest: Interest, agency: Organisation
) -> None:
    colleague = make_member(agency, Who.APPROVER)

    assert refusal_of(ask_about, listing, by=acting(colleague), **ASKED) == "interest_open_already"
    assert Interest.objects.count() == 1


def test_after_an_end_the_same_organisation_may_ask_again(
    listing: Listing, interest: Interest, officer: User
) -> None:
    withdraw_interest(interest, by=acting(officer))

    assert ask_about(listing, by=acting(officer), **ASKED).pk != interest.pk


def test_nobody_asks_about_their_own_listing(listing: Listing, editor: User) -> None:
    assert refusal_of(ask_about, listing, by=acting(editor), **ASKED) == "own_listing"


def test_the_database_refuses_an_organisation_that_asks_itself(interest: Interest) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Interest.objects.filter(pk=interest.pk).update(organisation=interest.lister_id)


def test_a_draft_cannot_be_asked_about_nor_told_from_nothing(owner: User, officer: User) -> None:
    draft = make_draft(owner)

    assert refusal_of(ask_about, draft, by=acting(officer), **ASKED) == "not_found"


def test_a_withdrawn_listing_is_not_asked_about(listing: Listing, interest: Interest, owner: User) -> None:
    officer = interest.created_by
    withdraw_interest(interest, by=acting(officer))
    withdraw_listing(listing, by=acting(owner))

    assert refusal_of(ask_about, listing, by=acting(officer), **ASKED) == "not_on_offer"


@pytest.mark.parametrize("who", ["stranger", "finance", "moderator"])
def test_asking_needs_a_role_in_an_agency_or_a_firm(
    listing: Listing, who: str, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)

    assert refusal_of(ask_about, listing, by=acting(person), **ASKED) == "asker_without_role"


def test_an_unverified_agency_does_not_ask(listing: Listing, officer: User, agency: Organisation) -> None:
    Organisation.objects.filter(pk=agency.pk).update(status="registered")

    assert refusal_of(ask_about, listing, by=acting(officer), **ASKED) == "organisation_not_verified"


def test_a_wished_day_lies_ahead(listing: Listing, officer: User) -> None:
    yesterday = today() - timedelta(days=1)

    assert (
        refusal_of(ask_about, listing, by=acting(officer), **ASKED, wished_on=yesterday) == "date_in_the_past"
    )
    assert ask_about(listing, by=acting(officer), **ASKED, wished_on=today()).wished_on == today()


# --- answering and ending -----------------------------------------------------------------------------
def test_the_lister_answers_once(answered: Interest, owner: User) -> None:
    assert (answered.status, answered.quotation_minor) == ("answered", 64_800_000)
    assert answered.outcome_due_at == rules.due_at("interest_outcome", answered.answered_at)
    with pytest.raises(IllegalMove):
        answer_interest(answered, by=acting(owner), answer="Lại")


@pytest.mark.parametrize("who", ["officer", "rival", "stranger", "moderator"])
def test_nobody_but_the_lister_answers(interest: Interest, who: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(IllegalMove):
        answer_interest(interest, by=acting(request.getfixturevalue(who)), answer="Vâng")


def test_an_empty_answer_is_none(interest: Interest, owner: User) -> None:
    assert refusal_of(answer_interest, interest, by=acting(owner), answer="  ") == "answer_missing"


def test_whoever_passes_says_why_and_the_listing_counts_it(
    listing: Listing, answered: Interest, officer: User, second_officer: User
) -> None:
    assert refusal_of(pass_interest, answered, by=acting(officer), why_not="boring") == "why_not_missing"
    pass_interest(answered, by=acting(officer), why_not="price", comment="Trên 60 triệu thì chịu")
    other = make_interest(listing, second_officer)
    pass_interest(other, by=acting(second_officer), why_not="price")

    assert reasons_against(listing) == [("price", 2)]
    assert answered.why_not_comment == "Trên 60 triệu thì chịu"


def test_another_reason_needs_its_words(interest: Interest, officer: User) -> None:
    by = acting(officer)

    assert refusal_of(pass_interest, interest, by=by, why_not="other") == "why_not_comment_missing"
    assert pass_interest(interest, by=by, why_not="other", comment="Chờ sáp nhập").status == "passed"


def test_the_journal_holds_the_reason_and_no_word_of_a_person(interest: Interest, officer: User) -> None:
    pass_interest(interest, by=acting(officer), why_not="capacity", comment="Bí mật của chúng tôi")

    entry = JournalEntry.objects.get(verb="interest.passed")
    assert entry.facts == {"listing": interest.listing_id, "why_not": "capacity"}
    assert not entry.is_public


def test_the_agencys_officer_orders_from_an_answer(answered: Interest, officer: User) -> None:
    assert order_from_interest(answered, by=acting(officer)).status == "ordered"


def test_a_firm_cannot_turn_its_question_into_a_state_order(
    listing: Listing, rival: User, owner: User
) -> None:
    interest = make_interest(listing, rival)
    answer_interest(interest, by=acting(owner), answer="Vâng")

    with pytest.raises(IllegalMove):
        order_from_interest(interest, by=acting(rival))


def test_an_unanswered_question_becomes_no_order(interest: Interest, officer: User) -> None:
    with pytest.raises(IllegalMove):
        order_from_interest(interest, by=acting(officer))


def test_an_answered_question_is_not_taken_back(answered: Interest, officer: User) -> None:
    with pytest.raises(IllegalMove):
        withdraw_interest(answered, by=acting(officer))


def test_askers_are_counted_by_kind_and_a_question_taken_back_is_not(
    listing: Listing, interest: Interest, rival: User, second_officer: User
) -> None:
    make_interest(listing, rival)
    withdraw_interest(make_interest(listing, second_officer), by=acting(second_officer))

    assert askers_by_kind(listing) == {"agency": 1, "enterprise": 1}


# --- the clock ----------------------------------------------------------------------------------------
def test_a_late_answer_is_asked_for_once(
    interest: Interest, owner: User, days_pass: Callable[..., None], deliver_all: Callable[[], int]
) -> None:
    days_pass(12)

    assert (play_due(), play_due()) == (1, 0)
    deliver_all()
    reminded = Letter.objects.filter(fact__endswith=":interest.overdue")
    assert list(reminded.values_list("address", flat=True)) == [owner.email]


def test_a_late_decision_is_asked_for_once_too(
    answered: Interest, officer: User, days_pass: Callable[..., None], deliver_all: Callable[[], int]
) -> None:
    days_pass(45)

    assert (play_due(), play_due()) == (1, 0)
    deliver_all()
    reminded = Letter.objects.filter(fact__endswith=":interest.overdue")
    assert list(reminded.values_list("address", flat=True)) == [officer.email]


def test_nothing_comes_by_itself_to_an_ended_question(interest: Interest, officer: User) -> None:
    withdraw_interest(interest, by=acting(officer))

    assert list(coming_events(interest)) == []


# --- letters and duties -------------------------------------------------------------------------------
def test_each_step_writes_to_whoever_must_act(
    interest: Interest,
    owner: User,
    editor: User,
    officer: User,
    approver: User,
    deliver_all: Callable[[], int],
) -> None:
    deliver_all()
    asked = Letter.objects.filter(fact__endswith=":interest.asked")
    assert set(asked.values_list("address", flat=True)) == {owner.email, editor.email}

    answer_interest(interest, by=acting(owner), answer="Vâng")
    deliver_all()
    told = Letter.objects.filter(fact__endswith=":interest.answered")
    assert [(letter.address, letter.url) for letter in told] == [(officer.email, interest.get_absolute_url())]

    pass_interest(interest, by=acting(officer), why_not="price")
    deliver_all()
    ended = Letter.objects.filter(fact__endswith=":interest.passed")
    assert set(ended.values_list("address", flat=True)) == {owner.email, editor.email}


def test_a_letter_is_in_the_readers_language(
    listing: Listing, firm: Organisation, officer: User, deliver_all: Callable[[], int]
) -> None:
    foreigner = make_member(firm, Who.EDITOR, language="en")
    make_interest(listing, officer)
    deliver_all()

    letter = Letter.objects.get(address=foreigner.email, fact__endswith=":interest.asked")
    assert letter.subject == f"A question about {listing.title_vi}"
    assert letter.url.startswith("/en/interests/")


def test_the_answer_goes_to_colleagues_when_the_asker_has_left(
    interest: Interest, officer: User, agency: Organisation, owner: User, deliver_all: Callable[[], int]
) -> None:
    colleague = make_member(agency, Who.OFFICER)
    officer.memberships.all().delete()
    answer_interest(interest, by=acting(owner), answer="Vâng")
    deliver_all()

    told = Letter.objects.filter(fact__endswith=":interest.answered")
    assert list(told.values_list("address", flat=True)) == [colleague.email]


def test_a_question_is_a_duty_of_the_side_whose_turn_it_is(
    interest: Interest, owner: User, officer: User
) -> None:
    def turns() -> list[list[bool]]:
        both = (acting(owner), acting(officer))
        return [[bool(duty.button) for duty in duties(actor)] for actor in both]

    assert turns() == [[True], [False]]
    answer_interest(interest, by=acting(owner), answer="Vâng")
    assert turns() == [[False], [True]]


# --- who reads it ---------------------------------------------------------------------------------------
def test_only_the_two_sides_read_a_question(
    interest: Interest, owner: User, officer: User, rival: User
) -> None:
    assert access_interest(acting(owner), interest.public_id) == interest
    assert access_interest(acting(officer), interest.public_id) == interest
    for actor in (NOBODY, acting(rival)):
        with pytest.raises(NotYours) as hidden:
            access_interest(actor, interest.public_id)
        with pytest.raises(NotYours) as absent:
            access_interest(actor, uuid.uuid4())
        assert hidden.value.facts == absent.value.facts


def test_a_side_cannot_do_the_other_sides_step(interest: Interest, owner: User, officer: User) -> None:
    with pytest.raises(NotYours):
        access_interest(acting(officer), interest.public_id, to="answer")
    with pytest.raises(NotYours):
        access_interest(acting(owner), interest.public_id, to="decide")


@pytest.mark.parametrize("name", ["interest", "answer_interest", "pass_interest", "withdraw_interest"])
def test_foreign_and_signed_out_people_get_nothing(
    client: Client, interest: Interest, rival: User, name: str
) -> None:
    address = reverse(f"marketplace:{name}", args=[interest.public_id])

    assert client.get(address).status_code == 302
    assert factories.client_for(rival).get(address).status_code == 404


def test_the_message_stays_off_the_listings_page(
    client: Client, listing: Listing, interest: Interest
) -> None:
    body = client.get(listing.get_absolute_url()).content.decode()

    assert interest.message not in body
    assert interest.organisation.name_vi not in body
