"""Documents signed by the portal: one spelling, one signature, and no way to change a letter of it."""

import copy
import json
import stat
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.transparency.canonical import LARGEST_WHOLE, canonical, fingerprint
from marketplace.transparency.signatures import kept_signing_key, read_public_key, read_signing_key

KEY = read_signing_key("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")

letters = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
wholes = st.integers(-LARGEST_WHOLE, LARGEST_WHOLE)
documents = st.recursive(
    st.none() | st.booleans() | wholes | letters,
    lambda part: st.lists(part, max_size=4) | st.dictionaries(letters, part, max_size=4),
    max_leaves=12,
)
objects = st.dictionaries(letters, documents, min_size=1, max_size=4)


# --- one spelling -----------------------------------------------------------------------------
@given(documents)
def test_what_is_spelt_canonically_reads_back_as_itself(document):
    assert json.loads(canonical(document)) == document


@given(documents)
def test_spelling_a_document_twice_changes_nothing(document):
    assert canonical(json.loads(canonical(document))) == canonical(document)


@given(objects)
def test_the_order_in_which_keys_were_written_does_not_matter(document):
    backwards = dict(reversed(list(document.items())))

    assert canonical(backwards) == canonical(document)


def test_the_spelling_is_that_of_rfc_8785():
    document = {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Dalet", "1": "One",
                "\U0001f600": "Smiley", "\u0080": "Control", "\u00f6": "O"}  # fmt: skip

    assert list(json.loads(canonical(document)).values()) == [
        "Carriage Return", "One", "Control", "O", "Euro Sign", "Smiley", "Dalet",
    ]  # fmt: skip


def test_vietnamese_is_written_as_itself_and_without_spaces_between():
    assert canonical({"b": ["Đo được", 79], "a": None}) == '{"a":null,"b":["Đo được",79]}'.encode()


@pytest.mark.parametrize("value", [1.5, float("nan"), Decimal("1.5"), b"raw", {1, 2}, {1: "a"}])
def test_what_has_more_than_one_spelling_is_not_signed(value):
    with pytest.raises(TypeError):
        canonical({"value": value})


@pytest.mark.parametrize("value", [LARGEST_WHOLE + 1, -LARGEST_WHOLE - 1])
def test_a_number_that_other_programs_would_round_is_not_signed(value):
    with pytest.raises(ValueError):
        canonical({"value": value})


def test_half_a_character_is_not_signed():
    with pytest.raises(ValueError):
        canonical({"value": "\ud800"})


def test_the_fingerprint_is_the_hash_of_the_spelling():
    assert fingerprint({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


# --- one signature ------------------------------------------------------------------------------
def test_the_public_key_is_that_of_the_standard():
    # RFC 8032, section 7.1, test 1
    assert KEY.public.hex == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"


@given(objects)
def test_a_signed_document_verifies(document):
    assert KEY.public.verifies(document, KEY.sign(document))


@given(objects, st.data())
def test_a_document_with_one_change_does_not_verify(document, data):
    signature = KEY.sign(document)
    changed = copy.deepcopy(document)
    key = data.draw(st.sampled_from(sorted(changed)))
    changed[key] = data.draw(documents.filter(lambda value: canonical(value) != canonical(document[key])))

    assert not KEY.public.verifies(changed, signature)


@given(objects, st.integers(0, 63), st.integers(1, 255))
def test_a_signature_with_one_changed_byte_does_not_verify(document, place, change):
    raw = bytearray.fromhex(KEY.sign(document))
    raw[place] ^= change

    assert not KEY.public.verifies(document, raw.hex())


def test_another_key_does_not_verify():
    other = read_signing_key("11" * 32)

    assert not other.public.verifies({"a": 1}, KEY.sign({"a": 1}))
    assert other.public.key_id != KEY.public.key_id


@pytest.mark.parametrize("signature", ["", "zz" * 64, "00" * 63, "00" * 64])
def test_what_is_no_signature_does_not_verify(signature):
    assert not KEY.public.verifies({"a": 1}, signature)


def test_a_document_that_cannot_be_spelt_does_not_verify():
    assert not KEY.public.verifies({"a": 1.5}, "00" * 64)


# --- keys -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("read", [read_public_key, read_signing_key])
@pytest.mark.parametrize("text", ["", "12", "g" * 64, "1" * 65])
def test_a_key_that_is_none_is_refused_without_repeating_it(read, text):
    with pytest.raises(ValueError) as refused:
        read(text)

    assert text == "" or text not in str(refused.value)


def test_a_laptop_makes_its_key_once_and_keeps_it_to_itself(tmp_path):
    path = tmp_path / "var" / "passport-signing.key"

    first = kept_signing_key(path)

    assert kept_signing_key(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["passport-signing.key"]


def test_a_private_key_is_never_printed():
    assert KEY.private.hex() not in repr(KEY)


def test_the_public_key_is_also_given_as_openssl_reads_it():
    assert KEY.public.pem.startswith("-----BEGIN PUBLIC KEY-----\n")
