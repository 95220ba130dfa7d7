"""Legal moves: the table allows what it says and nothing else; of two at once, one wins."""

from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.utils.module_loading import import_string
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.moves import advance
from marketplace.errors import ChangedMeanwhile, IllegalMove
from marketplace.models import Organisation
from marketplace.phrases import ORGANISATION_REASONS
from marketplace.states import INTEREST_MOVES, LISTING_MOVES, ORGANISATION_MOVES, Moves, Who, row
from tests.factories import make_organisation

TABLES = [import_string(path) for path in settings.MOVES]
ROLES = [role.value for role in Who]
SUSPEND = ORGANISATION_MOVES.find("suspend_organisation", "verified", by={Who.REGISTRAR})


@given(st.sampled_from(TABLES), st.data())
def test_a_move_is_found_exactly_when_its_row_allows_it(table: Moves, data):
    verb = data.draw(st.sampled_from(table.verbs()))
    before = data.draw(st.sampled_from(table.states()))
    by = data.draw(st.sets(st.sampled_from(ROLES)))
    method = data.draw(st.sampled_from(["", "ordering", "call"]))
    rows = [
        move for move in table if (move.verb, move.before) == (verb, before) and move.is_open_to(by, method)
    ]

    if rows:
        assert table.find(verb, before, by=by, method=method) == rows[0]
    else:
        with pytest.raises(IllegalMove):
            table.find(verb, before, by=by, method=method)


@given(st.sampled_from(TABLES), st.data())
def test_every_exit_shown_can_be_taken(table: Moves, data):
    before = data.draw(st.sampled_from(table.states()))
    by = data.draw(st.sets(st.sampled_from(ROLES)))

    for move in table.exits(before, by=by):
        assert table.find(move.verb, before, by=by) == move


@given(st.sampled_from(TABLES), st.data())
def test_without_a_role_nothing_moves(table: Moves, data):
    assert table.exits(data.draw(st.sampled_from(table.states())), by=set()) == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_row_says_who_and_why(table: Moves):
    for move in table:
        assert move.who
        assert move.because
        assert move.verb


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_state_is_reached_from_the_first(table: Moves):
    reached = {table.states()[0]}
    for _ in table:
        reached |= {move.after for move in table if move.before in reached}

    assert reached == set(table.states())


def test_one_verb_leaves_one_state_once():
    with pytest.raises(ValueError, match="only once"):
        Moves(
            "Thing",
            row("a", "b", Who.OWNER, verb="go", because="x"),
            row("a", "c", Who.OWNER, verb="go", because="x"),
        )


@pytest.mark.parametrize(
    "table", [ORGANISATION_MOVES, LISTING_MOVES, INTEREST_MOVES], ids=lambda table: table.name
)
def test_nothing_here_cites_the_law_of_bidding(table: Moves):
    assert all(move.because.startswith("platform policy: ") for move in table)


def test_an_organisation_s_reasons_can_be_translated():
    assert {move.because for move in ORGANISATION_MOVES} <= set(ORGANISATION_REASONS)


# --- taking one -----------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_second_of_two_loses_and_nothing_is_written():
    firm = make_organisation()
    same = Organisation.objects.get(pk=firm.pk)
    advance(firm, SUSPEND, suspended_until="2031-01-01", status_reason="first")

    with pytest.raises(ChangedMeanwhile):
        advance(same, SUSPEND, suspended_until="2032-01-01", status_reason="second")

    firm.refresh_from_db()
    assert firm.status_reason == "first"


@pytest.mark.django_db(transaction=True)
def test_a_move_outside_a_transaction_is_a_bug():
    with pytest.raises(RuntimeError):
        advance(make_organisation(), SUSPEND)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_wins():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL (DATABASE_URL)")
    firm = make_organisation()
    start, answers = Barrier(2), []

    def go() -> None:
        mine = Organisation.objects.get(pk=firm.pk)
        try:
            start.wait()
            with transaction.atomic():
                advance(mine, SUSPEND, suspended_until="2031-01-01")
            answers.append("won")
        except ChangedMeanwhile:
            answers.append("lost")
        finally:
            connections.close_all()

    threads = [Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["lost", "won"]
