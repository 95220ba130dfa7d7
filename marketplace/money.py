"""Money: whole minor units of one currency, exact, and a sum shared is a sum kept.

Pure: no framework, no floats. A dong has no smaller unit, so an amount in dong is its number.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import total_ordering
from types import MappingProxyType
from typing import Final

from marketplace.errors import Refusal

# Digits after the decimal separator. Source: ISO 4217, list one, column "Mnr unt"
# (maintenance agency: www.six-group.com/en/products-services/financial-information/data-standards.html).
EXPONENTS: Final[Mapping[str, int]] = MappingProxyType({"VND": 0, "JPY": 0, "KRW": 0, "USD": 2, "EUR": 2})
SIGNS: Final[Mapping[str, str]] = MappingProxyType(
    {"VND": "₫", "JPY": "¥", "KRW": "₩", "USD": "US$", "EUR": "€"}
)

NO_BREAK_SPACE: Final = "\u00a0"
BASIS_POINTS: Final = 10_000  # one hundred per cent

# Fifteen figures: far above any order, and still exact in a spreadsheet or a browser (2**53).
LARGEST_AMOUNT: Final = 10**15

_GROUP_MARKS: Final = " .,\u00a0\u202f\u2009"
_GROUPED: Final = re.compile(rf"[0-9]{{1,3}}([{_GROUP_MARKS}])[0-9]{{3}}(?:\1[0-9]{{3}})*")
_FRACTION: Final = re.compile(rf"(?:[0-9]+|{_GROUPED.pattern})[.,][0-9]+")
_CURRENCY_WORDS: Final = re.compile(r"(?:₫|đồng|đ|vnđ|vnd)\.?$", re.IGNORECASE)


@total_ordering
@dataclass(frozen=True)
class Money:
    """An amount of one currency, in its minor units (dong, cents). Two currencies never meet."""

    minor: int
    currency: str = "VND"

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError(f"money counts whole minor units, not {type(self.minor).__name__}")
        if self.currency not in EXPONENTS:
            raise ValueError(f"no exponent known for {self.currency}")

    def __add__(self, other: object) -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: object) -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __mul__(self, times: object) -> "Money":
        if isinstance(times, bool) or not isinstance(times, int):
            return NotImplemented
        return Money(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor < self._same(other)

    def __bool__(self) -> bool:
        raise TypeError("ask `is_zero`: zero dong is an answer, not an absence")

    def __str__(self) -> str:
        """`1.234.567 ₫`: dots between thousands, a no-break space before the sign."""
        exponent = EXPONENTS[self.currency]
        whole, fraction = divmod(abs(self.minor), 10**exponent)
        figures = f"{whole:,}".replace(",", ".")
        if exponent:
            figures += f",{fraction:0{exponent}d}"
        sign = "-" if self.minor < 0 else ""
        return f"{sign}{figures}{NO_BREAK_SPACE}{SIGNS[self.currency]}"

    @property
    def is_zero(self) -> bool:
        return self.minor == 0

    def split(self, weights: Sequence[int]) -> list["Money"]:
        """Parts in proportion to whole weights, by largest remainder; their sum is this amount.

        Equal remainders: the earlier part takes the odd unit. Refuses negative or all-zero weights.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("weights are whole numbers from 0, and not all 0")
        floors = [self.minor * weight // total for weight in weights]
        rests = [self.minor * weight % total for weight in weights]
        order = sorted(range(len(weights)), key=lambda place: (-rests[place], place))
        for place in order[: self.minor - sum(floors)]:
            floors[place] += 1
        return [Money(part, self.currency) for part in floors]

    def share(self, basis_points: int) -> "Money":
        """A part in hundredths of a per cent (10 % = 1000), to the nearest unit, halves away from 0."""
        scaled = abs(self.minor * basis_points)
        rounded = (2 * scaled + BASIS_POINTS) // (2 * BASIS_POINTS)
        negative = (self.minor < 0) != (basis_points < 0)
        return Money(-rounded if negative else rounded, self.currency)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")
        return other.minor


def total(amounts: Iterable[Money], currency: str = "VND") -> Money:
    """The sum, also of nothing at all."""
    return sum(amounts, start=Money(0, currency))


def parse_dong(text: str, *, smallest: int = 0, largest: int = LARGEST_AMOUNT) -> int:
    """Dong from what a person typed: `1.234.567`, `1 234 567`, `1,234,567`, `1234567 ₫`.

    Refuses with amount_missing, amount_not_number, amount_not_whole (1.5), amount_negative,
    amount_too_small or amount_too_large; the two last name their `limit`.
    """
    figures = _CURRENCY_WORDS.sub("", text.strip()).strip()
    if not figures:
        raise Refusal("amount_missing")
    negative = figures[0] in "-−"
    amount = _whole_number(figures[1:].strip() if negative else figures)
    return _within(-amount if negative else amount, smallest, largest)


def _whole_number(figures: str) -> int:
    if re.fullmatch(r"[0-9]+", figures):
        return int(figures[:40])  # longer is refused as too large in any case
    if _GROUPED.fullmatch(figures):
        return int(re.sub(r"[^0-9]", "", figures)[:40])
    if _FRACTION.fullmatch(figures):
        raise Refusal("amount_not_whole", typed=figures[:40])
    raise Refusal("amount_not_number", typed=figures[:40])


def _within(amount: int, smallest: int, largest: int) -> int:
    if amount < 0 <= smallest:
        raise Refusal("amount_negative", limit=str(Money(smallest)))
    if amount < smallest:
        raise Refusal("amount_too_small", limit=str(Money(smallest)))
    if amount > largest:
        raise Refusal("amount_too_large", limit=str(Money(largest)))
    return amount
