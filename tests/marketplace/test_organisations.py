"""Organisations: registered with right numbers, verified by an outsider, suspended until a day."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace.domain.organisations import (
    OrganisationFacts,
    add_verification_document,
    change_organisation,
    register_organisation,
)
from marketplace.domain.rules import switch_gates_off
from marketplace.errors import NotSeparated, NotYours, Refusal
from marketplace.models import (
    Identifier,
    JournalEntry,
    Membership,
    Organisation,
    Portal,
    Province,
    Verification,
)
from marketplace.policies import access_attachment
from marketplace.states import OrganisationStatus, Who
from tests.factories import Kind, acting, client_for, make_identifier, make_organisation, next_tax_code

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def facts(**changes) -> OrganisationFacts:
    numbers = changes.pop("numbers", None)
    if numbers is None:
        numbers = {"VN-TIN": next_tax_code()}
    return OrganisationFacts(
        **({"kind": Kind.ENTERPRISE, "name_vi": "Công ty Mới"} | changes), numbers=numbers
    )


def document(name: str = "dang-ky.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


@pytest.fixture
def applicant(stranger, acting):
    """A person without an organisation, as an actor."""
    return acting(stranger)


@pytest.fixture
def waiting(applicant):
    return register_organisation(facts(), by=applicant)


# --- registering ------------------------------------------------------------------------------------
def test_who_registers_becomes_the_owner_and_a_registrar_is_asked(applicant, stranger):
    firm = register_organisation(facts(), by=applicant, statement="Giấy chứng nhận số 1")

    assert firm.status == OrganisationStatus.REGISTERED
    assert Membership.objects.get(user=stranger).role == Who.OWNER
    assert Verification.objects.get(organisation=firm).statement == "Giấy chứng nhận số 1"
    assert JournalEntry.objects.filter(verb="organisation.registered", subject_id=firm.pk).count() == 1


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0100109107", "tax_code_check_digit"),
        ("12345", "tax_code_shape"),
        ("0100109106-000", "tax_code_branch"),
    ],
)
def test_a_wrong_tax_code_is_refused(applicant, typed, code):
    with pytest.raises(Refusal) as refusal:
        register_organisation(facts(numbers={"VN-TIN": typed}), by=applicant)

    assert refusal.value.code == code
    assert not Organisation.objects.exists()


def test_a_tax_code_is_kept_in_its_normal_form(applicant):
    firm = register_organisation(facts(numbers={"VN-TIN": "MST 0100 109 106"}), by=applicant)

    assert firm.identifiers.get().value == "0100109106"


@pytest.mark.parametrize("kind", [Kind.INDIVIDUAL, Kind.HOUSEHOLD])
def test_twelve_digits_are_a_person_s_tax_code(applicant, kind):
    inventor = register_organisation(facts(kind=kind, numbers={"VN-TIN": "001099012345"}), by=applicant)

    assert inventor.identifiers.get().is_personal
    assert inventor.public_identifiers == []


def test_twelve_digits_are_no_firm_s_tax_code(applicant):
    with pytest.raises(Refusal):
        register_organisation(facts(numbers={"VN-TIN": "001099012345"}), by=applicant)


def test_without_a_tax_code_a_firm_of_viet_nam_is_refused(applicant):
    with pytest.raises(Refusal) as refusal:
        register_organisation(facts(numbers={}), by=applicant)

    assert refusal.value.code == "tax_code_missing"


@pytest.mark.parametrize("changes", [{"kind": Kind.AGENCY}, {"is_registered_in_vietnam": False}])
def test_an_agency_or_a_foreign_firm_needs_none(applicant, changes):
    assert register_organisation(facts(numbers={}, **changes), by=applicant).pk


def test_in_a_trial_the_gate_may_be_open(applicant):
    Portal.objects.create(mark=Portal.Mark.TRIAL)
    switch_gates_off("listing_tax_code")

    assert register_organisation(facts(numbers={}), by=applicant).pk


def test_one_number_names_one_organisation_and_the_answer_names_none(applicant, firm):
    taken = firm.identifiers.get().value

    with pytest.raises(Refusal) as refusal:
        register_organisation(facts(numbers={"VN-TIN": taken}), by=applicant)

    assert refusal.value.code == "identifier_taken"
    assert refusal.value.facts == {}
    assert Organisation.objects.count() == 1


def test_a_university_has_numbers_of_other_registers(applicant):
    numbers = {"VN-TIN": next_tax_code(), "ROR": "https://ror.org/02wsd5p50", "VN-MOST": "a 399"}

    university = register_organisation(facts(kind=Kind.UNIVERSITY, numbers=numbers), by=applicant)

    assert university.identifiers.get(scheme="ROR").value == "02wsd5p50"
    assert university.identifiers.get(scheme="VN-MOST").value == "A399"


def test_nobody_registers_a_second_operator(applicant):
    with pytest.raises(Refusal) as refusal:
        register_organisation(facts(kind=Kind.PLATFORM, numbers={}), by=applicant)

    assert refusal.value.code == "kind_closed"


@pytest.mark.parametrize(
    ("staff", "revenue", "capital", "size"),
    [
        (10, 3_000_000_000, None, "micro"),
        (11, 3_000_000_000, None, "small"),
        (10, 3_000_000_001, 3_000_000_000, "micro"),
        (100, 50_000_000_000, None, "small"),
        (200, 200_000_000_001, None, "large"),
        (None, 1, 1, ""),
        (5, None, None, ""),
    ],
)
def test_the_size_follows_from_the_law_s_table(applicant, staff, revenue, capital, size):
    firm = register_organisation(
        facts(
            sector="agri_industry_construction",
            insured_staff=staff,
            revenue_minor=revenue,
            capital_minor=capital,
        ),
        by=applicant,
    )

    assert firm.size == size


def test_the_law_s_classes_are_for_enterprises(applicant):
    figures = {"sector": "trade_services", "insured_staff": 5, "revenue_minor": 1}

    assert register_organisation(facts(kind=Kind.ASSOCIATION, **figures), by=applicant).size == ""


# --- changing --------------------------------------------------------------------------------------------
def test_an_owner_changes_address_and_figures(firm, owner, acting):
    change_organisation(
        firm,
        by=acting(owner),
        address="12 Hàng Bài",
        sector="trade_services",
        insured_staff=5,
        revenue_minor=1,
    )

    firm.refresh_from_db()
    assert (firm.address, firm.size) == ("12 Hàng Bài", "micro")
    entry = JournalEntry.objects.get(verb="organisation.changed")
    assert entry.facts == {"fields": ["address", "insured_staff", "revenue_minor", "sector"]}


@pytest.mark.parametrize(
    "changes",
    [{"name_vi": "Công ty Khác"}, {"domestic_ownership_percent": 10}, {"is_registered_in_vietnam": False},
     {"numbers": {"VN-TIN": "0100109106"}}],
)  # fmt: skip
def test_what_was_verified_stands(firm, owner, acting, changes):
    with pytest.raises(Refusal) as refusal:
        change_organisation(firm, by=acting(owner), **changes)

    assert refusal.value.code == "verified_facts_locked"
    firm.refresh_from_db()
    assert firm.name_vi == "Công ty cổ phần Sao Khuê"
    assert Identifier.objects.filter(organisation=firm).count() == 1


def test_a_registrar_corrects_it(firm, registrar, acting):
    change_organisation(firm, by=acting(registrar), name_vi="Công ty cổ phần Sao Khuê Việt Nam")

    firm.refresh_from_db()
    assert firm.folded == "cong ty co phan sao khue viet nam sao khue jsc"


def test_but_not_that_of_their_own_organisation(firm, registrar, operator, acting):
    Membership.objects.create(user=registrar, organisation=firm, role=Who.EDITOR)

    with pytest.raises(NotSeparated):
        change_organisation(firm, by=acting(registrar, operator), name_vi="Công ty Khác")


@pytest.mark.parametrize("who", ["editor", "rival", "moderator", "stranger"])
def test_nobody_else_changes_it(request, firm, acting, who):
    with pytest.raises(NotYours):
        change_organisation(firm, by=acting(request.getfixturevalue(who)), address="x")


# --- documents -------------------------------------------------------------------------------------------
def test_a_document_is_for_the_registrar_and_the_owner(waiting, stranger, registrar, rival, moderator):
    shown = add_verification_document(waiting, document(), by=acting(stranger, waiting))
    file = shown.attachment

    assert access_attachment(acting(registrar), file.public_id) == file
    assert access_attachment(acting(stranger, waiting), file.public_id) == file
    for other in (rival, moderator):
        with pytest.raises(NotYours):
            access_attachment(acting(other), file.public_id)


def test_after_verification_no_document_is_added(firm, owner, acting):
    with pytest.raises(Refusal) as refusal:
        add_verification_document(firm, document(), by=acting(owner))

    assert refusal.value.code == "verification_closed"


# --- pages -------------------------------------------------------------------------------------------------
def page_of(name, organisation) -> str:
    return reverse(f"marketplace:{name}", args=[organisation.public_id])


def test_a_firm_is_registered_on_the_page(stranger, client_for):
    client = client_for(stranger)
    url = reverse("marketplace:register_organisation", args=["enterprise"])
    form = {
        "name_vi": "Công ty Trang Giấy", "tax_code": "0100109106", "is_registered_in_vietnam": "on",
        "domestic_ownership_percent": "100", "sector": "trade_services", "insured_staff": "9",
        "revenue_minor": "9.000.000.000", "province": Province.objects.first().pk,
    }  # fmt: skip

    answer = client.post(url, form)

    firm = Organisation.objects.get(name_vi="Công ty Trang Giấy")
    assert answer.url == firm.get_absolute_url()
    assert (firm.size, firm.revenue_minor) == ("micro", 9_000_000_000)
    assert client.get(answer.url).status_code == 200


def test_a_wrong_tax_code_on_the_page_keeps_what_was_typed(stranger, client_for):
    url = reverse("marketplace:register_organisation", args=["enterprise"])

    page = client_for(stranger).post(url, {"name_vi": "Công ty Trang Giấy", "tax_code": "0100109107"})

    assert page.status_code == 422
    assert "Công ty Trang Giấy" in page.content.decode()
    assert 'href="#id_tax_code"' in page.content.decode()


@pytest.mark.parametrize(
    "kind", ["agency", "university", "household", "individual", "cooperative", "association"]
)
def test_each_kind_has_its_form(stranger, client_for, kind):
    page = client_for(stranger).get(reverse("marketplace:register_organisation", args=[kind]))

    assert page.status_code == 200
    assert "revenue_minor" not in page.content.decode()


@pytest.mark.parametrize("kind", ["platform", "kingdom"])
def test_there_is_no_form_for_the_operator_or_the_unknown(stranger, client_for, kind):
    assert client_for(stranger).get(f"/vi/organisations/register/{kind}/").status_code == 404


def test_signed_out_one_is_asked_to_sign_in(client, firm):
    for url in (
        reverse("marketplace:register"),
        page_of("change_organisation", firm),
        page_of("members", firm),
    ):
        answer = client.get(url)
        assert answer.status_code == 302
        assert "/account/login/" in answer.url


def test_a_waiting_organisation_is_nobody_else_s_to_see(waiting, client, client_for, rival, moderator):
    assert client.get(waiting.get_absolute_url()).status_code == 404
    assert client_for(rival).get(waiting.get_absolute_url()).status_code == 404
    assert client_for(moderator).get(waiting.get_absolute_url()).status_code == 200


def test_the_public_page_keeps_private_figures_and_personal_numbers(client, firm):
    inventor = make_organisation("Nhóm sáng chế", kind=Kind.INDIVIDUAL)
    make_identifier(inventor, "001099012345")
    Organisation.objects.filter(pk=firm.pk).update(revenue_minor=123_456_789_000)

    assert "123.456.789.000" not in client.get(firm.get_absolute_url()).content.decode()
    assert "001099012345" not in client.get(inventor.get_absolute_url()).content.decode()
    assert firm.identifiers.get().value in client.get(firm.get_absolute_url()).content.decode()


def test_the_directory_finds_names_without_marks(client, firm, university, waiting):
    found = client.get(reverse("marketplace:organisations"), {"q": "truong DAI hoc"}).content.decode()
    everything = client.get(reverse("marketplace:organisations")).content.decode()

    assert university.name_vi in found
    assert firm.name_vi not in found
    assert firm.name_vi in everything
    assert waiting.name_vi not in everything


def test_the_directory_filters_by_kind_and_province(client, firm, university):
    province = Province.objects.first()
    Organisation.objects.filter(pk=firm.pk).update(province=province)

    by_kind = client.get(reverse("marketplace:organisations"), {"kind": "university"}).content.decode()
    by_place = client.get(reverse("marketplace:organisations"), {"province": province.pk}).content.decode()

    assert (university.name_vi in by_kind, firm.name_vi in by_kind) == (True, False)
    assert (university.name_vi in by_place, firm.name_vi in by_place) == (False, True)


def test_lists_ask_the_same_number_of_questions(client, registrar, firm, applicant):
    def questions(browser, url):
        with CaptureQueriesContext(connection) as asked:
            browser.get(url)
        return len(asked)

    directory, queue = reverse("marketplace:organisations"), reverse("marketplace:verification_queue")
    browser = client_for(registrar)
    register_organisation(facts(), by=applicant)
    before = questions(client, directory), questions(browser, queue)
    for _ in range(3):
        make_organisation()
        register_organisation(facts(), by=applicant)

    assert (questions(client, directory), questions(browser, queue)) == before
