"""A code is stored in one form only, and a mistyped one is found by its check digit."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from marketplace.errors import Refusal
from marketplace.identifiers import (
    Identifier,
    orcid_check_digit,
    read_identifier,
    read_orcid,
    read_personal_tax_code,
    read_ror,
    read_tax_code,
    ror_check_digits,
    tax_check_digit,
)

nine_digits = st.from_regex(r"[0-9]{9}", fullmatch=True)


def refusal_of(read, text):
    with pytest.raises(Refusal) as refusal:
        read(text)
    return refusal.value.code


# Codes of real organisations, from the register and from org-id.guide: only here, never in the demo.
@pytest.mark.parametrize(
    "text",
    ["0100109106", "0100233488", "0101248141", "0314409058-002", "0300588569", "0100686209"],
)
def test_codes_of_real_organisations_are_read(text):
    assert read_tax_code(text) == Identifier("VN-TIN", text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0100109107", "tax_code_check_digit"),
        ("0100000000", "tax_code_check_digit"),
        ("0314409058-000", "tax_code_branch"),
        ("010010910", "tax_code_shape"),
        ("079201001234", "tax_code_shape"),
        ("01001O9106", "tax_code_shape"),
        ("", "tax_code_shape"),
        ("٠١٠٠١٠٩١٠٦", "tax_code_shape"),
    ],
)
def test_a_wrong_tax_code_is_refused_with_its_reason(text, code):
    assert refusal_of(read_tax_code, text) == code


@pytest.mark.parametrize(
    "text", ["0314409058002", " 0314 409 058 - 002 ", "VN-TIN-0314409058-002", "MST: 0314409058–002"]
)
def test_every_way_to_write_a_tax_code_gives_one_form(text):
    assert read_tax_code(text).code == "0314409058-002"
    assert str(read_tax_code(text)) == "VN-TIN-0314409058-002"


@given(nine_digits, st.integers(1, 9))
def test_one_wrong_check_digit_is_always_found(first, wrong_by):
    check = tax_check_digit(first)
    assume(check != 10 and first[2:] != "0000000")

    assert read_tax_code(f"{first}{check}").code == f"{first}{check}"
    assert refusal_of(read_tax_code, f"{first}{(check + wrong_by) % 10}") == "tax_code_check_digit"


@pytest.mark.parametrize("first", ["010010916", "010010928", "010010941"])
def test_nine_digits_without_a_check_digit_begin_no_code(first):
    assert tax_check_digit(first) == 10
    assert {refusal_of(read_tax_code, f"{first}{last}") for last in range(10)} == {"tax_code_check_digit"}


@given(nine_digits, st.integers(0, 8), st.integers(1, 9))
def test_one_mistyped_digit_is_always_found(first, place, wrong_by):
    check = tax_check_digit(first)
    assume(check != 10 and first[2:] != "0000000")
    other = str((int(first[place]) + wrong_by) % 10)

    assert (
        refusal_of(read_tax_code, f"{first[:place]}{other}{first[place + 1 :]}{check}")
        == "tax_code_check_digit"
    )


def test_a_person_or_household_may_give_twelve_digits_or_an_older_code():
    assert read_personal_tax_code("079 201 001 234").code == "079201001234"
    assert read_personal_tax_code("0100109106").code == "0100109106"


@pytest.mark.parametrize("text", ["000000000000", "07920100123", "0792010012345"])
def test_a_wrong_personal_tax_code_is_refused(text):
    assert refusal_of(read_personal_tax_code, text) in {"personal_tax_code_shape", "tax_code_check_digit"}


def test_only_a_twelve_digit_tax_code_is_personal():
    assert read_personal_tax_code("079201001234").is_personal
    assert not read_tax_code("0100109106").is_personal


@pytest.mark.parametrize(
    "text", ["0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097", "0000000218250097"]
)
def test_an_orcid_is_read_with_or_without_its_address(text):
    assert read_orcid(text) == Identifier("ORCID", "0000-0002-1825-0097")


def test_an_orcid_may_end_in_x():
    assert read_orcid("0000-0002-1694-233x").code == "0000-0002-1694-233X"


@given(st.from_regex(r"[0-9]{15}", fullmatch=True), st.integers(0, 14), st.integers(1, 9))
def test_one_mistyped_digit_of_an_orcid_is_always_found(digits, place, wrong_by):
    check = orcid_check_digit(digits)
    other = str((int(digits[place]) + wrong_by) % 10)

    assert read_orcid(digits + check)
    assert (
        refusal_of(read_orcid, f"{digits[:place]}{other}{digits[place + 1 :]}{check}") == "orcid_check_digit"
    )


def test_what_is_no_orcid_is_refused_by_its_shape():
    assert refusal_of(read_orcid, "0000-0002-1825") == "orcid_shape"


@pytest.mark.parametrize("text", ["03yrm5c26", "02twcfp32", "https://ror.org/04wxnsj81", "ROR.org/04WXNSJ81"])
def test_ror_ids_of_real_institutions_are_read(text):
    assert read_ror(text).code == text.lower().rpartition("/")[2]


@given(st.from_regex(r"0[0-9a-hjkmnp-tv-z]{6}", fullmatch=True), st.integers(1, 96))
def test_wrong_check_digits_of_a_ror_are_always_found(first, wrong_by):
    check = ror_check_digits(first)
    other = (int(check) - 2 + wrong_by) % 97 + 2

    assert read_ror(first + check)
    assert refusal_of(read_ror, f"{first}{other:02d}") == "ror_check_digit"


def test_what_is_no_ror_is_refused_by_its_shape():
    assert refusal_of(read_ror, "https://ror.org/nothing") == "ror_shape"


def test_a_scheme_finds_its_reader():
    assert read_identifier("VN-TIN", "0100109106") == read_tax_code("0100109106")
    assert str(read_identifier("VN-MOST", "a399")) == "VN-MOST-A399"
    assert refusal_of(lambda text: read_identifier("GB-COH", text), "1") == "scheme_unknown"
    assert refusal_of(lambda text: read_identifier("VN-MOST", text), "399") == "registration_shape"
