"""The journal: written once, by the verb itself, carried to whoever listens, and read by auditors."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.domain import journal
from marketplace.domain.clock import now
from marketplace.models import Delivery, JournalEntry
from marketplace.phrases import verb_phrase
from marketplace.policies import NOBODY
from tests.factories import acting, client_for, make_organisation

pytestmark = pytest.mark.django_db
JOURNAL = "/vi/journal/"


@pytest.fixture
def heard():
    """What a listener to `test.` heard, in order."""
    calls: list[str] = []
    journal.subscribe("test.", "listener_of_tests", lambda entry: calls.append(entry.verb))
    yield calls
    journal._subscriptions.pop("listener_of_tests")


def note(subject, verb="test.happened", **also) -> JournalEntry:
    with transaction.atomic():
        return journal.record(verb, subject, by=also.pop("by", NOBODY), **also)


# --- written once ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "statement",
    ["UPDATE marketplace_journalentry SET verb = 'x'", "DELETE FROM marketplace_journalentry"],
)
def test_sql_cannot_change_or_delete_an_entry(firm, statement):
    entry = note(firm)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert JournalEntry.objects.get(pk=entry.pk).verb == "test.happened"


def test_nor_can_the_models(firm):
    entry = note(firm)

    with pytest.raises(TypeError):
        JournalEntry.objects.filter(pk=entry.pk).update(verb="x")
    with pytest.raises(TypeError):
        JournalEntry.objects.filter(pk=entry.pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save()


def test_an_entry_dies_with_its_verb(firm):
    def verb_that_fails() -> None:
        with transaction.atomic():
            journal.record("test.happened", firm, by=NOBODY)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        verb_that_fails()

    assert not JournalEntry.objects.filter(verb="test.happened").exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded():
    with pytest.raises(RuntimeError):
        journal.record("test.happened", make_organisation(), by=NOBODY)


# --- carried ----------------------------------------------------------------------------------------------
def test_a_listener_hears_each_entry_once(firm, heard, deliver_all):
    note(firm)
    deliver_all()
    deliver_all()

    assert heard == ["test.happened"]


def test_it_hears_only_its_prefix(firm, heard, deliver_all):
    note(firm, verb="other.happened")
    deliver_all()

    assert heard == []


def test_the_sweep_repeats_what_a_crash_left_behind(firm, heard, days_pass):
    entry = note(firm)
    Delivery.objects.filter(entry=entry).update(claimed_at=now())  # claimed, then the worker died

    at_once = journal.sweep()
    days_pass(hours=1)
    later = journal.sweep()

    assert (at_once, later) == (0, Delivery.objects.filter(entry=entry).count())
    assert heard == ["test.happened"]
    assert not Delivery.objects.filter(entry=entry, done_at=None).exists()


def test_a_listener_that_fails_holds_up_nobody(firm, heard, days_pass):
    def fail(entry):
        raise ZeroDivisionError

    journal.subscribe("test.", "failing_listener", fail)
    try:
        entry = note(firm)
        days_pass(hours=1)
        journal.sweep()
    finally:
        journal._subscriptions.pop("failing_listener")

    assert heard == ["test.happened"]
    assert Delivery.objects.get(entry=entry, listener="failing_listener").done_at is None


# --- read --------------------------------------------------------------------------------------------------
def history(subject, actor) -> str:
    return Template("{% load history %}{% timeline_of subject %}").render(
        Context({"subject": subject, "actor": actor})
    )


def test_a_history_says_what_when_by_whom_and_why(firm, registrar, operator):
    note(
        firm, "organisation.suspended", by=acting(registrar), before="verified", after="suspended",
        because="platform policy: suspension has a reason and an end",
    )  # fmt: skip

    text = history(firm, NOBODY)

    assert str(operator) in text
    assert registrar.name not in text
    assert "<time" in text
    assert str(firm.Status.SUSPENDED.label) in text


def test_what_is_not_public_is_for_its_own_people(firm, owner, rival, auditor):
    note(firm, "member.joined", public=False)
    word = verb_phrase("member.joined")

    assert word in history(firm, acting(owner))
    assert word in history(firm, acting(auditor))
    assert word not in history(firm, acting(rival))
    assert word not in history(firm, NOBODY)


def test_what_is_hidden_is_hidden_from_all(firm, owner, auditor):
    note(firm, "organisation.restored", hidden_until=now() + timedelta(days=1))
    for actor in (acting(owner), acting(auditor), NOBODY):
        assert verb_phrase("organisation.restored") not in history(firm, actor)
    shown = client_for(auditor).get(JOURNAL, {"verb": "organisation."}).context["page"]
    assert list(shown) == []


@pytest.mark.parametrize("who", ["auditor", "registrar", "moderator"])
def test_the_operator_s_people_read_the_journal(request, firm, who):
    note(firm, "member.joined", public=False)

    page = client_for(request.getfixturevalue(who)).get(JOURNAL)

    assert page.status_code == 200
    assert "member.joined" in page.content.decode()


@pytest.mark.parametrize("who", ["owner", "officer", "approver", "stranger"])
def test_nobody_else_does(request, who):
    assert client_for(request.getfixturevalue(who)).get(JOURNAL).status_code == 404


def test_signed_out_one_is_asked_to_sign_in(client):
    assert client.get(reverse("marketplace:journal")).status_code == 302


def test_the_journal_is_filtered_by_what_and_by_whom(firm, owner, second_firm, rival, auditor):
    note(firm, "organisation.changed", by=acting(owner))
    note(second_firm, "member.joined", by=acting(rival))
    client = client_for(auditor)

    def codes(**wanted) -> list[str]:
        return [entry.verb for entry in client.get(JOURNAL, wanted).context["page"]]

    assert codes(verb="organisation.") == ["organisation.changed"]
    assert codes(verb="member.joined") == ["member.joined"]
    assert codes(organisation="sao khue") == ["organisation.changed"]


def test_a_page_of_the_journal_asks_the_same_number_of_questions(firm, owner, auditor):
    client = client_for(auditor)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(JOURNAL)
        return len(asked)

    note(firm, by=acting(owner))
    before = questions()
    note(firm, by=acting(owner))
    note(firm, by=acting(owner))

    assert questions() == before
