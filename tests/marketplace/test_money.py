"""Money is exact: nothing is lost in sharing, currencies never meet, what was typed is read or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.errors import Refusal
from marketplace.money import LARGEST_AMOUNT, Money, parse_dong, total

amounts = st.integers(-(10**15), 10**15)
weights = st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any)


@given(amounts, weights)
def test_a_split_loses_nothing(minor, weights):
    assert sum(part.minor for part in Money(minor).split(weights)) == minor


@given(amounts, weights)
def test_each_part_of_a_split_is_within_one_dong_of_its_exact_share(minor, weights):
    for part, weight in zip(Money(minor).split(weights), weights, strict=True):
        assert abs(part.minor * sum(weights) - minor * weight) < sum(weights)


@given(amounts, weights)
def test_who_weighs_nothing_gets_nothing(minor, weights):
    parts = Money(minor).split(weights)

    assert [part.minor for part, weight in zip(parts, weights, strict=True) if weight == 0] == [
        0 for weight in weights if weight == 0
    ]


def test_the_odd_dong_goes_to_the_earlier_of_equal_parts():
    assert [part.minor for part in Money(100).split([1, 1, 1])] == [34, 33, 33]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [3, -1]])
def test_weights_that_share_nothing_are_refused(weights):
    with pytest.raises(ValueError):
        Money(100).split(weights)


@given(amounts, amounts)
def test_adding_and_taking_away_return_to_the_start(first, second):
    assert Money(first) + Money(second) - Money(second) == Money(first)


@given(amounts, amounts)
def test_amounts_are_ordered_as_their_numbers(first, second):
    assert (Money(first) < Money(second)) == (first < second)
    assert (Money(first) >= Money(second)) == (first >= second)


@given(amounts, st.integers(0, 10_000))
def test_a_share_is_the_nearest_whole_dong(minor, basis_points):
    share = Money(minor).share(basis_points).minor

    assert abs(share * 10_000 - minor * basis_points) <= 5_000


@pytest.mark.parametrize(
    ("minor", "basis_points", "share"),
    [(1_000_000, 1000, 100_000), (1, 5000, 1), (-1, 5000, -1), (3, 3333, 1), (0, 1000, 0)],
)
def test_halves_are_rounded_away_from_nothing(minor, basis_points, share):
    assert Money(minor).share(basis_points) == Money(share)


def test_two_currencies_never_meet():
    dong, dollars = Money(1), Money(1, "USD")

    for meeting in (lambda: dong + dollars, lambda: dong - dollars, lambda: dong < dollars):
        with pytest.raises(ValueError):
            meeting()
    assert dong != dollars


@pytest.mark.parametrize("amount", [1.0, "1", True, None])
def test_money_is_made_of_whole_numbers_only(amount):
    with pytest.raises(TypeError):
        Money(amount)


def test_an_unknown_currency_is_refused():
    with pytest.raises(ValueError):
        Money(1, "XXX")


def test_money_times_half_is_refused():
    with pytest.raises(TypeError):
        Money(3) * 0.5
    assert Money(3) * 2 == 2 * Money(3) == Money(6)


def test_zero_is_asked_for_by_name():
    with pytest.raises(TypeError):
        bool(Money(0))
    assert Money(0).is_zero


def test_the_sum_of_nothing_is_zero_dong():
    assert total([]) == Money(0)
    assert total([Money(1), Money(2)]) == Money(3)


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money(1_234_567), "1.234.567\u00a0₫"),
        (Money(0), "0\u00a0₫"),
        (Money(-1_000), "-1.000\u00a0₫"),
        (Money(123_456, "USD"), "1.234,56\u00a0US$"),
        (Money(5, "EUR"), "0,05\u00a0€"),
        (Money(1_234, "JPY"), "1.234\u00a0¥"),
    ],
)
def test_money_reads_as_viet_nam_writes_it(money, text):
    assert str(money) == text


@given(st.integers(0, LARGEST_AMOUNT))
def test_what_is_written_can_be_read_back(minor):
    assert parse_dong(str(Money(minor))) == minor


@pytest.mark.parametrize(
    "typed",
    [
        "1234567",
        "1.234.567",
        "1 234 567",
        "1,234,567",
        "1\u202f234\u202f567",
        " 1.234.567 ₫ ",
        "1.234.567 đồng",
        "1234567đ",
        "1.234.567 VND",
        "1.234.567 vnđ",
    ],
)
def test_every_usual_way_to_type_dong_is_read(typed):
    assert parse_dong(typed) == 1_234_567


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "amount_missing"),
        ("  ₫ ", "amount_missing"),
        ("1.5", "amount_not_whole"),
        ("1,5", "amount_not_whole"),
        ("1.234.567,8", "amount_not_whole"),
        ("12.34.567", "amount_not_number"),
        ("1.234,567.890", "amount_not_number"),
        ("1e9", "amount_not_number"),
        ("10^18", "amount_not_number"),
        ("một triệu", "amount_not_number"),
        ("１２３", "amount_not_number"),
        ("-1", "amount_negative"),
        ("−1.000", "amount_negative"),
        ("1000000000000000000", "amount_too_large"),
        ("1.000.000.000.000.001", "amount_too_large"),
        ("9" * 5000, "amount_too_large"),
    ],
)
def test_what_is_no_amount_of_dong_is_refused_with_its_reason(typed, code):
    with pytest.raises(Refusal) as refusal:
        parse_dong(typed)

    assert refusal.value.code == code


def test_a_field_may_ask_for_more_than_nothing_or_allow_less():
    with pytest.raises(Refusal) as refusal:
        parse_dong("0", smallest=1)

    assert refusal.value.code == "amount_too_small"
    assert parse_dong("-5", smallest=-10) == -5


@given(st.text(max_size=30))
def test_whatever_is_typed_is_read_in_bounds_or_refused(typed):
    try:
        amount = parse_dong(typed)
    except Refusal as refusal:
        outcome = refusal.code.startswith("amount_")
    else:
        outcome = 0 <= amount <= LARGEST_AMOUNT

    assert outcome
