"""Identifiers: form, check digit and scheme of tax codes, ORCID and ROR. Pure.

Each reader returns the normal form, or refuses with a code that says what is wrong with it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from marketplace.errors import Refusal

TAX_SCHEME: Final = "VN-TIN"  # org-id.guide list of Viet Nam, confirmed September 2025
S_AND_T_SCHEME: Final = "VN-MOST"  # registration of science and technology organisations, same source
ORCID_SCHEME: Final = "ORCID"
ROR_SCHEME: Final = "ROR"

# Weights of the first nine digits; check = 10 - (sum mod 11), and 10 itself is no digit.
# Source: python-stdnum 2.2, stdnum/vn/mst.py; agrees with codes of real organisations (tests).
_TAX_WEIGHTS: Final = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_BASE32: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's, as ROR uses it


@dataclass(frozen=True)
class Identifier:
    """A code inside its scheme, in normal form."""

    scheme: str
    code: str

    def __str__(self) -> str:
        """As OCDS writes it: `VN-TIN-0100109106`."""
        return f"{self.scheme}-{self.code}"

    @property
    def is_personal(self) -> bool:
        """A twelve-digit tax code is a citizen's own number: never shown in public."""
        return self.scheme == TAX_SCHEME and len(self.code) == 12


def read_tax_code(text: str) -> Identifier:
    """Tax code (MST) of an organisation: ten digits, or thirteen with a branch, `0314409058-002`.

    Refuses with tax_code_shape, tax_code_check_digit or tax_code_branch.
    """
    digits = _tax_digits(text)
    if len(digits) not in {10, 13}:
        raise Refusal("tax_code_shape")
    _check_tax_digits(digits[:10])
    if len(digits) == 10:
        return Identifier(TAX_SCHEME, digits)
    if digits[10:] == "000":
        raise Refusal("tax_code_branch")
    return Identifier(TAX_SCHEME, f"{digits[:10]}-{digits[10:]}")


def read_personal_tax_code(text: str) -> Identifier:
    """Tax code of a person or a household business: the citizen's twelve digits, or an older MST.

    The twelve-digit number has no public check digit. Since 1 July 2025 it is the tax code of
    persons and households (recalled; to be checked against the tax authority's notice).
    Refuses with personal_tax_code_shape and with what `read_tax_code` refuses.
    """
    digits = _tax_digits(text)
    if len(digits) != 12:
        if len(digits) in {10, 13}:
            return read_tax_code(text)
        raise Refusal("personal_tax_code_shape")
    if len(set(digits)) == 1:
        raise Refusal("personal_tax_code_shape")
    return Identifier(TAX_SCHEME, digits)


def read_orcid(text: str) -> Identifier:
    """ORCID iD of a researcher, with or without its address. Check: ISO 7064 MOD 11-2.

    Refuses with orcid_shape or orcid_check_digit.
    """
    bare = re.sub(r"^(https?://)?orcid\.org/", "", text.strip(), flags=re.IGNORECASE)
    code = re.sub(r"[\s-]", "", bare).upper()
    if not re.fullmatch(r"[0-9]{15}[0-9X]", code):
        raise Refusal("orcid_shape")
    if orcid_check_digit(code[:15]) != code[15]:
        raise Refusal("orcid_check_digit")
    return Identifier(ORCID_SCHEME, "-".join(code[start : start + 4] for start in range(0, 16, 4)))


def read_ror(text: str) -> Identifier:
    """ROR id of a research organisation, with or without its address.

    Nine characters: 0, six of Crockford's base 32, two check digits (ISO 7064 MOD 97-10).
    Refuses with ror_shape or ror_check_digit.
    """
    code = re.sub(r"^(https?://)?ror\.org/", "", text.strip(), flags=re.IGNORECASE).lower()
    if not re.fullmatch(rf"0[{_BASE32}]{{6}}[0-9]{{2}}", code):
        raise Refusal("ror_shape")
    if ror_check_digits(code[:7]) != code[7:]:
        raise Refusal("ror_check_digit")
    return Identifier(ROR_SCHEME, code)


def read_s_and_t_registration(text: str) -> Identifier:
    """Registration of a science and technology organisation, such as `A399`.

    Refuses with registration_shape.
    """
    code = re.sub(r"[\s.]", "", text).upper()
    if not re.fullmatch(r"[A-Z]{1,3}-?[0-9]{1,6}", code):
        raise Refusal("registration_shape")
    return Identifier(S_AND_T_SCHEME, code)


READERS: Final[Mapping[str, Callable[[str], Identifier]]] = MappingProxyType(
    {
        TAX_SCHEME: read_tax_code,
        ORCID_SCHEME: read_orcid,
        ROR_SCHEME: read_ror,
        S_AND_T_SCHEME: read_s_and_t_registration,
    }
)


def read_identifier(scheme: str, text: str) -> Identifier:
    """The code in its scheme's normal form. Refuses with scheme_unknown, or as the scheme's reader does."""
    reader = READERS.get(scheme)
    if reader is None:
        raise Refusal("scheme_unknown", scheme=scheme)
    return reader(text)


def tax_check_digit(first_nine: str) -> int:
    """Tenth digit of a tax code; 10 means that no code begins with these nine digits."""
    weighed = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, first_nine, strict=True))
    return 10 - weighed % 11


def orcid_check_digit(first_fifteen: str) -> str:
    """ISO 7064 MOD 11-2."""
    rest = 0
    for digit in first_fifteen:
        rest = (rest + int(digit)) * 2 % 11
    check = (12 - rest) % 11
    return "X" if check == 10 else str(check)


def ror_check_digits(first_seven: str) -> str:
    """ISO 7064 MOD 97-10 over the number that the seven characters write in base 32."""
    number = 0
    for letter in first_seven:
        number = number * 32 + _BASE32.index(letter)
    return f"{98 - number * 100 % 97:02d}"


def _tax_digits(text: str) -> str:
    bare = text.strip().upper().removeprefix("MST").removeprefix(f"{TAX_SCHEME}-").lstrip(" :")
    digits = re.sub(r"[\s.\u2010-\u2015-]", "", bare)
    if not re.fullmatch(r"[0-9]+", digits):
        raise Refusal("tax_code_shape")
    return digits


def _check_tax_digits(ten: str) -> None:
    if ten[2:9] == "0000000" or tax_check_digit(ten[:9]) != int(ten[9]):
        raise Refusal("tax_code_check_digit")
