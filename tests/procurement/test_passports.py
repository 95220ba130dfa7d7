"""The passport: a whitelist of facts, signed once, checked by anyone, and the way to a second buyer."""

import copy
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from marketplace.errors import NotYours, Refusal
from marketplace.models import JournalEntry, Organisation, User
from marketplace.policies import CLOCK_ACTOR
from marketplace.states import OrganisationStatus
from marketplace.transparency.signatures import read_signing_key
from procurement.domain import passport_fields
from procurement.domain.contracts import terminate_contract
from procurement.domain.milestones import accept_milestone, accept_partly, earliest_cure, refuse_milestone
from procurement.domain.passports import (
    order_from_passport,
    public_key,
    signed_document,
    verify_document,
    verify_passport,
    verify_text,
)
from procurement.domain.reviews import close_review
from procurement.models import Order, Passport
from procurement.states import OrderStatus
from tests import factories
from tests.procurement.deliveries import (
    accept_all,
    completed_order,
    contract_in_force,
    deliver,
    first_milestone,
    fresh,
    measure,
    opened_review,
    passport_of,
)
from tests.procurement.factories import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def passport(people: People) -> Passport:
    return passport_of(people)


def words_in(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


# --- what it says ---------------------------------------------------------------------------------------
def test_a_completed_order_gets_a_numbered_passport(passport: Passport) -> None:
    payload = passport.payload

    assert passport.number == f"HC-{passport.issued_at.year}-000001"
    assert (payload["type"], payload["status"]) == ("first-customer-passport", "completed")
    assert payload["price"] == {"minor": 440_000_000, "currency": "VND"}
    assert payload["satisfaction"] == {
        "answers": 6, "mean": "4.3", "spread": {"5": 3, "4": 2, "3": 1, "2": 0, "1": 0},
    }  # fmt: skip
    assert [(stop["outcome"], stop["handovers"][0]["measured"]) for stop in payload["milestones"]] == [
        ("full", "18.4"),
        ("full", "18.4"),
    ]


def test_its_fields_are_a_whitelist(passport: Passport) -> None:
    assert set(passport.payload) == set(passport_fields.Payload.__annotations__)


def test_it_names_units_and_roles_but_never_a_person(passport: Passport, people: People) -> None:
    words = words_in(passport.payload)

    for person in (people.officer, people.approver, people.owner, people.verifier):
        assert person.name not in words
        assert person.email not in words
    assert people.agency.name_vi in words
    assert "Viện Đo lường Môi trường" in words


def test_it_carries_no_users_words_and_no_words_of_the_offer(passport: Passport) -> None:
    words = words_in(passport.payload)

    for secret in ("Nên báo thêm", "Giữ nguyên giá", "Đã lắp 40 trạm", "500000000", "giá trị"):
        assert secret not in words


def test_a_citizens_own_number_is_left_out(people: People, firm: Organisation) -> None:
    firm.identifiers.all().delete()
    factories.make_identifier(firm, "001299012345")

    assert passport_of(people).payload["supplier"]["identifier"] == ""


def test_under_five_answers_it_gives_the_count_alone_and_says_so(people: People) -> None:
    payload = passport_of(people, scores=(5, 4)).payload

    assert payload["satisfaction"] == {"answers": 2, "mean": None, "spread": None}
    assert "few_answers" in payload["caveats"]


def test_refused_and_part_accepted_deliveries_are_told(people: People) -> None:
    contract, officer = contract_in_force(people), people.who("officer")
    milestone = first_milestone(contract)
    deliver(milestone, people)
    measure(milestone, people, "36")
    refuse_milestone(fresh(milestone), by=officer, reasons="Chưa đạt.", cure_until=earliest_cure())
    deliver(milestone, people)
    measure(milestone, people, "31")
    accept_partly(fresh(milestone), by=officer, accepted_minor=150_000_000, reasons="Gần đạt.")
    contract.refresh_from_db()

    terminate_contract(contract, by=people.who("approver"), reasons="Hai bên đồng ý dừng.")

    payload = Passport.objects.get().payload
    assert payload["status"] == "terminated"
    assert {"terminated", "refused", "partial", "few_answers"} <= set(payload["caveats"])
    first, second = payload["milestones"]
    assert [(part["measured"], part["outcome"]) for part in first["handovers"]] == [
        ("36", "refused"),
        ("31", "partial"),
    ]
    assert (first["outcome"], second["outcome"], second["handovers"]) == ("partial", "ended", [])


def test_an_order_gets_one_passport(people: People) -> None:
    order = completed_order(people)

    assert Passport.objects.filter(order=order).count() == 1
    entry = JournalEntry.objects.get(verb="passport.issued")
    assert (entry.subject_id, entry.facts["passport"]) == (order.pk, order.own_passport.number)


# --- that it cannot be changed ----------------------------------------------------------------------------
def test_a_fresh_passport_verifies(passport: Passport) -> None:
    stored = Passport.objects.get(pk=passport.pk)

    assert verify_passport(stored).state == "verified"
    assert verify_text(words_in(signed_document(stored)), public_key()).number == passport.number


def test_rows_of_passports_are_written_once(passport: Passport) -> None:
    with pytest.raises(TypeError):
        Passport.objects.filter(pk=passport.pk).update(signature="")
    with pytest.raises(TypeError):
        Passport.objects.filter(pk=passport.pk).delete()


def test_a_row_changed_behind_the_portals_back_no_longer_verifies(passport: Passport) -> None:
    payload = passport.payload | {"price": {"minor": 1, "currency": "VND"}}
    Passport._base_manager.filter(pk=passport.pk).update(payload=payload)

    assert verify_passport(Passport.objects.get(pk=passport.pk)).state == "altered"


def test_another_passports_signed_words_do_not_pass_under_this_number(passport: Passport) -> None:
    Passport._base_manager.filter(pk=passport.pk).update(number="HC-2026-999999")

    assert verify_passport(Passport.objects.get(pk=passport.pk)).state == "altered"


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every leaf of a document."""
    parts = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    )
    if parts is None:
        return [path]
    return [place for key, part in parts for place in places(part, (*path, key))]


@effort(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_whatever_leaf_is_changed_the_document_is_altered(passport: Passport, data: st.DataObject) -> None:
    document = copy.deepcopy(signed_document(passport))
    *way, last = data.draw(st.sampled_from(places(document["passport"])))
    inside = document["passport"]
    for key in way:
        inside = inside[key]
    inside[last] = data.draw((st.text() | st.integers()).filter(lambda value: value != inside[last]))

    assert not verify_document(document, public_key()).is_verified


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", "{" * 90_000, "1" * 5000, '{"passport": {}, "proof": {}}', "\x00"]
)
def test_what_is_no_passport_is_unreadable(text: str) -> None:
    assert verify_text(text, public_key()).state == "unreadable"


def test_a_key_written_twice_is_unreadable(passport: Passport) -> None:
    text = words_in(signed_document(passport)).replace('"status": ', '"status": "completed", "status": ', 1)

    assert verify_text(text, public_key()).state == "unreadable"


def test_a_document_of_another_portal_has_an_unknown_key(passport: Passport) -> None:
    stranger = read_signing_key("22" * 32)
    document = signed_document(passport)
    document["proof"] |= {"key_id": stranger.public.key_id, "signature": stranger.sign(passport.payload)}

    assert verify_document(document, public_key()).state == "unknown_key"
    assert verify_document(document, stranger.public).state == "verified"


# --- with other software ------------------------------------------------------------------------------------
@pytest.fixture
def file(passport: Passport, tmp_path: Path) -> Path:
    path = tmp_path / f"{passport.number}.json"
    path.write_text(json.dumps(signed_document(passport), ensure_ascii=False, indent=2), encoding="utf-8")
    return path


def test_the_command_says_yes_to_the_document_and_no_to_a_changed_one(file: Path) -> None:
    out = StringIO()
    call_command("verify_passport", str(file), stdout=out)
    file.write_text(file.read_text(encoding="utf-8").replace("440000000", "44000000"), encoding="utf-8")

    with pytest.raises(CommandError) as refused:
        call_command("verify_passport", str(file))

    assert out.getvalue().startswith("Verified: passport HC-")
    assert refused.value.returncode == 1
    assert str(refused.value).startswith("Altered")


@pytest.mark.parametrize("key", ["33" * 32, "no key"])
def test_the_command_trusts_the_key_that_it_was_given(file: Path, key: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("verify_passport", str(file), key=key)

    assert refused.value.returncode == 1


def test_the_command_refuses_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("verify_passport", str(tmp_path / "nothing.json"))


def documented(language: str) -> str:
    """The first block of this language in docs/passport.md: what a stranger is told to type."""
    text = (Path(settings.BASE_DIR) / "docs" / "passport.md").read_text(encoding="utf-8")
    return text.partition(f"```{language}\n")[2].partition("```")[0]


@pytest.mark.parametrize(
    ("language", "command"),
    [
        pytest.param(
            "sh", ["sh"], marks=pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl")
        ),
        ("python", [sys.executable, "-"]),
    ],
)
def test_a_passport_verifies_with_other_software_as_the_documentation_says(
    file: Path, language: str, command: list[str]
) -> None:
    file = file.rename(file.with_name("passport.json"))
    file.with_name("key.pem").write_text(public_key().pem)

    def check() -> int:
        typed = documented(language).encode()
        return subprocess.run(
            command, cwd=file.parent, input=typed, check=False, capture_output=True
        ).returncode

    whole = check()
    file.write_text(file.read_text(encoding="utf-8").replace("18.4", "18.3"), encoding="utf-8")

    assert (whole, check()) == (0, 1)


# --- the second buyer ---------------------------------------------------------------------------------------
def test_another_agency_gets_a_filled_draft_and_every_approval_stays(
    passport: Passport, second_officer: User, second_agency: Organisation
) -> None:
    order = order_from_passport(passport, by=factories.acting(second_officer))

    assert (order.organisation, order.status, order.number) == (second_agency, OrderStatus.DRAFT, None)
    first = passport.order
    for name in ("title", "metric", "unit", "direction", "target", "measuring", "technology", "quantity"):
        assert getattr(order, name) == getattr(first, name)
    assert (order.passport, order.listing, order.baseline, order.problem) == (
        passport,
        first.listing,
        None,
        "",
    )
    assert (order.approved_by, order.verifier, order.supplier) == (None, None, None)


@pytest.mark.parametrize("person", ["owner", "approver", "verifier"])
def test_nobody_but_an_agencys_officer_orders_from_a_passport(
    passport: Passport, people: People, person: str
) -> None:
    with pytest.raises(NotYours):
        order_from_passport(passport, by=people.who(person))


def test_an_agency_that_is_not_verified_orders_nothing(
    passport: Passport, second_officer: User, second_agency: Organisation
) -> None:
    second_agency.status = OrganisationStatus.REGISTERED
    second_agency.save(update_fields=["status"])

    with pytest.raises(Refusal) as refused:
        order_from_passport(passport, by=factories.acting(second_officer))

    assert refused.value.code == "organisation_not_verified"
    assert Order.objects.count() == 1


def test_a_closed_review_by_the_clock_also_issues_it(people: People, days_pass: Callable[..., None]) -> None:
    review = opened_review(accept_all(contract_in_force(people), people), people)
    days_pass(60)

    close_review(review, by=CLOCK_ACTOR)

    assert Passport.objects.get().payload["satisfaction"]["answers"] == 0


def test_an_accepted_milestone_alone_issues_nothing(people: People) -> None:
    milestone = first_milestone(contract_in_force(people))
    deliver(milestone, people)
    measure(milestone, people, "20")

    accept_milestone(fresh(milestone), by=people.who("officer"))

    assert not Passport.objects.exists()
